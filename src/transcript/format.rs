//! Names the formats that can be read.

use std::fmt;

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
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
