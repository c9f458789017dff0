//! Tells whether the write-ahead log beside a store is the store's own.
//!
//! SQLite plays a log over whatever file it lies beside. Where a crash left one and a copy was put in the
//! store's place, that would destroy the copy. Each change writes the header with its number
//! ([`Version`]), so the log of a file begins with the number after the file's, or has it where some of the
//! log is in the file already.
//!
//! The layout of both files is that of <https://www.sqlite.org/fileformat2.html>, sections 1.3 and 4.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::version::{CHECKED_FORMAT, Version};

/// The length of SQLite's header, and where its `user_version` stands.
const HEADER_BYTES: usize = 100;
const VERSION_AT: usize = 60;

/// The lengths of a log's header and of each frame's, and the number that begins it; its lowest bit says
/// in which byte order its checksums are.
const LOG_HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;
const LOG_MAGIC: u32 = 0x377f_0682;

/// How often the files are looked at again before a log is called another's: another process may have
/// changed both between two looks.
pub(super) const LOOKS: usize = 5;
pub(super) const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// What stands at the beginning of a store's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// Nothing: the file has no bytes.
    Nothing,
    /// Something else than a database.
    Foreign,
    /// A database with this number.
    Database(Version),
}

/// Returns the path of the log of a store.
pub(super) fn path_of(store: &Path) -> PathBuf {
    beside(store, "-wal")
}

/// Returns the path of a file of SQLite's beside a store.
pub(super) fn beside(store: &Path, suffix: &str) -> PathBuf {
    let mut path = store.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// Copies a store that nobody writes, with what its own log holds.
pub(super) fn copy_with_log(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::copy(from, to)?;
    let log = path_of(from);
    if log.exists() && foreign_log(from)?.is_none() {
        std::fs::copy(log, path_of(to))?;
    }
    Ok(())
}

/// Reads the beginning of a file.
///
/// The file stays open until the process ends: closing it would take away the locks that SQLite has on
/// it (<https://www.sqlite.org/howtocorrupt.html>, section 2.2).
pub(super) fn beginning(store: &Path) -> io::Result<Beginning> {
    static OPENED: Mutex<Option<HashMap<(u64, u64), File>>> = Mutex::new(None);
    let mut opened = OPENED.lock().unwrap_or_else(PoisonError::into_inner);
    let opened = opened.get_or_insert_default();
    let metadata = std::fs::metadata(store)?;
    if metadata.len() == 0 {
        return Ok(Beginning::Nothing);
    }
    if !metadata.is_file() {
        return Ok(Beginning::Foreign);
    }
    let file = match opened.entry((metadata.dev(), metadata.ino())) {
        std::collections::hash_map::Entry::Occupied(file) => file.into_mut(),
        std::collections::hash_map::Entry::Vacant(free) => free.insert(File::open(store)?),
    };
    let mut header = [0; HEADER_BYTES];
    match file.read_exact_at(&mut header, 0) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(Beginning::Foreign),
        Err(error) => Err(error),
        Ok(()) if !header.starts_with(b"SQLite format 3\0") => Ok(Beginning::Foreign),
        Ok(()) => Ok(Beginning::Database(version_in(&header))),
    }
}

/// Returns the log that lies beside a store and is not its own, if there is one.
pub(super) fn foreign_log(store: &Path) -> io::Result<Option<PathBuf>> {
    let path = path_of(store);
    for look in 0..LOOKS {
        let Beginning::Database(version) = beginning(store)? else {
            return Ok(None);
        };
        let log = Log::read(&path)?;
        if version.format < CHECKED_FORMAT || log.is_none_or(|log| log.is_of(version)) {
            return Ok(None);
        }
        if look + 1 < LOOKS {
            std::thread::sleep(BETWEEN_LOOKS);
        }
    }
    Ok(Some(path))
}

