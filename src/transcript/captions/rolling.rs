//! Reads rolling captions, as YouTube's speech recognition writes them in WebVTT and SRT.
//!
//! ```text
//! window = timing { row }          (two rows; new words appear below, the former row stands above)
//! row    = words { "<" clock "><c>" words "</c>" }
//! ```
//!
//! Example: `00:02.000 --> 00:04.500⏎former words⏎new<00:02.400><c> words</c>`, then for 10 ms
//! `new words` alone, then `new words` again above the next row.
//!
//! Each row is read once. The first rows of a window are repeated ones where the window before
//! ended with the same rows and no word in them has a time. A word's time tag gives its start, and
//! the next tag its end. Rolling captions name nobody.

use std::iter;

use super::markup::{leading_tag, strip_markup};
use super::timing::{is_number, split_times};
use crate::time::parse_clock;
use crate::transcript::assemble::{Assembler, Times, TurnBreak, Word};
use crate::transcript::warning::{Place, Warning};

/// The most rows that a window repeats. A screen has two rows; some writers have three.
const MOST_ROWS: usize = 4;

/// The most words of a row that are held at once.
const MOST_HELD_WORDS: usize = 1000;

/// The content of the screen during one caption.
struct RollingWindow<'a> {
    place: Place,
    /// Its start and end, where they can be read.
    times: Option<(u64, u64)>,
    /// Its rows without the blank ones, except for a blank first row, which says that no row is
    /// repeated.
    rows: Vec<&'a str>,
}

/// Reads the text, or returns `None` where its captions do not roll.
pub(super) fn parse(text: &str) -> Option<Assembler> {
    if !rolls(text) {
        return None;
    }
    let mut assembler = Assembler::of_text(text);
    let mut before: Vec<&str> = Vec::new();
    for_each_window(text, |window| match window {
        Ok(window) => {
            let n_old = n_repeated_rows(&before, &window.rows);
            for row in &window.rows[n_old..] {
                push_row(&mut assembler, &window, row);
            }
            before = window.rows;
        }
        Err(warning) => assembler.warn(warning),
    });
    Some(assembler)
}

/// Calls `each` with every window of a file, and with a warning for what cannot be read. A window
/// goes from its timing line to the next one.
fn for_each_window<'a>(text: &'a str, mut each: impl FnMut(Result<RollingWindow<'a>, Warning>)) {
    let mut window: Option<RollingWindow<'_>> = None;
    let mut region = if text.trim_start().starts_with("WEBVTT") {
        Region::Header
    } else {
        Region::Outside
    };
    let mut before = "";
    let mut lines = text.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let is_above_times = lines.peek().is_some_and(|(_, next)| next.contains("-->"));
        let place = Place::Line(index + 1);
        if line.contains("-->") {
            let times = split_times(line);
            window
                .take()
                .into_iter()
                .for_each(|window| each(Ok(window)));
            if times.is_none() {
                each(Err(Warning::unreadable_time(place, line)));
            }
            region = Region::Window;
            window = Some(RollingWindow {
                place,
                times,
                rows: Vec::new(),
            });
        } else if before.is_empty() && is_comment(line) {
            region = Region::Comment;
        } else if is_number(line) && is_above_times {
            region = region.after_blank();
        } else if let (Region::Window, Some(window)) = (region, window.as_mut()) {
            if window.rows.is_empty() || !line.trim().is_empty() {
                window.rows.push(line.trim());
            }
        } else if line.trim().is_empty() {
            region = region.after_blank();
        } else if region == Region::Outside && !is_above_times {
            each(Err(Warning::no_cue(place, &strip_markup(line))));
        }
        before = line;
    }
    window.into_iter().for_each(|window| each(Ok(window)));
}

/// What a line belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Region {
    /// The lines above the first blank one.
    Header,
    Comment,
    Window,
    Outside,
}

impl Region {
    fn after_blank(self) -> Self {
        match self {
            Region::Window => self,
            _ => Region::Outside,
        }
    }
}

