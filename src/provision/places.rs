//! Locates the files of the model and ONNX Runtime.

use std::fs;
use std::path::{Path, PathBuf};

use super::manifest::{MODEL_FILES, Piece, RUNTIME};

/// Where the model and ONNX Runtime are looked for and put.
#[derive(Debug, Clone)]
pub struct Places {
    /// The folder of everything that whosaid keeps for a user.
    pub home: PathBuf,
    /// The folder of the model's files, where the user keeps them elsewhere.
    pub model_dir: Option<PathBuf>,
    /// ONNX Runtime's library, where the user has their own.
    pub runtime: Option<PathBuf>,
}

impl Places {
    /// Returns the folder of the model's files.
    pub fn model_dir(&self) -> PathBuf {
        self.model_dir
            .clone()
            .unwrap_or_else(|| self.home.join("models").join(crate::embed::MODEL_ID))
    }

    /// Returns ONNX Runtime's library.
    pub fn runtime(&self) -> PathBuf {
        self.runtime
            .clone()
            .unwrap_or_else(|| self.home.join("runtime").join(RUNTIME.file))
    }

    /// Returns the pieces that are missing from the folders that whosaid fills itself.
    pub(super) fn missing(&self) -> Vec<(&'static Piece, PathBuf)> {
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

fn has_size(path: &Path, bytes: u64) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() == bytes)
}
