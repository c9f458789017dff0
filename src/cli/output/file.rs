//! Writes files whole: never a partial file, and no replacement without `--force`.
//!
//! A link stays and what it leads to is written. Pipes, terminals and other devices are written
//! into; only a regular file is replaced by another.

use std::fs::{Metadata, OpenOptions};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};

/// The most links followed; more are taken for a circle.
const MOST_LINKS: usize = 40;

/// Whether a file that is there already is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overwrite {
    /// The new file takes its place.
    Allow,
    /// The old file stays, and nothing is written.
    Refuse,
}

impl Overwrite {
    /// Returns what `--force` asks for.
    pub(crate) fn with_force(force: bool) -> Self {
        if force { Self::Allow } else { Self::Refuse }
    }
}

/// Why a file was not written; the old file is unchanged.
#[derive(Debug, thiserror::Error)]
#[error("{}: {}", path.display(), in_words(reason))]
pub(crate) struct OutputFileError {
    path: PathBuf,
    reason: Error,
}

/// Writes a text under a name, whole or not at all.
pub(crate) fn write_whole(
    path: &Path,
    text: &str,
    overwrite: Overwrite,
) -> std::result::Result<(), OutputFileError> {
    let written = match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(ErrorKind::IsADirectory.into()),
        // The system also follows links that lead to no path, such as `/dev/stdout`.
        Ok(found) if found.is_file() => path
            .canonicalize()
            .and_then(|path| put(&path, text, overwrite)),
        Ok(found) if is_disk(&found) && overwrite == Overwrite::Refuse => {
            Err(ErrorKind::AlreadyExists.into())
        }
        Ok(_) => pour(path, text),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            end_of_links(path).and_then(|path| put(&path, text, overwrite))
        }
        Err(error) => Err(error),
    };
    written.map_err(|reason| OutputFileError {
        path: path.to_owned(),
        reason,
    })
}

/// Writes a temporary file in the same folder, and then renames it.
fn put(path: &Path, text: &str, overwrite: Overwrite) -> Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".writing-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder_of(path))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    match overwrite {
        Overwrite::Allow => file.persist(path)?,
        Overwrite::Refuse => file.persist_noclobber(path)?,
    };
    Ok(())
}

/// Writes into the pipe or device that is there.
fn pour(path: &Path, text: &str) -> Result<()> {
    let mut stream = OpenOptions::new().write(true).open(path)?;
    stream.write_all(text.as_bytes())?;
    stream.flush()
}

#[cfg(unix)]
fn is_disk(found: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_block_device(&found.file_type())
}

#[cfg(not(unix))]
fn is_disk(_: &Metadata) -> bool {
    false
}

/// Returns the path at the end of links whose target does not exist yet.
fn end_of_links(path: &Path) -> Result<PathBuf> {
    let mut end = path.to_owned();
    for _ in 0..MOST_LINKS {
        match end.read_link() {
            Ok(to) => end = folder_of(&end).join(to),
            Err(_) => return Ok(end),
        }
    }
    Err(Error::other("its links lead in a circle"))
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent();
    let named = folder.filter(|folder| !folder.as_os_str().is_empty());
    named.unwrap_or(Path::new("."))
}

/// Returns the error's message without the temporary file's name.
fn in_words(error: &Error) -> String {
    match error.kind() {
        ErrorKind::AlreadyExists => "the file exists; --force replaces it".into(),
        ErrorKind::IsADirectory => "this is a folder; name a file in it".into(),
        ErrorKind::NotFound => "its folder does not exist; make it first".into(),
        ErrorKind::PermissionDenied => "you may not write here".into(),
        ErrorKind::BrokenPipe => "nobody reads the pipe any more".into(),
        ErrorKind::Other => error.to_string(),
        kind => kind.to_string(),
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use super::*;

    fn refusal(path: &Path, overwrite: Overwrite) -> String {
        let written = write_whole(path, "new", overwrite);
        written.map_or_else(|failure| failure.to_string(), |()| "written".into())
    }

    #[test]
    fn a_file_is_replaced_only_where_that_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.md");
        write_whole(&path, "old", Overwrite::Refuse).unwrap();
        assert!(refusal(&path, Overwrite::Refuse).contains("--force"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        write_whole(&path, "new", Overwrite::Allow).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_link_stays_and_what_it_leads_to_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("deep")).unwrap();
        symlink("deep/second", at("first")).unwrap();
        symlink("../target.md", at("deep/second")).unwrap();
        write_whole(&at("first"), "old", Overwrite::Refuse).unwrap();
        assert_eq!(fs::read_to_string(at("target.md")).unwrap(), "old");
        assert!(refusal(&at("first"), Overwrite::Refuse).contains("--force"));
        write_whole(&at("first"), "new", Overwrite::Allow).unwrap();
        assert_eq!(fs::read_to_string(at("target.md")).unwrap(), "new");
        for link in ["first", "deep/second"] {
            assert!(at(link).is_symlink(), "{link}");
        }
    }

    #[test]
    fn links_in_a_circle_are_no_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("round");
        symlink("round", &path).unwrap();
        assert_ne!(refusal(&path, Overwrite::Allow), "written");
        assert!(path.is_symlink());
    }

    #[test]
    fn a_pipe_stays_a_pipe_and_its_reader_gets_the_text() {
        use std::os::unix::fs::FileTypeExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        assert!(
            Command::new("mkfifo")
                .arg(&path)
                .status()
                .unwrap()
                .success()
        );
        for overwrite in [Overwrite::Refuse, Overwrite::Allow] {
            let from = path.clone();
            let reader = std::thread::spawn(move || fs::read_to_string(from).unwrap());
            write_whole(&path, "new", overwrite).unwrap();
            assert_eq!(reader.join().unwrap(), "new");
        }
        assert!(fs::metadata(&path).unwrap().file_type().is_fifo());
    }

    #[test]
    fn what_is_wrong_is_said_of_the_name_that_was_given() {
        let folder = tempfile::tempdir().unwrap();
        let inside = refusal(&folder.path().join("nowhere/out.md"), Overwrite::Refuse);
        assert!(inside.ends_with("make it first"), "{inside}");
        assert!(!inside.contains(".writing-"), "{inside}");
        assert!(refusal(folder.path(), Overwrite::Allow).contains("this is a folder"));
    }
}
