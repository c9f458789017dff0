//! How do assistants ask? The Model Context Protocol: tools, over standard input or over HTTP.
//!
//! In: messages of the protocol, of any revision that `rmcp` knows: 2026-07-28, where every request
//! stands for itself, 2025-11-25 and three before it, where a client says hello first. Out: what
//! the engine says, as structured content and the same as text. Every tool only reads, and every
//! text of a transcript is marked as data. Never here: retrieval, a socket, a tool that changes
//! anything.
//!
//! One tool a file; `tool` says what a tool is, `handler` calls them, `message` reads what they are
//! called with and answers what cannot be read.

mod ask;
mod fetch;
mod handler;
mod http;
mod lines;
mod links;
mod message;
mod search;
mod segment;
mod speakers;
mod status;
mod stdio;
mod tool;
mod transcripts;

use std::future::Future;

pub use handler::Handler;
pub use http::{HttpConfig, HttpService, http_service};
pub use links::Links;
pub use message::answer_to_misread;
pub use stdio::{ServeError, serve_stdio};

use crate::engine::Engine;

/// Marks what was said by whoever was recorded.
const UNTRUSTED: &str = "untrusted";

/// Where the work of a call is done, and how much of it at once.
pub trait Runner: Send + Sync + 'static {
    /// Runs blocking work with the engine off the async threads.
    ///
    /// # Errors
    /// Too much work, or a panic in it.
    fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> T + Send + 'static,
    ) -> impl Future<Output = Result<T, Refused>> + Send;
}

/// Why a call was not carried out, for whoever called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub String);
