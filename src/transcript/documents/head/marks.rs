//! Takes the marks off that are no words: white space, invisible characters, bullets, emphasis.

use crate::transcript::hidden::is_invisible;
pub(super) use crate::transcript::label::is_blank;

/// The marks of emphasis, each opening with its closing, the longer ones first.
const EMPHASIS: [(&str, &str); 10] = [
    ("***", "***"),
    ("___", "___"),
    ("**", "**"),
    ("__", "__"),
    ("*", "*"),
    ("_", "_"),
    ("<strong>", "</strong>"),
    ("<em>", "</em>"),
    ("<b>", "</b>"),
    ("<i>", "</i>"),
];

/// Signs between a name and a time.
const SEPARATORS: &str = "-–—:|,;·•";

/// Returns a text without blanks around it.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// Returns a text without blanks before it.
pub(super) fn trim_start(text: &str) -> &str {
    text.trim_start_matches(is_blank)
}

/// Returns a text without blanks and separators before it.
pub(super) fn after_separators(text: &str) -> &str {
    text.trim_start_matches(|c: char| is_blank(c) || SEPARATORS.contains(c))
}

/// Returns a text without blanks and separators after it.
pub(super) fn before_separators(text: &str) -> &str {
    // `Ann @ 0:05`; but a name may begin so.
    text.trim_end_matches(|c: char| is_blank(c) || SEPARATORS.contains(c) || c == '@')
}

/// Returns a name with single spaces and without invisible characters. Joiners stay: scripts and
/// emoji need them.
pub(super) fn clean_name(name: &str) -> String {
    let is_kept = |c: &char| !is_invisible(*c) || ['\u{200c}', '\u{200d}'].contains(c);
    let seen: String = name.chars().filter(is_kept).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a line without the bullets and the signs of quotation before it.
pub(super) fn after_bullets(line: &str) -> &str {
    let mut rest = trim_start(line);
    loop {
        let bullet = ["- ", "* ", "+ ", "• ", "> ", ">"];
        let after = bullet.iter().find_map(|bullet| rest.strip_prefix(bullet));
        match after {
            Some(after) => rest = trim_start(after),
            None => return rest,
        }
    }
}

/// Returns the text of a Markdown heading: `## Mud`.
pub(super) fn heading_text(line: &str) -> Option<&str> {
    let line = trim(line);
    let text = line.trim_start_matches('#');
    (text.len() < line.len() && text.starts_with(' ')).then(|| trim(text))
}

/// The levels of headings, from none to six.
pub(super) const HEADING_LEVELS: usize = 7;

/// Returns the level of a Markdown heading: how many `#` it has.
pub(super) fn heading_level(line: &str) -> usize {
    let line = trim(line);
    line.len() - line.trim_start_matches('#').len()
}

/// Returns whether a line is a rule of Markdown, `---`, or the one below the head of a table.
pub(super) fn is_rule(line: &str) -> bool {
    let line = trim(line);
    let marks = line.chars().filter(|c| !c.is_whitespace()).count();
    let is_of = |mark| line.chars().all(|c| c == mark || c.is_whitespace());
    let is_below_columns =
        line.starts_with('|') && line.chars().all(|c| "|-: ".contains(c)) && line.contains('-');
    marks >= 3 && (is_below_columns || ['-', '*', '_', '='].into_iter().any(is_of))
}

/// Returns the emphasised text at the start of a line, and the text after it.
pub(super) fn emphasised(text: &str) -> Option<(&str, &str)> {
    let (open, close) = EMPHASIS.iter().find(|(open, _)| text.starts_with(open))?;
    let inner = &text[open.len()..];
    // An underscore inside a word is part of it.
    let closes = |at: usize| {
        let after = inner[at + close.len()..].chars().next();
        !open.starts_with('_') || after.is_none_or(|c| !c.is_alphanumeric())
    };
    let mut is_escaped = false;
    let mut marks = inner.char_indices().filter(|(_, c)| {
        let is_mark = !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        is_mark
    });
    let (end, _) = marks.find(|&(at, _)| inner[at..].starts_with(close) && closes(at))?;
    let (inner, after) = (&inner[..end], &inner[end + close.len()..]);
    let is_tight = !inner.starts_with(char::is_whitespace) && !inner.is_empty();
    is_tight.then_some((inner, after))
}

/// Returns the text in the brackets at the start of a line, and the text after them.
pub(super) fn bracketed(text: &str) -> Option<(&str, &str)> {
    let plain = text.strip_prefix('\\').unwrap_or(text);
    let close = match plain.chars().next()? {
        '[' => ']',
        '(' => ')',
        '<' => '>',
        '{' => '}',
        _ => return None,
    };
    let (inner, after) = plain[1..].split_once(close)?;
    Some((inner.strip_suffix('\\').unwrap_or(inner), after))
}
