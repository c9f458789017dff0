//! Writes, maps and checks the files of the index.
//!
//! A file is written whole or not at all: a new one is renamed over the old, so a process that has
//! mapped the old one keeps it. Only regular files are opened: a pipe or a device could block for ever.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};
use tempfile::{NamedTempFile, TempDir};

use super::error::IndexError;
use crate::store::{ReadError, Stamp, StoreReader};

/// The lock of the process that writes the folder.
const WRITING: &str = "lock";

/// The lock of the process whose turn it is to add to the store.
const ADDING: &str = "turn";

/// How the names of tantivy's own end.
const LOCK_OF_TANTIVY: &str = ".lock";

/// Makes a folder where there is none, and returns whether nothing can be written in it.
pub(super) fn cannot_write(folder: &Path) -> bool {
    let written = fs::create_dir_all(folder).and_then(|()| NamedTempFile::new_in(folder));
    let cannot = [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem];
    written.is_err_and(|error| cannot.contains(&error.kind()))
}

/// Returns a throw-away folder with a link to each file of a folder that cannot be written.
pub(super) fn link_elsewhere(folder: &Path) -> Result<TempDir, IndexError> {
    let links = tempfile::tempdir().map_err(IndexError::file(folder))?;
    let linked = |from: &Path, to: &Path| -> std::io::Result<()> {
        for (name, path) in list(from)? {
            if path.is_file()
                && ![WRITING, ADDING].contains(&&*name)
                && !name.ends_with(LOCK_OF_TANTIVY)
            {
                symlink(std::path::absolute(path)?, to.join(name))?;
            }
        }
        Ok(())
    };
    let lexical = folder.join("lexical");
    let link = || -> std::io::Result<()> {
        if folder.exists() {
            linked(folder, links.path())?;
        }
        if lexical.exists() {
            let to = links.path().join("lexical");
            fs::create_dir(&to)?;
            linked(&lexical, &to)?;
        }
        Ok(())
    };
    link().map_err(IndexError::file(folder))?;
    Ok(links)
}

/// Locks the folder for writing until the file is dropped; `None` where another process holds it.
pub(super) fn try_lock(folder: &Path) -> Result<Option<File>, IndexError> {
    try_lock_file(folder, WRITING)
}

/// Takes the turn to add to the store until the file is dropped; `None` where another has it.
pub(super) fn try_take_turn(folder: &Path) -> Result<Option<File>, IndexError> {
    fs::create_dir_all(folder).map_err(IndexError::file(folder))?;
    try_lock_file(folder, ADDING)
}

fn try_lock_file(folder: &Path, name: &str) -> Result<Option<File>, IndexError> {
    let (path, file) = lock_file(folder, name)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(IndexError::file(&path)(error)),
    }
}

/// Waits until no other process holds the folder, and locks it until the file is dropped.
pub(super) fn lock(folder: &Path) -> Result<File, IndexError> {
    let (path, file) = lock_file(folder, WRITING)?;
    file.lock().map_err(IndexError::file(&path))?;
    Ok(file)
}

fn lock_file(folder: &Path, name: &str) -> Result<(PathBuf, File), IndexError> {
    let path = folder.join(name);
    match expect_regular(&path) {
        Err(_) if path.is_dir() => return Err(IndexError::FolderInTheWay(path)),
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(IndexError::file(&path)(error));
        }
        _ => {}
    }
    let file = File::create(&path).map_err(IndexError::file(&path))?;
    Ok((path, file))
}

/// Fails for what is there and is no regular file.
fn expect_regular(path: &Path) -> std::io::Result<()> {
    if fs::metadata(path)?.is_file() {
        return Ok(());
    }
    let reason = "it is no regular file; delete it, and the index is rebuilt from the store";
    Err(std::io::Error::other(reason))
}

/// Returns the bytes of a regular file.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    expect_regular(path)?;
    fs::read(path)
}

/// Returns why a folder cannot be handed to a library that opens whatever is in it.
pub(super) fn irregular(folder: &Path) -> Option<String> {
    let entries = entries(folder).unwrap_or_default().into_iter();
    let mut irregular = entries.filter(|(_, path)| expect_regular(path).is_err());
    irregular
        .next()
        .map(|(name, _)| format!("{name} is no regular file"))
}

