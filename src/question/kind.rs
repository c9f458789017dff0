//! Names the kinds of answers that a question can ask for.

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum QuestionKind {
    /// A thing, a fact, yes or no: everything that no other kind covers.
    #[default]
    What,
    /// A time, a date, a year in the content: "When did the dam break?"
    When,
    /// The moments at which something was talked about: "When did they mention the dam?"
    WhenSaid,
    /// A place.
    Where,
    /// A person in the content: "Who built the dam?"
    Who,
    /// The speakers who said, mentioned or argued something: "Who mentioned the dam?"
    WhoSaid,
    /// A number or an amount: how many, how long, how old, what percentage.
    HowMany,
    /// A reason.
    Why,
    /// A way or a manner.
    How,
    /// Everything that fits.
    List,
}

impl QuestionKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::What,
        Self::When,
        Self::WhenSaid,
        Self::Where,
        Self::Who,
        Self::WhoSaid,
        Self::HowMany,
        Self::Why,
        Self::How,
        Self::List,
    ];

    /// Returns the stable name, in lower snake case.
    pub fn name(self) -> &'static str {
        match self {
            Self::What => "what",
            Self::When => "when",
            Self::WhenSaid => "when_said",
            Self::Where => "where",
            Self::Who => "who",
            Self::WhoSaid => "who_said",
            Self::HowMany => "how_many",
            Self::Why => "why",
            Self::How => "how",
            Self::List => "list",
        }
    }

    /// Returns the kind of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back_as_its_kind() {
        for kind in QuestionKind::ALL {
            assert_eq!(QuestionKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(QuestionKind::from_name("Who"), None);
    }
}
