//! Holds the names that are suggested for labels, with their evidence.

use std::ops::Range;

use super::rule::NamingRule;

/// A name for a label.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The label in the file.
    pub label: String,
    /// The name, as somebody spelt it.
    pub name: String,
    /// How clear it is, from 0 to 1; larger is better.
    pub score: f64,
    /// What it rests on, the strongest first; at least one clue.
    pub evidence: Vec<Evidence>,
}

/// Words that speak for a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The turn, by its place among the turns given.
    pub turn: usize,
    /// The sentence, in bytes of the turn's text.
    pub text_range: Range<usize>,
    /// Why it speaks for the name.
    pub rule: NamingRule,
}

/// Suggestions that exclude each other, of about equal weight: one label and several names, or one
/// name and several labels.
#[derive(Debug, Clone, PartialEq)]
pub struct NameConflict {
    /// At least two, by label and name; their scores say little.
    pub claims: Vec<Suggestion>,
}

/// What one transcript suggests.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Suggestions {
    /// One for each label that has one, in order of the labels' appearance.
    pub certain: Vec<Suggestion>,
    /// Where more than one fits.
    pub conflicts: Vec<NameConflict>,
}
