//! Attributes captions to speakers.
//!
//! A `Name:` label applies to its own caption and to the following captions, until something signals
//! a new speaker:
//!
//! - another label;
//! - a change sign at the start of a line: `>>`, or a dash in a file that names speakers;
//! - a silence or a step back in time that would end a turn.
//!
//! A caption that only describes a sound has no speaker. After it, the speaker before continues. A
//! change sign stays in the words, except before a label.

use super::label::{LabelStyle, split_speaker};
use super::non_speech::is_non_speech;
use super::speaker_change::{ChangeSign, split_at_change_signs, without_change_sign};
use crate::time::Span;
use crate::transcript::assemble::{MOST_SILENCE_MS, MOST_STEP_BACK_MS, TurnBreak};

/// Words of one speaker in one caption.
#[derive(Debug, PartialEq)]
pub(crate) struct CaptionPart {
    /// The speaker label, where one applies.
    pub speaker: Option<String>,
    /// The words, on one line.
    pub words: String,
    /// [`TurnBreak::Always`] where a change sign begins a turn, even if both speakers are unknown.
    pub turn_break: TurnBreak,
}

/// Remembers who speaks from one caption to the next.
pub(crate) struct SpeakerTracker {
    label_style: LabelStyle,
    speaker: Option<String>,
    /// When the speaker last spoke.
    last_span: Option<Span>,
}

impl SpeakerTracker {
    /// Returns a tracker for a file in which nobody has spoken yet.
    pub(crate) fn new(label_style: LabelStyle) -> Self {
        Self {
            label_style,
            speaker: None,
            last_span: None,
        }
    }

    /// Sets who speaks, as a voice tag names them; `None` is nobody.
    pub(super) fn set_speaker(&mut self, speaker: Option<&str>, span: Option<Span>) {
        self.speaker = speaker.map(str::to_owned);
        self.last_span = span.or(self.last_span);
    }

    /// Splits the next caption by speaker. Returns no part where it has no words.
    pub(crate) fn split(&mut self, caption: &str, span: Option<Span>) -> Vec<CaptionPart> {
        if span.is_some_and(|span| self.is_interrupted(&span)) {
            self.speaker = None;
        }
        let names_speakers = self.label_style != LabelStyle::Unlabelled || self.speaker.is_some();
        let counts = |sign| sign == ChangeSign::Chevrons || names_speakers;
        let parts = split_at_change_signs(caption, counts).into_iter();
        let parts = parts.map(|(sign, words)| self.attribute(sign, words, span));
        parts.collect()
    }

    fn attribute(
        &mut self,
        sign: Option<ChangeSign>,
        words: String,
        span: Option<Span>,
    ) -> CaptionPart {
        let labelled = self.split_label(sign, &words);
        let begins_turn = sign.is_some() && labelled.is_none();
        let is_sound = sign.is_none() && labelled.is_none() && is_non_speech(&words);
        let words = match labelled {
            Some((label, words)) => {
                self.speaker = Some(label.to_owned());
                words.to_owned()
            }
            None => words,
        };
        let mut turn_break = TurnBreak::BetweenLines;
        if begins_turn {
            self.speaker = None;
            turn_break = TurnBreak::Always;
        }
        if !is_sound {
            self.last_span = span.or(self.last_span);
        }
        CaptionPart {
            speaker: self.speaker.clone().filter(|_| !is_sound),
            words,
            turn_break,
        }
    }

