//! Names that may stand in a header and in a line of the log as they are.
//!
//! In: a name from outside. Out: whether it is short and plain. Never here: an escape; a name that is
//! not plain is not used.

/// The longest plain name, in bytes.
pub(super) const MOST_BYTES: usize = 64;

/// Returns whether a name is short, not empty, and of letters, digits, `-`, `_` and `.` alone.
pub(super) fn is_plain(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=MOST_BYTES).contains(&name.len()) && name.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_digits_and_three_signs_are_plain() {
        assert!(is_plain("7b3f-a_c.9"));
        assert!(is_plain(&"a".repeat(MOST_BYTES)));
        for name in ["", "a b", "a\nb", "a\"b", "é", &"a".repeat(MOST_BYTES + 1)] {
            assert!(!is_plain(name), "{name:?}");
        }
    }
}
