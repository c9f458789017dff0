//! Knows abbreviations that have something behind them, so that their point ends no sentence.

use super::subtag::Language;

/// Abbreviations in small letters, without their last point. Those of English have rules of their
/// own, since there they are cut where a sentence opens.
const LEADING: [(&str, &str); 14] = [
    ("ar", "د م أ"),
    ("da", "bl f.eks f eks fx dvs hr fr nr ca kl"),
    (
        "de",
        "z b d h u a i r v o s t chr bzw ca ggf evtl vgl inkl nr abs bd hr hrn fr frl dipl ing \
         dr prof z.b d.h u.a i.d.r v.a z.t zzgl",
    ),
    (
        "es",
        "p ej p.ej sr sra srta sres dr dra d dña ud uds vd pág págs núm av avda ee cap fig art",
    ),
    (
        "fr",
        "m mm mme mlle p ex p.ex av env cf art fig dr pr c.-à-d st ste",
    ),
    ("hi", "डॉ प्रो श्री सुश्री पं"),
    (
        "it",
        "sig sig.ra sigg dott dott.ssa prof avv ing p es p.es pag n art cfr",
    ),
    (
        "nl",
        "dhr mevr mw dr drs ir ing prof bijv d.w.z o.a nr blz ca incl st m.a.w",
    ),
    ("no", "bl f.eks f eks dvs hr fr nr ca kl"),
    ("pl", "np dr prof ul tzn tj m.in inż mgr św al pl godz ok"),
    (
        "pt",
        "sr sra srta dr dra d p ex p.ex prof profa exmo nº pág séc av cap fig art",
    ),
    (
        "ru",
        "т г гг ул им проф акад см стр рис табл тыс млн млрд руб д кв пос св т.е т.к т.н напр доп",
    ),
    ("sv", "t.ex t ex bl.a bl dvs s.k s k hr fr nr ca kl"),
    ("tr", "dr prof doç sn örn bkz no vb"),
];

/// Words before an ordinal number in German, which is written with a point and, before a noun,
/// followed by a capital: `am 3. Mai`.
const BEFORE_GERMAN_ORDINALS: &str =
    "ab am bis das dem den der des die im jeder jedes mein seit unser unsere vom zum zur beim";

/// Returns whether any language has this abbreviation, which may be a number.
pub fn may_lead_on(word: &str) -> bool {
    let word = without_article(word);
    let is_number = is_ordinal(word);
    is_number
        || LEADING
            .iter()
            .any(|(_, words)| has(words, &word.to_lowercase()))
}

/// Returns whether something follows a word with a point in a language, in the same sentence.
pub fn leads_on(before: &str, word: &str, language: Language) -> bool {
    let word = without_article(word);
    if language.code() == "de" && is_ordinal(word) {
        return has(BEFORE_GERMAN_ORDINALS, &before.to_lowercase());
    }
    let of_language = LEADING.iter().find(|(code, _)| *code == language.code());
    of_language.is_some_and(|(_, words)| has(words, &word.to_lowercase()))
}

/// Returns a word without what an apostrophe joins to it: `l'art`.
fn without_article(word: &str) -> &str {
    word.rsplit(['\'', '’']).next().unwrap_or(word)
}

fn has(words: &str, word: &str) -> bool {
    words.split(' ').any(|other| other == word)
}

fn is_ordinal(word: &str) -> bool {
    (1..=2).contains(&word.len()) && word.bytes().all(|c| c.is_ascii_digit())
}
