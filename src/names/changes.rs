//! The log of names that were given, and what they amount to.
//!
//! In: changes, in the order in which they were made. Out: [`Names`], the name of each label. Every
//! change stays in the log, with when and why; one that was a mistake is undone by another change.
//! Never here: a store, the machine's clock, a judgement whether a label exists.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

/// Where a change holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// In every transcript that has no word of its own on the label.
    All,
    /// In the transcript of this id.
    Transcript(String),
}

/// What a change does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The label is this person.
    Name {
        /// Where.
        scope: Scope,
        /// The label in the file.
        label: String,
        /// The name, as it is shown.
        name: String,
    },
    /// Two labels or names are one person, who keeps the name of the second.
    Merge {
        /// Where.
        scope: Scope,
        /// A label or a name.
        label: String,
        /// The label or name that stays; a label's name where it has one.
        into: String,
    },
    /// A former change does not hold; undoing an undoing brings it back.
    Undo {
        /// The former change's number.
        of: u64,
    },
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its number in the log; numbers rise and are never used again.
    pub number: u64,
    /// When it was made.
    pub at: Timestamp,
    /// What it does.
    pub action: Action,
    /// Why, in the words of whoever made it.
    pub reason: Option<String>,
}

/// What a label or a name leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Entry {
    Name(String),
    Same(String),
}

/// The names of labels, as a log leaves them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    everywhere: BTreeMap<String, Entry>,
    /// By transcript, then by label or name.
    by_transcript: BTreeMap<String, BTreeMap<String, Entry>>,
}

impl Names {
    /// Returns what a log amounts to; an [`Action::Undo`] of what is not in the log does nothing.
    pub fn of(log: &[Change]) -> Self {
        let mut names = Self::default();
        for change in in_force(log) {
            match &change.action {
                Action::Name { scope, label, name } => {
                    names.put(scope, label, Entry::Name(name.clone()));
                }
                Action::Merge { scope, label, into } => {
                    names.put(scope, label, Entry::Same(into.clone()));
                }
                Action::Undo { .. } => {}
            }
        }
        names
    }

    fn put(&mut self, scope: &Scope, label: &str, entry: Entry) {
        let entries = match scope {
            Scope::All => &mut self.everywhere,
            Scope::Transcript(id) => self.by_transcript.entry(id.clone()).or_default(),
        };
        entries.insert(label.to_owned(), entry);
    }

    /// Returns whether no label has a name.
    pub fn is_empty(&self) -> bool {
        self.everywhere.is_empty() && self.by_transcript.is_empty()
    }

    /// Returns the name of a label in a transcript, or nothing where it has none but itself.
    pub fn name_of(&self, transcript_id: &str, label: &str) -> Option<String> {
        let last = self.path_of(transcript_id, label).pop()?;
        (last != label).then(|| last.to_owned())
    }

    /// Returns what a label of a transcript is called: its name, or itself.
    pub fn called(&self, transcript_id: &str, label: &str) -> String {
        let name = self.name_of(transcript_id, label);
        name.unwrap_or_else(|| label.to_owned())
    }

    /// Returns everything that a label of a transcript is called: itself, the names and labels it
    /// was merged through, and last the name that is shown.
    pub fn path_of<'a>(&'a self, transcript_id: &str, label: &'a str) -> Vec<&'a str> {
        let own = self.by_transcript.get(transcript_id);
        let entry = |key: &str| {
            own.and_then(|own| own.get(key))
                .or(self.everywhere.get(key))
        };
        let mut path = vec![label];
        let mut is_name = false;
        let mut at = label;
        loop {
            at = match entry(at) {
                Some(Entry::Same(into)) => into,
                // What is called like a label is not what the label is.
                Some(Entry::Name(name)) if !is_name => {
                    is_name = true;
                    name
                }
                _ => break,
            };
            if let Some(circle) = path.iter().position(|&before| before == at) {
                // Who are the same in a circle have one name, whichever one begins with.
                let least = (circle..path.len()).min_by_key(|&place| path[place]);
                let shown = path.remove(least.unwrap_or(circle));
                path.push(shown);
                break;
            }
            path.push(at);
        }
        path
    }
}

/// Returns the changes that are not undone, in order.
fn in_force(log: &[Change]) -> impl Iterator<Item = &Change> {
    let mut undone = BTreeSet::new();
    for change in log.iter().rev() {
        if let Action::Undo { of } = change.action
            && of < change.number
            && !undone.contains(&change.number)
        {
            undone.insert(of);
        }
    }
    log.iter()
        .filter(move |change| !undone.contains(&change.number))
}