/// Checks that no folder has the name of one of the index's files.
///
/// The caller holds the lock, so that nothing changes meanwhile.
pub(super) fn check_no_folder_in_the_way(folder: &Path) -> Result<(), IndexError> {
    let is_own = |name: &str| name.ends_with(".json") || name.starts_with("segment-");
    let mut entries = entries(folder)?.into_iter();
    match entries.find(|(name, path)| is_own(name) && path.is_dir()) {
        Some((_, path)) => Err(IndexError::FolderInTheWay(path)),
        None => Ok(()),
    }
}

/// Returns whether a folder has a file whose name passes; a folder that cannot be read has none.
pub(super) fn any(folder: &Path, passes: impl Fn(&str) -> bool) -> bool {
    let entries = entries(folder).unwrap_or_default();
    entries.iter().any(|(name, _)| passes(name))
}

/// Returns the names and paths in a folder.
fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, IndexError> {
    list(folder).map_err(IndexError::file(folder))
}

fn list(folder: &Path) -> std::io::Result<Vec<(String, PathBuf)>> {
    let named = fs::read_dir(folder)?.map(|entry| {
        let (name, path) = entry.map(|entry| (entry.file_name(), entry.path()))?;
        Ok((name.to_string_lossy().into_owned(), path))
    });
    named.collect()
}

/// Removes a file that may be missing.
pub(super) fn remove(path: &Path) -> Result<(), IndexError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(IndexError::file(path)(error)),
        _ => Ok(()),
    }
}

/// Writes a file under its name whole and durably, or leaves what was there.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), IndexError> {
    write_with(path, |file| {
        file.write_all(bytes).map_err(IndexError::file(path))
    })
}

/// Does the same as [`write()`] for contents too large to hold in memory: `fill` writes the file.
pub(super) fn write_with(
    path: &Path,
    fill: impl FnOnce(&mut File) -> Result<(), IndexError>,
) -> Result<(), IndexError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let file = NamedTempFile::with_prefix_in("writing-", folder);
    let mut file = file.map_err(IndexError::file(path))?;
    fill(file.as_file_mut())?;
    let named = || -> std::io::Result<()> {
        file.as_file().sync_all()?;
        file.persist(path)?;
        File::open(folder)?.sync_all()
    };
    named().map_err(IndexError::file(path))
}

/// What a part of the index consists of, and what it was built from.
#[derive(Serialize, Deserialize)]
pub(super) struct Manifest<T> {
    /// The version of the part's format.
    pub format: u32,
    /// The store's commit that it shows.
    pub built_from: Stamp,
    #[serde(flatten)]
    pub contents: T,
}

/// Writes a manifest: the CRC-32 of what follows, in hexadecimal, a line end, and JSON.
pub(super) fn write_manifest<T: Serialize>(
    path: &Path,
    manifest: &Manifest<T>,
) -> Result<(), IndexError> {
    let json = serde_json::to_string(manifest).expect("a manifest is plain data");
    let checksum = crc32fast::hash(json.as_bytes());
    write(path, format!("{checksum:08x}\n{json}").as_bytes())
}

/// Returns the store's commit that a manifest shows; `None` where there is no manifest that can be read.
pub(super) fn stamp_of_manifest(path: &Path) -> Option<Stamp> {
    #[derive(Deserialize)]
    struct Anything {}
    let text = String::from_utf8(read(path).ok()?).ok()?;
    let (checksum, json) = text.split_once('\n')?;
    let is_whole = checksum == format!("{:08x}", crc32fast::hash(json.as_bytes()));
    let manifest: Manifest<Anything> = serde_json::from_str(json).ok().filter(|_| is_whole)?;
    Some(manifest.built_from)
}

/// Reads a manifest of this format and store; inside, `Err(None)` where there is none yet, and the
/// reason where what it names cannot be used.
pub(super) fn read_manifest<T: DeserializeOwned>(
    path: &Path,
    format: u32,
    store: &StoreReader,
) -> Result<Result<Manifest<T>, Option<String>>, ReadError> {
    Ok(match parse_manifest(path, format) {
        Ok(Manifest { built_from, .. }) if !store.commits().has(&built_from)? => {
            let reason = "it was built from another store, or from the embeddings of another model";
            Err(Some(reason.into()))
        }
        read => read,
    })
}

