//! Finds who spoke of a topic, how often, when, and in which words.
//!
//! A passage is about the topic if it has all of the topic's words, or is about as near as the
//! nearest passage.

use std::collections::{BTreeMap, HashMap};

use super::interpretation::Interpretation;
use super::outcome::AskError;
use super::question::Question;
use super::search_run::{RankedPassages, Searcher};
use super::token_matcher::TokenMatcher;
use super::words_search::{self, WordsFirst};
use crate::answer::{self, Answer, Outcome, Reason, SpeakerIdentity, Wanted, WithWords};
use crate::engine::timings::Timings;
use crate::index::{Index, RequiredWords};
use crate::store::PassageRecord;
use crate::transcript::Date;

/// Who spoke of a topic.
#[derive(Debug, Clone)]
pub struct Mentions {
    /// The speakers, those of most passages first, then the best.
    pub speakers: Vec<Mentioner>,
    /// The transcripts, in the same order.
    pub transcripts: Vec<WhereMentioned>,
    /// The days of the recordings, ascending; recordings without one first.
    pub days: Vec<DayOfMentions>,
    /// Why nobody is known to have spoken of it.
    pub reason: Option<Reason>,
    /// How likely the passages are about it, from 0 to 1.
    pub confidence: f32,
    /// How the topic and the filters were understood.
    pub interpretation: Interpretation,
    /// How many passages were examined.
    pub looked_at: usize,
    /// How many passages have all words of the topic.
    pub with_words: usize,
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
    /// When their quotes begin, in milliseconds, ascending; without those that have no time.
    pub starts_ms: Vec<u64>,
}

/// A day on which it was spoken of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOfMentions {
    /// The day of the recordings; `None` where it is not known.
    pub day: Option<Date>,
    /// How many passages.
    pub passages: usize,
}

/// What is quoted of a topic.
struct Quoted {
    answer: Answer,
    with_words: usize,
    complete: bool,
}

/// Returns who spoke of a topic: those with its words, and those among the `k` best passages.
pub(in crate::engine) fn find(
    searcher: Searcher<'_>,
    question: &Question,
) -> Result<Mentions, AskError> {
    let mut timings = Timings::default();
    let run = searcher.run(question, &mut timings)?;
    let interpretation = run.interpretation;
    let quoted = match run.outcome {
        Err(reason) => Quoted {
            answer: Answer::not_found(reason),
            with_words: 0,
            complete: true,
        },
        Ok(ranked) => timings.measure("answer", || {
            quote_all(searcher, &run.index, ranked, &interpretation)
        })?,
    };
    let known = searcher.catalogue.known_names(&run.index)?;
    let days = known.known.transcripts.iter();
    let days = days.map(|transcript| (&*transcript.id, transcript.date));
    let days: HashMap<&str, Option<Date>> = days.collect();
    Ok(Mentions::new(quoted, &days, interpretation, timings))
}

/// Returns the quotes of all passages about the topic, and whether there are no others.
fn quote_all(
    searcher: Searcher<'_>,
    index: &Index,
    ranked: RankedPassages,
    interpretation: &Interpretation,
) -> Result<Quoted, AskError> {
    let bm25 = &searcher.config.bm25;
    let filter = &ranked.filter;
    let words = RequiredWords::new(&interpretation.topic, interpretation.language.likely);
    let mut found = words_search::find(searcher.catalogue, index, words, filter, bm25)?;
    let no_nearer = ranked.ends_there || answer::reach_far(&ranked.passages);
    let matcher = TokenMatcher::new(searcher.embedder, index, &ranked.found.tokens);
    let passages = found.take_passages();
    let with_words = passages.len();
    let scorer = WordsFirst {
        scorer: &matcher,
        words: &found.words,
    };
    let having = WithWords {
        passages,
        complete: found.complete,
        scorer: &scorer,
    };
    let wanted = Wanted::all_of(
        interpretation.kind,
        searcher.embedder.ranked_as(),
        interpretation.language.sure(),
    );
    let answer = answer::compose_mentions(ranked.passages, having, wanted, &matcher);
    // Where the evidence does not suffice, what is nearest is not about it.
    let near_counts = answer.evidence.as_ref().is_some_and(|it| it.suffices());
    Ok(Quoted {
        complete: found.complete && (no_nearer || !near_counts),
        answer,
        with_words,
    })
}

