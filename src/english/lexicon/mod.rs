//! Lists the closed classes of English words, each once.
//!
//! All words are written as [`fold`](fn@crate::english::fold) writes them. A rule that needs more or
//! fewer words composes its class from these.

mod grammar;
mod people;
mod speech;
mod time;

pub use self::grammar::*;
pub use self::people::*;
pub use self::speech::*;
pub use self::time::*;

#[cfg(test)]
mod tests;
