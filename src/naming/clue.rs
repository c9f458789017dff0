//! Defines a clue: a name in the words, the rule that found it, and the labels it is evidence for and
//! against.

use std::ops::Range;

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

/// The rule behind a piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NamingRule {
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

impl NamingRule {
    /// Returns the short name used in listings and JSON.
    pub fn name(self) -> &'static str {
        match self {
            NamingRule::SelfNamed => "self_named",
            NamingRule::Introduced => "introduced",
            NamingRule::Addressed => "addressed",
            NamingRule::Answered => "answered",
            NamingRule::HandedOver => "handed_over",
            NamingRule::Recalled => "recalled",
            NamingRule::LastLeft => "last_left",
        }
    }
}