fn is_comment(line: &str) -> bool {
    line == "NOTE" || line.starts_with("NOTE ") || line == "STYLE" || line == "REGION"
}

/// Returns whether captions roll: some word has a time; or repeated rows stand above new ones at
/// least twice, and half of the windows repeat a row of the window before.
fn rolls(text: &str) -> bool {
    let (mut n_windows, mut n_rolled, mut n_repeated) = (0, 0, 0);
    let mut has_times = false;
    let mut before: Vec<&str> = Vec::new();
    for_each_window(text, |window| {
        let Ok(RollingWindow { rows, .. }) = window else {
            return;
        };
        has_times = has_times || rows.iter().any(|row| has_timed_words(row));
        let n_old = n_repeated_rows(&before, &rows);
        n_windows += 1;
        n_repeated += usize::from(n_old > 0);
        n_rolled += usize::from(n_old > 0 && n_old < rows.len());
        before = rows;
    });
    has_times || (n_rolled >= 2 && n_repeated * 2 >= n_windows - 1)
}

/// Returns how many rows at the start of a window are the last rows of the window before.
fn n_repeated_rows(before: &[&str], rows: &[&str]) -> usize {
    let untimed = rows.iter().take_while(|row| !has_timed_words(row)).count();
    let most = untimed.min(before.len()).min(MOST_ROWS);
    let same = |(a, b): (&&str, &&str)| strip_markup(a).trim() == strip_markup(b).trim();
    (1..=most)
        .rev()
        .find(|&n| before[before.len() - n..].iter().zip(rows).all(same))
        .unwrap_or(0)
}

fn has_timed_words(row: &str) -> bool {
    next_time_tag(row).is_some()
}

/// Returns where the first time tag of a row begins and ends, and its time.
fn next_time_tag(row: &str) -> Option<(usize, usize, u64)> {
    row.match_indices('<').find_map(|(at, _)| {
        let (length, inner) = leading_tag(&row[at..])?;
        Some((at, at + length, parse_clock(inner)?))
    })
}

fn push_row(assembler: &mut Assembler, window: &RollingWindow<'_>, row: &str) {
    if row.is_empty() {
        return;
    }
    let Some(times) = window.times else {
        return assembler.push(window.place, None, Times::default(), &strip_markup(row));
    };
    if !has_timed_words(row) {
        let text = strip_markup(row);
        if !text.trim().is_empty() {
            assembler.push(window.place, None, times.into(), &text);
        }
        return;
    }
    let mut pieces = pieces(times, row);
    let (mut after_space, mut turn_break) = (true, TurnBreak::BetweenLines);
    loop {
        let held: Vec<(String, Times)> = pieces.by_ref().take(MOST_HELD_WORDS).collect();
        if held.is_empty() {
            break;
        }
        let words = held.iter().map(|(text, times)| {
            let spaced = after_space || text.starts_with(char::is_whitespace);
            after_space = text.ends_with(char::is_whitespace);
            Word {
                text: text.trim(),
                times: *times,
                spaced,
            }
        });
        let words: Vec<Word<'_>> = words.collect();
        assembler.push_words(window.place, None, &words, turn_break);
        turn_break = TurnBreak::Never;
    }
}

/// Returns the words of a row between its time tags, with their times.
fn pieces((mut start_ms, end_ms): (u64, u64), row: &str) -> impl Iterator<Item = (String, Times)> {
    let mut rest = Some(row);
    iter::from_fn(move || {
        let words = rest?;
        let Some((at, tag_end, time_ms)) = next_time_tag(words) else {
            rest = None;
            return Some((strip_markup(words), (start_ms, end_ms).into()));
        };
        let piece = (strip_markup(&words[..at]), (start_ms, time_ms).into());
        (rest, start_ms) = (Some(&words[tag_end..]), time_ms);
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use crate::transcript::model::{Cue, Turn};

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
