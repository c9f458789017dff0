//! Compares files with the pinned hashes.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::error::ProvisionError;
use super::manifest::Piece;

/// Checks that the contents of `path` are those of the piece.
pub(super) fn verify(path: &Path, bytes: &[u8], piece: &Piece) -> Result<(), ProvisionError> {
    let hash = Sha256::digest(bytes);
    let received: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    if received == piece.sha256 {
        return Ok(());
    }
    Err(ProvisionError::Hash {
        path: path.to_owned(),
        expected: piece.sha256,
        received,
    })
}
