//! Aligns names in a column that is as wide as the widest of them, up to a limit.
//!
//! A terminal's column shortens longer names. In a pipe every name stays whole.

/// The widest column, in characters: most names fit, and a line still fits its window.
const MOST_CHARACTERS: usize = 60;

/// A column of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    width: usize,
    longest: usize,
}

impl Column {
    /// Returns the column that these names make in lines of this width; `usize::MAX` is no limit.
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a str>, line_width: usize) -> Self {
        let longest = match line_width {
            usize::MAX => usize::MAX,
            width => MOST_CHARACTERS.min(width / 2),
        };
        let widest = names.map(|name| name.chars().count()).max();
        Self {
            width: widest.unwrap_or(0).min(longest).min(MOST_CHARACTERS),
            longest,
        }
    }

    /// Returns a name with the spaces after it.
    pub(crate) fn pad(&self, name: &str) -> String {
        format!("{:<width$}", self.shorten(name), width = self.width)
    }

    /// Returns a name, shortened where a terminal's column is too narrow for it.
    pub(crate) fn shorten(&self, name: &str) -> String {
        if name.chars().nth(self.longest).is_none() {
            return name.to_owned();
        }
        let start = name.chars().take(self.longest.saturating_sub(1));
        start.chain(['…']).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_as_wide_as_its_widest_name() {
        for line_width in [80, usize::MAX] {
            let column = Column::new(["Ann", "Bartholomew"].into_iter(), line_width);
            assert_eq!(column.pad("Ann"), "Ann        ");
            assert_eq!(column.pad("Bartholomew"), "Bartholomew");
        }
    }

    #[test]
    fn a_name_that_is_too_long_is_cut_on_a_terminal_and_whole_in_a_pipe() {
        let long = "é".repeat(100_000);
        let terminal = Column::new(["Ann", &long].into_iter(), 80);
        assert_eq!(terminal.pad(&long), format!("{}…", "é".repeat(39)));
        assert_eq!(terminal.pad("Ann").chars().count(), 40);
        let pipe = Column::new(["Ann", &long].into_iter(), usize::MAX);
        assert_eq!(pipe.pad(&long), long);
        assert_eq!(pipe.pad("Ann").chars().count(), MOST_CHARACTERS);
    }

    #[test]
    fn no_names_make_no_column() {
        assert_eq!(Column::new([].into_iter(), 80).pad(""), "");
    }
}
