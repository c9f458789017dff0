//! Attributes captions to speakers.
//!
//! A `Name:` label applies to its own caption and to the following captions, until something signals
//! a new speaker:
//!
//! - another label;
//! - a change sign at the start of a line: `>>`, or a dash in a file that names speakers;
//! - what may be a label and is not understood;
//! - a silence or a step back in time that would end a turn;
//! - a caption without a label, in a file that repeats the label of a speaker who goes on.
//!
//! Labels are looked for at each line of a caption. Several speakers share its time by their
//! characters. A caption that only describes a sound has no speaker. After it, the speaker before continues. A
//! change sign stays in the words, except before a label.

use std::collections::HashSet;

use super::non_speech::is_non_speech;
use super::speaker_change::{
    ChangeSign, split_at_change_signs, split_change_sign, without_change_sign,
};
use crate::time::Span;
use crate::transcript::assemble::{MANY_TURNS, MOST_SILENCE_MS, MOST_STEP_BACK_MS, TurnBreak};
use crate::transcript::label::shape::split_speaker;
use crate::transcript::label::{Labels, Opening, Position, may_end_a_sentence};

/// Words of one speaker in one caption.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CaptionPart {
    /// The speaker label, where one applies.
    pub speaker: Option<String>,
    /// The words, on one line.
    pub words: String,
    /// [`TurnBreak::Always`] where a change sign begins a turn, even if both speakers are unknown.
    pub turn_break: TurnBreak,
    /// How the words come to have no speaker, where a label is not understood.
    pub doubt: LabelDoubt,
}

impl CaptionPart {
    /// Returns words of a speaker, or of nobody who is known.
    pub(super) fn new(speaker: Option<String>, words: String) -> Self {
        Self {
            speaker,
            words,
            turn_break: TurnBreak::BetweenLines,
            doubt: LabelDoubt::None,
        }
    }

    /// Returns words of somebody unknown who is not the speaker before.
    pub(super) fn after_sign(words: String) -> Self {
        Self {
            turn_break: TurnBreak::Always,
            ..Self::new(None, words)
        }
    }
}

/// Whether a label that is not understood leaves words without a speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LabelDoubt {
    /// No.
    None,
    /// Such a label begins these words.
    Begins,
    /// These words go on after such a label.
    GoesOn,
}

/// Remembers who speaks from one caption to the next.
pub(crate) struct SpeakerTracker {
    labels: Labels,
    speaker: Option<String>,
    doubt: LabelDoubt,
    /// When the speaker last spoke.
    last_span: Option<Span>,
    /// Whether a sentence may begin now.
    after_stop: bool,
    /// The names that the file gives beside words.
    beside: HashSet<String>,
}

impl SpeakerTracker {
    /// Returns a tracker for a file in which nobody has spoken yet.
    pub(crate) fn new(labels: Labels) -> Self {
        Self {
            labels,
            speaker: None,
            doubt: LabelDoubt::None,
            last_span: None,
            after_stop: true,
            beside: HashSet::new(),
        }
    }

    /// Sets who speaks, as a voice tag names them; `None` is nobody.
    pub(super) fn set_speaker(&mut self, speaker: Option<&str>, span: Option<Span>) {
        self.speaker = speaker.map(str::to_owned);
        self.doubt = LabelDoubt::None;
        self.last_span = span.or(self.last_span);
    }

    /// Returns words whose speaker the file names beside them; `None` is nobody.
    pub(super) fn named(
        &mut self,
        speaker: Option<String>,
        words: &str,
        span: Option<Span>,
    ) -> CaptionPart {
        self.set_speaker(speaker.as_deref(), span);
        self.after_stop = may_end_a_sentence(words);
        CaptionPart::new(speaker, words.replace('\n', " "))
    }

    /// Remembers the names that a file gives beside words.
    pub(super) fn know(&mut self, names: impl IntoIterator<Item = String>) {
        self.beside.extend(names);
    }

