//! Brings transcripts into the store: parsed, chunked, embedded, committed.
//!
//! A single source is a batch of one. What the store has already is recognised without a model.
//! Whatever fails or is interrupted, a transcript is wholly in the store or wholly out.

mod batch;
mod feed_item;
mod ingestor;
mod parsed;
mod source;

pub use batch::IngestBatch;
pub(super) use feed_item::FeedItemIngest;
pub use feed_item::{ItemError, ItemOutcome};
pub(super) use ingestor::Ingestor;
pub use source::{IngestError, Ingested, Progress, Source, Stored};
