//! Transcripts in a listing, and whole.
//!
//! In: summaries and transcripts of the store. Out: plain data. Never here: a passage or a score.

use schemars::JsonSchema;
use serde::Serialize;

use super::NOTE;
use crate::store::TranscriptSummary;
use crate::time::{clock, seconds};
use crate::transcript::{Date, Media, Person, Transcript, Turn};

/// `GET /v1/transcripts`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TranscriptList {
    /// All transcripts, by id.
    pub transcripts: Vec<TranscriptInfo>,
}

/// What is known of a transcript.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TranscriptInfo {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `YYYY-MM-DD`; null where unknown.
    pub date: Option<Date>,
    /// The format it was read from.
    pub format: &'static str,
    /// Its speakers' labels, longest speaking first.
    pub speakers: Vec<String>,
    /// How many turns it has.
    pub turns: u64,
    /// How many passages can be found.
    pub passages: u64,
    /// Seconds until the last turn ends; null where no turn has a time.
    pub duration_s: Option<f64>,
    /// `HH:MM:SS` until the last turn ends, or null.
    pub duration: Option<String>,
    /// Where the recording can be heard; null where that is not known.
    pub media_url: Option<String>,
    /// Who is told to be in it, whatever label they speak under.
    pub people: Vec<WirePerson>,
}

/// Somebody in a recording.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WirePerson {
    /// Their name.
    pub name: String,
    /// What they do there, such as `host`; null where that is not told.
    pub role: Option<String>,
}

/// `GET /v1/transcripts/{id}`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TranscriptDetail {
    /// What is known of it.
    #[serde(flatten)]
    pub info: TranscriptInfo,
    /// Its turns, in order.
    pub turns_text: Vec<WireTurn>,
    /// [`NOTE`].
    pub note: &'static str,
}

/// One turn.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WireTurn {
    /// Who speaks; null where the file names nobody.
    pub speaker: Option<String>,
    /// Seconds from the start of the recording; null where the file gives no time.
    pub start_s: Option<f64>,
    /// Seconds from the start of the recording; null where the file gives no time.
    pub end_s: Option<f64>,
    /// `HH:MM:SS`, or null.
    pub start: Option<String>,
    /// `HH:MM:SS`, or null.
    pub end: Option<String>,
    /// The words, verbatim.
    pub text: String,
    /// A link to the moment; null where none is known.
    pub link: Option<String>,
}

impl From<&TranscriptSummary> for TranscriptInfo {
    fn from(summary: &TranscriptSummary) -> Self {
        Self {
            id: summary.id.clone(),
            title: summary.title.clone(),
            date: summary.date,
            format: summary.format.name(),
            speakers: summary.speakers.clone(),
            turns: summary.turns,
            passages: summary.passages,
            duration_s: summary.duration_ms.map(seconds),
            duration: summary.duration_ms.map(clock),
            // Never an address that no link may lead to.
            media_url: summary.media.link(None),
            people: summary.people.iter().map(WirePerson::from).collect(),
        }
    }
}

impl TranscriptDetail {
    /// Returns a transcript with the turns given, which may be a part of it.
    pub fn new<'a>(summary: &TranscriptSummary, turns: impl IntoIterator<Item = &'a Turn>) -> Self {
        Self {
            info: summary.into(),
            turns_text: turns
                .into_iter()
                .map(|turn| WireTurn::new(turn, &summary.media))
                .collect(),
            note: NOTE,
        }
    }

    /// Returns a whole transcript.
    pub fn whole(summary: &TranscriptSummary, transcript: &Transcript) -> Self {
        Self::new(summary, &transcript.turns)
    }
}

impl From<&Person> for WirePerson {
    fn from(person: &Person) -> Self {
        Self {
            name: person.name.clone(),
            role: person.role.clone(),
        }
    }
}

impl WireTurn {
    fn new(turn: &Turn, media: &Media) -> Self {
        Self {
            speaker: turn.speaker.clone(),
            start_s: turn.span.map(|span| seconds(span.start_ms)),
            end_s: turn.span.map(|span| seconds(span.end_ms)),
            start: turn.span.map(|span| clock(span.start_ms)),
            end: turn.span.map(|span| clock(span.end_ms)),
            text: turn.text.clone(),
            link: media.link(turn.span.map(|span| span.start_ms)),
        }
    }
}
