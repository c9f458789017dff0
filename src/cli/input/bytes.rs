//! Reads a file, and refuses one that is too large for its kind.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::cli::exit_code::Failure;

/// Returns the bytes of a file; a failure does not name it.
pub(crate) fn read_file(path: &Path, most_bytes: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(most_bytes + 1).read_to_end(&mut bytes))
        .map_err(Failure::input)?;
    check_size(bytes, most_bytes)
}

/// Refuses a file with more bytes than allowed.
pub(crate) fn check_size(bytes: Vec<u8>, most_bytes: u64) -> Result<Vec<u8>, Failure> {
    if bytes.len() as u64 > most_bytes {
        let most = most_bytes >> 20;
        return Err(Failure::input(format!("larger than {most} MB")));
    }
    Ok(bytes)
}
