//! Turns are cut into what stands on a line or a screen.
//!
//! In: turns. Out: captions, one for each timed line; and turns whose timed words were joined to
//! such lines before. Never here: a word left out, or a caption with words of two turns.

use super::target::{Target, WriteError};
use crate::time::Span;
use crate::transcript::model::{Cue, Turn};

/// What two lines on a screen hold.
const MOST_CHARACTERS: usize = 84;

/// A silence that no caption stays on the screen for.
const PAUSE_MS: u64 = 2000;

/// One line of speech.
pub(super) struct Caption<'a> {
    pub speaker: Option<&'a str>,
    pub span: Span,
    /// In one line.
    pub text: String,
    /// Whether a turn begins with it.
    pub opens: bool,
}

/// Returns a caption for each timed line; words before the first belong to it.
pub(super) fn captions_of(turns: &[Turn], target: Target) -> Result<Vec<Caption<'_>>, WriteError> {
    let mut captions = Vec::new();
    for turn in turns {
        if turn.cues.is_empty() {
            return Err(WriteError::NoTime {
                target,
                words: turn.text.chars().take(40).collect(),
            });
        }
        let cues = turn.cue_texts().enumerate();
        captions.extend(cues.map(|(index, (cue, text))| Caption {
            speaker: turn.speaker.as_deref(),
            span: cue.span,
            text: text.trim().replace(['\n', '\r', '\t'], " "),
            opens: index == 0,
        }));
    }
    Ok(captions)
}

/// How turns with a time for each word are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// At words: a time for each, except where two stand without a space between them.
    Words,
    /// At the ends of sentences and pauses, and before a caption gets longer than a screen.
    Captions,
}

/// Returns the turns with fewer cues: those of words are joined.
pub fn recut(turns: &[Turn], cut: Cut) -> Vec<Turn> {
    let recut = |turn: &Turn| {
        let mut cues: Vec<Cue> = Vec::new();
        for (cue, text) in turn.cue_texts() {
            match cues.last_mut() {
                Some(last) if goes_on(turn, last, cue, text, cut) => {
                    last.span = last.span.around(&cue.span);
                }
                _ => cues.push(*cue),
            }
        }
        Turn {
            cues,
            ..turn.clone()
        }
    };
    turns.iter().map(recut).collect()
}

/// Returns whether a cue with this text goes on with the caption before it.
fn goes_on(turn: &Turn, caption: &Cue, cue: &Cue, text: &str, cut: Cut) -> bool {
    let before = &turn.text[caption.text_start..cue.text_start];
    let characters = before.chars().chain(text.trim_end().chars());
    if characters.count() > MOST_CHARACTERS {
        return false;
    }
    let spaced = before.ends_with(char::is_whitespace);
    let closing = |c: char| c.is_whitespace() || "\"'”’»)]".contains(c);
    let ended = before
        .trim_end_matches(closing)
        .ends_with(['.', '?', '!', '…', '。', '？', '！']);
    let paused = cue.span.start_ms > caption.span.end_ms.saturating_add(PAUSE_MS);
    !spaced || (cut == Cut::Captions && !ended && !paused)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(words: &[(&str, u64)]) -> Turn {
        let mut text = String::new();
        let mut cues = Vec::new();
        for &(word, start_ms) in words {
            cues.push(Cue {
                text_start: text.len(),
                span: Span::new(start_ms, start_ms + 100),
            });
            text.push_str(word);
        }
        Turn {
            speaker: None,
            span: Some(Span::new(words[0].1, words[words.len() - 1].1 + 100)),
            text,
            cues,
        }
    }

    fn cut(words: &[(&str, u64)], cut: Cut) -> Vec<String> {
        let turns = recut(&[turn(words)], cut);
        let captions = captions_of(&turns, Target::Srt).unwrap();
        captions.into_iter().map(|caption| caption.text).collect()
    }

    #[test]
    fn words_are_joined_up_to_the_end_of_a_sentence_or_a_pause() {
        let words = [("So ", 0), ("be it.” ", 100), ("Now ", 200), ("then", 5000)];
        assert_eq!(cut(&words, Cut::Captions), ["So be it.”", "Now", "then"]);
    }

    #[test]
    fn no_caption_is_longer_than_a_screen() {
        let words: Vec<(&str, u64)> = (0..40).map(|n| ("abcdefghi ", n * 100)).collect();
        let captions = cut(&words, Cut::Captions);
        assert_eq!(captions.len(), 5);
        assert!(captions.iter().all(|text| text.len() <= MOST_CHARACTERS));
    }

    #[test]
    fn words_that_stand_close_stay_together() {
        let words = [("it", 0), ("’s ", 100), ("so", 200)];
        assert_eq!(cut(&words, Cut::Words), ["it’s", "so"]);
    }

    #[test]
    fn a_turn_without_times_is_refused() {
        let untimed = Turn {
            span: None,
            cues: Vec::new(),
            ..turn(&[("So", 0)])
        };
        assert!(matches!(
            captions_of(&[untimed], Target::Srt),
            Err(WriteError::NoTime { .. })
        ));
    }
}
