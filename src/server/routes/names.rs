//! Defines the patterns of names and ids for the schemas of several routes.

use serde_json::{Value, json};

use crate::transcript::MOST_ID_CHARACTERS;

/// The pattern of a name: it shows something, and has no control characters.
pub(super) const NAME: &str = r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$";

/// The pattern of characters that people see, as far as one says it everywhere: some that nobody sees
/// are beyond U+FFFF.
const VISIBLE: &str = r"^[^\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]*$";

/// Returns the schema of the id of something known.
pub(super) fn known_id() -> Value {
    json!({ "type": "string", "pattern": NAME })
}

/// Returns the schema of an id that a transcript may be given.
pub(super) fn new_id() -> Value {
    json!({
        "type": "string",
        "maxLength": MOST_ID_CHARACTERS,
        "allOf": [{ "pattern": NAME }, { "pattern": VISIBLE }],
    })
}
