//! Repeats the documented JSON shapes, for comparison.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Declares a shape: reading it refuses unknown fields, and writing it again gives back the same
/// JSON only where none is missing.
macro_rules! shape {
    ($name:ident { $($(#[$of_field:meta])* $field:ident: $kind:ty,)* }) => {
        #[derive(Debug, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            $($(#[$of_field])* pub(super) $field: $kind,)*
        }
    };
}

shape!(AskResponse {
    answerable: bool,
    confidence: f64,
    certainty: Option<String>,
    reason: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    never_said: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reader: Option<String>,
    quotes: Vec<Quote>,
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<Quote>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    groups: Vec<Group>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Coverage>,
    hits: Vec<Hit>,
    interpreted_as: InterpretedAs,
    took_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<Explain>,
    note: String,
});
shape!(SearchResponse {
    hits: Vec<Hit>,
    reason: Option<String>,
    interpreted_as: InterpretedAs,
    took_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<Explain>,
    note: String,
});
shape!(Quote {
    text: String,
    language: Option<String>,
    speaker: Option<String>,
    speaker_label: Option<String>,
    transcript_id: String,
    start_s: f64,
    end_s: f64,
    start: String,
    end: String,
    estimated_times: bool,
    attribution: String,
    attribution_reasons: Vec<String>,
    link: Option<String>,
    cite: String,
    chapter: Option<String>,
});
shape!(Group {
    transcript_id: String,
    title: String,
    speaker: Option<String>,
    quotes: Vec<usize>,
});
shape!(Hit {
    passage_id: String,
    transcript_id: String,
    title: String,
    speaker: Option<String>,
    speaker_label: Option<String>,
    start_s: f64,
    end_s: f64,
    start: String,
    end: String,
    estimated_times: bool,
    attribution: String,
    attribution_reasons: Vec<String>,
    text: String,
    language: Option<String>,
    score: f64,
    link: Option<String>,
    cite: String,
    chapter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<HitExplain>,
});
shape!(HitExplain {
    cosine: f64,
    bm25: f64,
    max_sim: f64,
    meaning_rank: Option<usize>,
    word_rank: Option<usize>,
    meaning: f64,
    words: f64,
    late: f64,
    neighbours: f64,
    shape: f64,
    named: f64,
    held_back: f64,
    matched_words: Vec<MatchedWord>,
});
shape!(Coverage {
    passages: usize,
    speakers: usize,
    more_passages: usize,
    more_speakers: usize,
    complete: bool,
});
shape!(MatchedWord {
    question: String,
    passage: Option<String>,
    similarity: f64,
    share: f64,
});
shape!(Explain {
    path: Option<String>,
    compared: usize,
});
shape!(InterpretedAs {
    topic: String,
    kind: String,
    filter: BTreeMap<String, Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    mentioned: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    phrases: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edge: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    dropped: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    also_heard_as: Vec<AlsoHeardAs>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    corrections: Vec<CorrectedWord>,
});
shape!(AlsoHeardAs {
    name: String,
    spellings: Vec<String>,
});
shape!(CorrectedWord {
    typed: String,
    read: String,
});
shape!(TranscriptList {
    transcripts: Vec<TranscriptInfo>,
    total: usize,
    next_cursor: Option<String>,
});
shape!(TranscriptInfo {
    id: String,
    title: String,
    date: Option<String>,
    format: String,
    speakers: Vec<String>,
    speaker_labels: Vec<String>,
    turns: u64,
    passages: u64,
    duration_s: f64,
    duration: String,
    media_url: Option<String>,
    offset_s: f64,
    language: Option<String>,
    people: Vec<Person>,
});
shape!(TranscriptDetail {
    id: String,
    title: String,
    date: Option<String>,
    format: String,
    speakers: Vec<String>,
    speaker_labels: Vec<String>,
    turns: u64,
    passages: u64,
    duration_s: f64,
    duration: String,
    media_url: Option<String>,
    offset_s: f64,
    language: Option<String>,
    people: Vec<Person>,
    chapters: Vec<Chapter>,
    turns_text: Vec<Turn>,
    note: String,
});
shape!(Chapter {
    title: String,
    start_s: f64,
    start: String,
});
shape!(Person {
    name: String,
    role: Option<String>,
});
shape!(Turn {
    speaker: Option<String>,
    speaker_label: Option<String>,
    start_s: f64,
    end_s: f64,
    start: String,
    end: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    link: Option<String>,
});
shape!(IndexSummary {
    files: Vec<IndexedFile>,
    took_ms: f64,
});
shape!(IndexedFile {
    path: String,
    id: Option<String>,
    status: String,
    turns: usize,
    passages: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    choice: Option<String>,
    warnings: Vec<String>,
    error: Option<String>,
});
shape!(ReembedReport {
    model: String,
    passages: usize,
    embedded: usize,
    cut_off: usize,
    took_ms: f64,
});
shape!(ExportReport {
    out: String,
    hits: usize,
    without_times: usize,
    left_out: Vec<String>,
});
shape!(FeedSummary {
    feed: String,
    title: Option<String>,
    unchanged: bool,
    items: Vec<IndexedFile>,
    without_transcript: usize,
    transcripts_left_out: usize,
    in_other_languages: usize,
    dropped: Vec<String>,
    warnings: Vec<String>,
    took_ms: f64,
});
shape!(DoctorReport {
    version: String,
    sound: bool,
    checks: Vec<DoctorCheck>,
});
shape!(DoctorCheck {
    part: String,
    sound: bool,
    detail: String,
});
