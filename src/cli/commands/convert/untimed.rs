//! Refuses or leaves out turns without times, which no output format can hold.

use crate::cli::exit_code::Failure;
use crate::cli::output::text::counted;
use crate::transcript::{Parsed, Target};

/// How many untimed turns a message lists; it only counts the others.
const MOST_PLACES: usize = 5;

/// How many characters of each turn a message quotes.
const QUOTED_CHARACTERS: usize = 40;

/// Fails where a turn has no time.
///
/// # Errors
/// Fails for a turn without a time.
pub(super) fn refuse(parsed: &Parsed, target: Target) -> Result<(), Failure> {
    check_some_timed(parsed, target)?;
    let turns = parsed.turns.iter().zip(&parsed.places);
    let mut untimed = turns.filter(|(turn, _)| turn.cues.is_empty());
    let Some((first, place)) = untimed.next() else {
        return Ok(());
    };
    let (count, words) = count_untimed(parsed);
    let have = if count == 1 { "has" } else { "have" };
    let quoted: String = first.text.chars().take(QUOTED_CHARACTERS).collect();
    Err(Failure::input(format!(
        "{} of {} ({words}) {have} no time, without which {target} cannot be written; the first is \
         at {}: “{quoted}”; mend the times there, or write the rest with --leave-out-untimed",
        counted(count, "turn"),
        parsed.turns.len(),
        place.in_words(),
    )))
}

/// Removes the turns without a time and returns a warning that lists them; `None` where there is
/// none.
///
/// # Errors
/// Fails where no turn has a time.
pub(super) fn leave_out(parsed: &mut Parsed, target: Target) -> Result<Option<String>, Failure> {
    check_some_timed(parsed, target)?;
    let (count, words) = count_untimed(parsed);
    let turns = std::mem::take(&mut parsed.turns).into_iter();
    let placed = turns.zip(std::mem::take(&mut parsed.places));
    let (timed, untimed): (Vec<_>, Vec<_>) = placed.partition(|(turn, _)| !turn.cues.is_empty());
    (parsed.turns, parsed.places) = timed.into_iter().unzip();
    let places = untimed.iter().take(MOST_PLACES);
    let mut places: Vec<String> = places.map(|(_, place)| place.in_words()).collect();
    if count > MOST_PLACES {
        places.push(format!("{} more", count - MOST_PLACES));
    }
    let (turns, places) = (counted(count, "turn"), places.join(", "));
    Ok((count > 0).then(|| format!("left out {turns} without a time, {words}: {places}")))
}

fn check_some_timed(parsed: &Parsed, target: Target) -> Result<(), Failure> {
    if parsed.turns.iter().all(|turn| turn.cues.is_empty()) {
        return Err(Failure::input(format!(
            "no turn in it has a time, without which {target} cannot be written"
        )));
    }
    Ok(())
}

/// Returns how many turns have no time, and how many words they have.
fn count_untimed(parsed: &Parsed) -> (usize, String) {
    let turns = parsed.turns.iter();
    let untimed = turns.filter(|turn| turn.cues.is_empty());
    let words = untimed.clone();
    let words = words.map(|turn| turn.text.split_whitespace().count());
    (untimed.count(), counted(words.sum(), "word"))
}
