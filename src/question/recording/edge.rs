//! Finds whether a question asks for the beginning or the end of a recording.
//!
//! It does where it names what happens only there, such as an introduction or a goodbye. It
//! changes the ranking and does not filter.

use crate::english::lexicon::RECORDINGS;
use crate::english::{PhraseClass, count_words, is_any, name_words, word_classes};
use crate::named::named_enum;

named_enum! {
    /// An end of a recording.
    pub enum RecordingEdge {
        /// Its first minutes.
        Opening = "opening",
        /// Its last minutes.
        Closing = "closing",
    }
}

word_classes! {
    /// Nouns for what has a beginning and an end.
    WITH_EDGES = [RECORDINGS] "chat discussion talk";
}

static OPENING: PhraseClass = PhraseClass::new(
    "introduce the guest, introduce the guests, introduce their guest, introduce themselves, \
     opening remarks, opening words, say hello, welcome the guest",
);

static CLOSING: PhraseClass = PhraseClass::new(
    "closing remarks, closing thoughts, closing words, farewell, final words, good bye, goodbye, \
     goodbyes, parting words, say bye, sign off, wrap up",
);

/// Before what has edges.
static OPENING_OF: PhraseClass =
    PhraseClass::new("start of the, beginning of the, opening of the, top of the");

/// Before what has edges.
static CLOSING_OF: PhraseClass = PhraseClass::new("end of the, close of the, conclusion of the");

/// Returns the end of the recording that the question asks for.
pub(crate) fn edge_of(text: &str) -> Option<RecordingEdge> {
    let words: Vec<String> = name_words(text).collect();
    let names = |phrases: &PhraseClass, parts: &PhraseClass| {
        (0..words.len()).any(|at| {
            let part = parts.find(&words, at).map(count_words);
            phrases.find(&words, at).is_some()
                || part.is_some_and(|length| is_any(&words, at + length, &WITH_EDGES))
        })
    };
    if names(&CLOSING, &CLOSING_OF) {
        Some(RecordingEdge::Closing)
    } else if names(&OPENING, &OPENING_OF) {
        Some(RecordingEdge::Opening)
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
            ("When do they say goodbye?", Some(RecordingEdge::Closing)),
            (
                "How does the end of the meeting sound?",
                Some(RecordingEdge::Closing),
            ),
            (
                "How do they introduce the guest?",
                Some(RecordingEdge::Opening),
            ),
            (
                "What is read at the start of the episode?",
                Some(RecordingEdge::Opening),
            ),
        ];
        for (question, expected) in questions {
            assert_eq!(edge_of(question), expected, "{question}");
        }
    }

    #[test]
    fn ends_of_other_things_are_not_edges() {
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
