//! Tests the samples of captions, texts and documents against `lines.txt`.

use whosaid::time::Span;
use whosaid::transcript::{Format, Turn};

use super::{conversation, read};

/// How exact the times of a format are.
#[derive(Clone, Copy)]
enum Times {
    /// When each line begins and ends.
    OfLines,
    /// When each turn begins and ends, to the millisecond, and of each word inside it.
    OfWords,
    /// When each turn begins and ends, to the millisecond.
    OfTurns,
    /// The second in which a turn begins, and no end.
    SecondsOfStarts,
    /// The interval in which it was said.
    OfBlocks,
    /// None.
    Missing,
}

/// The samples with the speakers' names, each with its format.
const NAMED: [(&str, Format, Times); 30] = [
    ("captions.srt", Format::Srt, Times::OfLines),
    ("captions_utf16.srt", Format::Srt, Times::OfLines),
    ("voices.vtt", Format::WebVtt, Times::OfLines),
    ("teams_captions.vtt", Format::WebVtt, Times::OfLines),
    ("zoom.vtt", Format::WebVtt, Times::OfLines),
    ("zoom_ids.vtt", Format::WebVtt, Times::OfLines),
    ("graph.vtt", Format::WebVtt, Times::OfLines),
    ("broadcast.ttml", Format::Ttml, Times::OfLines),
    ("subtitles.ass", Format::Ass, Times::OfLines),
    ("subviewer.sbv", Format::Sbv, Times::OfLines),
    ("audacity.txt", Format::Audacity, Times::OfLines),
    ("apple.ttml", Format::Ttml, Times::OfWords),
    ("teams_ranges.txt", Format::Teams, Times::OfTurns),
    ("podcast.html", Format::PodcastHtml, Times::SecondsOfStarts),
    ("otter.txt", Format::Otter, Times::SecondsOfStarts),
    ("teams_document.docx", Format::Teams, Times::SecondsOfStarts),
    ("spoken.md", Format::SpokenMarkdown, Times::SecondsOfStarts),
    ("plain.txt", Format::Plain, Times::SecondsOfStarts),
    ("name_over_time.txt", Format::Plain, Times::SecondsOfStarts),
    ("time_and_name.txt", Format::Plain, Times::SecondsOfStarts),
    ("bold_names.md", Format::Plain, Times::SecondsOfStarts),
    ("heading_names.md", Format::Plain, Times::SecondsOfStarts),
    ("columns.txt", Format::Plain, Times::SecondsOfStarts),
    ("names_in_bars.md", Format::Plain, Times::SecondsOfStarts),
    ("linked_names.md", Format::Plain, Times::Missing),
    ("web_page.html", Format::PodcastHtml, Times::Missing),
    ("meet.txt", Format::Meet, Times::OfBlocks),
    ("meet_document.docx", Format::Meet, Times::OfBlocks),
    ("plain_names.txt", Format::Plain, Times::Missing),
    ("whisperx_text.txt", Format::WhisperXText, Times::Missing),
];

/// Whom WhisperX cannot know by name.
const LABELS: [(&str, &str); 3] = [
    ("SPEAKER_00", "Maren Holt"),
    ("SPEAKER_01", "Tobias Eck"),
    ("SPEAKER_02", "Iris"),
];

fn speaker(turn: &Turn) -> &str {
    let label = turn.speaker.as_deref().unwrap_or("-");
    let named = LABELS.iter().find(|(known, _)| *known == label);
    named.map_or(label, |(_, name)| name)
}

fn said(turns: &[Turn]) -> Vec<(&str, &str)> {
    turns
        .iter()
        .map(|turn| (speaker(turn), &*turn.text))
        .collect()
}

/// Returns the time cut to its second.
fn second(time_ms: u64) -> u64 {
    time_ms / 1000 * 1000
}

#[test]
fn every_sample_has_the_format_it_is_a_sample_of() {
    for (file, format, _) in NAMED {
        assert_eq!(read(file).format, format, "{file}");
    }
}

