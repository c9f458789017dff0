//! Names the kinds of answers that a question can ask for.

use crate::named::named_enum;

named_enum! {
    /// What a question asks for.
    #[derive(Hash, Default)]
    #[non_exhaustive]
    pub enum QuestionKind {
        /// A thing, a fact, yes or no: everything that no other kind covers.
        #[default]
        What = "what",
        /// A time, a date, a year in the content: "When did the dam break?"
        When = "when",
        /// The moments at which something was talked about: "When did they mention the dam?"
        WhenSaid = "when_said",
        /// A place.
        Where = "where",
        /// A person in the content: "Who built the dam?"
        Who = "who",
        /// The speakers who said, mentioned or argued something: "Who mentioned the dam?"
        WhoSaid = "who_said",
        /// A number or an amount: how many, how long, how old, what percentage.
        HowMany = "how_many",
        /// A reason.
        Why = "why",
        /// A way or a manner.
        How = "how",
        /// Everything that fits.
        List = "list",
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
