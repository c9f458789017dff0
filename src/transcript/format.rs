//! The formats that can be read, and how they are told apart.
//!
//! In: a file's text. Out: the [`Format`] whose shape it has. Never here: a file's name; a format is
//! known by its content, or given by the user.

use std::fmt;

use super::{
    audacity, meet, native, otter, plain, podcast_html, sbv, spoken_markdown, srt, teams, ttml,
    webvtt, whisper_tsv, whisperx_text,
};

/// The formats that can be read. They are told apart by content, never by a file's extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `00:00:01.000 - 00:00:02.500, Speaker: text`
    Native,
    /// SubRip.
    Srt,
    /// WebVTT.
    WebVtt,
    /// SubViewer, as YouTube once exported it.
    Sbv,
    /// TTML as Apple Podcasts writes it.
    Ttml,
    /// Podcasting 2.0 HTML.
    PodcastHtml,
    /// Label tracks of Audacity.
    Audacity,
    /// `[SPEAKER_00]: text`
    WhisperXText,
    /// Google Meet.
    Meet,
    /// Microsoft Teams.
    Teams,
    /// Otter.
    Otter,
    /// `**Name** (0:12)` over text.
    SpokenMarkdown,
    /// `[00:12:34] Name: text`, `Name: text` and their like.
    Plain,
    /// Podcasting 2.0 JSON.
    PodcastJson,
    /// JSON of Whisper, of the OpenAI API and of WhisperX.
    Whisper,
    /// AssemblyAI.
    AssemblyAi,
    /// Deepgram.
    Deepgram,
    /// Rev.ai.
    RevAi,
    /// Speechmatics.
    Speechmatics,
    /// Amazon Transcribe.
    AwsTranscribe,
    /// Google Speech-to-Text.
    Google,
    /// Azure batch transcription.
    Azure,
    /// YouTube's json3.
    YouTube,
    /// Any other JSON list with one object a line of speech.
    JsonList,
    /// The tab-separated table of Whisper and WhisperX.
    WhisperTsv,
    /// A table with a header: CSV and its relatives.
    Table,
}

impl Format {
    /// Every format, in the order in which they are tried.
    pub const ALL: [Format; 26] = [
        Format::Deepgram,
        Format::AwsTranscribe,
        Format::Azure,
        Format::RevAi,
        Format::Speechmatics,
        Format::Google,
        Format::YouTube,
        Format::PodcastJson,
        Format::Whisper,
        Format::AssemblyAi,
        Format::JsonList,
        Format::WebVtt,
        Format::WhisperTsv,
        Format::Table,
        Format::Srt,
        Format::Native,
        Format::Sbv,
        Format::Ttml,
        Format::PodcastHtml,
        Format::Audacity,
        Format::WhisperXText,
        Format::Meet,
        Format::Teams,
        Format::Otter,
        Format::SpokenMarkdown,
        Format::Plain,
    ];

    /// Returns the short name used in stores, listings and messages.
    pub fn name(self) -> &'static str {
        match self {
            Format::Native => "lines",
            Format::Srt => "srt",
            Format::WebVtt => "webvtt",
            Format::Sbv => "sbv",
            Format::Ttml => "ttml",
            Format::PodcastHtml => "podcast-html",
            Format::Audacity => "audacity",
            Format::WhisperXText => "whisperx-text",
            Format::Meet => "meet",
            Format::Teams => "teams",
            Format::Otter => "otter",
            Format::SpokenMarkdown => "spoken-markdown",
            Format::Plain => "plain",
            Format::PodcastJson => "podcast-json",
            Format::Whisper => "whisper",
            Format::AssemblyAi => "assemblyai",
            Format::Deepgram => "deepgram",
            Format::RevAi => "rev-ai",
            Format::Speechmatics => "speechmatics",
            Format::AwsTranscribe => "aws-transcribe",
            Format::Google => "google",
            Format::Azure => "azure",
            Format::YouTube => "youtube",
            Format::JsonList => "json-list",
            Format::WhisperTsv => "whisper-tsv",
            Format::Table => "table",
        }
    }

    /// Returns the format of that short name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Returns the format whose shape the text has.
    ///
    /// A `WEBVTT` header settles it; then the first line that has the shape of one format's timing
    /// line; then the looks of the whole, from the strictest shape to the loosest.
    pub fn detect(text: &str) -> Option<Format> {
        if webvtt::has_header(text) {
            return Some(Format::WebVtt);
        }
        if whisper_tsv::has_header(text) {
            return Some(Format::WhisperTsv);
        }
        timing_line(text).or_else(|| {
            let mut shapes = SHAPES.into_iter();
            shapes.find_map(|(format, has_shape)| has_shape(text).then_some(format))
        })
    }
}

/// Whether a text looks like one of a format.
type HasShape = fn(&str) -> bool;

/// Formats without a timing line of their own, from the strictest shape to the loosest.
const SHAPES: [(Format, HasShape); 10] = [
    (Format::Sbv, sbv::is_sbv),
    (Format::Ttml, ttml::is_ttml),
    (Format::PodcastHtml, podcast_html::is_podcast_html),
    (Format::Audacity, audacity::is_labels),
    (Format::WhisperXText, whisperx_text::is_whisperx_text),
    (Format::Meet, meet::is_meet),
    (Format::Teams, teams::is_teams),
    (Format::Otter, otter::is_otter),
    (Format::SpokenMarkdown, spoken_markdown::is_spoken_markdown),
    (Format::Plain, plain::is_plain),
];

/// Returns the format of the first line that is a timing line.
fn timing_line(text: &str) -> Option<Format> {
    text.lines().find_map(|line| {
        if srt::is_timing_line(line) {
            Some(Format::Srt)
        } else if native::is_timed_line(line) {
            Some(Format::Native)
        } else {
            None
        }
    })
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
