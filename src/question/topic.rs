//! Finds the topic of a question: its words without those that only ask.

use std::ops::Range;

use super::grammar::lead::{is_adverb, lead_end};
use super::grammar::reporting_verb::Sense;
use super::grammar::words::QuestionWord;
use super::people::named::NamedSpeaker;
use super::saying::clause::{Sayer, SayingClause};
use crate::english::lexicon::{
    BE, CLAUSE_OPENERS, LISTING, OBJECT_PRONOUNS, QUANTIFIERS, SUMMARIZE, TOPIC_PREPOSITIONS,
};
use crate::english::{HasWord, PhraseClass, count_words, is_any, word_classes};

word_classes! {
    /// Prepositions between somebody's view and its topic.
    ABOUT = [TOPIC_PREPOSITIONS] "of toward towards to for that against";

    /// Words between a verb of saying and its topic.
    AFTER_VERBS = [TOPIC_PREPOSITIONS] "of that";

    /// Words between a listener and what is said.
    AFTER_LISTENERS = [TOPIC_PREPOSITIONS CLAUSE_OPENERS];

    /// Listeners who are not known speakers.
    LISTENERS = [OBJECT_PRONOUNS] "people everyone listeners";

    /// What may stand before a clause that is asked for as a whole: `everything that …`.
    BEFORE_CLAUSES = [LISTING BE QUANTIFIERS SUMMARIZE CLAUSE_OPENERS]
        "give tell me us the things thing times time points statements quotes everything anything \
         what which where there a of moment moments part parts in passages";
}

/// Openings that are not part of the topic.
static OPENINGS: PhraseClass = PhraseClass::new(
    "what is being said about, what was discussed about, what was said about, what is said about, \
     what was mentioned about, what is mentioned about, what is there about, is there anything \
     about, what do we learn about, what do we hear about, summarize the discussion about, \
     summarize the discussion on, summarize the discussion of, summarise the discussion about, \
     summarise the discussion on, summarise the discussion of, what are all the, what were all \
     the, give me a list of, give me all the, show me all the, list all the, list all, list the, \
     name every, name all the",
);

/// Returns the words that are the topic: all of them where nothing can go safely.
pub(crate) fn topic_of(
    words: &[QuestionWord],
    named: &[NamedSpeaker],
    clause: Option<&SayingClause>,
    owned: Option<&Range<usize>>,
) -> Vec<QuestionWord> {
    let lead = lead_end(words);
    let stripped = match (owned, clause) {
        (Some(owned), _) => after_noun(words, owned.end),
        (None, Some(clause)) => after_clause(words, named, clause, lead),
        (None, None) => None,
    };
    let stripped = stripped.or_else(|| after_opening(words, lead));
    match stripped {
        Some(left) if says_something(&left) => left,
        _ => words[lead..].to_vec(),
    }
}

/// Returns whether there is more than a joining word.
fn says_something(words: &[QuestionWord]) -> bool {
    let is_content =
        |word: &QuestionWord| word.bare.is_empty() || !(ABOUT.has(&word.bare) || is_adverb(word));
    words.iter().any(is_content)
}

fn after_opening(words: &[QuestionWord], lead: usize) -> Option<Vec<QuestionWord>> {
    let opening = OPENINGS.find(words, lead)?;
    Some(words[lead + count_words(opening)..].to_vec())
}

/// Returns the words after somebody's view or answer.
fn after_noun(words: &[QuestionWord], end: usize) -> Option<Vec<QuestionWord>> {
    let joined = usize::from(is_any(words, end, &ABOUT));
    Some(words[end + joined..].to_vec())
}

/// Returns what is left of a question that begins with its clause of saying.
fn after_clause(
    words: &[QuestionWord],
    named: &[NamedSpeaker],
    clause: &SayingClause,
    lead: usize,
) -> Option<Vec<QuestionWord>> {
    // A passive clause ends what it belongs to.
    if clause.start == clause.verb.words.start {
        return None;
    }
    if !(lead..clause.start).all(|at| is_any(words, at, &BEFORE_CLAUSES)) {
        return None;
    }
    let end = clause.verb.words.end;
    let is_tell = clause.verb.base == "tell";
    let after = past_listener(words, named, end);
    if clause.verb.sense == Sense::SpeechAct && !is_tell {
        if end == words.len() {
            return None;
        }
        let join = after.unwrap_or(end);
        let left = match is_any(words, join, &TOPIC_PREPOSITIONS) {
            true => join + 1,
            false => clause.verb.words.start,
        };
        return Some(with_object(words, clause, left));
    }
    let end = after.unwrap_or(end);
    // "Who said he was to blame": only the joining word is dropped.
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
    Some(with_object(words, clause, end + joined))
}

/// Puts what was said, in a word, before the words from `from` on: `advice` in "what advice did she give on tides".
fn with_object(words: &[QuestionWord], clause: &SayingClause, from: usize) -> Vec<QuestionWord> {
    let object = match clause.subject {
        Sayer::Asked => 0..0,
        _ => clause.object.clone(),
    };
    [&words[object], &words[from..]].concat()
}

/// Returns where the listener ends who is told or talked to, if a joining word follows.
fn past_listener(words: &[QuestionWord], named: &[NamedSpeaker], at: usize) -> Option<usize> {
    let start = at + usize::from(is_any(words, at, &["to", "with"]));
    let start = start + usize::from(is_any(words, start, &["the"]));
    let listener = named.iter().find(|speaker| speaker.words.start == start);
    let end = match listener {
        Some(speaker) if !speaker.possessive => speaker.words.end,
        None if is_any(words, start, &LISTENERS) => start + 1,
        _ => return None,
    };
    is_any(words, end, &AFTER_LISTENERS).then_some(end)
}
