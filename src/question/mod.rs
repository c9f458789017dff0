//! What a question asks, of whom, and where to look: rules, and no model.
//!
//! In: a question's text, and what is known (speakers, transcripts, today's date). Out: a
//! [`Reading`]. Pure functions of the two. Never here: a label, an id, a word or a phrase that is
//! not in the input; a filter on a mere guess.
//!
//! # The rules
//!
//! - **Who said it** (`saying.rs`, `verbs.rs`, `credit.rs`). A known speaker filters as the subject of the
//!   first verb of saying or thinking ("what did Ann say", "why does Ann think"), as its agent
//!   ("mentioned by Ann"), in a phrase of credit ("according to Ann", "in Ann's view"), or as the
//!   owner of the word asked for ("what is Ann's opinion on"). Everybody else who is named is only
//!   *mentioned*: "who is Ann", "what did they say about Ann", "what was Ann asked".
//! - **Names** (`names.rs`, `labels.rs`). All of a label, or a part that one label only has; titles, brackets
//!   and capitals aside. What two labels share is uncertain, and what is uncertain never filters. A
//!   name that is a word as well (`Will`) needs its capital or a subject's place.
//! - **Kind** (`kind.rs`). By the interrogative; "who" with a verb of saying asks for speakers.
//! - **Where** (`hints.rs`, `titles.rs`, `calendar.rs`). Only what is said of a recording ("in the
//!   meeting on 2025-03-04", "the latest episode"). "What happened in 2019" is no date.
//! - **Topic** (`topic.rs`). What is left when hints, credit and the clause of saying are gone; the
//!   whole question where nothing can go safely.
//! - **Edge** (`edge.rs`). Goodbyes stand at the end, introductions at the beginning.
//! - **Phrases** (`phrases.rs`). What stands between double quotation marks; no other rule reads
//!   it.
//!
//! The rules are of English. A question in another language has no filters, and itself for a topic.

mod calendar;
mod credit;
mod edge;
mod grammar;
mod hints;
mod kind;
mod labels;
mod names;
mod phrases;
mod saying;
#[cfg(test)]
mod tests;
mod titles;
mod topic;
mod verbs;
mod words;

use std::collections::BTreeSet;
use std::ops::Range;

pub use self::edge::Edge;
pub use self::hints::Extreme;
pub use self::kind::Kind;
use self::names::{Naming, People};
use self::saying::{Clause, Subject};
use self::words::Word;
use crate::transcript::Date;

/// What a question can refer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// What all speakers are called: labels and names.
    pub speakers: Vec<String>,
    /// All transcripts.
    pub transcripts: Vec<KnownTranscript>,
    /// The day that "yesterday" is counted from.
    pub today: Date,
}

/// A transcript that a question can refer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTranscript {
    /// Its id.
    pub id: String,
    /// Its title, if it has one.
    pub title: Option<String>,
    /// The day of the recording, if known.
    pub date: Option<Date>,
}

/// What the rules make of a question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// What it is about: words of the question, in order. Empty only where the question is.
    pub topic: String,
    /// What it asks for.
    pub kind: Kind,
    /// Known labels, one of which must have said the answer; empty where anybody may have.
    pub speakers: Vec<String>,
    /// Known labels that the question names without asking for their words.
    pub mentioned: Vec<String>,
    /// Those of them of whom somebody speaks: what is asked for was said about them, and rather
    /// not by them.
    pub spoken_of: Vec<String>,
    /// Ids of the transcripts that it points to; empty where it points to none.
    pub transcripts: Vec<String>,
    /// The first day of the recordings that it points to.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// That it points to the earliest or the latest recording, and no recording has a date.
    pub undated: Option<Extreme>,
    /// What must occur word for word.
    pub phrases: Vec<String>,
    /// The end of the recording that it asks for.
    pub edge: Option<Edge>,
}

/// Returns what the question asks, of whom, and where to look.
pub fn read(text: &str, known: &Known) -> Reading {
    let cited = phrases::phrases(text);
    let all = words::words(text, &cited);
    let hints = hints::hints(&all, known);
    let people = People::of(&known.speakers);

    let left = without(&all, &hints.words);
    let namings = people.named_in(&left);
    let mut said = Labels::default();
    let credit = credit::credit_phrase(&left, &namings);
    if let Some(credit) = &credit {
        said.add(&namings[credit.namings.clone()]);
    }
    let named = Labels::of(&namings);

    let left = without(
        &left,
        credit
            .as_ref()
            .map(|credit| credit.words.clone())
            .as_slice(),
    );
    let namings = people.named_in(&left);
    let clause = saying::first_clause(&left, &namings);
    let owned = match clause {
        None => credit::owned_word(&left, &namings),
        Some(_) => None,
    };
    if credit.is_none() {
        let sayers = sayers(clause.as_ref(), owned.as_ref().map(|owned| &owned.namings));
        said.add(&namings[sayers]);
    }
    let said = said.certain();
    let owned = owned.map(|owned| owned.words);
    let topic = topic::topic_of(&left, &namings, clause.as_ref(), owned.as_ref());
    let mentioned = labels(known, named.all.difference(&said));
    let topic = words::text_of(text, &topic, &all)
        .or_else(|| words::text_of(text, &all, &all))
        .unwrap_or_else(|| text.trim().to_owned());
    Reading {
        topic,
        kind: kind::kind_of(&left, clause.as_ref()),
        spoken_of: match clause {
            Some(_) => mentioned.clone(),
            None => Vec::new(),
        },
        mentioned,
        speakers: labels(known, &said),
        transcripts: hints.transcripts,
        from: hints.days.as_ref().map(|days| *days.start()),
        to: hints.days.as_ref().map(|days| *days.end()),
        undated: hints.undated,
        phrases: cited
            .into_iter()
            .map(|phrase| text[phrase].to_owned())
            .collect(),
        edge: edge::edge_of(text),
    }
}

/// Returns the words outside these ranges of places.
fn without(words: &[Word], taken: &[Range<usize>]) -> Vec<Word> {
    let places = 0..words.len();
    let is_free = |at: &usize| !taken.iter().any(|range| range.contains(at));
    places.filter(is_free).map(|at| words[at].clone()).collect()
}

/// Returns the namings of those who say it.
fn sayers(clause: Option<&Clause>, owners: Option<&Range<usize>>) -> Range<usize> {
    match (clause.map(|clause| &clause.subject), owners) {
        (Some(Subject::Named(namings)), _) => namings.clone(),
        (None, Some(namings)) => namings.clone(),
        _ => 0..0,
    }
}

/// Labels that are meant, by their places, and whether all are meant for certain.
#[derive(Debug, Default)]
struct Labels {
    all: BTreeSet<usize>,
    any_uncertain: bool,
}

impl Labels {
    fn of(namings: &[Naming]) -> Self {
        let mut labels = Self::default();
        labels.add(namings);
        labels
    }

    fn add(&mut self, namings: &[Naming]) {
        for naming in namings {
            self.all.extend(&naming.labels);
            self.any_uncertain |= !naming.certain;
        }
    }

    /// Returns the labels; none where one of them is a guess, since a filter on the others would
    /// keep that one out.
    fn certain(self) -> BTreeSet<usize> {
        if self.any_uncertain {
            BTreeSet::new()
        } else {
            self.all
        }
    }
}

fn labels<'a>(known: &Known, places: impl IntoIterator<Item = &'a usize>) -> Vec<String> {
    let label = |&place: &usize| known.speakers[place].clone();
    places.into_iter().map(label).collect()
}
