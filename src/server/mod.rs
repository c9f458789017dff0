//! The engine over HTTP, for chatbots and programs.
//!
//! In: a bound listener, an engine, a signal to stop. Out: JSON in the shapes of [`crate::api`],
//! errors as `application/problem+json`. The only room with async code besides the command that
//! starts it. Never here: retrieval, or a handler that does more than extract, call, convert.

mod access;
mod chatbots;
mod config;
mod connections;
mod cursor;
mod docs;
mod extract;
mod fixed;
mod handlers;
mod health;
mod keys;
mod layers;
mod leftover;
mod limits;
mod lingering;
mod long_work;
mod mentions;
mod metrics;
mod openapi;
mod origin;
mod page;
mod plain;
mod problem;
mod query;
mod request_id;
mod request_log;
mod router;
mod speakers;
mod state;
mod table;
mod transcripts;
mod uploads;

/// An origin that pages may call from, as browsers send it.
pub use axum::http::HeaderValue;

pub use access::{Access, Reach, Readers};
pub use chatbots::ChatbotConfig;
pub use config::{LoggedQuestions, Patience, Rate, ServeConfig};
pub use connections::serve;
pub use keys::{KeyError, KeyFile, KeyRecord, KeyRing, NewKey, Scope};
pub use problem::Problem;
pub use router::{paths, router};
pub use state::AppState;
