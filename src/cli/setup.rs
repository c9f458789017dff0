//! Fetches the model and ONNX Runtime on the first run, with a progress bar, and loads the model.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fs;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use crate::embed::{Embedder, LoadError, LoadingMemory, Model, ModelFiles};
use crate::provision::{self, Fetching, ModelSource, Places, ProvisionError};
use crate::reader::{self, Reader, ReaderError};

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

/// The reader that a command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ReaderChoice {
    /// The one that the program carries.
    Shipped,
    /// The one in this folder.
    In(PathBuf),
    /// None.
    Off,
}

impl FromStr for ReaderChoice {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "on" => Self::Shipped,
            "off" => Self::Off,
            folder => Self::In(folder.into()),
        })
    }
}

impl ReaderChoice {
    /// Returns the graph of the reader; `None` where there is to be none.
    fn graph(&self) -> Result<Option<Cow<'static, [u8]>>, ReaderError> {
        Ok(match self {
            Self::Shipped => Some(reader::SHIPPED.into()),
            Self::In(folder) => {
                let path = folder.join("reader.onnx");
                let graph = fs::read(&path);
                Some(
                    graph
                        .map_err(|source| ReaderError::File { path, source })?
                        .into(),
                )
            }
            Self::Off => None,
        })
    }
}

/// Loads the model of these files, and the reader beside it where it is used.
pub(crate) fn load(
    files: ModelFiles,
    source: &ModelSource,
    threads: usize,
    reader: &ReaderChoice,
) -> Result<(Embedder, Option<Reader>), Failure> {
    let graph = match (source, reader) {
        (ModelSource::Shipped(Model::English), _) | (_, ReaderChoice::In(_)) => reader.graph()?,
        // The reader that is shipped is made of the English model, and reads English.
        _ => None,
    };
    let memory = LoadingMemory::of_model(&files, threads);
    match graph {
        Some(_) => memory.with_reader().expect()?,
        None => memory.expect()?,
    }
    let Some(graph) = graph else {
        return Ok((load_embedder(files, source, threads)?, None));
    };
    let (runtime, weights) = (files.runtime.clone(), Arc::from(&files.weights[..]));
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || Reader::load(&runtime, &graph, weights, threads));
        let embedder = load_embedder(files, source, threads)?;
        let reader = reader.join().expect("loading a reader does not panic")?;
        Ok((embedder, Some(reader)))
    })
}

/// Loads the model of these files, and checks what a model of the user's gives.
pub(crate) fn load_embedder(
    files: ModelFiles,
    source: &ModelSource,
    threads: usize,
) -> Result<Embedder, LoadError> {
    let embedder = Embedder::load(files, threads)?;
    if let ModelSource::Brought(_) = source {
        embedder.check()?;
    }
    Ok(embedder)
}
