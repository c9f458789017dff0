//! Quotes every passage that has the words of a topic, beside those near it in meaning.
//!
//! A passage with the words was said to be about the topic by whoever spoke it, however far the
//! model takes it to be. So the words answer who mentioned a topic where nearness does not.

use std::collections::{HashMap, HashSet};

use super::choice::near_the_best;
use super::evidence::Evidence;
use super::outcome::{Answer, Outcome, Reason};
use super::passage::{RankedPassage, place};
use super::quote::{ScoresSentences, quote};
use super::wanted::Wanted;
use crate::english::fold;
use crate::question::QuestionKind;
use crate::speakers::is_placeholder;
use crate::store::{PassageId, PassageRecord};

/// The most speakers of one answer, and the most quotes of a list, unless more passages are asked
/// for.
const MOST_QUOTES: usize = 10;

/// Passages that have all the words of a topic, and how their sentences are scored.
pub struct WithWords<'a> {
    /// The passages, best first.
    pub passages: Vec<RankedPassage>,
    /// Whether there are no others.
    pub complete: bool,
    /// Prefers sentences that have the words.
    pub scorer: &'a dyn ScoresSentences,
}

/// How much of what has the words of a topic is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// How many passages have all the words.
    pub passages: usize,
    /// How many speakers they are of.
    pub speakers: usize,
    /// How many of the passages are not quoted.
    pub more_passages: usize,
    /// How many of the speakers are not quoted.
    pub more_speakers: usize,
    /// Whether nothing can be missing: some passages have all the words, and all of them were counted.
    pub complete: bool,
}

/// Whom words are of, as far as that is known.
///
/// A given name is the same person in every transcript, and so is a label that is a name. A
/// placeholder ("Speaker A") is another person in every transcript.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SpeakerIdentity {
    /// Somebody with this name, folded.
    Named(String),
    /// Somebody with this label in this transcript, or nobody that the file names.
    Within(String, Option<String>),
}

impl From<&PassageRecord> for SpeakerIdentity {
    fn from(record: &PassageRecord) -> Self {
        match (&record.name, &record.speaker) {
            (Some(name), _) => Self::Named(fold(name)),
            (None, Some(label)) if !is_placeholder(label) => Self::Named(fold(label)),
            (None, label) => Self::Within(record.transcript_id.clone(), label.clone()),
        }
    }
}

/// Composes the answer that quotes every passage which has the words, and, where the evidence
/// suffices, every passage which is not much worse than the best of the ranked ones.
pub fn compose_mentions(
    ranked: Vec<RankedPassage>,
    with_words: WithWords<'_>,
    wanted: Wanted,
    scorer: &dyn ScoresSentences,
) -> Answer {
    let evidence = Evidence::of(&ranked, 0, wanted);
    let having: HashSet<PassageId> = ids(&with_words.passages).collect();
    let mut quotes = Vec::new();
    if evidence.suffices() {
        let near = near_the_best(&ranked).filter(|passage| !having.contains(&passage.record.id));
        quotes.extend(near.map(|passage| (passage.hit.score, quote(passage, wanted, scorer))));
    }
    let scores = ranked.iter().map(|passage| passage.hit.score);
    let scores: HashMap<PassageId, f32> = ids(&ranked).zip(scores).collect();
    quotes.extend(with_words.passages.iter().map(|passage| {
        let score = scores.get(&passage.record.id).copied().unwrap_or(f32::MIN);
        (score, quote(passage, wanted, with_words.scorer))
    }));
    // Stable: those that were not ranked stay in their own order.
    quotes.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut passages = ranked;
    let others = with_words.passages.into_iter();
    passages.extend(others.filter(|passage| !scores.contains_key(&passage.record.id)));
    Answer {
        outcome: match quotes.is_empty() {
            false => Outcome::Quotes(quotes.into_iter().map(|(_, quote)| quote).collect()),
            true => Outcome::NotFound(Reason::TopicNotFound),
        },
        words: None,
        asked: None,
        confidence: evidence.confidence(),
        evidence: Some(evidence),
        passages,
    }
}