    /// Returns the label and the words after it. After chevrons a name is a label in any file.
    fn split_label<'a>(
        &self,
        sign: Option<ChangeSign>,
        words: &'a str,
    ) -> Option<(&'a str, &'a str)> {
        match sign {
            Some(ChangeSign::Chevrons) => split_speaker(without_change_sign(words)),
            Some(ChangeSign::Dash) => self.label_style.split(without_change_sign(words)),
            None => self.label_style.split(words),
        }
    }

    /// Returns whether speech at these times cannot continue the speaker's, by the rules that end a
    /// turn.
    fn is_interrupted(&self, span: &Span) -> bool {
        self.last_span.is_some_and(|last| {
            span.start_ms.saturating_sub(last.end_ms) > MOST_SILENCE_MS
                || last.start_ms.saturating_sub(span.start_ms) > MOST_STEP_BACK_MS
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Captions of a second each, at these seconds.
    fn said(captions: &[(u64, &str)]) -> Vec<(Option<String>, String)> {
        let mut tracker = SpeakerTracker::new(LabelStyle::Prefixed);
        let parts = captions.iter().flat_map(|(at_s, text)| {
            tracker.split(text, Some(Span::new(at_s * 1000, at_s * 1000 + 1000)))
        });
        parts.map(|part| (part.speaker, part.words)).collect()
    }

    fn expected(said: &[(&str, &str)]) -> Vec<(Option<String>, String)> {
        let speaker = |name: &str| (name != "-").then(|| name.to_owned());
        let of = |(name, words): &(&str, &str)| (speaker(name), (*words).to_owned());
        said.iter().map(of).collect()
    }

    #[test]
    fn a_sentence_goes_on_over_captions_and_a_sign_ends_it() {
        for sign in [">>", ">>>", "-", "–"] {
            let other = format!("{sign} No.");
            let heard = said(&[(0, "Ann: We"), (1, "left."), (2, &*other), (3, "Never.")]);
            let as_said = [
                ("Ann", "We"),
                ("Ann", "left."),
                ("-", &*other),
                ("-", "Never."),
            ];
            assert_eq!(heard, expected(&as_said));
        }
    }

    #[test]
    fn a_name_after_a_sign_speaks() {
        let heard = said(&[
            (0, "Ann: We left."),
            (1, ">> BEN LEE: No."),
            (2, "- Ann: Yes."),
        ]);
        let as_said = [("Ann", "We left."), ("BEN LEE", "No."), ("Ann", "Yes.")];
        assert_eq!(heard, expected(&as_said));
        let mut unlabelled = SpeakerTracker::new(LabelStyle::Unlabelled);
        let part = &unlabelled.split(">> Ben: No.", None)[0];
        assert_eq!(
            (part.speaker.as_deref(), &*part.words),
            (Some("Ben"), "No.")
        );
    }

    #[test]
    fn lines_with_signs_are_turns_of_their_own() {
        let heard = said(&[
            (0, "Ann: So."),
            (1, "- Yes,\nyes.\n- No."),
            (2, "-5 degrees"),
        ]);
        let as_said = [
            ("Ann", "So."),
            ("-", "- Yes, yes."),
            ("-", "- No."),
            ("-", "-5 degrees"),
        ];
        assert_eq!(heard, expected(&as_said));
    }

    #[test]
    fn a_sound_is_nobodys_and_the_speaker_goes_on() {
        for sound in ["[door slams]", "(laughter)", "♪ la la ♪", "♪", "[a] (b)"] {
            let heard = said(&[(0, "Ann: We"), (1, sound), (2, "left.")]);
            let as_said = [("Ann", "We"), ("-", sound), ("Ann", "left.")];
            assert_eq!(heard, expected(&as_said));
        }
        let heard = said(&[(0, "Ann: We"), (1, "[laughs] left [laughs]")]);
        assert_eq!(heard[1].0.as_deref(), Some("Ann"));
    }

    #[test]
    fn nobody_goes_on_after_a_long_silence_or_back_in_time() {
        for (at_s, speaker) in [(41, Some("Ann")), (42, None), (9, Some("Ann")), (8, None)] {
            let heard = said(&[(10, "Ann: We left."), (at_s, "So.")]);
            assert_eq!(heard[1].0.as_deref(), speaker, "{at_s}");
        }
        let heard = said(&[(0, "Ann: We"), (20, "[music]"), (40, "left.")]);
        assert_eq!(heard[2].0, None);
    }
}
