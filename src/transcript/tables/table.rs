//! Reads tables with a header that names the columns: CSV and the like.
//!
//! ```text
//! table  = header { row }           (cells separated by commas, tabs, semicolons or bars)
//! header = names of columns, some of which hold a transcript
//! ```
//!
//! Example: `start_ms,end_ms,speaker,text⏎480,3900,Iris,"I heard it, as a child."`.
//! [`columns`](super::super::columns) decides which column holds what, and when a number is a time. A
//! cell may be in quotation marks, which are doubled inside it, and hold line ends. Between tabs a
//! quotation mark is a character, since most programs write tabs without quoting. A number as
//! speaker is read as `Speaker 3`.

use csv::{Position, ReaderBuilder, StringRecord};

use super::{whisper_cpp, whisper_tsv};
use crate::transcript::assemble::Assembler;
use crate::transcript::columns::{Layout, TimeColumn};
use crate::transcript::error::ParseError;
use crate::transcript::options::ParseOptions;
use crate::transcript::raw_time::{RawTime, RawTimes};
use crate::transcript::warning::{Place, Warning};

/// What separates cells, in the order in which it is tried.
const DELIMITERS: [u8; 4] = [b'\t', b',', b';', b'|'];

/// The longest header.
const MOST_HEADER_BYTES: usize = 10_000;

/// Returns whether the text begins with a header that names the columns of a transcript. Whisper's own
/// header is another format.
pub(crate) fn has_header(text: &str, options: &ParseOptions) -> bool {
    !whisper_tsv::has_header(text) && delimiter(text, options).is_some()
}

/// Reads every row.
///
/// # Errors
/// Fails for a header without the required columns, and for a time in an unknown unit.
pub(crate) fn parse(text: &str, options: &ParseOptions) -> Result<Assembler, ParseError> {
    let delimiter = delimiter(text, options).ok_or(ParseError::NoColumns)?;
    let header = header(text, delimiter);
    let names: Vec<&str> = header.iter().collect();
    let unit = options.time_unit.or_else(|| whisper_cpp::unit(text));
    let layout = Layout::find(&names, options.columns.as_ref(), unit);
    let layout = layout.ok_or(ParseError::NoColumns)?;
    let mut assembler = Assembler::of_text(text);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(delimiter != b'\t')
        .flexible(true)
        .from_reader(text.as_bytes());
    for row in reader.records() {
        match row {
            Ok(row) => push_row(&mut assembler, &layout, &row)?,
            Err(error) => assembler.unreadable(place_of(error.position()), &error.to_string()),
        }
    }
    Ok(assembler)
}

/// Returns what separates the cells of the header, where it names the columns of a transcript. With
/// a wrong delimiter the header has a single cell and is not recognised.
fn delimiter(text: &str, options: &ParseOptions) -> Option<u8> {
    DELIMITERS.into_iter().find(|&delimiter| {
        let header = header(text, delimiter);
        let names: Vec<&str> = header.iter().collect();
        Layout::find(&names, options.columns.as_ref(), options.time_unit).is_some()
    })
}

/// Returns the cells of the first line.
fn header(text: &str, delimiter: u8) -> StringRecord {
    let line = text.lines().find(|line| !line.is_empty());
    let line = line.filter(|line| line.len() <= MOST_HEADER_BYTES);
    let mut header = StringRecord::new();
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .from_reader(line.unwrap_or_default().as_bytes());
    // Reading from memory cannot fail. A line that is no record has no cells.
    if !reader.read_record(&mut header).unwrap_or(false) {
        header.clear();
    }
    header.trim();
    header
}

fn push_row(
    assembler: &mut Assembler,
    layout: &Layout<'_>,
    row: &StringRecord,
) -> Result<(), ParseError> {
    let place = place_of(row.position());
    let cell = |column: usize| row.get(column).unwrap_or_default();
    let time = |column: Option<TimeColumn<'_>>| {
        column.map_or(Ok(RawTime::Absent), |column| {
            column.time(cell(column.place))
        })
    };
    let (start, end) = (time(layout.start)?, time(layout.end)?);
    let times = RawTimes { start, end };
    for text in times.invalid() {
        assembler.warn(Warning::unreadable_time(place, text));
    }
    let speaker = layout.speaker.and_then(|column| label(cell(column)));
    let words = cell(layout.text).replace(['\n', '\t'], " ");
    assembler.push(place, speaker.as_deref(), times.readable(), &words);
    Ok(())
}

fn place_of(position: Option<&Position>) -> Place {
    Place::Line(position.map_or(1, |position| position.line() as usize))
}

