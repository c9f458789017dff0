//! What whosaid claims, checked from outside: one binary, one module a subject.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests say what they expect by unwrapping it"
)]

mod support;

/// Chapters of a recording, on transcripts and on hits.
mod chapters;
/// The program, run as a user runs it: output, exit codes, errors.
mod cli;
/// Doubtful attribution, told and not mended.
mod doubts;
/// Hits as files of other programs.
mod export;
/// Fetching from servers that are good, broken, huge, slow and hostile.
mod feeds;
/// One conversation in every format, and every format against what nobody would write.
mod formats;
/// Small files that are embedded together.
mod gathered;
/// The router without a socket, and a real server that is stopped.
mod http;
/// The JSON shapes: every field, nothing else.
mod json_contract;
/// Links to moments of a recording, and what is told of it beside its file.
mod links;
/// The Model Context Protocol, from a process that an assistant starts.
mod mcp;
/// Names that are given, merged, suggested and undone, and what finds them.
mod names;
/// Parsers and passages on inputs nobody thought of.
mod properties;

/// SIGKILL at random moments, and damaged or missing derived files.
mod durability;
/// Missing and wrong model files and runtimes.
mod provisioning;
/// Quotes are words that were said, when they were said.
mod quotes;
/// The graph against the exact scan, on real embeddings.
mod recall;
/// Questions of many threads, read in one batch.
mod together;
/// Stored tokens are those of the text, one for one.
mod tokens;
/// A folder that changes while it is watched.
mod watching;

/// Paths in the documentation lead somewhere.
mod doc_paths;
/// The direction of imports, and who may name which crate.
mod layering;
