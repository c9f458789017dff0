//! Speakers are added to turns that name nobody, by who speaks when.
//!
//! In: turns with times and without speakers, and a [`Diarisation`]. Out: the same words in the same
//! order, in turns by speaker. Each timed line, or word, is said by whom the diarisation has speak
//! longest while it is. Never here: a speaker for words while nobody speaks, or for words without a
//! time; a label that takes the place of one in the transcript.

use std::collections::BTreeMap;

use super::assemble::{Assembler, Joins, TimedWords, Word};
use super::{ParseError, Place, Turn};
use crate::time::Span;

/// Who speaks from when until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    pub span: Span,
    pub speaker: String,
}

/// Who speaks when in one recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diarisation {
    speakers: Vec<Speaker>,
}

/// When one speaker speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Speaker {
    label: String,
    /// In order of time, none touching another.
    spans: Vec<Span>,
    /// How long the speaker spoke before each of them.
    before_ms: Vec<u64>,
}

impl Diarisation {
    /// More speakers than this no recording has.
    pub(super) const MOST_SPEAKERS: usize = 1000;

    /// Returns what stretches in any order say, or `None` where they are of too many speakers.
    pub(super) fn new(stretches: Vec<Stretch>) -> Option<Self> {
        let mut by_label: BTreeMap<String, Vec<Span>> = BTreeMap::new();
        for Stretch { span, speaker } in stretches {
            by_label.entry(speaker).or_default().push(span);
        }
        let speakers = by_label
            .into_iter()
            .map(|(label, spans)| Speaker::new(label, spans));
        let speakers: Vec<Speaker> = speakers.collect();
        (speakers.len() <= Self::MOST_SPEAKERS).then_some(Self { speakers })
    }

    /// Returns who speaks longest in a span; of two who speak equally long, who begins first. A span
    /// without length is asked for its moment.
    pub(super) fn speaker_of(&self, span: &Span) -> Option<&str> {
        let span = Span::new(span.start_ms, span.end_ms.max(span.start_ms + 1));
        let speaking = self
            .speakers
            .iter()
            .map(|speaker| (speaker.spoken_ms(&span), speaker));
        let speaking = speaking.filter(|(spoken_ms, _)| *spoken_ms > 0);
        let (_, speaker) = speaking.max_by(|(a_ms, a), (b_ms, b)| {
            a_ms.cmp(b_ms)
                .then_with(|| b.first_in(&span).cmp(&a.first_in(&span)))
        })?;
        Some(&speaker.label)
    }

    /// Returns the turns with speakers, and where each begins, out of turns and where they do.
    ///
    /// # Errors
    /// Turns that name somebody, turns without times, and turns of which none is said while
    /// somebody speaks.
    pub(super) fn name(
        &self,
        turns: &[Turn],
        places: &[Place],
    ) -> Result<(Vec<Turn>, Vec<Place>), ParseError> {
        if turns.iter().any(|turn| turn.speaker.is_some()) {
            return Err(ParseError::SpeakersNamed);
        }
        if turns.iter().all(|turn| turn.cues.is_empty()) {
            return Err(ParseError::NoTimesForSpeakers);
        }
        let mut assembler = Assembler::default();
        for (turn, &place) in turns.iter().zip(places) {
            self.push(&mut assembler, turn, place);
        }
        let places = assembler.places();
        let (named, _) = assembler.finish();
        if named.iter().all(|turn| turn.speaker.is_none()) {
            return Err(ParseError::NobodySpeaks);
        }
        Ok((named, places))
    }

    /// Pushes a turn as runs of lines of one speaker.
    fn push(&self, assembler: &mut Assembler, turn: &Turn, place: Place) {
        let words = words_of(turn);
        let mut speaker = None;
        let said = words.iter().map(|word| {
            // A mark alone is not said: it goes with the word before it.
            if word.text.contains(char::is_alphanumeric) {
                let span = word.start_ms.zip(word.end_ms);
                speaker = span
                    .and_then(|(start_ms, end_ms)| self.speaker_of(&Span::new(start_ms, end_ms)));
            }
            speaker
        });
        let said: Vec<Option<&str>> = said.collect();
        let mut begin = 0;
        for run in said.chunk_by(|a, b| a == b) {
            let end = begin + run.len();
            assembler.push_words(TimedWords {
                place,
                speaker: run[0],
                words: &words[begin..end],
            });
            begin = end;
        }
    }
}

/// Returns a turn cut where its timed lines begin; words before the first belong to it.
fn words_of(turn: &Turn) -> Vec<Word<'_>> {
    let begins = turn
        .cues
        .iter()
        .enumerate()
        .map(|(index, cue)| if index == 0 { 0 } else { cue.text_start });
    let ends = turn
        .cues
        .iter()
        .skip(1)
        .map(|cue| cue.text_start)
        .chain([turn.text.len()]);
    let pieces = begins.zip(ends).zip(&turn.cues);
    let timed = pieces.map(|((begin, end), cue)| {
        let spaced = begin == 0 || turn.text[..begin].ends_with(char::is_whitespace);
        Word {
            text: &turn.text[begin..end],
            start_ms: Some(cue.span.start_ms),
            end_ms: Some(cue.span.end_ms),
            joins: if spaced {
                Joins::Spaced
            } else {
                Joins::Attached
            },
        }
    });
    let mut words: Vec<Word<'_>> = timed.collect();
    if words.is_empty() {
        words.push(Word {
            text: &turn.text,
            start_ms: None,
            end_ms: None,
            joins: Joins::Spaced,
        });
    }
    words
}

