//! Reads tables: files with one record a line.

pub(super) mod audacity;
pub(super) mod rttm;
pub(super) mod table;
pub(super) mod whisper_tsv;
