//! Makes `tokenizer.json` of the pieces and their scores.
//!
//! The model was trained with SentencePiece's unigram tokenizer of XLM-RoBERTa: characters are read
//! by NFKC, spaces become the sign `▁`, and the likeliest cut into pieces is taken (Kudo, "Subword
//! Regularization", 2018).

use serde_json::{Value, json};

use super::source::Source;

/// Stands for a space in pieces.
const SPACE: char = '\u{2581}';

/// The special pieces that stand around texts and in for others, with their numbers.
const SPECIAL: [(u32, &str); 4] = [(0, "<s>"), (1, "<pad>"), (2, "</s>"), (3, "<unk>")];

pub(super) fn make(source: &Source<'_>) -> Result<Vec<u8>, String> {
    for (number, piece) in SPECIAL {
        if source.pieces.get(number as usize).map(|(found, _)| *found) != Some(piece) {
            return Err(format!("piece {number} should be {piece}"));
        }
    }
    let vocabulary: Vec<Value> = source
        .pieces
        .iter()
        .map(|(piece, score)| json!([piece, score]))
        .collect();
    let added = SPECIAL.map(|(id, content)| {
        json!({"id": id, "content": content, "single_word": false, "lstrip": false,
            "rstrip": false, "normalized": false, "special": true})
    });
    let special = |id: u32, content: &str| json!({"id": content, "ids": [id], "tokens": [content]});
    let spaces = json!({"type": "Metaspace", "replacement": SPACE, "prepend_scheme": "always",
        "split": true});
    let tokenizer = json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": added,
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "Nmt"},
            {"type": "NFKC"},
            {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
        ]},
        "pre_tokenizer": spaces,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": "<s>", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}},
            ],
            "pair": [
                {"Sequence": {"id": "A", "type_id": 0}},
                {"Sequence": {"id": "B", "type_id": 1}},
            ],
            "special_tokens": {"<s>": special(0, "<s>"), "</s>": special(2, "</s>")},
        },
        "decoder": spaces,
        "model": {"type": "Unigram", "unk_id": 3, "vocab": vocabulary, "byte_fallback": false},
    });
    serde_json::to_vec(&tokenizer).map_err(|error| error.to_string())
}
