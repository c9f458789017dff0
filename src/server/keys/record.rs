//! Makes keys, and recognises them by their hashes.
//!
//! A key is 256 random bits, so that its plain hash tells nothing about it.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::error::KeyError;
use crate::transcript::Date;

/// The prefix of every key, by which a leaked key can be recognised.
const PREFIX: &str = "whosaid_";

/// The actions that a key allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyScope {
    /// Ask, search, list.
    Read,
    /// All that, and change what is stored.
    Write,
}

impl KeyScope {
    /// Returns its name in the file, on the command line and in responses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

/// A new key, in full.
pub struct NewKey(String);

impl NewKey {
    pub(super) fn random() -> Result<Self, KeyError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| KeyError::NoRandomness)?;
        Ok(Self(format!("{PREFIX}{}", hex(&bytes))))
    }

    /// Returns the key, to be shown once.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NewKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewKey(…)")
    }
}

/// The stored record of a key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRecord {
    /// Its name in the log and for the operator.
    pub name: String,
    /// What it lets its holder do.
    pub scope: KeyScope,
    /// The day it was made, UTC.
    pub created: Date,
    #[serde(rename = "sha256")]
    pub(super) hash: KeyHash,
}

impl fmt::Debug for KeyRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, scope, .. } = self;
        write!(f, "KeyRecord({name}, {})", scope.name())
    }
}

/// The SHA-256 of a key, in 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct KeyHash(String);

impl KeyHash {
    pub(super) fn new(key: &str) -> Self {
        Self(hex(&Sha256::digest(key)))
    }
}

impl TryFrom<String> for KeyHash {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            true => Ok(Self(text.to_ascii_lowercase())),
            false => Err("expected 64 hexadecimal digits"),
        }
    }
}

/// Returns the record of a key that a caller shows. Every record is compared, in a time that does
/// not depend on where hashes differ.
pub(crate) fn find<'a>(keys: &'a [KeyRecord], shown: &str) -> Option<&'a KeyRecord> {
    let KeyHash(shown) = KeyHash::new(shown);
    let mut found = None;
    for key in keys {
        if bool::from(key.hash.0.as_bytes().ct_eq(shown.as_bytes())) {
            found = Some(key);
        }
    }
    found
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
