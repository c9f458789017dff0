//! Answers assistants over the Model Context Protocol, on standard input and output or over HTTP.
//!
//! It supports every revision that `rmcp` knows: 2026-07-28, where requests need no session, and
//! 2025-11-25 and three older ones, where a client first sends `initialize`. A result has its data
//! twice, as structured content and as text; every text of a transcript is marked as data. Tools
//! only read.

mod handler;
mod http;
mod lines;
mod links;
mod message;
mod remedy;
mod stdio;
mod tool;
mod tools;

pub use handler::{Handler, Runner};
pub use http::{AnswerForm, HttpService, http_service};
pub use links::CitationLinks;
pub use message::{error_response, refusal};
pub use stdio::{ServeError, serve_stdio};
