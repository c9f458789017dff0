//! Reads chapters in Podcasting 2.0 JSON.
//!
//! Such a file is `{"version":"1.2.0","chapters":[{"startTime":168,"title":"Dams"}]}`, with times
//! in seconds. A chapter without a title or a time is left out, and so is one that is not for the
//! table of contents (`"toc": false`).

use serde::Deserialize;
use serde_json::Value;

use super::model::{Chapter, single_spaced};
use crate::time::milliseconds;

/// The most chapters of a recording; the rest is left out.
pub(super) const MOST_CHAPTERS: usize = 2_000;

#[derive(Deserialize)]
struct ChapterFile {
    chapters: Vec<Value>,
}

/// Reads chapters in Podcasting 2.0 JSON.
///
/// # Errors
/// Bytes that are not such JSON.
pub fn read_chapters(bytes: &[u8]) -> Result<Vec<Chapter>, serde_json::Error> {
    let file: ChapterFile = serde_json::from_slice(bytes)?;
    let chapters = file.chapters.iter().filter_map(chapter);
    Ok(chapters.take(MOST_CHAPTERS).collect())
}

/// Returns the chapter at a moment: the last one that begins at or before it.
pub fn chapter_at(chapters: &[Chapter], time_ms: u64) -> Option<&Chapter> {
    let begun = chapters
        .iter()
        .filter(|chapter| chapter.start_ms <= time_ms);
    begun.max_by_key(|chapter| chapter.start_ms)
}

fn chapter(value: &Value) -> Option<Chapter> {
    if value.get("toc") == Some(&Value::Bool(false)) {
        return None;
    }
    let title = single_spaced(value.get("title")?.as_str()?);
    let start_ms = milliseconds(value.get("startTime")?.as_f64()?)?;
    (!title.is_empty()).then_some(Chapter { start_ms, title })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_have_their_title_and_start() {
        let json = br#"{"version":"1.2.0","chapters":[
            {"startTime":0,"title":"Hello"},
            {"startTime":61.25,"title":" The  lock ","url":"https://pod.example"}]}"#;
        let chapters = read_chapters(json).unwrap();
        let wanted = [(0, "Hello"), (61_250, "The lock")].map(|(start_ms, title)| Chapter {
            start_ms,
            title: title.into(),
        });
        assert_eq!(chapters, wanted);
    }

    #[test]
    fn a_chapter_without_a_title_or_a_time_is_left_out() {
        let json = br#"{"chapters":[{"startTime":1},{"title":"a"},{"startTime":-1,"title":"b"},
            {"startTime":1e300,"title":"c"},{"startTime":"1","title":"d"},7,
            {"startTime":3,"title":"hidden","toc":false},{"startTime":2,"title":"kept"}]}"#;
        let chapters = read_chapters(json).unwrap();
        assert_eq!(chapters.len(), 1);
        assert_eq!(chapters[0].title, "kept");
    }

    #[test]
    fn a_moment_lies_in_the_chapter_that_began_last_whatever_the_order() {
        let chapters = [(60_000, "Locks"), (0, "Hello"), (120_000, "Dams")];
        let chapters = chapters.map(|(start_ms, title)| Chapter {
            start_ms,
            title: title.into(),
        });
        let at = |time_ms| chapter_at(&chapters, time_ms).map(|chapter| &*chapter.title);
        assert_eq!(at(59_999), Some("Hello"));
        assert_eq!(at(60_000), Some("Locks"));
        assert_eq!(at(u64::MAX), Some("Dams"));
        assert_eq!(chapter_at(&chapters[..1], 59_999), None);
    }

    #[test]
    fn other_json_is_refused() {
        assert!(read_chapters(b"[]").is_err());
        assert!(read_chapters(b"<html>").is_err());
    }
}
