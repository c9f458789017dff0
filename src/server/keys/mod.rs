//! Keeps the keys of callers: a file has their hashes, and a key itself is shown once.
//!
//! ```toml
//! [[key]]
//! name = "assistant"
//! scope = "read"
//! created = "2026-03-01"
//! sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
//! ```

mod file;
mod record;

pub use file::{KeyFile, KeyRing};
pub use record::{KeyError, KeyRecord, KeyScope, NewKey};
pub(super) use record::{find, is_token};
