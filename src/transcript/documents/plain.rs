//! Reads plain text whose lines begin with a name, a time or both.
//!
//! The grammar is that of `head`. Any text could have this format. It is recognised only where
//! several lines have the shape of heads: two with a time, or three with a name that comes again. A
//! text of times without a name has the note that no speaker is found, whether the format was
//! recognised or named by the user: questions about speakers have no answer in it.

use super::head::{self, Chapters};
use crate::transcript::assemble::Assembler;

/// Returns whether enough lines have the shape.
pub(crate) fn is_plain(text: &str) -> bool {
    head::is_transcript(text)
}

/// Reads every line of the text.
pub(crate) fn parse(text: &str) -> Assembler {
    head::parse(text, Chapters::Nobodys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use crate::transcript::warning::{Place, Warning, WarningKind};

    fn kinds(warnings: Vec<Warning>) -> Vec<WarningKind> {
        warnings.into_iter().map(|warning| warning.kind).collect()
    }

    #[test]
    fn the_console_of_whisper_has_ranges() {
        let text = "[00:00.000 --> 00:02.500]  Hello.\n[00:02.500 --> 00:04.000]  So.\n";
        assert!(is_plain(text));
        let (turns, warnings) = parse(text).finish();
        assert_eq!(kinds(warnings), [WarningKind::NoSpeakers]);
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
            let aside = aside.trim_start_matches("# ");
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
        assert_eq!(kinds(warnings), [WarningKind::NoSpeakers]);
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
