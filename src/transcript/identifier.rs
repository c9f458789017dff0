//! Checks the id and the title that a user gives a transcript, and makes an id of a file's name.

use thiserror::Error;

use super::hidden::is_hidden;

/// The most characters of an id that is given. File names are hardly ever longer.
pub const MOST_ID_CHARACTERS: usize = 200;

/// Why a transcript cannot have an id or a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IdentifierError {
    /// The id is empty, or only white space.
    #[error("an id is a name of printable characters, and this one is empty")]
    EmptyId,
    /// The id has this invisible or control character.
    #[error("an id is a name of printable characters, and U+{:04X} is none", u32::from(*.0))]
    HiddenInId(char),
    /// The id is too long. Holds how many characters it has.
    #[error("an id has at most {MOST_ID_CHARACTERS} characters, and this one has {0}")]
    LongId(usize),
    /// The title is empty, or not on one line.
    #[error("expected a title on one line, without control characters")]
    NoTitle,
}

/// Checks an id that was given.
///
/// # Errors
/// Fails for an id that is empty, is too long, or holds an invisible character.
pub fn check_id(id: &str) -> Result<(), IdentifierError> {
    if id.trim().is_empty() {
        return Err(IdentifierError::EmptyId);
    }
    let characters = id.chars().count();
    if characters > MOST_ID_CHARACTERS {
        return Err(IdentifierError::LongId(characters));
    }
    match id.chars().find(|&c| is_hidden(c)) {
        Some(character) => Err(IdentifierError::HiddenInId(character)),
        None => Ok(()),
    }
}

/// Returns the id of a transcript whose file has this name: the name itself where it can be an id. Else
/// each hidden character becomes `_`, and what is too long is cut.
///
/// Two names may become one id. The store refuses the second, since another file has the id.
pub fn id_of_name(name: &str) -> String {
    let shown = name.chars().map(|c| if is_hidden(c) { '_' } else { c });
    let id: String = shown.take(MOST_ID_CHARACTERS).collect();
    match check_id(&id) {
        Ok(()) => id,
        Err(_) => "_".to_owned(),
    }
}

/// Returns a title that was given, without the white space around it.
///
/// # Errors
/// Fails for a title that is empty or holds a control character.
pub fn as_title(text: &str) -> Result<String, IdentifierError> {
    let text = text.trim();
    if text.is_empty() || text.contains(char::is_control) {
        return Err(IdentifierError::NoTitle);
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_name_in_any_script() {
        for id in ["talk", "2024-03-02 canal, part 2", "Gespräch", "対談"] {
            assert_eq!(check_id(id), Ok(()), "{id}");
        }
        assert_eq!(check_id(&"é".repeat(MOST_ID_CHARACTERS)), Ok(()));
    }

    #[test]
    fn an_id_that_cannot_be_read_out_is_none() {
        assert_eq!(check_id(" "), Err(IdentifierError::EmptyId));
        let characters = MOST_ID_CHARACTERS + 1;
        let long = check_id(&"é".repeat(characters));
        assert_eq!(long, Err(IdentifierError::LongId(characters)));
        for character in ['\n', '\u{1b}', '\u{202e}', '\u{200b}', '\u{e0041}'] {
            let hidden = check_id(&format!("talk{character}"));
            assert_eq!(hidden, Err(IdentifierError::HiddenInId(character)));
        }
        let said = check_id("a\u{202e}").unwrap_err().to_string();
        assert!(said.ends_with("U+202E is none"), "{said}");
    }

    #[test]
    fn id_of_a_name_is_one_that_may_be_given() {
        let long = "é".repeat(MOST_ID_CHARACTERS + 1);
        for (name, id) in [
            ("2024-03-02 canal", "2024-03-02 canal"),
            ("talk\u{1b}[31m", "talk_[31m"),
            ("talk\u{202e}gpj", "talk_gpj"),
            ("a\n\u{200b}b", "a__b"),
            ("  ", "_"),
            (&*long, &long[2..]),
        ] {
            assert_eq!(id_of_name(name), id);
            assert_eq!(check_id(id), Ok(()), "{id}");
        }
    }

    #[test]
    fn a_title_is_words_on_one_line() {
        assert_eq!(as_title(" The winter ").as_deref(), Ok("The winter"));
        for none in ["", " ", "a\nb", "\u{1b}[31mred"] {
            assert_eq!(as_title(none), Err(IdentifierError::NoTitle), "{none:?}");
        }
    }
}