impl Mentions {
    fn new(
        quoted: Quoted,
        days: &HashMap<&str, Option<Date>>,
        interpretation: Interpretation,
        timings: Timings,
    ) -> Self {
        let answer = quoted.answer;
        let (quotes, reason) = match answer.outcome {
            Outcome::Quotes(quotes) => (quotes, None),
            Outcome::NotFound(reason) => (Vec::new(), Some(reason)),
        };
        Self {
            transcripts: places(&quotes),
            days: by_day(&quotes, days),
            speakers: by_speaker(quotes),
            reason,
            confidence: answer.confidence,
            interpretation,
            looked_at: answer.passages.len(),
            with_words: quoted.with_words,
            complete: quoted.complete,
            timings,
        }
    }
}

fn by_speaker(quotes: Vec<PassageRecord>) -> Vec<Mentioner> {
    let mut speakers: Vec<Mentioner> = Vec::new();
    let mut known: HashMap<SpeakerIdentity, usize> = HashMap::new();
    for quote in quotes {
        let place = *known.entry((&quote).into()).or_insert(speakers.len());
        if place == speakers.len() {
            speakers.push(Mentioner {
                called: quote.called().map(str::to_owned),
                transcripts: Vec::new(),
                quotes: Vec::new(),
            });
        }
        speakers[place].quotes.push(quote);
    }
    for speaker in &mut speakers {
        speaker.transcripts = places(&speaker.quotes);
    }
    // Stable: of equals the one with the better quote stays first.
    speakers.sort_by_key(|speaker| std::cmp::Reverse(speaker.quotes.len()));
    speakers
}

fn places(quotes: &[PassageRecord]) -> Vec<WhereMentioned> {
    let mut places: Vec<WhereMentioned> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for quote in quotes {
        let place = *known.entry(&quote.transcript_id).or_insert(places.len());
        if place == places.len() {
            places.push(WhereMentioned {
                transcript_id: quote.transcript_id.clone(),
                title: quote.title.clone(),
                passages: 0,
                starts_ms: Vec::new(),
            });
        }
        places[place].passages += 1;
        let start = quote.span.map(|span| span.start_ms);
        places[place].starts_ms.extend(start);
    }
    for place in &mut places {
        place.starts_ms.sort_unstable();
    }
    places.sort_by_key(|place| std::cmp::Reverse(place.passages));
    places
}

fn by_day(quotes: &[PassageRecord], days: &HashMap<&str, Option<Date>>) -> Vec<DayOfMentions> {
    let mut counts: BTreeMap<Option<Date>, usize> = BTreeMap::new();
    for quote in quotes {
        let day = days.get(&*quote.transcript_id).copied().flatten();
        *counts.entry(day).or_default() += 1;
    }
    let counts = counts.into_iter();
    counts
        .map(|(day, passages)| DayOfMentions { day, passages })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::passage::Doubts;
    use crate::store::PassageId;
    use crate::time::Span;
    use crate::transcript::Turn;

    fn quote(transcript: &str, label: Option<&str>, name: Option<&str>) -> PassageRecord {
        PassageRecord {
            id: PassageId(0),
            transcript_id: transcript.into(),
            title: transcript.into(),
            media: Arc::default(),
            chapters: Arc::default(),
            language: None,
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
                ..Turn::default()
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

    #[test]
    fn mentions_are_counted_by_day_and_moment() {
        let mut quotes = ["moor", "lake", "moor", "bog"].map(|id| quote(id, Some("Ana"), None));
        quotes[0].span = Some(Span::new(9_000, 10_000));
        quotes[2].span = Some(Span::new(4_000, 5_000));
        let day = |text: &str| Some(text.parse().unwrap());
        let days = [
            ("moor", day("2024-05-01")),
            ("bog", day("2023-05-01")),
            ("lake", None),
        ];
        let counted = by_day(&quotes, &HashMap::from(days));
        let counted: Vec<_> = counted.iter().map(|it| (it.day, it.passages)).collect();
        let expected = [(None, 1), (day("2023-05-01"), 1), (day("2024-05-01"), 2)];
        assert_eq!(counted, expected);
        assert_eq!(places(&quotes)[0].starts_ms, [4_000, 9_000]);
    }
}
