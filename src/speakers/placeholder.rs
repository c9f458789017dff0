//! Decides whether a label is a placeholder or somebody's name.
//!
//! `Speaker A`, `SPEAKER_00`, `Host 2`, `Project Manager`, `S1` and `A` are placeholders; `Ana`,
//! `Dr. Ruiz` and `The Chair (Mr. Odum)` are names.

use crate::english::lexicon::{
    ACADEMIC_RANKS, OFFICES_OF_FIRMS, OFFICES_OF_STATE, ROLES, UNKNOWN_SPEAKERS,
};
use crate::english::{HasWord, name_words, word_classes};

word_classes! {
    /// Words of placeholder labels.
    STAND_INS = [ROLES UNKNOWN_SPEAKERS OFFICES_OF_FIRMS OFFICES_OF_STATE ACADEMIC_RANKS]
        "spk spkr unnamed man woman cohost co panellist announcer operator agent customer client \
         audience attendee chairwoman acting vice the an of and prof doctor dr patient nurse \
         product reporter witness judge counsel multiple";
}

/// Returns whether the label is a placeholder.
pub fn is_placeholder(label: &str) -> bool {
    let is_stand_in = |word: &str| word.chars().count() < 2 || STAND_INS.has(word);
    name_words(label).all(|word| word.split(char::is_numeric).all(is_stand_in))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_numbers_and_roles_are_placeholders() {
        for label in [
            "Speaker A",
            "SPEAKER_00",
            "spk_1",
            "S1",
            "A",
            "Host 2",
            "Project Manager",
            "PhD C",
            "Unknown Speaker",
            "The Chair",
            "2",
            "",
        ] {
            assert!(is_placeholder(label), "{label}");
        }
    }

    #[test]
    fn a_label_with_a_name_in_it_is_a_name() {
        for label in [
            "Ana",
            "Dr. Ruiz",
            "The Chair (Mr. Odum)",
            "ben",
            "Łukasz",
            "山田",
        ] {
            assert!(!is_placeholder(label), "{label}");
        }
    }
}
