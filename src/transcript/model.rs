//! Defines a transcript: the turns of speakers, their timed cues, and the recording.

pub use jiff::civil::Date;

use super::format::Format;
use crate::language::{Language, LanguageTag};
use crate::named::named_enum;
use crate::time::Span;

/// One recording's text.
#[derive(Debug, Clone, PartialEq)]
pub struct Transcript {
    /// The name that users and programs call it by, unique in a store; by default the file's stem.
    pub id: String,
    /// The title people read; by default the id with spaces for underscores.
    pub title: String,
    /// The day it was recorded or published, where known.
    pub date: Option<Date>,
    /// Where it was read from: an absolute path, or `-` for standard input.
    pub source: String,
    /// The format it was read from.
    pub format: Format,
    /// Where the recording can be heard.
    pub media: Media,
    /// The language of most of it; `None` where nobody tells and its words do not show it.
    pub language: Option<SpokenLanguage>,
    /// The turns, in file order.
    pub turns: Vec<Turn>,
}

/// Where a recording can be heard or seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Media {
    /// The address of the audio or video file, or of the page that plays it.
    pub url: Option<String>,
    /// The template for links to a time, where the usual link for the address is wrong.
    pub link_template: Option<String>,
    /// Milliseconds to add to a time of the transcript to get the time in the recording. Positive
    /// where an advertisement was put in before it. `None` counts as zero.
    pub offset_ms: Option<i64>,
}

named_enum! {
    /// Where the language of a transcript is known from.
    pub enum LanguageSource {
        /// An option, a sidecar or a feed.
        Told = "told",
        /// The file itself.
        File = "file",
        /// Its words.
        Recognised = "recognised",
    }
}

/// The language of a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpokenLanguage {
    /// The language, maybe with its country or script.
    pub tag: LanguageTag,
    /// Where it is known from.
    pub source: LanguageSource,
}

impl SpokenLanguage {
    /// Returns what is known from this source; `None` where nothing is.
    pub fn known(tag: Option<LanguageTag>, source: LanguageSource) -> Option<Self> {
        tag.map(|tag| Self { tag, source })
    }
}

/// What is known of a recording from outside its transcript. A `None` changes nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Its title.
    pub title: Option<String>,
    /// The day it was recorded or published.
    pub date: Option<Date>,
    /// Where it can be heard.
    pub media: Media,
    /// The language that is spoken.
    pub language: Option<LanguageTag>,
    /// The people in it. An empty list says that nobody is known.
    pub people: Option<Vec<Person>>,
}

impl Metadata {
    /// Returns this metadata, with the fields that it lacks taken from `other`.
    pub fn or(self, other: Metadata) -> Metadata {
        Metadata {
            title: self.title.or(other.title),
            date: self.date.or(other.date),
            media: Media {
                url: self.media.url.or(other.media.url),
                link_template: self.media.link_template.or(other.media.link_template),
                offset_ms: self.media.offset_ms.or(other.media.offset_ms),
            },
            language: self.language.or(other.language),
            people: self.people.or(other.people),
        }
    }
}

/// Somebody in a recording, as metadata names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// Their part in the recording, such as `host` or `guest`.
    pub role: Option<String>,
}

/// One speaker's uninterrupted speech.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turn {
    /// The speaker label as the file writes it; `None` where the file names nobody.
    pub speaker: Option<String>,
    /// From the first cue's start to the last cue's end; `None` where the file gives no time.
    pub span: Option<Span>,
    /// The words, verbatim. Texts of several lines are joined by one space.
    pub text: String,
    /// The timed lines or words of the turn, in file order. Empty exactly where `span` is `None`.
    pub cues: Vec<Cue>,
    /// Whether what may be a label stands before the words and is not understood, so that nobody is
    /// named. Known while a file is read; a store keeps it as a doubt of the turn's passages.
    pub label_not_understood: bool,
    /// The language of the words, where it is clearly another than the transcript's.
    pub language: Option<Language>,
}

impl Turn {
    /// Returns each cue with its words. Words before the first cue belong to it.
    pub fn cue_texts(&self) -> impl Iterator<Item = (&Cue, &str)> {
        self.cues.iter().enumerate().map(|(index, cue)| {
            let begin = if index == 0 { 0 } else { cue.text_start };
            let next = self.cues.get(index + 1);
            let end = next.map_or(self.text.len(), |next| next.text_start);
            (cue, &self.text[begin..end])
        })
    }
}

/// One timed line or word of a turn. Its words go up to the next cue, or to the end of the turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cue {
    /// Where its words begin in [`Turn::text`], in bytes.
    pub text_start: usize,
    /// Its own start and end.
    pub span: Span,
}

/// What the cues of a transcript are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Detail {
    /// Lines, captions or segments.
    #[default]
    Lines,
    /// Words, at least in parts of the transcript.
    Words,
}
