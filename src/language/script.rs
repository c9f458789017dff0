//! Finds the script that a text is written in.

use super::subtag::Language;

/// A script, as far as it tells languages apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    /// Chinese characters, which Japanese has as well.
    Han,
    /// A script of one language, or of one that is by far the most used.
    Of(Language),
}

impl Script {
    /// Returns how many letters of an alphabet one of its letters counts for.
    fn weight(self) -> usize {
        match self {
            Self::Han | KANA => LETTERS_OF_SIGN,
            Self::Of(language) if language.code() == "ko" => LETTERS_OF_SIGN,
            _ => 1,
        }
    }

    /// Returns the script that a text of this one may be written in wholly: Japanese may be of
    /// Chinese characters alone.
    pub(super) fn written_with(self) -> Self {
        match self {
            KANA => Self::Han,
            other => other,
        }
    }
}

/// The Japanese syllabaries.
const KANA: Script = of("ja");

const fn of(code: &str) -> Script {
    Script::Of(Language::known(code))
}

/// Blocks of letters, ascending.
const BLOCKS: [(u32, u32, Script); 41] = [
    (0x41, 0x24f, Script::Latin),
    (0x370, 0x3ff, of("el")),
    (0x400, 0x52f, Script::Cyrillic),
    (0x531, 0x58a, of("hy")),
    (0x590, 0x5ff, of("he")),
    (0x600, 0x6ff, Script::Arabic),
    (0x750, 0x77f, Script::Arabic),
    (0x780, 0x7bf, of("dv")),
    (0x900, 0x97f, Script::Devanagari),
    (0x980, 0x9ff, of("bn")),
    (0xa00, 0xa7f, of("pa")),
    (0xa80, 0xaff, of("gu")),
    (0xb00, 0xb7f, of("or")),
    (0xb80, 0xbff, of("ta")),
    (0xc00, 0xc7f, of("te")),
    (0xc80, 0xcff, of("kn")),
    (0xd00, 0xd7f, of("ml")),
    (0xd80, 0xdff, of("si")),
    (0xe00, 0xe7f, of("th")),
    (0xe80, 0xeff, of("lo")),
    (0xf00, 0xfff, of("bo")),
    (0x1000, 0x109f, of("my")),
    (0x10a0, 0x10ff, of("ka")),
    (0x1100, 0x11ff, of("ko")),
    (0x1200, 0x139f, of("am")),
    (0x1780, 0x17ff, of("km")),
    (0x1c90, 0x1cbf, of("ka")),
    (0x1e00, 0x1eff, Script::Latin),
    (0x1f00, 0x1fff, of("el")),
    (0x2d00, 0x2d2f, of("ka")),
    (0x3005, 0x3007, Script::Han),
    (0x3040, 0x30ff, KANA),
    (0x3130, 0x318f, of("ko")),
    (0x31f0, 0x31ff, KANA),
    (0x3400, 0x4dbf, Script::Han),
    (0x4e00, 0x9fff, Script::Han),
    (0xac00, 0xd7af, of("ko")),
    (0xf900, 0xfaff, Script::Han),
    (0xfb50, 0xfeff, Script::Arabic),
    (0xff66, 0xff9f, KANA),
    (0x20000, 0x3ffff, Script::Han),
];

/// The most letters of a text that are looked at.
const MOST_LETTERS: usize = 4000;

/// How many letters of an alphabet a sign for a syllable or a word counts for.
const LETTERS_OF_SIGN: usize = 2;

/// One in so many signs of Japanese text, or more, is of a syllabary.
const SIGNS_PER_KANA: usize = 8;

/// Returns the script of a letter.
pub(super) fn script_of(letter: char) -> Option<Script> {
    let code = u32::from(letter);
    let after = BLOCKS.partition_point(|&(first, _, _)| first <= code);
    let (_, last, script) = *BLOCKS[..after].last()?;
    (code <= last && letter.is_alphabetic()).then_some(script)
}

/// Returns how much a text is, in letters of an alphabet: a sign for a syllable or a word counts for
/// several.
pub(super) fn weigh_letters(text: &str) -> usize {
    let scripts = text.chars().filter_map(script_of);
    scripts.map(Script::weight).sum()
}

/// Returns whether a script tells this language.
pub(super) fn is_alone_in_script(language: Language) -> bool {
    let script = Script::Of(language);
    BLOCKS.iter().any(|&(_, _, other)| other == script)
}

/// How much of a text is written in which script.
#[derive(Debug, Default)]
pub(super) struct ScriptCounts {
    /// By the number of letters, the most first.
    counts: Vec<(Script, usize)>,
}

impl ScriptCounts {
    pub(super) fn new(text: &str) -> Self {
        let mut counts: Vec<(Script, usize)> = Vec::new();
        for script in text.chars().filter_map(script_of).take(MOST_LETTERS) {
            let weight = script.weight();
            match counts.iter_mut().find(|(other, _)| *other == script) {
                Some((_, count)) => *count += weight,
                None => counts.push((script, weight)),
            }
        }
        join_japanese(&mut counts);
        counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        Self { counts }
    }

    /// Returns the script of most letters.
    pub(super) fn main(&self) -> Option<Script> {
        self.counts.first().map(|&(script, _)| script)
    }

    /// Returns the script with the most letters but for the Latin one, which words of everywhere
    /// are written in, where it has a fair share.
    pub(super) fn beside_latin(&self) -> Option<Script> {
        let all: usize = self.counts.iter().map(|&(_, count)| count).sum();
        let mut others = self
            .counts
            .iter()
            .filter(|(script, _)| *script != Script::Latin);
        let &(script, count) = others.next()?;
        (count * 3 >= all).then_some(script)
    }
}

/// Counts Chinese characters as Japanese where there is Japanese beside them.
fn join_japanese(counts: &mut Vec<(Script, usize)>) {
    let count = |script: Script| counts.iter().find(|(other, _)| *other == script);
    let kana = count(KANA).map_or(0, |&(_, count)| count);
    let han = count(Script::Han).map_or(0, |&(_, count)| count);
    if kana > 0 && kana * SIGNS_PER_KANA >= kana + han {
        counts.retain(|(script, _)| *script != Script::Han && *script != KANA);
        counts.push((KANA, kana + han));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_ascend() {
        assert!(BLOCKS.is_sorted_by(|one, other| one.1 < other.0));
    }

    #[test]
    fn japanese_is_told_from_chinese_by_its_syllables() {
        assert_eq!(ScriptCounts::new("水車小屋は三年間").main(), Some(KANA));
        assert_eq!(
            ScriptCounts::new("水磨坊空了三年").main(),
            Some(Script::Han)
        );
    }

    #[test]
    fn digits_and_marks_have_no_script() {
        assert_eq!(ScriptCounts::new("1947, ٣ — ?").main(), None);
        assert_eq!(script_of('×'), None);
    }
}
