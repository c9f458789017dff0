//! Finds the speakers whose words a question asks for.

pub(super) mod attribution;
pub(super) mod clause;
pub(super) mod when_said;
