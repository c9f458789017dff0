//! Whether a label is somebody's name already, or only stands for one.
//!
//! In: a label. Out: yes or no. `Speaker A`, `SPEAKER_00`, `Host 2`, `Project Manager`, `S1` and
//! `A` stand for somebody; `Ana`, `Dr. Ruiz` and `The Chair (Mr. Odum)` name somebody. Never here:
//! whose name it is.

use super::spelling::fold;

/// Words of labels that stand for somebody.
const STAND_INS: [&str; 72] = [
    "speaker",
    "speakers",
    "spk",
    "spkr",
    "person",
    "people",
    "participant",
    "unknown",
    "unnamed",
    "voice",
    "male",
    "female",
    "man",
    "woman",
    "host",
    "cohost",
    "co",
    "guest",
    "interviewer",
    "interviewee",
    "moderator",
    "presenter",
    "panelist",
    "panellist",
    "narrator",
    "announcer",
    "caller",
    "operator",
    "agent",
    "customer",
    "client",
    "user",
    "interface",
    "audience",
    "member",
    "attendee",
    "chair",
    "chairman",
    "chairwoman",
    "acting",
    "vice",
    "president",
    "secretary",
    "minister",
    "the",
    "an",
    "of",
    "and",
    "professor",
    "prof",
    "doctor",
    "dr",
    "patient",
    "nurse",
    "teacher",
    "student",
    "grad",
    "phd",
    "postdoc",
    "project",
    "manager",
    "product",
    "industrial",
    "designer",
    "marketing",
    "expert",
    "engineer",
    "reporter",
    "witness",
    "judge",
    "counsel",
    "multiple",
];

/// Returns whether the label names nobody by itself.
pub fn is_placeholder(label: &str) -> bool {
    let words = label.split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’');
    words
        .filter(|word| word.chars().count() > 1)
        .all(|word| STAND_INS.contains(&fold(word).as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_numbers_and_roles_stand_for_somebody() {
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
