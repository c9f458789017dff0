//! Tests JSON formats with wrong types, odd numbers, deep nesting and long lists; RTTM too.

use serde_json::{Value, json};
use whosaid::time::LATEST_MS;
use whosaid::transcript::{
    Columns, Format, ParseError, ParseOptions, Parsed, TimeUnit, parse, parse_rttm,
};

use super::hostile::{LONG_BYTES, MUTATIONS, mutate};
use super::sample;
use crate::support::random;

const SAMPLES: [&str; 31] = [
    "podcast20.json",
    "whisper.json",
    "whisperx.json",
    "assemblyai.json",
    "deepgram.json",
    "revai.json",
    "speechmatics.json",
    "aws.json",
    "google.json",
    "azure.json",
    "youtube.json",
    "list.json",
    "watson.json",
    "kaldi.json",
    "fireflies.json",
    "oyez.json",
    "recall.json",
    "paper_edit.json",
    "elevenlabs.json",
    "soniox.json",
    "gladia.json",
    "whisper_cpp.json",
    "hugging_face.json",
    "sonix.json",
    "pyannote_ai.json",
    "microsoft_stream.json",
    "aws_calls.json",
    "happy_scribe.json",
    "gong.json",
    "otter_speech.json",
    "adobe.json",
];

/// What is no JSON, for the place of `"@"`.
const RAW: [&str; 6] = ["NaN", "-Infinity", "1e999", "01", "@", ""];

/// What holds for every file that is read, however odd.
fn check(outcome: &Result<Parsed, ParseError>) {
    let Ok(parsed) = outcome else { return };
    assert!(!parsed.turns.is_empty());
    for turn in &parsed.turns {
        assert!(!turn.text.trim().is_empty());
        let around = turn.cues.iter().map(|cue| cue.span);
        assert_eq!(turn.span, around.reduce(|all, span| all.around(&span)));
        assert!(turn.span.is_none_or(|span| span.end_ms <= LATEST_MS));
        assert!(turn.cues.is_sorted_by(|a, b| a.text_start < b.text_start));
        let words = |at: usize| turn.text.get(at..).is_some_and(|words| !words.is_empty());
        assert!(turn.cues.iter().all(|cue| words(cue.text_start)));
    }
}

fn as_format(format: Option<Format>) -> ParseOptions {
    ParseOptions {
        format,
        time_unit: Some(TimeUnit::Seconds),
        ..ParseOptions::default()
    }
}

/// Returns a value with no more than `most` elements in any list, so that it is read quickly.
fn shortened(value: Value, most: usize) -> Value {
    match value {
        Value::Array(list) => list
            .into_iter()
            .take(most)
            .map(|value| shortened(value, most))
            .collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, shortened(value, most)))
            .collect(),
        other => other,
    }
}

/// Returns how many values there are, with this one.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(count).sum::<usize>(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

/// Returns the value so many values further on.
fn nth<'a>(value: &'a mut Value, n: &mut usize) -> Option<&'a mut Value> {
    if *n == 0 {
        return Some(value);
    }
    *n -= 1;
    match value {
        Value::Array(list) => list.iter_mut().find_map(|value| nth(value, n)),
        Value::Object(fields) => fields.values_mut().find_map(|value| nth(value, n)),
        _ => None,
    }
}

fn odd_value(random: &mut fastrand::Rng) -> Value {
    match random.u8(..16) {
        0 => Value::Null,
        1 => random.bool().into(),
        2 => (-1).into(),
        3 => u64::MAX.into(),
        4 => i64::MIN.into(),
        5 => 1e300.into(),
        6 => (-1e-9).into(),
        7 => "".into(),
        8 => "-5.5s".into(),
        9 => "1e999".into(),
        10 => "so ".repeat(300).into(),
        11 => json!([]),
        12 => json!({}),
        13 => json!([null, 1, "so", {"text": 1}]),
        14 => (0..random.usize(1..200)).fold(json!(1), |inner, _| json!([inner])),
        _ => "@".into(),
    }
}

