//! Packs passages into windows, each of which the model reads in one forward pass.
//!
//! Windows hold every passage once, in order, as `Speaker: words` lines.

use std::ops::Range;

use super::model::{Passage, PassageConfig};
use crate::transcript::Turn;

/// Consecutive passages as the model reads them; a window is not shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Window {
    /// The text of the forward pass.
    pub text: String,
    /// Where each passage's words stand in it.
    pub parts: Vec<WindowPart>,
}

/// A passage's place in a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowPart {
    /// The passage's place in the list that was packed.
    pub passage: usize,
    /// Its bytes of [`Window::text`]: the speaker's label, where it stands before the words, and
    /// the words.
    pub range: Range<usize>,
}

/// The most bytes of a window of several passages. Words have far fewer; this bounds lines of which
/// the model makes hardly a token.
const MOST_BYTES: usize = 16 << 10;

/// The most characters of a label that the model reads; a longer label is cut.
const MOST_LABEL_CHARACTERS: usize = 48;

/// Packs consecutive passages into windows of at most `config.most_window_tokens`.
///
/// A passage that is longer by itself has a window of its own.
pub fn pack(
    turns: &[Turn],
    passages: &[Passage],
    config: &PassageConfig,
    count_tokens: &dyn Fn(&str) -> usize,
) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    let mut window_tokens = 0;
    for (index, passage) in passages.iter().enumerate() {
        let speaker = turns[passage.turn].speaker.as_deref();
        let line = line(speaker, passage.text(turns));
        let tokens = count_tokens(&line);
        match windows.last_mut() {
            Some(window)
                if window_tokens + tokens <= config.most_window_tokens
                    && window.text.len() + line.len() <= MOST_BYTES =>
            {
                window.text.push('\n');
                window.append(index, &line);
                window_tokens += tokens;
            }
            _ => {
                let mut window = Window::default();
                window.append(index, &line);
                windows.push(window);
                window_tokens = tokens;
            }
        }
    }
    windows
}

impl Window {
    fn append(&mut self, passage: usize, line: &str) {
        let start = self.text.len();
        self.text.push_str(line);
        self.parts.push(WindowPart {
            passage,
            range: start..self.text.len(),
        });
    }
}

/// Returns words as a window has them: `Speaker: words`, or the words alone.
pub fn line(speaker: Option<&str>, words: &str) -> String {
    let Some(speaker) = speaker else {
        return words.to_owned();
    };
    let read: String = speaker.chars().take(MOST_LABEL_CHARACTERS).collect();
    format!("{read}: {words}")
}
