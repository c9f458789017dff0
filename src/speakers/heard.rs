//! Maps names to the spellings that a speech recogniser made of them, by the log of changes.

use super::changes::{Change, NameAction, in_force};
use crate::english::name_words;

/// A name, and how it was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardName {
    /// The name, as it was given first.
    pub name: String,
    /// The spellings, in the order in which they were given; at least one.
    pub spellings: Vec<HeardSpelling>,
}

/// A spelling that was made of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardSpelling {
    /// The spelling, as it was given.
    pub spelling: String,
    /// The number of the change that gave it.
    pub change: u64,
}

/// The names of a log that were heard as something else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeardNames(Vec<HeardName>);

impl HeardNames {
    /// Applies the changes of a log.
    pub fn from_log(log: &[Change]) -> Self {
        let mut names = Self::default();
        for change in in_force(log) {
            if let NameAction::Hear { spelling, name } = &change.action {
                names.put(change.number, spelling, name);
            }
        }
        names
    }

    fn put(&mut self, change: u64, spelling: &str, name: &str) {
        let given = HeardSpelling {
            spelling: spelling.to_owned(),
            change,
        };
        match self.0.iter_mut().find(|heard| is_same(&heard.name, name)) {
            Some(heard) => heard.spellings.push(given),
            None => self.0.push(HeardName {
                name: name.to_owned(),
                spellings: vec![given],
            }),
        }
    }

    /// Returns the names, in the order in which they were given.
    pub fn names(&self) -> &[HeardName] {
        &self.0
    }

    /// Returns a name; capitals, accents and punctuation do not matter.
    pub fn get(&self, name: &str) -> Option<&HeardName> {
        self.0.iter().find(|heard| is_same(&heard.name, name))
    }
}

impl HeardName {
    /// Returns the spelling that is the same but for capitals, accents and punctuation.
    pub fn get(&self, spelling: &str) -> Option<&HeardSpelling> {
        let mut spellings = self.spellings.iter();
        spellings.find(|given| is_same(&given.spelling, spelling))
    }
}

/// Returns whether two names or spellings have the same words.
pub fn is_same(one: &str, other: &str) -> bool {
    name_words(one).eq(name_words(other))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn log(actions: Vec<NameAction>) -> Vec<Change> {
        let numbered = actions.into_iter().zip(1..);
        let changes = numbered.map(|(action, number)| Change {
            number,
            at: Timestamp::UNIX_EPOCH,
            action,
            reason: None,
        });
        changes.collect()
    }

    fn hear(spelling: &str, name: &str) -> NameAction {
        NameAction::Hear {
            spelling: spelling.into(),
            name: name.into(),
        }
    }

    #[test]
    fn spellings_of_one_name_stand_together_and_an_undone_one_is_gone() {
        let heard = HeardNames::from_log(&log(vec![
            hear("bology", "Balaji"),
            hear("Chad GBT", "ChatGPT"),
            hear("Balogy", "balaji"),
            NameAction::Undo { of: 1 },
        ]));
        let named: Vec<&str> = heard.names().iter().map(|it| it.name.as_str()).collect();
        assert_eq!(named, ["ChatGPT", "balaji"]);
        let balaji = heard.get("BALAJI").unwrap();
        assert_eq!(balaji.get("balogy").map(|given| given.change), Some(3));
        assert_eq!(balaji.get("bology"), None);
    }

    #[test]
    fn what_was_heard_names_no_speaker() {
        let names = super::super::SpeakerNames::from_log(&log(vec![hear("A", "Ana")]));
        assert!(names.is_empty());
    }
}
