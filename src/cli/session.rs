//! Opens what commands need: the store, its index, the model, the reader.

use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;

use super::exit_code::Failure;
use super::output::console::Console;
use super::setup::{self, ReaderChoice};
use crate::embed::{Model, ModelFiles};
use crate::engine::{Catalogue, Engine, ReaderUse, StoreModel, Timings};
use crate::index::Notice;
use crate::provision::{self, ModelSource, Places};
use crate::remedy::Remedy;
use crate::search::SearchConfig;
use crate::server::KeyFile;

#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct GlobalArgs {
    /// The store's file, which `index` makes [default: whosaid.db in the user's data folder]
    #[arg(long, global = true, value_name = "PATH", env = "WHOSAID_STORE")]
    pub(crate) store: Option<PathBuf>,
    /// The folder for the model, ONNX Runtime and the default store
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "WHOSAID_HOME",
        hide = true
    )]
    home: Option<PathBuf>,
    /// The model of a store that is made: `english`, `multilingual` for conversations in any language,
    /// or the folder of one of yours; a store keeps its model until `reembed` [default: english]
    #[arg(long, global = true, value_name = "NAME|DIR", env = "WHOSAID_MODEL", value_parser = model_source)]
    model: Option<ModelSource>,
    /// The folder with model.onnx, model.onnx_data and tokenizer.json, if you have them already
    #[arg(long, global = true, value_name = "DIR", env = "WHOSAID_MODEL_DIR")]
    model_dir: Option<PathBuf>,
    /// ONNX Runtime's shared library, if you have your own
    #[arg(long, global = true, value_name = "FILE", env = "ORT_DYLIB_PATH")]
    onnxruntime: Option<PathBuf>,
    /// Whether to read the best passages before an answer; `off` is faster and answers worse, and a
    /// folder has a reader.onnx of yours
    #[arg(
        long,
        global = true,
        value_name = "on|off|DIR",
        env = "WHOSAID_READER",
        default_value = "on"
    )]
    reader: ReaderChoice,
    /// Print JSON on standard output
    #[arg(long, global = true)]
    json: bool,
    /// Print no notes and no progress
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Threads of the model [default: all processors]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Print on standard error how long each part took
    #[arg(long, global = true)]
    timings: bool,
}

/// Reads the name of a model, or the folder of one.
fn model_source(text: &str) -> Result<ModelSource, String> {
    if let Some(model) = Model::from_name(text) {
        return Ok(model.into());
    }
    let is_path = text.contains(std::path::is_separator) || Path::new(text).is_dir();
    match std::path::absolute(text) {
        Ok(folder) if is_path => Ok(ModelSource::Brought(folder)),
        _ => {
            let names = Model::ALL.map(Model::name).join(", ");
            Err(format!("it must be {names} or the folder of a model"))
        }
    }
}

/// One run of the program.
pub(crate) struct Session {
    global: GlobalArgs,
    /// The store that the command line names, as opposed to the environment.
    typed_store: Option<PathBuf>,
    console: Arc<Console>,
    started: Instant,
    timings: RefCell<Timings>,
}

impl Session {
    /// Starts a session; `typed_store` is the store that the command line names.
    pub(crate) fn new(global: GlobalArgs, typed_store: Option<PathBuf>) -> Self {
        Self {
            console: Arc::new(Console::new(global.json, global.quiet)),
            global,
            typed_store,
            started: Instant::now(),
            timings: RefCell::default(),
        }
    }

    pub(crate) fn console(&self) -> &Console {
        &self.console
    }

    pub(crate) fn threads(&self) -> usize {
        match self.global.threads {
            Some(threads) => threads.into(),
            None => std::thread::available_parallelism().map_or(1, usize::from),
        }
    }

    /// Returns where the files of the model are: of the one that the command line names, or else of
    /// the store's.
    pub(crate) fn places(&self) -> Result<Places, Failure> {
        let of_store = || StoreModel::at(&self.store_path().ok()?)?.source;
        let model = self.global.model.clone().or_else(of_store);
        self.places_of(model.unwrap_or(Model::English.into()))
    }

