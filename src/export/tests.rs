//! Tests every export format on hits whose text could break it.

use std::sync::Arc;

use super::*;
use crate::api::{AttributedHit, AttributedQuote};
use crate::time::Span;
use crate::transcript::{Media, ParseOptions, Turn, parse};

fn hit(speaker: Option<&str>, span: Option<Span>, text: &str) -> ExportHit {
    ExportHit {
        hit: AttributedHit {
            passage_id: "talk#3".into(),
            title: "Of kettles".into(),
            quote: AttributedQuote {
                text: text.into(),
                language: Some("en".into()),
                speaker: speaker.map(str::to_owned),
                speaker_label: speaker.map(str::to_owned),
                transcript_id: "talk".into(),
                times: span.into(),
                estimated_times: false,
                attribution: "certain",
                attribution_reasons: Vec::new(),
                link: Some("https://example.com/a#t=1".into()),
                cite: "Ann, “Of kettles”, 00:00:01".into(),
                chapter: None,
            },
            score: -1.0,
            explain: None,
        },
        span,
        media: Arc::new(Media {
            url: Some("https://example.com/a".into()),
            link_template: None,
            offset_ms: Some(60_000),
        }),
    }
}

fn at(start_ms: u64, text: &str) -> ExportHit {
    hit(
        Some("Ann"),
        Some(Span::new(start_ms, start_ms + 1500)),
        text,
    )
}

fn text(hits: &[ExportHit], format: ExportFormat) -> String {
    export(hits, "When?", format).text
}

/// What whosaid itself reads in a file that it wrote.
fn read(text: &str) -> Vec<Turn> {
    let parsed = parse(text.as_bytes(), &ParseOptions::default()).unwrap();
    assert_eq!(parsed.warnings, []);
    parsed.turns
}

#[test]
fn every_format_has_a_name_of_its_own() {
    let mut names = ExportFormat::ALL.map(ExportFormat::name).to_vec();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), ExportFormat::ALL.len());
}

#[test]
fn subtitles_stand_in_the_order_of_time_by_the_clock_of_the_recording() {
    let hits = [at(5000, "Later."), at(1000, "Sooner.")];
    assert_eq!(
        text(&hits, ExportFormat::Srt),
        "1\n00:01:01,000 --> 00:01:02,500\nAnn: Sooner.\n\n\
         2\n00:01:05,000 --> 00:01:06,500\nAnn: Later.\n\n"
    );
    assert_eq!(
        text(&hits, ExportFormat::WebVtt),
        "WEBVTT\n\ntalk#3\n00:01:01.000 --> 00:01:02.500\n<v Ann>Sooner.\n\n\
         talk#3\n00:01:05.000 --> 00:01:06.500\n<v Ann>Later.\n\n"
    );
}

#[test]
fn words_that_look_like_markup_of_subtitles_are_read_back_as_they_were() {
    let words = "a < b & c > d &amp; <i>e</i>";
    let mut hostile = at(0, words);
    hostile.hit.quote.speaker = Some("A<b>&n n".into());
    hostile.hit.passage_id = "00:00.000 --> 00:09.000".into();
    let turns = read(&text(&[hostile], ExportFormat::WebVtt));
    assert_eq!((turns.len(), &*turns[0].text), (1, words));
    assert_eq!(turns[0].speaker.as_deref(), Some("A<b>&n n"));
}

#[test]
fn words_cannot_open_a_cue_of_their_own() {
    let words = "one\n\n2\n00:00:07,000 --> 00:00:09,000\nEve: two";
    for format in [ExportFormat::Srt, ExportFormat::WebVtt] {
        let turns = read(&text(
            &[at(0, words), hit(None, at(9000, "").span, words)],
            format,
        ));
        let speakers: Vec<_> = turns.iter().map(|turn| turn.speaker.as_deref()).collect();
        assert!(!speakers.contains(&Some("Eve")), "{format:?}: {turns:?}");
        assert!(turns[0].text.starts_with("one 2 00:00:07,000 -"));
    }
}

