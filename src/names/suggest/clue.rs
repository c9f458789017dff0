//! What the rules find: a name in the words, and whom it speaks for and against.

use std::ops::Range;

/// The rule behind a piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// "I'm Ana.", "my name is Ana", "Ana speaking".
    SelfNamed,
    /// "Joining us today is Ana": somebody of that name takes part.
    Introduced,
    /// "Ana, what do you make of it?", and then the label speaks.
    Addressed,
    /// "Thanks, Ana.", after the label spoke.
    Answered,
    /// "Let's go over to Ana.", and then the label speaks.
    HandedOver,
    /// "As you said, Ana": the label was among those who spoke shortly before.
    Recalled,
    /// Everybody else who was introduced is known, and this label is the only one left.
    LastLeft,
}

impl Rule {
    /// Returns the short name used in listings and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Rule::SelfNamed => "self_named",
            Rule::Introduced => "introduced",
            Rule::Addressed => "addressed",
            Rule::Answered => "answered",
            Rule::HandedOver => "handed_over",
            Rule::Recalled => "recalled",
            Rule::LastLeft => "last_left",
        }
    }
}

/// How strongly something speaks for a label's having a name; below zero it speaks against.
///
/// The scale is that of a logit, roughly: 3 makes a name likely where nothing speaks against it.
pub(super) type Weight = f64;

/// A name somewhere, and what it says of the labels.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clue {
    /// Why.
    pub(super) rule: Rule,
    /// The turn, by its place.
    pub(super) speech: usize,
    /// The words of the name.
    pub(super) name: Range<usize>,
    /// For and against which labels.
    pub(super) votes: Vec<(usize, Weight)>,
}
