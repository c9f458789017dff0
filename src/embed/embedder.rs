//! Runs a model through `fastembed`.
//!
//! Reading several questions in one batch changes their vectors by rounding alone, because padding is
//! masked.

use std::borrow::Borrow;
use std::ops::Range;
use std::path::PathBuf;

use fastembed::{
    InitOptionsUserDefined, OutputKey, Pooling, TextEmbedding, TokenizerFiles,
    UserDefinedEmbeddingModel,
};
use serde_json::{Value, json};

use super::batch::window_batches;
use super::embedding::DIMENSIONS;
use super::encode::{
    Mean, TokenVector, centred, encode_part, encode_question, read_mean, without_padding,
};
use super::encoded::{Encoded, EncodedQuestion, ReadQuestion};
use super::error::{EmbedError, LoadError, MOST_QUESTION_BYTES};
use super::gate::Gate;
use super::model::{InputRules, Model};
use super::runtime::environment;
use super::tokens::{Input, Token, is_kept};
use crate::passage::Window;
use crate::tally::TallySnapshot;

/// The model's output with a vector per token, `[batch, tokens, dimensions]`.
const TOKEN_VECTORS: OutputKey = OutputKey::ByName("last_hidden_state");

/// The model's output for one text of a batch, with padding; or why it failed.
type Row = Result<Vec<TokenVector>, String>;

/// The contents of the model's files, and where the runtime library is.
pub struct ModelFiles {
    /// Which model it is.
    pub model: Model,
    /// ONNX Runtime's shared library.
    pub runtime: PathBuf,
    /// `model.onnx`, the graph.
    pub graph: Vec<u8>,
    /// `model.onnx_data`, the weights that the graph refers to by that name.
    pub weights: Vec<u8>,
    /// `tokenizer.json`.
    pub tokenizer: Vec<u8>,
}

/// Returns the tokens of a text without special ones: each number with its bytes of the text.
type Tokenize = Box<dyn Fn(&str) -> Result<Vec<(u32, Range<usize>)>, EmbedError> + Send + Sync>;

/// The loaded model.
pub struct Embedder {
    /// The gate, since `fastembed` runs one inference at a time.
    gate: Gate<TextEmbedding, Row>,
    model: Model,
    passage_mean: Mean,
    question_mean: Mean,
    /// A copy of the model's tokenizer, so that counting does not wait for an inference.
    tokenize: Tokenize,
}

impl Embedder {
    /// Loads the model to run on `threads` threads.
    ///
    /// ONNX Runtime 1.29 and later reports its use to its maker unless the process was started
    /// with `ORT_DISABLE_TELEMETRY=1`, as the program does.
    ///
    /// # Errors
    /// A runtime that cannot be loaded or is too old, and files that do not make a model.
    pub fn load(files: ModelFiles, threads: usize) -> Result<Self, LoadError> {
        let environment = environment(&files.runtime)?;
        let rules = files.model.input();
        let tokenizer = tokenizer_files(files.tokenizer, rules);
        let model = UserDefinedEmbeddingModel::new(files.graph, tokenizer)
            .with_external_initializer("model.onnx_data".into(), files.weights)
            .with_pooling(Pooling::Mean);
        let options = InitOptionsUserDefined::new()
            .with_environment(environment)
            .with_max_length(rules.most_tokens)
            .with_intra_threads(threads.max(1))
            // Spinning threads would occupy the processor between batches.
            .with_session_config("session.intra_op.allow_spinning", "0");
        let model = TextEmbedding::try_new_from_user_defined(model, options)
            .map_err(|error| LoadError::Model(error.to_string()))?;
        let tokenizer = model.tokenizer.clone();
        let tokenize = move |text: &str| {
            let encoding = tokenizer.encode(text, false);
            let encoding = encoding.map_err(|error| EmbedError::Inference(error.to_string()))?;
            let tokens = encoding.get_ids().iter().zip(encoding.get_offsets());
            Ok(tokens
                .map(|(&id, &(start, end))| (id, start..end))
                .collect())
        };
        let (passage_mean, question_mean) = rules
            .means
            .map(|means| means.split_at(means.len() / 2))
            .unzip();
        Ok(Self {
            gate: Gate::new(model),
            model: files.model,
            passage_mean: passage_mean.map(|bytes| Box::new(read_mean(bytes))),
            question_mean: question_mean.map(|bytes| Box::new(read_mean(bytes))),
            tokenize: Box::new(tokenize),
        })
    }

    /// Returns which model it is.
    pub fn model(&self) -> Model {
        self.model
    }

