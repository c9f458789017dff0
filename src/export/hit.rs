//! Defines an exported hit: a passage or quote with its times in the recording.

use std::sync::Arc;

use crate::answer::RankedPassage;
use crate::api::AttributedHit;
use crate::engine::Question;
use crate::store::PassageRecord;
use crate::time::Span;
use crate::transcript::Media;

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

    /// Returns a quote of an answer as the hit that holds it, with the quote's own times. One that
    /// was found by its words alone has no score.
    pub fn quoted(question: &Question, quote: &PassageRecord, passages: &[RankedPassage]) -> Self {
        let holds_quote = |passage: &&RankedPassage| {
            let record = &passage.record;
            record.transcript_id == quote.transcript_id && record.text().contains(quote.text())
        };
        let hit = match passages.iter().find(holds_quote) {
            Some(passage) => AttributedHit::new(question, passage),
            None => AttributedHit::new(question, &RankedPassage::unranked(quote.clone())),
        };
        Self {
            hit: AttributedHit {
                quote: quote.into(),
                ..hit
            },
            span: quote.span,
            media: quote.media.clone(),
        }
    }

    /// Returns when it was said, by the recording's clock.
    pub(super) fn moment(&self) -> Option<Span> {
        self.span.map(|span| {
            let moment_ms = |time_ms| self.media.moment_ms(time_ms);
            Span::new(moment_ms(span.start_ms), moment_ms(span.end_ms))
        })
    }
}

/// Returns text on one line: white space as single spaces, other control characters as U+FFFD.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    line.replace(char::is_control, "\u{fffd}")
}
