//! Serves the engine over HTTP, for chatbots and programs.
//!
//! [`router()`] is the whole service and [`serve()`] runs it on a listener. Responses are JSON in the
//! shapes of [`crate::api`]; errors are `application/problem+json`.
//!
//! - `keys` holds the keys of callers; `http` reads requests and writes responses, without knowing
//!   what they mean.
//! - `state` is what all requests share: the engine and the queue in front of it.
//! - `openapi` says what a route is and describes routes to programs; `routes` has them all, one
//!   file for each group, and `page` the files of the page for people.
//! - `router` puts the routes and everything around them together.

mod config;
mod http;
mod keys;
mod metrics;
mod openapi;
mod router;
mod routes;
mod serve;
mod state;

/// An origin that pages may call from, as browsers send it.
pub use axum::http::HeaderValue;

pub use config::{ChatbotConfig, LoggedQuestions, Rate, ServeConfig, Timeouts};
pub use http::access::{Access, Reach, Readers};
pub use http::problem::Problem;
pub use http::refusal::REFUSALS;
pub use keys::{KeyError, KeyFile, KeyRecord, KeyRing, KeyScope, NewKey};
pub use router::{paths, router};
pub use serve::serve;
pub use state::AppState;
