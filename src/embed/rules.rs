//! Defines what a model expects of a text and what it gives, for the models that are shipped and for
//! those that users bring.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::identity::hex;
use super::model::Model;
use crate::named::named_enum;

named_enum! {
    /// How one vector is made of the vectors of a text's tokens.
    pub enum Pooling {
        /// The mean of the tokens.
        Mean = "mean",
        /// The vector of the first special token.
        Cls = "cls",
    }
}

/// The name that most models give their output with a vector for each token.
pub const USUAL_OUTPUT: &str = "last_hidden_state";

/// What a model expects of a text, and what it gives.
#[derive(Debug, Clone)]
pub struct InputRules {
    /// What stands before a passage's window.
    pub passage_prefix: Cow<'static, str>,
    /// What stands before a question.
    pub question_prefix: Cow<'static, str>,
    /// The longest input that the model was trained for, in tokens, special tokens included.
    pub most_tokens: usize,
    /// How embeddings are made of token vectors.
    pub pooling: Pooling,
    /// The output with a vector for each token, `[texts, tokens, 384]`.
    pub output: Cow<'static, str>,
    /// The special tokens. A text that spells one out gets it.
    pub special: Cow<'static, [u32]>,
    /// The token that stands for what is in no vocabulary.
    pub unknown: u32,
    /// The token that fills up a batch.
    pub padding: u32,
    /// The names of the special tokens, as JSON.
    pub special_names: Cow<'static, str>,
    /// The mean vectors of the tokens of passages and of questions, which are taken off each token's: 384
    /// `f32` each, little-endian; `None` where vectors are used as they are.
    pub means: Option<Cow<'static, [u8]>>,
}

/// BERT's vocabulary: `[PAD]`, `[CLS]`, `[SEP]` and `[MASK]`. `[UNK]` stands for a word and is kept.
const ENGLISH: InputRules = InputRules {
    passage_prefix: Cow::Borrowed(""),
    question_prefix: Cow::Borrowed(""),
    most_tokens: 256,
    pooling: Pooling::Mean,
    output: Cow::Borrowed(USUAL_OUTPUT),
    special: Cow::Borrowed(&[0, 101, 102, 103]),
    unknown: 100,
    padding: 0,
    special_names: Cow::Borrowed(
        r#"{"unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]",
        "cls_token": "[CLS]", "mask_token": "[MASK]"}"#,
    ),
    means: None,
};

/// XLM-RoBERTa's vocabulary: `<s>`, `<pad>` and `</s>`. The prefixes are those of the model's training
/// (Wang et al., "Multilingual E5 Text Embeddings", 2024).
const MULTILINGUAL: InputRules = InputRules {
    passage_prefix: Cow::Borrowed("passage: "),
    question_prefix: Cow::Borrowed("query: "),
    most_tokens: 512,
    pooling: Pooling::Mean,
    output: Cow::Borrowed(USUAL_OUTPUT),
    special: Cow::Borrowed(&[0, 1, 2]),
    unknown: 3,
    padding: 1,
    special_names: Cow::Borrowed(
        r#"{"unk_token": "<unk>", "sep_token": "</s>", "pad_token": "<pad>",
        "cls_token": "<s>", "mask_token": "<mask>"}"#,
    ),
    // All vectors of this model point in nearly one direction (`data/multilingual/measure_means.py`).
    means: Some(Cow::Borrowed(include_bytes!(
        "../../data/multilingual/means.f32"
    ))),
};

impl InputRules {
    /// Returns the rules of a shipped model.
    pub fn of(model: Model) -> Self {
        match model {
            Model::English => ENGLISH,
            Model::Multilingual => MULTILINGUAL,
        }
    }

    /// Returns the SHA-256 of all that changes a vector, in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        let mut hasher = Sha256::new();
        let words = format!(
            "{:?} {:?} {} {} {:?} {:?} {} {}",
            self.passage_prefix,
            self.question_prefix,
            self.most_tokens,
            self.pooling.name(),
            self.output,
            self.special,
            self.unknown,
            self.padding,
        );
        hasher.update(words);
        hasher.update(self.means.as_deref().unwrap_or_default());
        hex(&hasher.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_mean_or_prefix_changes_the_hash() {
        let rules = InputRules::of(Model::Multilingual);
        let mut means = rules.means.clone().unwrap().into_owned();
        means[0] ^= 1;
        let others = [
            InputRules {
                means: Some(means.into()),
                ..rules.clone()
            },
            InputRules {
                means: None,
                ..rules.clone()
            },
            InputRules {
                passage_prefix: "".into(),
                ..rules.clone()
            },
            InputRules {
                pooling: Pooling::Cls,
                ..rules.clone()
            },
        ];
        for other in others {
            assert_ne!(other.sha256(), rules.sha256(), "{other:?}");
        }
    }
}
