//! Says who speaks the words of each paragraph: its agents, or the labels in the words.

use std::collections::HashMap;
use std::ops::Range;

use super::paragraph::{Fragment, Paragraph};
use crate::transcript::assemble::{Assembler, TurnBreak, Word};
use crate::transcript::captions::blocks::{labels, push_parts};
use crate::transcript::captions::caption_speaker::{CaptionPart, LabelDoubt, SpeakerTracker};
use crate::transcript::warning::{Place, Warning};

/// Adds the words of every paragraph.
pub(super) fn push_paragraphs(
    assembler: &mut Assembler,
    paragraphs: Vec<Paragraph>,
    names: &HashMap<String, String>,
) {
    let unnamed = paragraphs.iter().flat_map(|paragraph| {
        let runs = runs(paragraph).into_iter();
        let unnamed = runs.filter(|run| paragraph.pieces[run.start].agent.is_none());
        unnamed.map(|run| paragraph.joined(run).0)
    });
    let mut tracker = SpeakerTracker::new(labels(unnamed));
    tracker.know(names.values().map(|name| name.trim().to_owned()));
    for mut paragraph in paragraphs {
        push_paragraph(assembler, &mut tracker, &mut paragraph, names);
    }
}

/// Returns the pieces of each agent that follow each other.
fn runs(paragraph: &Paragraph) -> Vec<Range<usize>> {
    let mut start = 0;
    let runs = paragraph
        .pieces
        .chunk_by(|one, next| one.agent == next.agent);
    runs.map(|run| {
        start += run.len();
        start - run.len()..start
    })
    .collect()
}

fn push_paragraph(
    assembler: &mut Assembler,
    tracker: &mut SpeakerTracker,
    paragraph: &mut Paragraph,
    names: &HashMap<String, String>,
) {
    let place = paragraph.place;
    let (mut parts, mut fragments, mut are_placed) = (Vec::new(), Vec::new(), true);
    for run in runs(paragraph) {
        let span = paragraph.times(run.clone()).span();
        let agent = paragraph.pieces[run.start].agent.as_deref();
        let (text, ranges) = paragraph.joined(run.clone());
        let said = match agent.and_then(|agent| speaker(agent, names)) {
            Some(speaker) => tracker.split_beside(&speaker, &text, span),
            None => tracker.split(&text, span),
        };
        match places(&said, &text, &ranges, run.start) {
            Some(found) => fragments.extend(found),
            None => are_placed = false,
        }
        parts.extend(said);
    }
    if !are_placed {
        let times = paragraph.times(0..paragraph.pieces.len());
        return push_parts(assembler, place, times, &parts);
    }
    paragraph.join_lines();
    let (words, is_divided) = paragraph.words(&fragments);
    if is_divided {
        assembler.warn(Warning::time_divided(place));
    }
    if parts.is_empty() {
        let nothing = TurnBreak::BetweenLines;
        assembler.push_words(place, None, &[], nothing);
    }
    for (part, words) in parts.iter().zip(words) {
        push_part(assembler, place, part, &words);
    }
}

/// Returns the name of an agent, or its id. Several ids with spaces between them are all agents who
/// speak together.
fn speaker(agent: &str, names: &HashMap<String, String>) -> Option<String> {
    let name = |id: &str| names.get(id).map(|name| name.trim().to_owned());
    let together = || {
        let known: Option<Vec<String>> = agent.split_whitespace().map(name).collect();
        known.map(|names| names.join(" and "))
    };
    let name = name(agent).or_else(together);
    let name = name.unwrap_or_else(|| agent.trim().to_owned());
    Some(name).filter(|name| !name.is_empty())
}

/// Returns the parts of the pieces in which each part of their text stands; `None` where one stands
/// nowhere, since labels are read without the marks that nobody sees. `ranges` are those of the pieces
/// in the text, of which the first is the `first` of its paragraph.
fn places(
    parts: &[CaptionPart],
    text: &str,
    ranges: &[Range<usize>],
    first: usize,
) -> Option<Vec<Vec<Fragment>>> {
    let flat = text.replace('\n', " ");
    let (mut at, mut piece) = (0, 0);
    let mut places = Vec::with_capacity(parts.len());
    for part in parts {
        let begin = at + flat[at..].find(&part.words)?;
        at = begin + part.words.len();
        let mut fragments = Vec::new();
        while ranges.get(piece).is_some_and(|range| range.end <= begin) {
            piece += 1;
        }
        let inside = ranges[piece..].iter().take_while(|range| range.start < at);
        for (index, range) in inside.enumerate() {
            let (from, to) = (begin.max(range.start), at.min(range.end));
            fragments.push(Fragment {
                piece: first + piece + index,
                range: from - range.start..to - range.start,
            });
        }
        places.push(fragments);
    }
    Some(places)
}

fn push_part(assembler: &mut Assembler, place: Place, part: &CaptionPart, words: &[Word<'_>]) {
    let (speaker, mut turn_break) = (part.speaker.as_deref(), part.turn_break);
    if part.doubt == LabelDoubt::Begins {
        assembler.warn(Warning::label_not_understood(place, &part.words));
    }
    match (words, part.doubt) {
        ([line], LabelDoubt::None) => {
            assembler.push_line(place, speaker, line.times, line.text, turn_break);
        }
        (_, LabelDoubt::None) => assembler.push_words(place, speaker, words, turn_break),
        _ => {
            for word in words {
                assembler.push_not_understood(place, word.times, word.text, turn_break);
                turn_break = TurnBreak::Never;
            }
        }
    }
}
