//! Reads and compares language tags (RFC 5646).
//!
//! Subtags are compared whole and without regard to case: `en` has `en-US`, and `pt-BR` has
//! neither `pt-PT` nor `pt-BRX`. Deprecated codes and common codes of three letters count as the codes
//! that replace them (`iw` as `he`, `eng` as `en`).

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::codes::current_code;
use super::names::code_of_name;
use super::subtag::Language;
use super::writing::is_written_in;

/// Codes that stand for no language, for several, or for sounds without language.
const NAMELESS: [&str; 4] = ["und", "mul", "mis", "zxx"];

/// The most characters of a subtag.
const MOST_CHARACTERS: usize = 8;

/// A language tag: `en`, `pt-BR`, `zh-Hant-TW`.
#[derive(Debug, Clone)]
pub struct LanguageTag {
    /// As it is written, with hyphens.
    written: String,
    /// The subtags in small letters, with the code that replaces a deprecated one.
    subtags: Vec<String>,
}

/// Text that is no language tag.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{written} is not a language tag such as en or pt-BR{}", hint(written))]
pub struct InvalidLanguage {
    written: String,
}

/// Returns what to write in place of the English name of a language.
fn hint(written: &str) -> String {
    let code = code_of_name(written);
    code.map_or_else(String::new, |code| format!("; write {code}"))
}

/// How near a transcript's language is to the one that is wanted, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// The same language: `en-us` for `en-US`.
    Same,
    /// The wanted language without or with more said of it: `en` or `en-US-x-mill` for `en-US`.
    Within,
    /// The language of another place: `pt-PT` for `pt-BR`.
    Elsewhere,
    /// Another language.
    Other,
}

impl FromStr for LanguageTag {
    type Err = InvalidLanguage;

    fn from_str(text: &str) -> Result<Self, InvalidLanguage> {
        // Many write `en_US`, as locales are called.
        let written = text.trim().replace('_', "-");
        let mut subtags: Vec<String> = written.split('-').map(str::to_ascii_lowercase).collect();
        let is_subtag = |subtag: &String| {
            let is_text = subtag.bytes().all(|c| c.is_ascii_alphanumeric());
            is_text && (1..=MOST_CHARACTERS).contains(&subtag.len())
        };
        let first = &subtags[0];
        let is_code = first.len() > 1 && first.bytes().all(|c| c.is_ascii_alphabetic());
        if !is_code || !subtags.iter().all(is_subtag) {
            return Err(invalid(text));
        }
        if let Some(code) = current_code(&subtags[0]) {
            subtags[0] = code.to_owned();
        }
        Ok(Self { written, subtags })
    }
}

impl FromStr for Language {
    type Err = InvalidLanguage;

    /// Reads a tag (RFC 5646) and keeps its language: `pt` of `pt-BR`, `he` of `iw`.
    fn from_str(text: &str) -> Result<Self, InvalidLanguage> {
        let tag: LanguageTag = text.parse()?;
        tag.language().ok_or_else(|| invalid(text))
    }
}

fn invalid(text: &str) -> InvalidLanguage {
    InvalidLanguage {
        written: text.trim().to_owned(),
    }
}

impl From<Language> for LanguageTag {
    fn from(language: Language) -> Self {
        let written = language.code().to_owned();
        Self {
            subtags: vec![written.clone()],
            written,
        }
    }
}

impl LanguageTag {
    /// Reads a language tag, and writes it as RFC 5646 recommends: `en-US` for
    /// `EN_us`, `he` for `iw`.
    ///
    /// # Errors
    /// Text that is no tag, and a tag that names no language (`und`).
    pub fn recommended(text: &str) -> Result<Self, InvalidLanguage> {
        let tag: Self = text.parse()?;
        tag.canonical().ok_or_else(|| invalid(text))
    }

    /// Reads the language that a file states: a tag, or an English name (`german`). `None` where it
    /// names none, such as `auto`.
    pub fn stated(text: &str) -> Option<Self> {
        let tag: Self = code_of_name(text).unwrap_or(text).parse().ok()?;
        tag.canonical()
    }

    /// Returns the tag as RFC 5646 recommends to write it; none where it names no language.
    pub fn canonical(&self) -> Option<Self> {
        self.language()
            .filter(|language| !NAMELESS.contains(&language.code()))?;
        let mut is_extended = false;
        let recommended = self.subtags.iter().enumerate().map(|(place, subtag)| {
            let is_first = place == 0;
            is_extended |= !is_first && subtag.len() == 1;
            let is_word = subtag.bytes().all(|byte| byte.is_ascii_alphabetic());
            match subtag.len() {
                2 if !is_first && !is_extended => subtag.to_ascii_uppercase(),
                4 if is_word && !is_extended => subtag[..1].to_ascii_uppercase() + &subtag[1..],
                _ => subtag.clone(),
            }
        });
        let written = recommended.collect::<Vec<_>>().join("-");
        Some(Self {
            written,
            subtags: self.subtags.clone(),
        })
    }

