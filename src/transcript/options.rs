//! Defines the options for reading a file, each of which overrides what is detected from its
//! content.

use super::columns::Columns;
use super::diarisation::Diarisation;
use super::encoding::Encoding;
use super::format::Format;
use super::raw_time::TimeUnit;

/// How to read a file. `None` leaves the choice to the file's content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParseOptions {
    /// The format.
    pub format: Option<Format>,
    /// The encoding of the bytes.
    pub encoding: Option<Encoding>,
    /// The names of the columns of a table, or of the fields of a JSON list.
    pub columns: Option<Columns>,
    /// The unit of times whose column does not name one.
    pub time_unit: Option<TimeUnit>,
    /// Who speaks when, for a transcript that names nobody.
    pub speakers: Option<Diarisation>,
}
