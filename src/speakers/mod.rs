//! Knows who is behind a label: names that were given, and who is meant by a name.
//!
//! [`SpeakerNames`] is the map from labels to names that a log of [`Change`]s amounts to. [`meant`] finds
//! the speaker whom somebody asks for; every door asks it, so a name means the same at each.

mod changes;
mod identify;
mod names;
mod placeholder;

pub use self::changes::{Change, NameAction, NameScope, is_undone};
pub use self::identify::{has_name, meant};
pub use self::names::SpeakerNames;
pub use self::placeholder::is_placeholder;
