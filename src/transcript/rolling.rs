//! Rolling captions: the windows of YouTube's speech recognition, in WebVTT and SRT.
//!
//! ```text
//! window = timing { row }          (two rows; new words come in below, the former row stands above)
//! row    = words { "<" clock "><c>" words "</c>" }
//! ```
//!
//! Example: `00:02.000 --> 00:04.500⏎former words⏎new<00:02.400><c> words</c>`, then for 10 ms
//! `new words` alone, then `new words` again above the next row.
//!
//! Each row is said once: the rows with which a window begins, where the window before it ended with
//! them and no word in them has a time, are old. A word's time tag says when it begins, and the next
//! one's when it ends. Nobody is named.

use super::assemble::{Assembler, Joins, Line, TimedWords, Word};
use super::markup::{caption_tag, plain};
use super::srt::{is_number, split_times};
use super::{Place, Warning};
use crate::time::parse_clock;

/// A screen has two rows; some writers have three.
const MOST_ROWS: usize = 4;

/// A caption as it stands on the screen.
struct Window<'a> {
    number: usize,
    /// When it begins and ends, where that can be read.
    times: Option<(u64, u64)>,
    /// Without blank rows but one at the beginning, which says that nothing stands above.
    rows: Vec<&'a str>,
}

/// Reads the text, or returns `None` where its captions do not roll.
pub(super) fn parse(text: &str) -> Option<Assembler> {
    let mut assembler = Assembler::default();
    let windows = windows(text, &mut assembler);
    if !rolls(&windows) {
        return None;
    }
    let mut before: &[&str] = &[];
    for window in &windows {
        let old = rows_shared(before, &window.rows);
        for row in &window.rows[old..] {
            push(&mut assembler, window, row);
        }
        before = &window.rows;
    }
    Some(assembler)
}

/// Returns the windows of a file; what follows a timing line, up to the next, is its window.
fn windows<'a>(text: &'a str, assembler: &mut Assembler) -> Vec<Window<'a>> {
    let mut windows: Vec<Window<'_>> = Vec::new();
    let mut stands = if text.starts_with("WEBVTT") {
        Stands::Head
    } else {
        Stands::Nowhere
    };
    let mut before = "";
    let mut lines = text.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let next = lines.peek().map(|(_, next)| *next);
        if line.contains("-->") {
            let times = split_times(line);
            if times.is_none() {
                assembler.note(Warning::unreadable_time(Place::Line(index + 1), line));
            }
            stands = Stands::Window;
            windows.push(Window {
                number: index + 1,
                times,
                rows: Vec::new(),
            });
        } else if before.is_empty() && is_comment(line) {
            stands = Stands::Comment;
        } else if is_number(line) && next.is_some_and(|next| next.contains("-->")) {
            stands = stands.after_blank();
        } else if let (Stands::Window, Some(window)) = (stands, windows.last_mut()) {
            if window.rows.is_empty() || !line.trim().is_empty() {
                window.rows.push(line.trim());
            }
        } else if line.trim().is_empty() {
            stands = stands.after_blank();
        } else if stands == Stands::Nowhere && !next.is_some_and(|next| next.contains("-->")) {
            assembler.note(Warning::no_cue(Place::Line(index + 1), &plain(line)));
        }
        before = line;
    }
    windows
}

/// What a line belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Stands {
    /// The lines before the first blank one.
    Head,
    Comment,
    Window,
    Nowhere,
}

impl Stands {
    fn after_blank(self) -> Self {
        match self {
            Stands::Window => self,
            _ => Stands::Nowhere,
        }
    }
}

fn is_comment(line: &str) -> bool {
    line == "NOTE" || line.starts_with("NOTE ") || line == "STYLE" || line == "REGION"
}

