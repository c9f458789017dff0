//! Recognises the signs that mark a change of speaker in captions: `>> No.`, `- No.`

use crate::transcript::assemble::MANY_TURNS;

/// The sign of broadcast captions. Three of them begin another story as well.
const CHEVRONS: &str = ">>";

/// Dashes that open a line of dialogue.
const DASHES: [&str; 5] = ["-", "–", "—", "‐", "―"];

/// A sign at the start of a line that says that the speaker changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeSign {
    /// `>>`
    Chevrons,
    /// A dash before a word: `- No.`, `-No.`
    Dash,
}

/// Returns the sign at the start of a line, and the text after it.
pub(crate) fn split_change_sign(line: &str) -> Option<(ChangeSign, &str)> {
    if let Some(rest) = line.strip_prefix(CHEVRONS) {
        let rest = rest.trim_start_matches('>').trim_start();
        return Some((ChangeSign::Chevrons, rest));
    }
    let rest = DASHES.iter().find_map(|dash| line.strip_prefix(dash))?;
    let begins = |c: char| c.is_whitespace() || c.is_alphabetic() || "\"“¿¡[(".contains(c);
    let is_sign = rest.starts_with(begins);
    is_sign.then(|| (ChangeSign::Dash, rest.trim_start()))
}

/// Returns whether a text is such a sign and nothing else.
pub(crate) fn is_change_sign(text: &str) -> bool {
    DASHES.contains(&text) || (text.starts_with(CHEVRONS) && text.chars().all(|c| c == '>'))
}

/// Returns a line without the sign at its start.
pub(crate) fn without_change_sign(line: &str) -> &str {
    split_change_sign(line).map_or(line, |(_, rest)| rest)
}

/// Cuts a caption before each line that begins with a sign that `counts`. Returns the parts that have
/// words, each on one line, with the sign at its start. The sign stays in the text. After more parts
/// than [`MANY_TURNS`] the rest is not read.
pub(super) fn split_at_change_signs(
    caption: &str,
    counts: impl Fn(ChangeSign) -> bool,
) -> Vec<(Option<ChangeSign>, String)> {
    let mut parts: Vec<(Option<ChangeSign>, String)> = Vec::new();
    let lines = caption.lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty()) {
        if parts.len() > MANY_TURNS {
            break;
        }
        let sign = split_change_sign(line).map(|(sign, _)| sign);
        let sign = sign.filter(|sign| counts(*sign));
        match parts.last_mut() {
            Some((_, words)) if sign.is_none() => {
                words.push(' ');
                words.push_str(line);
            }
            _ => parts.push((sign, line.to_owned())),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chevrons_and_dashes_before_a_space_are_signs() {
        for (line, sign) in [
            (">> No.", Some((ChangeSign::Chevrons, "No."))),
            (">>No.", Some((ChangeSign::Chevrons, "No."))),
            (">>> News.", Some((ChangeSign::Chevrons, "News."))),
            ("- No.", Some((ChangeSign::Dash, "No."))),
            ("– No.", Some((ChangeSign::Dash, "No."))),
            ("-No.", Some((ChangeSign::Dash, "No."))),
            ("— no.", Some((ChangeSign::Dash, "no."))),
            ("-5 degrees", None),
            ("> 5", None),
            ("-->", None),
        ] {
            assert_eq!(split_change_sign(line), sign, "{line}");
        }
    }
}
