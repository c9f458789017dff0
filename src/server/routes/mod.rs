//! Lists the routes, one file for each group of them.
//!
//! Each file has its routes and their handlers. A handler reads the request, calls the engine in the
//! queue and converts what it returns.

mod ask;
mod chat;
mod cursor;
mod errors;
mod health;
mod mcp;
mod mentions;
mod page;
mod service;
mod speakers;
mod transcripts;
mod uploads;

use super::openapi::route::{Group, Route};

/// Returns every route, in the order in which people read of them.
pub(super) fn all() -> Vec<Group> {
    let group = |about, files: Vec<Vec<Route>>| (about, files.into_iter().flatten().collect());
    let server = vec![health::routes(), service::routes(), page::routes()];
    vec![
        group("Asking", vec![ask::routes(), mentions::routes()]),
        group(
            "Transcripts",
            vec![transcripts::routes(), uploads::routes()],
        ),
        group("Speakers", vec![speakers::routes()]),
        group("Chatbots", vec![chat::routes(), mcp::routes()]),
        group("The server", server),
    ]
}
