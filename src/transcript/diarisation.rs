//! Adds speakers to a transcript that names nobody, from a list of who speaks when.
//!
//! The words and their order stay. Each timed line or word gets the speaker who speaks longest during
//! it, and none where nobody speaks. Words without a time get no speaker. Labels that the transcript
//! has are never replaced.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::assemble::{Assembler, Times, TurnBreak, Word};
use super::error::ParseError;
use super::model::Turn;
use super::warning::Place;
use crate::time::Span;

/// Who speaks when in one recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diarisation {
    speakers: Vec<SpeakerTimeline>,
}

/// When one speaker speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SpeakerTimeline {
    label: String,
    /// In order of time; none touches another.
    spans: Vec<Span>,
    /// How long the speaker spoke before each span.
    before_ms: Vec<u64>,
}

impl Diarisation {
    /// The most speakers of a recording.
    pub(super) const MOST_SPEAKERS: usize = 1000;

    /// Collects spans, which may come in any order. Returns `None` for too many speakers.
    pub(super) fn new(spans: Vec<(String, Span)>) -> Option<Self> {
        let mut by_label: BTreeMap<String, Vec<Span>> = BTreeMap::new();
        for (speaker, span) in spans {
            by_label.entry(speaker).or_default().push(span);
        }
        let timelines = by_label.into_iter();
        let timelines = timelines.map(|(label, spans)| SpeakerTimeline::new(label, spans));
        let speakers: Vec<SpeakerTimeline> = timelines.collect();
        (speakers.len() <= Self::MOST_SPEAKERS).then_some(Self { speakers })
    }

    /// Returns who speaks longest in a span, and of two who speak equally long, who begins first. A
    /// span without length counts as its moment.
    pub(super) fn speaker_of(&self, span: &Span) -> Option<&str> {
        let span = Span::new(span.start_ms, span.end_ms.max(span.start_ms + 1));
        let ranked = self.speakers.iter().filter_map(|speaker| {
            let spoken_ms = speaker.spoken_ms(&span);
            let rank = (spoken_ms, Reverse(speaker.first_in(&span)));
            (spoken_ms > 0).then_some((rank, &*speaker.label))
        });
        // Of equal ranks the last label wins.
        ranked.max_by_key(|(rank, _)| *rank).map(|(_, label)| label)
    }

    /// Returns the turns with speakers, and where each of them begins in the file.
    ///
    /// # Errors
    /// Fails where the turns name somebody, where they have no times, and where nobody speaks during
    /// any of them.
    pub(super) fn name_speakers(
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
            self.push_turn(&mut assembler, turn, place);
        }
        let places = assembler.places.clone();
        let (named, _) = assembler.finish();
        if named.iter().all(|turn| turn.speaker.is_none()) {
            return Err(ParseError::NobodySpeaks);
        }
        Ok((named, places))
    }

    /// Adds a turn, cut where its speaker changes.
    fn push_turn(&self, assembler: &mut Assembler, turn: &Turn, place: Place) {
        let mut speaker = None;
        let words = words_of(turn).into_iter().map(|word| {
            // A mark alone is not spoken. It goes with the word before it.
            if word.text.contains(char::is_alphanumeric) {
                speaker = word.times.span().and_then(|span| self.speaker_of(&span));
            }
            (speaker, word)
        });
        let words: Vec<(Option<&str>, Word<'_>)> = words.collect();
        for run in words.chunk_by(|(a, _), (b, _)| a == b) {
            let words: Vec<Word<'_>> = run.iter().map(|(_, word)| word.clone()).collect();
            assembler.push_words(place, run[0].0, &words, TurnBreak::BetweenLines);
        }
    }
}

/// Cuts a turn where its cues begin. Words before the first cue belong to it.
fn words_of(turn: &Turn) -> Vec<Word<'_>> {
    if turn.cues.is_empty() {
        return vec![Word {
            text: &turn.text,
            times: Times::default(),
            spaced: true,
        }];
    }
    let mut spaced = true;
    let words = turn.cue_texts().map(|(cue, text)| Word {
        text,
        times: (cue.span.start_ms, cue.span.end_ms).into(),
        spaced: std::mem::replace(&mut spaced, text.ends_with(char::is_whitespace)),
    });
    words.collect()
}

impl SpeakerTimeline {
    fn new(label: String, mut spans: Vec<Span>) -> Self {
        spans.sort_unstable();
        let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match merged.last_mut() {
                Some(last) if span.start_ms <= last.end_ms => *last = last.around(&span),
                _ => merged.push(span),
            }
        }
        let mut total_ms = 0;
        let before_ms = merged.iter().map(|span| {
            let before_ms = total_ms;
            total_ms += span.length_ms();
            before_ms
        });
        Self {
            label,
            before_ms: before_ms.collect(),
            spans: merged,
        }
    }

    /// Returns for how long the speaker speaks in a span.
    fn spoken_ms(&self, span: &Span) -> u64 {
        self.spoken_until(span.end_ms) - self.spoken_until(span.start_ms)
    }

    /// Returns for how long the speaker has spoken before a time.
    fn spoken_until(&self, time_ms: u64) -> u64 {
        let n_begun = self.spans.partition_point(|span| span.start_ms < time_ms);
        n_begun.checked_sub(1).map_or(0, |last| {
            let span = &self.spans[last];
            self.before_ms[last] + time_ms.min(span.end_ms) - span.start_ms
        })
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
    use super::super::model::Cue;
    use super::super::options::ParseOptions;
    use super::super::parse::parse;
    use super::*;

    fn diarisation(spoken: &[(&str, u64, u64)]) -> Diarisation {
        let spoken = spoken
            .iter()
            .map(|&(speaker, start_ms, end_ms)| (speaker.to_owned(), Span::new(start_ms, end_ms)));
        Diarisation::new(spoken.collect()).unwrap()
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
            ..Turn::default()
        }];
        let who = diarisation(&[("ANN", 0, 1000), ("BEN", 4000, 9000)]);
        let (named, places) = who.name_speakers(&turns, &[Place::Line(7)]).unwrap();
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
