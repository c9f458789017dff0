//! Finds what all rules need of a question: words, quotations, adverbs and verbs of saying.

pub(super) mod lead;
pub(super) mod quoted;
pub(super) mod reporting_verb;
pub(super) mod words;
