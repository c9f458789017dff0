//! Reads a model that the user brings: a folder with `model.onnx`, its weights, `tokenizer.json` and
//! `whosaid.toml`.
//!
//! ```toml
//! name = "bge-small-en-v1.5"      # letters, digits, - . _
//! dimension = 384                 # no other can be kept
//! pooling = "cls"                 # or "mean"
//! longest_input = 512             # in tokens, special ones included
//! passage_prefix = ""             # what stands before passages and before questions
//! question_prefix = "Represent this sentence for searching relevant passages: "
//! output = "last_hidden_state"    # the output with a vector for each token
//! weights = "model.onnx_data"     # the file that model.onnx refers to, if there is one
//! means = "means.f32"             # taken off token vectors: of passages, then of questions
//! ranking = "multilingual"        # whose ranking is used, or "english"
//! ```
//!
//! The last four may be left out, and so may prefixes.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::error::ProvisionError;
use crate::embed::{
    DIMENSIONS, InputRules, Model, ModelFiles, ModelIdentity, Pooling, USUAL_OUTPUT, hex,
};

/// The file that says how the model is used.
const SETTINGS: &str = "whosaid.toml";

/// The usual name of the file that `model.onnx` refers to.
const USUAL_WEIGHTS: &str = "model.onnx_data";

/// The most characters of a name.
const MOST_NAME: usize = 64;

/// The most tokens that a model may read.
const MOST_INPUT: usize = 8192;

/// The keys of `whosaid.toml`, as they are written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    name: String,
    dimension: usize,
    pooling: String,
    longest_input: usize,
    #[serde(default)]
    passage_prefix: String,
    #[serde(default)]
    question_prefix: String,
    output: Option<String>,
    weights: Option<String>,
    means: Option<String>,
    ranking: Option<String>,
}

/// Reads the model in a folder, which runs with the library `runtime`.
///
/// # Errors
/// A file that is missing or cannot be read, a key of `whosaid.toml` that is missing or has a value that
/// cannot be used, a tokenizer without a padding token.
pub(super) fn read(folder: &Path, runtime: PathBuf) -> Result<ModelFiles, ProvisionError> {
    let settings = read_settings(folder)?;
    let graph = read_file(folder, "model.onnx")?;
    let weights_name = settings.weights.clone();
    let weights = match &weights_name {
        Some(name) => read_file(folder, name)?,
        None if folder.join(USUAL_WEIGHTS).exists() => read_file(folder, USUAL_WEIGHTS)?,
        None => Vec::new(),
    };
    let tokenizer = read_file(folder, "tokenizer.json")?;
    let rules = rules(folder, &settings, &tokenizer)?;
    let sha256 = |bytes: &[u8]| hex(&Sha256::digest(bytes));
    Ok(ModelFiles {
        identity: ModelIdentity {
            name: settings.name,
            graph: sha256(&graph),
            weights: (!weights.is_empty()).then(|| sha256(&weights)),
            tokenizer: sha256(&tokenizer),
            rules: rules.sha256(),
        },
        ranked_as: match settings.ranking {
            Some(name) => Model::from_name(&name)
                .ok_or_else(|| of_key(folder, "ranking", "must be english or multilingual"))?,
            // Fitted to the most kinds of conversations.
            None => Model::Multilingual,
        },
        rules,
        runtime,
        graph,
        weights,
        weights_name: weights_name.unwrap_or_else(|| USUAL_WEIGHTS.into()),
        tokenizer,
    })
}

