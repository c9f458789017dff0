//! Finds who spoke of a topic, how often, and in which words.
//!
//! A passage is about the topic if it has all of the topic's words, or is about as near as the
//! nearest passage. A given name is the same person in every transcript, and so is a label that is
//! a name. A placeholder ("Speaker A") is another person in every transcript.

use std::collections::HashSet;

use super::interpretation::Interpretation;
use super::outcome::AskError;
use super::question::Question;
use super::search_run::{RankedPassages, Searcher};
use super::token_matcher::TokenMatcher;
use crate::answer::{self, Answer, AskedOnTape, Outcome, RankedPassage, Reason, Wanted};
use crate::engine::catalogue::Catalogue;
use crate::engine::timings::Timings;
use crate::english::fold;
use crate::index::{Index, content_words};
use crate::speakers::is_placeholder;
use crate::store::{PassageId, PassageRecord};

/// Who spoke of a topic.
#[derive(Debug, Clone)]
pub struct Mentions {
    /// The speakers, those of most passages first, then the best.
    pub speakers: Vec<Mentioner>,
    /// The transcripts, in the same order.
    pub transcripts: Vec<WhereMentioned>,
    /// Why nobody is known to have spoken of it.
    pub reason: Option<Reason>,
    /// How likely the passages are about it, from 0 to 1.
    pub confidence: f32,
    /// How the topic and the filters were understood.
    pub interpretation: Interpretation,
    /// How many passages were examined.
    pub looked_at: usize,
    /// Whether these are all passages about it.
    pub complete: bool,
    /// How long each part took.
    pub timings: Timings,
}

/// Somebody who spoke of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Mentioner {
    /// What they are called; `None` for those whom the file does not name.
    pub called: Option<String>,
    /// Where, most passages first.
    pub transcripts: Vec<WhereMentioned>,
    /// A quote for each passage, the best first.
    pub quotes: Vec<PassageRecord>,
}

/// A transcript in which it was spoken of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhereMentioned {
    /// Its id.
    pub transcript_id: String,
    /// Its title.
    pub title: String,
    /// How many passages.
    pub passages: usize,
}

/// Returns who spoke of a topic among the `k` best passages of a question.
pub(in crate::engine) fn find(
    searcher: Searcher<'_>,
    question: &Question,
) -> Result<Mentions, AskError> {
    let mut timings = Timings::default();
    let run = searcher.run(question, &mut timings)?;
    let interpretation = run.interpretation;
    let (answer, complete) = match run.outcome {
        Err(reason) => (Answer::not_found(reason), true),
        Ok(ranked) => timings.measure("answer", || {
            quote_all(searcher, &run.index, ranked, &interpretation)
        })?,
    };
    Ok(Mentions::new(answer, complete, interpretation, timings))
}

/// Returns the quotes of all ranked passages about the topic, and whether there are no others.
fn quote_all(
    searcher: Searcher<'_>,
    index: &Index,
    ranked: RankedPassages,
    interpretation: &Interpretation,
) -> Result<(Answer, bool), AskError> {
    let words = content_words(&interpretation.topic);
    let literal = find_literal(searcher.catalogue, index, &words, &ranked)?;
    let no_nearer = ranked.ends_there || answer::reach_far(&ranked.passages);
    let matcher = TokenMatcher::new(searcher.embedder, index, &ranked.found.tokens);
    let wanted = Wanted {
        kind: interpretation.kind,
        asked: AskedOnTape::Quoted,
    };
    let has_it = |passage: &RankedPassage| literal.ids.contains(&passage.record.id);
    let answer = answer::compose_all(ranked.passages, wanted, &matcher, has_it);
    let complete = match answer.outcome {
        Outcome::Quotes(_) => no_nearer && literal.complete,
        Outcome::NotFound(_) => literal.ids.is_empty() && literal.complete,
    };
    Ok((answer, complete))
}

/// Finds the passages that have all of the words.
fn find_literal(
    catalogue: &Catalogue,
    index: &Index,
    words: &[String],
    ranked: &RankedPassages,
) -> Result<LiteralMatches, AskError> {
    let mut found = LiteralMatches {
        ids: HashSet::new(),
        complete: true,
    };
    if words.is_empty() {
        return Ok(found);
    }
    let shown = ranked.passages.iter().map(|passage| passage.record.id);
    let shown: HashSet<PassageId> = shown.collect();
    let all: HashSet<PassageId> = ranked.ids.iter().copied().collect();
    let mut joined = Vec::new();
    for id in index.lexical.with_all(words)? {
        if shown.contains(&id) {
            found.ids.insert(id);
        } else if all.contains(&id) {
            joined.push(id);
        } else if ranked.filter.admits(id) {
            found.complete = false;
        }
    }
    let joined = catalogue.store().reader().passages().records(&joined)?;
    for record in joined {
        let mut passages = ranked.passages.iter();
        match passages.find(|passage| holds(&passage.record, &record)) {
            Some(passage) => drop(found.ids.insert(passage.record.id)),
            None => found.complete = false,
        }
    }
    Ok(found)
}

