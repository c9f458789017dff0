//! Maps speaker labels to the names that were given, and finds speakers by name.
//!
//! [`SpeakerNames`] maps labels to names by a log of [`Change`]s, and [`HeardNames`] names to what
//! they were heard as. [`meant`] finds the speaker whom
//! somebody asks for; every door calls it, so a name means the same at each.

mod changes;
mod heard;
mod identify;
mod names;
mod placeholder;

pub use self::changes::{Change, NameAction, NameScope, is_undone};
pub use self::heard::{HeardName, HeardNames, HeardSpelling, is_same};
pub use self::identify::{has_name, meant};
pub use self::names::SpeakerNames;
pub use self::placeholder::is_placeholder;
