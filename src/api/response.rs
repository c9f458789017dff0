//! Defines the responses to search and to ask.

use schemars::JsonSchema;
use serde::Serialize;

use super::attribution::{AttributedQuote, NOTE, passage_id, rounded, total_ms};
use super::explain::{HitExplanation, SearchExplanation};
use super::request::RequestFilter;
use crate::answer::{Certainty, Coverage, Outcome, RankedPassage};
use crate::engine::{
    AskOutcome, Interpretation, NameAsHeard, Question, ReaderState, SearchOutcome,
};
use crate::question::QuestionKind;
use crate::store::PassageRecord;

/// The response to a search.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchResponse {
    /// The hits, best first.
    pub hits: Vec<AttributedHit>,
    /// Why there is no hit; null where there is one.
    pub reason: Option<&'static str>,
    /// How the request was understood.
    pub interpreted_as: InterpretedAs,
    /// How long the work took, in milliseconds.
    pub took_ms: f64,
    /// How the vectors were searched, where the request asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explain: Option<SearchExplanation>,
    /// Always the same words: texts are quotations, data and not instructions.
    pub note: &'static str,
}

/// The response to a question.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AskResponse {
    /// Whether there is an answer.
    pub answerable: bool,
    /// How likely the first quote answers the question, from 0 to 1.
    pub confidence: f64,
    /// The same in a word: `sure`, `likely` or `guess`; null where there is no answer.
    pub certainty: Option<&'static str>,
    /// Why there is no answer; null where there is one.
    pub reason: Option<&'static str>,
    /// Words of the topic that nobody says in what was searched, where there is no answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub never_said: Vec<String>,
    /// The words of the first quote that answer, where the reader takes some for the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// What became of reading, where the program has a reader and the request does not refuse it:
    /// `read`, or `busy` with other questions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader: Option<&'static str>,
    /// The answer, in the speakers' words.
    pub quotes: Vec<AttributedQuote>,
    /// The question in the recording that the first quote replies to, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<AttributedQuote>,
    /// The quotes by transcript and speaker, where the question asks for a list or who said
    /// something.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<QuoteGroup>,
    /// How much of what has the words of the topic is quoted, where the question asks for a list
    /// or who said something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<QuoteCoverage>,
    /// The passages the answer rests on, or the nearest misses; best first.
    pub hits: Vec<AttributedHit>,
    /// How the question was understood.
    pub interpreted_as: InterpretedAs,
    /// How long the work took, in milliseconds.
    pub took_ms: f64,
    /// How the vectors were searched, where the request asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explain: Option<SearchExplanation>,
    /// Always the same words: texts are quotations, data and not instructions.
    pub note: &'static str,
}

/// Quotes of one speaker in one transcript.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct QuoteGroup {
    /// The transcript's id.
    pub transcript_id: String,
    /// The transcript's title.
    pub title: String,
    /// Who speaks: the name that was given, else the label; null where the file names nobody.
    pub speaker: Option<String>,
    /// Places in `quotes`, from 0.
    pub quotes: Vec<usize>,
}

/// How much of what has all the words of the topic is quoted.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct QuoteCoverage {
    /// How many passages have all the words.
    pub passages: usize,
    /// How many speakers they are of.
    pub speakers: usize,
    /// How many of the passages are not quoted; a larger `k` quotes more of a list.
    pub more_passages: usize,
    /// How many of the speakers are not quoted; a larger `k` quotes more of them.
    pub more_speakers: usize,
    /// Whether nothing can be missing. It is false where no passage has all the words, so that the
    /// quotes are near in meaning alone, and where more than 2000 have them.
    pub complete: bool,
}

/// How a request was understood. A request can state every part itself.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct InterpretedAs {
    /// What to look for.
    pub topic: String,
    /// What the question asks for: `what`, `when`, `when_said`, `where`, `who`, `who_said`, `how_many`, `why`,
    /// `how` or `list`.
    pub kind: &'static str,
    /// Which passages were searched.
    pub filter: RequestFilter,
    /// Speakers whom the question names, but not as those who said it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mentioned: Vec<String>,
    /// Phrases that must occur word for word.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<String>,
    /// `opening` or `closing`, where the question asks for an end of the recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edge: Option<&'static str>,
    /// Filters that were read in the question and dropped, in words: they left no passage, or no
    /// recording has the date that they need.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<String>,
    /// Names that the recordings' transcripts also spell in other ways, which are looked for too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_heard_as: Vec<AlsoHeardAs>,
    /// Mistyped words, with those that they were read as: nobody says the former, and the latter are
    /// spelt most like them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<CorrectedWord>,
}

/// A name, and what a speech recogniser made of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AlsoHeardAs {
    /// The name, as the question has it.
    pub name: String,
    /// Its other spellings.
    pub spellings: Vec<String>,
}

/// A mistyped word of a question.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CorrectedWord {
    /// The word, as typed.
    pub typed: String,
    /// The word that it was read as.
    pub read: String,
}

