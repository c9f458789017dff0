//! Makes `model.onnx_data`: the weights one after the other, in the order that the graph has them.
//!
//! Weights of layers stand with their inputs as rows, as ONNX multiplies, and those of queries, keys
//! and values beside each other. The embedding of a token's type is added to those of positions,
//! since all tokens have one type.

use super::source::{BLOCK, Source};

/// Numbers of a token's vector.
const HIDDEN: usize = 384;

/// Numbers between the two halves of a layer's feed-forward part.
const FEED_FORWARD: usize = 1536;

const LAYERS: usize = 12;

pub(super) fn make(source: &Source<'_>) -> Result<Vec<u8>, String> {
    let mut weights = Weights {
        source,
        bytes: Vec::new(),
    };
    weights.push_embeddings()?;
    for layer in 0..LAYERS {
        weights.push_layer(&format!("l{layer}."))?;
    }
    Ok(weights.bytes)
}

struct Weights<'a> {
    source: &'a Source<'a>,
    bytes: Vec<u8>,
}

impl Weights<'_> {
    fn push_embeddings(&mut self) -> Result<(), String> {
        let mut scales = Vec::new();
        for block in self.source.blocks("emb.word")? {
            // ONNX Runtime has the first of two neighbours in the low half.
            let (pairs, _) = block.halves.as_chunks::<2>();
            self.bytes
                .extend(pairs.iter().map(|[low, high]| low | high << 4));
            scales.push(block.scale);
        }
        self.push(&scales);
        let mut positions = self.source.numbers("emb.pos")?;
        let types = self.source.numbers("emb.type")?;
        for position in positions.chunks_mut(HIDDEN) {
            let both = position.iter_mut().zip(&types);
            both.for_each(|(number, of_type)| *number += of_type);
        }
        self.push(&positions);
        self.push_named(&["emb.ln.w", "emb.ln.b"], "")
    }

    fn push_layer(&mut self, layer: &str) -> Result<(), String> {
        self.push_rows_of_inputs(&["q.w", "k.w", "v.w"], layer, HIDDEN)?;
        self.push_named(&["q.b", "k.b", "v.b"], layer)?;
        self.push_rows_of_inputs(&["ao.w"], layer, HIDDEN)?;
        self.push_named(&["ao.b", "aln.w", "aln.b"], layer)?;
        self.push_rows_of_inputs(&["fi.w"], layer, HIDDEN)?;
        self.push_named(&["fi.b"], layer)?;
        self.push_rows_of_inputs(&["fo.w"], layer, FEED_FORWARD)?;
        self.push_named(&["fo.b", "oln.w", "oln.b"], layer)
    }

    fn push_named(&mut self, names: &[&str], layer: &str) -> Result<(), String> {
        for name in names {
            let numbers = self.source.numbers(&format!("{layer}{name}"))?;
            self.push(&numbers);
        }
        Ok(())
    }

    /// Pushes weights that stand output by output as input by input, the outputs of all of them side
    /// by side.
    fn push_rows_of_inputs(
        &mut self,
        names: &[&str],
        layer: &str,
        inputs: usize,
    ) -> Result<(), String> {
        let mut by_output: Vec<f32> = Vec::new();
        for name in names {
            let blocks = self.source.blocks(&format!("{layer}{name}"))?;
            by_output.extend(blocks.flat_map(|block| block.numbers()));
        }
        let outputs = by_output.len() / inputs;
        debug_assert_eq!(inputs % BLOCK, 0);
        let numbers = (0..inputs).flat_map(|input| {
            let of_input = by_output.iter().skip(input).step_by(inputs);
            of_input.take(outputs)
        });
        let numbers: Vec<f32> = numbers.copied().collect();
        self.push(&numbers);
        Ok(())
    }

    fn push(&mut self, numbers: &[f32]) {
        let bytes = numbers.iter().flat_map(|number| number.to_le_bytes());
        self.bytes.extend(bytes);
    }
}
