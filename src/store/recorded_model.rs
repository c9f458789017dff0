//! Reads what a store has recorded of its model, before the store can be opened with it.

use std::path::{Path, PathBuf};

use super::meta::{MADE_WITH, MODEL_FOLDER, REEMBEDDED_WITH, value};
use super::opening::{self, Access};

/// What a store has recorded of its model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedModel {
    /// What the embeddings were made with.
    pub made_with: String,
    /// The folder of the model, where the user brought it.
    pub folder: Option<PathBuf>,
    /// What the passages are being embedded with anew; `None` where that is not under way.
    pub reembedded_with: Option<String>,
}

impl RecordedModel {
    /// Reads it from the store at `path`; `None` where there is no such store.
    pub fn at(path: &Path) -> Option<Self> {
        let file = std::path::absolute(path).ok()?;
        let connection = opening::connect(&file, path, Access::Read).ok()?;
        // All of one moment.
        let moment = connection.unchecked_transaction().ok()?;
        Some(Self {
            made_with: value(&moment, MADE_WITH).ok()??,
            folder: value(&moment, MODEL_FOLDER).ok()?.map(PathBuf::from),
            reembedded_with: value(&moment, REEMBEDDED_WITH).ok()?,
        })
    }
}
