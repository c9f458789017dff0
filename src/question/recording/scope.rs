//! Finds the recordings that a question points to (`in the meeting on 3 May`).
//!
//! A date of the content (`in 2019`) does not point to a recording, and neither does an uncertain
//! title.

use std::ops::Range;

use super::dates::{Days, days_at};
use super::titles::{RECORDING_NAMES, TranscriptTitles};
use crate::english::{follows_any, is_any, word_classes};
use crate::question::grammar::words::QuestionWord;
use crate::question::referents::Referents;

/// Where a question points to, and the words that do.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct RecordingScope {
    /// Ids of transcripts, each once.
    pub(crate) transcripts: Vec<String>,
    /// The days of the recording.
    pub(crate) days: Option<Days>,
    /// The earliest or the latest recording, where it is asked for and no recording has a date.
    pub(crate) undated: Option<Extreme>,
    /// The words that point there, in order and without overlap.
    pub(crate) words: Vec<Range<usize>>,
}

/// What some words point to.
enum Pointer {
    /// Transcripts, by their places in [`Referents::transcripts`].
    Transcripts(Vec<usize>),
    Days(Days),
    Undated(Extreme),
}

/// Prepositions before a recording.
const INTO: [&str; 7] = ["in", "from", "during", "on", "at", "of", "within"];

/// How many words may stand between `in the` and `episode`.
const MOST_MODIFIERS: usize = 8;

word_classes! {
    /// Words behind "the last meeting" that make it one of the content.
    DEFINING = "with of between about that where when who at on for he she";
}

/// Returns where the question points to.
pub(crate) fn recording_scope(words: &[QuestionWord], known: &Referents) -> RecordingScope {
    let titles = TranscriptTitles::new(&known.transcripts);
    let mut scope = RecordingScope::default();
    let mut free_from = 0;
    let mut at = 0;
    while at < words.len() {
        let found = recording_at(words, at, free_from, known, &titles)
            .or_else(|| title_at(words, at, &titles));
        let Some((found, taken)) = found else {
            at += 1;
            continue;
        };
        match found {
            Pointer::Transcripts(transcripts) => {
                for transcript in transcripts {
                    let id = &known.transcripts[transcript].id;
                    if !scope.transcripts.contains(id) {
                        scope.transcripts.push(id.clone());
                    }
                }
            }
            Pointer::Days(days) => {
                scope.days.get_or_insert(days);
            }
            Pointer::Undated(extreme) => scope.undated = Some(extreme),
        }
        at = taken.end.max(at + 1);
        free_from = at;
        scope.words.push(taken);
    }
    scope
}

/// Returns what the recording named at `at` ("episode") is, and the words that say it.
fn recording_at(
    words: &[QuestionWord],
    at: usize,
    free_from: usize,
    known: &Referents,
    titles: &TranscriptTitles,
) -> Option<(Pointer, Range<usize>)> {
    if !is_any(words, at, &RECORDING_NAMES) {
        return None;
    }
    if let Some((found, end)) = said_after(words, at, known, titles) {
        return Some((found, opening(words, at, free_from)..end));
    }
    let first = at.saturating_sub(MOST_MODIFIERS).max(free_from);
    let is_joined = |start: &usize| !words[start + 1].follows_punctuation;
    let unbroken = (first..at).rev().take_while(is_joined).last()?;
    (unbroken..at).find_map(|start| {
        let found = said_before(words, start..at, known, titles)?;
        Some((found, opening(words, start, free_from)..at + 1))
    })
}

/// Returns where the words begin that lead to the recording or its description at `at`.
fn opening(words: &[QuestionWord], at: usize, free_from: usize) -> usize {
    let may_go = |at: usize| at > free_from;
    let articles = ["the", "this", "that", "our"];
    let article = usize::from(may_go(at) && follows_any(words, at, &articles));
    let into = usize::from(may_go(at - article) && follows_any(words, at - article, &INTO));
    at - article - into
}

/// Returns what "12" or "from 3 May" after the recording says, and where it ends.
fn said_after(
    words: &[QuestionWord],
    at: usize,
    known: &Referents,
    titles: &TranscriptTitles,
) -> Option<(Pointer, usize)> {
    let number = at + 1 + usize::from(is_any(words, at + 1, &["number", "no"]));
    if let Some((transcript, end)) = titles.by_number(words, at, number) {
        return Some((Pointer::Transcripts(vec![transcript]), end));
    }
    if !is_any(words, at + 1, &["from", "on", "of", "dated", "in"]) {
        return None;
    }
    let start = at + 2 + usize::from(is_any(words, at + 2, &["the"]));
    let (days, taken) = days_at(words, start, known.today)?;
    // "The meeting in 2019" may be a meeting that is talked about.
    let is_bare = taken == 1 && is_any(words, at + 1, &["in", "of"]);
    (!is_bare).then_some((Pointer::Days(days), start + taken))
}

/// Returns what the words before a recording say about it; it stands where they end.
fn said_before(
    words: &[QuestionWord],
    range: Range<usize>,
    known: &Referents,
    titles: &TranscriptTitles,
) -> Option<Pointer> {
    let Range { start, end } = range;
    let led = is_any(words, opening(words, start, 0), &INTO);
    if let Some((days, taken)) = days_at(words, start, known.today)
        && start + taken == end
    {
        let is_owner = words[end - 1].possessive;
        return (led || is_owner).then_some(Pointer::Days(days));
    }
    if !led {
        return None;
    }
    if let Some(extreme) = extreme(words, start, end) {
        let found = dated(known, extreme).map(Pointer::Transcripts);
        return Some(found.unwrap_or(Pointer::Undated(extreme)));
    }
    let transcript = titles.by_phrase(words, start..end)?;
    Some(Pointer::Transcripts(vec![transcript]))
}

/// Returns the transcript that "in" at `at` and a title behind it name.
fn title_at(
    words: &[QuestionWord],
    at: usize,
    titles: &TranscriptTitles,
) -> Option<(Pointer, Range<usize>)> {
    if !is_any(words, at, &["in", "from", "during", "on"]) {
        return None;
    }
    let article = at + 1 + usize::from(is_any(words, at + 1, &["the"]));
    [at + 1, article].into_iter().find_map(|start| {
        let (transcript, taken) = titles.by_name(words, start)?;
        Some((Pointer::Transcripts(vec![transcript]), at..start + taken))
    })
}

/// The earliest or the latest of all recordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extreme {
    /// The earliest recording.
    First,
    /// The latest recording.
    Last,
}

fn extreme(words: &[QuestionWord], start: usize, end: usize) -> Option<Extreme> {
    let is_defined = is_any(words, end + 1, &DEFINING) && !words[end + 1].follows_punctuation;
    if is_defined || is_any(words, end, &["interview"]) {
        return None;
    }
    let most = usize::from(is_any(words, start, &["most", "very"]));
    if start + most + 1 != end {
        return None;
    }
    if is_any(words, end - 1, &["latest", "last", "newest", "recent"]) {
        Some(Extreme::Last)
    } else if is_any(words, end - 1, &["first", "earliest", "oldest"]) {
        Some(Extreme::First)
    } else {
        None
    }
}

/// Returns the transcripts of the first or the last date; nothing where none has a date.
fn dated(known: &Referents, extreme: Extreme) -> Option<Vec<usize>> {
    let dates = known.transcripts.iter().filter_map(|known| known.date);
    let date = match extreme {
        Extreme::First => dates.min(),
        Extreme::Last => dates.max(),
    }?;
    let of_that_day = |&place: &usize| known.transcripts[place].date == Some(date);
    Some((0..known.transcripts.len()).filter(of_that_day).collect())
}
