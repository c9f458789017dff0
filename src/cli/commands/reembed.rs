//! Runs `whosaid reembed`, which embeds all passages of the store anew with another model.

use std::path::Path;
use std::time::Instant;

use serde::Serialize;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::interrupt::watch_for_interrupt;
use crate::cli::output::remedy::in_shell;
use crate::cli::output::text::counted;
use crate::cli::session::Session;
use crate::cli::setup;
use crate::embed::{EmbedError, Model};
use crate::engine::{Catalogue, Outset, ReembedError, Reembedding, StoreModel};
use crate::provision::{self, ModelSource};
use crate::store::{OpenError, RecordedModel, Staged};

const TEMPLATE: &str = "{bar:30} {percent:>3}%  {msg}  {eta} left";

/// What `--json` prints.
#[derive(Serialize)]
struct ReembedReport {
    model: String,
    passages: u64,
    /// Passages that were embedded by this run; the others were before.
    embedded: u64,
    /// Passages of which the model reads only the beginning.
    cut_off: u64,
    took_ms: f64,
}

pub(crate) fn run(session: &Session) -> Result<Code, Failure> {
    let (path, console) = (session.store_path()?, session.console());
    let recorded = match RecordedModel::at(&path) {
        Some(recorded) => recorded,
        None if path.exists() => {
            // Says what is wrong with it.
            Catalogue::open_existing(&path, Box::new(|_| {}))?;
            return Err(OpenError::NotAStore(path).into());
        }
        None => return Err(OpenError::Missing(path).into()),
    };
    let source = match session.named_model() {
        Some(source) => source.clone(),
        None => own_model(&recorded).ok_or_else(|| {
            Failure::usage(
                "say with which model: --model english, --model multilingual or --model DIR",
            )
        })?,
    };
    let places = session.places_of(source.clone())?;
    session.set_up(&places)?;
    let files = provision::read(&places)?;
    let embedder = setup::load_embedder(files, &source, session.threads())?;
    let model = StoreModel::loaded(&embedder, source.clone());
    let stop = watch_for_interrupt()?;
    let reembedding = match Reembedding::begin(&path, &embedder, &model)? {
        Outset::Begun(reembedding) => reembedding,
        Outset::OfThisModel { given_up } => {
            let name = model.identity.shortened();
            console.note(&format!("the store is of this model already: {name}"));
            if let Some(other) = given_up {
                console.note(&format!(
                    "embeddings of {other}, which had been begun, were dropped"
                ));
            }
            if console.is_json() {
                let catalogue = Catalogue::open_existing(&path, session.notify())?;
                let report = ReembedReport {
                    passages: catalogue.count_passages()?,
                    model: model.identity.to_string(),
                    embedded: 0,
                    cut_off: 0,
                    took_ms: session.took_ms(),
                };
                console.print(|| &report, |_| Ok(()))?;
            }
            return Ok(Code::Answered);
        }
    };
    let begun = reembedding.staged();
    if begun.done > 0 {
        let (done, all) = (begun.done, counted(begun.total as usize, "passage"));
        console.note(&format!("going on: {done} of {all} were embedded before"));
    }
    let bar = console.progress(begun.total, TEMPLATE);
    let (since, mut last) = (Instant::now(), begun);
    let run = reembedding.run(&mut |staged: Staged| {
        last = staged;
        bar.set_length(staged.total);
        bar.set_position(staged.done);
        let rate = staged.done.saturating_sub(begun.done) as f64 / since.elapsed().as_secs_f64();
        bar.set_message(format!("{} passages, {rate:.0}/s", staged.done));
        !stop.is_set()
    });
    bar.finish_and_clear();
    let done = run.map_err(|error| match error {
        ReembedError::Embed(EmbedError::Cancelled) => stopped(&path, &source, last),
        error => error.into(),
    })?;
    // That the index is made again is no news here.
    let catalogue = Catalogue::open_existing(&path, Box::new(|_| {}))?;
    session.measure("build index", || catalogue.index())?;
    if done.cut_off > 0 {
        console.note(&format!(
            "of {} the model reads only the beginning, since another one cut them; index their files \
             again into a new store to have them cut for it",
            counted(done.cut_off as usize, "passage")
        ));
    }
    let report = ReembedReport {
        model: model.identity.to_string(),
        passages: catalogue.count_passages()?,
        embedded: done.embedded,
        cut_off: done.cut_off,
        took_ms: session.took_ms(),
    };
    console.print(
        || &report,
        |out| {
            let passages = counted(report.passages as usize, "passage");
            let name = model.identity.shortened();
            writeln!(out, "{passages} embedded with {name}")
        },
    )?;
    session.print_timings();
    Ok(Code::Answered)
}

/// Returns the store's own model as this program has it.
fn own_model(recorded: &RecordedModel) -> Option<ModelSource> {
    let is_its = |model: &Model| recorded.made_with.starts_with(model.id());
    let brought = recorded.folder.clone().map(ModelSource::Brought);
    brought.or_else(|| {
        Model::ALL
            .into_iter()
            .find(is_its)
            .map(ModelSource::Shipped)
    })
}

fn stopped(path: &Path, source: &ModelSource, last: Staged) -> Failure {
    let (store, model) = (
        in_shell(&path.to_string_lossy()),
        in_shell(&source.to_string()),
    );
    let done = format!(
        "interrupted; {} of {} are embedded and kept, and the store answers as before; `whosaid reembed \
         --store {store} --model {model}` goes on",
        last.done,
        counted(last.total as usize, "passage")
    );
    Failure::new(Code::Interrupted, anyhow::anyhow!(done))
}
