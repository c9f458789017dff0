//! Looks whether a shared library is whole before it is loaded.
//!
//! In: the path of a library that the user names. Out: nothing, or what is wrong. The system's
//! loader maps a file that was cut off and then ends the process with a signal, which no error
//! handling catches. Never here: loading it.

use std::path::Path;

use object::read::elf::ElfFile64;
use object::{Object, ObjectSegment};

use super::ProvisionError;

/// Checks that all the segments that a library promises lie in the file. Files that are not ELF
/// are the business of other systems' loaders.
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
