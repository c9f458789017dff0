//! Suggests names for placeholder labels (`Speaker A`) from what was said.
//!
//! Rules (`rules/`, each file with its grammar) find names and say for and against which label each
//! speaks (`clue.rs`). `scene.rs` and `not_a_name.rs` decide what a name is. Spellings of one
//! name become one person (`cast.rs`). The votes are added up, and labels and names are paired one
//! to one, the clearest first (`claims.rs`). Where a label has two names or a name two labels of
//! about equal weight, neither is suggested, and both are returned as a conflict.
//!
//! A suggested name occurs in the words or among the known people, and is applied only when
//! somebody asks for it. The rules are for English and need capitals: text without capitals gets no
//! suggestions. The rules prefer no name to a wrong one.

mod cast;
mod claims;
mod clue;
mod neighbours;
mod not_a_name;
mod rules;
mod scene;
mod spelling;
mod spelt_names;
mod suggest;
#[cfg(test)]
mod tests;
mod turn_words;
mod votes;

pub use self::clue::NamingRule;
pub use self::suggest::{Evidence, Suggestion, Suggestions, suggest};
