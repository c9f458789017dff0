//! Defines the numbers of passages and commits, and the identity of a store's embeddings.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::passage::PassageConfig;

/// A passage's number, unique in a store and never used again after a removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PassageId(pub u32);

/// How many commits a store has seen. Derived indexes carry the one they were built from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub struct Generation(pub u64);

/// One commit of one store: no other store, and no other history of this one, has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// How many commits there had been.
    pub generation: Generation,
    /// A random number drawn at the commit.
    pub token: i64,
}

/// The passages of one removed transcript, as a range of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removal {
    /// The first passage's number.
    pub first: PassageId,
    /// The last passage's number.
    pub last: PassageId,
    /// The commit that removed them.
    pub generation: Generation,
}

/// What a store's embeddings were made with. Two stores with different identities cannot be
/// searched with one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The model's name and the hashes of all that changes a vector.
    pub model: String,
    /// What an older version called the same model; its stores stay as they are.
    pub formerly: Option<String>,
    /// How turns were cut.
    pub passages: PassageConfig,
}

impl Identity {
    /// Returns the identity that a store has recorded, where its turns were cut as by this version.
    pub fn recorded(made_with: &str) -> Option<Self> {
        let passages = PassageConfig::default();
        let model = made_with.strip_suffix(&in_words(&passages))?;
        Some(Self {
            model: model.to_owned(),
            formerly: None,
            passages,
        })
    }

    /// Returns whether a store that has recorded this was made with it.
    pub fn is_recorded_as(&self, made_with: &str) -> bool {
        let model = made_with.strip_suffix(&in_words(&self.passages));
        let is_same = |model| model == self.model || Some(model) == self.formerly.as_deref();
        model.is_some_and(is_same)
    }
}

impl fmt::Display for Identity {
    /// Writes the identity as it is stored and compared.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.model, in_words(&self.passages))
    }
}

fn in_words(passages: &PassageConfig) -> String {
    format!(
        ", passages of {} words and {} tokens, windows of {} tokens",
        passages.most_words, passages.most_passage_tokens, passages.most_window_tokens
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity() -> Identity {
        Identity {
            model: "small (rules 1)".into(),
            formerly: Some("small (1)".into()),
            passages: PassageConfig::default(),
        }
    }

    #[test]
    fn an_identity_knows_what_it_was_formerly_called() {
        let made_with = identity().to_string();
        assert!(identity().is_recorded_as(&made_with));
        assert!(identity().is_recorded_as(&made_with.replace("(rules 1)", "(1)")));
        assert!(!identity().is_recorded_as(&made_with.replace("rules 1", "rules 2")));
        assert!(!identity().is_recorded_as(&made_with.replace("130 words", "90 words")));
    }

    #[test]
    fn what_is_recorded_reads_back_unless_turns_were_cut_otherwise() {
        let made_with = identity().to_string();
        let recorded = Identity::recorded(&made_with).unwrap();
        assert_eq!(recorded.to_string(), made_with);
        assert_eq!(Identity::recorded("small, passages of 90 words"), None);
    }
}
