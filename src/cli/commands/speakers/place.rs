//! Reads the option that limits a speaker command to one transcript.

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct PlaceArgs {
    /// Only in this transcript
    #[arg(long, value_name = "ID")]
    pub transcript: Option<String>,
}
