//! Whether a question asks for the beginning or the end of a recording.
//!
//! In: a question's text. Out: an [`Edge`], where the question names what happens only there.
//! Never here: a filter; it is a hint for ranking.

/// An end of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Its first minutes.
    Opening,
    /// Its last minutes.
    Closing,
}

impl Edge {
    /// Returns the stable name for machines.
    pub fn name(self) -> &'static str {
        match self {
            Edge::Opening => "opening",
            Edge::Closing => "closing",
        }
    }
}

/// What a part of a recording is a part of.
const RECORDINGS: [&str; 12] = [
    "call",
    "chat",
    "conversation",
    "discussion",
    "episode",
    "interview",
    "meeting",
    "podcast",
    "recording",
    "session",
    "show",
    "talk",
];

const OPENING: [&str; 8] = [
    "introduce the guest",
    "introduce the guests",
    "introduce their guest",
    "introduce themselves",
    "opening remarks",
    "opening words",
    "say hello",
    "welcome the guest",
];

const CLOSING: [&str; 12] = [
    "closing remarks",
    "closing thoughts",
    "closing words",
    "farewell",
    "final words",
    "good bye",
    "goodbye",
    "goodbyes",
    "parting words",
    "say bye",
    "sign off",
    "wrap up",
];

/// Returns the end of the recording that the question asks for.
pub(super) fn edge_of(text: &str) -> Option<Edge> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let sentence = format!(" {} ", words.join(" "));
    let names = |phrases: &[&str]| {
        let mut phrases = phrases.iter();
        phrases.any(|phrase| sentence.contains(&format!(" {phrase} ")))
    };
    let part_of_it = |parts: &[&str]| {
        RECORDINGS.iter().any(|recording| {
            parts
                .iter()
                .any(|part| sentence.contains(&format!(" {part} of the {recording} ")))
        })
    };
    if names(&CLOSING) || part_of_it(&["end", "close", "conclusion"]) {
        Some(Edge::Closing)
    } else if names(&OPENING) || part_of_it(&["start", "beginning", "opening", "top"]) {
        Some(Edge::Opening)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_only_at_an_end_asks_for_that_end() {
        let questions = [
            ("When do they say goodbye?", Some(Edge::Closing)),
            (
                "How does the end of the meeting sound?",
                Some(Edge::Closing),
            ),
            ("How do they introduce the guest?", Some(Edge::Opening)),
            (
                "What is read at the start of the episode?",
                Some(Edge::Opening),
            ),
        ];
        for (question, expected) in questions {
            assert_eq!(edge_of(question), expected, "{question}");
        }
    }

    #[test]
    fn the_ends_of_other_things_are_no_ends_of_a_recording() {
        for question in [
            "What happened at the end of the war?",
            "When did the start of the season move?",
            "Who is wrapped up in blankets?",
            "",
        ] {
            assert_eq!(edge_of(question), None, "{question}");
        }
    }
}