    /// Returns the words of a caption whose speaker the file names beside them. The name is of this
    /// caption only.
    ///
    /// A line that begins with another such name is that speaker's. Where a later line begins with the
    /// sign of a change of speaker, nobody knows which words after a sign are whose.
    pub(super) fn split_beside(
        &mut self,
        name: &str,
        caption: &str,
        span: Option<Span>,
    ) -> Vec<CaptionPart> {
        let lines = split_at_labels(caption, |label| self.beside.contains(label));
        let mut parts = Vec::new();
        for (label, words) in lines {
            let speaker = label.unwrap_or_else(|| name.to_owned());
            let pieces = split_at_change_signs(&words, |_| true);
            let is_shared = pieces.iter().skip(1).any(|(sign, _)| sign.is_some());
            for (sign, words) in pieces {
                parts.push(match sign.filter(|_| is_shared) {
                    Some(_) => CaptionPart::after_sign(words),
                    None => self.named(Some(speaker.clone()), &words, span),
                });
            }
        }
        self.set_speaker(None, span);
        parts
    }

    /// Splits the next caption by speaker. Returns no part where it has no words. After more parts
    /// than [`MANY_TURNS`] the rest is not read.
    pub(crate) fn split(&mut self, caption: &str, span: Option<Span>) -> Vec<CaptionPart> {
        if span.is_some_and(|span| self.is_interrupted(&span)) {
            self.set_speaker(None, None);
        }
        let names_speakers = self.labels.names_speakers() || self.speaker.is_some();
        let is_sound = is_non_speech(&caption.replace('\n', " "));
        if self.labels.repeats_labels() && !is_sound {
            // A label that goes on would stand here again.
            self.set_speaker(None, None);
        }
        let mut parts: Vec<CaptionPart> = Vec::new();
        for line in caption.lines().map(str::trim) {
            let lines = self.lines_of_speakers(line).into_iter();
            for line in lines.filter(|line| !line.is_empty()) {
                if parts.len() > MANY_TURNS {
                    return parts;
                }
                let sign = split_change_sign(line).map(|(sign, _)| sign);
                let sign = sign.filter(|sign| *sign == ChangeSign::Chevrons || names_speakers);
                let opening = match is_sound {
                    true => Opening::Words,
                    false => self.opening(sign, line, parts.is_empty()),
                };
                match parts.last_mut() {
                    Some(part) if sign.is_none() && opening == Opening::Words => {
                        part.words.push(' ');
                        part.words.push_str(line);
                    }
                    _ => parts.push(self.begin_part(sign, opening, line)),
                }
                self.after_stop = may_end_a_sentence(line);
            }
        }
        if is_sound {
            parts.iter_mut().for_each(|part| part.speaker = None);
        } else if !parts.is_empty() {
            self.last_span = span.or(self.last_span);
        }
        parts
    }

