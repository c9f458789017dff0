//! Google Meet's transcript, as text or copied out of its document.
//!
//! ```text
//! file  = { note-line } { block } [ "Transcription ended after " clock { note-line } ]
//! block = HH ":" MM ":" SS { line }                (the time alone on its line)
//! line  = name ": " words | words                  (words alone go on with the line above)
//! ```
//!
//! Example: `00:05:00⏎Maren Holt: Welcome to the workshop.⏎Tobias Eck: Thank you.`
//!
//! Meet tells only when a block begins, every few minutes, and not when a line does. So each line has
//! the times of its block, from its own time to the next one's, as one wide cue: somewhere in it the
//! words were said. In the last block that is the time after which the transcription ended; where
//! that is missing, its lines have no length. What stands before the first block and after the last
//! (notes, a summary, who was there) is not speech: one warning for each.

use super::assemble::{Assembler, Line};
use super::prefix::split_speaker;
use super::{Place, Warning};
use crate::time::parse_clock;

/// Under this heading the blocks begin; above it, notes may hold times of their own.
const HEADING: &str = "Transcript";

/// What Meet writes under every transcript.
const DISCLAIMER: &str = "This editable transcript was computer generated";

/// Returns whether some line is a time alone and the next one a speaker's.
pub(super) fn is_meet(text: &str) -> bool {
    let mut lines = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .peekable();
    while let Some(line) = lines.next() {
        let speaks = lines
            .peek()
            .is_some_and(|next| split_speaker(next.trim()).is_some());
        if speaks && block_time(line).is_some() {
            return true;
        }
    }
    false
}

/// Reads every block of the text.
pub(super) fn parse(text: &str) -> Assembler {
    let lines: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .collect();
    let heading = lines
        .iter()
        .position(|(_, line)| is_heading(line))
        .unwrap_or(0);
    let is_block = |(_, line): &(usize, &str)| block_time(line).is_some();
    let begin = lines[heading..]
        .iter()
        .position(is_block)
        .map_or(lines.len(), |at| heading + at);
    let end = lines[begin..]
        .iter()
        .position(|(_, line)| ending_time(line).is_some())
        .map_or(lines.len(), |at| begin + at);
    let mut reader = Reader::default();
    reader.pass_over(&lines[..begin]);
    let mut ended_ms = lines
        .get(end)
        .and_then(|(_, line)| ending_time(line))
        .flatten();
    // From the last block to the first, since a block ends where the next one begins.
    let mut blocks = Vec::new();
    let mut rest = &lines[begin..end];
    while let Some(at) = rest.iter().rposition(is_block) {
        let start_ms = block_time(rest[at].1);
        blocks.push((start_ms, ended_ms, &rest[at + 1..]));
        (rest, ended_ms) = (&rest[..at], start_ms);
    }
    for (start_ms, end_ms, lines) in blocks.into_iter().rev() {
        for (index, line) in lines {
            reader.line(Place::Line(index + 1), start_ms, end_ms, line.trim());
        }
    }
    reader.pass_over(lines.get(end + 1..).unwrap_or_default());
    reader.assembler
}

#[derive(Default)]
struct Reader<'a> {
    assembler: Assembler,
    speaker: Option<&'a str>,
}

impl<'a> Reader<'a> {
    fn line(&mut self, place: Place, start_ms: Option<u64>, end_ms: Option<u64>, line: &'a str) {
        let (speaker, words) = match split_speaker(line) {
            Some((name, words)) => (Some(name), words),
            None => (self.speaker, line),
        };
        self.speaker = speaker;
        self.assembler.push(Line {
            place,
            speaker,
            start_ms,
            end_ms,
            text: words,
        });
    }

    /// Notes are many lines; one warning says that they are left out.
    fn pass_over(&mut self, lines: &[(usize, &str)]) {
        let mut notes = lines
            .iter()
            .filter(|(_, line)| !line.trim().starts_with(DISCLAIMER));
        if let Some((index, line)) = notes.next() {
            self.assembler
                .note(Warning::not_speech(Place::Line(index + 1), line));
        }
    }
}

/// Returns the time of a line that is nothing else.
fn block_time(line: &str) -> Option<u64> {
    let line = line.trim();
    let is_long = line.bytes().filter(|&byte| byte == b':').count() == 2;
    parse_clock(line).filter(|_| is_long)
}

/// Returns whether a line ends the transcript, and the time where it can be read.
fn ending_time(line: &str) -> Option<Option<u64>> {
    let line = line.trim();
    let time = line
        .strip_prefix("Transcription ended after")
        .or_else(|| line.strip_prefix("Meeting ended after"))?;
    Some(time.split_whitespace().next().and_then(parse_clock))
}

/// The heading may have a picture before it.
fn is_heading(line: &str) -> bool {
    line.trim_matches(|c: char| !c.is_alphanumeric()) == HEADING
}

#[cfg(test)]
mod tests {
    use super::super::{Cue, WarningKind};
    use super::*;
    use crate::time::Span;

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
    fn a_text_without_blocks_has_no_turns_and_one_warning() {
        let (turns, warnings) = parse("Ana: One.\nBen: Two.").finish();
        assert_eq!((turns.len(), warnings.len()), (0, 1));
    }
}
