//! Collects the words of a paragraph, each piece with its agent and its times.

use std::ops::Range;

use crate::transcript::assemble::{Times, Word};
use crate::transcript::warning::Place;

/// A paragraph.
pub(super) struct Paragraph {
    pub place: Place,
    pub pieces: Vec<Piece>,
    cues: Vec<TimedElement>,
    /// The last element whose times some words have.
    used: Option<CueId>,
    /// Whether the next text begins a piece.
    begins: bool,
    /// Whether a space stands before the next text, and whether a line begins there.
    spaced: bool,
    begins_line: bool,
}

/// Words with one agent and with times that are theirs alone.
pub(super) struct Piece {
    /// Lines without spaces around them.
    pub text: String,
    /// The id of the agent.
    pub agent: Option<String>,
    spaced: bool,
    /// Whether it begins a line.
    begins_line: bool,
    /// Whose times it has. Without one it belongs to the words before it.
    cue: Option<CueId>,
}

/// Names an element with times inside its paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CueId(usize);

/// The times of a paragraph, a sentence or a word.
struct TimedElement {
    times: Times,
    /// Whether elements with times stand inside it.
    is_divided: bool,
}

/// A part of a piece.
#[derive(Debug, Clone)]
pub(super) struct Fragment {
    pub piece: usize,
    pub range: Range<usize>,
}

impl Paragraph {
    pub(super) fn new(place: Place) -> Self {
        Self {
            place,
            pieces: Vec::new(),
            cues: Vec::new(),
            used: None,
            begins: true,
            spaced: true,
            begins_line: false,
        }
    }

    /// Adds an element with times, inside another or not.
    pub(super) fn begin_cue(&mut self, times: Times, around: Option<CueId>) -> CueId {
        if let Some(CueId(around)) = around {
            self.cues[around].is_divided = true;
        }
        self.cues.push(TimedElement {
            times,
            is_divided: false,
        });
        self.begins = true;
        CueId(self.cues.len() - 1)
    }

    /// Begins a sentence, or ends a sentence or a word: the next text is another piece.
    pub(super) fn end_piece(&mut self) {
        self.begins = true;
    }

    /// Puts a space before the next text.
    pub(super) fn space(&mut self) {
        self.spaced = true;
    }

    /// Begins a word, which has a space before it whether or not the file has.
    pub(super) fn begin_word(&mut self, agent: Option<&str>, cue: Option<CueId>) {
        self.spaced = true;
        self.begin_piece(agent, cue);
    }

    pub(super) fn text(&mut self, text: &str, agent: Option<&str>, cue: Option<CueId>) {
        let goes_on = |piece: &Piece| piece.agent.as_deref() == agent;
        let begins = self.begins || !self.pieces.last().is_some_and(goes_on);
        if begins && text.trim().is_empty() {
            self.note_space(text);
            return;
        }
        if begins {
            self.note_space(&text[..text.len() - text.trim_start().len()]);
            self.begin_piece(agent, cue);
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.text.push_str(text);
        }
    }

    fn begin_piece(&mut self, agent: Option<&str>, cue: Option<CueId>) {
        let last = self.pieces.last();
        let before = last.map_or("", |last| &last.text[last.text.trim_end().len()..]);
        let before = before.to_owned();
        self.note_space(&before);
        let last = self.pieces.last().and_then(|piece| piece.cue);
        // Words after an element with times of its own, in the same element, belong to it.
        let cue = cue.filter(|&cue| self.used.is_none_or(|used| cue > used) || last == Some(cue));
        self.used = self.used.max(cue);
        self.pieces.push(Piece {
            text: String::new(),
            agent: agent.map(str::to_owned),
            spaced: self.spaced,
            begins_line: self.begins_line,
            cue,
        });
        (self.begins, self.spaced, self.begins_line) = (false, false, false);
    }

    /// Takes note of spaces before the next piece.
    fn note_space(&mut self, space: &str) {
        self.spaced |= !space.is_empty();
        self.begins_line |= space.contains('\n');
    }

    /// Makes each line of each piece single-spaced.
    pub(super) fn finish(&mut self) {
        for piece in &mut self.pieces {
            let lines = piece.text.lines().map(single_spaced);
            let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
            piece.text = lines.join("\n");
        }
        self.pieces.retain(|piece| !piece.text.is_empty());
    }

