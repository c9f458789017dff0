//! Reads a transcript's sidecar: the file of the same name ending in `.toml`.
//!
//! A sidecar that cannot be read is an error of its transcript; nothing of it is used.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::cli::exit_code::Failure;
use crate::cli::input::bytes::read_file;
use crate::transcript::{Metadata, read_sidecar};

/// The largest sidecar, in bytes; names for a whole parliament take 100 KB.
const MOST_BYTES: u64 = 1 << 20;

/// Returns where a sidecar of the transcript would be.
pub(crate) fn sidecar_of(transcript: &Path) -> PathBuf {
    transcript.with_extension("toml")
}

/// Returns whether a file's name is that of a sidecar.
pub(crate) fn is_sidecar(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("toml"))
}

/// Returns what the sidecar of a transcript says; nothing where there is none.
pub(crate) fn metadata_beside(transcript: &Path) -> Result<Metadata, Failure> {
    let path = sidecar_of(transcript);
    if path == transcript || !path.is_file() {
        return Ok(Metadata::default());
    }
    let name = path.display();
    let of_sidecar = |failure: Failure| failure.context(format!("its sidecar {name}"));
    let bytes = read_file(&path, MOST_BYTES).map_err(of_sidecar)?;
    let text =
        String::from_utf8(bytes).map_err(|_| of_sidecar(Failure::input("it is not UTF-8 text")))?;
    read_sidecar(&text).map_err(|error| Failure::input(format!("its sidecar {name}:{error}")))
}
