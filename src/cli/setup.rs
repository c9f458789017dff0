//! Fetches the model and ONNX Runtime on the first run, with a progress bar, and loads the model.

use std::path::PathBuf;
use std::sync::Arc;

use crate::embed::Embedder;
use crate::engine::ReaderUse;
use crate::provision::{self, Fetching, Places, ProvisionError};
use crate::reader::Reader;

use super::exit_code::Failure;
use super::output::console::Console;

const TEMPLATE: &str = "{msg:36} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}";

/// Returns where a user's data lives: `WHOSAID_HOME`, or the system's folder for it.
pub(crate) fn home(given: Option<&PathBuf>) -> Result<PathBuf, Failure> {
    if let Some(home) = given {
        return Ok(home.clone());
    }
    directories::ProjectDirs::from("", "", "whosaid")
        .map(|folders| folders.data_dir().to_owned())
        .ok_or_else(|| Failure::usage("there is no home folder; set WHOSAID_HOME to a folder"))
}

/// Fetches missing files and shows the progress.
pub(crate) fn ensure(places: &Places, console: &Console) -> Result<(), ProvisionError> {
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

/// Reads, checks and loads the model, and the reader beside it where it is used.
pub(crate) fn load(
    places: &Places,
    threads: usize,
    reader: ReaderUse,
) -> Result<(Embedder, Option<Reader>), Failure> {
    let files = provision::read(places)?;
    if reader == ReaderUse::Off {
        return Ok((Embedder::load(files, threads)?, None));
    }
    let (runtime, weights) = (files.runtime.clone(), Arc::from(&files.weights[..]));
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || Reader::load(&runtime, weights, threads));
        let embedder = Embedder::load(files, threads)?;
        let reader = reader.join().expect("loading a reader does not panic")?;
        Ok((embedder, Some(reader)))
    })
}