/// Adds quotes of what has the words to the answer, and returns how much is quoted then.
///
/// A question that asks who said something gets a quote of every speaker who has the words, a
/// question for a list one of every passage: ten of them, or as many as `asked` passages.
pub fn quote_with_words(
    answer: &mut Answer,
    with_words: WithWords<'_>,
    wanted: Wanted,
    asked: usize,
) -> Coverage {
    let kind = wanted.kind;
    let mut quotes = match &mut answer.outcome {
        Outcome::Quotes(quotes) => std::mem::take(quotes),
        Outcome::NotFound(_) => Vec::new(),
    };
    let first = quotes.first().map(|quote| quote.id);
    let most = MOST_QUOTES.max(asked);
    let mut quoted: HashSet<PassageId> = quotes.iter().map(|quote| quote.id).collect();
    let mut heard: HashSet<SpeakerIdentity> = quotes.iter().map(SpeakerIdentity::from).collect();
    let mut speakers = HashSet::new();
    for passage in &with_words.passages {
        let record = &passage.record;
        let speaker = SpeakerIdentity::from(record);
        let is_new = match kind {
            QuestionKind::WhoSaid => !heard.contains(&speaker),
            _ => !quoted.contains(&record.id),
        };
        if is_new && quotes.len() < most {
            quotes.push(quote(passage, wanted, with_words.scorer));
            quoted.insert(record.id);
            heard.insert(speaker.clone());
        }
        speakers.insert(speaker);
    }
    if kind == QuestionKind::List {
        quotes.sort_by(|a, b| place(a).cmp(&place(b)));
    }
    if quotes.first().map(|quote| quote.id) != first {
        // They are of the quote that was the first.
        answer.words = None;
    }
    let unquoted = ids(&with_words.passages).filter(|id| !quoted.contains(id));
    let coverage = Coverage {
        passages: with_words.passages.len(),
        speakers: speakers.len(),
        more_passages: unquoted.count(),
        more_speakers: speakers.difference(&heard).count(),
        complete: with_words.complete && !with_words.passages.is_empty(),
    };
    if !quotes.is_empty() {
        answer.outcome = Outcome::Quotes(quotes);
    }
    coverage
}

