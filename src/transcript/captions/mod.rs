//! Reads caption files: timed lines of a few words, as they stand on a screen.

pub(super) mod ass;
pub(super) mod blocks;
pub(super) mod caption_speaker;
mod cue_names;
pub(super) mod markup;
pub(super) mod non_speech;
mod rolling;
pub(super) mod sbv;
pub(super) mod speaker_change;
pub(super) mod srt;
pub(super) mod timing;
pub(super) mod ttml;
mod voice_tags;
pub(super) mod webvtt;
