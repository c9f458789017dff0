//! Lists what a question can refer to: speakers, transcripts and today's date.

use crate::transcript::Date;

/// What a question can refer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referents {
    /// What all speakers are called: labels and names.
    pub speakers: Vec<String>,
    /// All transcripts.
    pub transcripts: Vec<KnownTranscript>,
    /// The day that "yesterday" is counted from.
    pub today: Date,
}

/// A transcript that a question can refer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTranscript {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The day of the recording, if known.
    pub date: Option<Date>,
}