/// Returns whether a change of the log is undone; nothing where the log does not have it.
pub fn is_undone(log: &[Change], number: u64) -> Option<bool> {
    log.iter().find(|change| change.number == number)?;
    Some(in_force(log).all(|change| change.number != number))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn log(actions: Vec<Action>) -> Vec<Change> {
        let changes = actions.into_iter().zip(1..);
        changes
            .map(|(action, number)| Change {
                number,
                at: Timestamp::UNIX_EPOCH,
                action,
                reason: None,
            })
            .collect()
    }

    fn name(scope: Scope, label: &str, name: &str) -> Action {
        Action::Name {
            scope,
            label: label.into(),
            name: name.into(),
        }
    }

    fn merge(label: &str, into: &str) -> Action {
        Action::Merge {
            scope: Scope::All,
            label: label.into(),
            into: into.into(),
        }
    }

    fn in_talk() -> Scope {
        Scope::Transcript("talk".into())
    }

    #[test]
    fn what_is_said_of_one_transcript_wins_over_what_is_said_of_all() {
        let names = Names::of(&log(vec![
            name(in_talk(), "A", "Ana"),
            name(Scope::All, "A", "Bo"),
        ]));
        assert_eq!(names.name_of("talk", "A").as_deref(), Some("Ana"));
        assert_eq!(names.name_of("other", "A").as_deref(), Some("Bo"));
        assert_eq!(names.name_of("talk", "B"), None);
    }

    #[test]
    fn merged_labels_have_one_name_whether_it_is_given_before_or_after() {
        let before = vec![name(Scope::All, "B", "Bo"), merge("A", "B")];
        let after = vec![merge("A", "B"), name(Scope::All, "B", "Bo")];
        for actions in [before, after] {
            let names = Names::of(&log(actions));
            assert_eq!(names.name_of("talk", "A").as_deref(), Some("Bo"));
        }
        let unnamed = Names::of(&log(vec![merge("A", "B")]));
        assert_eq!(unnamed.name_of("talk", "A").as_deref(), Some("B"));
        assert_eq!(unnamed.name_of("talk", "B"), None);
    }

    #[test]
    fn names_can_be_merged_like_labels() {
        let names = Names::of(&log(vec![
            name(in_talk(), "A", "Ilya"),
            merge("Ilya", "Illia Polosukhin"),
        ]));
        let found = names.name_of("talk", "A");
        assert_eq!(found.as_deref(), Some("Illia Polosukhin"));
    }

    #[test]
    fn a_name_that_is_a_label_too_is_not_that_label() {
        let names = Names::of(&log(vec![
            name(Scope::All, "A", "Ana"),
            name(Scope::All, "Ana", "Ana Ruiz"),
        ]));
        assert_eq!(names.name_of("talk", "A").as_deref(), Some("Ana"));
    }

    #[test]
    fn labels_merged_in_a_circle_have_one_name() {
        let names = Names::of(&log(vec![
            merge("A", "B"),
            merge("B", "C"),
            merge("C", "A"),
        ]));
        let found = ["A", "B", "C"].map(|label| names.name_of("talk", label));
        assert_eq!(found, [None, Some("A".into()), Some("A".into())]);
    }

    #[test]
    fn an_undoing_can_be_undone() {
        let mut actions = vec![name(in_talk(), "A", "Ana"), Action::Undo { of: 1 }];
        assert!(Names::of(&log(actions.clone())).is_empty());
        assert_eq!(is_undone(&log(actions.clone()), 1), Some(true));
        actions.push(Action::Undo { of: 2 });
        let names = Names::of(&log(actions.clone()));
        assert_eq!(names.name_of("talk", "A").as_deref(), Some("Ana"));
        assert_eq!(is_undone(&log(actions.clone()), 1), Some(false));
        assert_eq!(is_undone(&log(actions), 9), None);
    }

    fn any_action() -> impl Strategy<Value = Action> {
        let word = prop::sample::select(vec!["A", "B", "C", "Ana", "Bo"]);
        let scope = prop::sample::select(vec![Scope::All, in_talk()]);
        (scope, word.clone(), word, 0..3_u8, 0..12_u64).prop_map(|(scope, one, two, kind, of)| {
            match kind {
                0 => name(scope, one, two),
                1 => Action::Merge {
                    scope,
                    label: one.into(),
                    into: two.into(),
                },
                _ => Action::Undo { of },
            }
        })
    }

    proptest! {
        #[test]
        fn undoing_everything_newest_first_leaves_no_name(
            actions in prop::collection::vec(any_action(), 0..12),
        ) {
            let mut actions = actions;
            let given = actions.len() as u64;
            let undoings = (1..=given).rev().filter(|of| {
                !matches!(actions[*of as usize - 1], Action::Undo { .. })
            });
            let undoings: Vec<Action> = undoings.map(|of| Action::Undo { of }).collect();
            actions.extend(undoings);
            prop_assert!(Names::of(&log(actions)).is_empty());
        }

        #[test]
        fn a_log_always_amounts_to_the_same_names_and_a_label_leads_to_an_end(
            actions in prop::collection::vec(any_action(), 0..12),
        ) {
            let log = log(actions);
            let (once, again) = (Names::of(&log), Names::of(&log));
            prop_assert_eq!(&once, &again);
            for label in ["A", "B", "C", "Ana", "Bo"] {
                prop_assert_eq!(once.name_of("talk", label), again.name_of("talk", label));
            }
        }
    }
}
