//! Writes hits as files for other programs: captions, Markdown, tables.
//!
//! Pure functions return the text of one file; the caller writes it. Hits that are left out are
//! counted. White space and control characters that could end a line, a cue or a cell too early
//! become spaces and U+FFFD.

mod captions;
mod format;
mod hit;
mod markdown;
mod table;

pub use format::ExportFormat;
pub use hit::ExportHit;

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
    let mut recordings: Vec<&str> = kept
        .iter()
        .map(|hit| &*hit.hit.quote.transcript_id)
        .collect();
    recordings.sort_unstable();
    recordings.dedup();
    let text = match format {
        ExportFormat::Srt => captions::srt(&kept),
        ExportFormat::WebVtt => captions::webvtt(&kept),
        ExportFormat::Markdown => markdown::write(&kept, title),
        ExportFormat::Csv => table::csv(&kept),
        ExportFormat::Clips => table::clips(&kept),
    };
    Exported {
        text,
        written: kept.len(),
        left_out: left_out
            .iter()
            .map(|hit| hit.hit.passage_id.clone())
            .collect(),
        recordings: recordings.len(),
    }
}

#[cfg(test)]
mod tests;
