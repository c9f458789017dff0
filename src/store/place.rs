//! Tells whether the file that was opened still lies in its place.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rusqlite::Connection;

use super::error::ReadError;
use super::version::Version;
use super::wal::{self, BETWEEN_LOOKS, LOOKS};

/// The file that a store was opened from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its absolute path.
    file: PathBuf,
    device: u64,
    inode: u64,
    /// When it was changed last, where it is read without its log.
    unchanged_since: Option<SystemTime>,
}

impl Place {
    /// Notes the file of a connection that was just opened.
    pub(super) fn of(file: &Path, connection: &Connection) -> std::io::Result<Self> {
        let file = std::path::absolute(file)?;
        let metadata = std::fs::metadata(&file)?;
        let is_alone = connection.is_readonly("main").unwrap_or(false);
        Ok(Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            unchanged_since: metadata.modified().ok().filter(|_| is_alone),
            file,
        })
    }

    /// Checks that the file is still there and no other is in its place, which takes no time.
    ///
    /// # Errors
    /// [`ReadError::Gone`] and [`ReadError::Replaced`].
    pub fn check(&self) -> Result<(), ReadError> {
        let Ok(metadata) = std::fs::metadata(&self.file) else {
            return Err(ReadError::Gone(self.file.clone()));
        };
        let is_same = (metadata.dev(), metadata.ino()) == (self.device, self.inode);
        let changed = self
            .unchanged_since
            .is_some_and(|since| metadata.modified().ok() != Some(since));
        match is_same && !changed {
            true => Ok(()),
            false => Err(ReadError::Replaced(self.file.clone())),
        }
    }

    /// Checks as well that the file holds what the connection reads.
    pub(super) fn check_contents(&self, connection: &Connection) -> Result<(), ReadError> {
        self.check()?;
        if self.unchanged_since.is_some() {
            return Ok(());
        }
        // Another file's contents may have been copied over these. A change between the two looks is no
        // such thing.
        for look in 0..LOOKS {
            let reads = Version::read(connection)?;
            match wal::newest(&self.file) {
                Ok(newest) if newest == Some(reads) => return Ok(()),
                Ok(_) if !connection.is_autocommit() => return Ok(()),
                Ok(_) => {}
                Err(_) => return Err(ReadError::Gone(self.file.clone())),
            }
            if look + 1 < LOOKS {
                std::thread::sleep(BETWEEN_LOOKS);
            }
        }
        Err(ReadError::Replaced(self.file.clone()))
    }
}
