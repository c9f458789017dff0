//! Decides whether a question asks when something was said (`when did they mention the ferry`).

use super::clause::SayingClause;
use crate::english::lexicon::BE;
use crate::english::{follows_any, is_any};
use crate::question::grammar::lead::lead_end;
use crate::question::grammar::reporting_verb::{ReportingVerb, verb_at};
use crate::question::grammar::words::QuestionWord;

/// Verbs whose object is the topic of the talk, rather than a statement.
const TALKING: [&str; 7] = [
    "talk", "speak", "discuss", "mention", "bring", "refer", "comment",
];

/// Returns whether the words ask for the moments at which something was talked about, rather than
/// for a time that was said.
pub(crate) fn asks_when_said(words: &[QuestionWord], clause: Option<&SayingClause>) -> bool {
    let lead = lead_end(words);
    let preposition = usize::from(is_any(words, lead, &["at"]));
    let start = lead + preposition;
    let at_what_point = preposition == 1
        && is_any(words, start, &["what", "which"])
        && is_any(words, start + 1, &["point"]);
    if !at_what_point && !is_any(words, start, &["when"]) {
        return false;
    }
    match clause {
        Some(clause) => clause.start == start && is_talking(words, &clause.verb),
        None => ends_in_talk(words, start),
    }
}

fn is_talking(words: &[QuestionWord], verb: &ReportingVerb) -> bool {
    let says_something =
        verb.base == "say" && is_any(words, verb.words.end, &["anything", "something"]);
    TALKING.contains(&verb.base) || says_something
}

/// Returns whether the question ends in `was mentioned`, `is talked about` or `comes up`.
fn ends_in_talk(words: &[QuestionWord], start: usize) -> bool {
    let last = words.len() - usize::from(follows_any(words, words.len(), &["about", "of"]));
    let comes_up = follows_any(words, words.len(), &["up"])
        && follows_any(words, words.len() - 1, &["come", "comes", "came"]);
    let mut verbs = (start..last).filter_map(|at| verb_at(words, at));
    let is_mentioned = verbs
        .any(|verb| verb.words.end == last && verb.is_participle() && is_talking(words, &verb));
    let is_passive =
        is_any(words, start + 1, &BE) || (start..last).any(|at| is_any(words, at, &["been"]));
    comes_up || (is_mentioned && is_passive)
}