fn ids(passages: &[RankedPassage]) -> impl Iterator<Item = PassageId> {
    passages.iter().map(|passage| passage.record.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::tests::{Alike, passage, wanted, with_evidence};
    use crate::embed::Model;
    use crate::language::Language;

    fn with_words(passages: Vec<RankedPassage>) -> WithWords<'static> {
        WithWords {
            passages,
            complete: true,
            scorer: &Alike,
        }
    }

    fn texts(answer: &Answer) -> Vec<&str> {
        match &answer.outcome {
            Outcome::Quotes(quotes) => quotes.iter().map(PassageRecord::text).collect(),
            Outcome::NotFound(_) => Vec::new(),
        }
    }

    fn unanswered() -> Answer {
        Answer::not_found(Reason::TopicNotFound)
    }

    #[test]
    fn all_that_have_the_words_are_quoted_with_those_near_the_best() {
        let mut ranked: Vec<_> = (1..=4).map(|minute| with_evidence(minute, true)).collect();
        ranked[2].hit.score = 1.0;
        ranked[3].hit.score = 0.5;
        let having = [9, 4].map(|minute| passage("moor", "Ana", minute, 0.0));
        let having = with_words(having.to_vec());
        let answer = compose_mentions(
            ranked,
            having,
            Wanted::all_of(QuestionKind::What, Model::English, Some(Language::ENGLISH)),
            &Alike,
        );
        assert_eq!(texts(&answer), ["1", "2", "4", "9"]);
        assert_eq!(answer.passages.len(), 5);
    }

    #[test]
    fn where_nothing_is_near_only_what_has_the_words_is_quoted() {
        let far = || vec![with_evidence(1, false), with_evidence(2, false)];
        let having = with_words(vec![passage("moor", "Ana", 2, 0.0)]);
        let answer = compose_mentions(
            far(),
            having,
            Wanted::all_of(QuestionKind::What, Model::English, Some(Language::ENGLISH)),
            &Alike,
        );
        assert_eq!(texts(&answer), ["2"]);
        let answer = compose_mentions(
            far(),
            with_words(Vec::new()),
            Wanted::all_of(QuestionKind::What, Model::English, Some(Language::ENGLISH)),
            &Alike,
        );
        assert_eq!(answer.outcome, Outcome::NotFound(Reason::TopicNotFound));
    }

    #[test]
    fn every_speaker_who_has_the_words_is_quoted_once() {
        let spoken = [("Ana", 1), ("Ben", 2), ("Ana", 3), ("Speaker A", 4)];
        let mut having = spoken
            .map(|(who, at)| passage("moor", who, at, 0.0))
            .to_vec();
        having.push(passage("lake", "Speaker A", 5, 0.0));
        having.push(passage("lake", "ANA", 6, 0.0));
        let mut answer = unanswered();
        let coverage = quote_with_words(
            &mut answer,
            with_words(having),
            wanted(QuestionKind::WhoSaid),
            5,
        );
        assert_eq!(texts(&answer), ["1", "2", "4", "5"]);
        let expected = Coverage {
            passages: 6,
            speakers: 4,
            more_passages: 2,
            more_speakers: 0,
            complete: true,
        };
        assert_eq!(coverage, expected);
    }

    #[test]
    fn speakers_who_are_too_many_to_quote_are_counted() {
        let having: Vec<_> = (1..=13)
            .map(|at| passage("moor", &format!("Ana the {at}th"), at, 0.0))
            .collect();
        let more = |asked| {
            let having = with_words(having.clone());
            let mut answer = unanswered();
            let coverage =
                quote_with_words(&mut answer, having, wanted(QuestionKind::WhoSaid), asked);
            (texts(&answer).len(), coverage.more_speakers)
        };
        assert_eq!((more(5), more(12), more(20)), ((10, 3), (12, 1), (13, 0)));
    }

    #[test]
    fn a_list_has_every_passage_with_the_words_in_order_and_counts_the_rest() {
        let having: Vec<_> = (1..=12)
            .rev()
            .map(|at| passage("moor", "Ana", at, 0.0))
            .collect();
        let mut answer = unanswered();
        let mut near = passage("moor", "Ana", 12, 0.0);
        near.record.text_range = near.best_range.clone();
        answer.outcome = Outcome::Quotes(vec![near.record]);
        let coverage = quote_with_words(
            &mut answer,
            with_words(having),
            wanted(QuestionKind::List),
            5,
        );
        let texts = texts(&answer);
        assert_eq!((texts[0], texts[9], texts.len()), ("3", "12", 10));
        assert_eq!((coverage.more_passages, coverage.more_speakers), (2, 0));
    }

    #[test]
    fn where_nobody_has_the_words_the_answer_stays() {
        let mut answer = unanswered();
        let none = with_words(Vec::new());
        let coverage = quote_with_words(&mut answer, none, wanted(QuestionKind::WhoSaid), 5);
        assert_eq!((coverage.passages, answer), (0, unanswered()));
        assert!(!coverage.complete);
    }

    #[test]
    fn names_are_one_person_everywhere_and_placeholders_one_per_transcript() {
        let identity = |transcript, label: Option<&str>, name: Option<&str>| {
            let mut record = passage(transcript, "", 1, 0.0).record;
            record.speaker = label.map(str::to_owned);
            record.name = name.map(str::to_owned);
            SpeakerIdentity::from(&record)
        };
        let ana = identity("moor", Some("Ana"), None);
        assert_eq!(identity("lake", Some("Speaker B"), Some("ana")), ana);
        let placeholder = identity("moor", Some("Speaker A"), None);
        assert_eq!(identity("moor", Some("Speaker A"), None), placeholder);
        assert_ne!(identity("lake", Some("Speaker A"), None), placeholder);
        let nobody = identity("moor", None, None);
        assert_eq!(identity("moor", None, None), nobody);
        assert_ne!(identity("lake", None, None), nobody);
    }
}
