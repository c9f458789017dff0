//! Stores transcripts, turns, passages and embeddings durably in one SQLite file.
//!
//! A [`StoreReader`] reads; a [`StoreWriter`] reads and commits. Each commit has a number, its
//! [`Generation`]. After a crash each transcript is wholly there or wholly absent. What can be
//! derived from the store is not in it (see [`crate::index`]).

mod backup;
mod blob;
mod checksum;
mod commits;
mod digest;
mod encodings;
mod error;
mod feeds;
mod languages;
mod meta;
mod migration;
mod model;
mod name_log;
mod opening;
mod passages;
mod people;
mod place;
mod reader;
mod record;
mod recorded_model;
mod reembedding;
mod rows;
mod salvage;
mod scan;
mod schema;
mod talk;
mod transcripts;
mod verify;
mod version;
mod wal;
mod writer;

pub use backup::{BackupError, RestoreError, restore};
pub use commits::CommitLog;
pub use encodings::Encodings;
pub use error::{CommitError, OpenError, ReadError};
pub use feeds::{FeedItem, ItemVersion, StoredFeed, StoredFeeds};
pub use model::{Generation, Identity, PassageId, Removal, Stamp};
pub use passages::{PassageRecord, PassageScope, StoredPassages};
pub use place::Place;
pub use reader::StoreReader;
pub use record::{Commit, Record, Replaced};
pub use recorded_model::RecordedModel;
pub use reembedding::{PassageToEmbed, Restored, Staged};
pub use salvage::{SalvageError, Salvaged, salvage};
pub use scan::{PassageScan, PassageText};
pub use talk::Talk;
pub use transcripts::{StoredTranscripts, TranscriptSummary};
pub use verify::Finding;
pub use writer::StoreWriter;

#[cfg(test)]
mod tests;
