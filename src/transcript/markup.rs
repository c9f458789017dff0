//! Takes the markup out of caption text: tags and character references of SRT and WebVTT.
//!
//! In: the text of a cue as written. Out: the words alone. Never here: anything that interprets
//! markup; a tag that captions do not have (`<3`, `<script>`) is text and stays.

/// Returns the text without caption tags, with character references resolved.
pub(super) fn plain(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        words.push_str(&rest[..at]);
        rest = &rest[at..];
        let (taken, written) = read_markup(rest);
        words.push_str(written);
        rest = &rest[taken..];
    }
    words.push_str(rest);
    words
}

/// Returns the length of the tag that `text` begins with and what stands inside it, or `None`
/// where it is no caption tag.
pub(super) fn caption_tag(text: &str) -> Option<(usize, &str)> {
    let inner_end = text.find('>')?;
    let inner = text.get(1..inner_end)?;
    let name = inner.strip_prefix('/').unwrap_or(inner);
    let name_end = name
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(name.len());
    let known = ["b", "i", "u", "c", "v", "lang", "ruby", "rt", "font"]
        .iter()
        .any(|tag| name[..name_end].eq_ignore_ascii_case(tag));
    let timestamp = crate::time::parse_clock(inner).is_some();
    ((known && !inner.contains('<')) || timestamp).then_some((inner_end + 1, inner))
}

/// Returns how many bytes the markup at the start of `text` takes and what it writes.
fn read_markup(text: &str) -> (usize, &str) {
    if text.starts_with('<') {
        return match caption_tag(text) {
            Some((length, _)) => (length, ""),
            None => (1, "<"),
        };
    }
    // The references that the WebVTT standard names.
    const REFERENCES: [(&str, &str); 8] = [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", "\u{a0}"),
        ("&lrm;", "\u{200e}"),
        ("&rlm;", "\u{200f}"),
    ];
    REFERENCES
        .iter()
        .find(|(reference, _)| text.starts_with(reference))
        .map_or((1, "&"), |(reference, written)| (reference.len(), written))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_references_become_characters() {
        assert_eq!(
            plain("<i>so</i> <c.loud>R&amp;D</c> <00:00:01.5>now"),
            "so R&D now"
        );
    }

    #[test]
    fn what_is_not_caption_markup_stays_text() {
        for text in [
            "a < b & c",
            "I <3 it",
            "<script>x</script>",
            "<b",
            "&bogus;",
        ] {
            assert_eq!(plain(text), text);
        }
    }
}
