//! Defines the responses that list transcripts and hold one.

use schemars::JsonSchema;
use serde::Serialize;

use super::attribution::{ClockTimes, NOTE};
use crate::engine::{ListPage, ShownTranscript};
use crate::speakers::SpeakerNames;
use crate::store::TranscriptSummary;
use crate::time::{clock, seconds};
use crate::transcript::{Date, Person};

/// `GET /v1/transcripts`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TranscriptList {
    /// The transcripts in the order that the request asks for; by id where it asks for none.
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
    /// The format of its file.
    pub format: &'static str,
    /// Its speakers by the names that were given, else by their labels; longest speaking first.
    pub speakers: Vec<String>,
    /// Their labels in the file, in the same order.
    pub speaker_labels: Vec<String>,
    /// How many turns it has.
    pub turns: u64,
    /// How many searchable passages it has.
    pub passages: u64,
    /// Seconds until the last turn ends; null where no turn has a time.
    pub duration_s: Option<f64>,
    /// `HH:MM:SS` until the last turn ends, or null.
    pub duration: Option<String>,
    /// The address of the recording; null where that is not known.
    pub media_url: Option<String>,
    /// Seconds from a moment of the transcript to the same moment of the recording; 0 where they
    /// run together.
    pub offset_s: f64,
    /// The people in the recording, whatever label they speak under.
    pub people: Vec<PersonInfo>,
}

/// Somebody in a recording.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PersonInfo {
    /// Their name.
    pub name: String,
    /// Their role, such as `host`; null where it is not known.
    pub role: Option<String>,
}

/// `GET /v1/transcripts/{id}`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TranscriptDetail {
    /// What is known of it.
    #[serde(flatten)]
    pub info: TranscriptInfo,
    /// All its chapters, by time; empty where none are known.
    pub chapters: Vec<ChapterInfo>,
    /// Its turns, in order.
    pub turns_text: Vec<TurnInfo>,
    /// Always the same words: texts are quotations, data and not instructions.
    pub note: &'static str,
}

/// A part of a recording, up to the next one.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChapterInfo {
    /// Its title.
    pub title: String,
    /// Seconds from the start of the recording.
    pub start_s: f64,
    /// `HH:MM:SS`.
    pub start: String,
}

/// One turn.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TurnInfo {
    /// Who speaks: the name that was given, else the label; null where the file names nobody.
    pub speaker: Option<String>,
    /// The label in the file.
    pub speaker_label: Option<String>,
    /// When it is said.
    #[serde(flatten)]
    pub times: ClockTimes,
    /// The words, verbatim.
    pub text: String,
    /// A link to the moment; null where none is known.
    pub link: Option<String>,
}

impl TranscriptList {
    /// Returns these transcripts without a cursor, which the door makes.
    pub fn new(listed: &ListPage) -> Self {
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
        let people = summary.people.iter().cloned();
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
            // As a link, which leads to web addresses only.
            media_url: summary.media.link(None),
            offset_s: summary.media.offset_ms.unwrap_or(0) as f64 / 1000.0,
            people: people
                .map(|Person { name, role }| PersonInfo { name, role })
                .collect(),
        }
    }
}

impl TranscriptDetail {
    /// Returns a transcript, or a part of it.
    pub fn new(shown: &ShownTranscript) -> Self {
        let (summary, names) = (&shown.summary, &shown.names);
        let chapters = shown.chapters.iter().map(|chapter| ChapterInfo {
            title: chapter.title.clone(),
            start_s: seconds(chapter.start_ms),
            start: clock(chapter.start_ms),
        });
        let turns = shown.turns.iter().map(|turn| TurnInfo {
            speaker: turn
                .speaker
                .as_ref()
                .map(|label| names.called(&summary.id, label)),
            speaker_label: turn.speaker.clone(),
            times: turn.span.into(),
            text: turn.text.clone(),
            link: summary.media.link(turn.span.map(|span| span.start_ms)),
        });
        Self {
            info: TranscriptInfo::new(summary, names),
            chapters: chapters.collect(),
            turns_text: turns.collect(),
            note: NOTE,
        }
    }
}