fn damage(value: &mut Value, random: &mut fastrand::Rng) {
    for _ in 0..random.usize(1..5) {
        let copied = nth(value, &mut random.usize(..count(value))).map(|value| value.clone());
        let new = if random.bool() {
            odd_value(random)
        } else {
            copied.unwrap_or_default()
        };
        let mut n = random.usize(..count(value));
        let Some(place) = nth(value, &mut n) else {
            continue;
        };
        match (random.u8(..3), place) {
            (0, Value::Array(list)) => list.insert(random.usize(..=list.len()), new),
            (1, Value::Array(list)) if !list.is_empty() => {
                drop(list.remove(random.usize(..list.len())))
            }
            (1, Value::Object(fields)) if !fields.is_empty() => {
                let name = random.choice(fields.keys()).cloned();
                fields.remove(&name.unwrap_or_default());
            }
            // A copy of what is around it would double the value each time.
            (_, place) if count(&new) < 300 => *place = new,
            _ => {}
        }
    }
}

#[test]
fn json_damaged_as_json_is_read_or_refused() {
    let mut random = random();
    for file in SAMPLES {
        let format = parse(&sample(file), &ParseOptions::default())
            .unwrap()
            .format;
        let whole = shortened(serde_json::from_slice(&sample(file)).unwrap(), 3);
        for _ in 0..MUTATIONS {
            let mut value = whole.clone();
            damage(&mut value, &mut random);
            let text = value
                .to_string()
                .replace("\"@\"", random.choice(RAW).unwrap());
            let given = random.bool().then_some(format);
            check(&parse(text.as_bytes(), &as_format(given)));
        }
    }
}

#[test]
fn damaged_tables_are_read_or_refused_with_columns_and_a_unit() {
    let mut random = random();
    let columns: Columns = "text=Text,speaker=Speaker".parse().unwrap();
    let text = sample("table.csv");
    for _ in 0..MUTATIONS {
        let mut mutated = text.clone();
        mutate(&mut mutated, std::slice::from_ref(&text), &mut random);
        let options = ParseOptions {
            columns: random.bool().then(|| columns.clone()),
            time_unit: random.bool().then_some(TimeUnit::Milliseconds),
            ..ParseOptions::default()
        };
        check(&parse(&mutated, &options));
    }
}

const RTTM: &str = "SPEAKER bell 1 0.480 8.440 <NA> <NA> ANN <NA> <NA>\n\
    SPEAKER bell 1 9.240 7.360 <NA> <NA> BEN <NA> <NA>\n\
    ;; made by hand\n\
    SPEAKER bell 1 16.900 3.440 <NA> <NA> ANN <NA> <NA>\n";

#[test]
fn damaged_rttm_names_speakers_or_is_refused() {
    let mut random = random();
    let whisper =
        shortened(serde_json::from_slice(&sample("whisper.json")).unwrap(), 3).to_string();
    for _ in 0..MUTATIONS {
        let mut mutated = RTTM.as_bytes().to_vec();
        mutate(&mut mutated, &[RTTM.into()], &mut random);
        let Ok((speakers, _)) = parse_rttm(&mutated) else {
            continue;
        };
        let options = ParseOptions {
            speakers: Some(speakers),
            ..ParseOptions::default()
        };
        check(&parse(whisper.as_bytes(), &options));
    }
}

/// Returns text of about this many bytes: `before`, then one thing again and again, then `after`.
fn filled(before: &str, again: &str, after: &str) -> String {
    format!("{before}{}{after}", again.repeat(LONG_BYTES / again.len()))
}

