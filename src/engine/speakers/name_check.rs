//! Checks that a name can be shown.

use super::error::{MOST_NAME_CHARACTERS, NamingError};
use crate::transcript::is_invisible;

/// Returns a name without the spaces around it, or refuses it.
pub(super) fn checked_name(name: &str) -> Result<String, NamingError> {
    let name = name.trim();
    let is_name = (1..=MOST_NAME_CHARACTERS).contains(&name.chars().count())
        && !name.contains(char::is_control);
    if !is_name {
        return Err(NamingError::NoName);
    }
    match hidden_in(name) {
        Some(character) => Err(NamingError::HiddenInName(character)),
        None => Ok(name.to_owned()),
    }
}

/// Returns the first invisible character of a name. Joiners between two non-ASCII letters or digits
/// count as visible, since they shape these letters.
fn hidden_in(name: &str) -> Option<char> {
    let is_joined = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && c.is_alphanumeric());
    let mut before = None;
    let mut rest = name.chars();
    while let Some(c) = rest.next() {
        let is_joiner = matches!(c, '\u{200c}' | '\u{200d}');
        let after = rest.clone().next();
        if is_invisible(c) && !(is_joiner && is_joined(before) && is_joined(after)) {
            return Some(c);
        }
        before = Some(c);
    }
    None
}
