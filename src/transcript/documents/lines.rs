//! Reads the line format of automatic podcast transcripts.
//!
//! ```text
//! line    = clock " - " clock ", " speaker ": " text
//! clock   = HH ":" MM ":" SS "." mmm          (hours may be left out, a comma may be the point)
//! speaker = anything up to the first ": " (or a ":" that ends the line)
//! ```
//!
//! Example: `00:07:13.666 - 00:07:32.426, Speaker A: And then: nothing.` The text may hold colons
//! and commas. A line may have no length, overlap its neighbours, or end inside a sentence. Blank
//! lines are ignored.

use crate::time::parse_clock;
use crate::transcript::assemble::{Assembler, Times};

/// Returns whether the line begins with two clock times in this format.
pub(crate) fn is_timed_line(line: &str) -> bool {
    split_times(line).is_some()
}

/// Reads every line of the text.
pub(crate) fn parse(text: &str) -> Assembler {
    Assembler::of_text(text).with_lines(text.lines().enumerate(), |line| {
        let (times, speaker, words) = split_line(line)?;
        Some((times, Some(speaker), words))
    })
}

/// Returns the times, the speaker label and the words of a line.
pub(crate) fn split_line(line: &str) -> Option<(Times, &str, &str)> {
    let (times, rest) = split_times(line)?;
    let (speaker, words) = match rest.split_once(": ") {
        Some(parts) => parts,
        None => (rest.trim_end().strip_suffix(':')?, ""),
    };
    let speaker = speaker.trim();
    (!speaker.is_empty()).then_some((times, speaker, words))
}

fn split_times(line: &str) -> Option<(Times, &str)> {
    let (start, rest) = line.trim_start().split_once(" - ")?;
    let (end, rest) = rest.split_once(", ")?;
    let times = (parse_clock(start.trim())?, parse_clock(end.trim())?);
    Some((times.into(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use crate::transcript::model::Turn;
    use crate::transcript::warning::{Place, Warning, WarningKind};

    fn read(text: &str) -> (Vec<Turn>, Vec<Warning>) {
        parse(text).finish()
    }

    #[test]
    fn consecutive_lines_of_one_speaker_are_one_turn() {
        let (turns, warnings) = read(
            "00:00:00.000 - 00:00:01.000, A: one\n00:00:01.000 - 00:00:02.000, A: two\n\n00:00:02.000 - 00:00:03.000, B: three",
        );
        assert!(warnings.is_empty());
        assert_eq!(turns.len(), 2);
        assert_eq!(turns[0].text, "one two");
        assert_eq!(turns[0].cues[1].text_start, 4);
        assert_eq!(turns[0].span, Some(Span::new(0, 2000)));
    }

    #[test]
    fn text_keeps_its_colons_commas_and_dashes() {
        let (turns, _) =
            read("00:00:00.000 - 00:00:01.000, NEAL CONAN, HOST: so: 1 - 2, 3 – é 日本");
        assert_eq!(turns[0].speaker.as_deref(), Some("NEAL CONAN, HOST"));
        assert_eq!(turns[0].text, "so: 1 - 2, 3 – é 日本");
    }

    #[test]
    fn zero_length_and_overlapping_lines_are_ordinary() {
        let (turns, warnings) = read(
            "00:00:05.000 - 00:00:05.000, A: hm\n00:00:05.000 - 00:00:09.000, B: x\n00:00:06.000 - 00:00:07.000, C: y",
        );
        assert_eq!((turns.len(), warnings.len()), (3, 0));
    }

    #[test]
    fn a_line_that_cannot_be_read_is_a_warning_with_its_number() {
        let (turns, warnings) = read("00:00:00.000 - 00:00:01.000, A: one\nsomething else\n");
        assert_eq!(turns.len(), 1);
        assert_eq!(
            warnings,
            [Warning::unreadable(Place::Line(2), "something else")]
        );
    }

    #[test]
    fn a_second_recording_in_one_file_begins_a_turn() {
        let (turns, warnings) =
            read("00:30:00.000 - 00:30:05.000, A: later\n00:00:05.000 - 00:00:09.000, A: earlier");
        let spans: Vec<_> = turns.iter().filter_map(|turn| turn.span).collect();
        let (later, earlier) = (Span::new(1_800_000, 1_805_000), Span::new(5000, 9000));
        assert_eq!(spans, [later, earlier]);
        assert_eq!(warnings[0].kind, WarningKind::StartsBeforePrevious);
    }

    #[test]
    fn times_that_run_backwards_are_reported_and_kept_in_file_order() {
        let (turns, warnings) =
            read("00:00:09.000 - 00:00:10.000, A: later\n00:00:01.000 - 00:00:00.500, B: earlier");
        assert_eq!(turns[1].text, "earlier");
        assert_eq!(turns[1].span, Some(Span::new(1000, 1000)));
        let kinds: Vec<_> = warnings.into_iter().map(|warning| warning.kind).collect();
        assert_eq!(
            kinds,
            [
                WarningKind::EndsBeforeStart,
                WarningKind::StartsBeforePrevious
            ]
        );
    }

    #[test]
    fn a_timed_line_without_words_is_a_warning() {
        let (turns, warnings) = read("00:00:00.000 - 00:00:01.000, A:\n");
        assert!(turns.is_empty());
        assert_eq!(warnings[0].kind, WarningKind::NoText);
    }
}
