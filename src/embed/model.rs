//! Names the models that whosaid runs, and what each expects of a text.

use crate::named::named_enum;

named_enum! {
    /// A model that embeds passages and questions.
    pub enum Model {
        /// all-MiniLM-L6-v2: English.
        English = "english",
        /// multilingual-e5-small: about a hundred languages, asked in any of them.
        Multilingual = "multilingual",
    }
}

/// What a model expects of a text.
pub(super) struct InputRules {
    /// What stands before a passage's window.
    pub passage_prefix: &'static str,
    /// What stands before a question.
    pub question_prefix: &'static str,
    /// The longest input that the model was trained for, in tokens, special tokens included.
    pub most_tokens: usize,
    /// The special tokens. A text that spells one out gets it.
    pub special: &'static [u32],
    /// The token that stands for what is in no vocabulary.
    pub unknown: u32,
    /// The token that fills up a batch.
    pub padding: u32,
    /// The mean vectors of the tokens of passages and of questions, which are taken off each token's: 384
    /// `f32` each, little-endian; `None` where vectors are used as they are.
    pub means: Option<&'static [u8]>,
    /// The names of the special tokens, as the tokenizer's own file has them.
    pub special_names: &'static str,
}

/// BERT's vocabulary: `[PAD]`, `[CLS]`, `[SEP]` and `[MASK]`. `[UNK]` stands for a word and is kept.
const ENGLISH: InputRules = InputRules {
    passage_prefix: "",
    question_prefix: "",
    most_tokens: 256,
    special: &[0, 101, 102, 103],
    unknown: 100,
    padding: 0,
    means: None,
    special_names: r#"{"unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]",
        "cls_token": "[CLS]", "mask_token": "[MASK]"}"#,
};

/// XLM-RoBERTa's vocabulary: `<s>`, `<pad>` and `</s>`. The prefixes are those of the model's training
/// (Wang et al., "Multilingual E5 Text Embeddings", 2024).
const MULTILINGUAL: InputRules = InputRules {
    passage_prefix: "passage: ",
    question_prefix: "query: ",
    most_tokens: 512,
    special: &[0, 1, 2],
    unknown: 3,
    padding: 1,
    // All vectors of this model point in nearly one direction (`data/multilingual/measure_means.py`).
    means: Some(include_bytes!("../../data/multilingual/means.f32")),
    special_names: r#"{"unk_token": "<unk>", "sep_token": "</s>", "pad_token": "<pad>",
        "cls_token": "<s>", "mask_token": "<mask>"}"#,
};

impl Model {
    /// Returns the model's own name, as stores record it.
    pub fn id(self) -> &'static str {
        match self {
            Self::English => "all-MiniLM-L6-v2",
            Self::Multilingual => "multilingual-e5-small",
        }
    }

    /// Returns the token that stands for what is in no vocabulary.
    pub fn unknown_token(self) -> u32 {
        self.input().unknown
    }

    pub(super) fn input(self) -> &'static InputRules {
        match self {
            Self::English => &ENGLISH,
            Self::Multilingual => &MULTILINGUAL,
        }
    }
}
