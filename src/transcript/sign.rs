//! Signs of captions that another speaks: `>> No.`, `- No.`
//!
//! In: a line of a caption. Out: the sign with which it begins, and the rest. Never here: who speaks.

/// What broadcast captions write where another speaks; three of them begin another story too.
const CHEVRONS: &str = ">>";

/// Dashes that open a line of dialogue.
const DASHES: [&str; 2] = ["-", "–"];

/// The sign with which a line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// `>>`
    Chevrons,
    /// A dash and a space.
    Dash,
}

/// Returns the sign with which a line begins, and what follows it.
pub(super) fn split_sign(line: &str) -> Option<(Sign, &str)> {
    if let Some(rest) = line.strip_prefix(CHEVRONS) {
        return Some((Sign::Chevrons, rest.trim_start_matches('>').trim_start()));
    }
    let rest = DASHES.iter().find_map(|dash| line.strip_prefix(dash))?;
    let spaced = rest.starts_with(char::is_whitespace);
    spaced.then(|| (Sign::Dash, rest.trim_start()))
}

/// Returns a line without the sign of another speaker with which it begins.
pub(super) fn unsigned(line: &str) -> &str {
    split_sign(line).map_or(line, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chevrons_and_dashes_before_a_space_are_signs() {
        for (line, sign) in [
            (">> No.", Some((Sign::Chevrons, "No."))),
            (">>No.", Some((Sign::Chevrons, "No."))),
            (">>> News.", Some((Sign::Chevrons, "News."))),
            ("- No.", Some((Sign::Dash, "No."))),
            ("– No.", Some((Sign::Dash, "No."))),
            ("-5 degrees", None),
            ("> 5", None),
            ("-->", None),
        ] {
            assert_eq!(split_sign(line), sign, "{line}");
        }
    }
}
