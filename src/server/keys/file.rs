//! Reads and writes the file of keys, which only its owner may read.
//!
//! The file is written whole, and a lock keeps changes that are made at the same time from losing one
//! another.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::record::{KeyError, KeyHash, KeyRecord, KeyScope, NewKey, is_token};

/// The largest file of keys that is read: some ten thousand keys.
const MOST_FILE_BYTES: u64 = 2 << 20;

/// A file of keys, which need not be there yet.
#[derive(Debug, Clone)]
pub struct KeyFile(PathBuf);

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    #[serde(default, rename = "key")]
    keys: Vec<KeyRecord>,
}

impl KeyFile {
    /// Names the file.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Returns its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Returns the keys, in the order in which they were added; none where there is no file.
    ///
    /// # Errors
    /// A file that cannot be read or is no file of keys.
    pub fn list(&self) -> Result<Vec<KeyRecord>, KeyError> {
        let failed = |error| self.failed(error);
        match fs::metadata(&self.0) {
            Ok(found) if found.len() > MOST_FILE_BYTES => {
                Err(self.damaged(format!("it is larger than {MOST_FILE_BYTES} bytes")))
            }
            Ok(_) => {
                let text = fs::read_to_string(&self.0).map_err(failed)?;
                let contents: Contents =
                    toml::from_str(&text).map_err(|error| self.damaged(error.to_string()))?;
                Ok(contents.keys)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(failed(error)),
        }
    }

    /// Makes a key and stores its hash.
    ///
    /// # Errors
    /// Fails for a name that is taken or no token, and for a file that cannot be read or written.
    pub fn add(&self, name: &str, scope: KeyScope) -> Result<NewKey, KeyError> {
        if !is_token(name) {
            return Err(KeyError::Name);
        }
        let _lock = self.lock()?;
        let mut keys = self.list()?;
        if keys.iter().any(|key| key.name == name) {
            return Err(KeyError::Taken(name.into()));
        }
        let new = NewKey::random()?;
        keys.push(KeyRecord {
            name: name.into(),
            scope,
            created: Timestamp::now().to_zoned(TimeZone::UTC).date(),
            hash: KeyHash::new(new.reveal()),
        });
        self.write(keys)?;
        Ok(new)
    }

    /// Removes a key; servers that read this file refuse it from now on.
    ///
    /// # Errors
    /// An unknown name, a file that cannot be read or written.
    pub fn revoke(&self, name: &str) -> Result<(), KeyError> {
        let _lock = self.lock()?;
        let mut keys = self.list()?;
        let before = keys.len();
        keys.retain(|key| key.name != name);
        if keys.len() == before {
            return Err(KeyError::Unknown(name.into()));
        }
        self.write(keys)
    }

    /// Locks the file, and waits until no other process changes it.
    fn lock(&self) -> Result<File, KeyError> {
        let failed = |error| self.failed(error);
        let folder = self.folder();
        fs::create_dir_all(folder).map_err(failed)?;
        let mut name = self.0.file_name().unwrap_or_default().to_owned();
        name.push(".lock");
        let file = File::create(folder.join(name)).map_err(failed)?;
        file.lock().map_err(failed)?;
        Ok(file)
    }

    /// Writes the file whole; only its owner may read it.
    fn write(&self, keys: Vec<KeyRecord>) -> Result<(), KeyError> {
        let text = toml::to_string(&Contents { keys });
        let text = text.map_err(|error| self.damaged(error.to_string()))?;
        let write = || -> io::Result<()> {
            // Temporary files have mode 0600.
            let mut file = tempfile::Builder::new()
                .prefix(".keys-")
                .tempfile_in(self.folder())?;
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(&self.0)?;
            Ok(())
        };
        write().map_err(|error| self.failed(error))
    }

    fn folder(&self) -> &Path {
        let folder = self.0.parent().filter(|folder| *folder != Path::new(""));
        folder.unwrap_or(Path::new("."))
    }

    fn failed(&self, error: io::Error) -> KeyError {
        KeyError::File(self.0.clone(), error)
    }

    fn damaged(&self, reason: String) -> KeyError {
        KeyError::Damaged(self.0.clone(), reason)
    }
}

/// The keys of a file as they are now.
#[derive(Debug)]
pub struct KeyRing {
    file: KeyFile,
    read: Mutex<(KeyFileStamp, Arc<[KeyRecord]>)>,
}

/// The stamp of the file, which changes whenever the file is written.
type KeyFileStamp = Option<(SystemTime, u64, u64)>;

impl KeyRing {
    /// Reads the file.
    ///
    /// # Errors
    /// A file that cannot be read or is no file of keys.
    pub fn open(file: KeyFile) -> Result<Self, KeyError> {
        let stamp = stamp(file.path());
        let keys = file.list()?.into();
        Ok(Self {
            file,
            read: Mutex::new((stamp, keys)),
        })
    }

    /// Returns the keys, read again if the file has changed.
    ///
    /// # Errors
    /// Fails for a file that can no longer be read; no key is accepted until it can.
    pub fn keys(&self) -> Result<Arc<[KeyRecord]>, KeyError> {
        // Taken before the file is read, so that a change in between is noticed the next time.
        let stamp = stamp(self.file.path());
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.0 != stamp {
            *read = (stamp, self.file.list()?.into());
        }
        Ok(read.1.clone())
    }
}

fn stamp(path: &Path) -> KeyFileStamp {
    let found = fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len(), file_number(&found)))
}

/// Returns the inode, which tells apart files of one length written in the same tick of the clock.
#[cfg(unix)]
fn file_number(found: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(found)
}

#[cfg(not(unix))]
fn file_number(_found: &Metadata) -> u64 {
    0
}
