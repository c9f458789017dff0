//! Reads tables: files with one record on each line.

pub(super) mod audacity;
pub(super) mod rttm;
pub(super) mod table;
mod whisper_cpp;
pub(super) mod whisper_tsv;
