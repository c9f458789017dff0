//! Runs the reader in ONNX Runtime.

use std::path::Path;
use std::sync::Arc;

use ort::environment::Environment;
use ort::session::Session;
use ort::value::Tensor;

use super::error::{ReadFailure, ReaderError};
use super::input::{InputTokens, ReaderInput, ids_of};
use super::reading::{PassageReading, WordScore};
use super::turn::{Place, Turnstile};
use crate::embed::{Embedder, environment};

/// The reader that the program carries: a graph and what training changed.
pub const SHIPPED: &[u8] = include_bytes!("../../data/reader/reader.onnx");

/// The file of the embedding model's weights, as the graph names it.
const WEIGHTS_FILE: &str = "model.onnx_data";

/// The outputs of a reader: scores of tokens, and the log-odds that the answer is there.
const OUTPUTS: [&str; 2] = ["span", "present"];

/// How many passages are read in one forward pass. They are sorted by length, so that little of a
/// batch is padding.
const BATCH: usize = 4;

/// The loaded reader.
pub struct Reader {
    session: Turnstile<Session>,
}

/// A place in the line before the reader. Dropping it gives it to another question.
pub struct ReaderPlace<'a>(Place<'a, Session>);

impl Reader {
    /// Loads a reader: its graph, such as [`SHIPPED`], and the bytes of the embedding model's
    /// weights file, which the graph may share.
    ///
    /// # Errors
    /// A runtime that cannot be loaded, weights that are not the pinned model's, or a graph that is
    /// no reader.
    pub fn load(
        runtime: &Path,
        graph: &[u8],
        weights: Arc<[u8]>,
        threads: usize,
    ) -> Result<Self, ReaderError> {
        let environment = environment(runtime)?;
        let session = session(&environment, graph, weights, threads);
        let session = session.map_err(|error| ReaderError::Model(error.to_string()))?;
        let gives = |name: &str| session.outputs().iter().any(|output| output.name() == name);
        if let Some(missing) = OUTPUTS.into_iter().find(|name| !gives(name)) {
            return Err(ReaderError::Model(format!("it has no output “{missing}”")));
        }
        Ok(Self {
            session: Turnstile::new(session),
        })
    }

    /// Takes a place in the line before the reader; returns nothing where the line is full. It does
    /// not wait.
    pub fn queue(&self) -> Option<ReaderPlace<'_>> {
        self.session.queue().map(ReaderPlace)
    }
}

impl ReaderPlace<'_> {
    /// Waits for the reader, and reads a question with some inputs at a time, until the readings
    /// are enough; returns them in the order of the inputs.
    ///
    /// # Errors
    /// A runtime that fails.
    pub fn read(
        self,
        embedder: &Embedder,
        question: &str,
        inputs: &[ReaderInput<'_>],
        stages: Stages<'_>,
    ) -> Result<Vec<PassageReading>, ReadFailure> {
        let question = ids_of(embedder, question);
        let mut session = self.0.enter();
        let mut readings = Vec::with_capacity(inputs.len());
        for some in inputs.chunks(stages.at_a_time.max(1)) {
            let tokens = some.iter();
            let tokens: Vec<InputTokens> = tokens
                .map(|input| InputTokens::new(embedder, &question, input))
                .collect();
            readings.extend(read_sorted(&mut session, &tokens)?);
            if (stages.is_enough)(&readings) {
                break;
            }
        }
        Ok(readings)
    }
}

/// How many inputs are read before it is asked whether that is enough.
pub struct Stages<'a> {
    /// How many inputs are read at a time.
    pub at_a_time: usize,
    /// Whether these readings are enough.
    pub is_enough: &'a dyn Fn(&[PassageReading]) -> bool,
}

/// Reads inputs in batches of like length; returns a reading for each, in their order.
fn read_sorted(
    session: &mut Session,
    tokens: &[InputTokens],
) -> Result<Vec<PassageReading>, ReadFailure> {
    let mut places: Vec<usize> = (0..tokens.len()).collect();
    places.sort_by_key(|&place| tokens[place].ids.len());
    let mut readings = vec![None; tokens.len()];
    for places in places.chunks(BATCH) {
        let batch: Vec<&InputTokens> = places.iter().map(|&place| &tokens[place]).collect();
        let read =
            forward(session, &batch).map_err(|error| ReadFailure::Inference(error.to_string()))?;
        for (&place, reading) in places.iter().zip(read) {
            readings[place] = Some(reading);
        }
    }
    Ok(readings.into_iter().flatten().collect())
}

fn session(
    environment: &Environment,
    graph: &[u8],
    weights: Arc<[u8]>,
    threads: usize,
) -> ort::Result<Session> {
    let session = Session::builder(environment)?
        .with_intra_threads(threads.max(1))?
        // Spinning threads would occupy the processor between batches.
        .with_config_entry("session.intra_op.allow_spinning", "0")?
        .with_external_initializer_file_in_memory(WEIGHTS_FILE, weights)?
        .commit_from_memory(graph)?;
    Ok(session)
}

/// Reads a batch in one forward pass.
fn forward(session: &mut Session, batch: &[&InputTokens]) -> ort::Result<Vec<PassageReading>> {
    let longest = batch.iter().map(|input| input.ids.len()).max().unwrap_or(0);
    let shape = [batch.len(), longest];
    let tensor = |value: &dyn Fn(&InputTokens, usize) -> i64| {
        let row =
            |input: &&InputTokens| (0..longest).map(|at| value(input, at)).collect::<Vec<_>>();
        Tensor::from_array((shape, batch.iter().flat_map(row).collect::<Vec<i64>>()))
    };
    let ids = tensor(&|input, at| input.ids.get(at).copied().unwrap_or(0))?;
    let attention = tensor(&|input, at| i64::from(at < input.ids.len()))?;
    let types = tensor(&|input, at| i64::from((input.passage_at..input.ids.len()).contains(&at)))?;
    let outputs = session.run(ort::inputs![
        "input_ids" => ids,
        "attention_mask" => attention,
        "token_type_ids" => types,
    ])?;
    let (_, spans) = outputs[OUTPUTS[0]].try_extract_tensor::<f32>()?;
    let (_, presence) = outputs[OUTPUTS[1]].try_extract_tensor::<f32>()?;
    let (spans, _) = spans.as_chunks::<2>();
    let rows = batch.iter().zip(spans.chunks(longest)).zip(presence);
    Ok(rows
        .map(|((input, scores), &presence)| PassageReading::new(presence, words(input, scores)))
        .collect())
}

/// Returns the scores of a passage's tokens, less those of `[CLS]`; the label's are left out.
fn words(input: &InputTokens, scores: &[[f32; 2]]) -> Vec<WordScore> {
    let [nowhere_first, nowhere_last] = scores[0];
    let own = input.ranges.iter().zip(&scores[input.passage_at..]);
    own.filter_map(|(range, [first, last])| {
        Some(WordScore {
            range: range.clone()?,
            first: first - nowhere_first,
            last: last - nowhere_last,
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_score_against_not_here_and_those_of_the_label_not_at_all() {
        let input = InputTokens {
            ids: vec![0; 6],
            passage_at: 3,
            ranges: vec![None, Some(0..3)],
        };
        let mut scores = vec![[0.0; 2]; 6];
        scores[0] = [4.0, 1.0];
        scores[3] = [9.0, 9.0];
        scores[4] = [2.0, 3.0];
        let [word] = &words(&input, &scores)[..] else {
            panic!("only one token stands for words");
        };
        assert_eq!(
            (word.range.clone(), word.first, word.last),
            (0..3, -2.0, 2.0)
        );
    }
}
