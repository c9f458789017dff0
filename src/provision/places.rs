//! Locates the files of the model and ONNX Runtime.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::manifest::{Piece, RUNTIME, files_of};
use crate::embed::Model;

/// Where a model comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelSource {
    /// whosaid fetches it.
    Shipped(Model),
    /// The user has it in this folder (see `docs/models.md`).
    Brought(PathBuf),
}

impl From<Model> for ModelSource {
    fn from(model: Model) -> Self {
        Self::Shipped(model)
    }
}

impl fmt::Display for ModelSource {
    /// Writes what names it on the command line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shipped(model) => f.write_str(model.name()),
            Self::Brought(folder) => folder.display().fmt(f),
        }
    }
}

/// Where the model and ONNX Runtime are looked for and put.
#[derive(Debug, Clone)]
pub struct Places {
    /// The model.
    pub model: ModelSource,
    /// The folder of everything that whosaid keeps for a user.
    pub home: PathBuf,
    /// The folder of a shipped model's files, where the user keeps them elsewhere.
    pub model_dir: Option<PathBuf>,
    /// ONNX Runtime's library, where the user has their own.
    pub runtime: Option<PathBuf>,
}

impl Places {
    /// Returns the folder of the model's files.
    pub fn model_dir(&self) -> PathBuf {
        match &self.model {
            ModelSource::Shipped(model) => {
                let own = || self.home.join("models").join(model.id());
                self.model_dir.clone().unwrap_or_else(own)
            }
            ModelSource::Brought(folder) => folder.clone(),
        }
    }

    /// Returns ONNX Runtime's library.
    pub fn runtime(&self) -> PathBuf {
        let own = || self.home.join("runtime").join(RUNTIME.file);
        self.runtime.clone().unwrap_or_else(own)
    }

    /// Returns the pieces that are missing from the folders that whosaid fills itself.
    pub(super) fn missing(&self) -> Vec<(&'static Piece, PathBuf)> {
        let runtime = self.runtime.is_none().then(|| (&RUNTIME, self.runtime()));
        let model = match &self.model {
            ModelSource::Shipped(model) if self.model_dir.is_none() => files_of(*model),
            _ => &[],
        };
        let model = model
            .iter()
            .map(|piece| (piece, self.model_dir().join(piece.file)));
        let is_whole = |piece: &Piece, path: &Path| {
            fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() == piece.bytes)
        };
        let mut pieces: Vec<_> = runtime.into_iter().chain(model).collect();
        pieces.retain(|(piece, path)| !is_whole(piece, path));
        pieces
    }
}
