//! Parses, embeds and stores transcripts in batches.
//!
//! A single source is a batch of one. A source that the store already has is recognised without a
//! model. A failure or an interrupt leaves each transcript wholly in the store or wholly out.

mod batch;
mod feed_item;
mod ingestor;
mod pace;
mod parsed;
mod source;
mod turn;

pub use batch::IngestBatch;
pub(super) use feed_item::FeedItemIngest;
pub use feed_item::{ItemError, ItemOutcome};
pub(super) use ingestor::Ingestor;
pub use source::{IngestError, Ingested, Progress, Source, Stored};
