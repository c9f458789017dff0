//! whosaid.
pub mod time;
pub mod transcript;
pub mod passage;
pub mod embed;
pub mod provision;
pub mod store;
pub mod index;
