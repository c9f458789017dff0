//! Embeds passages and questions with a loaded model.
//!
//! Reading several questions in one batch changes their vectors by rounding alone, because padding is
//! masked.

use std::borrow::Borrow;
use std::ops::Range;
use std::path::PathBuf;

use super::batch::window_batches;
use super::encode::{
    Mean, TokenVector, centred, encode_part, encode_question, read_mean, without_padding,
};
use super::encoded::{Encoded, EncodedQuestion, ReadQuestion};
use super::error::{EmbedError, LoadError, MOST_QUESTION_BYTES, OutputError};
use super::gate::Gate;
use super::identity::ModelIdentity;
use super::inference::{Inference, Row};
use super::model::Model;
use super::rules::{InputRules, Pooling};
use super::runtime::environment;
use super::tokenizer::Tokenizer;
use super::tokens::{Input, Token};
use crate::passage::{PassageConfig, Window};
use crate::tally::TallySnapshot;

/// The fewest tokens of a passage or a question that a model has to read: a short sentence.
const LEAST_ROOM: usize = 16;

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

/// The loaded model.
pub struct Embedder {
    /// The gate, since `fastembed` runs one inference at a time.
    gate: Gate<Inference, Vec<u32>, Row>,
    identity: ModelIdentity,
    rules: InputRules,
    ranked_as: Model,
    passage_mean: Mean,
    question_mean: Mean,
    /// Stands beside the gate, so that counting does not wait for an inference.
    tokenizer: Tokenizer,
    /// How many tokens of a passage it reads.
    passage_room: usize,
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
        // Each takes about a second for the multilingual model.
        let (tokenizer, inference) = std::thread::scope(|scope| {
            let tokenizer = scope.spawn(|| Tokenizer::load(&files.tokenizer, &rules));
            let weights =
                (!files.weights.is_empty()).then_some((files.weights_name, files.weights));
            let inference = Inference::load(files.graph, weights, &rules, environment, threads);
            let tokenizer = tokenizer.join().expect("loading does not panic");
            (tokenizer, inference)
        });
        let tokenizer = tokenizer?;
        let passage_room = tokenizer.room(&rules, &rules.passage_prefix)?;
        let (passage_mean, question_mean) = rules
            .means
            .as_deref()
            .map(|means| means.split_at(means.len() / 2))
            .unzip();
        Ok(Self {
            gate: Gate::new(inference?),
            identity: files.identity,
            ranked_as: files.ranked_as,
            passage_mean: passage_mean.map(|bytes| Box::new(read_mean(bytes))),
            question_mean: question_mean.map(|bytes| Box::new(read_mean(bytes))),
            passage_room,
            tokenizer,
            rules,
        })
    }

    /// Checks that the model gives what whosaid reads, by reading a sentence with it. Shipped models
    /// are known to.
    ///
    /// # Errors
    /// An output that is missing, of another shape or not finite; prefixes that leave no room for a
    /// text; token numbers that cannot be kept.
    pub fn check(&self) -> Result<(), LoadError> {
        self.tokenizer.check_numbers()?;
        let rules = &self.rules;
        for (name, prefix) in [
            ("passage_prefix", &rules.passage_prefix),
            ("question_prefix", &rules.question_prefix),
        ] {
            let room = self.tokenizer.room(rules, prefix)?;
            if room < LEAST_ROOM {
                let longest_input = rules.most_tokens;
                return Err(LoadError::NoRoom {
                    name,
                    longest_input,
                    room,
                });
            }
        }
        match self.embed_question("The boat left the harbour at dawn.") {
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

    /// Returns how turns are cut for this model, so that it reads all of each passage.
    pub fn cutting(&self, config: PassageConfig) -> PassageConfig {
        // Longer texts count as many tokens as there is room for.
        let most = self.passage_room.saturating_sub(1);
        PassageConfig {
            most_passage_tokens: config.most_passage_tokens.min(most),
            most_window_tokens: config.most_window_tokens.min(most),
            ..config
        }
    }

    /// Returns how passages are packed into windows for this model: one that puts a text's meaning
    /// into its first token reads each passage by itself.
    pub fn packing(&self, config: PassageConfig) -> PassageConfig {
        let config = self.cutting(config);
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
        self.passage(text).is_ok_and(|input| input.is_whole)
    }

    fn passage(&self, text: &str) -> Result<Input, EmbedError> {
        let rules = &self.rules;
        self.tokenizer.read(rules, &rules.passage_prefix, text)
    }

    fn passage_tokens(&self, text: &str) -> Vec<Token> {
        let input = self.passage(text);
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
        let inputs: Vec<Input> = windows
            .iter()
            .map(|window| self.passage(&window.text))
            .collect::<Result<_, _>>()?;
        let token_counts: Vec<usize> = inputs.iter().map(|input| input.tokens.len()).collect();
        let mut encoded = vec![Vec::new(); windows.len()];
        for batch in window_batches(&token_counts) {
            let texts: Vec<Vec<u32>> = batch.iter().map(|&place| inputs[place].ids()).collect();
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
                .work(|inference| inference.forward(&texts, take))?;
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
        let rules = &self.rules;
        let input = self.tokenizer.read(rules, &rules.question_prefix, text)?;
        let read = self
            .gate
            .read(input.ids(), input.len(), Inference::rows)
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
