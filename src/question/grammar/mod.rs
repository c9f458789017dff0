//! Reads a question as words, and finds what the rules of all its parts need: quotations, adverbs,
//! verbs of saying.

pub(super) mod lead;
pub(super) mod quoted;
pub(super) mod reporting_verb;
pub(super) mod words;