/// Returns the newest version of a store, of its file and its log; `None` where it is no database.
pub(super) fn newest(store: &Path) -> io::Result<Option<Version>> {
    let Beginning::Database(version) = beginning(store)? else {
        return Ok(None);
    };
    let log = Log::read(&path_of(store))?;
    Ok(Some(log.map_or(version, |log| log.last)))
}

/// Returns whether a log holds changes, whether or not they are in the store's file already.
pub(super) fn has_changes(store: &Path) -> io::Result<bool> {
    Ok(Log::read(&path_of(store))?.is_some())
}

fn version_in(page: &[u8]) -> Version {
    Version::of_number(number_at(page, VERSION_AT))
}

fn number_at(bytes: &[u8], at: usize) -> u32 {
    let number = bytes
        .get(at..at + 4)
        .and_then(|bytes| bytes.try_into().ok());
    number.map_or(0, u32::from_be_bytes)
}

/// The numbers that the committed changes of a log write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Log {
    first: Version,
    last: Version,
}

impl Log {
    /// Returns whether the log is of a file with this number.
    fn is_of(self, file: Version) -> bool {
        // The file's number is that before the log, or one of the log's.
        let length = self.last.ahead_of(self.first) + 1;
        self.last.ahead_of(file) <= length
    }

    /// Reads a log; `None` where there is none, or none with a committed change.
    fn read(path: &Path) -> io::Result<Option<Self>> {
        match std::fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            // A pipe would be waited for.
            Ok(metadata) if !metadata.is_file() => {
                let reason = format!("{} is no regular file", path.display());
                return Err(io::Error::other(reason));
            }
            Err(error) => return Err(error),
            Ok(_) => {}
        }
        let file = File::open(path)?;
        let mut file = BufReader::new(file);
        let mut header = [0; LOG_HEADER_BYTES];
        if !fill(&mut file, &mut header)? || number_at(&header, 0) & !1 != LOG_MAGIC {
            return Ok(None);
        }
        let order = match number_at(&header, 0) & 1 {
            0 => u32::from_le_bytes,
            _ => u32::from_be_bytes,
        };
        let page_bytes = number_at(&header, 8) as usize;
        if !page_bytes.is_power_of_two() || !(512..=65536).contains(&page_bytes) {
            return Ok(None);
        }
        let mut sum = checksum([0, 0], &header[..24], order);
        if sum != [number_at(&header, 24), number_at(&header, 28)] {
            return Ok(None);
        }
        let salt = &header[16..24];
        let mut frame = vec![0; FRAME_HEADER_BYTES + page_bytes];
        let (mut pending, mut log) = (None, None);
        while fill(&mut file, &mut frame)? {
            let (head, page) = frame.split_at(FRAME_HEADER_BYTES);
            sum = checksum(sum, &head[..8], order);
            sum = checksum(sum, page, order);
            // What follows is of an earlier log, or was never committed.
            if &head[8..16] != salt || sum != [number_at(head, 16), number_at(head, 20)] {
                break;
            }
            if number_at(head, 0) == 1 {
                pending = Some(version_in(page));
            }
            let is_last_of_change = number_at(head, 4) != 0;
            if let Some(version) = pending.take_if(|_| is_last_of_change) {
                let first = log.map_or(version, |log: Self| log.first);
                log = Some(Self {
                    first,
                    last: version,
                });
            }
        }
        Ok(log)
    }
}

/// Fills a buffer; returns whether there were enough bytes.
fn fill(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(buffer) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        filled => filled.map(|()| true),
    }
}

/// Returns the checksum of a log after some more bytes.
fn checksum(mut sum: [u32; 2], bytes: &[u8], order: fn([u8; 4]) -> u32) -> [u32; 2] {
    let (pairs, _) = bytes.as_chunks::<8>();
    for pair in pairs {
        let (words, _) = pair.as_chunks::<4>();
        sum[0] = sum[0].wrapping_add(order(words[0])).wrapping_add(sum[1]);
        sum[1] = sum[1].wrapping_add(order(words[1])).wrapping_add(sum[0]);
    }
    sum
}
