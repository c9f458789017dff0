//! Defines the responses that list transcripts, hold one or a part of one, and say what is stored.

use schemars::JsonSchema;
use serde::Serialize;

use super::attribution::{ClockTimes, NOTE};
use crate::embed::ModelIdentity;
use crate::engine::{AROUND_MS, Excerpt, ExcerptRequest, ListPage, ShownTranscript, Status};
use crate::language::Language;
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
    /// The language of most of it, a tag of BCP 47 such as `en` or `pt-BR`: as it was told, as the
    /// file states it, or as its words show it; null where none does.
    pub language: Option<String>,
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
    /// The language of the words, where it is clearly another than the transcript's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
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
        let person = |Person { name, role }| PersonInfo { name, role };
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
            language: summary.language.as_ref().map(|known| known.tag.to_string()),
            people: summary.people.iter().cloned().map(person).collect(),
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
        let called = |label: &String| names.called(&summary.id, label);
        let turns = shown.turns.iter().map(|turn| TurnInfo {
            speaker: turn.speaker.as_ref().map(called),
            speaker_label: turn.speaker.clone(),
            times: turn.span.into(),
            text: turn.text.clone(),
            language: turn.language.as_ref().map(Language::to_string),
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

/// How much is given before and after a time where nothing is said, in seconds.
pub const AROUND_S: u32 = (AROUND_MS / 1000) as u32;

/// How much may be asked for before and after a time, in seconds.
pub const MOST_AROUND_S: u32 = 600;

/// `GET /v1/transcripts/{id}/segment`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "TranscriptSegment")]
pub struct TranscriptExcerpt {
    /// The transcript with the turns that touch the stretch, and those without a time between them,
    /// each whole.
    #[serde(flatten)]
    pub detail: TranscriptDetail,
    /// The time that was asked for, in seconds from the start of the recording.
    pub at_s: f64,
    /// The same as `HH:MM:SS`.
    pub at: String,
    /// How many turns of the transcript are before the stretch.
    pub turns_before: usize,
    /// How many turns of the transcript are after it.
    pub turns_after: usize,
}

impl TranscriptExcerpt {
    /// Returns the excerpt that was asked for.
    pub fn new(request: &ExcerptRequest, excerpt: &Excerpt) -> Self {
        Self {
            detail: TranscriptDetail::new(&excerpt.part),
            at_s: seconds(request.at_ms),
            at: clock(request.at_ms),
            turns_before: excerpt.turns_before,
            turns_after: excerpt.turns_after,
        }
    }
}

/// The SHA-256 of what makes a model's vectors, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ModelHashes {
    /// Its `model.onnx`.
    pub graph: String,
    /// The file of its weights; null where the graph holds them.
    pub weights: Option<String>,
    /// Its `tokenizer.json`.
    pub tokenizer: String,
    /// How texts are given to it, and what is taken off its vectors.
    pub rules: String,
}

impl From<&ModelIdentity> for ModelHashes {
    fn from(identity: &ModelIdentity) -> Self {
        Self {
            graph: identity.graph.clone(),
            weights: identity.weights.clone(),
            tokenizer: identity.tokenizer.clone(),
            rules: identity.rules.clone(),
        }
    }
}

/// How much is stored, and whether all of it can be searched.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StatusResponse {
    /// The program's version.
    pub version: &'static str,
    /// The embedding model's name.
    pub model: String,
    /// What tells it from others.
    pub model_hashes: ModelHashes,
    /// How many transcripts are stored.
    pub transcripts: u64,
    /// How many searchable passages are stored.
    pub passages: u64,
    /// How many passages the index holds; fewer than `passages` while it catches up.
    pub indexed_passages: u64,
    /// How many commits of the store the index shows.
    pub generation: u64,
    /// How many commits it does not show yet.
    pub behind: u64,
    /// How long the program has been answering, in seconds.
    pub uptime_s: f64,
}

impl StatusResponse {
    /// Returns the status as programs read it.
    pub fn new(status: &Status) -> Self {
        let index = status.standing.index;
        Self {
            version: env!("CARGO_PKG_VERSION"),
            model: status.model.name.clone(),
            model_hashes: ModelHashes::from(&status.model),
            transcripts: status.transcripts,
            passages: status.passages,
            indexed_passages: index.map_or(0, |index| index.passages as u64),
            generation: index.map_or(0, |index| index.generation.0),
            behind: status.standing.behind(),
            uptime_s: (status.uptime.as_secs_f64() * 1e3).round() / 1e3,
        }
    }
}