#[test]
fn every_sample_says_the_same_words_by_the_same_speakers() {
    let conversation = conversation();
    for (file, ..) in NAMED {
        assert_eq!(said(&read(file).turns), said(&conversation), "{file}");
    }
    let prefixed = read("whisperx_captions.srt").turns;
    assert_eq!(said(&prefixed), said(&conversation));
}

#[test]
fn in_court_whoever_examines_asks() {
    let said = read("court.txt").turns;
    let speakers = said
        .iter()
        .map(|turn| turn.speaker.as_deref().unwrap_or("-"));
    let [court, reed, answer] = ["THE COURT", "MS. REED", "A"];
    let expected = [
        court, reed, answer, reed, answer, "MR. LANE", court, reed, answer,
    ];
    assert!(speakers.eq(expected), "{said:?}");
}

#[test]
fn every_sample_has_the_times_that_its_format_tells() {
    let conversation = conversation();
    for (file, _, times) in NAMED {
        let turns = read(file).turns;
        for (at, (turn, known)) in turns.iter().zip(&conversation).enumerate() {
            let span = known.span.unwrap();
            let start_ms = second(span.start_ms);
            // Where a format has no ends, words end where the next ones begin.
            let next = conversation.get(at + 1).and_then(|next| next.span);
            let end_ms = next.map_or(start_ms, |next| second(next.start_ms));
            match times {
                Times::OfLines => assert_eq!(turn.cues, known.cues, "{file}"),
                Times::OfTurns | Times::OfWords => assert_eq!(turn.span, Some(span), "{file}"),
                Times::SecondsOfStarts => {
                    assert_eq!(turn.span, Some(Span::new(start_ms, end_ms)), "{file}");
                }
                Times::OfBlocks => {
                    let block = turn.span.unwrap();
                    assert!(block.contains(span.start_ms), "{file}: {block} {span}");
                }
                Times::Missing => assert_eq!((turn.span, turn.cues.len()), (None, 0), "{file}"),
            }
            if matches!(times, Times::OfWords) {
                let n_words = turn.text.split_whitespace().count();
                assert_eq!(turn.cues.len(), n_words, "{file}");
            }
        }
    }
}

/// Rolling captions name nobody, so they are one turn.
#[test]
fn rolling_captions_say_each_word_once_when_it_was_said() {
    let conversation = conversation();
    let words: Vec<_> = conversation
        .iter()
        .flat_map(|turn| turn.text.split_whitespace())
        .collect();
    for file in ["youtube_words.vtt", "youtube_captions.srt"] {
        let parsed = read(file);
        let [turn] = &parsed.turns[..] else {
            panic!("{file}: {} turns", parsed.turns.len());
        };
        assert_eq!(
            turn.text.split_whitespace().collect::<Vec<_>>(),
            words,
            "{file}"
        );
        assert_eq!(turn.span, Some(Span::new(480, 89_640)), "{file}");
        assert_eq!(parsed.warnings, [], "{file}");
    }
    let turn = &read("youtube_words.vtt").turns[0];
    assert_eq!(turn.cues.len(), words.len());
    for known in conversation.iter().flat_map(|turn| &turn.cues) {
        let starts = turn
            .cues
            .iter()
            .any(|cue| cue.span.start_ms == known.span.start_ms);
        assert!(starts, "no word begins at {}", known.span);
    }
}

#[test]
fn only_what_nobody_said_is_left_out() {
    let left_out = [
        ("teams_document.docx", 3),
        ("meet.txt", 1),
        ("meet_document.docx", 1),
        ("spoken.md", 1),
        ("bold_names.md", 1),
        ("heading_names.md", 1),
        ("plain.txt", 2),
    ];
    for (file, ..) in NAMED {
        let expected = left_out.iter().find(|(name, _)| *name == file);
        let warnings = read(file).warnings;
        assert_eq!(
            warnings.len(),
            expected.map_or(0, |(_, count)| *count),
            "{file}: {warnings:?}"
        );
    }
}
