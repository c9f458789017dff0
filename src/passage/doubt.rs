//! Names the reasons to doubt the speaker of a passage.

use crate::named::named_enum;

named_enum! {
    /// One reason why a passage may be somebody else's.
    pub enum Doubt {
        /// It begins inside a sentence that the speaker before it left open.
        BeginsMidSentence = "begins_mid_sentence",
        /// It ends inside a sentence that the next speaker continues.
        EndsMidSentence = "ends_mid_sentence",
        /// Its label has a handful of words in the whole recording.
        GhostSpeaker = "ghost_speaker",
        /// Its label is a short turn between two turns of another label, without a pause.
        FlappingLabel = "flapping_label",
        /// What stands before the words as a label would is not understood, so nobody is named.
        UnknownLabel = "unknown_label",
    }
}

impl Doubt {
    fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl std::fmt::Display for Doubt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Doubt::BeginsMidSentence => "its first sentence began in another speaker's turn",
            Doubt::EndsMidSentence => "its last sentence goes on in another speaker's turn",
            Doubt::GhostSpeaker => "the label has only a few words in the whole recording",
            Doubt::FlappingLabel => "the label changes for a moment only, without a pause",
            Doubt::UnknownLabel => "what stands where a label would is not understood",
        })
    }
}

/// The reasons why a passage may be somebody else's; none for most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Doubts(u8);

impl Doubts {
    /// Reads what [`Doubts::bits`] returned.
    pub fn from_bits(bits: u8) -> Self {
        let known = Doubt::ALL.iter().fold(0, |all, doubt| all | doubt.bit());
        Self(bits & known)
    }

    /// Returns the reasons as a number.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// Returns whether there are no reasons.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the reasons.
    pub fn iter(self) -> impl Iterator<Item = Doubt> {
        let all = Doubt::ALL.into_iter();
        all.filter(move |doubt| self.0 & doubt.bit() != 0)
    }

    /// Returns the reasons of both.
    pub fn and(self, other: Doubts) -> Doubts {
        Self(self.0 | other.0)
    }

    /// Returns the reasons without one.
    pub fn without(self, doubt: Doubt) -> Doubts {
        Self(self.0 & !doubt.bit())
    }

    pub(super) fn insert(&mut self, doubt: Doubt) {
        self.0 |= doubt.bit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubts_are_numbers_and_back() {
        let mut all = Doubts::default();
        for doubt in Doubt::ALL {
            all.insert(doubt);
            assert_eq!(Doubts::from_bits(all.bits()), all);
        }
        assert_eq!(Doubts::from_bits(u8::MAX), all);
        assert_eq!(all.without(Doubt::GhostSpeaker).iter().count(), 4);
    }
}
