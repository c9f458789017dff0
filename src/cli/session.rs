//! What every command needs: where things are, the catalogue, the model.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use crate::engine::{Catalogue, Engine, Timings};
use crate::index::Notice;
use crate::provision::Places;
use crate::search::SearchConfig;
use crate::server::KeyFile;

use super::Global;
use super::console::Console;
use super::exit_code::Failure;
use super::setup;

/// Whether a store is made where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// It is made.
    Make,
    /// It is an error.
    Refuse,
}

/// One run of the program.
pub(super) struct Session {
    global: Global,
    /// The store on the command line itself, not from the environment.
    typed_store: Option<PathBuf>,
    console: Arc<Console>,
}

impl Session {
    pub(super) fn new(global: Global, store_was_typed: bool, console: Console) -> Self {
        Self {
            typed_store: global.store.clone().filter(|_| store_was_typed),
            global,
            console: Arc::new(console),
        }
    }

    pub(super) fn console(&self) -> &Console {
        &self.console
    }

    pub(super) fn threads(&self) -> usize {
        match self.global.threads {
            Some(threads) => threads.into(),
            None => std::thread::available_parallelism().map_or(1, usize::from),
        }
    }

    pub(super) fn places(&self) -> Result<Places, Failure> {
        Ok(Places {
            home: setup::home(self.global.home.as_ref())?,
            model_dir: self.global.model_dir.clone(),
            runtime: self.global.onnxruntime.clone(),
        })
    }

    /// Returns the store on the command line; `WHOSAID_STORE` is the user's own and not for trials.
    pub(super) fn typed_store(&self) -> Option<&Path> {
        self.typed_store.as_deref()
    }

    /// Returns the store's path.
    pub(super) fn store_path(&self) -> Result<PathBuf, Failure> {
        match &self.global.store {
            Some(path) => Ok(path.clone()),
            None => Ok(self.places()?.home.join("whosaid.db")),
        }
    }

    /// Returns the file of keys: the one that was named, or the one in the user's data folder.
    pub(super) fn key_file(&self, named: Option<&PathBuf>) -> Result<KeyFile, Failure> {
        Ok(KeyFile::at(match named {
            Some(path) => path.clone(),
            None => setup::home(self.global.home.as_ref())?.join("keys.toml"),
        }))
    }

    /// Opens the store.
    pub(super) fn catalogue(&self, missing: Missing) -> Result<Catalogue, Failure> {
        self.catalogue_at(&self.store_path()?, missing)
    }

    fn catalogue_at(&self, path: &Path, missing: Missing) -> Result<Catalogue, Failure> {
        let console = self.console.clone();
        let notify = Box::new(move |notice: Notice| console.note(&notice.to_string()));
        Ok(match missing {
            Missing::Make => Catalogue::open(path, notify)?,
            Missing::Refuse => Catalogue::open_existing(path, notify)?,
        })
    }

    /// Opens the store and its index while another thread loads the model.
    pub(super) fn engine(
        &self,
        missing: Missing,
        timings: &mut Timings,
    ) -> Result<Engine, Failure> {
        self.engine_at(&self.store_path()?, missing, timings)
    }

    /// Opens the store at `path` and its index while another thread loads the model.
    pub(super) fn engine_at(
        &self,
        path: &Path,
        missing: Missing,
        timings: &mut Timings,
    ) -> Result<Engine, Failure> {
        let catalogue = self.catalogue_first(path, missing, timings)?;
        self.engine_over(Arc::new(catalogue), timings)
    }

    /// Opens the store, whose model is loaded when it is first needed.
    pub(super) fn desk(
        &self,
        missing: Missing,
        timings: &mut Timings,
    ) -> Result<Desk<'_>, Failure> {
        let catalogue = self.catalogue_first(&self.store_path()?, missing, timings)?;
        Ok(Desk {
            session: self,
            catalogue: Arc::new(catalogue),
            engine: OnceCell::new(),
        })
    }

    /// Opens the store at `path`. One that cannot be used is told before anything large is fetched;
    /// a new one is made only once what it needs is there.
    fn catalogue_first(
        &self,
        path: &Path,
        missing: Missing,
        timings: &mut Timings,
    ) -> Result<Catalogue, Failure> {
        if !path.exists() && missing == Missing::Make {
            self.set_up(&self.places()?, timings)?;
        }
        timings.measure("open store", || self.catalogue_at(path, missing))
    }

    /// Opens the store's index while another thread loads the model.
    fn engine_over(
        &self,
        catalogue: Arc<Catalogue>,
        timings: &mut Timings,
    ) -> Result<Engine, Failure> {
        let places = self.places()?;
        self.set_up(&places, timings)?;
        let (embedder, loading, index) = std::thread::scope(|scope| {
            let model = scope.spawn(|| {
                let start = Instant::now();
                (setup::load(&places, self.threads()), start.elapsed())
            });
            let index = catalogue.index();
            let (embedder, loading) = model.join().expect("loading a model does not panic");
            (embedder, loading, index)
        });
        timings.add("load model", loading);
        index?;
        Ok(Engine::new(catalogue, embedder?, SearchConfig::default()))
    }

    fn set_up(&self, places: &Places, timings: &mut Timings) -> Result<(), Failure> {
        Ok(timings.measure("set up", || setup::ensure(places, &self.console))?)
    }

    /// Prints how long the parts took, where that was asked for.
    pub(super) fn report(&self, timings: &Timings, started: Instant) {
        if !self.global.timings {
            return;
        }
        for (part, duration) in timings.parts() {
            let milliseconds = duration.as_secs_f64() * 1e3;
            self.console
                .say(&format!("{part:<12} {milliseconds:>9.1} ms"));
        }
        let milliseconds = started.elapsed().as_secs_f64() * 1e3;
        self.console
            .say(&format!("{:<12} {milliseconds:>9.1} ms", "in all"));
    }
}

/// An open store, and the model as soon as somebody needed it.
pub(super) struct Desk<'a> {
    session: &'a Session,
    catalogue: Arc<Catalogue>,
    engine: OnceCell<Engine>,
}

impl Desk<'_> {
    pub(super) fn console(&self) -> &Console {
        self.session.console()
    }

    pub(super) fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Returns the engine; the first call opens the index and loads the model.
    pub(super) fn engine(&self, timings: &mut Timings) -> Result<&Engine, Failure> {
        if let Some(engine) = self.engine.get() {
            return Ok(engine);
        }
        let engine = self.session.engine_over(self.catalogue.clone(), timings)?;
        Ok(self.engine.get_or_init(|| engine))
    }
}