    /// Returns where the files of a model are.
    pub(crate) fn places_of(&self, model: ModelSource) -> Result<Places, Failure> {
        Ok(Places {
            model,
            home: setup::home(self.global.home.as_ref())?,
            model_dir: self.global.model_dir.clone(),
            runtime: self.global.onnxruntime.clone(),
        })
    }

    /// Returns the model that the command line names.
    pub(crate) fn named_model(&self) -> Option<&ModelSource> {
        self.global.model.as_ref()
    }

    /// Returns the store that the command line names. The one in `WHOSAID_STORE` is left out:
    /// trials must not change it.
    pub(crate) fn typed_store(&self) -> Option<&Path> {
        self.typed_store.as_deref()
    }

    /// Returns the store's path.
    pub(crate) fn store_path(&self) -> Result<PathBuf, Failure> {
        match &self.global.store {
            Some(path) => Ok(path.clone()),
            None => Ok(setup::home(self.global.home.as_ref())?.join("whosaid.db")),
        }
    }

    /// Returns the file of keys: the one that was named, or the one in the user's data folder.
    pub(crate) fn key_file(&self, named: Option<&PathBuf>) -> Result<KeyFile, Failure> {
        Ok(KeyFile::at(match named {
            Some(path) => path.clone(),
            None => setup::home(self.global.home.as_ref())?.join("keys.toml"),
        }))
    }

    /// Opens an existing store.
    pub(crate) fn catalogue(&self) -> Result<Catalogue, Failure> {
        let path = self.store_path()?;
        if !path.exists() {
            return Ok(Catalogue::open_existing(&path, self.notify())?);
        }
        self.open_of_named(&path)
    }

    /// Opens the store at `path`, or makes it, for the model that the command line names, if it does.
    fn open_of_named(&self, path: &Path) -> Result<Catalogue, Failure> {
        let model = match &self.global.model {
            None => None,
            Some(ModelSource::Shipped(model)) => Some(StoreModel::from(*model)),
            Some(source) => Some(self.brought_model(source, path)?),
        };
        let open = || match model {
            Some(model) => Catalogue::open_of(path, model, self.notify()),
            None => Catalogue::open(path, self.notify()),
        };
        Ok(self.measure("open store", open)?)
    }

    /// Returns the user's model. Before a store is made of it, it is loaded once, so that no store is made
    /// of one that cannot be used.
    fn brought_model(&self, source: &ModelSource, store: &Path) -> Result<StoreModel, Failure> {
        let places = self.places_of(source.clone())?;
        self.set_up(&places)?;
        let files = provision::read(&places)?;
        let identity = files.identity.clone();
        if !store.exists() {
            setup::load_embedder(files, source, self.threads())?;
        }
        let source = Some(source.clone());
        Ok(StoreModel { identity, source })
    }

    /// Opens the store at `path`, or makes it. A store that cannot be used fails before anything
    /// large is fetched. A new store is made only once the model is there.
    fn make_catalogue(&self, path: &Path) -> Result<Catalogue, Failure> {
        if !path.exists() {
            let model = self.global.model.clone();
            self.set_up(&self.places_of(model.unwrap_or(Model::English.into()))?)?;
        }
        self.open_of_named(path)
    }

    /// Returns what prints the notices of an index.
    pub(crate) fn notify(&self) -> Box<dyn Fn(Notice) + Send + Sync> {
        let console = self.console.clone();
        Box::new(move |notice| console.note(&notice.to_string()))
    }

    /// Opens an existing store, and its index while other threads load the model, and the reader
    /// where the command requires it, or uses it and `--reader on` asks for it.
    pub(crate) fn engine(&self, reader: ReaderUse) -> Result<Engine, Failure> {
        self.load_engine(Arc::new(self.catalogue()?), reader)
    }

    /// Does the same with the store at `path`, and makes it where there is none.
    pub(crate) fn engine_at(&self, path: &Path, reader: ReaderUse) -> Result<Engine, Failure> {
        self.load_engine(Arc::new(self.make_catalogue(path)?), reader)
    }

