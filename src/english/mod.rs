//! Reads English text: its words, its sentences and its closed classes of words.
//!
//! The rules of [`crate::naming`], [`crate::question`] and [`crate::passage`] are built from these.
//! Everything is a pure function of text.

mod fold;
pub mod lexicon;
mod sentence;
mod sound;
mod spelling;
mod verb_forms;
mod word_class;
mod words;

pub use self::fold::fold;
pub use self::sentence::sentences;
pub use self::sound::sound_key;
pub use self::spelling::{most_alike, probably_meant};
pub use self::verb_forms::regular_forms;
pub(crate) use self::word_class::word_classes;
pub use self::word_class::{
    HasWord, PhraseClass, WordClass, count_words, follows_any, has_phrase, is_any,
};
pub use self::words::{Word, name_words, words};
