//! Defines a clue: a name in the words, and the labels it is evidence for and against.

use std::ops::Range;

use super::rule::NamingRule;

/// How strongly something speaks for a label's having a name; below zero it speaks against.
///
/// The scale is that of a logit, roughly: 3 makes a name likely where nothing speaks against it.
pub(super) type Weight = f64;

/// A name somewhere, and what it says of the labels.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clue {
    /// The rule that found it.
    pub(super) rule: NamingRule,
    /// The turn, by its place.
    pub(super) speech: usize,
    /// The words of the name.
    pub(super) name: Range<usize>,
    /// For and against which labels.
    pub(super) votes: Vec<(usize, Weight)>,
}
