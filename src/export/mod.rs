//! Writes hits as files for other programs: captions, Markdown, tables.
//!
//! Pure functions return the text of one file; the caller writes it. Hits that are left out are
//! counted. White space and control characters that could end a line, a cue or a cell too early
//! become spaces and U+FFFD.

mod captions;
mod hit;
mod markdown;
mod table;

use std::collections::BTreeSet;

use crate::named::named_enum;

pub use hit::ExportHit;

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

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The text; without hits where none could be written.
    pub text: String,
    /// How many hits it holds.
    pub written: usize,
    /// The passages that were left out because they have no times, best first: `TRANSCRIPT#N`.
    pub left_out: Vec<String>,
    /// How many recordings the hits are of.
    pub recordings: usize,
}

/// Writes hits, best first, as the text of a file. `title` heads it where the format has a place
/// for that.
pub fn export(hits: &[ExportHit], title: &str, format: ExportFormat) -> Exported {
    let can_be = |hit: &&ExportHit| !format.needs_times() || hit.span.is_some();
    let (kept, left_out): (Vec<&ExportHit>, Vec<&ExportHit>) = hits.iter().partition(can_be);
    let recordings = kept.iter().map(|hit| &*hit.hit.quote.transcript_id);
    let recordings: BTreeSet<&str> = recordings.collect();
    let text = match format {
        ExportFormat::Srt => captions::srt(&kept),
        ExportFormat::WebVtt => captions::webvtt(&kept),
        ExportFormat::Markdown => markdown::write(&kept, title),
        ExportFormat::Csv => table::csv(&kept),
        ExportFormat::Clips => table::clips(&kept),
    };
    let left_out = left_out.iter().map(|hit| hit.hit.passage_id.clone());
    Exported {
        text,
        written: kept.len(),
        left_out: left_out.collect(),
        recordings: recordings.len(),
    }
}

#[cfg(test)]
mod tests;
