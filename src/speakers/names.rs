//! Maps labels to names by the log of changes.

use std::collections::BTreeMap;

use super::changes::{Change, NameAction, NameScope, in_force};

/// What a label or a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum NameEntry {
    Name(String),
    Same(String),
}

/// The names of labels after all changes of a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpeakerNames {
    everywhere: BTreeMap<String, NameEntry>,
    /// By transcript, then by label or name.
    by_transcript: BTreeMap<String, BTreeMap<String, NameEntry>>,
}

impl SpeakerNames {
    /// Applies the changes of a log. An [`NameAction::Undo`] of what is not in it does
    /// nothing.
    pub fn from_log(log: &[Change]) -> Self {
        let mut names = Self::default();
        for change in in_force(log) {
            match &change.action {
                NameAction::Name { scope, label, name } => {
                    names.put(scope, label, NameEntry::Name(name.clone()));
                }
                NameAction::Merge { scope, label, into } => {
                    names.put(scope, label, NameEntry::Same(into.clone()));
                }
                NameAction::Hear { .. } | NameAction::Undo { .. } => {}
            }
        }
        names
    }

    fn put(&mut self, scope: &NameScope, label: &str, entry: NameEntry) {
        let entries = match scope {
            NameScope::All => &mut self.everywhere,
            NameScope::Transcript(id) => self.by_transcript.entry(id.clone()).or_default(),
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
                Some(NameEntry::Same(into)) => into,
                // A name that is spelt like a label is not followed as that label.
                Some(NameEntry::Name(name)) if !is_name => {
                    is_name = true;
                    name
                }
                _ => break,
            };
            if let Some(circle) = path.iter().position(|&before| before == at) {
                // Labels that are merged in a circle have one name, wherever the path begins.
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::super::changes::is_undone;
    use super::*;

    fn log(actions: Vec<NameAction>) -> Vec<Change> {
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

    fn name(scope: NameScope, label: &str, name: &str) -> NameAction {
        NameAction::Name {
            scope,
            label: label.into(),
            name: name.into(),
        }
    }

    fn merge(label: &str, into: &str) -> NameAction {
        NameAction::Merge {
            scope: NameScope::All,
            label: label.into(),
            into: into.into(),
        }
    }

    fn in_talk() -> NameScope {
        NameScope::Transcript("talk".into())
    }

    #[test]
    fn change_in_one_transcript_wins_over_change_in_all() {
        let names = SpeakerNames::from_log(&log(vec![
            name(in_talk(), "A", "Ana"),
            name(NameScope::All, "A", "Bo"),
        ]));
        assert_eq!(names.name_of("talk", "A").as_deref(), Some("Ana"));
        assert_eq!(names.name_of("other", "A").as_deref(), Some("Bo"));
        assert_eq!(names.name_of("talk", "B"), None);
    }

    #[test]
    fn merged_labels_share_a_name_given_before_or_after() {
        let before = vec![name(NameScope::All, "B", "Bo"), merge("A", "B")];
        let after = vec![merge("A", "B"), name(NameScope::All, "B", "Bo")];
        for actions in [before, after] {
            let names = SpeakerNames::from_log(&log(actions));
            assert_eq!(names.name_of("talk", "A").as_deref(), Some("Bo"));
        }
        let unnamed = SpeakerNames::from_log(&log(vec![merge("A", "B")]));
        assert_eq!(unnamed.name_of("talk", "A").as_deref(), Some("B"));
        assert_eq!(unnamed.name_of("talk", "B"), None);
    }

    #[test]
    fn names_can_be_merged_like_labels() {
        let names = SpeakerNames::from_log(&log(vec![
            name(in_talk(), "A", "Ilya"),
            merge("Ilya", "Illia Polosukhin"),
        ]));
        let found = names.name_of("talk", "A");
        assert_eq!(found.as_deref(), Some("Illia Polosukhin"));
    }

    #[test]
    fn a_name_that_is_a_label_too_is_not_that_label() {
        let names = SpeakerNames::from_log(&log(vec![
            name(NameScope::All, "A", "Ana"),
            name(NameScope::All, "Ana", "Ana Ruiz"),
        ]));
        assert_eq!(names.name_of("talk", "A").as_deref(), Some("Ana"));
    }

    #[test]
    fn labels_merged_in_a_circle_have_one_name() {
        let names = SpeakerNames::from_log(&log(vec![
            merge("A", "B"),
            merge("B", "C"),
            merge("C", "A"),
        ]));
        let found = ["A", "B", "C"].map(|label| names.name_of("talk", label));
        assert_eq!(found, [None, Some("A".into()), Some("A".into())]);
    }

    #[test]
    fn an_undoing_can_be_undone() {
        let mut actions = vec![name(in_talk(), "A", "Ana"), NameAction::Undo { of: 1 }];
        assert!(SpeakerNames::from_log(&log(actions.clone())).is_empty());
        assert_eq!(is_undone(&log(actions.clone()), 1), Some(true));
        actions.push(NameAction::Undo { of: 2 });
        let names = SpeakerNames::from_log(&log(actions.clone()));
        assert_eq!(names.name_of("talk", "A").as_deref(), Some("Ana"));
        assert_eq!(is_undone(&log(actions.clone()), 1), Some(false));
        assert_eq!(is_undone(&log(actions), 9), None);
    }

    fn any_action() -> impl Strategy<Value = NameAction> {
        let word = prop::sample::select(vec!["A", "B", "C", "Ana", "Bo"]);
        let scope = prop::sample::select(vec![NameScope::All, in_talk()]);
        (scope, word.clone(), word, 0..3_u8, 0..12_u64).prop_map(|(scope, one, two, kind, of)| {
            match kind {
                0 => name(scope, one, two),
                1 => NameAction::Merge {
                    scope,
                    label: one.into(),
                    into: two.into(),
                },
                _ => NameAction::Undo { of },
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
                !matches!(actions[*of as usize - 1], NameAction::Undo { .. })
            });
            let undoings: Vec<NameAction> = undoings.map(|of| NameAction::Undo { of }).collect();
            actions.extend(undoings);
            prop_assert!(SpeakerNames::from_log(&log(actions)).is_empty());
        }

        #[test]
        fn a_log_always_amounts_to_the_same_names_and_a_label_leads_to_an_end(
            actions in prop::collection::vec(any_action(), 0..12),
        ) {
            let log = log(actions);
            let (once, again) = (SpeakerNames::from_log(&log), SpeakerNames::from_log(&log));
            prop_assert_eq!(&once, &again);
            for label in ["A", "B", "C", "Ana", "Bo"] {
                prop_assert_eq!(once.name_of("talk", label), again.name_of("talk", label));
            }
        }
    }
}
