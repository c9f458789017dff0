//! Writes a caption for each hit, with times of the recording, in the order of time.
//!
//! In WebVTT the passage's id identifies the cue, and a voice tag names the speaker. A hit without
//! a speaker has an empty voice tag; without it, readers would take the voice before for its
//! speaker.

use super::hit::{ExportHit, one_line};
use crate::time::Span;
use crate::transcript::{WEBVTT_HEADER, srt_caption, webvtt_cue};

/// How long a hit without length is shown, in milliseconds.
const BLIP_SHOWN_MS: u64 = 1000;

pub(super) fn srt(hits: &[&ExportHit]) -> String {
    let hits = by_time(hits).into_iter().enumerate();
    let captions = hits.map(|(index, (span, ExportHit { hit, .. }))| {
        let label = hit.quote.speaker.as_ref();
        let label = label.map_or_else(String::new, |speaker| format!("{speaker}: "));
        let words = one_line(&format!("{label}{}", hit.quote.text));
        srt_caption(index + 1, span, &words)
    });
    captions.collect()
}

pub(super) fn webvtt(hits: &[&ExportHit]) -> String {
    let hits = by_time(hits).into_iter();
    let cues = hits.map(|(span, ExportHit { hit, .. })| {
        let voice = one_line(hit.quote.speaker.as_deref().unwrap_or_default());
        let (id, words) = (one_line(&hit.passage_id), one_line(&hit.quote.text));
        webvtt_cue(Some(&id), span, Some(&voice), &words)
    });
    WEBVTT_HEADER.to_owned() + &cues.collect::<String>()
}

/// Returns the hits with their times in the recording, sorted by time, as players require.
fn by_time<'a>(hits: &[&'a ExportHit]) -> Vec<(Span, &'a ExportHit)> {
    let timed = hits.iter().filter_map(|hit| Some((hit.moment()?, *hit)));
    let mut timed: Vec<(Span, &ExportHit)> = timed.collect();
    timed.sort_by_key(|(span, hit)| (*span, &hit.hit.passage_id));
    for (span, _) in &mut timed {
        if span.length_ms() == 0 {
            span.end_ms = span.start_ms.saturating_add(BLIP_SHOWN_MS);
        }
    }
    timed
}
