//! Paths on the command line become files to read.
//!
//! In: files, folders, patterns, `-`. Out: files in a stable order, each once, with whether the
//! user named it. Never here: a decision by a file's extension; every file is tried.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::about::{told_beside, without_sidecars};
use super::console::Console;
use super::escape::escape;
use super::exit_code::Failure;
use super::stream::{Stream, Waiting};
use crate::engine::{Engine, IngestError, Source};
use crate::transcript::{self, About, ParseOptions};

/// No transcript is this long: 100 hours of speech are about 6 MB.
const MOST_BYTES: u64 = 64 << 20;

/// One file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Input {
    /// Where it is; `None` is standard input.
    pub path: Option<PathBuf>,
    /// Whether it was named, and not just found in a folder.
    pub named: bool,
    /// Its size, as far as it is known before it is read.
    pub bytes: u64,
}

impl Input {
    /// Returns the file that was named, or standard input for `-`.
    pub(super) fn at(path: &Path) -> Self {
        if path == Path::new("-") {
            return Self {
                path: None,
                named: true,
                bytes: 0,
            };
        }
        named(path.to_owned())
    }

    /// Returns what messages call it: one line, harmless to a terminal.
    pub(super) fn name(&self) -> String {
        match &self.path {
            Some(path) => escape(&path.display().to_string()),
            None => "standard input".into(),
        }
    }

