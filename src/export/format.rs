//! Defines the formats in which hits can be exported.

/// A format for hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// SubRip captions, by the clock of the recording.
    Srt,
    /// WebVTT captions with voice tags, by the clock of the recording.
    WebVtt,
    /// Quotations with a line to cite and a link.
    Markdown,
    /// A comma-separated table with every field of a hit.
    Csv,
    /// A tab-separated table of clips to cut out of recordings, by the clock of the recording.
    Clips,
}

impl ExportFormat {
    /// Every format.
    pub const ALL: [Self; 5] = [
        Self::Srt,
        Self::WebVtt,
        Self::Markdown,
        Self::Csv,
        Self::Clips,
    ];

    /// Returns its short name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Srt => "srt",
            Self::WebVtt => "vtt",
            Self::Markdown => "md",
            Self::Csv => "csv",
            Self::Clips => "clips",
        }
    }

    /// Returns whether a hit without times cannot be written.
    pub fn needs_times(self) -> bool {
        matches!(self, Self::Srt | Self::WebVtt | Self::Clips)
    }
}
