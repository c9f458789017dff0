//! Folds words for comparison: lower case, no accents, straight apostrophes.

use unicode_normalization::UnicodeNormalization;

/// Returns a word in lower case, without accents, with a straight apostrophe.
///
/// Combining marks of scripts without accents are kept, since they distinguish words there.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let is_accent = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let bare = word.nfd().filter(|c| !is_accent(c));
    let bare: String = bare.flat_map(char::to_lowercase).collect();
    bare.replace('’', "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_accents_and_curly_apostrophes_do_not_count() {
        assert_eq!(fold("Siân"), "sian");
        assert_eq!(fold("O’Brien"), "o'brien");
        assert_eq!(fold("ÅSE"), "ase");
    }

    #[test]
    fn marks_of_scripts_without_accents_are_kept() {
        assert_ne!(fold("राम"), fold("रमा"));
        assert_ne!(fold("ガン"), fold("カン"));
    }
}
