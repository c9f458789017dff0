//! Reads documents: text that says who speaks, with or without times.

pub(super) mod docx;
mod head;
pub(super) mod lines;
pub(super) mod markdown;
pub(super) mod meet;
pub(super) mod otter;
mod page_elements;
pub(super) mod plain;
pub(super) mod podcast_html;
mod speaker_heading;
pub(super) mod teams;
mod web_page;
pub(super) mod whisperx_text;
