//! Escapes Markdown in text, so that a chat shows it as plain text.
//!
//! Chats render Markdown: without escapes they would fetch an image in a transcript and offer a link
//! to click. Hidden characters become visible.

use crate::prompt::visible;

/// The characters that are markup wherever they stand.
const MARKS: &str = "\\`*_[]<>#|~&";

/// Returns the text as one line of Markdown without markup, in which no address becomes a link.
pub(super) fn inert(text: &str) -> String {
    let text = visible(text);
    let mut inert = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        let address = rest.starts_with("://") || is_at(rest, "www.") && !ends_in_letter(&inert);
        match c {
            ':' if address => inert.push_str("\\:"),
            'w' | 'W' if address => {
                inert.push_str(&rest[..3]);
                inert.push('\\');
                rest = &rest[3..];
                continue;
            }
            c if MARKS.contains(c) => inert.extend(['\\', c]),
            c => inert.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
    inert
}

fn is_at(text: &str, prefix: &str) -> bool {
    let start = text.get(..prefix.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

fn ends_in_letter(text: &str) -> bool {
    text.ends_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn speech_stays_as_it_is() {
        let speech = "It froze, didn't it? \"Nine nights!\" – R2, at 10:30; 5 - 3 = 2 (or so).";
        assert_eq!(inert(speech), speech);
    }

    #[test]
    fn markup_images_and_links_are_escaped() {
        assert_eq!(
            inert("![x](http://evil.example/?q=1) <img src=a>"),
            r"!\[x\](http\://evil.example/?q=1) \<img src=a\>"
        );
        assert_eq!(
            inert("www.evil.example, awww. WWW.x"),
            r"www\.evil.example, awww. WWW\.x"
        );
        assert_eq!(inert("# a\n*b* `c` &lt;"), r"\# a \*b\* \`c\` \&lt;");
    }

    #[test]
    fn hidden_characters_show() {
        assert_eq!(inert("a\u{202e}b"), r"a\\u{202e}b");
    }
}
