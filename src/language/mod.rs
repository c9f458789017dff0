//! Knows languages: their tags, the scripts they are written in, their function words, and the
//! lexicons of nine.
//!
//! [`recognise()`] says in which language a text is, where that is sure; [`ConversationLanguages`]
//! says it of a transcript and of each of its turns. [`word_ranges`] cuts text of any script into
//! words, and [`normalise()`] writes them as they are compared.

mod abbreviations;
mod codes;
mod conversation;
mod direction;
mod function_words;
mod lexicon;
mod names;
mod normalise;
mod question;
mod recognise;
mod script;
mod subtag;
mod tag;
#[cfg(test)]
mod tests;
mod words;
mod writing;

pub use self::abbreviations::{leads_on, may_lead_on};
pub use self::conversation::ConversationLanguages;
pub use self::direction::runs_from_right;
pub use self::function_words::is_function_word;
pub use self::lexicon::{Lexicon, LexiconWord, Patterns, WordList, lexicon};
pub(crate) use self::normalise::without_accents;
pub use self::normalise::{fold_letters, normalise, small_letters};
pub use self::question::{QuestionLanguage, is_content_word};
pub use self::recognise::{likely, recognise};
pub use self::subtag::Language;
pub use self::tag::{InvalidLanguage, LanguageTag, Nearness};
pub use self::words::{is_sign, is_unspaced, word_ranges};
pub use self::writing::is_written_in;