    /// Returns the pieces from one to another as one text, and where each stands in it.
    pub(super) fn joined(&self, run: Range<usize>) -> (String, Vec<Range<usize>>) {
        let mut text = String::new();
        let mut ranges = Vec::with_capacity(run.len());
        for piece in &self.pieces[run] {
            match piece.is_spaced() {
                _ if text.is_empty() => {}
                _ if piece.begins_line => text.push('\n'),
                true => text.push(' '),
                false => {}
            }
            ranges.push(text.len()..text.len() + piece.text.len());
            text.push_str(&piece.text);
        }
        (text, ranges)
    }

    /// Joins the lines of each piece.
    pub(super) fn join_lines(&mut self) {
        for piece in &mut self.pieces {
            piece.text = piece.text.replace('\n', " ");
        }
    }

    /// Returns the times of pieces from the first to the last.
    pub(super) fn times(&self, run: Range<usize>) -> Times {
        let cues = self.pieces[run].iter().filter_map(|piece| piece.cue);
        let times = cues.map(|CueId(cue)| self.cues[cue].times);
        times.fold(Times::default(), |all, times| Times {
            start_ms: all.start_ms.or(times.start_ms),
            end_ms: all.end_ms.max(times.end_ms),
        })
    }

    /// Returns the words of each part, whose fragments are in the order of the paragraph; and whether
    /// several parts share the times of one element, which are divided by characters.
    pub(super) fn words<'a>(&'a self, parts: &[Vec<Fragment>]) -> (Vec<Vec<Word<'a>>>, bool) {
        let mut shares: Vec<Shares> = self.cues.iter().map(|_| Shares::default()).collect();
        for group in parts.iter().flat_map(|part| self.groups(part)) {
            if let Some(cue) = self.cue(&group[0]) {
                shares[cue].all += self.characters(group);
                shares[cue].count += 1;
            }
        }
        let mut words: Vec<Vec<Word<'a>>> = Vec::with_capacity(parts.len());
        for part in parts {
            let mut said = Vec::with_capacity(part.len());
            for group in self.groups(part) {
                let times = self.cue(&group[0]).map(|cue| {
                    let times = self.cues[cue].times;
                    match shares[cue].count {
                        1 if self.cues[cue].is_divided => Times::new(times.start_ms, None),
                        1 => times,
                        _ => shares[cue].next(times, self.characters(group)),
                    }
                });
                let mut times = times.into_iter();
                said.extend(group.iter().map(|fragment| {
                    let piece = &self.pieces[fragment.piece];
                    Word {
                        text: piece.text[fragment.range.clone()].trim(),
                        times: times.next().unwrap_or_default(),
                        spaced: piece.is_spaced() || fragment.range.start > 0,
                    }
                }));
            }
            words.push(said);
        }
        (words, shares.iter().any(|shares| shares.count > 1))
    }

    /// Returns the fragments of a part, with those together that have one element's times.
    fn groups<'a>(&self, part: &'a [Fragment]) -> impl Iterator<Item = &'a [Fragment]> {
        part.chunk_by(|one, next| self.cue(one) == self.cue(next))
    }

    fn cue(&self, fragment: &Fragment) -> Option<usize> {
        self.pieces[fragment.piece].cue.map(|CueId(cue)| cue)
    }

    fn characters(&self, fragments: &[Fragment]) -> u64 {
        let text = |fragment: &Fragment| &self.pieces[fragment.piece].text[fragment.range.clone()];
        let counts = fragments.iter().map(|part| text(part).chars().count());
        counts.sum::<usize>() as u64
    }
}

/// How the times of an element are divided.
#[derive(Default)]
struct Shares {
    count: usize,
    /// The characters of all shares, and of those that are given out.
    all: u64,
    said: u64,
}

impl Shares {
    /// Returns the times of the next share.
    fn next(&mut self, times: Times, characters: u64) -> Times {
        let before = self.said;
        self.said += characters;
        let Some((start_ms, end_ms)) = times.start_ms.zip(times.end_ms) else {
            // Without an end nothing can be divided: the first share begins with it.
            return if before == 0 { times } else { Times::default() };
        };
        let length_ms = end_ms.saturating_sub(start_ms);
        let at_ms = |said: u64| start_ms + length_ms * said / self.all.max(1);
        (at_ms(before), at_ms(self.said)).into()
    }
}

impl Piece {
    fn is_spaced(&self) -> bool {
        self.spaced && !is_punctuation(&self.text)
    }
}

fn single_spaced(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns whether a word is only marks that end words or sentences.
fn is_punctuation(text: &str) -> bool {
    text.chars().all(|c| ".,;:!?…".contains(c))
}
