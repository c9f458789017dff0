//! Tests every format: the same conversation in each, and damaged input.

/// Whose words are whose, in the smallest inputs that once went wrong.
mod attribution;

/// Display names of every kind, in every form of label.
mod display_names;

/// Captions, texts, documents: the samples say what `lines.txt` says.
mod texts;

/// JSON and tables: the samples say what `lines.txt` says.
mod json;

/// JSON with other types, numbers and nesting than it should have; RTTM.
mod damaged_json;
/// What is written reads back.
mod roundtrips;

/// Mutations of every sample, and long files of nothing.
mod hostile;

use std::path::PathBuf;

use whosaid::transcript::{ParseOptions, Parsed, Turn, parse};

use crate::support::data;

/// The folder with one sample a format.
fn folder() -> PathBuf {
    data().join("transcripts/formats")
}

fn sample(file: &str) -> Vec<u8> {
    std::fs::read(folder().join(file)).unwrap()
}

fn read(file: &str) -> Parsed {
    parse(&sample(file), &ParseOptions::default()).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The conversation as the sample of the line format has it, to the millisecond.
fn conversation() -> Vec<Turn> {
    read("lines.txt").turns
}
