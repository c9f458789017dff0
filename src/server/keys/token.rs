//! Recognises tokens: short plain names that may stand in a header and in a line of the log unescaped.

/// The longest token, in bytes.
pub(crate) const MOST_BYTES: usize = 64;

/// Returns whether a name has 1 to 64 bytes, all of them letters, digits, `-`, `_` or `.`.
pub(crate) fn is_token(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=MOST_BYTES).contains(&name.len()) && name.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_short_and_of_letters_digits_and_three_signs() {
        assert!(is_token("7b3f-a_c.9"));
        assert!(is_token(&"a".repeat(MOST_BYTES)));
        for name in ["", "a b", "a\nb", "a\"b", "é", &"a".repeat(MOST_BYTES + 1)] {
            assert!(!is_token(name), "{name:?}");
        }
    }
}
