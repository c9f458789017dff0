//! Files that commands write: whole or not at all.
//!
//! In: a path and a text. Out: the file. A link leads to what is written, and what takes a stream,
//! such as a pipe or a terminal, is written into. Never here: a file that is half written under its
//! name, one that takes the place of another unasked, and anything but a file that another is put in
//! the place of.

use std::fs::{FileType, Metadata, OpenOptions};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};

use super::exit_code::Failure;

type Written = std::result::Result<(), Failure>;

/// More links than this lead in a circle.
const MOST_LINKS: usize = 40;

/// What becomes of a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Former {
    /// The new one takes its place.
    Replaced,
    /// It stays, and nothing is written.
    Kept,
}

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// A file, or nothing yet: here a whole one gets its name.
    File(PathBuf),
    /// What takes bytes as they come.
    Stream,
    /// What holds other bytes and is no file, such as a whole disk.
    Disk,
    Folder,
}

/// Writes a text whole under a name, or leaves what was there.
pub(super) fn write_whole(path: &Path, text: &str, former: Former) -> Written {
    let written = match place_of(path) {
        Ok(Place::File(path)) => put(&path, text, former),
        Ok(Place::Stream) => pour(path, text),
        Ok(Place::Disk) if former == Former::Replaced => pour(path, text),
        Ok(Place::Disk) => Err(ErrorKind::AlreadyExists.into()),
        Ok(Place::Folder) => Err(ErrorKind::IsADirectory.into()),
        Err(error) => Err(error),
    };
    written.map_err(|error| Failure::usage(format!("{}: {}", path.display(), why(&error))))
}

/// Makes the file beside its place, and then gives it its name.
fn put(path: &Path, text: &str, former: Former) -> Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".writing-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder_of(path))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    match former {
        Former::Replaced => file.persist(path)?,
        Former::Kept => file.persist_noclobber(path)?,
    };
    Ok(())
}

/// Writes into what is there.
fn pour(path: &Path, text: &str) -> Result<()> {
    let mut stream = OpenOptions::new().write(true).open(path)?;
    stream.write_all(text.as_bytes())?;
    stream.flush()
}

fn place_of(path: &Path) -> Result<Place> {
    match std::fs::metadata(path) {
        // The system knows its way also through links that have no path, such as `/dev/stdout`.
        Ok(metadata) if metadata.is_file() => Ok(Place::File(path.canonicalize()?)),
        Ok(metadata) => Ok(kind_of(&metadata)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Place::File(end_of(path)?)),
        Err(error) => Err(error),
    }
}

fn kind_of(metadata: &Metadata) -> Place {
    match metadata.file_type() {
        kind if kind.is_dir() => Place::Folder,
        kind if is_disk(kind) => Place::Disk,
        _ => Place::Stream,
    }
}

#[cfg(unix)]
fn is_disk(kind: FileType) -> bool {
    std::os::unix::fs::FileTypeExt::is_block_device(&kind)
}

#[cfg(not(unix))]
fn is_disk(_: FileType) -> bool {
    false
}

/// Returns where links end that lead to nothing yet.
fn end_of(path: &Path) -> Result<PathBuf> {
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

/// Says what is wrong without the name that the file has while it is made.
fn why(error: &Error) -> String {
    match error.kind() {
        ErrorKind::AlreadyExists => "there is such a file; --force replaces it".into(),
        ErrorKind::IsADirectory => "that is a folder; name a file in it".into(),
        ErrorKind::NotFound => "there is no such folder to write it in; make it first".into(),
        ErrorKind::PermissionDenied => "its folder, or it, may not be written by you".into(),
        ErrorKind::BrokenPipe => "its reader went away".into(),
        ErrorKind::Other => error.to_string(),
        kind => kind.to_string(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use super::*;

    fn refusal(path: &Path, former: Former) -> String {
        let written = write_whole(path, "new", former);
        written.map_or_else(|failure| failure.to_string(), |()| "written".into())
    }

    #[test]
    fn a_file_is_replaced_only_where_that_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.md");
        write_whole(&path, "old", Former::Kept).unwrap();
        assert!(refusal(&path, Former::Kept).contains("--force"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        write_whole(&path, "new", Former::Replaced).unwrap();
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
        write_whole(&at("first"), "old", Former::Kept).unwrap();
        assert_eq!(fs::read_to_string(at("target.md")).unwrap(), "old");
        assert!(refusal(&at("first"), Former::Kept).contains("--force"));
        write_whole(&at("first"), "new", Former::Replaced).unwrap();
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
        assert_ne!(refusal(&path, Former::Replaced), "written");
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
        for former in [Former::Kept, Former::Replaced] {
            let from = path.clone();
            let reader = std::thread::spawn(move || fs::read_to_string(from).unwrap());
            write_whole(&path, "new", former).unwrap();
            assert_eq!(reader.join().unwrap(), "new");
        }
        assert!(fs::metadata(&path).unwrap().file_type().is_fifo());
    }

    #[test]
    fn what_is_wrong_is_said_of_the_name_that_was_given() {
        let folder = tempfile::tempdir().unwrap();
        let inside = refusal(&folder.path().join("nowhere/out.md"), Former::Kept);
        assert!(inside.ends_with("make it first"), "{inside}");
        assert!(!inside.contains(".writing-"), "{inside}");
        assert!(refusal(folder.path(), Former::Replaced).contains("that is a folder"));
    }
}
