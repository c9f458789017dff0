//! Writes hits as Markdown quotations, each with a line to cite and a link to the recording.
//!
//! Whatever would be markup in the words of a transcript, such as a link, a heading or a tag, is
//! escaped.

use super::hit::{ExportHit, one_line};

pub(super) fn write(hits: &[&ExportHit], title: &str) -> String {
    let mut text = format!("# {}\n", escaped(title));
    for hit in hits {
        let cite = escaped(&hit.hit.quote.cite);
        let cite = match &hit.hit.quote.link {
            Some(link) => format!("[{cite}](<{link}>)"),
            None => cite,
        };
        let doubt = match hit.hit.quote.attribution_reasons[..] {
            [] => "",
            _ => " (attribution uncertain)",
        };
        text.push_str(&format!(
            "\n> {}\n>\n> — {cite}{doubt}\n",
            escaped(&hit.hit.quote.text)
        ));
    }
    text
}

/// Returns the words as plain text in Markdown: on one line, with a backslash before whatever could
/// be markup.
fn escaped(text: &str) -> String {
    let line = one_line(text);
    let mut escaped = String::with_capacity(line.len());
    // At the start of a line, a sign, or a number with a full stop or a bracket, begins a list.
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in line.char_indices() {
        let anywhere = matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$'
        );
        let begins = at == 0 && matches!(c, '-' | '+' | '=' | ':');
        let numbers = at == digits && digits > 0 && matches!(c, '.' | ')');
        if anywhere || begins || numbers {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn words_that_look_like_markup_stay_words() {
        for (words, written) in [
            ("a [b](c) <d> *e*", "a \\[b\\](c) \\<d\\> \\*e\\*"),
            ("# no heading", "\\# no heading"),
            ("- no list", "\\- no list"),
            ("1. no list", "1\\. no list"),
            ("1984) no list", "1984\\) no list"),
            ("In 1984. Or 3) - yes", "In 1984. Or 3) - yes"),
            ("a\n\n> b", "a \\> b"),
            ("&copy; \\", "\\&copy; \\\\"),
        ] {
            assert_eq!(escaped(words), written);
        }
    }
}
