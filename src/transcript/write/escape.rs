//! Escapes words that look like caption markup, so that they read back as they were.

use crate::transcript::captions::markup::{leading_tag, strip_markup};
use crate::transcript::references::leading_reference;

/// Returns words escaped for WebVTT: `&` and `<` become references, so that no tag and no arrow is
/// left.
///
/// Only these references are used, since few players know others; and `&#123;` before a backslash,
/// where readers would take a tag of ASS. A `>` stays as it is,
/// because readers take YouTube's `&lt;i&gt;` for an escaped tag, and not `&lt;i>`.
pub(super) fn for_webvtt(words: &str) -> String {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    words.replace("-->", "--&gt;").replace("{\\", "&#123;\\")
}

/// Returns a name escaped for a voice tag. There `>` must be a reference too, so a `<` that would
/// begin an escaped tag becomes the numeric reference `&#60;`.
pub(super) fn for_webvtt_name(name: &str) -> String {
    let escaped = for_webvtt(name).replace('>', "&gt;");
    if strip_markup(&escaped) == name {
        escaped
    } else {
        escaped.replace("&lt;", "&#60;")
    }
}

/// Returns words escaped for SRT. The format has no references of its own, so only what a reader
/// would take for a tag, a reference or a timing line is escaped.
pub(super) fn for_srt(words: &str) -> String {
    let mut written = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find(['<', '&']) {
        written.push_str(&rest[..at]);
        rest = &rest[at..];
        let sign = &rest[..1];
        written.push_str(match sign {
            "<" if may_open_a_tag(rest) => "&lt;",
            "&" if is_reference(rest) => "&amp;",
            sign => sign,
        });
        rest = &rest[1..];
    }
    written.push_str(rest);
    written.replace("-->", "--&gt;").replace("{\\", "&#123;\\")
}

/// Returns whether a text that begins with `<` begins with a tag, or would with a `>` further on.
fn may_open_a_tag(text: &str) -> bool {
    let is_named = text[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    is_named || leading_tag(text).is_some()
}

/// Returns whether a text that begins with `&` begins with a character reference.
fn is_reference(text: &str) -> bool {
    leading_reference(text).is_some_and(|reference| strip_markup(reference) != reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back_as_they_were() {
        for words in [
            "R&D & <i>so</i> 1 < 2 --> &amp; &lt;i&gt; <i--> <b <00:00:01.000>",
            "&",
            "<",
            "&;",
            "&amp",
            "-->",
            "<v Ann>",
            "&lt;i>",
            "a &gt; b",
            "&eacute; {\\an8} {a}",
        ] {
            assert_eq!(strip_markup(&for_webvtt(words)), words);
            assert_eq!(strip_markup(&for_srt(words)), words);
        }
    }

    #[test]
    fn words_that_look_like_no_markup_stay_in_srt() {
        assert_eq!(for_srt("R&D, 1 < 2 & <3"), "R&D, 1 < 2 & <3");
    }
}
