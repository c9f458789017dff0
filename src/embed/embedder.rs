//! Runs a model through `fastembed`.
//!
//! Reading several questions in one batch changes their vectors by rounding alone, because padding is
//! masked.

use std::borrow::Borrow;
use std::ops::Range;
use std::path::PathBuf;

use fastembed::{
    InitOptionsUserDefined, OutputKey, TextEmbedding, TokenizerFiles, UserDefinedEmbeddingModel,
};
use serde_json::{Value, json};

use super::batch::window_batches;
use super::embedding::DIMENSIONS;
use super::encode::{
    Mean, TokenVector, centred, encode_part, encode_question, read_mean, without_padding,
};
use super::encoded::{Encoded, EncodedQuestion, ReadQuestion};
use super::error::{EmbedError, LoadError, MOST_QUESTION_BYTES, OutputError};
use super::gate::Gate;
use super::identity::ModelIdentity;
use super::model::Model;
use super::rules::{InputRules, Pooling};
use super::runtime::environment;
use super::tokens::{AFTER, Input, MOST_TOKEN_IDS, Token, is_kept};
use crate::passage::{PassageConfig, Window};
use crate::tally::TallySnapshot;

/// The model's output for one text of a batch, with padding; or why it failed.
type Row = Result<Vec<TokenVector>, EmbedError>;

/// The contents of the model's files, and where the runtime library is.
pub struct ModelFiles {
    /// What tells the model from others.
    pub identity: ModelIdentity,
    /// What it expects of a text.
    pub rules: InputRules,
    /// The shipped model that it is, or whose ranking is used for it.
    pub ranked_as: Model,
    /// ONNX Runtime's shared library.
    pub runtime: PathBuf,
    /// `model.onnx`, the graph.
    pub graph: Vec<u8>,
    /// The weights that the graph refers to; empty where it holds them.
    pub weights: Vec<u8>,
    /// The name by which it refers to them.
    pub weights_name: String,
    /// `tokenizer.json`.
    pub tokenizer: Vec<u8>,
}

/// Returns the tokens of a text without special ones: each number with its bytes of the text.
type Tokenize = Box<dyn Fn(&str) -> Result<Vec<(u32, Range<usize>)>, EmbedError> + Send + Sync>;

