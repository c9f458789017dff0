//! Tests every format on random mutations and megabytes of repetition: no panic, no hang.

use std::io::{Cursor, Read, Write};

use whosaid::transcript::{Format, ParseError, ParseOptions, Parsed, parse};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{folder, sample};
use crate::support::random;

/// How many mutations each format is given, of all its samples together.
pub(super) const MUTATIONS: usize = 400;

/// A degenerate file is this long. Where there are many, a quarter of it will do: a reader that looks
/// back or ahead for every byte takes long for that too.
pub(super) const LONG_BYTES: usize = 1 << 19;
const MANY_BYTES: usize = 1 << 17;

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

/// What a reader that looks ahead looks for, and does not find.
const ENDLESS: [&str; 15] = [
    "<",
    "[",
    "(",
    "{",
    "\"",
    "**",
    "&",
    "\n",
    "a ",
    "<00:00:01.500><c> so</c>",
    "00:00:01.000 --> 00:00:02.000\n",
    "Ann:   0:05\n",
    "<v Ann>",
    "<p><template>",
    "<!DOCTYPE tt [<!-- ",
];

/// Where a Word document has its text.
const DOCUMENT: &str = "word/document.xml";

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

pub(super) fn mutate(bytes: &mut Vec<u8>, others: &[Vec<u8>], random: &mut fastrand::Rng) {
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
    let formats: Vec<Option<Format>> = samples.iter().map(|bytes| format_of(bytes)).collect();
    for (bytes, format) in samples.iter().zip(&formats) {
        let of_format = formats.iter().filter(|other| *other == format).count();
        for _ in 0..MUTATIONS.div_ceil(of_format) {
            let mut mutated = bytes.clone();
            mutate(&mut mutated, &samples, &mut random);
            check(&parse(&mutated, &as_format(*format)));
            // One in four may turn out to be of another format.
            if random.u8(..4) == 0 {
                check(&parse(&mutated, &ParseOptions::default()));
            }
        }
    }
}

/// An archive has a checksum, so that mutations of its bytes hardly ever reach the text in it.
#[test]
fn mutated_text_in_word_documents_is_read_or_refused() {
    let mut random = random();
    let samples: Vec<Vec<u8>> = names().iter().map(|name| sample(name)).collect();
    for name in names().iter().filter(|name| name.ends_with(".docx")) {
        let mut archive = ZipArchive::new(Cursor::new(sample(name))).unwrap();
        let mut text = Vec::new();
        archive
            .by_name(DOCUMENT)
            .unwrap()
            .read_to_end(&mut text)
            .unwrap();
        for _ in 0..MUTATIONS {
            let mut mutated = text.clone();
            mutate(&mut mutated, &samples, &mut random);
            check(&parse(&archived(&mutated), &ParseOptions::default()));
        }
    }
}

#[test]
fn every_sample_is_read_or_refused_as_every_format() {
    for name in names() {
        for format in Format::ALL {
            check(&parse(&sample(&name), &as_format(Some(format))));
        }
    }
}

#[test]
fn long_files_of_one_thing_are_read_or_refused_as_every_format() {
    for fragment in FRAGMENTS {
        let text = fragment.repeat(LONG_BYTES / fragment.len());
        check(&parse(text.as_bytes(), &ParseOptions::default()));
        let shorter = &text[..fragment.len() * (MANY_BYTES / fragment.len())];
        for format in Format::ALL {
            check(&parse(shorter.as_bytes(), &as_format(Some(format))));
        }
    }
}

#[test]
fn samples_that_go_on_with_one_thing_are_read_or_refused() {
    for name in names() {
        let bytes = sample(&name);
        let options = as_format(format_of(&bytes));
        for fragment in ENDLESS {
            let mut long = bytes[..bytes.len() / 2].to_vec();
            long.extend(fragment.bytes().cycle().take(MANY_BYTES));
            check(&parse(&long, &options));
        }
    }
}

#[test]
fn long_samples_are_read() {
    for name in names() {
        let bytes = sample(&name);
        let long = bytes.repeat(LONG_BYTES / bytes.len());
        check(&parse(&long, &as_format(format_of(&bytes))));
    }
}

fn as_format(format: Option<Format>) -> ParseOptions {
    ParseOptions {
        format,
        ..ParseOptions::default()
    }
}

fn format_of(bytes: &[u8]) -> Option<Format> {
    let parsed = parse(bytes, &ParseOptions::default());
    parsed.ok().map(|parsed| parsed.format)
}

/// Returns a Word document of this text.
fn archived(text: &[u8]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    archive.start_file(DOCUMENT, stored).unwrap();
    archive.write_all(text).unwrap();
    archive.finish().unwrap().into_inner()
}
