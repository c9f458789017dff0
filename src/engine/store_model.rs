//! Identifies the model of a store's embeddings.

use std::path::{Path, PathBuf};

use crate::embed::{Embedder, Model, ModelIdentity, shortened};
use crate::passage::PassageConfig;
use crate::provision::{ModelSource, former_identity, identity_of};
use crate::store::{Identity, OpenError, RecordedModel};

/// The model of a store's embeddings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreModel {
    /// Its name and hashes.
    pub identity: ModelIdentity,
    /// Where it comes from; `None` for a model that the user brought from a folder that is not recorded.
    pub source: Option<ModelSource>,
}

/// Returns what stores of this version and model are made with.
pub fn identity(model: Model) -> Identity {
    StoreModel::from(model).store_identity()
}

impl From<Model> for StoreModel {
    fn from(model: Model) -> Self {
        Self {
            identity: identity_of(model),
            source: Some(model.into()),
        }
    }
}

impl StoreModel {
    /// Returns the model that is loaded, which comes from `source`.
    pub fn loaded(embedder: &Embedder, source: ModelSource) -> Self {
        Self {
            identity: embedder.identity().clone(),
            source: Some(source),
        }
    }

    /// Returns the model of the store at `path`; `None` where there is no store of this version, or its
    /// model is one that is shipped in another version.
    pub fn at(path: &Path) -> Option<Self> {
        let recorded = RecordedModel::at(path)?;
        let is_its = |model: &Model| identity(*model).is_recorded_as(&recorded.made_with);
        if let Some(model) = Model::ALL.into_iter().find(is_its) {
            return Some(model.into());
        }
        let made_with = Identity::recorded(&recorded.made_with)?;
        let identity = ModelIdentity::parse(&made_with.model)?;
        let is_shipped = Model::ALL.into_iter().any(|it| it.id() == identity.name);
        let folder = recorded.folder;
        if is_shipped && folder.is_none() {
            return None;
        }
        Some(Self {
            identity,
            source: folder.map(ModelSource::Brought),
        })
    }

    /// Returns what a store is made with.
    pub fn store_identity(&self) -> Identity {
        let shipped = match &self.source {
            Some(ModelSource::Shipped(model)) => Some(*model),
            _ => None,
        };
        Identity {
            model: self.identity.to_string(),
            formerly: shipped.and_then(former_identity),
            passages: PassageConfig::default(),
        }
    }

    /// Returns whether it is the shipped model of English.
    pub fn is_english(&self) -> bool {
        self.source == Some(Model::English.into())
    }

    /// Returns the folder of a model that the user brought.
    pub fn folder(&self) -> Option<PathBuf> {
        match &self.source {
            Some(ModelSource::Brought(folder)) => Some(folder.clone()),
            _ => None,
        }
    }

    /// Checks that another model is this one, that of the store at `path`.
    ///
    /// # Errors
    /// That it is another one.
    pub fn expect(&self, other: &Self, path: &Path) -> Result<(), OpenError> {
        if self.identity.has_hashes_of(&other.identity) {
            return Ok(());
        }
        let named = other.source.as_ref().map(ModelSource::to_string);
        Err(OpenError::Model {
            path: path.to_owned(),
            found: shortened(&self.identity.to_string()),
            wanted: named.unwrap_or_else(|| other.identity.shortened()),
        })
    }
}