#[test]
fn long_json_of_one_thing_is_read_or_refused() {
    let words =
        |list: &str, word: &str| filled(&format!("{{\"{list}\": [{{}}"), &format!(",{word}"), "]}");
    let unspaced = format!("\"text\": \"{}\"", "a".repeat(LONG_BYTES / 2));
    let near_misses = format!("{{\"word\": \"{}b\", \"start\": 1}},", "a".repeat(1000));
    let names: String = (0..LONG_BYTES / 20)
        .map(|n| format!("\"name_{n}\": {n}, "))
        .collect();
    let texts = [
        filled("", "[", ""),
        filled("", "{\"a\":", ""),
        filled("[", "{},", "{}]"),
        filled("{\"a\": \"", "\\u0061", "\"}"),
        filled("{\"a\": \"", "\\\"", ""),
        filled("{\"a\": ", "9", "}"),
        filled("{\"a\": [", "NaN,", "1]}"),
        words("segments", r#"{"startTime": 1, "body": "so"}"#),
        words("segments", r#"{"start": 1, "end": 2, "text": "so"}"#),
        words("words", r#"{"start": 1, "end": 2, "word": "so"}"#),
        words("words", r#"{"start": 1, "end": 2, "text": "so"}"#),
        words(
            "monologues",
            r#"{"speaker": 1, "elements": [{"value": "so"}]}"#,
        ),
        words("recognizedPhrases", r#"{"nBest": [{"display": "so"}]}"#),
        words(
            "results",
            r#"{"start_time": 1, "alternatives": [{"content": "so"}]}"#,
        ),
        words(
            "results",
            r#"{"alternatives": [{"transcript": "so", "words": [{"word": "so", "speakerTag": 1}]}]}"#,
        ),
        words(
            "tokens",
            r#"{"text": " so", "start_ms": 1, "speaker": "1"}"#,
        ),
        words("chunks", r#"{"timestamp": [1, 2], "text": " so"}"#),
        words(
            "transcription",
            r#"{"offsets": {"from": 1}, "text": " so"}"#,
        ),
        words("sentences", r#"{"speaker_name": "Ann", "text": "so"}"#),
        words("result", r#"{"word": "so", "start": 1}"#),
        filled(
            r#"{"results": [{"alternatives": [{"transcript": "so", "timestamps": [["so", 1, 2]"#,
            r#",["so", 1, 2]"#,
            r#"]}]}], "speaker_labels": [{"from": 1, "to": 9, "speaker": 1}]}"#,
        ),
        words(
            "events",
            r#"{"tStartMs": 0, "dDurationMs": 9, "segs": [{"utf8": "so\nbe\nit\n"}]}"#,
        ),
        filled(
            r#"{"events": [{"tStartMs": 0, "segs": [{"utf8": ""#,
            r"a\n",
            r#""}]}, {"tStartMs": 0, "segs": [{"utf8": "a"}]}]}"#,
        ),
        filled(
            r#"{"results": {"channels": [{}, {"alternatives": [{"words": [{}"#,
            r#",{"word": "so", "start": 1}"#,
            "]}]}]}}",
        ),
        filled(
            r#"{"results": {"items": [{}"#,
            r#",{"start_time": "1", "alternatives": [{"content": "so"}]}"#,
            "]}}",
        ),
        filled(
            &format!(r#"{{"segments": [{{"start": 1, {unspaced}, "words": ["#),
            &near_misses,
            "{}]}]}",
        ),
        filled(
            r#"{"segments": [{"start": 1, "text": ""#,
            "so ",
            r#"", "words": [{"word": "be", "start": 1}]}]}"#,
        ),
        format!("[{{{names} \"speaker\": 1, \"text\": \"so\"}}]"),
        filled("[{}", r#",{"speaker": 1, "text": "so"}"#, "]"),
    ];
    for text in &texts {
        check(&parse(text.as_bytes(), &ParseOptions::default()));
    }
}

#[test]
fn long_tables_of_one_thing_are_read_or_refused() {
    let head = "speaker,text\n";
    for (before, again) in [
        (head, "\""),
        (head, "\"\"\n"),
        (head, ","),
        (head, "\n"),
        (head, "Ann,so\n"),
        ("", "text,speaker,"),
        ("", "\"text\"\t"),
        ("start\tend\ttext\n", "\t"),
        ("start\tend\ttext\n", "0\t1\tso\n"),
    ] {
        check(&parse(
            filled(before, again, "").as_bytes(),
            &ParseOptions::default(),
        ));
    }
    let columns: String = (0..1000).map(|n| format!("column_{n},")).collect();
    let wide = filled(&format!("{columns}text,speaker\n"), "a\n", "");
    check(&parse(wide.as_bytes(), &ParseOptions::default()));
}

#[test]
fn long_rttm_names_long_transcripts_or_is_refused() {
    let captions: String = (0..50_000)
        .map(|n| format!("{},{},\"so\"\n", n * 10, n * 10 + 9))
        .collect();
    let captions = format!("start_ms,end_ms,text\n{captions}");
    let line = |start: usize, who: usize| {
        format!("SPEAKER a 1 {start} 99999 <NA> <NA> S{who} <NA> <NA>\n")
    };
    let overlapping: String = (0..100_000).map(|n| line(n, n % 100)).collect();
    let (speakers, _) = parse_rttm(overlapping.as_bytes()).unwrap();
    let options = ParseOptions {
        speakers: Some(speakers),
        ..ParseOptions::default()
    };
    check(&parse(captions.as_bytes(), &options));
    let crowd: String = (0..100_000).map(|n| line(n, n)).collect();
    assert!(parse_rttm(crowd.as_bytes()).is_err());
    assert!(parse_rttm("SPEAKER ".repeat(LONG_BYTES / 8).as_bytes()).is_err());
}
