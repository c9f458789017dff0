//! Holds the function words of languages: articles, pronouns, prepositions, auxiliaries, question
//! words and the like.
//!
//! They tell languages of one script apart, and they say nothing of a question's topic.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::normalise::normalise;
use super::script::Script;
use super::subtag::Language;

/// The function words of a language.
pub(super) struct FunctionWords {
    pub(super) language: Language,
    pub(super) script: Script,
    /// In small letters.
    words: &'static str,
    /// Letters and marks beyond those that every language of the script has.
    letters: &'static str,
}

macro_rules! function_words {
    ($($script:ident: $($code:literal $letters:literal)*;)*) => {
        /// Those that share a script stand together.
        pub(super) static LANGUAGES: &[FunctionWords] = &[$($(FunctionWords {
            language: Language::known($code),
            script: Script::$script,
            words: include_str!(concat!("function_words/", $code, ".txt")),
            letters: $letters,
        },)*)*];
    };
}

function_words! {
    Latin:
        "ca" "àçèéíïòóúü·"
        "cs" "áčďéěíňóřšťúůýž"
        "da" "æøå"
        "de" "äöüß"
        "en" ""
        "es" "áéíñóúü¿¡"
        "fi" "äö"
        "fr" "àâæçèéêëîïôœùûü"
        "hr" "čćđšž"
        "hu" "áéíóöőúüű"
        "id" ""
        "it" "àèéìòù"
        "nl" "éëï"
        "no" "æøå"
        "pl" "ąćęłńóśźż"
        "pt" "àáâãçéêíóôõú"
        "ro" "ăâîșşțţ"
        "sk" "áäčďéíĺľňóôŕšťúýž"
        "sv" "åäöé"
        "tr" "çğıöşüâ"
        "vi" "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ";
    Cyrillic:
        "bg" "ъщйяюь"
        "ru" "ёъыэщйяюь"
        "sr" "ђјљњћџ"
        "uk" "ґєіїщйяюь";
    Arabic:
        "ar" "ةىأإآؤئكي"
        "fa" "پچژگکیآ"
        "ur" "ٹڈڑںےہھپچژگکیآ";
    Devanagari:
        "hi" "ड़ढ़"
        "mr" "ळ"
        "ne" "";
    Han:
        "ja" ""
        "zh" "";
}

/// Function words of languages that their script gives away.
const OF_OWN_SCRIPT: [(&str, &str); 4] = [
    ("el", include_str!("function_words/el.txt")),
    ("he", include_str!("function_words/he.txt")),
    ("ko", include_str!("function_words/ko.txt")),
    ("th", include_str!("function_words/th.txt")),
];

/// What tells languages apart, each with the places of its languages in [`LANGUAGES`].
pub(super) struct Signs {
    pub(super) words: HashMap<&'static str, Vec<usize>>,
    pub(super) letters: HashMap<char, Vec<usize>>,
}

pub(super) static SIGNS: LazyLock<Signs> = LazyLock::new(|| {
    let mut signs = Signs {
        words: HashMap::new(),
        letters: HashMap::new(),
    };
    for (place, of) in LANGUAGES.iter().enumerate() {
        for word in of.words.split_whitespace() {
            let places: &mut Vec<usize> = signs.words.entry(word).or_default();
            if places.last() != Some(&place) {
                places.push(place);
            }
        }
        for letter in of.letters.chars() {
            signs.letters.entry(letter).or_default().push(place);
        }
    }
    signs
});

/// The function words of each language, as [`normalise`] writes them.
static NORMALISED: LazyLock<HashMap<Language, HashSet<String>>> = LazyLock::new(|| {
    let own = OF_OWN_SCRIPT.iter();
    let own = own.map(|&(code, words)| (Language::known(code), words));
    let all = LANGUAGES.iter().map(|of| (of.language, of.words));
    let normalised = all.chain(own).map(|(language, words)| {
        let words = words.split_whitespace();
        let words = words.map(|word| normalise(word, language));
        (language, words.collect())
    });
    normalised.collect()
});

/// Returns whether a word, as [`normalise`] writes it, is a function word of a language.
pub fn is_function_word(word: &str, language: Language) -> bool {
    let words = NORMALISED.get(&language);
    words.is_some_and(|words| words.contains(word))
}
