//! Defines a name of a question with what a speech recogniser made of it.

use std::ops::Range;

use crate::english::words;
use crate::index::{OtherSpelling, content_words};
use crate::store::PassageId;

/// A name of a question, and what it was heard as.
#[derive(Debug, Clone, PartialEq)]
pub struct NameAsHeard {
    /// The name, as the question or whoever gave the spellings has it.
    pub name: String,
    /// The other spellings, in the passages where they stand for the name; at least one.
    pub(super) spellings: Vec<Spelling>,
}

/// A spelling of a name that a speech recogniser made.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spelling {
    pub(super) spelling: String,
    /// The passages where it stands for the name.
    pub(super) passages: Vec<PassageId>,
    /// How much of the name it counts there, from 0 to 1.
    pub(super) weight: f32,
}

impl NameAsHeard {
    /// Returns the other spellings.
    pub fn spelt(&self) -> impl Iterator<Item = &str> {
        self.spellings.iter().map(|heard| heard.spelling.as_str())
    }
}

/// Returns the spellings as the search for a text takes them: each counts for every word of its name.
pub(super) fn spellings(heard: &[NameAsHeard], text: &str) -> Vec<OtherSpelling> {
    let mut spellings = Vec::new();
    for name in heard {
        for word in content_words(&name.name) {
            let same = words(text).filter(|other| content_words(other.bare()) == [word.as_str()]);
            let ranges: Vec<Range<usize>> = same.map(|other| other.span).collect();
            spellings.extend(name.spellings.iter().map(|heard| OtherSpelling {
                word: word.clone(),
                ranges: ranges.clone(),
                passages: heard.passages.clone(),
                weight: heard.weight,
            }));
        }
    }
    spellings
}
