//! Checks that a shared library is whole before it is loaded.
//!
//! The system's loader maps a file that was cut off and then ends the process with a signal, which no
//! error handling catches.

use std::path::Path;

use object::read::elf::ElfFile64;
use object::{Object, ObjectSegment};

use super::error::ProvisionError;

/// Checks that the file holds all segments that its header promises. On other systems than Linux,
/// nothing is checked.
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
