//! What a transcript may be called by whoever names it: its id, its title.
//!
//! In: a name that was given. Out: the same, or why it is none. Never here: the name of a file or of
//! an episode, which becomes an id as it is.

use thiserror::Error;

use super::invisible::is_invisible;

/// The longest id that can be given, in characters. The name of a file is hardly ever longer.
pub const MOST_ID_CHARACTERS: usize = 200;

/// Why a transcript is not to be called so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CalledError {
    /// The id shows nothing.
    #[error("an id is a name of printable characters, and this one is empty")]
    EmptyId,
    /// The id has a character that nobody sees, or that a terminal obeys.
    #[error(
        "an id is a name of printable characters, and U+{:04X} is none",
        u32::from(*character)
    )]
    HiddenInId {
        /// The character.
        character: char,
    },
    /// The id is too long to be shown beside others.
    #[error("an id has at most {MOST_ID_CHARACTERS} characters, and this one has {characters}")]
    LongId {
        /// How many it has.
        characters: usize,
    },
    /// The title shows nothing, or is not on one line.
    #[error("expected a title on one line, without control characters")]
    NoTitle,
}

/// Checks an id that was given.
///
/// # Errors
/// One that is empty, too long, or has characters that cannot be seen.
pub fn check_id(id: &str) -> Result<(), CalledError> {
    if id.trim().is_empty() {
        return Err(CalledError::EmptyId);
    }
    let characters = id.chars().count();
    if characters > MOST_ID_CHARACTERS {
        return Err(CalledError::LongId { characters });
    }
    match id.chars().find(|&c| c.is_control() || is_invisible(c)) {
        Some(character) => Err(CalledError::HiddenInId { character }),
        None => Ok(()),
    }
}

/// Returns a title that was given, without the white space around it.
///
/// # Errors
/// One that is empty or has control characters.
pub fn as_title(text: &str) -> Result<String, CalledError> {
    let text = text.trim();
    if text.is_empty() || text.contains(char::is_control) {
        return Err(CalledError::NoTitle);
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
        assert_eq!(check_id(" "), Err(CalledError::EmptyId));
        let characters = MOST_ID_CHARACTERS + 1;
        let long = check_id(&"é".repeat(characters));
        assert_eq!(long, Err(CalledError::LongId { characters }));
        for character in ['\n', '\u{1b}', '\u{202e}', '\u{200b}', '\u{e0041}'] {
            let hidden = check_id(&format!("talk{character}"));
            assert_eq!(hidden, Err(CalledError::HiddenInId { character }));
        }
        let said = check_id("a\u{202e}").unwrap_err().to_string();
        assert!(said.ends_with("U+202E is none"), "{said}");
    }

    #[test]
    fn a_title_is_words_on_one_line() {
        assert_eq!(as_title(" The winter ").as_deref(), Ok("The winter"));
        for none in ["", " ", "a\nb", "\u{1b}[31mred"] {
            assert_eq!(as_title(none), Err(CalledError::NoTitle), "{none:?}");
        }
    }
}
