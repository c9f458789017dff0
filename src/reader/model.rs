//! Runs the reader in ONNX Runtime.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use ort::environment::Environment;
use ort::session::Session;
use ort::value::Tensor;

use super::error::{ReadFailure, ReaderError};
use super::input::{InputTokens, ReaderInput, ids_of};
use super::turn::{Place, Turnstile};
use crate::embed::{Embedder, environment};

/// The reader that the program carries: a graph and what training changed.
const SHIPPED: &[u8] = include_bytes!("../../data/reader/reader.onnx");

/// The file of the embedding model's weights, as the graph names it.
const WEIGHTS_FILE: &str = "model.onnx_data";

/// How many passages are read in one forward pass. They are sorted by length, so that little of a
/// batch is padding.
const BATCH: usize = 4;

/// The most tokens of an answer.
const MOST_ANSWER: usize = 40;

/// The margin of a passage that has no words; no other is as low.
const LEAST_MARGIN: f32 = -30.0;

/// What the reader says of one passage.
#[derive(Debug, Clone, PartialEq)]
pub struct PassageReading {
    /// The log-odds that the answer is in the passage.
    pub presence: f32,
    /// How much better the best words score than "not here".
    pub margin: f32,
    /// The words that answer, as bytes of the text that was read.
    pub span: Range<usize>,
}

/// The loaded reader.
pub struct Reader {
    session: Turnstile<Session>,
}

/// A place in the line before the reader. Dropping it gives it to another question.
pub struct ReaderPlace<'a>(Place<'a, Session>);

impl Reader {
    /// Loads the reader that the program carries. `weights` are the bytes of the embedding model's
    /// weights file, which the reader shares.
    ///
    /// # Errors
    /// A runtime that cannot be loaded, or weights that are not the pinned model's.
    pub fn load(runtime: &Path, weights: Arc<[u8]>, threads: usize) -> Result<Self, ReaderError> {
        let environment = environment(runtime)?;
        let session = session(&environment, weights, threads);
        let session = session.map_err(|error| ReaderError::Model(error.to_string()))?;
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
    /// Waits for the reader, and reads a question with each input; returns a reading for each, in
    /// their order.
    ///
    /// # Errors
    /// A runtime that fails.
    pub fn read(
        self,
        embedder: &Embedder,
        question: &str,
        inputs: &[ReaderInput<'_>],
    ) -> Result<Vec<PassageReading>, ReadFailure> {
        let question = ids_of(embedder, question);
        let tokens: Vec<InputTokens> = inputs
            .iter()
            .map(|input| InputTokens::new(embedder, &question, input))
            .collect();
        let mut places: Vec<usize> = (0..tokens.len()).collect();
        places.sort_by_key(|&place| tokens[place].ids.len());
        let mut session = self.0.enter();
        let mut readings = vec![None; tokens.len()];
        for places in places.chunks(BATCH) {
            let batch: Vec<&InputTokens> = places.iter().map(|&place| &tokens[place]).collect();
            let read = forward(&mut session, &batch)
                .map_err(|error| ReadFailure::Inference(error.to_string()))?;
            for (&place, reading) in places.iter().zip(read) {
                readings[place] = Some(reading);
            }
        }
        Ok(readings.into_iter().flatten().collect())
    }
}

fn session(environment: &Environment, weights: Arc<[u8]>, threads: usize) -> ort::Result<Session> {
    let session = Session::builder(environment)?
        .with_intra_threads(threads.max(1))?
        // Spinning threads would occupy the processor between batches.
        .with_config_entry("session.intra_op.allow_spinning", "0")?
        .with_external_initializer_file_in_memory(WEIGHTS_FILE, weights)?
        .commit_from_memory(SHIPPED)?;
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
    let (_, spans) = outputs["span"].try_extract_tensor::<f32>()?;
    let (_, presence) = outputs["present"].try_extract_tensor::<f32>()?;
    let (spans, _) = spans.as_chunks::<2>();
    let rows = batch.iter().zip(spans.chunks(longest)).zip(presence);
    Ok(rows
        .map(|((input, scores), &presence)| {
            let (span, margin) = best_span(input, scores);
            PassageReading {
                presence,
                margin,
                span,
            }
        })
        .collect())
}

/// Returns the best words of a passage, and how much better they score than "not here": the sum of
/// a first and a last token's scores, less those of `[CLS]`.
fn best_span(input: &InputTokens, scores: &[[f32; 2]]) -> (Range<usize>, f32) {
    let [nowhere_first, nowhere_last] = scores[0];
    let own = &scores[input.passage_at..][..input.ranges.len()];
    let mut best = (0..0, LEAST_MARGIN);
    for (first, start) in input.ranges.iter().enumerate() {
        let Some(start) = start else { continue };
        for (last, end) in input
            .ranges
            .iter()
            .enumerate()
            .skip(first)
            .take(MOST_ANSWER)
        {
            let Some(end) = end else { continue };
            let score = own[first][0] + own[last][1] - nowhere_first - nowhere_last;
            if score > best.1 {
                best = (start.start..end.end, score);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five tokens of a passage after three others; the first is of the label.
    fn tokens() -> InputTokens {
        InputTokens {
            ids: vec![0; 9],
            passage_at: 3,
            ranges: vec![None, Some(0..3), Some(4..7), Some(8..10), Some(11..15)],
        }
    }

    /// Scores that are 0, but for these places of the input.
    fn scores(first: &[(usize, f32)], last: &[(usize, f32)]) -> Vec<[f32; 2]> {
        let mut scores = vec![[0.0; 2]; 9];
        first.iter().for_each(|&(at, score)| scores[at][0] = score);
        last.iter().for_each(|&(at, score)| scores[at][1] = score);
        scores
    }

    #[test]
    fn the_best_span_runs_from_the_best_first_token_to_the_best_last_after_it() {
        let (span, margin) = best_span(&tokens(), &scores(&[(5, 2.0)], &[(4, 9.0), (6, 3.0)]));
        assert_eq!((span, margin), (0..3, 9.0));
        let (span, margin) = best_span(&tokens(), &scores(&[(5, 8.0)], &[(4, 2.0), (6, 3.0)]));
        assert_eq!((span, margin), (4..10, 11.0));
    }

    #[test]
    fn the_margin_is_taken_against_not_here() {
        let (_, margin) = best_span(&tokens(), &scores(&[(0, 4.0), (5, 2.0)], &[(0, 1.0)]));
        assert_eq!(margin, -3.0);
    }

    #[test]
    fn words_of_the_label_and_outside_the_passage_never_answer() {
        let (span, _) = best_span(
            &tokens(),
            &scores(&[(1, 9.0), (3, 9.0), (6, 1.0)], &[(8, 9.0)]),
        );
        assert_eq!(span, 8..10);
    }

    #[test]
    fn a_passage_without_words_has_no_span_and_no_chance() {
        let input = InputTokens {
            ranges: vec![None],
            ..tokens()
        };
        assert_eq!(best_span(&input, &scores(&[], &[])), (0..0, LEAST_MARGIN));
    }
}
