//! Makes keys, and recognises them by their hashes.
//!
//! A key is 256 random bits, so that its plain hash tells nothing about it.

use std::path::PathBuf;
use std::{fmt, io};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;

use crate::transcript::Date;

/// The prefix of every key, by which a leaked key can be recognised.
const PREFIX: &str = "whosaid_";

/// The longest token, in bytes.
const MOST_TOKEN_BYTES: usize = 64;

/// Returns whether a name has 1 to 64 bytes, all of them letters, digits, `-`, `_` or `.`.
pub(crate) fn is_token(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=MOST_TOKEN_BYTES).contains(&name.len()) && name.bytes().all(is_plain)
}

/// Why keys cannot be read or changed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("{}: {}", .0.display(), .1)]
    File(PathBuf, io::Error),
    /// The file exists and is no list of keys.
    #[error("{}: not a file of keys: {}", .0.display(), .1)]
    Damaged(PathBuf, String),
    /// The system has no random numbers.
    #[error("the system gave no random numbers, so no key was made")]
    NoRandomness,
    /// The name could not stand in a log as it is.
    #[error("a key's name has 1 to {MOST_TOKEN_BYTES} of the characters A-Z a-z 0-9 . _ -")]
    Name,
    /// There is a key of this name.
    #[error("there is a key {0} already; `whosaid keys revoke {0}` removes it")]
    Taken(String),
    /// There is no key of this name.
    #[error("there is no key {0}; `whosaid keys list` lists the keys")]
    Unknown(String),
}

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
    let is_shown = |key: &&KeyRecord| key.hash.0.as_bytes().ct_eq(shown.as_bytes()).into();
    keys.iter().filter(is_shown).fold(None, |_, key| Some(key))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_short_and_of_letters_digits_and_three_signs() {
        assert!(is_token("7b3f-a_c.9"));
        assert!(is_token(&"a".repeat(MOST_TOKEN_BYTES)));
        for name in [
            "",
            "a b",
            "a\nb",
            "a\"b",
            "é",
            &"a".repeat(MOST_TOKEN_BYTES + 1),
        ] {
            assert!(!is_token(name), "{name:?}");
        }
    }
}
