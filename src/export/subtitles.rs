//! Writes hits as captions: one cue a hit, by the clock of the recording, in the order of time.
//!
//! In SubRip an arrow in the words is written `->`, since `-->` is the format's own. WebVTT has a voice
//! tag for who speaks and the passage's id as the cue's; markup in the words is written as character
//! references. No cue has a blank line in it.

use super::{ExportHit, one_line};
use crate::time::{Span, clock_with_millis};

/// How long a hit is shown that has no length, in milliseconds.
const BLIP_SHOWN_MS: u64 = 1000;

pub(super) fn srt(hits: &[&ExportHit]) -> String {
    let mut text = String::new();
    for (place, (span, hit)) in in_time(hits).into_iter().enumerate() {
        let speaker = hit.hit.quote.speaker.as_deref();
        let label = speaker.map_or_else(String::new, |speaker| format!("{speaker}: "));
        let words = one_line(&format!("{label}{}", hit.hit.quote.text)).replace("-->", "->");
        let times = format!(
            "{} --> {}",
            clock_with_millis(span.start_ms),
            clock_with_millis(span.end_ms)
        );
        let times = times.replace('.', ",");
        text.push_str(&format!("{}\n{times}\n{words}\n\n", place + 1));
    }
    text
}

pub(super) fn webvtt(hits: &[&ExportHit]) -> String {
    let mut text = "WEBVTT\n".to_owned();
    for (span, hit) in in_time(hits) {
        let words = referenced(&hit.hit.quote.text);
        let words = match &hit.hit.quote.speaker {
            Some(speaker) => format!("<v {}>{words}</v>", referenced(speaker)),
            None => words,
        };
        text.push_str(&format!(
            "\n{}\n{} --> {}\n{words}\n",
            one_line(&hit.hit.passage_id).replace("-->", "->"),
            clock_with_millis(span.start_ms),
            clock_with_millis(span.end_ms),
        ));
    }
    text
}

/// Returns the hits with their moments in the recording, by time, as players want them.
fn in_time<'a>(hits: &[&'a ExportHit]) -> Vec<(Span, &'a ExportHit)> {
    let mut timed: Vec<(Span, &ExportHit)> = hits
        .iter()
        .filter_map(|hit| Some((hit.moment()?, *hit)))
        .collect();
    timed.sort_by(|(a, one), (b, other)| {
        a.cmp(b)
            .then_with(|| one.hit.passage_id.cmp(&other.hit.passage_id))
    });
    for (span, _) in &mut timed {
        if span.length_ms() == 0 {
            span.end_ms = span.start_ms.saturating_add(BLIP_SHOWN_MS);
        }
    }
    timed
}

/// Writes what is markup in WebVTT as character references.
fn referenced(text: &str) -> String {
    one_line(text)
        .replace('&', "&amp;")
        // Not by its name: YouTube writes tags as `&lt;i&gt;`, and readers take those out.
        .replace('<', "&#60;")
        .replace('>', "&gt;")
}
