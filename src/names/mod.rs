//! Who is behind a label: names suggested from what was said, and the log of names that were given.
//!
//! In: the turns of a transcript and people known to be in it; changes that somebody made. Out:
//! suggestions with their evidence ([`suggest()`]), and the map from labels to names ([`Names`]).
//! Pure functions. Never here: a name that is neither in the words nor among the known people; a
//! suggestion that is applied by itself; the machine's clock; a changed word of a transcript.

mod called;
mod changes;
mod placeholder;
mod spelling;
mod suggest;

pub use self::called::{has_name, meant};
pub use self::changes::{Action, Change, Names, Scope, is_undone};
pub use self::placeholder::is_placeholder;
pub use self::spelling::{are_alike, fold};
pub use self::suggest::{Doubt, Evidence, Rule, Suggestion, Suggestions, suggest};
