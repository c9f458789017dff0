//! Which recordings a question means, where it says so.
//!
//! In: words, the known transcripts, today's date. Out: transcripts, days, and the words that said
//! it. Never here: a date of the content ("in 2019"), or a guess at a title.

use std::ops::Range;

use super::Known;
use super::calendar::{Days, days_at};
use super::titles::{RECORDINGS, Titles};
use super::words::{Word, follows_any, is_any};

/// What a question says about where to look.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Hints {
    /// Ids of transcripts, each once.
    pub(super) transcripts: Vec<String>,
    /// The days of the recording.
    pub(super) days: Option<Days>,
    /// The recording that it means by its place among all days, where no recording has a day.
    pub(super) undated: Option<Extreme>,
    /// The words that say so, in order and without overlap.
    pub(super) words: Vec<Range<usize>>,
}

/// What a hint found.
enum Found {
    /// Transcripts, by their places in [`Known::transcripts`].
    Transcripts(Vec<usize>),
    Days(Days),
    Undated(Extreme),
}

/// What leads to a recording.
const INTO: [&str; 7] = ["in", "from", "during", "on", "at", "of", "within"];

/// How many words may stand between `in the` and `episode`.
const MOST_MODIFIERS: usize = 8;

/// What makes "the last meeting" one of the content.
const DEFINING: [&str; 13] = [
    "with", "of", "between", "about", "that", "where", "when", "who", "at", "on", "for", "he",
    "she",
];

/// Returns every hint in a question.
pub(super) fn hints(words: &[Word], known: &Known) -> Hints {
    let titles = Titles::of(&known.transcripts);
    let mut hints = Hints::default();
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
            Found::Transcripts(transcripts) => {
                for transcript in transcripts {
                    let id = &known.transcripts[transcript].id;
                    if !hints.transcripts.contains(id) {
                        hints.transcripts.push(id.clone());
                    }
                }
            }
            Found::Days(days) => {
                hints.days.get_or_insert(days);
            }
            Found::Undated(extreme) => hints.undated = Some(extreme),
        }
        at = taken.end.max(at + 1);
        free_from = at;
        hints.words.push(taken);
    }
    hints
}

/// Returns what the recording named at `at` ("episode") is, and the words that say it.
fn recording_at(
    words: &[Word],
    at: usize,
    free_from: usize,
    known: &Known,
    titles: &Titles,
) -> Option<(Found, Range<usize>)> {
    if !is_any(words, at, &RECORDINGS) {
        return None;
    }
    if let Some((found, end)) = said_after(words, at, known, titles) {
        return Some((found, opening(words, at, free_from)..end));
    }
    let first = at.saturating_sub(MOST_MODIFIERS).max(free_from);
    let unbroken = (first..at)
        .rev()
        .take_while(|&start| !words[start + 1].breaks)
        .last()?;
    (unbroken..at).find_map(|start| {
        let found = said_before(words, start..at, known, titles)?;
        Some((found, opening(words, start, free_from)..at + 1))
    })
}

/// Returns where the words begin that lead to the recording or its description at `at`.
fn opening(words: &[Word], at: usize, free_from: usize) -> usize {
    let may_go = |at: usize| at > free_from;
    let articles = ["the", "this", "that", "our"];
    let article = usize::from(may_go(at) && follows_any(words, at, &articles));
    let into = usize::from(may_go(at - article) && follows_any(words, at - article, &INTO));
    at - article - into
}

/// Returns what "12" or "from 3 May" after the recording says, and where it ends.
fn said_after(words: &[Word], at: usize, known: &Known, titles: &Titles) -> Option<(Found, usize)> {
    let number = at + 1 + usize::from(is_any(words, at + 1, &["number", "no"]));
    if let Some(transcript) = titles.numbered(words, number) {
        return Some((Found::Transcripts(vec![transcript]), number + 1));
    }
    if !is_any(words, at + 1, &["from", "on", "of", "dated", "in"]) {
        return None;
    }
    let start = at + 2 + usize::from(is_any(words, at + 2, &["the"]));
    let (days, taken) = days_at(words, start, known.today)?;
    // "The meeting in 2019" may be one that they talk of.
    let is_bare = taken == 1 && is_any(words, at + 1, &["in", "of"]);
    (!is_bare).then_some((Found::Days(days), start + taken))
}

/// Returns what the words before a recording say about it; it stands where they end.
fn said_before(
    words: &[Word],
    range: Range<usize>,
    known: &Known,
    titles: &Titles,
) -> Option<Found> {
    let Range { start, end } = range;
    let led = is_any(words, opening(words, start, 0), &INTO);
    if let Some((days, taken)) = days_at(words, start, known.today)
        && start + taken == end
    {
        let is_owner = words[end - 1].possessive;
        return (led || is_owner).then_some(Found::Days(days));
    }
    if !led {
        return None;
    }
    if let Some(extreme) = extreme(words, start, end) {
        let found = dated(known, extreme).map(Found::Transcripts);
        return Some(found.unwrap_or(Found::Undated(extreme)));
    }
    let transcript = titles.titled(words, start..end)?;
    Some(Found::Transcripts(vec![transcript]))
}

/// Returns the transcript that "in" at `at` and a title behind it name.
fn title_at(words: &[Word], at: usize, titles: &Titles) -> Option<(Found, Range<usize>)> {
    if !is_any(words, at, &["in", "from", "during", "on"]) {
        return None;
    }
    let article = at + 1 + usize::from(is_any(words, at + 1, &["the"]));
    [at + 1, article].into_iter().find_map(|start| {
        let (transcript, taken) = titles.whole(words, start)?;
        Some((Found::Transcripts(vec![transcript]), at..start + taken))
    })
}

/// One end of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extreme {
    /// The earliest recording.
    First,
    /// The latest recording.
    Last,
}

fn extreme(words: &[Word], start: usize, end: usize) -> Option<Extreme> {
    let is_defined = is_any(words, end + 1, &DEFINING) && !words[end + 1].breaks;
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
fn dated(known: &Known, extreme: Extreme) -> Option<Vec<usize>> {
    let dates = known.transcripts.iter().filter_map(|known| known.date);
    let date = match extreme {
        Extreme::First => dates.min(),
        Extreme::Last => dates.max(),
    }?;
    let of_that_day = |&place: &usize| known.transcripts[place].date == Some(date);
    Some((0..known.transcripts.len()).filter(of_that_day).collect())
}
