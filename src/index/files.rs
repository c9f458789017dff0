//! Derived files: written whole or not at all, mapped into memory, checked before use.
//!
//! Never here: a file changed in place. A new one is renamed over the old, so a process that
//! has mapped the old one keeps it.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::Path;

use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};

use super::IndexError;

/// Takes the folder for writing until the file is dropped; `None` where another process has it.
pub(super) fn try_lock(folder: &Path) -> Result<Option<File>, IndexError> {
    let path = folder.join("lock");
    let file = File::create(&path).map_err(IndexError::file(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(IndexError::file(&path)(error)),
    }
}

/// Waits until no other process has the folder, and takes it for writing until the file is dropped.
pub(super) fn lock(folder: &Path) -> Result<File, IndexError> {
    let path = folder.join("lock");
    let file = File::create(&path).map_err(IndexError::file(&path))?;
    file.lock().map_err(IndexError::file(&path))?;
    Ok(file)
}

/// Writes a file under its name whole and durably, or leaves what was there.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), IndexError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let written = || -> std::io::Result<()> {
        let mut file = tempfile::Builder::new()
            .prefix("writing-")
            .tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        File::open(folder)?.sync_all()
    };
    written().map_err(IndexError::file(path))
}

/// Maps a file into memory. Its first byte lies on a page boundary.
///
/// This is tantivy's memory map, which is safe to call; ours would need `unsafe`.
pub(super) fn map(folder: &Path, name: &str) -> Result<OwnedBytes, String> {
    let directory = MmapDirectory::open(folder).map_err(|error| error.to_string())?;
    let file = directory
        .open_read(Path::new(name))
        .map_err(|error| error.to_string())?;
    file.read_bytes().map_err(|error| error.to_string())
}

/// Removes the files of the folder that begin with `prefix` and are not to be kept, and what
/// interrupted writes left behind.
pub(super) fn sweep(folder: &Path, prefix: &str, keep: &[String]) -> Result<(), IndexError> {
    let entries = fs::read_dir(folder).map_err(IndexError::file(folder))?;
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let left_over = name.starts_with(prefix) || name.starts_with("writing-");
        if left_over && !keep.contains(&name) {
            // A file that cannot be removed takes room and does no harm; the next sweep tries again.
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}
