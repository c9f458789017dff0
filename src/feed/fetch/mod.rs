//! Fetches documents from the web or from files, within limits and from allowed places only.
//!
//! Time, size, redirects and tries are limited, whatever a server does ([`FetchConfig`]).

mod client;
mod config;
mod document;
mod error;
mod fetcher;
mod headers;
mod resolver;

pub use config::{AddressPolicy, FetchConfig};
pub use document::{Document, Validators};
pub use error::FetchError;
pub use fetcher::Fetcher;
