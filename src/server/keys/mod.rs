//! Keys that callers show, and the file that has their hashes.
//!
//! In: names and scopes from the operator, keys from callers. Out: new keys, each shown once; whether
//! a key is known, and whose it is. A key is 256 random bits, so that its plain hash tells nothing.
//! Reads the clock for the day a key was made. Never here: a key at rest, or one in a message.
//!
//! ```toml
//! [[key]]
//! name = "assistant"
//! scope = "read"
//! created = "2026-03-01"
//! sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
//! ```

mod file;
mod ring;

use std::fmt;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;

pub use file::KeyFile;
pub use ring::KeyRing;

use super::plain::MOST_BYTES;
use crate::transcript::Date;

/// What every key begins with, so that a leaked one is recognised for what it is.
const PREFIX: &str = "whosaid_";

/// What a key lets its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Ask, search, list.
    Read,
    /// All that, and change what is stored.
    Write,
}

impl Scope {
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
    fn random() -> Result<Self, KeyError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| KeyError::NoRandomness)?;
        Ok(Self(format!("{PREFIX}{}", hex(&bytes))))
    }

    /// Returns the key, to be shown to whoever made it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NewKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewKey(…)")
    }
}

/// What is kept of a key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRecord {
    /// What the log and the operator call it.
    pub name: String,
    /// What it lets its holder do.
    pub scope: Scope,
    /// The day it was made, UTC.
    pub created: Date,
    #[serde(rename = "sha256", with = "hash_in_hex")]
    hash: [u8; 32],
}

impl fmt::Debug for KeyRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, scope, .. } = self;
        write!(f, "KeyRecord({name}, {})", scope.name())
    }
}

/// Why keys cannot be read or changed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file is there and is no list of keys.
    #[error("{}: not a file of keys: {reason}", path.display())]
    Damaged {
        /// Which.
        path: PathBuf,
        /// Where it goes wrong.
        reason: String,
    },
    /// The system has no random numbers.
    #[error("the system gave no random numbers, so no key was made")]
    NoRandomness,
    /// A name that would not be plain in a log.
    #[error("a key's name has 1 to {MOST_BYTES} of the characters A-Z a-z 0-9 . _ -")]
    Name,
    /// There is one of this name.
    #[error("there is a key {name} already; `whosaid keys revoke {name}` removes it")]
    Taken {
        /// The name.
        name: String,
    },
    /// There is none of this name.
    #[error("there is no key {name}; `whosaid keys list` shows what there is")]
    Unknown {
        /// The name.
        name: String,
    },
}

/// Returns the record of a key that a caller shows. Every record is looked at, and the time that takes
/// does not depend on where hashes differ.
pub(super) fn find<'a>(keys: &'a [KeyRecord], shown: &str) -> Option<&'a KeyRecord> {
    let hash = hash(shown);
    let mut found = None;
    for key in keys {
        if bool::from(key.hash.ct_eq(&hash)) {
            found = Some(key);
        }
    }
    found
}

fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key).into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

mod hash_in_hex {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        hash: &[u8; 32],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::hex(hash))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(deserializer)?;
        let pairs = text.as_bytes().chunks(2);
        let bytes = pairs.map(|pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            u8::from_str_radix(pair, 16).ok()
        });
        let bytes: Option<Vec<u8>> = bytes.collect();
        let hash = bytes.and_then(|bytes| bytes.try_into().ok());
        hash.ok_or_else(|| D::Error::custom("expected 64 hexadecimal digits"))
    }
}