    /// Returns a text as the model reads it after a prefix, cut at the longest input it reads.
    fn input(&self, prefix: &str, text: &str) -> Result<Input, EmbedError> {
        let prefixed = [prefix, text].concat();
        let rules = self.model.input();
        let mut input = Input {
            before: 1,
            ..Input::default()
        };
        for (id, range) in (self.tokenize)(&prefixed)? {
            let words = prefixed.get(range.clone()).unwrap_or_default();
            // A multilingual token may begin with the space before a word.
            let start = range.start + (words.len() - words.trim_start().len());
            let end = start + words.trim().len();
            if start < prefix.len() {
                input.before += 1;
                continue;
            }
            if input.len() == rules.most_tokens {
                break;
            }
            input.tokens.push(Token {
                id,
                range: start - prefix.len()..end - prefix.len(),
                kept: is_kept(id, words, rules.special),
            });
        }
        input.prefixed = prefixed;
        Ok(input)
    }

    fn passage_tokens(&self, text: &str) -> Vec<Token> {
        let input = self.input(self.model.input().passage_prefix, text);
        input.map(|input| input.tokens).unwrap_or_default()
    }

    /// Returns how many tokens the model makes of a text, without special tokens, counted up to
    /// the longest input it reads.
    pub fn count_tokens(&self, text: &str) -> usize {
        self.passage_tokens(text).len()
    }

    /// Returns how many tokens a text of any length has, without special tokens.
    ///
    /// The text is counted in pieces that end at white space where possible, which gives the same
    /// count. A word longer than a piece counts at least as many tokens as it would whole.
    pub fn count_all_tokens(&self, text: &str) -> usize {
        pieces(text).map(|piece| self.count_tokens(piece)).sum()
    }

    /// Returns the tokens of a text that the model reads, without special tokens, each with its
    /// bytes of the text.
    pub fn tokens(&self, text: &str) -> Vec<(u32, Range<usize>)> {
        let tokens = self.passage_tokens(text).into_iter();
        tokens.map(|token| (token.id, token.range)).collect()
    }

    /// Returns the tokens of a text that are kept, each with its bytes of the text.
    ///
    /// Of a passage's line in its window (the speaker label and the words) they are the stored
    /// tokens, one for one.
    pub fn token_ranges(&self, text: &str) -> Vec<(u32, Range<usize>)> {
        let tokens = self.passage_tokens(text).into_iter();
        let kept = tokens.filter(|token| token.kept);
        kept.map(|token| (token.id, token.range)).collect()
    }

