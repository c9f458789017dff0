//! Decides whether rules of English apply to a question.

use super::recognise::likely;
use super::subtag::Language;

/// Returns whether a question is English, or may be: where its language is unsure and it is written
/// in Latin letters or in none.
pub fn is_english(question: &str) -> bool {
    likely(question) == Language::ENGLISH
}
