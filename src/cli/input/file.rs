//! Reads one file of the command line, or standard input, with its sidecar.

use std::path::{Path, PathBuf};

use crate::cli::exit_code::Failure;
use crate::cli::input::bytes::{check_size, read_file};
use crate::cli::input::pipe::{Stream, Waiting};
use crate::cli::input::sidecar::metadata_beside;
use crate::cli::output::console::Console;
use crate::cli::output::text::path_name;
use crate::engine::{Engine, Source};
use crate::transcript::{self, Metadata, ParseOptions, id_of_name};

/// The largest transcript, in bytes; 100 hours of speech are about 6 MB.
const MOST_BYTES: u64 = 64 << 20;

/// One file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    /// Where it is; `None` is standard input.
    pub path: Option<PathBuf>,
    /// Whether the user named the file, as opposed to its folder.
    pub named: bool,
    /// Its size, as far as it is known before it is read.
    pub bytes: u64,
}

impl Input {
    /// Returns the file that was named, or standard input for `-`.
    pub(crate) fn at(path: &Path) -> Self {
        if path == Path::new("-") {
            return Self {
                path: None,
                named: true,
                bytes: 0,
            };
        }
        Self::named(path.to_owned())
    }

    /// Returns a file that was named itself.
    pub(crate) fn named(path: PathBuf) -> Self {
        Self {
            named: true,
            ..Self::found(path)
        }
    }

    /// Returns a file that was found in a folder.
    pub(crate) fn found(path: PathBuf) -> Self {
        Self {
            bytes: std::fs::metadata(&path).map_or(0, |metadata| metadata.len()),
            path: Some(path),
            named: false,
        }
    }

    /// Returns its name for messages: on one line, escaped for a terminal.
    pub(crate) fn name(&self) -> String {
        match &self.path {
            Some(path) => path_name(path),
            None => "standard input".into(),
        }
    }

    /// Reads the file as a source of its name, with what its sidecar says. A failure does not name
    /// the file.
    pub(crate) fn source(&self, waiting: &Waiting<'_>) -> Result<Source, Failure> {
        let bytes = self.read(waiting)?;
        let options = ParseOptions::default();
        let about = match self.path.as_deref().map(metadata_beside) {
            None => Metadata::default(),
            Some(Ok(about)) => about,
            Some(Err(failure)) => {
                // Where the file is no transcript, that is the error: `Cargo.toml` beside
                // `Cargo.lock` is no sidecar.
                transcript::parse(&bytes, &options)?;
                return Err(failure);
            }
        };
        Ok(Source {
            id: self.id().unwrap_or_default(),
            about,
            options,
            path: self.absolute_path(),
            bytes,
        })
    }

    /// Reads it into the engine's store; a failure names the file.
    pub(crate) fn read_into(&self, engine: &Engine, console: &Console) -> Result<(), Failure> {
        let source = self
            .source(&Waiting::forever(console))
            .map_err(|failure| failure.context(self.name()))?;
        engine
            .ingest(source, &mut |_| true)
            .map_err(|error| Failure::from(error).context(self.name()))?;
        Ok(())
    }

    /// Returns its source for the store: an absolute path, or `-`.
    pub(crate) fn absolute_path(&self) -> String {
        match &self.path {
            Some(path) => {
                let path = path.canonicalize().unwrap_or_else(|_| path.clone());
                path.display().to_string()
            }
            None => "-".into(),
        }
    }

    /// Returns the id of its transcript: its name without the extension, or what can be an id of that.
    pub(crate) fn id(&self) -> Option<String> {
        let stem = self.path.as_ref()?.file_stem()?;
        Some(id_of_name(&stem.to_string_lossy()))
    }

    /// Returns its bytes. A failure does not name the file.
    pub(crate) fn read(&self, waiting: &Waiting<'_>) -> Result<Vec<u8>, Failure> {
        let stream = match &self.path {
            None => Stream::STANDARD_INPUT,
            Some(path) => match Stream::at(path) {
                Some(stream) => stream,
                None => return read_file(path, MOST_BYTES),
            },
        };
        let bytes = stream.read(MOST_BYTES + 1, &self.name(), waiting)?;
        check_size(bytes, MOST_BYTES)
    }
}
