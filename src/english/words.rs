//! Cuts text into words by Unicode's rules (UAX #29).

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::fold::fold;
use super::lexicon::TITLES;
use super::word_class::HasWord;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
    /// As [`fold`] writes it.
    pub folded: String,
    /// Whether it ends in `'s`, or in `s` with an apostrophe behind it.
    pub possessive: bool,
}

impl Word {
    /// Returns the folded word without a closing `'s`.
    pub fn bare(&self) -> &str {
        self.folded.strip_suffix("'s").unwrap_or(&self.folded)
    }
}

/// Returns the words of a text, in order.
///
/// An underscore separates words, and so does the point of a title that touches its name
/// (`Mr.Odum`).
pub fn words(text: &str) -> impl DoubleEndedIterator<Item = Word> {
    let words = text.unicode_word_indices();
    let spans = words.flat_map(|(at, word)| pieces(at, word));
    spans.map(|span| word_at(text, span))
}

fn pieces(at: usize, word: &str) -> impl DoubleEndedIterator<Item = Range<usize>> {
    let pieces = word.split('_');
    let pieces = pieces.flat_map(|piece| match piece.split_once('.') {
        Some((title, name)) if TITLES.has(&fold(title)) => [title, name],
        _ => [piece, ""],
    });
    let pieces = pieces.filter(|piece| !piece.is_empty());
    pieces.map(move |piece| {
        let start = at + piece.as_ptr().addr() - word.as_ptr().addr();
        start..start + piece.len()
    })
}

fn word_at(text: &str, span: Range<usize>) -> Word {
    let folded = fold(&text[span.clone()]);
    let is_plural_owner = folded.ends_with('s') && text[span.end..].starts_with(['\'', '’']);
    Word {
        possessive: folded.ends_with("'s") || is_plural_owner,
        folded,
        span,
    }
}

/// Returns the folded words of a name or a label; every sign but an apostrophe separates them.
pub fn name_words(name: &str) -> impl Iterator<Item = String> {
    let words = name.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    words.filter(|word| !word.is_empty()).map(fold)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare(text: &str) -> Vec<String> {
        words(text).map(|word| word.bare().to_owned()).collect()
    }

    #[test]
    fn bare_words_have_straight_apostrophes_and_no_possessive_ending() {
        assert_eq!(bare("Tom's, Tom’s, didn’t"), ["tom", "tom", "didn't"]);
        let possessive: Vec<bool> = words("James' car").map(|word| word.possessive).collect();
        assert_eq!(possessive, [true, false]);
    }

    #[test]
    fn underscores_and_the_points_of_titles_separate_words() {
        assert_eq!(
            bare("Mr.Odum's salt_marsh"),
            ["mr", "odum", "salt", "marsh"]
        );
        assert_eq!(bare("example.com has 3.5_"), ["example.com", "has", "3.5"]);
    }

    #[test]
    fn words_have_their_places_and_no_accents() {
        let word = words("Is Siân?").nth(1).unwrap();
        assert_eq!((word.bare(), word.span.clone()), ("sian", 3..8));
    }
}