/// Words with times settle it; else old rows above new ones, twice at least, and in half of the
/// windows a row of the one before.
fn rolls(windows: &[Window<'_>]) -> bool {
    let mut rows = windows.iter().flat_map(|window| &window.rows);
    if rows.any(|row| has_timed_words(row)) {
        return true;
    }
    let (mut rolled, mut repeated) = (0, 0);
    for pair in windows.windows(2) {
        let shared = rows_shared(&pair[0].rows, &pair[1].rows);
        repeated += usize::from(shared > 0);
        rolled += usize::from(shared > 0 && shared < pair[1].rows.len());
    }
    rolled >= 2 && repeated * 2 >= windows.len() - 1
}

/// Returns how many rows at the beginning of a window are the last ones of the window before.
fn rows_shared(before: &[&str], rows: &[&str]) -> usize {
    let untimed = rows.iter().take_while(|row| !has_timed_words(row)).count();
    let most = untimed.min(before.len()).min(MOST_ROWS);
    let same = |(a, b): (&&str, &&str)| plain(a).trim() == plain(b).trim();
    (1..=most)
        .rev()
        .find(|&shared| before[before.len() - shared..].iter().zip(rows).all(same))
        .unwrap_or(0)
}

fn has_timed_words(row: &str) -> bool {
    next_time(row).is_some()
}

/// Returns where the first time tag of a row begins and ends, and its time.
fn next_time(row: &str) -> Option<(usize, usize, u64)> {
    row.match_indices('<').find_map(|(at, _)| {
        let (length, inner) = caption_tag(&row[at..])?;
        Some((at, at + length, parse_clock(inner)?))
    })
}

fn push(assembler: &mut Assembler, window: &Window<'_>, row: &str) {
    let place = Place::Line(window.number);
    if row.is_empty() {
        return;
    }
    let Some((start_ms, end_ms)) = window.times else {
        return assembler.push(Line {
            place,
            speaker: None,
            start_ms: None,
            end_ms: None,
            text: &plain(row),
        });
    };
    let pieces = pieces(start_ms, end_ms, row);
    if let [(text, ..)] = &pieces[..] {
        if !text.trim().is_empty() {
            assembler.push(Line {
                place,
                speaker: None,
                start_ms: Some(start_ms),
                end_ms: Some(end_ms),
                text,
            });
        }
        return;
    }
    let mut spaced = true;
    let words: Vec<Word<'_>> = pieces
        .iter()
        .map(|(text, start_ms, end_ms)| {
            let joins = if spaced || text.starts_with(char::is_whitespace) {
                Joins::Spaced
            } else {
                Joins::Attached
            };
            spaced = text.ends_with(char::is_whitespace);
            Word {
                text: text.trim(),
                start_ms: Some(*start_ms),
                end_ms: Some(*end_ms),
                joins,
            }
        })
        .collect();
    assembler.push_words(TimedWords {
        place,
        speaker: None,
        words: &words,
    });
}

/// Cuts a row at its time tags: words, when they begin, when they end.
fn pieces(mut start_ms: u64, end_ms: u64, row: &str) -> Vec<(String, u64, u64)> {
    let mut pieces = Vec::new();
    let mut rest = row;
    while let Some((at, tag_end, time_ms)) = next_time(rest) {
        pieces.push((plain(&rest[..at]), start_ms, time_ms));
        (rest, start_ms) = (&rest[tag_end..], time_ms);
    }
    pieces.push((plain(rest), start_ms, end_ms));
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::{Cue, Turn};
    use super::*;
    use crate::time::Span;

    fn turn(text: &str) -> Turn {
        let (turns, warnings) = parse(text).unwrap().finish();
        assert_eq!(
            (turns.len(), warnings.len()),
            (1, 0),
            "{turns:?}{warnings:?}"
        );
        turns[0].clone()
    }

    const ROLLING: &str = "WEBVTT\nKind: captions\nLanguage: en\n\n\
        00:00:00.480 --> 00:00:02.510 align:start position:0%\n \nthe<00:00:00.800><c> old</c><00:00:01.200><c> bell</c>\n\n\
        00:00:02.510 --> 00:00:02.520 align:start position:0%\nthe old bell\n \n\n\
        00:00:02.520 --> 00:00:05.230 align:start position:0%\nthe old bell\n&lt;i&gt;yes&lt;/i&gt;\n\n\
        00:00:05.230 --> 00:00:05.240 align:start position:0%\nyes\n \n\n\
        00:00:05.240 --> 00:00:07.000 align:start position:0%\nyes\nit<00:00:05.800><c> rang</c>\n\n";

    #[test]
    fn rows_that_stay_on_the_screen_are_said_once() {
        assert_eq!(turn(ROLLING).text, "the old bell yes it rang");
    }

    #[test]
    fn a_tag_gives_its_word_a_time() {
        let turn = turn(ROLLING);
        let word = |text_start, start_ms, end_ms| Cue {
            text_start,
            span: Span::new(start_ms, end_ms),
        };
        assert_eq!(turn.cues[1], word(4, 800, 1200));
        assert_eq!(turn.cues[2], word(8, 1200, 2510));
        assert_eq!(turn.cues[3], word(13, 2520, 5230));
        assert_eq!(turn.cues.len(), 6);
    }

    #[test]
    fn a_word_said_again_is_kept() {
        let text = "WEBVTT\n\n00:01.000 --> 00:02.000\n \nso<00:01.500><c> no</c>\n\n\
            00:02.000 --> 00:02.010\nso no\n \n\n00:02.010 --> 00:03.000\nso no\nno\n\n\
            00:03.000 --> 00:03.010\nno\n \n\n00:03.010 --> 00:04.000\nno\nno\n";
        assert_eq!(turn(text).text, "so no no no");
    }

    #[test]
    fn rows_without_tags_roll_in_srt() {
        let text = "1\n00:00:00,480 --> 00:00:02,510\n\nthe old bell\n\n\
            2\n00:00:02,510 --> 00:00:05,230\nthe old bell\nof the ferry\n\n\
            3\n00:00:05,230 --> 00:00:07,000\nof the ferry\nrang\n";
        assert_eq!(turn(text).text, "the old bell of the ferry rang");
    }

    #[test]
    fn captions_that_only_repeat_a_word_do_not_roll() {
        let text = "1\n00:00:00,000 --> 00:00:01,000\nNo.\n\n2\n00:00:01,000 --> 00:00:02,000\nNo.\n\n\
            3\n00:00:02,000 --> 00:00:03,000\nNo.\nSo?\n\n4\n00:00:03,000 --> 00:00:04,000\nFine.\n";
        assert!(parse(text).is_none());
        assert!(parse("WEBVTT\n\n").is_none());
    }

    #[test]
    fn lines_of_no_window_are_a_warning() {
        let stray = "\n\nNOTE\nmine\n\nSo it is.\n\n00:00:05.240 -->";
        let (turns, warnings) = parse(&ROLLING.replace("\n\n00:00:05.240 -->", stray))
            .unwrap()
            .finish();
        assert_eq!(turns[0].text, "the old bell yes it rang");
        assert_eq!(warnings, [Warning::no_cue(Place::Line(24), "So it is.")]);
    }

    #[test]
    fn a_window_with_a_broken_time_keeps_its_words_without_one() {
        let broken = ROLLING.replace("00:00:05.240 -->", "00:00:0x.240 -->");
        let (turns, warnings) = parse(&broken).unwrap().finish();
        assert_eq!(turns[0].text, "the old bell yes");
        assert_eq!((&*turns[1].text, turns[1].span), ("it rang", None));
        assert_eq!((turns.len(), warnings.len()), (2, 1));
        assert_eq!(warnings[0].place, Place::Line(21));
    }
}
