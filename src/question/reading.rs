//! Combines what all rules read of a question into one reading.

use std::collections::BTreeSet;
use std::ops::Range;

use super::grammar::quoted::quoted_phrases;
use super::grammar::words::{QuestionWord, question_words, text_of};
use super::kind::QuestionKind;
use super::kind_rule::kind_of;
use super::people::named::{KnownSpeakers, NamedSpeaker};
use super::recording::edge::{RecordingEdge, edge_of};
use super::recording::scope::{Extreme, recording_scope};
use super::referents::Referents;
use super::saying::attribution::{attribution_phrase, owned_view};
use super::saying::clause::{Sayer, first_clause};
use super::topic::topic_of;
use crate::language::QuestionLanguage;
use crate::transcript::Date;

/// What the rules read of a question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The language of its words.
    pub language: QuestionLanguage,
    /// The topic: words of the question, in order. Empty only where the question is empty.
    pub topic: String,
    /// What it asks for.
    pub kind: QuestionKind,
    /// Known labels, one of which must have said the answer; empty where anybody may have.
    pub speakers: Vec<String>,
    /// Known labels that the question names without asking for their words.
    pub mentioned: Vec<String>,
    /// Those of `mentioned` about whom the answer was said, so that they hardly said it themselves.
    pub spoken_of: Vec<String>,
    /// Ids of the transcripts that it points to; empty where it points to none.
    pub transcripts: Vec<String>,
    /// The first day of the recordings that it points to.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// The earliest or the latest recording, where it points there and no recording has a date.
    pub undated: Option<Extreme>,
    /// The phrases that must occur word for word.
    pub phrases: Vec<String>,
    /// The end of the recording that it asks for.
    pub edge: Option<RecordingEdge>,
}

/// Reads a question in English.
pub(super) fn read(text: &str, known: &Referents, language: QuestionLanguage) -> Reading {
    let quoted = quoted_phrases(text);
    let all = question_words(text, &quoted);
    let scope = recording_scope(&all, known);
    let speakers = KnownSpeakers::new(&known.speakers);

    let left = without(&all, &scope.words);
    let named = speakers.named_in(&left);
    let mut said = Labels::default();
    let attribution = attribution_phrase(&left, &named);
    if let Some(attribution) = &attribution {
        said.add(&named[attribution.named.clone()]);
    }
    let mut mentioned = Labels::default();
    mentioned.add(&named);

    let taken = attribution.as_ref().map(|found| found.words.clone());
    let left = without(&left, taken.as_slice());
    let named = speakers.named_in(&left);
    let clause = first_clause(&left, &named);
    let owned = match clause {
        None => owned_view(&left, &named),
        Some(_) => None,
    };
    if attribution.is_none() {
        let sayers = match (clause.as_ref().map(|clause| &clause.subject), &owned) {
            (Some(Sayer::Named(named)), _) => named.clone(),
            (None, Some(owned)) => owned.named.clone(),
            _ => 0..0,
        };
        said.add(&named[sayers]);
    }
    let said = said.certain();
    let owned = owned.map(|owned| owned.words);
    let topic = topic_of(&left, &named, clause.as_ref(), owned.as_ref());
    let topic = text_of(text, &topic, &all).or_else(|| text_of(text, &all, &all));
    let mentioned = labels(known, mentioned.all.difference(&said));
    let phrases = quoted.iter().map(|phrase| text[phrase.clone()].to_owned());
    Reading {
        language,
        topic: topic.unwrap_or_else(|| text.trim().to_owned()),
        kind: kind_of(&left, clause.as_ref()),
        spoken_of: match clause {
            Some(_) => mentioned.clone(),
            None => Vec::new(),
        },
        mentioned,
        speakers: labels(known, &said),
        transcripts: scope.transcripts,
        from: scope.days.as_ref().map(|days| *days.start()),
        to: scope.days.as_ref().map(|days| *days.end()),
        undated: scope.undated,
        phrases: phrases.collect(),
        edge: edge_of(text),
    }
}

/// Returns the words outside these ranges of places.
fn without(words: &[QuestionWord], taken: &[Range<usize>]) -> Vec<QuestionWord> {
    let places = 0..words.len();
    let is_free = |at: &usize| !taken.iter().any(|range| range.contains(at));
    places.filter(is_free).map(|at| words[at].clone()).collect()
}

/// Labels that are meant, by their places, and whether any of them is a guess.
#[derive(Debug, Default)]
struct Labels {
    all: BTreeSet<usize>,
    any_uncertain: bool,
}

impl Labels {
    fn add(&mut self, named: &[NamedSpeaker]) {
        for speaker in named {
            self.all.extend(&speaker.labels);
            self.any_uncertain |= !speaker.certain;
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

fn labels<'a>(known: &Referents, places: impl IntoIterator<Item = &'a usize>) -> Vec<String> {
    let label = |&place: &usize| known.speakers[place].clone();
    places.into_iter().map(label).collect()
}
