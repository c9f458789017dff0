//! Identifies a model by its name and the hashes of all that changes a vector.

use std::fmt;

/// The characters of a hash that people are shown.
const SHORT: usize = 12;

/// The characters of a whole hash: SHA-256 in hexadecimal.
const WHOLE: usize = 64;

/// A model's name, and the SHA-256 of what makes its vectors, in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelIdentity {
    /// Its name.
    pub name: String,
    /// The graph, `model.onnx`.
    pub graph: String,
    /// The weights beside the graph; `None` where the graph holds them.
    pub weights: Option<String>,
    /// `tokenizer.json`.
    pub tokenizer: String,
    /// Prefixes, pooling, the longest input and means.
    pub rules: String,
}

impl ModelIdentity {
    /// Reads an identity as `Display` writes it; `None` where the text is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, hashes) = text.strip_suffix(')')?.split_once(" (")?;
        let hash = |part: &str| {
            let found = hashes.split(", ").find_map(|hash| hash.strip_prefix(part));
            found.map(str::to_owned)
        };
        let identity = Self {
            name: name.to_owned(),
            graph: hash("graph ")?,
            weights: hash("weights "),
            tokenizer: hash("tokenizer ")?,
            rules: hash("rules ")?,
        };
        (identity.to_string() == text).then_some(identity)
    }

    /// Returns whether both have the same hashes, whatever they are called.
    pub fn has_hashes_of(&self, other: &Self) -> bool {
        let hashes = |it: &Self| {
            let files = (it.graph.clone(), it.weights.clone());
            (files, it.tokenizer.clone(), it.rules.clone())
        };
        hashes(self) == hashes(other)
    }

    /// Returns it as people are shown it, with the first characters of each hash.
    pub fn shortened(&self) -> String {
        shortened(&self.to_string())
    }
}

impl fmt::Display for ModelIdentity {
    /// Writes the identity as stores keep and compare it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (graph {}", self.name, self.graph)?;
        if let Some(weights) = &self.weights {
            write!(f, ", weights {weights}")?;
        }
        write!(f, ", tokenizer {}, rules {})", self.tokenizer, self.rules)
    }
}

/// Returns a text with the first characters of each hash in it.
pub fn shortened(text: &str) -> String {
    let is_hash = |word: &str| word.len() == WHOLE && word.bytes().all(|b| b.is_ascii_hexdigit());
    let words = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    let words = words.map(|word| {
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        match is_hash(bare) {
            true => [&bare[..SHORT], &word[bare.len()..]].concat(),
            false => word.to_owned(),
        }
    });
    words.collect()
}

/// Returns bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity() -> ModelIdentity {
        ModelIdentity {
            name: "small".into(),
            graph: "a1".repeat(32),
            weights: Some("b2".repeat(32)),
            tokenizer: "c3".repeat(32),
            rules: "d4".repeat(32),
        }
    }

    #[test]
    fn an_identity_reads_back_with_and_without_weights() {
        let bare = ModelIdentity {
            weights: None,
            ..identity()
        };
        for identity in [identity(), bare] {
            assert_eq!(ModelIdentity::parse(&identity.to_string()), Some(identity));
        }
        for foreign in ["", "small", "small (a1)", "small (graph a, tokenizer b)"] {
            assert_eq!(ModelIdentity::parse(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn people_are_shown_the_beginning_of_each_hash() {
        assert_eq!(
            identity().shortened(),
            "small (graph a1a1a1a1a1a1, weights b2b2b2b2b2b2, tokenizer c3c3c3c3c3c3, \
             rules d4d4d4d4d4d4)"
        );
        assert_eq!(
            shortened("130 words (60c758432aa5)"),
            "130 words (60c758432aa5)"
        );
    }

    #[test]
    fn a_name_is_no_hash() {
        let other = ModelIdentity {
            name: "other".into(),
            ..identity()
        };
        assert!(other.has_hashes_of(&identity()));
        assert_ne!(other, identity());
    }
}
