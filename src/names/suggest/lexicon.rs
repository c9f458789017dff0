//! Words that are written with a capital and name no speaker.
//!
//! In: a folded word. Out: whether the list `not_names.txt` has it, or it is an adverb. The list is
//! of English, as the rules are. Never here: names; what a transcript itself shows of a word.

use std::collections::HashSet;
use std::sync::LazyLock;

static NOT_NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("not_names.txt").lines();
    let kinds = lines.filter(|line| !line.starts_with('#'));
    kinds.flat_map(str::split_whitespace).collect()
});

/// The shortest adverb that is no name: "Kelly" and "Billy" are shorter.
const FEWEST_LETTERS_OF_ADVERB: usize = 7;

/// Returns whether a folded word is no speaker's name, however it is written.
pub(super) fn is_no_name(folded: &str) -> bool {
    NOT_NAMES.contains(folded)
        || (folded.len() >= FEWEST_LETTERS_OF_ADVERB
            && folded.ends_with("ly")
            && folded != "kimberly")
        || (folded.contains('\'') && !folded.starts_with("o'") && !folded.starts_with("d'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings_places_firms_peoples_and_contractions_are_no_names() {
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
