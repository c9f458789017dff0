//! Cuts turns into captions, each short enough for a screen.
//!
//! Every word is in one caption, and no caption has words of two turns.

use super::target::{Target, WriteError};
use crate::time::Span;
use crate::transcript::model::{Cue, Turn};

/// The most characters of a caption: two lines on a screen.
const MOST_CHARACTERS: usize = 84;

/// The shortest silence that ends a caption.
const PAUSE_MS: u64 = 2000;

/// One cue of a turn, with its words.
pub(super) struct Caption<'a> {
    pub speaker: Option<&'a str>,
    pub span: Span,
    /// The words, on one line.
    pub text: String,
    pub begins_turn: bool,
}

/// Returns a caption for each cue.
pub(super) fn captions_of(turns: &[Turn], target: Target) -> Result<Vec<Caption<'_>>, WriteError> {
    let mut captions = Vec::new();
    for turn in turns {
        if turn.cues.is_empty() {
            let words = turn.text.chars().take(40).collect();
            return Err(WriteError::NoTime(target, words));
        }
        let cues = turn.cue_texts().enumerate();
        captions.extend(cues.map(|(index, (cue, text))| Caption {
            speaker: turn.speaker.as_deref(),
            span: cue.span,
            text: text.trim().replace(['\n', '\r', '\t'], " "),
            begins_turn: index == 0,
        }));
    }
    Ok(captions)
}

/// Where to cut turns that have a cue for each word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Between words, except where no space stands between them.
    Words,
    /// At the ends of sentences, at pauses, and before a caption gets longer than a screen.
    Captions,
}

/// Returns the turns with fewer cues: those of words are joined.
pub fn recut(turns: &[Turn], cut: Cut) -> Vec<Turn> {
    let recut = |turn: &Turn| {
        let mut cues: Vec<Cue> = Vec::new();
        for (cue, text) in turn.cue_texts() {
            match cues.last_mut() {
                Some(last) if continues(turn, last, cue, text, cut) => {
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

/// Returns whether a cue with this text continues the caption before it.
fn continues(turn: &Turn, caption: &Cue, cue: &Cue, text: &str, cut: Cut) -> bool {
    let before = &turn.text[caption.text_start..cue.text_start];
    let characters = before.chars().chain(text.trim_end().chars());
    if characters.count() > MOST_CHARACTERS {
        return false;
    }
    let is_spaced = before.ends_with(char::is_whitespace);
    let is_closing = |c: char| c.is_whitespace() || "\"'”’»)]".contains(c);
    let ends_sentence = before
        .trim_end_matches(is_closing)
        .ends_with(['.', '?', '!', '…', '。', '？', '！']);
    let pauses = cue.span.start_ms > caption.span.end_ms.saturating_add(PAUSE_MS);
    !is_spaced || (cut == Cut::Captions && !ends_sentence && !pauses)
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
            ..Turn::default()
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
