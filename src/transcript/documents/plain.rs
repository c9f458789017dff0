//! Reads plain text whose lines begin with a name, a time or both.
//!
//! ```text
//! line  = time [ "-" ] label words | time [ "-" ] words | label words | words
//! time  = "[" clock "]" | "(" clock ")" | clock         (in brackets also "clock --> clock")
//! label = name [ "(" clock ")" | "[" clock "]" ] ":"    (also in "**"; the colon inside or outside)
//! ```
//!
//! Examples: `[00:12:34] Alice: Hello.`, `(12:34) Hello.`, `00:12:34 Alice: Hello.`, `Alice: Hello.`,
//! `**Alice:** Hello.`, `Alice (00:12): Hello.`, and the console of Whisper,
//! `[00:00.000 --> 00:02.500]  Hello.` A bare clock without a name has hours, so that "10:30 is fine"
//! stays words.
//!
//! The words may begin on the next line. A time without a name continues the speaker before, and a
//! line with neither continues the words. Below a blank line, a heading (`#`) or a direction in
//! brackets has no speaker, and the speaker continues after it. Words without a time stay without
//! one. A field such as `Date:` that occurs once is no speaker.
//!
//! Any text could have this format. It is recognised only where several lines have the shape: two
//! with a time, and one line in twenty; or three with a name, and one line in four, where most names
//! come again.

use std::collections::HashMap;

use super::markdown::is_chapter;
use super::speaker_heading::{self, LineKind, SpeakerHeading, may_be_a_name, parse_times};
use crate::transcript::assemble::{Assembler, Times};
use crate::transcript::captions::non_speech::is_non_speech;
use crate::transcript::label::shape::split_speaker;

/// Words that stand with a colon above a transcript or in a log, in lower case.
const FIELDS: [&str; 3] = [
    "title date time duration recorded from to cc subject author name version description",
    "type status source location place attendees participants present recording",
    "info error debug warn trace fatal",
];

/// Returns whether enough lines have the shape.
pub(crate) fn is_plain(text: &str) -> bool {
    let (mut n_lines, mut n_timed, mut n_labelled) = (0, 0, 0);
    let mut names: HashMap<&str, usize> = HashMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        n_lines += 1;
        let Some((times, speaker, _)) = heading(line) else {
            continue;
        };
        n_timed += usize::from(times != Times::default());
        if let Some(name) = speaker.filter(|name| !is_field(name)) {
            n_labelled += 1;
            *names.entry(name).or_default() += 1;
        }
    }
    let n_once = names.values().filter(|&&count| count == 1).count();
    (n_timed >= 2 && n_timed * 20 >= n_lines)
        || (n_labelled >= 3 && n_labelled * 4 >= n_lines && n_once * 2 < n_labelled)
}

/// Reads every line of the text. Where no line has the shape, every line is words without a speaker,
/// since the user says that the text is a transcript.
pub(crate) fn parse(text: &str) -> Assembler {
    if !text.lines().any(|line| heading(line).is_some()) {
        return speaker_heading::parse(text, |words| {
            LineKind::Heading((Times::default(), None, words))
        });
    }
    let mut fields: HashMap<&str, usize> = HashMap::new();
    for name in text.lines().filter_map(|line| heading(line)?.1) {
        if is_field(name) {
            *fields.entry(name).or_default() += 1;
        }
    }
    speaker_heading::parse(text, |line| match heading(line) {
        Some((_, Some(name), _)) if fields.get(name) == Some(&1) => LineKind::NotSpeech,
        Some(heading) => LineKind::Heading(heading),
        None if is_chapter(line) || is_non_speech(line) => LineKind::Aside,
        None => LineKind::Words,
    })
}

fn is_field(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut fields = FIELDS.iter().flat_map(|line| line.split(' '));
    fields.any(|field| field == name)
}

