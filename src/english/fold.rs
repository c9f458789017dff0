//! Folds words, so that case, accents and the shape of an apostrophe do not count.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns a word in lower case, without accents, with a straight apostrophe.
pub fn fold(word: &str) -> String {
    let bare = word.nfd().filter(|&c| !is_combining_mark(c));
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
}
