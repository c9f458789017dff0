//! Writes hits as files for other programs: captions, Markdown, tables.
//!
//! Pure functions make the text of one file; whoever calls them writes it. Hits that are left out are
//! counted. White space and control characters that could end a line, a cue or a cell too early become
//! spaces and U+FFFD.

mod markdown;
mod subtitles;
mod table;

use std::sync::Arc;

use crate::answer::RankedPassage;
use crate::api::AttributedHit;
use crate::engine::Question;
use crate::store::PassageRecord;
use crate::time::Span;
use crate::transcript::Media;

/// What hits can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// SubRip subtitles, by the clock of the recording.
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
    /// The names of all formats.
    pub const NAMES: [&str; 5] = ["srt", "vtt", "md", "csv", "clips"];

    /// Returns the format of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        let formats = [
            Self::Srt,
            Self::WebVtt,
            Self::Markdown,
            Self::Csv,
            Self::Clips,
        ];
        let place = Self::NAMES.iter().position(|known| *known == name)?;
        formats.get(place).copied()
    }

    /// Returns whether a hit without times cannot be written.
    pub fn needs_times(self) -> bool {
        matches!(self, Self::Srt | Self::WebVtt | Self::Clips)
    }
}

/// A hit with its place in the recording.
#[derive(Debug, Clone)]
pub struct ExportHit {
    /// The hit.
    pub hit: AttributedHit,
    /// When it was said, by the transcript's clock; `None` where the file gives no time.
    pub span: Option<Span>,
    /// The recording.
    pub media: Arc<Media>,
}

impl ExportHit {
    /// Returns a passage that a question found.
    pub fn new(question: &Question, passage: &RankedPassage) -> Self {
        Self {
            hit: AttributedHit::new(question, passage),
            span: passage.record.span,
            media: passage.record.media.clone(),
        }
    }

    /// Returns a quote of an answer as the hit that holds it, with the quote's own times; `None`
    /// where no passage holds it.
    pub fn quoted(
        question: &Question,
        quote: &PassageRecord,
        passages: &[RankedPassage],
    ) -> Option<Self> {
        let holds_quote = |passage: &&RankedPassage| {
            let record = &passage.record;
            record.transcript_id == quote.transcript_id && record.text().contains(quote.text())
        };
        let passage = passages.iter().find(holds_quote)?;
        Some(Self {
            hit: AttributedHit {
                quote: quote.into(),
                ..AttributedHit::new(question, passage)
            },
            span: quote.span,
            media: quote.media.clone(),
        })
    }

    /// Returns when it was said, by the recording's clock.
    fn moment(&self) -> Option<Span> {
        self.span.map(|span| {
            let moment_ms = |time_ms| self.media.moment_ms(time_ms);
            Span::new(moment_ms(span.start_ms), moment_ms(span.end_ms))
        })
    }
}

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The text; empty of hits where none could be written.
    pub text: String,
    /// How many hits it holds.
    pub written: usize,
    /// How many were left out, since they have no times.
    pub without_times: usize,
    /// The passages that were left out, best first: `TRANSCRIPT#N`.
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
        ExportFormat::Srt => subtitles::srt(&kept),
        ExportFormat::WebVtt => subtitles::webvtt(&kept),
        ExportFormat::Markdown => markdown::write(&kept, title),
        ExportFormat::Csv => table::csv(&kept),
        ExportFormat::Clips => table::clips(&kept),
    };
    Exported {
        text,
        written: kept.len(),
        without_times: left_out.len(),
        left_out: left_out
            .iter()
            .map(|hit| hit.hit.passage_id.clone())
            .collect(),
        recordings: recordings.len(),
    }
}

/// Returns text on one line: white space as single spaces, other control characters as U+FFFD.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    line.replace(char::is_control, "\u{fffd}")
}

#[cfg(test)]
mod tests;
