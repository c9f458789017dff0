//! Which passages are quoted, by what the question asks for.
//!
//! In: passages, best first. Out: those to quote: one for most questions, one for each speaker where
//! it asks who said something, several by recording and speaker where it asks for a list.
//! Never here: a passage that is much worse than the best.

use super::Passage;
use crate::question::Kind;

/// How much worse than the best a further quote may be, in units of the score: at 1.5 it is a
/// quarter as likely to be right.
const MARGIN: f32 = 1.5;

/// The most quotes.
const MOST_QUOTES: usize = 5;

/// Returns the passages to quote, best first; those of a list by recording, speaker and time.
pub(super) fn choose(passages: &[Passage], kind: Kind) -> Vec<&Passage> {
    let Some(best) = passages.first() else {
        return Vec::new();
    };
    let mut near: Vec<&Passage> = passages
        .iter()
        .filter(|passage| passage.hit.score >= best.hit.score - MARGIN)
        .take(MOST_QUOTES)
        .collect();
    match kind {
        Kind::WhoSaid => {
            let mut speakers = Vec::new();
            near.retain(|passage| {
                let speaker = &passage.record.speaker;
                let new = !speakers.contains(speaker);
                speakers.push(speaker.clone());
                new
            });
            near
        }
        Kind::List => {
            near.sort_by(|a, b| place(a).cmp(&place(b)));
            near
        }
        _ => vec![best],
    }
}

/// Orders by transcript, speaker and time.
fn place(passage: &Passage) -> (&str, Option<&str>, u32) {
    let record = &passage.record;
    (
        &record.transcript_id,
        record.speaker.as_deref(),
        record.ordinal,
    )
}
