//! Reads which transcripts a command about speakers is for.

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct PlaceArgs {
    /// Only in this transcript
    #[arg(long, value_name = "ID")]
    pub transcript: Option<String>,
}
