//! Reads Google Meet's transcripts, as text or copied from a document.
//!
//! ```text
//! file  = { note-line } { block } [ "Transcription ended after " clock { note-line } ]
//! block = HH ":" MM ":" SS { line }                (the time alone on its line)
//! line  = name ": " words | words                  (words alone continue the line above)
//! ```
//!
//! Example: `00:05:00⏎Maren Holt: Welcome to the workshop.⏎Tobias Eck: Thank you.`
//!
//! A line that may have a label which is not understood is nobody's, and so are the words after it.
//!
//! Meet writes a time only every few minutes, where a block begins. So each line has the times of its
//! whole block, up to the next block, as one wide cue. The last block ends at the time after which
//! the transcription ended; where that is missing, its lines have no length. The text before the
//! first block and after the last (notes, a summary, who was there) is not speech. Each of the two
//! is one warning. A text without blocks is read as plain text.

use super::head::{self, Chapters};
use crate::time::parse_clock;
use crate::transcript::assemble::{Assembler, Times, TurnBreak};
use crate::transcript::label::shape::split_speaker;
use crate::transcript::label::{Labels, Opening, Position, may_end_a_sentence};
use crate::transcript::texts::Texts;
use crate::transcript::warning::{Place, Warning};

/// The heading above the blocks. Notes above it may hold times of their own.
const HEADING: &str = "Transcript";

/// The line that Meet writes below every transcript.
const DISCLAIMER: &str = "This editable transcript was computer generated";

/// Returns whether some line is a time alone and the next one a speaker's.
pub(crate) fn is_meet(text: &str) -> bool {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let mut pairs = lines.clone().zip(lines.skip(1));
    pairs.any(|(line, next)| block_time(line).is_some() && split_speaker(next.trim()).is_some())
}

/// Reads every block of the text.
pub(crate) fn parse(text: &str) -> Assembler {
    if !text.lines().any(|line| block_time(line).is_some()) {
        return head::parse(text, Chapters::Nobodys);
    }
    let lines = || {
        let lines = text.lines().enumerate();
        lines.filter(|(_, line)| !line.trim().is_empty())
    };
    let position = |from: usize, is_wanted: fn(&str) -> bool| {
        let mut rest = lines().skip(from);
        rest.position(|(_, line)| is_wanted(line))
            .map(|at| from + at)
    };
    let heading = position(0, is_heading).unwrap_or(0);
    let begin = position(heading, |line| block_time(line).is_some()).unwrap_or(usize::MAX);
    let end = position(begin, |line| ending_time(line).is_some()).unwrap_or(usize::MAX);
    let end_ms = lines().nth(end).and_then(|(_, line)| ending_time(line)?);

    let mut assembler = Assembler::of_text(text);
    warn_of_notes(&mut assembler, lines().take(begin));
    let spoken = || lines().skip(begin).take(end.saturating_sub(begin));
    let said = spoken().map(|(_, line)| line.trim());
    let said: Texts = said.filter(|line| block_time(line).is_none()).collect();
    let mut reader = LineReader::new(Labels::of(&said));
    drop(said);
    let mut begins = spoken().filter_map(|(_, line)| block_time(line)).peekable();
    let mut times = Times::default();
    for (index, line) in spoken() {
        if block_time(line).is_some() {
            let start_ms = begins.next();
            times = Times::new(start_ms, begins.peek().copied().or(end_ms));
        } else {
            reader.push(&mut assembler, Place::Line(index + 1), times, line.trim());
        }
    }
    warn_of_notes(&mut assembler, lines().skip(end.saturating_add(1)));
    assembler
}

/// Remembers who speaks from one line to the next.
struct LineReader {
    labels: Labels,
    speaker: Option<String>,
    /// Whether the words are of somebody whose label is not understood.
    is_unknown: bool,
    after_stop: bool,
}

impl LineReader {
    fn new(labels: Labels) -> Self {
        Self {
            labels,
            speaker: None,
            is_unknown: false,
            after_stop: true,
        }
    }

    fn push(&mut self, assembler: &mut Assembler, place: Place, times: Times, line: &str) {
        let after_stop = std::mem::replace(&mut self.after_stop, may_end_a_sentence(line));
        let (mut words, mut turn_break) = (line, TurnBreak::BetweenLines);
        match self.labels.read(line, Position::First { after_stop }) {
            Opening::Label(label, rest) => {
                (self.speaker, self.is_unknown) = (Some(label.into_owned()), false);
                words = rest;
            }
            Opening::NotUnderstood => {
                (self.speaker, self.is_unknown) = (None, true);
                turn_break = TurnBreak::Always;
                assembler.warn(Warning::label_not_understood(place, line));
            }
            Opening::Words => {}
        }
        if self.is_unknown {
            assembler.push_not_understood(place, times, words, turn_break);
        } else {
            assembler.push(place, self.speaker.as_deref(), times, words);
        }
    }
}

