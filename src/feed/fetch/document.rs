//! Defines a fetched document, and what identifies its version.

use crate::feed::location::Location;

/// A document that was fetched whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The bytes, decompressed.
    pub bytes: Vec<u8>,
    /// Where they were found, after all redirects.
    pub at: Location,
    /// What identifies this version.
    pub validators: Validators,
}

/// What identifies a version, as its server says. Empty where it says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Validators {
    /// The header `ETag`.
    pub etag: Option<String>,
    /// The header `Last-Modified`.
    pub last_modified: Option<String>,
}