    /// Cuts a line before each label inside it.
    fn lines_of_speakers<'a>(&self, mut line: &'a str) -> Vec<&'a str> {
        let mut lines = Vec::new();
        loop {
            let unsigned = without_change_sign(line);
            let Some(at) = self.labels.next_label(unsigned) else {
                break;
            };
            let (before, rest) = line.split_at(line.len() - unsigned.len() + at);
            lines.push(before.trim_end());
            line = rest;
        }
        lines.push(line);
        lines
    }

    /// Reads the start of a line. After chevrons a name is a label in any file.
    fn opening<'a>(&self, sign: Option<ChangeSign>, line: &'a str, is_first: bool) -> Opening<'a> {
        let after_stop = self.after_stop;
        match sign {
            Some(ChangeSign::Chevrons) => {
                let label = split_speaker(without_change_sign(line));
                label.map_or(Opening::Words, |(label, words)| {
                    Opening::Label(label.into(), words)
                })
            }
            Some(ChangeSign::Dash) => {
                let position = Position::First { after_stop: true };
                self.labels.read(without_change_sign(line), position)
            }
            None if is_first => self.labels.read(line, Position::First { after_stop }),
            None => self.labels.read(line, Position::Later { after_stop }),
        }
    }

    /// Begins the words of somebody else, or of the speaker before in another caption.
    fn begin_part(
        &mut self,
        sign: Option<ChangeSign>,
        opening: Opening<'_>,
        line: &str,
    ) -> CaptionPart {
        let mut turn_break = TurnBreak::BetweenLines;
        let mut doubt = LabelDoubt::None;
        let mut words = line;
        match opening {
            Opening::Label(label, after) => {
                self.set_speaker(Some(&label), None);
                words = after;
            }
            Opening::NotUnderstood => {
                self.set_speaker(None, None);
                self.doubt = LabelDoubt::GoesOn;
                (turn_break, doubt) = (TurnBreak::Always, LabelDoubt::Begins);
            }
            Opening::Words if sign.is_some() => {
                self.set_speaker(None, None);
                turn_break = TurnBreak::Always;
            }
            Opening::Words => doubt = self.doubt,
        }
        CaptionPart {
            speaker: self.speaker.clone(),
            words: words.to_owned(),
            turn_break,
            doubt,
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

/// Cuts a caption before each line that begins with a label that `is_known`. Returns each label and
/// the words after it.
fn split_at_labels(
    caption: &str,
    is_known: impl Fn(&str) -> bool,
) -> Vec<(Option<String>, String)> {
    let mut parts: Vec<(Option<String>, String)> = Vec::new();
    for line in caption.lines() {
        let label = split_speaker(without_change_sign(line.trim()));
        match (label.filter(|(label, _)| is_known(label)), parts.last_mut()) {
            (Some((label, words)), _) => parts.push((Some(label.to_owned()), words.to_owned())),
            (None, Some((_, words))) => {
                words.push('\n');
                words.push_str(line);
            }
            (None, None) => parts.push((None, line.to_owned())),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::texts::Texts;

    /// Captions of a second each, at these seconds.
    fn said(captions: &[(u64, &str)]) -> Vec<(Option<String>, String)> {
        let mut tracker = SpeakerTracker::new(Labels::by_shape());
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
        let mut unlabelled = SpeakerTracker::new(Labels::of(&Texts::default()));
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
    fn a_sound_is_no_label_where_labels_stand_in_brackets() {
        let parts = ["[Ann] So.", "[bo] No.", "[Ann] Yes.", "[bo] So."];
        let parts = parts.iter().collect();
        let mut tracker = SpeakerTracker::new(Labels::of(&parts));
        let said = ["[Ann] We", "[door closes]", "left."].map(|caption| {
            let part = tracker.split(caption, None).remove(0);
            (part.speaker, part.words)
        });
        let as_said = [("Ann", "We"), ("-", "[door closes]"), ("Ann", "left.")];
        assert_eq!(said.to_vec(), expected(&as_said));
    }

    #[test]
    fn words_of_somebody_beside_them_may_be_another_known_names_or_nobodys() {
        let mut tracker =
            SpeakerTracker::new(Labels::of(&crate::transcript::texts::Texts::default()));
        tracker.know(["Ann".to_owned(), "Bo".to_owned()]);
        for (caption, as_said) in [
            ("It rang.", &[("Ann", "It rang.")][..]),
            ("- It rang.", &[("Ann", "- It rang.")]),
            ("Ann: It rang.", &[("Ann", "It rang.")]),
            ("Bo: It rang.", &[("Bo", "It rang.")]),
            ("Old?\nBo: Yes.", &[("Ann", "Old?"), ("Bo", "Yes.")]),
            ("The Mill: a film", &[("Ann", "The Mill: a film")]),
            ("- Old?\n- Yes.", &[("-", "- Old?"), ("-", "- Yes.")]),
            ("Old?\n>> Yes.", &[("Ann", "Old?"), ("-", ">> Yes.")]),
        ] {
            let parts = tracker.split_beside("Ann", caption, None).into_iter();
            let said: Vec<_> = parts.map(|part| (part.speaker, part.words)).collect();
            assert_eq!(said, expected(as_said), "{caption}");
        }
        assert_eq!(tracker.split("So.", None)[0].speaker, None);
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