#[test]
fn a_hit_without_length_is_shown_for_a_second() {
    let blip = hit(None, Some(Span::new(0, 0)), "Bang.");
    let srt = text(&[blip], ExportFormat::Srt);
    assert!(
        srt.contains("00:01:00,000 --> 00:01:01,000\nBang.\n"),
        "{srt}"
    );
}

#[test]
fn hits_without_times_are_left_out_where_times_are_needed_and_counted() {
    let hits = [at(0, "one"), hit(None, None, "two")];
    for format in ExportFormat::ALL {
        let name = format.name();
        let exported = export(&hits, "", format);
        let left_out = usize::from(format.needs_times());
        assert_eq!(exported.written, 2 - left_out, "{name}");
        assert_eq!(exported.left_out.len(), left_out, "{name}");
        assert_eq!(exported.text.contains("two"), left_out == 0, "{name}");
    }
}

#[test]
fn a_quotation_has_its_cite_and_its_link() {
    let markdown = text(&[at(0, "It *boils*.")], ExportFormat::Markdown);
    assert_eq!(
        markdown,
        "# When?\n\n> It \\*boils\\*.\n>\n> — [Ann, “Of kettles”, 00:00:01](<https://example.com/a#t=1>)\n"
    );
}

#[test]
fn a_doubt_about_who_spoke_is_told_where_there_is_a_place_for_it() {
    let mut doubted = at(0, "Or so.");
    doubted.hit.quote.attribution = "uncertain";
    doubted.hit.quote.attribution_reasons = vec!["ghost_speaker"];
    let hits = [doubted];
    assert!(text(&hits, ExportFormat::Markdown).contains(" (attribution uncertain)\n"));
    assert!(text(&hits, ExportFormat::Csv).ends_with(",talk#3,uncertain,en\n"));
}

#[test]
fn a_table_reads_back_cell_by_cell() {
    let mut awkward = at(1234, "He said \"no\", twice.\nThen left.");
    awkward.hit.title = "a,b".into();
    let csv = text(&[awkward], ExportFormat::Csv);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(reader.headers().unwrap().len(), 13);
    let row = reader.records().next().unwrap().unwrap();
    let cells: Vec<&str> = row.iter().collect();
    assert_eq!(
        cells[..9],
        [
            "talk",
            "a,b",
            "Ann",
            "00:00:01",
            "00:00:02",
            "1.234",
            "2.734",
            "He said \"no\", twice. Then left.",
            "https://example.com/a#t=1",
        ]
    );
}

#[test]
fn no_cell_begins_as_a_formula() {
    for sign in ["=", "+", "-", "@", "\t=", "\r@", " ＝"] {
        let formula = format!("{sign}HYPERLINK(\"x\")");
        let mut hostile = hit(Some(&formula), at(0, "").span, &formula);
        hostile.hit.quote.transcript_id = formula.clone();
        hostile.hit.title = formula.clone();
        hostile.hit.quote.cite = formula.clone();
        hostile.hit.passage_id = formula;
        let hits = [hostile];
        let csv = text(&hits, ExportFormat::Csv);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let row = reader.records().next().unwrap().unwrap();
        let guarded = row.iter().filter(|cell| cell.starts_with('\'')).count();
        assert_eq!(guarded, 6, "{row:?}");
        for line in text(&hits, ExportFormat::Clips).lines() {
            assert!(
                line.split('\t').all(|cell| !cell.starts_with('=')),
                "{line}"
            );
        }
    }
}

#[test]
fn a_list_of_clips_has_five_cells_a_line_whatever_a_title_holds() {
    let mut awkward = at(3_600_001, "x");
    awkward.hit.title = "a\tb\n\"c\"\u{1b}".into();
    assert_eq!(
        text(&[awkward], ExportFormat::Clips),
        "start\tend\ttranscript_id\tmedia_url\ttitle\n\
         01:01:00.001\t01:01:01.501\ttalk\thttps://example.com/a\ta b \"c\"\u{fffd}\n"
    );
}
