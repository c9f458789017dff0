//! Runs a model through `fastembed`, on the numbers of tokens.
//!
//! `fastembed` reads texts, and would cut them with a tokenizer of its own. So the numbers are written
//! as words, and its tokenizer turns each word back into its number: what the model reads is what was
//! counted, and a large vocabulary is loaded once.

use std::collections::BTreeSet;

use fastembed::{
    InitOptionsUserDefined, OutputKey, TextEmbedding, TokenizerFiles, UserDefinedEmbeddingModel,
};
use ort::environment::Environment;
use serde_json::json;
use tokenizers::models::wordlevel::WordLevel;

use super::embedding::DIMENSIONS;
use super::encode::TokenVector;
use super::error::{EmbedError, LoadError, OutputError};
use super::rules::InputRules;

/// The model's output for one text of a batch, with padding; or why it failed.
pub(super) type Row = Result<Vec<TokenVector>, EmbedError>;

/// The loaded graph and its weights.
pub(super) struct Inference {
    model: TextEmbedding,
    output: OutputKey,
}

impl Inference {
    /// Loads a graph, with the weights that it refers to by a name, to run on `threads` threads.
    pub(super) fn load(
        graph: Vec<u8>,
        weights: Option<(String, Vec<u8>)>,
        rules: &InputRules,
        environment: Environment,
        threads: usize,
    ) -> Result<Self, LoadError> {
        let mut model = UserDefinedEmbeddingModel::new(graph, words_as_numbers(rules))
            .with_pooling(fastembed::Pooling::Mean);
        if let Some((name, weights)) = weights {
            model = model.with_external_initializer(name, weights);
        }
        let options = InitOptionsUserDefined::new()
            .with_environment(environment)
            .with_max_length(rules.most_tokens)
            .with_intra_threads(threads.max(1))
            // Spinning threads would occupy the processor between batches.
            .with_session_config("session.intra_op.allow_spinning", "0");
        let model = TextEmbedding::try_new_from_user_defined(model, options)
            .map_err(|error| LoadError::Model(error.to_string()))?;
        // `fastembed` keeps the name as long as the process lives.
        let output = OutputKey::ByName(rules.output.clone().into_owned().leak());
        Ok(Self { model, output })
    }

    /// Reads questions in one batch. Where that fails each is read alone, so that none fails for
    /// another.
    pub(super) fn rows(&mut self, texts: &[Vec<u32>]) -> Vec<Row> {
        let mut read = Vec::with_capacity(texts.len());
        let done = self.forward(texts, |_, vectors| {
            read.push(Ok(vectors.to_vec()));
            Ok(())
        });
        match done {
            Ok(()) => read,
            Err(error) if texts.len() == 1 => vec![Err(error)],
            Err(_) => {
                let alone = texts
                    .iter()
                    .map(|text| self.rows(std::slice::from_ref(text)));
                alone.flatten().collect()
            }
        }
    }

    /// Runs one batch of texts, each the numbers of its tokens, and hands each row's token vectors to
    /// `take`, with padding behind them where a row is shorter than the batch.
    pub(super) fn forward(
        &mut self,
        texts: &[Vec<u32>],
        mut take: impl FnMut(usize, &[TokenVector]) -> Result<(), EmbedError>,
    ) -> Result<(), EmbedError> {
        let failed = |error: String| EmbedError::Inference(error);
        let numbers: BTreeSet<u32> = texts.iter().flatten().copied().collect();
        let words = numbers
            .into_iter()
            .map(|number| (number.to_string(), number));
        let words = WordLevel::builder().vocab(words.collect()).build();
        let words = words.map_err(|error| failed(error.to_string()))?;
        self.model.tokenizer.with_model(words);
        let written: Vec<String> = texts.iter().map(|text| written(text)).collect();
        let outputs = self.model.transform(&written, Some(written.len()));
        let mut rows = 0;
        for batch in outputs
            .map_err(|error| failed(error.to_string()))?
            .into_raw()
        {
            let output = &self.output;
            let tensor = batch.select_output(&output).map_err(|error| match output {
                OutputKey::ByName(name) => EmbedError::Output(OutputError::Missing {
                    name: (*name).to_owned(),
                    reason: error.to_string(),
                }),
                _ => failed(error.to_string()),
            })?;
            check_shape(tensor.shape())?;
            for row in tensor.outer_iter() {
                let vectors = row
                    .as_slice()
                    .ok_or_else(|| failed("the output is not contiguous".into()))?;
                let (vectors, _) = vectors.as_chunks();
                take(rows, vectors)?;
                rows += 1;
            }
        }
        if rows == texts.len() {
            Ok(())
        } else {
            Err(failed(format!("{} texts gave {rows} outputs", texts.len())))
        }
    }
}

fn check_shape(shape: &[usize]) -> Result<(), OutputError> {
    match *shape {
        [_, _, DIMENSIONS] => Ok(()),
        [_, _, received] => Err(OutputError::Dimension { received }),
        _ => Err(OutputError::Shape(shape.to_vec())),
    }
}

fn written(text: &[u32]) -> String {
    let words: Vec<String> = text.iter().map(u32::to_string).collect();
    words.join(" ")
}

/// Returns the files of a tokenizer whose words, parted by spaces, are named batch by batch.
fn words_as_numbers(rules: &InputRules) -> TokenizerFiles {
    let tokenizer = json!({
        "version": "1.0",
        "added_tokens": [],
        "pre_tokenizer": {"type": "WhitespaceSplit"},
        "model": {"type": "WordLevel", "vocab": {}, "unk_token": ""},
    });
    let config = json!({"pad_token_id": rules.padding, "hidden_size": DIMENSIONS});
    let of_tokenizer = json!({"model_max_length": rules.most_tokens, "pad_token": ""});
    TokenizerFiles {
        tokenizer_file: tokenizer.to_string().into_bytes(),
        config_file: config.to_string().into_bytes(),
        special_tokens_map_file: b"{}".to_vec(),
        tokenizer_config_file: of_tokenizer.to_string().into_bytes(),
    }
}
