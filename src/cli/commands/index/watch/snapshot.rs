//! Lists the files in folders that may be transcripts, and the folders that could be read.
//!
//! Hidden files and the store's own are left out. No file is read.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::changes::{FileStamp, FileVersion, FolderId, FolderSnapshot};
use crate::cli::input::paths::is_hidden;
use crate::cli::input::sidecar::{is_sidecar, sidecar_of};

/// The endings of temporary files' names.
const TEMPORARY: &str = "~ .tmp .temp .swp .swx .part .partial .crdownload .download";

/// Returns whether a file has the name of a temporary file.
pub(crate) fn is_temporary(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_lowercase();
    let lock = name.starts_with("~$") || (name.starts_with('#') && name.ends_with('#'));
    lock || TEMPORARY.split(' ').any(|ending| name.ends_with(ending))
}

/// Takes a snapshot of the folders and all below them, without the files of the store.
pub(crate) fn take(folders: &[PathBuf], store: &Path) -> FolderSnapshot {
    let mut snapshot = FolderSnapshot::default();
    for folder in folders {
        snapshot.enter(folder, store);
    }
    let FolderSnapshot {
        files,
        folders,
        unsure,
    } = &mut snapshot;
    folders.retain(|path, _| !unsure.contains(path));
    let sidecars = files.extract_if(.., |path, _| is_sidecar(path));
    let sidecars: BTreeMap<PathBuf, FileVersion> = sidecars.collect();
    for (path, (_, sidecar)) in files {
        *sidecar = sidecars.get(&sidecar_of(path)).map(|(stamp, _)| *stamp);
    }
    snapshot
}

impl FolderSnapshot {
    fn enter(&mut self, root: &Path, store: &Path) {
        let own = root.canonicalize().unwrap_or_else(|_| root.into());
        let is_own = |path: &Path| belongs_to(store, &own, root, path);
        let walk = WalkDir::new(root).into_iter();
        for entry in walk.filter_entry(|entry| !is_hidden(entry) && !is_own(entry.path())) {
            match entry {
                Ok(entry) => self.note(&entry),
                Err(error) => self.note_error(&error, root),
            }
        }
    }

    fn note_error(&mut self, error: &walkdir::Error, root: &Path) {
        let kind = error.io_error().map(std::io::Error::kind);
        match error.path() {
            // It was deleted during the walk.
            Some(path) if kind == Some(ErrorKind::NotFound) => {
                self.folders.remove(path);
            }
            Some(path) if self.folders.contains_key(path) => {
                self.unsure.insert(path.into());
            }
            Some(path) => self.unsure.extend(path.parent().map(PathBuf::from)),
            None => {
                let below = self.folders.keys().filter(|path| path.starts_with(root));
                self.unsure.extend(below.cloned());
            }
        }
    }

    fn note(&mut self, entry: &DirEntry) {
        let path = entry.path();
        // A root may be a link to a folder.
        let metadata = if entry.depth() == 0 {
            path.metadata()
        } else {
            entry.metadata().map_err(std::io::Error::from)
        };
        match metadata {
            Ok(metadata) if metadata.is_dir() => {
                self.folders.insert(path.into(), folder_id(&metadata));
            }
            Ok(metadata) if metadata.is_file() => {
                self.files.insert(path.into(), (stamp(&metadata), None));
            }
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(_) => self.unsure.extend(path.parent().map(PathBuf::from)),
        }
    }
}

/// Returns whether a path below `root`, which resolves to `own`, is a file of the store: its name
/// begins with the store's.
fn belongs_to(store: &Path, own: &Path, root: &Path, path: &Path) -> bool {
    let Ok(below) = path.strip_prefix(root) else {
        return false;
    };
    let path = own.join(below);
    let starts = || {
        let name = path.file_name()?.to_str()?;
        Some(name.starts_with(store.file_name()?.to_str()?))
    };
    path.parent() == store.parent() && starts().unwrap_or(false)
}

fn stamp(metadata: &Metadata) -> FileStamp {
    let (_, number, noted) = numbers(metadata);
    FileStamp {
        bytes: metadata.len(),
        modified: metadata.modified().ok(),
        number,
        noted,
    }
}

fn folder_id(metadata: &Metadata) -> FolderId {
    let (device, number, _) = numbers(metadata);
    FolderId { device, number }
}

/// Returns the device, the number on it and the time of the last change that the system notes.
#[cfg(unix)]
fn numbers(metadata: &Metadata) -> (u64, u64, (i64, i64)) {
    use std::os::unix::fs::MetadataExt;
    let noted = (metadata.ctime(), metadata.ctime_nsec());
    (metadata.dev(), metadata.ino(), noted)
}

#[cfg(not(unix))]
fn numbers(_: &Metadata) -> (u64, u64, (i64, i64)) {
    Default::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(snapshot: &FolderSnapshot) -> Vec<String> {
        let names = snapshot.files.keys().map(|path| path.file_name().unwrap());
        names.map(|name| name.to_string_lossy().into()).collect()
    }

    #[test]
    fn hidden_files_sidecars_and_the_store_are_no_files_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at(".git")).unwrap();
        std::fs::create_dir(at("who.db.index")).unwrap();
        for name in [
            "a.txt",
            "a.toml",
            ".b.txt",
            ".git/c.txt",
            "who.db",
            "who.db-wal",
        ] {
            std::fs::write(at(name), "x").unwrap();
        }
        std::fs::write(at("who.db.index/lock"), "").unwrap();
        let store = folder.path().canonicalize().unwrap().join("who.db");
        let snapshot = take(&[folder.path().into()], &store);
        assert_eq!(names(&snapshot), ["a.txt"]);
        assert!(snapshot.files[&at("a.txt")].1.is_some());
        assert!(snapshot.folders.contains_key(folder.path()));
    }

    #[test]
    fn a_file_of_the_same_size_in_place_of_another_has_another_version() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let look = || take(&[folder.path().into()], Path::new("/none")).files[&path];
        std::fs::write(&path, "one").unwrap();
        let before = look();
        let beside = folder.path().join("beside");
        std::fs::write(&beside, "two").unwrap();
        let file = std::fs::File::options().write(true).open(&beside).unwrap();
        file.set_modified(before.0.modified.unwrap()).unwrap();
        std::fs::rename(beside, &path).unwrap();
        assert_ne!(look(), before);
    }

    #[cfg(unix)]
    #[test]
    fn pipes_and_sockets_are_no_files() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let made = std::process::Command::new("mkfifo")
            .arg(at("a.txt"))
            .status();
        assert!(made.unwrap().success());
        let _socket = std::os::unix::net::UnixListener::bind(at("b.txt")).unwrap();
        assert!(names(&take(&[folder.path().into()], Path::new("/none"))).is_empty());
    }

    #[test]
    fn a_folder_that_is_missing_is_no_folder_that_was_looked_into() {
        let folder = tempfile::tempdir().unwrap();
        let snapshot = take(&[folder.path().join("away")], Path::new("/none"));
        assert!(snapshot.folders.is_empty() && snapshot.files.is_empty());
    }

    #[test]
    fn names_of_temporary_files_are_known() {
        for name in [
            "talk.txt~",
            "talk.srt.PART",
            "~$talk.docx",
            "#talk.md#",
            "a.tmp",
        ] {
            assert!(is_temporary(Path::new(name)), "{name}");
        }
        for name in ["talk.txt", "tmp.txt", "part.srt", "#1.txt"] {
            assert!(!is_temporary(Path::new(name)), "{name}");
        }
    }
}