fn heading(line: &str) -> Option<SpeakerHeading<'_>> {
    let line = line.trim();
    let Some((times, rest)) = split_time(line) else {
        return labelled(line);
    };
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || "-–—:".contains(c));
    let labelled = labelled(rest);
    let is_bare = line.starts_with(|c: char| c.is_ascii_digit());
    let clock = line.split(char::is_whitespace).next()?;
    if is_bare && labelled.is_none() && clock.matches(':').count() < 2 {
        return None;
    }
    let (speaker, words) = labelled.map_or((None, rest), |(_, speaker, words)| (speaker, words));
    Some((times, speaker, words))
}

/// Returns the times at the start of a line, and the text after them.
fn split_time(line: &str) -> Option<(Times, &str)> {
    if let Some(parts) = split_bracketed_time(line) {
        return Some(parts);
    }
    let end = line.find(char::is_whitespace).unwrap_or(line.len());
    Some((parse_times(&line[..end])?, &line[end..]))
}

/// Returns the times in the brackets at the start of a text, and the text after them.
fn split_bracketed_time(text: &str) -> Option<(Times, &str)> {
    let closing = match text.chars().next()? {
        '[' => ']',
        '(' => ')',
        _ => return None,
    };
    let (times, rest) = text[1..].split_once(closing)?;
    Some((parse_times(times)?, rest))
}

/// Reads a label, with a time if it holds one, and the words after it.
fn labelled(text: &str) -> Option<SpeakerHeading<'_>> {
    let bold = text.strip_prefix("**");
    if let Some((inner, rest)) = bold.and_then(|text| text.split_once("**")) {
        return bold_label(inner, rest);
    }
    if let Some(heading) = timed_label(text) {
        return Some(heading);
    }
    // A label in brackets is WhisperX's format.
    let (name, words) = split_speaker(text).filter(|_| !text.starts_with('['))?;
    Some((Times::default(), Some(name), words))
}

/// Reads `**Alice:** words`, `**Alice**: words`, and both with a time.
fn bold_label<'a>(inner: &'a str, rest: &'a str) -> Option<SpeakerHeading<'a>> {
    let (label, words) = match inner.trim_end().strip_suffix(':') {
        Some(label) => (label, rest),
        None => (inner, rest.trim_start().strip_prefix(':')?),
    };
    let timed = label.find(['(', '[']).and_then(|at| {
        let (times, _) = split_bracketed_time(&label[at..])?;
        Some((&label[..at], times))
    });
    let (name, times) = timed.unwrap_or((label, Times::default()));
    may_be_a_name(name).then_some((times, Some(name.trim()), words.trim()))
}