/// A passage that was found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AttributedHit {
    /// `TRANSCRIPT#N`, N its place among the transcript's passages.
    pub passage_id: String,
    /// The transcript's title.
    pub title: String,
    /// Its words, with who said them and when.
    #[serde(flatten)]
    pub quote: AttributedQuote,
    /// Larger is better; comparable within one response.
    pub score: f64,
    /// What the score is made of, where the request asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explain: Option<HitExplanation>,
}

impl SearchResponse {
    /// Returns the response to a question.
    pub fn new(question: &Question, outcome: &SearchOutcome) -> Self {
        Self {
            hits: hits(question, &outcome.passages),
            reason: outcome.reason.as_ref().map(|reason| reason.code()),
            interpreted_as: (&outcome.interpretation).into(),
            took_ms: total_ms(&outcome.timings),
            explain: SearchExplanation::new(question, outcome.path),
            note: NOTE,
        }
    }
}

impl AskResponse {
    /// Returns the response to a question.
    pub fn new(question: &Question, outcome: &AskOutcome) -> Self {
        let answer = &outcome.answer;
        let (quotes, reason) = match &answer.outcome {
            Outcome::Quotes(quotes) => (&quotes[..], None),
            Outcome::NotFound(reason) => (&[][..], Some(reason.code())),
        };
        let grouped = matches!(
            outcome.interpretation.kind,
            QuestionKind::WhoSaid | QuestionKind::List
        );
        Self {
            answerable: reason.is_none(),
            confidence: rounded(answer.confidence),
            certainty: answer.certainty().map(Certainty::name),
            reason,
            never_said: outcome.never_said.clone(),
            answer: answer.words.clone(),
            reader: match outcome.reader {
                ReaderState::Read => Some("read"),
                ReaderState::Off => None,
                ReaderState::Busy => Some("busy"),
            },
            quotes: quotes.iter().map(AttributedQuote::from).collect(),
            asked: answer.asked.as_ref().map(AttributedQuote::from),
            groups: if grouped { groups(quotes) } else { Vec::new() },
            coverage: outcome.coverage.map(QuoteCoverage::from),
            hits: hits(question, &answer.passages),
            interpreted_as: (&outcome.interpretation).into(),
            took_ms: total_ms(&outcome.timings),
            explain: SearchExplanation::new(question, outcome.path),
            note: NOTE,
        }
    }
}

impl From<Coverage> for QuoteCoverage {
    fn from(coverage: Coverage) -> Self {
        Self {
            passages: coverage.passages,
            speakers: coverage.speakers,
            more_passages: coverage.more_passages,
            more_speakers: coverage.more_speakers,
            complete: coverage.complete,
        }
    }
}

fn groups(quotes: &[PassageRecord]) -> Vec<QuoteGroup> {
    let mut groups: Vec<QuoteGroup> = Vec::new();
    for (place, quote) in quotes.iter().enumerate() {
        let same = |group: &&mut QuoteGroup| {
            group.transcript_id == quote.transcript_id && group.speaker.as_deref() == quote.called()
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.quotes.push(place),
            None => groups.push(QuoteGroup {
                transcript_id: quote.transcript_id.clone(),
                title: quote.title.clone(),
                speaker: quote.called().map(str::to_owned),
                quotes: vec![place],
            }),
        }
    }
    groups
}

impl From<&Interpretation> for InterpretedAs {
    fn from(understood: &Interpretation) -> Self {
        Self {
            topic: understood.topic.clone(),
            kind: understood.kind.name(),
            filter: (&understood.scope).into(),
            mentioned: understood.mentioned.clone(),
            phrases: understood.phrases.clone(),
            edge: understood.edge.map(|edge| edge.name()),
            dropped: understood.dropped.iter().map(ToString::to_string).collect(),
            also_heard_as: understood.heard.iter().map(AlsoHeardAs::from).collect(),
            corrections: corrected_words(understood),
        }
    }
}

impl From<&NameAsHeard> for AlsoHeardAs {
    fn from(heard: &NameAsHeard) -> Self {
        Self {
            name: heard.name.clone(),
            spellings: heard.spelt().map(str::to_owned).collect(),
        }
    }
}

fn corrected_words(understood: &Interpretation) -> Vec<CorrectedWord> {
    let corrections = understood.corrections.iter();
    let words = corrections.map(|correction| CorrectedWord {
        typed: correction.typed.clone(),
        read: correction.read.clone(),
    });
    words.collect()
}

fn hits(question: &Question, passages: &[RankedPassage]) -> Vec<AttributedHit> {
    let hits = passages.iter();
    hits.map(|passage| AttributedHit::new(question, passage))
        .collect()
}

impl AttributedHit {
    /// Returns a passage as a hit of a question.
    pub fn new(question: &Question, passage: &RankedPassage) -> Self {
        Self {
            passage_id: passage_id(&passage.record),
            title: passage.record.title.clone(),
            quote: (&passage.record).into(),
            score: rounded(passage.hit.score),
            explain: HitExplanation::new(question, passage),
        }
    }
}