    /// Reads it whole, as a source named after its file, with what its sidecar tells. A failure
    /// does not name the file.
    pub(super) fn source(&self, waiting: &Waiting<'_>) -> Result<Source, Failure> {
        let bytes = self.read(waiting)?;
        let options = ParseOptions::default();
        let told = self
            .path
            .as_deref()
            .map_or_else(|| Ok(About::default()), told_beside);
        let about = match told {
            Ok(about) => about,
            Err(failure) => {
                // A file that is no transcript has no sidecar: `Cargo.lock` beside `Cargo.toml`.
                transcript::parse(&bytes, &options).map_err(IngestError::from)?;
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
    pub(super) fn read_into(&self, engine: &Engine, console: &Console) -> Result<(), Failure> {
        let source = self
            .source(&Waiting::with(console))
            .map_err(|failure| failure.context(self.name()))?;
        engine
            .ingest(source, &mut |_| true)
            .map_err(|error| Failure::from(error).context(self.name()))?;
        Ok(())
    }

    /// Returns where it comes from, the same whatever folder the program runs in.
    pub(super) fn absolute_path(&self) -> String {
        match &self.path {
            Some(path) => path
                .canonicalize()
                .unwrap_or_else(|_| path.clone())
                .display()
                .to_string(),
            None => "-".into(),
        }
    }

    /// Returns the id of its transcript: its name without the extension.
    pub(super) fn id(&self) -> Option<String> {
        let stem = self.path.as_ref()?.file_stem()?;
        Some(stem.to_string_lossy().into_owned())
    }

    /// Returns its bytes. A failure does not name the file.
    pub(super) fn read(&self, waiting: &Waiting<'_>) -> Result<Vec<u8>, Failure> {
        let bytes = match (&self.path, self.stream()) {
            (_, Some(stream)) => stream.read(MOST_BYTES + 1, &self.name(), waiting)?,
            (None, None) => Vec::new(),
            (Some(path), None) => {
                let mut bytes = Vec::new();
                std::fs::File::open(path)
                    .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
                    .map_err(Failure::input)?;
                bytes
            }
        };
        if bytes.len() as u64 > MOST_BYTES {
            return Err(Failure::input(format!(
                "larger than {} MB, which no transcript is",
                MOST_BYTES >> 20
            )));
        }
        Ok(bytes)
    }

    /// Returns what it is read from, where that is no file.
    fn stream(&self) -> Option<Stream> {
        match &self.path {
            None => Some(Stream::StandardInput),
            Some(path) => Stream::at(path.clone(), &std::fs::metadata(path).ok()?),
        }
    }
}

/// Returns the files that the paths stand for, without the sidecars of others among them. A folder
/// without a file is told of, and is a failure only where there is no file at all.
pub(super) fn expand(paths: &[PathBuf], console: &Console) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    let mut seen = BTreeSet::new();
    let mut empty = Vec::new();
    for path in paths {
        for input in expand_one(path, &mut empty)? {
            let key = input
                .path
                .as_ref()
                // A pipe of another process may have no name of its own.
                .map(|path| path.canonicalize().unwrap_or_else(|_| path.clone()));
            if seen.insert(key) {
                inputs.push(input);
            }
        }
    }
    let mut empty = empty.iter().map(|folder| {
        let folder = folder.display();
        format!("{folder}: the folder holds no file")
    });
    if inputs.is_empty()
        && let Some(nothing) = empty.next()
    {
        return Err(Failure::input(nothing));
    }
    for nothing in empty {
        console.note(&nothing);
    }
    Ok(without_sidecars(inputs))
}

/// Returns the files that a path stands for; puts folders without one to `empty`.
fn expand_one(path: &Path, empty: &mut Vec<PathBuf>) -> Result<Vec<Input>, Failure> {
    if path == Path::new("-") {
        return Ok(vec![Input::at(path)]);
    }
    if path.is_dir() {
        let files = files_under(path)?;
        if files.is_empty() {
            empty.push(path.to_owned());
        }
        return Ok(files);
    }
    if path.exists() {
        return Ok(vec![Input::at(path)]);
    }
    let pattern = path.to_string_lossy();
    if !pattern.contains(['*', '?', '[']) {
        return Err(Failure::input(format!(
            "{}: there is no such file or folder",
            path.display()
        )));
    }
    let matches = glob::glob(&pattern)
        .map_err(|error| Failure::usage(format!("{pattern}: {}", error.msg)))?;
    let empty_before = empty.len();
    let mut inputs = Vec::new();
    for found in matches {
        match found {
            // What cannot be looked into fails when it is read, and the others do not.
            Err(error) => inputs.push(named(error.path().to_owned())),
            Ok(folder) if folder.is_dir() => match files_under(&folder) {
                Ok(files) if files.is_empty() => empty.push(folder),
                Ok(files) => inputs.extend(files),
                Err(_) => inputs.push(named(folder)),
            },
            Ok(file) if file.is_file() => inputs.push(named(file)),
            Ok(_) => {}
        }
    }
    if inputs.is_empty() && empty.len() == empty_before {
        return Err(Failure::input(format!("{pattern}: no file matches")));
    }
    Ok(inputs)
}

fn named(path: PathBuf) -> Input {
    Input {
        named: true,
        ..found(path)
    }
}

/// Returns a file that was found in a folder.
pub(super) fn found(path: PathBuf) -> Input {
    Input {
        bytes: std::fs::metadata(&path).map_or(0, |metadata| metadata.len()),
        path: Some(path),
        named: false,
    }
}

/// Returns the files in a folder and its folders, by name, without the hidden ones.
fn files_under(folder: &Path) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(|entry| !is_hidden(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => inputs.push(found(entry.into_path())),
            Ok(_) => {}
            // A folder that cannot be looked into fails when it is read, and the others do not.
            Err(error) => match error.path() {
                Some(path) if error.depth() > 0 => inputs.push(found(path.to_owned())),
                _ => return Err(Failure::input(error)),
            },
        }
    }
    Ok(inputs)
}

/// Returns whether a file or folder is hidden. One that was named is not.
pub(super) fn is_hidden(entry: &walkdir::DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::os::fd::AsRawFd;

    use super::*;

    #[test]
    fn two_pipes_without_a_name_of_their_own_are_two() {
        let pipes = [std::io::pipe().unwrap(), std::io::pipe().unwrap()];
        let path = |number: i32| PathBuf::from(format!("/dev/fd/{number}"));
        let paths = pipes.each_ref().map(|(reader, _)| path(reader.as_raw_fd()));
        let again = [&paths[..], &paths[..]].concat();
        let inputs = expand(&again, &Console::new(false, true)).unwrap();
        let found: Vec<PathBuf> = inputs.into_iter().filter_map(|input| input.path).collect();
        assert_eq!(found, paths);
    }
}