/// Reads `Alice (00:12): words`.
fn timed_label(text: &str) -> Option<SpeakerHeading<'_>> {
    let (name, rest) = text.split_at(text.find(['(', '['])?);
    let (times, rest) = split_bracketed_time(rest)?;
    let words = rest.trim_start().strip_prefix(':')?;
    may_be_a_name(name).then_some((times, Some(name.trim()), words.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use crate::transcript::warning::{Place, WarningKind};

    fn read(
        speaker: &'static str,
        start_ms: Option<u64>,
        words: &'static str,
    ) -> Option<SpeakerHeading<'static>> {
        let times = start_ms.map_or_else(Times::default, Times::from_start);
        let speaker = (!speaker.is_empty()).then_some(speaker);
        Some((times, speaker, words))
    }

    #[test]
    fn names_and_times_of_many_shapes_begin_a_line() {
        let time = Some(754_000);
        for (line, expected) in [
            ("[00:12:34] Alice: hello", read("Alice", time, "hello")),
            ("00:12:34 Alice: hello", read("Alice", time, "hello")),
            ("12:34 - Alice: hello", read("Alice", time, "hello")),
            ("(12:34) hello", read("", time, "hello")),
            ("00:12:34 hello", read("", time, "hello")),
            ("Alice: hello", read("Alice", None, "hello")),
            ("**Alice:** hello", read("Alice", None, "hello")),
            ("**Alice**: hello", read("Alice", None, "hello")),
            ("**Alice (12:34):** hello", read("Alice", time, "hello")),
            ("[12:34] **Alice:** hello", read("Alice", time, "hello")),
            ("Alice (12:34): hello", read("Alice", time, "hello")),
            ("Alice [00:12:34]:", read("Alice", time, "")),
            ("山田：こんにちは", read("山田", None, "こんにちは")),
        ] {
            assert_eq!(heading(line), expected, "{line}");
        }
    }

    #[test]
    fn words_begin_no_turn() {
        for line in [
            "hello",
            "12:34 is fine",
            "we had two: one",
            "(see below) so",
            "**so** it is",
            "[1] x",
        ] {
            assert_eq!(heading(line), None, "{line}");
        }
    }

    #[test]
    fn the_console_of_whisper_has_ranges() {
        let text = "[00:00.000 --> 00:02.500]  Hello.\n[00:02.500 --> 00:04.000]  So.\n";
        assert!(is_plain(text));
        let (turns, warnings) = parse(text).finish();
        assert!(warnings.is_empty());
        assert_eq!((turns.len(), &*turns[0].text), (1, "Hello. So."));
        assert_eq!(turns[0].span, Some(Span::new(0, 4000)));
        assert_eq!(turns[0].cues.len(), 2);
    }

    #[test]
    fn a_text_without_times_has_none_and_fields_are_not_speech() {
        let text = "Date: 11 March\nAna: One.\nand two.\n\nBen:\nThree.\nAna: Four.\n";
        assert!(is_plain(text));
        let (turns, warnings) = parse(text).finish();
        let said: Vec<_> = turns
            .iter()
            .map(|turn| (turn.speaker.as_deref(), &*turn.text))
            .collect();
        assert_eq!(
            said,
            [
                (Some("Ana"), "One. and two."),
                (Some("Ben"), "Three."),
                (Some("Ana"), "Four.")
            ]
        );
        assert!(turns.iter().all(|turn| turn.span.is_none()));
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].place, Place::Line(1));
        assert_eq!(
            warnings[0].kind,
            WarningKind::NotSpeech("Date: 11 March".into())
        );
    }

    #[test]
    fn a_time_without_a_name_goes_on_with_the_speaker() {
        let (turns, _) = parse("[00:01] Ana: One.\n[00:05] Two.\n[00:09] Ben: Three.\n").finish();
        assert_eq!(turns.len(), 2);
        assert_eq!(
            (turns[0].span, turns[0].cues.len()),
            (Some(Span::new(1000, 9000)), 2)
        );
    }

    #[test]
    fn a_direction_or_a_heading_after_a_blank_line_is_nobodys() {
        for aside in ["(The door opens.)", "[laughter]", "# Part two"] {
            let text = format!("Ana: One.\n\nTwo.\n\n{aside}\n\nThree.\n{aside}\nBen: So.\n");
            let (turns, _) = parse(&text).finish();
            let said: Vec<_> = turns
                .iter()
                .map(|turn| (turn.speaker.as_deref(), &*turn.text))
                .collect();
            let on = format!("Three. {aside}");
            let expected = [
                (Some("Ana"), "One. Two."),
                (None, aside),
                (Some("Ana"), &*on),
                (Some("Ben"), "So."),
            ];
            assert_eq!(said, expected);
        }
    }

    #[test]
    fn prose_that_is_said_to_be_a_transcript_is_words_of_nobody() {
        let (turns, warnings) = parse("Dear diary,\n\ntoday we left.\n").finish();
        assert!(warnings.is_empty());
        assert_eq!((turns.len(), turns[0].speaker.as_deref()), (1, None));
        assert_eq!(turns[0].text, "Dear diary, today we left.");
    }

    #[test]
    fn prose_recipes_and_logs_are_no_transcript() {
        for text in [
            "Dear diary,\ntoday I said: no.\nAt 10:30 we left.\n",
            "Serves: two\nEggs: four\nMethod: Whisk.\nServe: warm.\n",
            "INFO: starting\nINFO: loading\nERROR: no file\nINFO: done\n",
            "Title: A\nAuthor: B\nTitle: C\nAuthor: D\n",
            "Ana: Hello.\nBen: Hello.\n",
            "",
        ] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
