//! Answers a question: reads it, filters, searches and ranks passages, and quotes the best.

mod answering;
mod as_heard;
mod asked_before;
mod corrections;
mod heard_names;
mod interpretation;
mod mentions;
mod outcome;
mod passage_filter;
mod question;
mod ranked_text;
mod rereading;
mod search_run;
mod token_matcher;
mod topic_vectors;
mod words_search;

pub(super) use answering::{ask, search};
pub use as_heard::NameAsHeard;
pub use interpretation::{Correction, DroppedFilter, Interpretation, Scope};
pub(super) use mentions::find as mentions;
pub use mentions::{DayOfMentions, Mentioner, Mentions, WhereMentioned};
pub use outcome::{AskError, AskOutcome, ReaderState, SearchOutcome};
pub use question::{
    Detail, Filter, MOST_HITS, MOST_NAMES, Question, QuestionError, ReaderUse, Understanding,
};
pub(super) use search_run::Searcher;

#[cfg(test)]
mod tests;
