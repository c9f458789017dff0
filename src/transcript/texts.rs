//! Holds many short texts in one piece of memory.

/// A list of texts. Each costs its own bytes and eight more.
#[derive(Debug, Default)]
pub(super) struct Texts {
    joined: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Texts {
    /// Adds a text.
    pub(super) fn push(&mut self, text: &str) {
        self.joined.push_str(text);
        self.ends.push(self.joined.len());
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns every text in the order in which they were added.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        let begins = std::iter::once(&0).chain(&self.ends);
        let spans = begins.zip(&self.ends);
        spans.map(|(&begin, &end)| &self.joined[begin..end])
    }
}

impl<S: AsRef<str>> FromIterator<S> for Texts {
    fn from_iter<I: IntoIterator<Item = S>>(texts: I) -> Self {
        let mut all = Self::default();
        texts.into_iter().for_each(|text| all.push(text.as_ref()));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were_added() {
        let texts: Texts = ["So", "", "né"].into_iter().collect();
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["So", "", "né"]);
        assert_eq!(texts.len(), 3);
    }
}
