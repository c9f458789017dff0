//! Every sample, mutated at random, read as its own format and as any: no panic, no hang. And files
//! of one thing repeated for megabytes, on which a reader that looks twice would not finish.

use whosaid::transcript::{Format, ParseError, ParseOptions, Parsed, parse};

use super::{folder, sample};
use crate::support::random;

/// How often each sample is mutated.
const MUTATIONS: usize = 10_000;

/// A degenerate file is this long.
const LONG_BYTES: usize = 5 << 20;

/// What formats are made of.
const FRAGMENTS: [&str; 40] = [
    "WEBVTT\n\n",
    "\n",
    "\n\n",
    "\r\n",
    "  ",
    "\t",
    "\u{feff}",
    "00:00:01.000",
    "0:12",
    " --> ",
    "-->",
    " - ",
    ", ",
    ": ",
    ":",
    "：",
    "Ann  0:05\n",
    "Ann   0:05\n",
    "Ann: so\n",
    "**Ann** (0:05)\n",
    "**",
    "[SPEAKER_00]: ",
    "[",
    "]",
    "(",
    ")",
    "<00:00:01.500><c> so</c>",
    "<v Ann>",
    "<",
    ">",
    "</p>",
    "<cite>Ann:</cite>",
    "<time>0:05</time>",
    "<script>",
    "<p begin='1.5'>",
    "&amp;",
    "&#0;",
    "<!--",
    "0.5\t1.5\t[[Ann]]",
    "\0",
];

fn names() -> Vec<String> {
    let files = std::fs::read_dir(folder()).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// What holds for every file that is read, however odd.
fn check(outcome: &Result<Parsed, ParseError>) {
    let Ok(parsed) = outcome else { return };
    assert!(!parsed.turns.is_empty());
    for turn in &parsed.turns {
        assert!(!turn.text.trim().is_empty());
        assert_eq!(turn.span.is_none(), turn.cues.is_empty());
        for cue in &turn.cues {
            assert!(
                turn.text
                    .get(cue.text_start..)
                    .is_some_and(|words| !words.is_empty())
            );
        }
    }
}

fn mutate(bytes: &mut Vec<u8>, others: &[Vec<u8>], random: &mut fastrand::Rng) {
    for _ in 0..random.usize(1..8) {
        let at = random.usize(..=bytes.len());
        let length = random.usize(..60).min(bytes.len() - at);
        match random.u8(..6) {
            0 if length > 0 => bytes[at] ^= 1 << random.u8(..8),
            1 => drop(bytes.drain(at..at + length)),
            2 => {
                let again = bytes[at..at + length].to_vec();
                drop(bytes.splice(at..at, again));
            }
            3 => bytes.truncate(at.max(bytes.len() / 8)),
            4 => {
                let fragment = random.choice(FRAGMENTS).unwrap();
                drop(bytes.splice(at..at, fragment.bytes()));
            }
            _ => {
                let other = random.choice(others).unwrap();
                let from = random.usize(..other.len());
                let to = (from + random.usize(1..200)).min(other.len());
                drop(bytes.splice(at..at, other[from..to].iter().copied()));
            }
        }
    }
}

#[test]
fn mutated_samples_are_read_or_refused() {
    let mut random = random();
    let samples: Vec<Vec<u8>> = names().iter().map(|name| sample(name)).collect();
    for bytes in &samples {
        let own = parse(bytes, &ParseOptions::default())
            .ok()
            .map(|parsed| parsed.format);
        for _ in 0..MUTATIONS / 2 {
            let mut bytes = bytes.clone();
            mutate(&mut bytes, &samples, &mut random);
            check(&parse(&bytes, &ParseOptions::default()));
            let format = own;
            check(&parse(
                &bytes,
                &ParseOptions {
                    format,
                    ..ParseOptions::default()
                },
            ));
        }
    }
}

#[test]
fn every_sample_is_read_or_refused_as_every_format() {
    for name in names() {
        for format in Format::ALL {
            let options = ParseOptions {
                format: Some(format),
                ..ParseOptions::default()
            };
            check(&parse(&sample(&name), &options));
        }
    }
}

#[test]
fn long_files_of_one_thing_are_read_or_refused_by_every_format() {
    for format in Format::ALL {
        let options = ParseOptions {
            format: Some(format),
            ..ParseOptions::default()
        };
        for fragment in FRAGMENTS {
            let text = fragment.repeat(LONG_BYTES / fragment.len());
            check(&parse(text.as_bytes(), &options));
        }
    }
}
