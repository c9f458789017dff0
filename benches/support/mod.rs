//! Corpora at named scales, always the same.

use std::path::PathBuf;

use whosaid::transcript::{ParseOptions, Turn, parse};

/// Returns the sample conversations: name and bytes.
pub(crate) fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/transcripts");
    let mut samples: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .expect("the sample conversations are in the repository")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read(&path).expect("a sample can be read"))
        })
        .collect();
    samples.sort();
    samples
}

/// Returns the turns of all sample conversations.
pub(crate) fn turns() -> Vec<Turn> {
    samples()
        .iter()
        .flat_map(|(_, bytes)| {
            parse(bytes, &ParseOptions::default())
                .expect("a sample is a transcript")
                .turns
        })
        .collect()
}
