//! Files that commands write: whole or not at all.
//!
//! In: a path and a text. Out: the file. Never here: a file that is half written under its name, or
//! one that takes the place of another unasked.

use std::io::{Error, ErrorKind, Write};
use std::path::Path;

use super::exit_code::Failure;

/// What becomes of a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Former {
    /// The new one takes its place.
    Replaced,
    /// It stays, and nothing is written.
    Kept,
}

/// Writes a file under its name whole, or leaves what was there.
pub(super) fn write_whole(path: &Path, text: &str, former: Former) -> Result<(), Failure> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let write = || -> std::io::Result<()> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".writing-");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        match former {
            Former::Replaced => file.persist(path)?,
            Former::Kept => file.persist_noclobber(path)?,
        };
        Ok(())
    };
    write().map_err(|error| Failure::usage(format!("{}: {}", path.display(), why(&error))))
}

fn why(error: &Error) -> String {
    match error.kind() {
        ErrorKind::AlreadyExists => "there is such a file; --force replaces it".into(),
        _ => error.to_string(),
    }
}
