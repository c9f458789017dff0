//! Folds words for comparison: lower case, no accents, straight apostrophes.

use crate::language::without_accents;

/// Returns a word in lower case, without accents, with a straight apostrophe.
///
/// Combining marks of scripts without accents are kept, since they distinguish words there.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let bare = without_accents(word);
    let bare: String = bare.chars().flat_map(char::to_lowercase).collect();
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
        assert_ne!(fold("мой"), fold("мои"));
    }
}
