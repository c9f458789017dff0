//! Plain text with a name, a time or both at the beginning of what somebody says.
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
//! The words may begin on the next line. A time without a name goes on with whoever spoke before;
//! a line with neither goes on with the words, but for one after a blank line that is a heading (`#`)
//! or only a direction in brackets: nobody says it, and the speaker goes on after it. Words without a time have none. Fields such as `Date:`
//! that stand once are no speakers.
//!
//! Any text might be one, so it is recognised only where several lines have that shape: two with a
//! time, one line in twenty at least; or three with a name, one line in four at least, of which most
//! have a name that comes again.

use std::collections::HashMap;

use super::assemble::Assembler;
use super::headed::{self, Head, Part, may_be_a_name, split_times};
use super::prefix::split_speaker;
use super::sound::is_only_a_sound;
use super::spoken_markdown::is_heading;

/// What stands with a colon above a transcript, or in a log, in lower case.
const FIELDS: [&str; 28] = [
    "title",
    "date",
    "time",
    "duration",
    "recorded",
    "from",
    "to",
    "cc",
    "subject",
    "author",
    "name",
    "version",
    "description",
    "type",
    "status",
    "source",
    "location",
    "place",
    "attendees",
    "participants",
    "present",
    "recording",
    "info",
    "error",
    "debug",
    "warn",
    "trace",
    "fatal",
];

/// Returns whether enough lines have the shape.
pub(super) fn is_plain(text: &str) -> bool {
    let (mut lines, mut timed, mut labelled) = (0, 0, 0);
    let mut names: HashMap<&str, usize> = HashMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        lines += 1;
        let Some(head) = head(line) else { continue };
        timed += usize::from(head.start_ms.is_some());
        if let Some(name) = head.speaker.filter(|name| !is_field(name)) {
            labelled += 1;
            *names.entry(name).or_default() += 1;
        }
    }
    let once = names.values().filter(|&&count| count == 1).count();
    (timed >= 2 && timed * 20 >= lines)
        || (labelled >= 3 && labelled * 4 >= lines && once * 2 < labelled)
}

/// Reads every line of the text. Where no line has the shape, all are words of nobody: the user said
/// that they are a transcript.
pub(super) fn parse(text: &str) -> Assembler {
    if !text.lines().any(|line| head(line).is_some()) {
        return headed::parse(text, |words| {
            Part::Head(Head {
                words,
                ..Head::default()
            })
        });
    }
    let mut fields: HashMap<&str, usize> = HashMap::new();
    for name in text.lines().filter_map(|line| head(line)?.speaker) {
        if is_field(name) {
            *fields.entry(name).or_default() += 1;
        }
    }
    headed::parse(text, |line| match head(line) {
        Some(Head {
            speaker: Some(name),
            ..
        }) if fields.get(name) == Some(&1) => Part::NotSpeech,
        Some(head) => Part::Head(head),
        None if is_heading(line) || is_only_a_sound(line) => Part::Aside,
        None => Part::Words,
    })
}

fn is_field(name: &str) -> bool {
    FIELDS.contains(&name.to_lowercase().as_str())
}

fn head(line: &str) -> Option<Head<'_>> {
    let line = line.trim();
    let Some((start_ms, end_ms, rest)) = leading_time(line) else {
        return label(line);
    };
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || "-–—:".contains(c));
    let who = label(rest);
    let bare = line.starts_with(|c: char| c.is_ascii_digit());
    if bare && who.is_none() && line.split(char::is_whitespace).next()?.matches(':').count() < 2 {
        return None;
    }
    Some(Head {
        start_ms: Some(start_ms),
        end_ms,
        ..who.unwrap_or(Head {
            words: rest,
            ..Head::default()
        })
    })
}

/// Returns the times at the beginning of a line, and the rest of it.
fn leading_time(line: &str) -> Option<(u64, Option<u64>, &str)> {
    if let Some((start_ms, end_ms, rest)) = bracketed_time(line) {
        return Some((start_ms, end_ms, rest));
    }
    let end = line.find(char::is_whitespace).unwrap_or(line.len());
    let (start_ms, end_ms) = split_times(&line[..end])?;
    Some((start_ms, end_ms, &line[end..]))
}

