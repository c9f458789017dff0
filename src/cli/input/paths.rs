//! Turns paths, folders and patterns of the command line into the files to read.
//!
//! No file is left out for its extension: every file is tried.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::cli::exit_code::Failure;
use crate::cli::input::file::Input;
use crate::cli::input::sidecar::{is_sidecar, sidecar_of};
use crate::cli::output::console::Console;

/// Returns the files that the paths stand for, each once, without the sidecars among them. A folder
/// without a file is noted, and is a failure only where there is no file at all.
pub(crate) fn expand(paths: &[PathBuf], console: &Console) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    let mut seen = BTreeSet::new();
    let mut empty = Vec::new();
    for path in paths {
        for input in expand_one(path, &mut empty)? {
            let key = input
                .path
                .as_ref()
                // The pipe of another process may have no path to resolve.
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

/// Returns the files that a path stands for, and adds a folder without files to `empty`.
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
            Err(error) => inputs.push(Input::named(error.path().to_owned())),
            Ok(folder) if folder.is_dir() => match files_under(&folder) {
                Ok(files) if files.is_empty() => empty.push(folder),
                Ok(files) => inputs.extend(files),
                Err(_) => inputs.push(Input::named(folder)),
            },
            Ok(file) if file.is_file() => inputs.push(Input::named(file)),
            Ok(_) => {}
        }
    }
    if inputs.is_empty() && empty.len() == empty_before {
        return Err(Failure::input(format!("{pattern}: no file matches")));
    }
    Ok(inputs)
}

/// Leaves out the sidecars of files that are read themselves.
pub(crate) fn without_sidecars(mut inputs: Vec<Input>) -> Vec<Input> {
    let paths = inputs.iter().filter_map(|input| input.path.as_ref());
    let transcripts = paths.filter(|path| !is_sidecar(path));
    let sidecars: BTreeSet<PathBuf> = transcripts.map(|path| sidecar_of(path)).collect();
    inputs.retain(|input| {
        let path = input.path.as_ref();
        !path.is_some_and(|path| is_sidecar(path) && sidecars.contains(path))
    });
    inputs
}

/// Returns the files in a folder and its folders, by name, without the hidden ones.
fn files_under(folder: &Path) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(|entry| !is_hidden(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                inputs.push(Input::found(entry.into_path()))
            }
            Ok(_) => {}
            // A folder that cannot be looked into fails when it is read, and the others do not.
            Err(error) => match error.path() {
                Some(path) if error.depth() > 0 => inputs.push(Input::found(path.to_owned())),
                _ => return Err(Failure::input(error)),
            },
        }
    }
    Ok(inputs)
}

/// Returns whether a file or folder is hidden. One that was named is not.
pub(crate) fn is_hidden(entry: &walkdir::DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
}

#[cfg(test)]
#[cfg(target_os = "linux")]
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