/// Passages that have all words of the topic.
struct LiteralMatches {
    /// Those that were ranked.
    ids: HashSet<PassageId>,
    /// Whether there are no others.
    complete: bool,
}

/// Returns whether a passage has become part of another.
fn holds(whole: &PassageRecord, part: &PassageRecord) -> bool {
    let (own, other) = (&whole.text_range, &part.text_range);
    whole.transcript_id == part.transcript_id
        && whole.turn_ordinal == part.turn_ordinal
        && own.start <= other.start
        && other.end <= own.end
}

impl Mentions {
    fn new(
        answer: Answer,
        complete: bool,
        interpretation: Interpretation,
        timings: Timings,
    ) -> Self {
        let (quotes, reason) = match answer.outcome {
            Outcome::Quotes(quotes) => (quotes, None),
            Outcome::NotFound(reason) => (Vec::new(), Some(reason)),
        };
        Self {
            transcripts: places(&quotes),
            speakers: by_speaker(quotes),
            reason,
            confidence: answer.confidence,
            interpretation,
            looked_at: answer.passages.len(),
            complete,
            timings,
        }
    }
}

fn by_speaker(quotes: Vec<PassageRecord>) -> Vec<Mentioner> {
    let mut speakers: Vec<Mentioner> = Vec::new();
    for quote in quotes {
        let same = |speaker: &&mut Mentioner| is_same(&speaker.quotes[0], &quote);
        match speakers.iter_mut().find(same) {
            Some(speaker) => speaker.quotes.push(quote),
            None => speakers.push(Mentioner {
                called: quote.called().map(str::to_owned),
                transcripts: Vec::new(),
                quotes: vec![quote],
            }),
        }
    }
    for speaker in &mut speakers {
        speaker.transcripts = places(&speaker.quotes);
    }
    // Stable: of equals the one with the better quote stays first.
    speakers.sort_by_key(|speaker| std::cmp::Reverse(speaker.quotes.len()));
    speakers
}

/// Returns whether two quotes are known to be of one person.
fn is_same(a: &PassageRecord, b: &PassageRecord) -> bool {
    if a.transcript_id == b.transcript_id {
        return a.called() == b.called();
    }
    let named = |quote: &PassageRecord| match (&quote.name, &quote.speaker) {
        (Some(name), _) => Some(fold(name)),
        (None, Some(label)) if !is_placeholder(label) => Some(fold(label)),
        _ => None,
    };
    named(a).is_some() && named(a) == named(b)
}

fn places(quotes: &[PassageRecord]) -> Vec<WhereMentioned> {
    let mut places: Vec<WhereMentioned> = Vec::new();
    for quote in quotes {
        let mut known = places.iter_mut();
        match known.find(|place| place.transcript_id == quote.transcript_id) {
            Some(place) => place.passages += 1,
            None => places.push(WhereMentioned {
                transcript_id: quote.transcript_id.clone(),
                title: quote.title.clone(),
                passages: 1,
            }),
        }
    }
    places.sort_by_key(|place| std::cmp::Reverse(place.passages));
    places
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::passage::Doubts;
    use crate::transcript::Turn;

    fn quote(transcript: &str, label: Option<&str>, name: Option<&str>) -> PassageRecord {
        PassageRecord {
            id: PassageId(0),
            transcript_id: transcript.into(),
            title: transcript.into(),
            media: Arc::default(),
            chapters: Arc::default(),
            ordinal: 0,
            speaker: label.map(str::to_owned),
            name: name.map(str::to_owned),
            span: None,
            estimated_times: false,
            doubts: Doubts::default(),
            text_range: 0..0,
            turn_ordinal: 0,
            turn: Arc::new(Turn {
                speaker: None,
                span: None,
                text: String::new(),
                cues: Vec::new(),
            }),
        }
    }

    fn counted(quotes: Vec<PassageRecord>) -> Vec<(Option<String>, usize, usize)> {
        let speakers = by_speaker(quotes).into_iter();
        let counted = speakers.map(|it| (it.called, it.quotes.len(), it.transcripts.len()));
        counted.collect()
    }

    #[test]
    fn names_are_one_person_everywhere_and_placeholders_one_per_transcript() {
        let quotes = vec![
            quote("moor", Some("Speaker A"), None),
            quote("moor", Some("Ana"), None),
            quote("lake", Some("Speaker A"), None),
            quote("lake", Some("Speaker B"), Some("Ana")),
            quote("moor", Some("Ana"), None),
        ];
        let expected = [
            (Some("Ana".into()), 3, 2),
            (Some("Speaker A".into()), 1, 1),
            (Some("Speaker A".into()), 1, 1),
        ];
        assert_eq!(counted(quotes), expected);
    }

    #[test]
    fn unlabelled_speakers_are_one_per_transcript() {
        let quotes = ["moor", "lake", "moor"].map(|id| quote(id, None, None));
        assert_eq!(counted(quotes.to_vec()), [(None, 2, 1), (None, 1, 1)]);
    }
}
