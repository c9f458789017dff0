//! Recognises the format of a text that is not JSON by its content.

use super::captions::{ass, sbv, srt, ttml, webvtt};
use super::documents::{lines, markdown, meet, otter, plain, podcast_html, teams, whisperx_text};
use super::format::Format;
use super::tables::{audacity, whisper_tsv};

/// Tests a whole text for the shape of one format.
type HasShape = fn(&str) -> bool;

/// Formats without a timing line of their own, from the strictest shape to the loosest.
const SHAPES: [(Format, HasShape); 10] = [
    (Format::Sbv, sbv::is_sbv),
    (Format::Ttml, ttml::is_ttml),
    (Format::PodcastHtml, podcast_html::is_podcast_html),
    (Format::Audacity, audacity::is_labels),
    (Format::WhisperXText, whisperx_text::is_whisperx_text),
    (Format::Meet, meet::is_meet),
    (Format::Teams, teams::is_teams),
    (Format::Otter, otter::is_otter),
    (Format::SpokenMarkdown, markdown::is_spoken_markdown),
    (Format::Plain, plain::is_plain),
];

/// Returns the format whose shape the text has.
///
/// A header decides. Without one, the first timing line of SRT or of the line format decides.
/// Without one of those, the first of [`SHAPES`] that fits the whole text does.
pub(super) fn detect(text: &str) -> Option<Format> {
    if webvtt::has_header(text) {
        return Some(Format::WebVtt);
    }
    if whisper_tsv::has_header(text) {
        return Some(Format::WhisperTsv);
    }
    if ass::is_ass(text) {
        return Some(Format::Ass);
    }
    format_of_timing_line(text).or_else(|| {
        let mut shapes = SHAPES.into_iter();
        shapes.find_map(|(format, has_shape)| has_shape(text).then_some(format))
    })
}

/// Returns the format of the first line that is a timing line.
fn format_of_timing_line(text: &str) -> Option<Format> {
    text.lines().find_map(|line| {
        if srt::is_timing_line(line) {
            Some(Format::Srt)
        } else if lines::is_timed_line(line) {
            Some(Format::Lines)
        } else {
            None
        }
    })
}