    /// Opens the store, or makes it; the model is loaded when it is first needed.
    pub(crate) fn lazy_engine(&self) -> Result<LazyEngine<'_>, Failure> {
        let catalogue = self.make_catalogue(&self.store_path()?)?;
        Ok(LazyEngine {
            session: self,
            catalogue: Arc::new(catalogue),
            engine: OnceCell::new(),
        })
    }

    /// Opens the store's index while other threads load the model and the reader.
    fn load_engine(&self, catalogue: Arc<Catalogue>, reader: ReaderUse) -> Result<Engine, Failure> {
        let source = catalogue.model().source.clone().ok_or_else(|| {
            let name = catalogue.model().identity.shortened();
            let unknown = format!("the store does not say where its model {name} is");
            Failure::usage(unknown).with_remedy(Some(Remedy::NameBroughtModel))
        })?;
        let (places, threads) = (self.places_of(source)?, self.threads());
        self.set_up(&places)?;
        let reader = match (reader, &self.global.reader) {
            (ReaderUse::Off, _) => &ReaderChoice::Off,
            (ReaderUse::Required, ReaderChoice::Off) => &ReaderChoice::Shipped,
            (_, chosen) => chosen,
        };
        let (models, loading, index) = std::thread::scope(|scope| {
            let models = scope.spawn(|| {
                let start = Instant::now();
                let files = Self::read_files(&places, &catalogue);
                let load = |files| setup::load(files, &places.model, threads, reader);
                (files.and_then(load), start.elapsed())
            });
            let index = catalogue.index();
            let (models, loading) = models.join().expect("loading a model does not panic");
            (models, loading, index)
        });
        self.timings.borrow_mut().add("load model", loading);
        index?;
        let (embedder, reader) = models?;
        let config = SearchConfig::of(embedder.ranked_as());
        let engine = Engine::new(catalogue, embedder, config);
        Ok(match reader {
            Some(reader) => engine.with_reader(reader),
            None => engine,
        })
    }

    /// Reads the files of the model, and checks that they are those that the store was made with.
    fn read_files(places: &Places, catalogue: &Catalogue) -> Result<ModelFiles, Failure> {
        let files = provision::read(places)?;
        let found = StoreModel {
            identity: files.identity.clone(),
            source: Some(places.model.clone()),
        };
        catalogue.model().expect(&found, catalogue.path())?;
        Ok(files)
    }

    pub(crate) fn set_up(&self, places: &Places) -> Result<(), Failure> {
        Ok(self.measure("set up", || setup::ensure(places, &self.console))?)
    }

    /// Measures how long a part of the work takes.
    pub(crate) fn measure<T>(&self, part: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.timings.borrow_mut().add(part, start.elapsed());
        result
    }

    /// Adds what was measured elsewhere.
    pub(crate) fn add_timings(&self, timings: &Timings) {
        for &(part, duration) in timings.parts() {
            self.timings.borrow_mut().add(part, duration);
        }
    }

    /// Returns how many milliseconds the command has run.
    pub(crate) fn took_ms(&self) -> f64 {
        self.started.elapsed().as_secs_f64() * 1e3
    }

    /// Prints how long the parts took, where `--timings` asks for it.
    pub(crate) fn print_timings(&self) {
        if !self.global.timings {
            return;
        }
        let timings = self.timings.borrow();
        let parts = timings.parts().iter();
        let parts = parts.map(|(part, duration)| (*part, duration.as_secs_f64() * 1e3));
        for (part, ms) in parts.chain([("in all", self.took_ms())]) {
            self.console.print_line(&format!("{part:<12} {ms:>9.1} ms"));
        }
    }
}

/// An open store, and its engine, which is made when first needed.
pub(crate) struct LazyEngine<'a> {
    pub session: &'a Session,
    pub catalogue: Arc<Catalogue>,
    engine: OnceCell<Engine>,
}

impl LazyEngine<'_> {
    /// Returns whether a transcript in the store was read from this source.
    pub(crate) fn is_stored(&self, source: &str) -> bool {
        self.catalogue.library().has_source(source).unwrap_or(false)
    }

    /// Returns the engine; the first call opens the index and loads the model.
    pub(crate) fn engine(&self) -> Result<&Engine, Failure> {
        if let Some(engine) = self.engine.get() {
            return Ok(engine);
        }
        let engine = self
            .session
            .load_engine(self.catalogue.clone(), ReaderUse::Off)?;
        Ok(self.engine.get_or_init(|| engine))
    }
}
