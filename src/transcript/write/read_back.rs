//! Tells whether captions would read back as whose they are.

use super::captions::Caption;
use crate::transcript::captions::blocks::labels;
use crate::transcript::captions::caption_speaker::{LabelDoubt, SpeakerTracker};

/// Returns the first caption of which a reader would give words to somebody else. `texts` are the
/// captions as they are written, with labels.
pub(super) fn first_misread<'a, 'c>(
    captions: &'a [Caption<'c>],
    texts: &[String],
) -> Option<&'a Caption<'c>> {
    let mut tracker = SpeakerTracker::new(labels(texts));
    let mut pairs = captions.iter().zip(texts);
    let misread = pairs.find(|(caption, text)| {
        let parts = tracker.split(text, Some(caption.span));
        let is_theirs = parts.iter().all(|part| {
            part.speaker.as_deref() == caption.speaker && part.doubt == LabelDoubt::None
        });
        let words = caption.text.split_whitespace();
        let read = parts.iter().flat_map(|part| part.words.split_whitespace());
        !is_theirs || !words.eq(read)
    });
    misread.map(|(caption, _)| caption)
}