fn read_settings(folder: &Path) -> Result<Settings, ProvisionError> {
    let bytes = read_file(folder, SETTINGS)?;
    let text = String::from_utf8_lossy(&bytes);
    let settings: Settings = toml::from_str(&text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let line = 1 + text[..at].bytes().filter(|&byte| byte == b'\n').count();
        of_settings(folder, format!("line {line}: {}", error.message()))
    })?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    if settings.name.is_empty()
        || settings.name.len() > MOST_NAME
        || !settings.name.chars().all(is_plain)
    {
        return Err(of_key(
            folder,
            "name",
            "must have letters, digits, “-”, “.” and “_” alone, 64 at most",
        ));
    }
    if settings.dimension != DIMENSIONS {
        let only = format!(
            "is {}, and whosaid keeps vectors of {DIMENSIONS} numbers; take a model of that dimension, \
             such as the small ones of bge, gte and e5",
            settings.dimension
        );
        return Err(of_key(folder, "dimension", &only));
    }
    if !(8..=MOST_INPUT).contains(&settings.longest_input) {
        let range = format!("must be from 8 to {MOST_INPUT} tokens");
        return Err(of_key(folder, "longest_input", &range));
    }
    Ok(settings)
}

fn rules(
    folder: &Path,
    settings: &Settings,
    tokenizer: &[u8],
) -> Result<InputRules, ProvisionError> {
    let pooling = Pooling::from_name(&settings.pooling);
    let tokens = SpecialTokens::read(tokenizer).map_err(|reason| ProvisionError::OfModel {
        path: folder.join("tokenizer.json"),
        reason,
    })?;
    Ok(InputRules {
        passage_prefix: settings.passage_prefix.clone().into(),
        question_prefix: settings.question_prefix.clone().into(),
        most_tokens: settings.longest_input,
        pooling: pooling.ok_or_else(|| of_key(folder, "pooling", "must be mean or cls"))?,
        output: settings
            .output
            .clone()
            .unwrap_or_else(|| USUAL_OUTPUT.into())
            .into(),
        special: tokens.special.into(),
        unknown: tokens.unknown,
        padding: tokens.padding,
        special_names: json!({"pad_token": tokens.padding_name}).to_string().into(),
        means: settings
            .means
            .as_ref()
            .map(|name| read_means(folder, name))
            .transpose()?
            .map(Into::into),
    })
}

fn read_means(folder: &Path, name: &str) -> Result<Vec<u8>, ProvisionError> {
    const BYTES: usize = 2 * 4 * DIMENSIONS;
    let bytes = read_file(folder, name)?;
    let (numbers, _) = bytes.as_chunks::<4>();
    let mut numbers = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes));
    if bytes.len() == BYTES && numbers.all(f32::is_finite) {
        return Ok(bytes);
    }
    Err(ProvisionError::OfModel {
        path: folder.join(name),
        reason: format!(
            "`means` in {SETTINGS} names it, so it must hold two vectors of {DIMENSIONS} finite f32, \
             {BYTES} bytes"
        ),
    })
}

/// The special tokens of a tokenizer.
struct SpecialTokens {
    special: Vec<u32>,
    unknown: u32,
    padding: u32,
    padding_name: String,
}

impl SpecialTokens {
    /// Finds them in `tokenizer.json`.
    fn read(tokenizer: &[u8]) -> Result<Self, String> {
        let tokenizer: Value =
            serde_json::from_slice(tokenizer).map_err(|error| error.to_string())?;
        let added = tokenizer["added_tokens"].as_array();
        let added = added.map(Vec::as_slice).unwrap_or_default();
        let id = |token: &Value| token["id"].as_u64().and_then(|id| u32::try_from(id).ok());
        let called = |name: &str| {
            let named = added.iter().find(|token| token["content"] == *name);
            named.and_then(id)
        };
        let model = &tokenizer["model"];
        let unknown = model["unk_token"].as_str().and_then(called);
        let by_number = || u32::try_from(model["unk_id"].as_u64()?).ok();
        // A byte-level vocabulary has a token for everything.
        let unknown = unknown.or_else(by_number).unwrap_or(u32::MAX);
        let given = tokenizer["padding"]["pad_token"].as_str();
        let mut usual = given.into_iter().chain(["[PAD]", "<pad>"]);
        let padding = usual.find_map(|name| Some((name.to_owned(), called(name)?)));
        let (padding_name, padding) = padding.ok_or("it has no padding token, [PAD] or <pad>")?;
        let special = added.iter().filter(|token| token["special"] == true);
        Ok(Self {
            special: special.filter_map(id).filter(|id| *id != unknown).collect(),
            unknown,
            padding,
            padding_name,
        })
    }
}

