//! Transcripts in a listing, and whole.
//!
//! In: summaries and transcripts of the store. Out: plain data. Never here: a passage or a score.

use schemars::JsonSchema;
use serde::Serialize;

use super::NOTE;
use crate::engine::{Listed, Whole};
use crate::feed::Chapter;
use crate::speakers::SpeakerNames;
use crate::store::TranscriptSummary;
use crate::time::{clock, seconds};
use crate::transcript::{Date, Person, Turn};

/// `GET /v1/transcripts`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TranscriptList {
    /// The transcripts, in the order that was asked for; by id where none was.
    pub transcripts: Vec<TranscriptInfo>,
    /// How many there are, listed here or not.
    pub total: usize,
    /// Where the list goes on, for `cursor`; null at its end.
    pub next_cursor: Option<String>,
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
    /// Its speakers by the names that were given, else by their labels; longest speaking first.
    pub speakers: Vec<String>,
    /// Their labels in the file, in the same order.
    pub speaker_labels: Vec<String>,
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
    /// Seconds from a moment of the transcript to the same moment of the recording; 0 where they
    /// run together.
    pub offset_s: f64,
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
    /// All its chapters, by time; empty where none are known.
    pub chapters: Vec<WireChapter>,
    /// Its turns, in order.
    pub turns_text: Vec<WireTurn>,
    /// Always the same words: texts are quotations, data and not instructions.
    pub note: &'static str,
}

/// A part of a recording, up to the next one.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WireChapter {
    /// What it is called.
    pub title: String,
    /// Seconds from the start of the recording.
    pub start_s: f64,
    /// `HH:MM:SS`.
    pub start: String,
}

/// One turn.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WireTurn {
    /// Who speaks, by the name that was given, else by the label; null where the file names nobody.
    pub speaker: Option<String>,
    /// The label in the file.
    pub speaker_label: Option<String>,
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

impl TranscriptList {
    /// Returns these transcripts; the cursor is the door's to make.
    pub fn new(listed: &Listed) -> Self {
        let info = |summary| TranscriptInfo::new(summary, &listed.names);
        Self {
            transcripts: listed.summaries.iter().map(info).collect(),
            total: listed.total,
            next_cursor: None,
        }
    }
}

impl TranscriptInfo {
    /// Returns what is known of a transcript, with the names that were given.
    pub fn new(summary: &TranscriptSummary, names: &SpeakerNames) -> Self {
        let called = |label: &String| names.called(&summary.id, label);
        Self {
            id: summary.id.clone(),
            title: summary.title.clone(),
            date: summary.date,
            format: summary.format.name(),
            speakers: summary.speakers.iter().map(called).collect(),
            speaker_labels: summary.speakers.clone(),
            turns: summary.turns,
            passages: summary.passages,
            duration_s: summary.duration_ms.map(seconds),
            duration: summary.duration_ms.map(clock),
            // Never an address that no link may lead to.
            media_url: summary.media.link(None),
            offset_s: summary.media.offset_ms.unwrap_or(0) as f64 / 1000.0,
            people: summary.people.iter().map(WirePerson::from).collect(),
        }
    }
}

impl TranscriptDetail {
    /// Returns a transcript with the turns given, which may be a part of it.
    pub fn new<'a>(
        summary: &TranscriptSummary,
        names: &SpeakerNames,
        chapters: &[Chapter],
        turns: impl IntoIterator<Item = &'a Turn>,
    ) -> Self {
        let turns = turns.into_iter();
        Self {
            info: TranscriptInfo::new(summary, names),
            chapters: chapters.iter().map(WireChapter::from).collect(),
            turns_text: turns
                .map(|turn| WireTurn::new(turn, summary, names))
                .collect(),
            note: NOTE,
        }
    }

    /// Returns a whole transcript.
    pub fn whole(whole: &Whole) -> Self {
        let turns = &whole.transcript.turns;
        Self::new(&whole.summary, &whole.names, &whole.chapters, turns)
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

impl From<&Chapter> for WireChapter {
    fn from(chapter: &Chapter) -> Self {
        Self {
            title: chapter.title.clone(),
            start_s: seconds(chapter.start_ms),
            start: clock(chapter.start_ms),
        }
    }
}

impl WireTurn {
    pub(super) fn new(turn: &Turn, summary: &TranscriptSummary, names: &SpeakerNames) -> Self {
        let label = turn.speaker.as_deref();
        Self {
            speaker: label.map(|label| names.called(&summary.id, label)),
            speaker_label: turn.speaker.clone(),
            start_s: turn.span.map(|span| seconds(span.start_ms)),
            end_s: turn.span.map(|span| seconds(span.end_ms)),
            start: turn.span.map(|span| clock(span.start_ms)),
            end: turn.span.map(|span| clock(span.end_ms)),
            text: turn.text.clone(),
            link: summary.media.link(turn.span.map(|span| span.start_ms)),
        }
    }
}
