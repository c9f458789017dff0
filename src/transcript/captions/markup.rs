//! Strips the markup of SRT and WebVTT from caption text: tags and character references.
//!
//! A tag that captions do not have (`<3`, `<script>`) is text and stays. YouTube escapes some tags
//! (`&lt;i&gt;`), and converters leave those of ASS (`{\an8}`); those are stripped too.

use crate::transcript::references::push_reference;

/// Returns the text without caption tags, with character references resolved.
pub(crate) fn strip_markup(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&', '{']) {
        words.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[push_markup(&mut words, rest)..];
    }
    words.push_str(rest);
    words
}

/// Returns the length of the caption tag at the start of `text`, and the text inside it.
pub(crate) fn leading_tag(text: &str) -> Option<(usize, &str)> {
    // A tag holds no other tag, so the search ends at the next `<`. A file of nothing but `<` takes
    // linear time.
    let inner_end = 1 + text.get(1..)?.find(['<', '>'])?;
    let inner = text[inner_end..]
        .starts_with('>')
        .then(|| &text[1..inner_end])?;
    let name = inner.strip_prefix('/').unwrap_or(inner);
    let name_end = name
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(name.len());
    let known = [
        "b", "i", "u", "c", "v", "lang", "ruby", "rt", "font", "br", "s",
    ]
    .iter()
    .any(|tag| name[..name_end].eq_ignore_ascii_case(tag));
    let timestamp = crate::time::parse_clock(inner).is_some();
    (known || timestamp).then_some((inner_end + 1, inner))
}

/// Writes what the markup at the start of `text` stands for, or its sign where there is none. Returns
/// the length of what is taken.
fn push_markup(words: &mut String, text: &str) -> usize {
    if text.starts_with('{') {
        return override_tag(text).unwrap_or_else(|| {
            words.push('{');
            1
        });
    }
    if text.starts_with('<') {
        return match leading_tag(text) {
            Some((length, inner)) => {
                let is_break = inner
                    .trim_end_matches(['/', ' '])
                    .eq_ignore_ascii_case("br");
                words.push_str(if is_break { "\n" } else { "" });
                length
            }
            None => {
                words.push('<');
                1
            }
        };
    }
    escaped_tag(text).unwrap_or_else(|| push_reference(words, text))
}

/// Returns the length of the tag of ASS at the start of `text`: `{\an8}`, `{\i1\b1}`.
fn override_tag(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("{\\")?;
    let end = inner.find(['{', '}', '\n'])?;
    inner[end..].starts_with('}').then_some(end + 3)
}

/// Returns the length of the escaped tag at the start of `text`.
fn escaped_tag(text: &str) -> Option<usize> {
    const ENDS: [&str; 6] = ["i&gt;", "b&gt;", "u&gt;", "/i&gt;", "/b&gt;", "/u&gt;"];
    let (open, inner) = ("&lt;", text.strip_prefix("&lt;")?);
    let end = ENDS.iter().find(|end| inner.starts_with(**end))?;
    Some(open.len() + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_references_become_characters() {
        assert_eq!(
            strip_markup("<i>so</i> <c.loud>R&amp;D</c> <00:00:01.5>now"),
            "so R&D now"
        );
    }

    #[test]
    fn tags_of_ass_go_and_a_break_ends_a_line() {
        assert_eq!(
            strip_markup("{\\an8}{\\i1}so<br/>on<BR> {a} {\\x"),
            "so\non\n {a} {\\x"
        );
    }

    #[test]
    fn an_escaped_tag_goes_and_an_escaped_sign_stays() {
        assert_eq!(strip_markup("&lt;i&gt;so&lt;/i&gt; 1 &lt; 2"), "so 1 < 2");
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
            assert_eq!(strip_markup(text), text);
        }
    }
}