    /// Encodes the parts of every window: one result for each, in the order of the windows.
    ///
    /// `progress` is called after each batch with the number of parts encoded in it and
    /// returns whether to go on.
    ///
    /// # Errors
    /// An inference that failed, an unusable vector, or the caller's wish to stop.
    pub fn embed_windows(
        &self,
        windows: &[impl Borrow<Window>],
        progress: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Vec<Vec<Encoded>>, EmbedError> {
        let windows: Vec<&Window> = windows.iter().map(Borrow::borrow).collect();
        let prefix = self.model.input().passage_prefix;
        let inputs: Vec<Input> = windows
            .iter()
            .map(|window| self.input(prefix, &window.text))
            .collect::<Result<_, _>>()?;
        let token_counts: Vec<usize> = inputs.iter().map(|input| input.tokens.len()).collect();
        let mut encoded = vec![Vec::new(); windows.len()];
        for batch in window_batches(&token_counts) {
            let texts: Vec<&str> = batch
                .iter()
                .map(|&place| &*inputs[place].prefixed)
                .collect();
            let mut parts = 0;
            let take = |row: usize, vectors: &[TokenVector]| {
                let place = batch[row];
                let input = &inputs[place];
                let vectors = without_padding(vectors, input)?;
                let vectors = &centred(vectors, &self.passage_mean);
                encoded[place] = windows[place]
                    .parts
                    .iter()
                    .map(|part| encode_part(part, input, vectors))
                    .collect::<Result<_, _>>()?;
                parts += encoded[place].len();
                Ok(())
            };
            // Questions get a turn after each batch.
            self.gate.work(|model| forward(model, &texts, take))?;
            if !progress(parts) {
                return Err(EmbedError::Cancelled);
            }
        }
        Ok(encoded)
    }

    /// Encodes a question as [`Embedder::read_question`] does.
    ///
    /// # Errors
    /// An empty or too long text, or an inference that failed.
    pub fn embed_question(&self, text: &str) -> Result<EncodedQuestion, EmbedError> {
        self.read_question(text).map(|read| read.encoded)
    }

    /// Encodes a question: its embedding is the unit mean of its tokens, special tokens included,
    /// as the model was trained to compare texts. Questions that other threads bring meanwhile are
    /// read together.
    ///
    /// # Errors
    /// An empty or too long text, or an inference that failed.
    pub fn read_question(&self, text: &str) -> Result<ReadQuestion, EmbedError> {
        if text.trim().is_empty() {
            return Err(EmbedError::Empty);
        }
        if text.len() > MOST_QUESTION_BYTES {
            return Err(EmbedError::TooLong { bytes: text.len() });
        }
        let input = self.input(self.model.input().question_prefix, text)?;
        let read = self
            .gate
            .read(input.prefixed.clone(), input.len(), rows)
            .ok_or_else(|| EmbedError::Inference("it stopped in the middle".into()))?;
        let row = read.row.map_err(EmbedError::Inference)?;
        Ok(ReadQuestion {
            encoded: encode_question(
                &input,
                &centred(without_padding(&row, &input)?, &self.question_mean),
            )?,
            waited: read.waited,
        })
    }

    /// Returns the histogram of how many questions were read together.
    pub fn batch_sizes(&self) -> TallySnapshot {
        self.gate.sizes()
    }
}

/// Reads questions in one batch. Where that fails each is read alone, so that none fails for
/// another.
fn rows(model: &mut TextEmbedding, texts: &[String]) -> Vec<Row> {
    let mut read = Vec::with_capacity(texts.len());
    let whole: Vec<&str> = texts.iter().map(String::as_str).collect();
    let done = forward(model, &whole, |_, vectors| {
        read.push(Ok(vectors.to_vec()));
        Ok(())
    });
    match done {
        Ok(()) => read,
        Err(EmbedError::Inference(reason)) if texts.len() == 1 => vec![Err(reason)],
        Err(error) if texts.len() == 1 => vec![Err(error.to_string())],
        Err(_) => {
            let alone = texts
                .iter()
                .map(|text| rows(model, std::slice::from_ref(text)));
            alone.flatten().collect()
        }
    }
}

/// Runs one batch and hands each row's token vectors to `take`: `[CLS]`, the text's tokens,
/// `[SEP]`, and padding where a row is shorter than the batch.
fn forward(
    model: &mut TextEmbedding,
    texts: &[&str],
    mut take: impl FnMut(usize, &[TokenVector]) -> Result<(), EmbedError>,
) -> Result<(), EmbedError> {
    let failed = |error: fastembed::Error| EmbedError::Inference(error.to_string());
    let output = model.transform(texts, Some(texts.len())).map_err(failed)?;
    let mut rows = 0;
    for batch in output.into_raw() {
        let tensor = batch.select_output(&&TOKEN_VECTORS).map_err(failed)?;
        for row in tensor.outer_iter() {
            let vectors = row
                .as_slice()
                .ok_or_else(|| EmbedError::Inference("the output is not contiguous".into()))?;
            let (vectors, _) = vectors.as_chunks();
            take(rows, vectors)?;
            rows += 1;
        }
    }
    if rows == texts.len() {
        Ok(())
    } else {
        Err(EmbedError::Inference(format!(
            "{} texts gave {rows} outputs",
            texts.len()
        )))
    }
}

/// The most characters of a piece; even their longest decomposition gives fewer tokens than the model
/// reads.
const PIECE_CHARACTERS: usize = 80;

/// Cuts a text into pieces that are short enough to be counted whole.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let most = rest.char_indices().nth(PIECE_CHARACTERS);
        let end = most.map_or(rest.len(), |(end, _)| {
            let space = rest[..end].rfind(char::is_whitespace);
            space.filter(|&space| space > 0).unwrap_or(end)
        });
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

/// The values of the models' configuration files that `fastembed` reads; the packages that carry the
/// models leave those files out.
fn tokenizer_files(tokenizer: Vec<u8>, rules: &InputRules) -> TokenizerFiles {
    let config = json!({"pad_token_id": rules.padding, "hidden_size": DIMENSIONS});
    let names: Value = serde_json::from_str(rules.special_names).expect("the names are JSON");
    let of_tokenizer = json!({
        "model_max_length": rules.most_tokens,
        "pad_token": names["pad_token"],
        "do_lower_case": true,
    });
    TokenizerFiles {
        tokenizer_file: tokenizer,
        config_file: config.to_string().into_bytes(),
        special_tokens_map_file: rules.special_names.into(),
        tokenizer_config_file: of_tokenizer.to_string().into_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::{PIECE_CHARACTERS, pieces};

    #[test]
    fn pieces_are_the_text_and_end_at_spaces_where_they_can() {
        let words = "The lock froze for nine nights, and nobody could pass. ".repeat(40);
        let unbroken = "日本語".repeat(100);
        for text in [&words, &unbroken, &" ".repeat(500), &format!(" {unbroken}")] {
            let cut: Vec<&str> = pieces(text).collect();
            assert_eq!(cut.concat(), *text);
            assert!(
                cut.iter()
                    .all(|cut| cut.chars().count() <= PIECE_CHARACTERS)
            );
        }
        assert!(pieces(&words).skip(1).all(|piece| piece.starts_with(' ')));
    }
}
