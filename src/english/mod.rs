//! Reads English text: its words, its sentences and its closed classes of words.
//!
//! The rules of the rooms above ([`crate::naming`], [`crate::question`], [`crate::passage`]) are
//! composed from what stands here. Everything is a pure function of text.

mod fold;
mod sentence;
mod spelling;

pub use self::fold::fold;
pub use self::sentence::sentences;
pub use self::spelling::{most_alike, probably_meant};
