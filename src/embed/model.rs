//! Names the models that whosaid fetches and runs.

use crate::named::named_enum;

named_enum! {
    /// A model that embeds passages and questions.
    pub enum Model {
        /// all-MiniLM-L6-v2: English.
        English = "english",
        /// multilingual-e5-small: about a hundred languages, asked in any of them.
        Multilingual = "multilingual",
    }
}

impl Model {
    /// Returns the model's own name, as stores record it.
    pub fn id(self) -> &'static str {
        match self {
            Self::English => "all-MiniLM-L6-v2",
            Self::Multilingual => "multilingual-e5-small",
        }
    }
}