    /// Returns whether a text may be in this language, by its letters. What a tag says of the script
    /// is believed.
    pub fn may_be_of(&self, text: &str) -> bool {
        let has_script = self.subtags.get(1).is_some_and(|subtag| subtag.len() == 4);
        let language = self.language().filter(|_| !has_script);
        language.is_none_or(|language| is_written_in(text, language))
    }

    /// Returns the language; none where its code has more than three letters.
    pub fn language(&self) -> Option<Language> {
        Language::from_subtag(&self.subtags[0])
    }

    /// Returns how near a language is to this one, which is wanted.
    pub fn nearness(&self, other: &Self) -> Nearness {
        if self == other {
            Nearness::Same
        } else if self.includes(other) || other.includes(self) {
            Nearness::Within
        } else if self.subtags[0] == other.subtags[0] {
            Nearness::Elsewhere
        } else {
            Nearness::Other
        }
    }

    /// Returns whether a tag matches this one as a range (RFC 4647, section 3.3.2): it has all its
    /// subtags in their order, and may have others between them, but no extension before them.
    fn includes(&self, tag: &Self) -> bool {
        if self.subtags[0] != tag.subtags[0] {
            return false;
        }
        let mut rest = tag.subtags[1..].iter();
        self.subtags[1..].iter().all(|wanted| {
            let mut before = rest
                .by_ref()
                .take_while(|subtag| subtag.len() > 1 || *subtag == wanted);
            before.any(|subtag| subtag == wanted)
        })
    }
}

impl PartialEq for LanguageTag {
    fn eq(&self, other: &Self) -> bool {
        self.subtags == other.subtags
    }
}

impl Eq for LanguageTag {}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearness(wanted: &str, offered: &str) -> Nearness {
        let [wanted, offered] = [wanted, offered].map(|tag| tag.parse::<LanguageTag>().unwrap());
        wanted.nearness(&offered)
    }

    #[test]
    fn capitals_underscores_and_old_codes_do_not_count() {
        for (one, other) in [
            ("en-US", "EN-us"),
            ("pt_BR", "pt-br"),
            ("iw", "he"),
            ("eng-GB", "en-gb"),
        ] {
            assert_eq!(nearness(one, other), Nearness::Same, "{one} {other}");
        }
    }

    #[test]
    fn a_tag_with_more_or_less_said_is_within_the_language() {
        for (wanted, offered) in [
            ("en", "en-US"),
            ("en-US", "en"),
            ("zh-TW", "zh-Hant-TW"),
            ("de-DE", "de-Latn-DE-1996"),
        ] {
            assert_eq!(nearness(wanted, offered), Nearness::Within, "{wanted}");
        }
    }

    #[test]
    fn another_place_is_farther_than_the_language_alone() {
        assert_eq!(nearness("pt-BR", "pt-PT"), Nearness::Elsewhere);
        assert_eq!(nearness("zh-Hans", "zh-Hant"), Nearness::Elsewhere);
        assert_eq!(nearness("de-DE", "de-x-DE"), Nearness::Elsewhere);
        assert!(nearness("pt-BR", "pt") < nearness("pt-BR", "pt-PT"));
    }

    #[test]
    fn codes_are_compared_whole() {
        assert_eq!(nearness("en", "enm"), Nearness::Other);
        assert_eq!(nearness("en", "es"), Nearness::Other);
    }

    #[test]
    fn text_that_is_no_tag_is_refused() {
        for text in [
            "",
            "-",
            "e",
            "en-",
            "en US",
            "x-mill",
            "12",
            "englishlanguage",
            "é",
        ] {
            assert!(text.parse::<LanguageTag>().is_err(), "{text}");
        }
    }

    #[test]
    fn tags_are_written_as_is_recommended() {
        for (given, written) in [
            ("EN_us", "en-US"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("iw", "he"),
            ("eng", "en"),
            ("sl-rozaj-biske", "sl-rozaj-biske"),
            ("en-x-us", "en-x-us"),
        ] {
            assert_eq!(
                LanguageTag::recommended(given).unwrap().to_string(),
                written
            );
        }
    }

    #[test]
    fn what_names_no_language_is_refused_with_what_to_write() {
        let refused = |text| LanguageTag::recommended(text).unwrap_err().to_string();
        assert_eq!(
            refused("German"),
            "German is not a language tag such as en or pt-BR; write de"
        );
        for text in ["", "e", "und", "de DE", "deutsch"] {
            assert!(refused(text).ends_with("such as en or pt-BR"), "{text}");
        }
    }

    #[test]
    fn a_tag_of_a_script_may_be_of_any_text() {
        let may_be = |tag: &str| tag.parse::<LanguageTag>().unwrap().may_be_of("پل");
        assert!(may_be("ar-EG") && may_be("en-Arab") && !may_be("en-US"));
    }

    #[test]
    fn a_file_may_state_a_name_and_may_state_nothing() {
        let stated = |text| LanguageTag::stated(text).map(|tag| tag.to_string());
        assert_eq!(stated("german").as_deref(), Some("de"));
        assert_eq!(stated("pt_br").as_deref(), Some("pt-BR"));
        for text in ["auto", "und", "", "multi"] {
            assert_eq!(stated(text), None, "{text}");
        }
    }
}
