//! Defines the formats in which hits can be exported.

/// What hits can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// SubRip captions, by the clock of the recording.
    Srt,
    /// WebVTT captions with voice tags, by the clock of the recording.
    WebVtt,
    /// Quotations with a line to cite and a link.
    Markdown,
    /// A table with all that is known of a hit, separated by commas.
    Csv,
    /// A table of what to cut out of which recording, by its clock, separated by tabs.
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
