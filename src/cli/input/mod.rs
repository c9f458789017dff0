//! Reads the inputs of commands: questions, files, folders, pipes, sidecars, options.

pub(crate) mod bytes;
pub(crate) mod choice;
pub(crate) mod day;
pub(crate) mod file;
pub(crate) mod metadata;
pub(crate) mod options;
pub(crate) mod paths;
pub(crate) mod pipe;
pub(crate) mod question;
pub(crate) mod sidecar;
