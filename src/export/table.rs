//! Writes hits as tables: CSV, or a list of clips.
//!
//! CSV has a header, and quotes around cells that need them:
//! `transcript_id`, `title`, `speaker`, `start`, `end`, `start_s`, `end_s`, `text`, `link`, `cite`,
//! `passage_id`, `attribution`, `language`. The list of clips is separated by tabs and has a header:
//! `start`, `end`, `transcript_id`, `media_url`, `title`. Its times are `HH:MM:SS.mmm` by the
//! recording's clock, as `ffmpeg -ss START -to END -i MEDIA_URL` takes them; the address is empty where
//! none is known. A cell of text that begins with `=`, `+`, `-` or `@`, or with their full-width forms,
//! gets an apostrophe before
//! it, since a spreadsheet would take it for a formula. No cell of a clip has a tab or a line end.

use super::hit::{ExportHit, one_line};
use crate::time::clock_with_millis;

/// What a spreadsheet takes for the beginning of a formula.
const FORMULA_SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

const CSV_HEADER: &str = "transcript_id,title,speaker,start,end,start_s,end_s,text,link,cite,\
    passage_id,attribution,language\n";
const CLIPS_HEADER: &str = "start\tend\ttranscript_id\tmedia_url\ttitle\n";

pub(super) fn csv(hits: &[&ExportHit]) -> String {
    let rows = hits.iter().map(|ExportHit { hit, .. }| {
        let (quote, times) = (&hit.quote, &hit.quote.times);
        let seconds = |time: Option<f64>| time.map(|time| time.to_string()).unwrap_or_default();
        let text = |text: &Option<String>| text.as_deref().map(cell).unwrap_or_default();
        [
            cell(&quote.transcript_id),
            cell(&hit.title),
            text(&quote.speaker),
            text(&times.start),
            text(&times.end),
            seconds(times.start_s),
            seconds(times.end_s),
            cell(&quote.text),
            text(&quote.link),
            cell(&quote.cite),
            cell(&hit.passage_id),
            quote.attribution.to_owned(),
            text(&quote.language),
        ]
    });
    CSV_HEADER.to_owned() + &written(&csv::WriterBuilder::new(), rows)
}

pub(super) fn clips(hits: &[&ExportHit]) -> String {
    let rows = hits.iter().filter_map(|hit| {
        let moment = hit.moment()?;
        Some([
            clock_with_millis(moment.start_ms),
            clock_with_millis(moment.end_ms),
            cell(&hit.hit.quote.transcript_id),
            hit.media.link(None).unwrap_or_default(),
            cell(&hit.hit.title),
        ])
    });
    // The text is on one line without tabs, so no cell needs quotes, which scripts would not
    // remove.
    let mut tabbed = csv::WriterBuilder::new();
    tabbed.delimiter(b'\t').quote_style(csv::QuoteStyle::Never);
    CLIPS_HEADER.to_owned() + &written(&tabbed, rows)
}

fn written<const N: usize>(
    builder: &csv::WriterBuilder,
    rows: impl Iterator<Item = [String; N]>,
) -> String {
    let mut writer = builder.from_writer(Vec::new());
    for row in rows {
        // Cannot fail: all rows have as many cells, and writing to memory succeeds.
        let _ = writer.write_record(&row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// Returns text as a cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let line = one_line(text);
    if line.starts_with(FORMULA_SIGNS) {
        format!("'{line}")
    } else {
        line
    }
}