fn parse_manifest<T: DeserializeOwned>(
    path: &Path,
    format: u32,
) -> Result<Manifest<T>, Option<String>> {
    let bytes = read(path).map_err(|error| {
        let is_missing = error.kind() == ErrorKind::NotFound;
        (!is_missing).then(|| error.to_string())
    })?;
    let text = String::from_utf8(bytes).map_err(|error| Some(error.to_string()))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let parts = text.split_once('\n');
    let (checksum, json) = parts.ok_or_else(|| format!("{name} is cut off"))?;
    if checksum != format!("{:08x}", crc32fast::hash(json.as_bytes())) {
        return Err(Some(format!("the checksum of {name} does not match")));
    }
    let manifest = serde_json::from_str(json).ok();
    let known = manifest.filter(|manifest: &Manifest<T>| manifest.format == format);
    Ok(known.ok_or_else(|| format!("{name} has another format"))?)
}

/// The length and CRC-32 of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seal {
    name: String,
    bytes: u64,
    crc32: u32,
}

impl Seal {
    /// Returns the seals of a folder's files; locks, which are empty, do not count.
    pub(super) fn of_folder(folder: &Path) -> Result<Vec<Self>, IndexError> {
        let mut seals = Vec::new();
        for (name, path) in entries(folder)? {
            let contents = read(&path).map_err(IndexError::file(&path))?;
            if !contents.is_empty() {
                let bytes = contents.len() as u64;
                let crc32 = crc32fast::hash(&contents);
                seals.push(Self { name, bytes, crc32 });
            }
        }
        Ok(seals)
    }

    /// Checks that the file still has the length and checksum of its seal.
    pub(super) fn check(&self, folder: &Path) -> Result<(), String> {
        let bytes = read(&folder.join(&self.name));
        let bytes = bytes.map_err(|error| format!("{}: {error}", self.name))?;
        if bytes.len() as u64 == self.bytes && crc32fast::hash(&bytes) == self.crc32 {
            Ok(())
        } else {
            Err(format!("the checksum of {} does not match", self.name))
        }
    }
}

/// The length of a file and the CRC-32 of its first bytes, which hold the checksum of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HeadSeal {
    bytes: u64,
    crc32: u32,
}

/// The length of the headers of our files.
const HEADER_BYTES: usize = 32;

impl HeadSeal {
    /// Returns the seal of a file with a header.
    pub(super) fn of_file(folder: &Path, name: &str) -> Result<Self, String> {
        let read = || -> std::io::Result<Self> {
            let path = folder.join(name);
            expect_regular(&path)?;
            let mut file = File::open(path)?;
            let mut header = [0; HEADER_BYTES];
            file.read_exact(&mut header)?;
            Ok(Self {
                bytes: file.metadata()?.len(),
                crc32: crc32fast::hash(&header),
            })
        };
        read().map_err(|error| format!("{name}: {error}"))
    }

    /// Checks that the file is the one that was sealed.
    pub(super) fn check(self, folder: &Path, name: &str) -> Result<(), String> {
        match Self::of_file(folder, name)? == self {
            true => Ok(()),
            false => Err(format!(
                "{name} is not the file that the index was made with"
            )),
        }
    }
}

/// Maps a file into memory. Its first byte lies on a page boundary.
///
/// This is tantivy's memory map, which is safe to call; ours would need `unsafe`.
pub(super) fn map(folder: &Path, name: &str) -> Result<OwnedBytes, String> {
    expect_regular(&folder.join(name)).map_err(|error| error.to_string())?;
    let directory = MmapDirectory::open(folder).map_err(|error| error.to_string())?;
    let file = directory.open_read(Path::new(name));
    let file = file.map_err(|error| error.to_string())?;
    file.read_bytes().map_err(|error| error.to_string())
}

/// Removes the folder's files that begin with `prefix` and are not in `keep`, and the leftovers of
/// interrupted writes.
pub(super) fn sweep(folder: &Path, prefix: &str, keep: &[String]) -> Result<(), IndexError> {
    for (name, path) in entries(folder)? {
        let left_over = name.starts_with(prefix) || name.starts_with("writing-");
        if left_over && !keep.contains(&name) {
            // A file that cannot be removed takes room and does no harm; the next sweep tries again.
            let _ = fs::remove_file(path);
        }
    }
    Ok(())
}
