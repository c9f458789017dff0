//! Finds letters that are written from right to left.

/// Blocks of Hebrew, Arabic, Syriac, Thaana, N'Ko and older scripts of their kind, ascending.
const FROM_THE_RIGHT: [(u32, u32); 5] = [
    (0x590, 0x8ff),
    (0xfb1d, 0xfdff),
    (0xfe70, 0xfefc),
    (0x10800, 0x10fff),
    (0x1e800, 0x1efff),
];

/// Returns whether a text has letters that are written from right to left.
pub fn runs_from_right(text: &str) -> bool {
    let is_from_right = |c: char| {
        let code = u32::from(c);
        let holds = |&(first, last): &(u32, u32)| (first..=last).contains(&code);
        FROM_THE_RIGHT.iter().any(holds) && c.is_alphabetic()
    };
    text.chars().any(is_from_right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hebrew_and_arabic_letters_run_from_the_right() {
        for (text, from_right) in [
            ("The mill is a טחנה.", true),
            ("الطاحونة", true),
            ("Мельница 水磨 mill", false),
            ("1947 ٣", false),
        ] {
            assert_eq!(runs_from_right(text), from_right, "{text}");
        }
    }
}
