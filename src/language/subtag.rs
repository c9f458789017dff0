//! Names a language by its code (ISO 639), the primary subtag of a language tag.

use std::fmt;

use super::names::english_name;

/// The most letters of a code.
const MOST_LETTERS: usize = 3;

/// A language, whatever its country and script: `en`, `yue`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language {
    /// Small letters, filled up with zeros.
    code: [u8; MOST_LETTERS],
}

impl Language {
    /// English.
    pub const ENGLISH: Self = Self::known("en");

    /// Returns the language of a code of two or three small letters.
    pub(super) const fn known(code: &str) -> Self {
        let letters = code.as_bytes();
        assert!(letters.len() == 2 || letters.len() == MOST_LETTERS);
        let third = if letters.len() == 2 { 0 } else { letters[2] };
        Self {
            code: [letters[0], letters[1], third],
        }
    }

    /// Returns the language of the first subtag of a tag; none where it has more than three
    /// letters, which no registered one has.
    pub(super) fn from_subtag(subtag: &str) -> Option<Self> {
        let is_code = (2..=MOST_LETTERS).contains(&subtag.len());
        let is_code = is_code && subtag.bytes().all(|c| c.is_ascii_lowercase());
        is_code.then(|| Self::known(subtag))
    }

    /// Returns the code.
    pub fn code(&self) -> &str {
        let end = self.code.iter().position(|&c| c == 0);
        let code = &self.code[..end.unwrap_or(MOST_LETTERS)];
        std::str::from_utf8(code).unwrap_or_default()
    }

    /// Returns the English name for people, or the code of a language that few ask for.
    pub fn english_name(&self) -> &str {
        english_name(self.code()).unwrap_or(self.code())
    }
}

impl Default for Language {
    /// English, which text is taken for where it does not tell.
    fn default() -> Self {
        Self::ENGLISH
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Language({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(tag: &str) -> Language {
        tag.parse().unwrap()
    }

    #[test]
    fn a_tag_is_of_the_language_of_its_first_subtag() {
        for (tag, code) in [
            ("en", "en"),
            ("pt-BR", "pt"),
            ("zh_Hant_TW", "zh"),
            ("iw", "he"),
            ("deu", "de"),
            ("yue-HK", "yue"),
        ] {
            assert_eq!(language(tag).to_string(), code);
        }
        assert_eq!(language("EN"), Language::ENGLISH);
        for tag in ["", "12", "e", "english", "en US"] {
            assert!(tag.parse::<Language>().is_err(), "{tag}");
        }
    }

    #[test]
    fn people_read_names_of_languages() {
        assert_eq!(language("de").english_name(), "German");
        assert_eq!(language("gsw").english_name(), "gsw");
    }
}
