//! Compares files with the pinned hashes, and checks that a shared library is whole.

use std::path::Path;

use object::read::elf::ElfFile64;
use object::{Object, ObjectSegment};
use sha2::{Digest, Sha256};

use super::error::ProvisionError;
use super::manifest::Piece;

/// Checks that the contents of `path` are those of the piece.
pub(super) fn verify(path: &Path, bytes: &[u8], piece: &Piece) -> Result<(), ProvisionError> {
    let hash = Sha256::digest(bytes);
    let received: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    if received == piece.sha256 {
        return Ok(());
    }
    Err(ProvisionError::Hash {
        path: path.to_owned(),
        expected: piece.sha256,
        received,
    })
}

/// Checks that the file holds all segments that its header promises. On other systems than Linux,
/// nothing is checked.
///
/// The system's loader maps a file that was cut off and then ends the process with a signal, which no
/// error handling catches.
pub(super) fn check_whole(path: &Path) -> Result<(), ProvisionError> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let bytes = std::fs::read(path).map_err(ProvisionError::io(path))?;
    let broken = |reason: String| ProvisionError::Library {
        path: path.to_owned(),
        reason,
    };
    let file = ElfFile64::<object::Endianness>::parse(&*bytes)
        .map_err(|error| broken(error.to_string()))?;
    let end = file.segments().map(|segment| {
        let (start, length) = segment.file_range();
        start.saturating_add(length)
    });
    match end.max() {
        Some(end) if end <= bytes.len() as u64 => Ok(()),
        Some(end) => Err(broken(format!("it has {} of {end} bytes", bytes.len()))),
        None => Err(broken("there is nothing in it to load".into())),
    }
}
