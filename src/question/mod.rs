//! Reads what a question asks, of whom, and where to look, by rules and without a model.
//!
//! [`read`] is a pure function of the question's text and of what is known: speakers, transcripts,
//! today's date. A reading holds only words of the question and
//! known names, and what is uncertain does not filter.
//!
//! # The rules
//!
//! - **Who said it** (`saying/`). A known speaker filters as the subject of the first verb of
//!   saying or thinking ("what did Ann say", "why does Ann think"), as its agent ("mentioned by
//!   Ann"), in an attribution ("according to Ann", "in Ann's view"), or as the owner of the view
//!   asked for ("what is Ann's opinion on"). Everybody else who is named is only *mentioned*: "who
//!   is Ann", "what did they say about Ann", "what was Ann asked".
//! - **Names** (`people/`). All of a label names somebody, or a part that only one label has;
//!   titles, brackets, capitals and accents do not count. What two labels share is uncertain, and
//!   what is uncertain filters nothing. A name that is a word as well (`Will`) needs its capital or a
//!   subject's place.
//! - **Kind** (`kind_rule.rs`). By the question word; "who" with a verb of saying asks for
//!   speakers.
//! - **Recordings** (`recording/`). Only what is said of a recording points to it ("in the meeting
//!   on 2025-03-04", "the latest episode"). "What happened in 2019" has no such date. Goodbyes
//!   stand at the end of a recording, introductions at the beginning.
//! - **Topic** (`topic.rs`). What is left without the words above; the whole question where nothing
//!   can go safely.
//! - **Phrases** (`grammar/quoted.rs`). What stands between double quotation marks; no other rule
//!   reads it.
//!
//! These rules are of English. In nine other languages a lexicon has the kinds, and patterns for who
//! said it (`other_language/`). A question in any other language has no filters, and itself for a
//! topic.

mod grammar;
mod kind;
mod kind_rule;
mod other_language;
mod people;
mod reading;
mod recording;
mod referents;
mod saying;
#[cfg(test)]
mod tests;
mod topic;

pub(crate) use self::grammar::quoted::quoted_phrases;
pub use self::kind::QuestionKind;
pub use self::reading::Reading;
pub use self::recording::edge::RecordingEdge;
pub use self::recording::scope::Extreme;
pub use self::referents::{KnownTranscript, Referents};

use crate::language::QuestionLanguage;

/// Reads a question.
pub fn read(text: &str, known: &Referents) -> Reading {
    let language = language_of(text);
    match language.is_english() {
        true => reading::read(text, known, language),
        false => other_language::read(text, known, language),
    }
}

/// Returns the language of a question. What it quotes may be in another, and counts only where there
/// is nothing else.
pub fn language_of(text: &str) -> QuestionLanguage {
    let mut outside = String::with_capacity(text.len());
    let mut end = 0;
    for phrase in quoted_phrases(text) {
        outside.push_str(&text[end..phrase.start]);
        end = phrase.end;
    }
    outside.push_str(&text[end..]);
    match outside.contains(char::is_alphabetic) {
        true => QuestionLanguage::of(&outside),
        false => QuestionLanguage::of(text),
    }
}