/// The loaded model.
pub struct Embedder {
    /// The gate, since `fastembed` runs one inference at a time.
    gate: Gate<TextEmbedding, Row>,
    identity: ModelIdentity,
    rules: InputRules,
    ranked_as: Model,
    output: OutputKey,
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
        let rules = files.rules;
        let tokenizer = tokenizer_files(files.tokenizer, &rules);
        let mut model = UserDefinedEmbeddingModel::new(files.graph, tokenizer)
            .with_pooling(fastembed::Pooling::Mean);
        if !files.weights.is_empty() {
            model = model.with_external_initializer(files.weights_name, files.weights);
        }
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
            .as_deref()
            .map(|means| means.split_at(means.len() / 2))
            .unzip();
        Ok(Self {
            gate: Gate::new(model),
            identity: files.identity,
            ranked_as: files.ranked_as,
            // `fastembed` keeps the name as long as the process lives.
            output: OutputKey::ByName(rules.output.clone().into_owned().leak()),
            passage_mean: passage_mean.map(|bytes| Box::new(read_mean(bytes))),
            question_mean: question_mean.map(|bytes| Box::new(read_mean(bytes))),
            tokenize: Box::new(tokenize),
            rules,
        })
    }

    /// Checks that the model gives what whosaid reads, by reading a sentence with it. Shipped models
    /// are known to.
    ///
    /// # Errors
    /// A tokenizer that is not like BERT's, an output that is missing, of another shape or not finite.
    pub fn check(&self) -> Result<(), LoadError> {
        let sentence = "The boat left the harbour at dawn.";
        self.gate.work(|model| {
            let whole = model.tokenizer.encode(sentence, true);
            let whole = whole.map_err(|error| LoadError::Tokenizer(error.to_string()))?;
            let marks = whole.get_special_tokens_mask();
            let before = marks.iter().take_while(|&&mark| mark == 1).count();
            let after = marks.iter().rev().take_while(|&&mark| mark == 1).count();
            if (before, after) != (1, AFTER) {
                return Err(LoadError::Tokenizer(format!(
                    "it puts {before} special tokens before a text and {after} after it, and one \
                     each is needed, as BERT has them"
                )));
            }
            let ids = model.tokenizer.get_vocab_size(true);
            if ids > MOST_TOKEN_IDS {
                return Err(LoadError::Tokenizer(format!(
                    "it has {ids} different tokens, and {MOST_TOKEN_IDS} can be kept"
                )));
            }
            Ok(())
        })?;
        match self.embed_question(sentence) {
            Ok(_) => Ok(()),
            Err(EmbedError::Output(error)) => Err(error.into()),
            Err(EmbedError::Vector(error)) => Err(OutputError::Numbers(error).into()),
            Err(error) => Err(LoadError::Model(error.to_string())),
        }
    }

    /// Returns what tells the model from others.
    pub fn identity(&self) -> &ModelIdentity {
        &self.identity
    }

    /// Returns the shipped model that it is, or whose ranking is used for it.
    pub fn ranked_as(&self) -> Model {
        self.ranked_as
    }

    /// Returns the token that stands for what is in no vocabulary.
    pub fn unknown_token(&self) -> u32 {
        self.rules.unknown
    }

    /// Returns how passages are packed into windows for this model: one that puts a text's meaning
    /// into its first token reads each passage by itself.
    pub fn packing(&self, config: PassageConfig) -> PassageConfig {
        match self.rules.pooling {
            Pooling::Mean => config,
            Pooling::Cls => PassageConfig {
                most_window_tokens: 0,
                ..config
            },
        }
    }

    /// Returns whether the model reads all of a text.
    pub fn reads_whole(&self, text: &str) -> bool {
        let prefix = self.rules.passage_prefix.len();
        let read = self.input(&self.rules.passage_prefix, text);
        read.is_ok_and(|input| {
            let tokens = (self.tokenize)(&input.prefixed).unwrap_or_default();
            let own = tokens.iter().filter(|(_, range)| range.end > prefix);
            own.count() <= input.tokens.len()
        })
    }

    /// Returns a text as the model reads it after a prefix, cut at the longest input it reads.
    fn input(&self, prefix: &str, text: &str) -> Result<Input, EmbedError> {
        let prefixed = [prefix, text].concat();
        let rules = &self.rules;
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
                kept: is_kept(id, words, &rules.special),
            });
        }
        input.prefixed = prefixed;
        Ok(input)
    }

    fn passage_tokens(&self, text: &str) -> Vec<Token> {
        let input = self.input(&self.rules.passage_prefix, text);
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
        let prefix = &*self.rules.passage_prefix;
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
                    .map(|part| encode_part(part, input, vectors, self.rules.pooling))
                    .collect::<Result<_, _>>()?;
                parts += encoded[place].len();
                Ok(())
            };
            // Questions get a turn after each batch.
            self.gate
                .work(|model| forward(model, &texts, &self.output, take))?;
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
        let input = self.input(&self.rules.question_prefix, text)?;
        let read = self
            .gate
            .read(input.prefixed.clone(), input.len(), |model, texts| {
                rows(model, texts, &self.output)
            })
            .ok_or_else(|| EmbedError::Inference("it stopped in the middle".into()))?;
        let row = read.row?;
        Ok(ReadQuestion {
            encoded: encode_question(
                &input,
                &centred(without_padding(&row, &input)?, &self.question_mean),
                self.rules.pooling,
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
fn rows(model: &mut TextEmbedding, texts: &[String], output: &OutputKey) -> Vec<Row> {
    let mut read = Vec::with_capacity(texts.len());
    let whole: Vec<&str> = texts.iter().map(String::as_str).collect();
    let done = forward(model, &whole, output, |_, vectors| {
        read.push(Ok(vectors.to_vec()));
        Ok(())
    });
    match done {
        Ok(()) => read,
        Err(error) if texts.len() == 1 => vec![Err(error)],
        Err(_) => {
            let alone = texts
                .iter()
                .map(|text| rows(model, std::slice::from_ref(text), output));
            alone.flatten().collect()
        }
    }
}

/// Runs one batch and hands each row's token vectors to `take`: the first special token, the text's
/// tokens, the last special token, and padding where a row is shorter than the batch.
fn forward(
    model: &mut TextEmbedding,
    texts: &[&str],
    output: &OutputKey,
    mut take: impl FnMut(usize, &[TokenVector]) -> Result<(), EmbedError>,
) -> Result<(), EmbedError> {
    let failed = |error: fastembed::Error| EmbedError::Inference(error.to_string());
    let outputs = model.transform(texts, Some(texts.len())).map_err(failed)?;
    let mut rows = 0;
    for batch in outputs.into_raw() {
        let tensor = batch.select_output(&output).map_err(|error| match output {
            OutputKey::ByName(name) => EmbedError::Output(OutputError::Missing {
                name: (*name).to_owned(),
                reason: error.to_string(),
            }),
            _ => failed(error),
        })?;
        check_shape(tensor.shape())?;
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

fn check_shape(shape: &[usize]) -> Result<(), OutputError> {
    match *shape {
        [_, _, DIMENSIONS] => Ok(()),
        [_, _, received] => Err(OutputError::Dimension { received }),
        _ => Err(OutputError::Shape(shape.to_vec())),
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
    let names: Value = serde_json::from_str(&rules.special_names).expect("the names are JSON");
    let of_tokenizer = json!({
        "model_max_length": rules.most_tokens,
        "pad_token": names["pad_token"],
        "do_lower_case": true,
    });
    TokenizerFiles {
        tokenizer_file: tokenizer,
        config_file: config.to_string().into_bytes(),
        special_tokens_map_file: rules.special_names.as_bytes().to_vec(),
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