/// Returns the times in the brackets with which the text begins, and what follows them.
fn bracketed_time(text: &str) -> Option<(u64, Option<u64>, &str)> {
    let closing = match text.chars().next()? {
        '[' => ']',
        '(' => ')',
        _ => return None,
    };
    let (times, rest) = text[1..].split_once(closing)?;
    let (start_ms, end_ms) = split_times(times)?;
    Some((start_ms, end_ms, rest))
}

/// Returns who speaks, when it says so, and the words.
fn label(text: &str) -> Option<Head<'_>> {
    if let Some((inner, rest)) = text
        .strip_prefix("**")
        .and_then(|text| text.split_once("**"))
    {
        return bold_label(inner, rest);
    }
    if let Some(head) = timed_label(text) {
        return Some(head);
    }
    // A label in brackets is WhisperX's, and no time.
    let (name, words) = split_speaker(text).filter(|_| !text.starts_with('['))?;
    Some(Head {
        speaker: Some(name),
        words,
        ..Head::default()
    })
}

/// Reads `**Alice:** words`, `**Alice**: words`, and both with a time.
fn bold_label<'a>(inner: &'a str, rest: &'a str) -> Option<Head<'a>> {
    let (who, words) = match inner.trim_end().strip_suffix(':') {
        Some(who) => (who, rest),
        None => (inner, rest.trim_start().strip_prefix(':')?),
    };
    let (name, times) = match who.find(['(', '[']) {
        Some(at) => match bracketed_time(&who[at..]) {
            Some((start_ms, end_ms, _)) => (&who[..at], (Some(start_ms), end_ms)),
            None => (who, (None, None)),
        },
        None => (who, (None, None)),
    };
    may_be_a_name(name).then_some(Head {
        speaker: Some(name.trim()),
        start_ms: times.0,
        end_ms: times.1,
        words: words.trim(),
    })
}

/// Reads `Alice (00:12): words`.
fn timed_label(text: &str) -> Option<Head<'_>> {
    let (name, _) = text.split_at(text.find(['(', '['])?);
    let (start_ms, end_ms, rest) = bracketed_time(&text[name.len()..])?;
    let words = rest.trim_start().strip_prefix(':')?;
    may_be_a_name(name).then_some(Head {
        speaker: Some(name.trim()),
        start_ms: Some(start_ms),
        end_ms,
        words: words.trim(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Place, WarningKind};
    use super::*;
    use crate::time::Span;

    fn of(
        speaker: &'static str,
        start_ms: Option<u64>,
        words: &'static str,
    ) -> Option<Head<'static>> {
        Some(Head {
            speaker: (!speaker.is_empty()).then_some(speaker),
            start_ms,
            end_ms: None,
            words,
        })
    }

    #[test]
    fn names_and_times_of_many_shapes_begin_a_line() {
        let time = Some(754_000);
        for (line, read) in [
            ("[00:12:34] Alice: hello", of("Alice", time, "hello")),
            ("00:12:34 Alice: hello", of("Alice", time, "hello")),
            ("12:34 - Alice: hello", of("Alice", time, "hello")),
            ("(12:34) hello", of("", time, "hello")),
            ("00:12:34 hello", of("", time, "hello")),
            ("Alice: hello", of("Alice", None, "hello")),
            ("**Alice:** hello", of("Alice", None, "hello")),
            ("**Alice**: hello", of("Alice", None, "hello")),
            ("**Alice (12:34):** hello", of("Alice", time, "hello")),
            ("[12:34] **Alice:** hello", of("Alice", time, "hello")),
            ("Alice (12:34): hello", of("Alice", time, "hello")),
            ("Alice [00:12:34]:", of("Alice", time, "")),
            ("山田：こんにちは", of("山田", None, "こんにちは")),
        ] {
            assert_eq!(head(line), read, "{line}");
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
            assert_eq!(head(line), None, "{line}");
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
