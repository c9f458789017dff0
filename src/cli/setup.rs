//! The model and ONNX Runtime, put in place with a progress bar on the first run.

use std::path::PathBuf;

use crate::embed::Embedder;
use crate::provision::{self, Fetching, Places, ProvisionError};

use super::console::Console;
use super::exit_code::Failure;

const TEMPLATE: &str = "{msg:36} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}";

/// Returns where a user's data lives: `WHOSAID_HOME`, or the system's folder for it.
pub(super) fn home(given: Option<&PathBuf>) -> Result<PathBuf, Failure> {
    if let Some(home) = given {
        return Ok(home.clone());
    }
    directories::ProjectDirs::from("", "", "whosaid")
        .map(|folders| folders.data_dir().to_owned())
        .ok_or_else(|| Failure::usage("there is no home folder; set WHOSAID_HOME to a folder"))
}

/// Fetches what is missing, telling the user.
pub(super) fn ensure(places: &Places, console: &Console) -> Result<(), ProvisionError> {
    let bar = console.progress(0, TEMPLATE);
    let mut what = "";
    let outcome = provision::ensure(places, &mut |fetching: Fetching| {
        if what != fetching.what {
            what = fetching.what;
            console.note(&format!(
                "fetching {what} into {} (once)",
                places.home.display()
            ));
        }
        bar.set_length(fetching.total);
        bar.set_message(fetching.what);
        bar.set_position(fetching.received);
    });
    bar.finish_and_clear();
    outcome
}

/// Reads, checks and loads the model.
pub(super) fn load(places: &Places, threads: usize) -> Result<Embedder, Failure> {
    let files = provision::read(places)?;
    Ok(Embedder::load(files, threads)?)
}
