//! Converts ascending byte positions of a text to line numbers.

/// Finds the lines of byte positions, reading the text once.
pub(crate) struct LineCounter<'a> {
    text: &'a [u8],
    /// The last position asked for.
    position: usize,
    /// How many lines end before it.
    n_lines: usize,
}

impl<'a> LineCounter<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text: text.as_bytes(),
            position: 0,
            n_lines: 0,
        }
    }

    /// Returns the line of a byte, counted from 1. A byte before the last one asked for counts as that
    /// one.
    pub(crate) fn line_of(&mut self, byte: usize) -> usize {
        let end = byte.clamp(self.position, self.text.len().max(self.position));
        let passed = self.text[self.position..end].iter();
        self.n_lines += passed.filter(|&&byte| byte == b'\n').count();
        self.position = end;
        self.n_lines + 1
    }
}
