//! Turns without times, which no format that is written can hold.
//!
//! In: what was read, in which some turns have no time. Out: why it cannot be written, or the rest
//! of it with what was left out. Never here: a time that the file does not have.

use crate::cli::exit_code::Failure;
use crate::cli::output::text::counted;
use crate::transcript::{Parsed, Place, Target};

/// So many places are named, and the others are counted.
const MOST_PLACES: usize = 5;

/// So many characters are quoted.
const QUOTED_CHARACTERS: usize = 40;

/// What is to become of turns without a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Untimed {
    /// Nothing is written where there is one.
    Refused,
    /// They are left out, and said.
    LeftOut,
}

/// Takes out the turns without a time, where that is asked for, and returns what to say of them.
///
/// # Errors
/// Turns without a time that are not to be left out; no turn with one.
pub(crate) fn take_out(
    parsed: &mut Parsed,
    untimed: Untimed,
    target: Target,
) -> Result<Option<String>, Failure> {
    let turns = parsed.turns.iter().zip(&parsed.places);
    let without: Vec<_> = turns.filter(|(turn, _)| turn.cues.is_empty()).collect();
    let Some((first, place)) = without.first() else {
        return Ok(None);
    };
    let words = without
        .iter()
        .map(|(turn, _)| turn.text.split_whitespace().count());
    let words = counted(words.sum(), "word");
    let many = counted(without.len(), "turn");
    if without.len() == parsed.turns.len() {
        return Err(Failure::input(format!(
            "no turn in it has a time, without which {target} cannot be written"
        )));
    }
    if untimed == Untimed::Refused {
        let have = if without.len() == 1 { "has" } else { "have" };
        let first: String = first.text.chars().take(QUOTED_CHARACTERS).collect();
        return Err(Failure::input(format!(
            "{many} of {} ({words}) {have} no time, without which {target} cannot be written; \
             the first is at {}: “{first}”; mend the times there, or write the rest with \
             --leave-out-untimed",
            parsed.turns.len(),
            named(place),
        )));
    }
    let mut places: Vec<String> = without
        .iter()
        .take(MOST_PLACES)
        .map(|(_, place)| named(place))
        .collect();
    if without.len() > MOST_PLACES {
        places.push(format!("{} more", without.len() - MOST_PLACES));
    }
    let said = format!(
        "left out {many} without a time, {words}: {}",
        places.join(", ")
    );
    let turns = std::mem::take(&mut parsed.turns).into_iter();
    let placed = turns.zip(std::mem::take(&mut parsed.places));
    (parsed.turns, parsed.places) = placed.filter(|(turn, _)| !turn.cues.is_empty()).unzip();
    Ok(Some(said))
}

fn named(place: &Place) -> String {
    match place {
        Place::Line(line) => format!("line {line}"),
        Place::Item(item) => format!("item {item}"),
    }
}
