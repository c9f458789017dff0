//! Tests the samples of JSON formats and tables.

use whosaid::transcript::{Format, Turn};

use super::{conversation, read};

const NAMES: [&str; 3] = ["Maren Holt", "Tobias Eck", "Iris"];
const FROM_0: [&str; 3] = ["Speaker 0", "Speaker 1", "Speaker 2"];
const FROM_S0: [&str; 3] = ["S0", "S1", "S2"];
const FROM_SPEAKER_00: [&str; 3] = ["SPEAKER_00", "SPEAKER_01", "SPEAKER_02"];
const FROM_1: [&str; 3] = ["Speaker 1", "Speaker 2", "Speaker 3"];

/// Samples with speakers, and the labels of those.
const NAMED: [(&str, Format, [&str; 3]); 29] = [
    ("podcast20.json", Format::PodcastJson, NAMES),
    ("whisperx.json", Format::Whisper, FROM_SPEAKER_00),
    ("hugging_face.json", Format::HuggingFace, FROM_SPEAKER_00),
    ("watson.json", Format::Watson, FROM_0),
    ("kaldi.json", Format::Kaldi, FROM_S0),
    ("fireflies.json", Format::Fireflies, NAMES),
    ("oyez.json", Format::Oyez, NAMES),
    ("recall.json", Format::Recall, NAMES),
    ("sonix.json", Format::Sonix, NAMES),
    ("pyannote_ai.json", Format::PyannoteAi, FROM_SPEAKER_00),
    ("microsoft_stream.json", Format::MicrosoftStream, NAMES),
    ("aws_calls.json", Format::AwsCallAnalytics, NAMES),
    ("happy_scribe.json", Format::HappyScribe, NAMES),
    ("gong.json", Format::Gong, FROM_1),
    ("otter_speech.json", Format::OtterJson, NAMES),
    ("adobe.json", Format::Adobe, NAMES),
    ("paper_edit.json", Format::PaperEdit, NAMES),
    (
        "elevenlabs.json",
        Format::ElevenLabs,
        ["speaker_0", "speaker_1", "speaker_2"],
    ),
    ("soniox.json", Format::Soniox, FROM_1),
    ("gladia.json", Format::Gladia, FROM_0),
    (
        "assemblyai.json",
        Format::AssemblyAi,
        ["Speaker A", "Speaker B", "Speaker C"],
    ),
    ("deepgram.json", Format::Deepgram, FROM_0),
    ("revai.json", Format::RevAi, FROM_0),
    (
        "speechmatics.json",
        Format::Speechmatics,
        ["S1", "S2", "S3"],
    ),
    (
        "aws.json",
        Format::AwsTranscribe,
        ["spk_0", "spk_1", "spk_2"],
    ),
    ("google.json", Format::Google, FROM_1),
    ("azure.json", Format::Azure, FROM_1),
    ("list.json", Format::JsonList, NAMES),
    ("table.csv", Format::Table, NAMES),
];

/// Samples without speakers.
const UNNAMED: [(&str, Format); 5] = [
    ("whisper.json", Format::Whisper),
    ("whisper_cpp.json", Format::WhisperCpp),
    ("whisper_cpp_table.csv", Format::Table),
    ("whisperx_tsv.tsv", Format::WhisperTsv),
    ("youtube.json", Format::YouTube),
];

/// Samples in which every word has both its times.
const TIMED_WORDS: [&str; 19] = [
    "whisperx.json",
    "assemblyai.json",
    "deepgram.json",
    "revai.json",
    "speechmatics.json",
    "aws.json",
    "google.json",
    "azure.json",
    "watson.json",
    "kaldi.json",
    "recall.json",
    "sonix.json",
    "aws_calls.json",
    "happy_scribe.json",
    "adobe.json",
    "paper_edit.json",
    "elevenlabs.json",
    "soniox.json",
    "gladia.json",
];

#[test]
fn a_conversation_is_the_same_turns_in_every_format() {
    for (file, format, labels) in NAMED {
        let parsed = read(file);
        assert_eq!(parsed.format, format, "{file}");
        assert_eq!(parsed.warnings, [], "{file}");
        assert_says_the_same(&parsed.turns, labels, 0);
    }
}

#[test]
fn a_conversation_without_speakers_is_the_same_words() {
    for (file, format) in UNNAMED {
        let parsed = read(file);
        assert_eq!(parsed.format, format, "{file}");
        assert_eq!(parsed.warnings, [], "{file}");
        assert_says_the_same_unnamed(&parsed.turns, 0);
    }
}

#[test]
fn words_with_times_time_sentences_as_they_were_said() {
    let question = "How do you know that it is not cracked?";
    let said = read("lines.txt").turns;
    let line = said.iter().find(|turn| turn.text == question).unwrap();
    for file in TIMED_WORDS {
        let turns = read(file).turns;
        let turn = turns
            .iter()
            .find(|turn| turn.text.contains(question))
            .unwrap();
        let at = turn.text.find(question).unwrap();
        let range = at..at + question.len();
        let (span, estimated) = whosaid::passage::span_of(turn, &range);
        assert!(!estimated, "{file}");
        assert_eq!(span, line.span, "{file}");
    }
}

/// Fails where turns are not those of the conversation: the same words, times no further off than
/// `most_off_ms`, and for its three speakers, in the order in which they speak, these labels.
#[track_caller]
fn assert_says_the_same(turns: &[Turn], labels: [&str; 3], most_off_ms: u64) {
    let spoken = conversation();
    let mut known: Vec<Option<&str>> = Vec::new();
    for turn in &spoken {
        if !known.contains(&turn.speaker.as_deref()) {
            known.push(turn.speaker.as_deref());
        }
    }
    let label = |turn: &Turn| {
        known
            .iter()
            .position(|name| *name == turn.speaker.as_deref())
    };
    let expected: Vec<_> = spoken
        .iter()
        .map(|turn| (label(turn).map(|at| labels[at]), &*turn.text))
        .collect();
    let found: Vec<_> = turns
        .iter()
        .map(|turn| (turn.speaker.as_deref(), &*turn.text))
        .collect();
    assert_eq!(found, expected);
    for (turn, spoken) in turns.iter().zip(&spoken) {
        assert_about_as_long(turn, spoken, most_off_ms);
    }
}

/// Fails where turns are not the words of the conversation, said by nobody in particular.
#[track_caller]
fn assert_says_the_same_unnamed(turns: &[Turn], most_off_ms: u64) {
    let spoken = conversation();
    let texts: Vec<&str> = spoken.iter().map(|turn| &*turn.text).collect();
    let found: Vec<_> = turns
        .iter()
        .map(|turn| (turn.speaker.as_deref(), &*turn.text))
        .collect();
    assert_eq!(found, [(None, &*texts.join(" "))]);
    let whole = Turn {
        span: spoken
            .iter()
            .filter_map(|turn| turn.span)
            .reduce(|all, span| all.around(&span)),
        ..spoken[0].clone()
    };
    assert_about_as_long(&turns[0], &whole, most_off_ms);
}

#[track_caller]
fn assert_about_as_long(turn: &Turn, spoken: &Turn, most_off_ms: u64) {
    let (span, expected) = (turn.span.unwrap(), spoken.span.unwrap());
    let off_ms = span
        .start_ms
        .abs_diff(expected.start_ms)
        .max(span.end_ms.abs_diff(expected.end_ms));
    assert!(
        off_ms <= most_off_ms,
        "{span:?} for {expected:?}: {}",
        turn.text
    );
}
