//! Whose the words of a caption are: a name opens speech that goes on over the captions after it,
//! until something says that another speaks.
//!
//! In: the words of each caption of a file, line by line, with its times. Out: its parts, each with
//! its speaker or nobody. Never here: a former speaker's name over words that begin with the sign of
//! another (`>>`, or a dash where speakers are named), over a sound, after a long silence, or where
//! the time runs backwards.
//!
//! Signs stay with the words, except before a name.

use super::assemble::{MOST_SILENCE_MS, MOST_STEP_BACK_MS};
use super::prefix::{Prefixes, split_speaker};
use super::sign::{Sign, split_sign, unsigned};
use super::sound::is_only_a_sound;
use crate::time::Span;

/// Words of one caption that are one speaker's.
#[derive(Debug, PartialEq)]
pub(super) struct Part {
    /// Who says them, as written; `None` where nothing says it.
    pub speaker: Option<String>,
    /// The words, in one line.
    pub words: String,
    /// How they stand to the words before them.
    pub begins: Begins,
}

/// How words stand to those before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begins {
    /// They may go on with words of the same speaker.
    With,
    /// A sign says that another speaks, whoever that is.
    Apart,
}

/// Who spoke last.
pub(super) struct Carried {
    prefixes: Prefixes,
    speaker: Option<String>,
    /// When the former speaker's last words were said.
    said: Option<Span>,
}

impl Carried {
    /// Returns a beginning at which nobody has spoken.
    pub(super) fn new(prefixes: Prefixes) -> Self {
        Self {
            prefixes,
            speaker: None,
            said: None,
        }
    }

    /// Notes who is marked to speak at these times; `None` is nobody.
    pub(super) fn speaks(&mut self, speaker: Option<&str>, times: Option<Span>) {
        self.speaker = speaker.map(str::to_owned);
        self.said = times.or(self.said);
    }

    /// Returns the parts of the next caption; none where it has no words.
    pub(super) fn parts(&mut self, text: &str, times: Option<Span>) -> Vec<Part> {
        if times.is_some_and(|times| self.is_over(&times)) {
            self.speaker = None;
        }
        let mut parts: Vec<(Option<Sign>, String)> = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let sign = split_sign(line).map(|(sign, _)| sign);
            let sign = sign.filter(|&sign| sign == Sign::Chevrons || self.names_speakers());
            match parts.last_mut() {
                Some((_, words)) if sign.is_none() => {
                    words.push(' ');
                    words.push_str(line);
                }
                _ => parts.push((sign, line.to_owned())),
            }
        }
        let parts = parts.into_iter();
        parts
            .map(|(sign, words)| self.part(sign, words, times))
            .collect()
    }

    fn part(&mut self, sign: Option<Sign>, words: String, times: Option<Span>) -> Part {
        if let Some((label, words)) = self.label(sign, &words) {
            self.speaker = Some(label.to_owned());
            self.said = times.or(self.said);
            return Part {
                speaker: self.speaker.clone(),
                words: words.to_owned(),
                begins: Begins::With,
            };
        }
        if sign.is_some() {
            self.speaker = None;
        } else if is_only_a_sound(&words) {
            return Part {
                speaker: None,
                words,
                begins: Begins::With,
            };
        }
        self.said = times.or(self.said);
        Part {
            speaker: self.speaker.clone(),
            words,
            begins: sign.map_or(Begins::With, |_| Begins::Apart),
        }
    }

    /// Returns the label and the words after it. After chevrons what looks like a name is one, also
    /// in a file that names nobody else.
    fn label<'a>(&self, sign: Option<Sign>, words: &'a str) -> Option<(&'a str, &'a str)> {
        let unsigned = unsigned(words);
        match sign {
            Some(Sign::Chevrons) => split_speaker(unsigned),
            Some(Sign::Dash) => self.prefixes.split(unsigned),
            None => self.prefixes.split(words),
        }
    }

    fn names_speakers(&self) -> bool {
        self.prefixes != Prefixes::Words || self.speaker.is_some()
    }

    /// Returns whether words at these times are no continuation, by the rules that end a turn.
    fn is_over(&self, times: &Span) -> bool {
        self.said.is_some_and(|said| {
            times.start_ms.saturating_sub(said.end_ms) > MOST_SILENCE_MS
                || said.start_ms.saturating_sub(times.start_ms) > MOST_STEP_BACK_MS
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Captions of a second each, at these seconds.
    fn said(captions: &[(u64, &str)]) -> Vec<(Option<String>, String)> {
        let mut carried = Carried::new(Prefixes::Speakers);
        let parts = captions.iter().flat_map(|(at_s, text)| {
            carried.parts(text, Some(Span::new(at_s * 1000, at_s * 1000 + 1000)))
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
        let mut unnamed = Carried::new(Prefixes::Words);
        let part = &unnamed.parts(">> Ben: No.", None)[0];
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
