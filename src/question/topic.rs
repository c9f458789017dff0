//! What a question is about, without the words of asking.
//!
//! In: words and the clause of saying among them. Out: the words that are left. Never here: a word
//! that was not there, or nothing where there was something.

use std::ops::Range;

use super::grammar::{ABOUT, is_adverb, lead_end};
use super::names::Naming;
use super::saying::{Clause, Subject};
use super::verbs::Weight;
use super::words::{Word, has_phrase, is_any};

/// What may stand before a clause that is asked for as a whole: `everything that …`.
const BEFORE_CLAUSES: [&str; 43] = [
    "list",
    "name",
    "find",
    "show",
    "give",
    "tell",
    "me",
    "us",
    "all",
    "every",
    "each",
    "the",
    "things",
    "thing",
    "times",
    "time",
    "points",
    "statements",
    "quotes",
    "everything",
    "anything",
    "what",
    "which",
    "when",
    "where",
    "why",
    "how",
    "that",
    "summarize",
    "summarise",
    "is",
    "are",
    "were",
    "was",
    "there",
    "a",
    "of",
    "moment",
    "moments",
    "part",
    "parts",
    "in",
    "passages",
];

/// What joins a verb of saying to its topic.
const AFTER_VERBS: [&str; 6] = ["about", "on", "of", "regarding", "concerning", "that"];

/// What does so even where the verb is more than saying.
const AFTER_LOADED: [&str; 4] = ["about", "on", "regarding", "concerning"];

/// Whole openings that say nothing of the topic; longer ones first.
const OPENINGS: [&[&str]; 26] = [
    &["what", "is", "being", "said", "about"],
    &["what", "was", "discussed", "about"],
    &["what", "was", "said", "about"],
    &["what", "is", "said", "about"],
    &["what", "was", "mentioned", "about"],
    &["what", "is", "mentioned", "about"],
    &["what", "is", "there", "about"],
    &["is", "there", "anything", "about"],
    &["what", "do", "we", "learn", "about"],
    &["what", "do", "we", "hear", "about"],
    &["summarize", "the", "discussion", "about"],
    &["summarize", "the", "discussion", "on"],
    &["summarize", "the", "discussion", "of"],
    &["summarise", "the", "discussion", "about"],
    &["summarise", "the", "discussion", "on"],
    &["summarise", "the", "discussion", "of"],
    &["what", "are", "all", "the"],
    &["what", "were", "all", "the"],
    &["give", "me", "a", "list", "of"],
    &["give", "me", "all", "the"],
    &["show", "me", "all", "the"],
    &["list", "all", "the"],
    &["list", "all"],
    &["list", "the"],
    &["name", "every"],
    &["name", "all", "the"],
];

/// Returns the words that are the topic: all of them where nothing can go safely.
pub(super) fn topic_of(
    words: &[Word],
    namings: &[Naming],
    clause: Option<&Clause>,
    owned: Option<&Range<usize>>,
) -> Vec<Word> {
    let lead = lead_end(words);
    let stripped = match (owned, clause) {
        (Some(owned), _) => after_noun(words, owned.end),
        (None, Some(clause)) => after_clause(words, namings, clause, lead),
        (None, None) => None,
    };
    let stripped = stripped.or_else(|| after_opening(words, lead));
    match stripped {
        Some(left) if says_something(&left) => left,
        _ => words[lead..].to_vec(),
    }
}

/// Whether there is more than a joining word.
fn says_something(words: &[Word]) -> bool {
    let is_content = |word: &Word| {
        word.bare.is_empty() || !(ABOUT.contains(&word.bare.as_str()) || is_adverb(word))
    };
    words.iter().any(is_content)
}

fn after_opening(words: &[Word], lead: usize) -> Option<Vec<Word>> {
    let opening = OPENINGS
        .iter()
        .find(|opening| has_phrase(words, lead, opening))?;
    Some(words[lead + opening.len()..].to_vec())
}

/// Returns what follows somebody's view or answer.
fn after_noun(words: &[Word], end: usize) -> Option<Vec<Word>> {
    let joined = usize::from(is_any(words, end, &ABOUT));
    Some(words[end + joined..].to_vec())
}

/// Returns what is left of a question that begins with its clause of saying.
fn after_clause(
    words: &[Word],
    namings: &[Naming],
    clause: &Clause,
    lead: usize,
) -> Option<Vec<Word>> {
    // A passive clause ends what it belongs to.
    if clause.start == clause.verb.words.start {
        return None;
    }
    if !(lead..clause.start).all(|at| is_any(words, at, &BEFORE_CLAUSES)) {
        return None;
    }
    let end = clause.verb.words.end;
    let is_tell = clause.verb.base == "tell";
    let after = past_listener(words, namings, end);
    if clause.verb.weight == Weight::Loaded && !is_tell {
        if end == words.len() {
            return None;
        }
        let join = after.unwrap_or(end);
        let left = if is_any(words, join, &AFTER_LOADED) {
            words[join + 1..].to_vec()
        } else {
            words[clause.verb.words.start..].to_vec()
        };
        return Some(with_object(words, clause, left));
    }
    let end = after.unwrap_or(end);
    // "Who said he was to blame": the join is dropped, the content is not.
    let own = match clause.verb.base {
        "refer" | "speak" | "talk" => "to",
        "believe" => "in",
        _ => "",
    };
    // A word of a quotation has no bare form and joins nothing.
    let is_own = !own.is_empty() && is_any(words, end, &[own]);
    let is_joined = is_own || is_any(words, end, &AFTER_VERBS);
    // "Advice about rowing" keeps what joins it.
    let joined = usize::from(is_joined && clause.object.is_empty());
    Some(with_object(words, clause, words[end + joined..].to_vec()))
}

/// Puts what was said, in a word, before the rest: `advice` in "what advice did she give on tides".
fn with_object(words: &[Word], clause: &Clause, rest: Vec<Word>) -> Vec<Word> {
    if clause.subject == Subject::Asked {
        return rest;
    }
    let mut left = words[clause.object.clone()].to_vec();
    left.extend(rest);
    left
}

/// Returns where the listener ends who is told or talked to, if a joining word follows.
fn past_listener(words: &[Word], namings: &[Naming], at: usize) -> Option<usize> {
    let start = at + usize::from(is_any(words, at, &["to", "with"]));
    let start = start + usize::from(is_any(words, start, &["the"]));
    let named = namings.iter().find(|naming| naming.words.start == start);
    let somebody = [
        "us",
        "me",
        "him",
        "her",
        "them",
        "people",
        "everyone",
        "listeners",
    ];
    let end = match named {
        Some(naming) if !naming.possessive => naming.words.end,
        None if is_any(words, start, &somebody) => start + 1,
        _ => return None,
    };
    is_any(
        words,
        end,
        &[
            "about",
            "on",
            "regarding",
            "concerning",
            "that",
            "why",
            "how",
            "when",
        ],
    )
    .then_some(end)
}
