//! Who spoke of a topic, how often, and in which words.
//!
//! In: a question whose topic is what is looked for. Out: the passages about it by speaker, each
//! with its quote. A given name is one person wherever it is given, and so is a label that is a
//! name; a label that only stands for somebody ("Speaker A") is another person in every transcript.
//! Never here: a judgement of its own what is about the topic; that is the answer's.

use super::{AskError, AskOutcome, Engine, Interpretation, Question, Timings};
use crate::answer::{self, Outcome, Quote, Reason};
use crate::names::{fold, is_placeholder};

/// Who spoke of a topic.
#[derive(Debug, Clone)]
pub struct Mentions {
    /// The speakers, those of most passages first, then the best.
    pub speakers: Vec<Mentioner>,
    /// The transcripts, likewise.
    pub transcripts: Vec<WhereMentioned>,
    /// Why nobody is known to have spoken of it.
    pub reason: Option<Reason>,
    /// How likely the passages are about it, from 0 to 1.
    pub confidence: f32,
    /// How the topic and the filters were understood.
    pub interpretation: Interpretation,
    /// How many passages were looked at; where all that were asked for are, there may be more.
    pub looked_at: usize,
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
    pub quotes: Vec<Quote>,
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

impl Engine {
    /// Returns who spoke of a topic among the `k` best passages of a question.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub fn mentions(&self, question: &Question) -> Result<Mentions, AskError> {
        let outcome = self.answer(question, &self.config, answer::compose_all)?;
        Ok(Mentions::of(outcome))
    }
}

impl Mentions {
    fn of(outcome: AskOutcome) -> Self {
        let answer = outcome.answer;
        let (quotes, reason) = match answer.outcome {
            Outcome::Quotes(quotes) => (quotes, None),
            Outcome::NotFound(reason) => (Vec::new(), Some(reason)),
        };
        Self {
            transcripts: places(&quotes),
            speakers: by_speaker(quotes),
            reason,
            confidence: answer.confidence,
            interpretation: outcome.interpretation,
            looked_at: answer.passages.len(),
            timings: outcome.timings,
        }
    }
}

fn by_speaker(quotes: Vec<Quote>) -> Vec<Mentioner> {
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

/// Returns whether two quotes are of one person, as far as that is known.
fn is_same(a: &Quote, b: &Quote) -> bool {
    if a.transcript_id == b.transcript_id {
        return a.called() == b.called();
    }
    let named = |quote: &Quote| match (&quote.name, &quote.speaker) {
        (Some(name), _) => Some(fold(name)),
        (None, Some(label)) if !is_placeholder(label) => Some(fold(label)),
        _ => None,
    };
    named(a).is_some() && named(a) == named(b)
}

fn places(quotes: &[Quote]) -> Vec<WhereMentioned> {
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

    fn quote(transcript: &str, label: Option<&str>, name: Option<&str>) -> Quote {
        Quote {
            text: "So it was.".into(),
            speaker: label.map(str::to_owned),
            name: name.map(str::to_owned),
            transcript_id: transcript.into(),
            title: transcript.into(),
            media: Arc::default(),
            chapters: Arc::default(),
            span: None,
            estimated_times: false,
            doubts: Doubts::default(),
        }
    }

    fn counted(quotes: Vec<Quote>) -> Vec<(Option<String>, usize, usize)> {
        let speakers = by_speaker(quotes).into_iter();
        let counted = speakers.map(|it| (it.called, it.quotes.len(), it.transcripts.len()));
        counted.collect()
    }

    #[test]
    fn names_are_one_person_in_all_transcripts_and_placeholders_in_each_another() {
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
    fn those_whom_no_file_names_are_together_within_a_transcript_only() {
        let quotes = ["moor", "lake", "moor"].map(|id| quote(id, None, None));
        assert_eq!(counted(quotes.to_vec()), [(None, 2, 1), (None, 1, 1)]);
    }
}