/// Returns the speaker label of a cell: a name, or a number as `Speaker 3`. `?` names nobody.
fn label(cell: &str) -> Option<String> {
    let words: Vec<&str> = cell.split_whitespace().collect();
    let label = words.join(" ");
    if label.is_empty() || label == "?" {
        None
    } else if label.bytes().all(|byte| byte.is_ascii_digit()) {
        Some(format!("Speaker {label}"))
    } else {
        Some(label)
    }
}

#[cfg(test)]
mod tests {
    use crate::transcript::error::ParseError;
    use crate::transcript::format::Format;
    use crate::transcript::options::ParseOptions;
    use crate::transcript::parse::{Parsed, parse};
    use crate::transcript::raw_time::TimeUnit;

    use crate::time::Span;

    fn read(text: &str) -> Result<Parsed, ParseError> {
        let parsed = parse(text.as_bytes(), &ParseOptions::default())?;
        assert_eq!(parsed.format, Format::Table);
        Ok(parsed)
    }

    #[test]
    fn a_row_is_a_line() {
        let parsed = read("start_ms,end_ms,speaker,text\n480,3900,Iris,I heard it.\n").unwrap();
        assert_eq!(parsed.turns[0].speaker.as_deref(), Some("Iris"));
        assert_eq!(parsed.turns[0].span, Some(Span::new(480, 3900)));
        assert!(parsed.warnings.is_empty());
    }

    #[test]
    fn cells_in_quotation_marks_hold_delimiters_and_line_ends() {
        let text = "Speaker;Start Time;Text\n1;0:01.5;\"He said: \"\"ring;\"\"\nand left.\"\n\n2;0:09;Yes.\n";
        let parsed = read(text).unwrap();
        assert_eq!(parsed.turns[0].text, "He said: \"ring;\" and left.");
        assert_eq!(parsed.turns[1].speaker.as_deref(), Some("Speaker 2"));
        assert_eq!(parsed.turns[1].span, Some(Span::new(9000, 9000)));
    }

    #[test]
    fn between_tabs_a_quotation_mark_is_a_character() {
        let parsed = read("speaker\ttext\nAnn\t\"Ring,\" he said.\nBen\t\"No.\n").unwrap();
        assert_eq!(parsed.turns[0].text, "\"Ring,\" he said.");
        assert_eq!(parsed.turns[1].text, "\"No.");
    }

    #[test]
    fn a_number_without_a_unit_asks_for_one() {
        let text = "speaker,start,text\nAnn,12,Yes.\n";
        let refused = read(text).unwrap_err();
        assert_eq!(refused, ParseError::NoTimeUnit("start".into()));
        let options = ParseOptions {
            time_unit: Some(TimeUnit::Milliseconds),
            ..ParseOptions::default()
        };
        let parsed = parse(text.as_bytes(), &options).unwrap();
        assert_eq!(parsed.turns[0].span, Some(Span::new(12, 12)));
    }

    #[test]
    fn the_table_of_whisper_cpp_needs_no_unit() {
        let parsed = read("start,end,speaker,text\n0,1960,1,\" It rang.\"\n1960,2000,?,\" So.\"\n");
        let turns = parsed.unwrap().turns;
        assert_eq!(turns[0].speaker.as_deref(), Some("Speaker 1"));
        assert_eq!(turns[0].span, Some(Span::new(0, 1960)));
        assert_eq!(
            (turns[1].speaker.as_deref(), &*turns[1].text),
            (None, "So.")
        );
    }

    #[test]
    fn columns_that_are_given_make_any_table_a_transcript() {
        let text = "WHO|WORDS\nAnn|Yes.\n";
        assert_eq!(read(text), Err(ParseError::UnknownFormat));
        let given = |columns: &str| ParseOptions {
            columns: columns.parse().ok(),
            ..ParseOptions::default()
        };
        let parsed = parse(text.as_bytes(), &given("speaker=WHO,text=WORDS")).unwrap();
        assert_eq!(parsed.turns[0].speaker.as_deref(), Some("Ann"));
        let refused = parse(text.as_bytes(), &given("speaker=WHOM,text=WORDS"));
        assert_eq!(refused, Err(ParseError::NoColumns));
    }

    #[test]
    fn short_rows_and_impossible_times_are_warnings_with_their_line() {
        let parsed = read("text,speaker,start_s\nYes.,Ann,-4\n,Ben,5\nNo.\n").unwrap();
        let told: Vec<String> = parsed
            .warnings
            .iter()
            .map(|w| format!("{}: {w}", w.place))
            .collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told[0].starts_with("2: cannot read this time, the words are kept without it: -4"),
            "{told:?}"
        );
        assert_eq!(told[1], "3: a time or a name without words, left out");
        assert_eq!(parsed.turns[1].text, "No.");
    }
}
