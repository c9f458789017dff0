//! Holds the keys as they are now, and reads their file again when it has changed.

use std::fs::{self, Metadata};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::error::KeyError;
use super::file::KeyFile;
use super::record::KeyRecord;

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
