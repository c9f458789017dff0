//! Recognises the CSV of whisper.cpp, whose times are milliseconds.
//!
//! ```text
//! file = "start,end," [ "speaker," ] "text" { row }
//! row  = tens of milliseconds "," tens of milliseconds "," [ label "," ] words in quotation marks
//! ```
//!
//! Example: `480,3900," Welcome to the workshop."`. The header does not say the unit, so every row must
//! look like one of whisper.cpp: it counts in hundredths of a second, writes them as milliseconds, and
//! puts all words in quotation marks.

use crate::transcript::raw_time::TimeUnit;

/// Returns the unit of times, where the text is a table of whisper.cpp.
pub(crate) fn unit(text: &str) -> Option<TimeUnit> {
    let mut lines = text.lines();
    let n_labels = match lines.next()?.trim_end() {
        "start,end,text" => 0,
        "start,end,speaker,text" => 1,
        _ => return None,
    };
    let mut rows = lines.filter(|line| !line.trim().is_empty()).peekable();
    rows.peek()?;
    rows.all(|row| is_row(row, n_labels))
        .then_some(TimeUnit::Milliseconds)
}

fn is_row(row: &str, n_labels: usize) -> bool {
    let mut cells = row.splitn(3 + n_labels, ',');
    let mut is_time = || cells.next().is_some_and(is_time);
    let timed = is_time() && is_time();
    let words = cells.nth(n_labels).map(str::trim_end);
    timed
        && words
            .is_some_and(|words| words.len() > 1 && words.starts_with('"') && words.ends_with('"'))
}

fn is_time(cell: &str) -> bool {
    cell == "0"
        || (cell.len() > 1 && cell.ends_with('0') && cell.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_as_whisper_cpp_writes_them_are_milliseconds() {
        for text in [
            "start,end,text\n0,7960,\" It rang, \"\"twice\"\".\"\n7960,10760,\" So.\"\n",
            "start,end,speaker,text\n0,7960,0,\" It rang.\"\n7960,9000,?,\" So.\"\n",
        ] {
            assert_eq!(unit(text), Some(TimeUnit::Milliseconds), "{text}");
        }
    }

    #[test]
    fn other_rows_say_no_unit() {
        for text in [
            "start,end,text\n",
            "start,end,text\n0,7965,\" It rang.\"\n",
            "start,end,text\n0,7960,It rang.\n",
            "start,end,text\n0,7.960,\"It rang.\"\n",
            "end,start,text\n0,7960,\" It rang.\"\n",
            "start,end,text\n0,7960,\" It rang.\"\n7,8,\" So.\"\n",
        ] {
            assert_eq!(unit(text), None, "{text}");
        }
    }
}
