//! Suggests names for labels that only stand for somebody (`Speaker A`), from what was said.
//!
//! Rules (`rules/`, each file with its grammar) find names and say for and against which label each
//! speaks (`clue.rs`). What a name is stands in `scene.rs` and `not_a_name.rs`. Spellings of one
//! name become one person (`cast.rs`). The votes are added up, and labels and names are paired one
//! to one, the clearest first (`claims.rs`). Where a label has two names or a name two labels of
//! about equal weight, neither is suggested, and both are returned as a conflict.
//!
//! A suggested name stands in the words or among the known people, and
//! is applied only when somebody asks for it.
//! The rules are of English, and stand on capitals: text without them has no suggestions. Better
//! none than a wrong one.

mod cast;
mod claims;
mod clue;
mod neighbours;
mod not_a_name;
mod rule;
mod rules;
mod scene;
mod spelling;
mod spelt_names;
mod suggest;
mod suggestion;
#[cfg(test)]
mod tests;
mod turn_words;
mod votes;

pub use self::rule::NamingRule;
pub use self::suggest::suggest;
pub use self::suggestion::{Evidence, NameConflict, Suggestion, Suggestions};