impl Speaker {
    fn new(label: String, mut spans: Vec<Span>) -> Self {
        spans.sort_unstable();
        let mut apart: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match apart.last_mut() {
                Some(last) if span.start_ms <= last.end_ms => *last = last.around(&span),
                _ => apart.push(span),
            }
        }
        let mut all_ms = 0;
        let before_ms = apart.iter().map(|span| {
            let before_ms = all_ms;
            all_ms += span.length_ms();
            before_ms
        });
        Self {
            label,
            before_ms: before_ms.collect(),
            spans: apart,
        }
    }

    /// Returns for how long the speaker speaks in a span.
    fn spoken_ms(&self, span: &Span) -> u64 {
        self.spoken_until(span.end_ms) - self.spoken_until(span.start_ms)
    }

    /// Returns for how long the speaker has spoken at a moment.
    fn spoken_until(&self, time_ms: u64) -> u64 {
        let begun = self.spans.partition_point(|span| span.start_ms < time_ms);
        match begun.checked_sub(1) {
            Some(last) => {
                let span = &self.spans[last];
                self.before_ms[last] + time_ms.min(span.end_ms) - span.start_ms
            }
            None => 0,
        }
    }

    /// Returns when the speaker first speaks in a span.
    fn first_in(&self, span: &Span) -> u64 {
        let at = self
            .spans
            .partition_point(|own| own.end_ms <= span.start_ms);
        self.spans
            .get(at)
            .map_or(u64::MAX, |own| own.start_ms.max(span.start_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cue, ParseOptions, parse};
    use super::*;

    fn diarisation(stretches: &[(&str, u64, u64)]) -> Diarisation {
        let stretches = stretches
            .iter()
            .map(|&(speaker, start_ms, end_ms)| Stretch {
                span: Span::new(start_ms, end_ms),
                speaker: speaker.to_owned(),
            });
        Diarisation::new(stretches.collect()).unwrap()
    }

    fn captions(lines: &[(u64, u64, &str)]) -> String {
        let clock = crate::time::clock_with_millis;
        let lines = lines.iter();
        lines
            .map(|&(start, end, text)| format!("{} --> {}\n{text}\n\n", clock(start), clock(end)))
            .collect()
    }

    fn said(
        text: &str,
        diarisation: &Diarisation,
    ) -> Result<Vec<(Option<String>, String)>, ParseError> {
        let options = ParseOptions {
            speakers: Some(diarisation.clone()),
            ..ParseOptions::default()
        };
        let turns = parse(text.as_bytes(), &options)?.turns;
        Ok(turns
            .into_iter()
            .map(|turn| (turn.speaker, turn.text))
            .collect())
    }

    #[test]
    fn each_line_is_said_by_who_speaks_longest_while_it_is() {
        let text = captions(&[
            (0, 1000, "One."),
            (1000, 2000, "Two."),
            (2000, 3000, "Three."),
            (5000, 6000, "Four."),
        ]);
        let who = diarisation(&[("ANN", 0, 1600), ("BEN", 1550, 2100), ("BEN", 2000, 2900)]);
        let turns = said(&text, &who).unwrap();
        let expected = [
            (Some("ANN".into()), "One. Two.".into()),
            (Some("BEN".into()), "Three.".into()),
            (None, "Four.".into()),
        ];
        assert_eq!(turns, expected);
    }

    #[test]
    fn speech_told_twice_of_one_speaker_counts_once() {
        let who = diarisation(&[("ANN", 0, 400), ("ANN", 0, 400), ("BEN", 400, 1000)]);
        assert_eq!(who.speaker_of(&Span::new(0, 1000)), Some("BEN"));
    }

    #[test]
    fn a_line_without_length_is_asked_for_its_moment_and_a_tie_goes_to_the_first() {
        let who = diarisation(&[("BEN", 0, 500), ("ANN", 500, 1000)]);
        assert_eq!(who.speaker_of(&Span::new(500, 500)), Some("ANN"));
        assert_eq!(who.speaker_of(&Span::new(0, 1000)), Some("BEN"));
        assert_eq!(who.speaker_of(&Span::new(1000, 1000)), None);
    }

    #[test]
    fn a_mark_alone_goes_with_the_word_before_it() {
        let cues = [(0, 0), (3, 4000), (7, 5000), (10, 8000)];
        let turns = [Turn {
            speaker: None,
            span: Some(Span::new(0, 9000)),
            text: "So – be it.".into(),
            cues: cues
                .map(|(text_start, start_ms)| Cue {
                    text_start,
                    span: Span::new(start_ms, start_ms + 1000),
                })
                .to_vec(),
        }];
        let who = diarisation(&[("ANN", 0, 1000), ("BEN", 4000, 9000)]);
        let (named, places) = who.name(&turns, &[Place::Line(7)]).unwrap();
        assert_eq!(places, [Place::Line(7); 2]);
        let texts: Vec<&str> = named.iter().map(|turn| &*turn.text).collect();
        assert_eq!(texts, ["So –", "be it."]);
    }

    #[test]
    fn what_cannot_be_named_is_refused() {
        let who = diarisation(&[("ANN", 0, 1000)]);
        let named = captions(&[(0, 1000, "Cleo: One.")]);
        assert_eq!(said(&named, &who), Err(ParseError::SpeakersNamed));
        let elsewhere = captions(&[(60_000, 61_000, "One.")]);
        assert_eq!(said(&elsewhere, &who), Err(ParseError::NobodySpeaks));
        let untimed = r#"[{"text": "One.", "start_ms": null}]"#;
        assert_eq!(said(untimed, &who), Err(ParseError::NoTimesForSpeakers));
    }
}