/// Warns once of notes, however many lines they are.
fn warn_of_notes<'a>(assembler: &mut Assembler, lines: impl Iterator<Item = (usize, &'a str)>) {
    let mut notes = lines.filter(|(_, line)| !line.trim().starts_with(DISCLAIMER));
    if let Some((index, line)) = notes.next() {
        assembler.warn(Warning::not_speech(Place::Line(index + 1), line));
    }
}

/// Returns the time of a line that consists of it.
fn block_time(line: &str) -> Option<u64> {
    let line = line.trim();
    let has_hours = line.matches(':').count() == 2;
    parse_clock(line).filter(|_| has_hours)
}

/// Returns the time of a line that ends the transcript. The inner `None` is an unreadable time.
fn ending_time(line: &str) -> Option<Option<u64>> {
    let line = line.trim();
    let time = line
        .strip_prefix("Transcription ended after")
        .or_else(|| line.strip_prefix("Meeting ended after"))?;
    Some(time.split_whitespace().next().and_then(parse_clock))
}

/// Returns whether a line is the heading, which may have a picture before it.
fn is_heading(line: &str) -> bool {
    line.trim_matches(|c: char| !c.is_alphanumeric()) == HEADING
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use crate::transcript::model::Cue;
    use crate::transcript::warning::WarningKind;

    const MEETING: &str = "📝 Notes\n\nSummary\n00:01:30\nAna: sums up.\n\n📖 Transcript\n\n00:00:00\n\n\
        Ana Silva: Welcome.\nBen: Thank you.\n00:05:00\nAnd one thing more.\n\n\
        Transcription ended after 00:07:10\n\n\
        This editable transcript was computer generated and might contain errors.\n";

    #[test]
    fn a_line_has_the_times_of_its_block() {
        assert!(is_meet(MEETING));
        let (turns, _) = parse(MEETING).finish();
        let speakers: Vec<_> = turns.iter().map(|turn| turn.speaker.as_deref()).collect();
        assert_eq!(speakers, [Some("Ana Silva"), Some("Ben")]);
        assert_eq!(turns[0].span, Some(Span::new(0, 300_000)));
        assert_eq!(turns[1].text, "Thank you. And one thing more.");
        let wide = Cue {
            text_start: 11,
            span: Span::new(300_000, 430_000),
        };
        assert_eq!(turns[1].cues[1], wide);
    }

    #[test]
    fn a_label_that_is_not_understood_is_nobodys() {
        let text = "00:05:00\nAna: One.\nbo (pc): Two.\nAnd so.\nAna: Three.\nAna: Four.\nSo.\nAna: Five.\n";
        let (turns, warnings) = parse(text).finish();
        let said: Vec<_> = turns
            .iter()
            .map(|turn| (turn.speaker.as_deref(), &*turn.text))
            .collect();
        assert_eq!(said[1], (None, "bo (pc): Two. And so."));
        assert_eq!(
            warnings,
            [Warning::label_not_understood(
                Place::Line(3),
                "bo (pc): Two."
            )]
        );
    }

    #[test]
    fn notes_are_left_out_with_one_warning() {
        let (_, warnings) = parse(MEETING).finish();
        let kinds: Vec<_> = warnings.into_iter().map(|warning| warning.kind).collect();
        assert_eq!(kinds, [WarningKind::NotSpeech("📝 Notes".into())]);
    }

    #[test]
    fn without_an_end_the_last_lines_have_no_length() {
        let (turns, warnings) = parse("00:05:00\nAna: One.\nBen: Two.\n").finish();
        assert!(warnings.is_empty());
        assert_eq!(turns[1].span, Some(Span::new(300_000, 300_000)));
    }

    #[test]
    fn a_time_alone_without_a_speaker_below_is_no_meeting() {
        assert!(!is_meet("00:05:00\nso we left\n12:30\nAna: One.\n"));
    }

    #[test]
    fn a_text_without_blocks_is_read_as_plain_text() {
        let (turns, warnings) = parse("Ana: One.\nBen: Two.\nAna: So.").finish();
        assert_eq!((turns.len(), warnings.len()), (3, 0));
        assert_eq!(turns[1].speaker.as_deref(), Some("Ben"));
    }
}