fn read_file(folder: &Path, name: &str) -> Result<Vec<u8>, ProvisionError> {
    let path = folder.join(name);
    fs::read(&path).map_err(|source| match source.kind() {
        ErrorKind::NotFound if !folder.is_dir() => ProvisionError::NoFolder(folder.to_owned()),
        ErrorKind::NotFound => ProvisionError::OfModel {
            reason: format!("it is missing, and the folder of the model must hold {name}"),
            path: path.clone(),
        },
        _ => ProvisionError::io(&path)(source),
    })
}

fn of_settings(folder: &Path, reason: String) -> ProvisionError {
    ProvisionError::OfModel {
        path: folder.join(SETTINGS),
        reason,
    }
}

fn of_key(folder: &Path, key: &str, problem: &str) -> ProvisionError {
    of_settings(folder, format!("`{key}` {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        "name = \"small\"\ndimension = 384\npooling = \"mean\"\nlongest_input = 256\n";

    const TOKENIZER: &str = r#"{"added_tokens": [
        {"id": 0, "content": "[PAD]", "special": true},
        {"id": 100, "content": "[UNK]", "special": true},
        {"id": 101, "content": "[CLS]", "special": true}], "model": {"unk_token": "[UNK]"}}"#;

    /// Returns what reading a folder with these settings and this tokenizer gives.
    fn read_with(settings: &str, tokenizer: &str) -> Result<ModelFiles, String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            (SETTINGS, settings),
            ("model.onnx", "graph"),
            ("tokenizer.json", tokenizer),
        ] {
            if !text.is_empty() {
                fs::write(folder.path().join(name), text).unwrap();
            }
        }
        read(folder.path(), "runtime".into()).map_err(|error| error.to_string())
    }

    #[test]
    fn settings_become_rules_and_the_ranking_of_many_languages_is_the_default() {
        let files = read_with(GOOD, TOKENIZER).unwrap();
        assert_eq!(files.identity.name, "small");
        assert_eq!(files.identity.weights, None);
        assert_eq!(files.ranked_as, Model::Multilingual);
        assert_eq!(*files.rules.special, [0, 101]);
        assert_eq!((files.rules.unknown, files.rules.padding), (100, 0));
        let english = read_with(&format!("{GOOD}ranking = \"english\"\n"), TOKENIZER);
        assert_eq!(english.unwrap().ranked_as, Model::English);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_file_and_key() {
        for (settings, tokenizer, named) in [
            ("", TOKENIZER, "must hold whosaid.toml"),
            (GOOD, "", "must hold tokenizer.json"),
            (GOOD, "{}", "tokenizer.json: it has no padding token"),
            ("name = \"x\"\n", TOKENIZER, "missing field `dimension`"),
            (&GOOD.replace("384", "768"), TOKENIZER, "`dimension` is 768"),
            (&GOOD.replace("mean", "max"), TOKENIZER, "`pooling` must be"),
            (&GOOD.replace("256", "4"), TOKENIZER, "`longest_input` must"),
            (&GOOD.replace("small", "a b"), TOKENIZER, "`name` must have"),
            (
                &format!("{GOOD}x = 1\n"),
                TOKENIZER,
                "line 5: unknown field `x`",
            ),
            (
                &format!("{GOOD}means = \"model.onnx\"\n"),
                TOKENIZER,
                "`means` in whosaid.toml",
            ),
            (
                &format!("{GOOD}weights = \"w.bin\"\n"),
                TOKENIZER,
                "must hold w.bin",
            ),
        ] {
            let error = read_with(settings, tokenizer).err().unwrap();
            assert!(error.contains(named), "{error}\nshould have: {named}");
        }
    }

    #[test]
    fn a_comment_in_the_settings_changes_no_hash() {
        let commented = format!("# mine\n{GOOD}");
        let identity = |settings: &str| read_with(settings, TOKENIZER).unwrap().identity;
        assert_eq!(identity(&commented), identity(GOOD));
        assert_ne!(identity(&GOOD.replace("256", "255")), identity(GOOD));
    }
}
