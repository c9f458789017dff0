//! Recognises words with a capital that are not names of speakers.
//!
//! The words are English: the closed classes below, the list `not_names.txt`, adverbs and
//! contractions.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::english::lexicon::{
    ACADEMIC_RANKS, DAYTIMES, EXACTLY, FUNCTION_WORDS, HAILS, HESITATIONS, INDEFINITE_PRONOUNS,
    INTERJECTIONS, MODALS, MONTHS, NUMBERS, OFFICES_OF_FIRMS, OFFICES_OF_STATE, PRAISE,
    QUANTIFIERS, RECORDINGS, RELATIVE_DAYS, RELATIVES, ROLES_OF_ANY, SEASONS, STRETCHES, TITLES,
    UNKNOWN_SPEAKERS, WEEKDAYS, YES,
};
use crate::english::{HasWord, word_classes};

word_classes! {
    /// Closed classes without the words that people are also called.
    CLOSED_CLASSES = [
        ACADEMIC_RANKS DAYTIMES EXACTLY FUNCTION_WORDS HAILS HESITATIONS INDEFINITE_PRONOUNS
        INTERJECTIONS MODALS MONTHS NUMBERS OFFICES_OF_FIRMS OFFICES_OF_STATE PRAISE QUANTIFIERS
        RECORDINGS RELATIVES RELATIVE_DAYS ROLES_OF_ANY SEASONS STRETCHES TITLES
        UNKNOWN_SPEAKERS WEEKDAYS YES
    ] without "april august june may will";
}

/// Names of places, firms and things, and other words that begin sentences.
static LISTED: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("not_names.txt").lines();
    let kinds = lines.filter(|line| !line.starts_with('#'));
    kinds.flat_map(str::split_whitespace).collect()
});

/// The least length of a word in `ly` that counts as an adverb: the names "Kelly" and "Billy" are
/// shorter.
const FEWEST_LETTERS_OF_ADVERB: usize = 7;

/// Returns whether a folded word is not a speaker's name, whatever its capitals.
pub(super) fn is_no_name(folded: &str) -> bool {
    CLOSED_CLASSES.has(folded)
        || LISTED.contains(folded)
        || (folded.len() >= FEWEST_LETTERS_OF_ADVERB
            && folded.ends_with("ly")
            && folded != "kimberly")
        || (folded.contains('\'') && !folded.starts_with("o'") && !folded.starts_with("d'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings_places_firms_peoples_and_contractions_are_not_names() {
        for word in [
            "yeah", "google", "europe", "canadian", "monday", "chair", "they'll", "recently",
        ] {
            assert!(is_no_name(word), "{word}");
        }
    }

    #[test]
    fn names_are_not_on_the_list() {
        for word in [
            "tom", "tarun", "ilya", "haseeb", "will", "mark", "grace", "april", "june", "may",
            "kelly", "kimberly", "o'hara", "sian", "georgia", "paris", "austin", "chelsea",
        ] {
            assert!(!is_no_name(word), "{word}");
        }
    }
}
