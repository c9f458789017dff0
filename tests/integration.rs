//! Tests whosaid from outside: one binary, one folder for each subject.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests say what they expect by unwrapping it"
)]

mod support;

/// The program, run as a user runs it: output, exit codes, errors.
mod cli;
/// One conversation in every format, and every format against what nobody would write.
mod formats;
/// The router without a socket, a real server that is stopped, and the JSON shapes.
mod http;
/// The Model Context Protocol, from a process that an assistant starts.
mod mcp;

/// Podcast feeds.
mod feeds {
    /// Fetching from servers that are good, broken, huge, slow and hostile.
    mod fetching;
    /// `index --feed`: each episode once, and only what is new.
    mod indexing;
}

/// What is kept on disk.
mod storage {
    /// Small files that are embedded together.
    mod batches;
    /// SIGKILL at random moments, and damaged or missing derived files.
    mod durability;
    /// Stores and indexes of all formats there were.
    mod formats;
    /// Missing and wrong model files and runtimes.
    mod provisioning;
    /// Another model for a store: in place, resumable, never two at once.
    mod reembedding;
    /// Stored tokens are those of the text, one for one.
    mod tokens;
}

/// How good the answers are, with the real model.
mod quality {
    /// Floors under the figures of `data/eval`.
    mod answers;
    /// Doubtful attribution, told and not mended.
    mod doubts;
    /// Answers in six languages, with the model of many.
    mod languages;
    /// Questions of many threads, read in one batch.
    mod parallel_questions;
    /// Quotes are words that were said, when they were said.
    mod quotes;
    /// Question and passage, read together.
    mod reading;
    /// The graph against the exact scan, on real embeddings.
    mod recall;
}

/// The repository itself: sources and documents, read as text.
mod repository {
    /// Imports inside each room.
    mod circles;
    /// Commands in the documents run, and print what is shown.
    mod doc_examples;
    /// Paths in the documents lead somewhere.
    mod doc_paths;
    /// What documents name exists, is complete, and no longer than it should be.
    mod documents;
    /// The direction of imports, and who may name which crate.
    mod layering;
    /// The files of `src`, for the tests beside.
    mod sources;
}
