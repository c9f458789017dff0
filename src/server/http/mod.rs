//! Reads requests and writes responses, whatever they mean.
//!
//! Connections come in through `connections`. Around every route stand `request_log` and `layers`,
//! before the routes that need a key stands `access`. Handlers read bodies with `extract` and queries
//! with `query`, and refuse with a `problem`.

pub(super) mod access;
mod body_drain;
pub(super) mod connections;
pub(super) mod extract;
pub(super) mod layers;
pub(super) mod limits;
mod lingering_close;
pub(super) mod openai_errors;
pub(super) mod origin;
pub(super) mod problem;
pub(super) mod query;
pub(super) mod remedy;
mod request_id;
pub(super) mod request_log;
pub(super) mod static_asset;
