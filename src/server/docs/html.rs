//! Text as HTML.
//!
//! In: text. Out: HTML that shows it. Never here: a tag that came out of the text.

use serde_json::Value;

/// Returns text as it is shown between tags or in an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// Returns a line of prose, what stands between backticks as code.
pub(super) fn prose(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(place, part)| match place % 2 {
        0 => escape(part),
        _ => format!("<code>{}</code>", escape(part)),
    });
    parts.collect()
}

/// Returns prose as paragraphs, which empty lines part.
pub(super) fn paragraphs(text: &str) -> String {
    let paragraphs = text.split("\n\n").filter(|text| !text.trim().is_empty());
    let paragraphs = paragraphs.map(|text| format!("<p>{}</p>", prose(text)));
    paragraphs.collect::<Vec<_>>().join("\n")
}

/// Returns JSON, line by line.
pub(super) fn json(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    format!("<pre><code>{}</code></pre>", escape(&text))
}

/// Returns a table; the cells are HTML. Nothing where there is no row.
pub(super) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let head = head
        .iter()
        .map(|name| format!("<th scope=\"col\">{name}</th>"));
    let rows = rows.iter().map(|cells| {
        let cells = cells.iter().map(|cell| format!("<td>{cell}</td>"));
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    });
    format!(
        "<div class=\"wide\" tabindex=\"0\"><table><thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody></table></div>\n",
        head.collect::<String>(),
        rows.collect::<String>()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_shown_and_never_a_tag() {
        assert_eq!(
            prose("a <b> & `\"c\" <d>`"),
            "a &lt;b&gt; &amp; <code>&quot;c&quot; &lt;d&gt;</code>"
        );
    }
}
