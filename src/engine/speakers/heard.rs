//! Returns the changes that add other spellings to a name or remove them, or refuses them.
//!
//! Each spelling is a change of the log of names, and removing it undoes that change.

use super::error::{MOST_NAMES_HEARD, MOST_SPELLINGS, NamingError};
use super::name_check::checked_name;
use crate::index::content_words;
use crate::speakers::{HeardName, NameAction, is_same};

/// Returns the changes that add spellings of a name to those that are kept, or refuses them all.
pub(super) fn adding(
    kept: &[HeardName],
    name: &str,
    spellings: &[String],
) -> Result<Vec<NameAction>, NamingError> {
    let name = searchable(name)?;
    let known = kept.iter().find(|heard| is_same(&heard.name, &name));
    if known.is_none() && kept.len() >= MOST_NAMES_HEARD {
        return Err(NamingError::TooManyHeard);
    }
    if known.map_or(0, |known| known.spellings.len()) + spellings.len() > MOST_SPELLINGS {
        return Err(NamingError::TooManySpellings(name));
    }
    let mut new: Vec<String> = Vec::new();
    for spelling in spellings {
        let spelling = searchable(spelling)?;
        if is_same(&name, &spelling) {
            return Err(NamingError::HeardAsItself(name));
        }
        let is_known = known.is_some_and(|known| known.get(&spelling).is_some());
        if is_known || new.iter().any(|before| is_same(before, &spelling)) {
            return Err(NamingError::HeardAlready { name, spelling });
        }
        new.push(spelling);
    }
    let name = known.map_or(name, |known| known.name.clone());
    let hear = |spelling| NameAction::Hear {
        spelling,
        name: name.clone(),
    };
    Ok(new.into_iter().map(hear).collect())
}

/// Returns the changes that remove spellings of a name, or all where none is given; or refuses them
/// all.
pub(super) fn removing(
    kept: &[HeardName],
    name: &str,
    spellings: &[String],
) -> Result<Vec<NameAction>, NamingError> {
    let known = kept.iter().find(|heard| is_same(&heard.name, name));
    let known = known.ok_or_else(|| NamingError::NotHeard(name.to_owned()))?;
    let mut changes: Vec<u64> = Vec::new();
    if spellings.is_empty() {
        changes.extend(known.spellings.iter().map(|given| given.change));
    }
    for spelling in spellings {
        let given = known.get(spelling).ok_or_else(|| NamingError::NotHeardAs {
            name: known.name.clone(),
            spelling: spelling.clone(),
        })?;
        if !changes.contains(&given.change) {
            changes.push(given.change);
        }
    }
    Ok(changes
        .into_iter()
        .map(|of| NameAction::Undo { of })
        .collect())
}

/// Returns a name or a spelling that can be shown and has a word that can be searched for.
fn searchable(name: &str) -> Result<String, NamingError> {
    let name = checked_name(name)?;
    if content_words(&name).is_empty() {
        return Err(NamingError::NothingToSearchFor(name));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speakers::HeardSpelling;

    fn kept(name: &str, spellings: usize) -> HeardName {
        let spelling = |change| HeardSpelling {
            spelling: format!("bology{change}"),
            change,
        };
        HeardName {
            name: name.into(),
            spellings: (1..=spellings as u64).map(spelling).collect(),
        }
    }

    fn texts(spellings: &[&str]) -> Vec<String> {
        spellings.iter().map(|&spelling| spelling.into()).collect()
    }

    #[test]
    fn spellings_join_the_name_that_is_kept() {
        let hear = adding(&[kept("Balaji", 1)], " balaji ", &texts(&["Balogy"])).unwrap();
        let expected = NameAction::Hear {
            spelling: "Balogy".into(),
            name: "Balaji".into(),
        };
        assert_eq!(hear, [expected]);
    }

    #[test]
    fn one_refused_spelling_refuses_all() {
        let kept = [kept("Balaji", 1)];
        for refused in ["BALAJI", "Bology1", "the", "", "two\nlines", "Balogy"] {
            let given = texts(&["Balogy", refused]);
            assert!(adding(&kept, "Balaji", &given).is_err(), "{refused:?}");
        }
        assert!(adding(&kept, "of the", &texts(&["Balogy"])).is_err());
    }

    #[test]
    fn names_and_spellings_are_limited() {
        let full = [kept("Balaji", MOST_SPELLINGS)];
        let refused = adding(&full, "Balaji", &texts(&["Balogy"]));
        assert!(matches!(refused, Err(NamingError::TooManySpellings(_))));
        let many: Vec<_> = (0..MOST_NAMES_HEARD)
            .map(|at| kept(&format!("Name{at}"), 1))
            .collect();
        let refused = adding(&many, "Balaji", &texts(&["Balogy"]));
        assert!(matches!(refused, Err(NamingError::TooManyHeard)));
        assert!(adding(&many, "name7", &texts(&["Balogy"])).is_ok());
    }

    #[test]
    fn removing_undoes_the_changes_that_added() {
        let kept = [kept("Balaji", 3)];
        let undo = |of| NameAction::Undo { of };
        let one = removing(&kept, "balaji", &texts(&["BOLOGY2", "bology2"])).unwrap();
        assert_eq!(one, [undo(2)]);
        let all = removing(&kept, "Balaji", &[]).unwrap();
        assert_eq!(all, [1, 2, 3].map(undo));
        assert!(removing(&kept, "Balaji", &texts(&["bology1", "other"])).is_err());
        assert!(removing(&kept, "Ana", &[]).is_err());
    }
}
