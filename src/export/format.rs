//! Defines the formats in which hits can be exported.

use crate::named::named_enum;

named_enum! {
    /// A format for hits.
    pub enum ExportFormat {
        /// SubRip captions, by the clock of the recording.
        Srt = "srt",
        /// WebVTT captions with voice tags, by the clock of the recording.
        WebVtt = "vtt",
        /// Quotations with a line to cite and a link.
        Markdown = "md",
        /// A comma-separated table with every field of a hit.
        Csv = "csv",
        /// A tab-separated table of clips to cut out of recordings, by the clock of the recording.
        Clips = "clips",
    }
}

impl ExportFormat {
    /// Returns whether a hit without times cannot be written.
    pub fn needs_times(self) -> bool {
        matches!(self, Self::Srt | Self::WebVtt | Self::Clips)
    }
}
