//! Runs `whosaid doctor`, which checks the model, the store and the index.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::output::console::STRONG;
use crate::cli::output::remedy::in_words;
use crate::cli::output::text::{counted, escape};
use crate::cli::session::Session;
use crate::cli::setup::{self, ReaderChoice};
use crate::embed::{Embedder, ModelFiles, ModelIdentity, shortened};
use crate::engine::{Catalogue, StoreModel};
use crate::index::{IndexError, dot};
use crate::provision::{self, ModelSource, Places};
use crate::remedy::Remedy;
use crate::store::{Identity, ReadError, RecordedModel};

#[derive(Serialize)]
struct DoctorReport {
    version: &'static str,
    sound: bool,
    checks: Vec<Check>,
}

#[derive(Serialize)]
struct Check {
    part: &'static str,
    sound: bool,
    detail: String,
}

/// What was found, or what is wrong.
type CheckResult = Result<String, String>;

pub(crate) fn run(session: &Session) -> Result<Code, Failure> {
    let checks = check_all(session)?;
    let bad = checks.iter().find(|check| !check.sound);
    let code = match bad.map(|check| check.part) {
        None => Code::Answered,
        Some("model" | "store" | "index") => Code::Store,
        Some(_) => Code::Unavailable,
    };
    let report = DoctorReport {
        version: env!("CARGO_PKG_VERSION"),
        sound: bad.is_none(),
        checks,
    };
    session.console().print(
        || &report,
        |out| {
            writeln!(out, "whosaid {}", report.version)?;
            let mut checks = report.checks.iter();
            checks.try_for_each(|check| print_check(out, check))
        },
    )?;
    Ok(code)
}

fn print_check(out: &mut dyn Write, check: &Check) -> io::Result<()> {
    let verdict = if check.sound { "ok " } else { "BAD" };
    for (number, line) in check.detail.lines().enumerate() {
        let line = escape(line);
        match number {
            0 => writeln!(out, "{STRONG}{verdict}{STRONG:#}  {:<9} {line}", check.part)?,
            _ => writeln!(out, "     {:<9} {line}", "")?,
        }
    }
    Ok(())
}

fn check_all(session: &Session) -> Result<Vec<Check>, Failure> {
    let mut checks = Vec::new();
    let mut add = |part, verdict: CheckResult| {
        checks.push(Check {
            part,
            sound: verdict.is_ok(),
            detail: verdict.unwrap_or_else(|detail| detail),
        });
    };
    let (places, threads) = (session.places()?, session.threads());
    let (files, verdict) = match check_files(&places) {
        Ok((files, verdict)) => (Some(files), Ok(verdict)),
        Err(problem) => (None, Err(problem)),
    };
    let identity = files.as_ref().map(|files| files.identity.clone());
    let model =
        files.map(|files| setup::load(files, &places.model, threads, &ReaderChoice::Shipped));
    add("files", verdict);
    match model {
        Some(Ok((model, _))) => {
            add("runtime", Ok(format!("loads, with {threads} threads")));
            add("inference", check_inference(&model, &places.model));
        }
        Some(Err(failure)) => add("runtime", Err(failure.to_string())),
        None => {}
    }
    let path = session.store_path()?;
    match session.catalogue() {
        Ok(catalogue) => {
            add("model", check_model(&catalogue, identity));
            add("store", check_store(&catalogue, &path));
            add("index", check_index(&catalogue));
        }
        // Nothing was indexed yet.
        Err(failure) if !path.exists() && session.typed_store().is_none() => {
            add("store", Ok(failure.to_string()));
        }
        Err(failure) => add("store", Err(failure.to_string())),
    }
    Ok(checks)
}

/// Reads the files of the model and checks their hashes.
fn check_files(places: &Places) -> Result<(ModelFiles, String), String> {
    let missing = provision::missing(places);
    if !missing.is_empty() {
        let missing = missing.iter().map(|path| path.display());
        let lines: String = missing
            .map(|path| format!("{path} is not there yet\n"))
            .collect();
        return Err(lines + "a command that needs the model, such as `whosaid index`, fetches it");
    }
    let files = provision::read(places).map_err(|error| Failure::from(error).to_string())?;
    let mb = (files.graph.len() + files.weights.len() + files.tokenizer.len()) / 1_000_000;
    let verdict = format!(
        "{}, {mb} MB in {}; ONNX Runtime in {}; {}",
        files.identity.name,
        places.model_dir().display(),
        files.runtime.display(),
        match places.model {
            ModelSource::Shipped(_) => "all hashes hold",
            ModelSource::Brought(_) => "a model of yours",
        }
    );
    Ok((files, verdict))
}

/// Checks that the files are those of the model that the store was made with.
fn check_model(catalogue: &Catalogue, files: Option<ModelIdentity>) -> CheckResult {
    let of_store = catalogue.model();
    let shown = of_store.identity.shortened();
    if let Some(identity) = files {
        let source = of_store.source.clone();
        let found = StoreModel { identity, source };
        let expected = of_store.expect(&found, catalogue.path());
        expected.map_err(|error| Failure::from(error).to_string())?;
    }
    let recorded = RecordedModel::at(catalogue.path());
    let begun = recorded.and_then(|recorded| Identity::recorded(&recorded.reembedded_with?));
    Ok(match begun {
        Some(with) => format!(
            "{shown}\n`whosaid reembed` was begun and goes on with {}",
            shortened(&with.model)
        ),
        None => shown,
    })
}

/// Checks that similar sentences get similar embeddings, and different ones do not. A wrong library
/// or damaged weights also give vectors, so only a comparison shows the fault.
fn check_inference(embedder: &Embedder, source: &ModelSource) -> CheckResult {
    let embed = |text: &str| {
        let encoded = embedder.embed_question(text);
        encoded.map_err(|error| Failure::from(error).to_string())
    };
    let boat = embed("The boat left the harbour at dawn.")?.embedding;
    let ship = embed("A ship sailed from the port early in the morning.")?.embedding;
    let bread = embed("Knead the dough for ten minutes.")?.embedding;
    let near = dot(boat.as_slice(), ship.as_slice());
    let far = dot(boat.as_slice(), bread.as_slice());
    let words = format!("like sentences {near:.2} alike, unlike ones {far:.2}");
    let is_right = match source {
        ModelSource::Shipped(_) => near > 0.6 && far < 0.3,
        // All vectors of some models are much alike.
        ModelSource::Brought(_) => near > far,
    };
    if is_right {
        Ok(words)
    } else {
        Err(format!("the model gives wrong vectors: {words}"))
    }
}

fn check_store(catalogue: &Catalogue, path: &Path) -> CheckResult {
    let findings = catalogue.verify().map_err(|error| damage(&error))?;
    if !findings.is_empty() {
        let remedy = in_words(&Remedy::RestoreStore);
        let findings = findings.into_iter().map(|finding| finding.0 + "\n");
        let findings: String = findings.collect();
        return Err(format!("{findings}or else: {remedy}"));
    }
    let summaries = catalogue.library().summaries();
    let summaries = summaries.map_err(|error| damage(&error))?;
    let passages = summaries.iter().map(|summary| summary.passages as usize);
    let bytes = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    Ok(format!(
        "{}, {}, {:.1} MB in {}; all checks hold",
        counted(summaries.len(), "transcript"),
        counted(passages.sum(), "passage"),
        bytes as f64 / 1e6,
        path.display()
    ))
}

fn check_index(catalogue: &Catalogue) -> CheckResult {
    let index = catalogue.index().map_err(|error| match error {
        IndexError::Store(error) => damage(&error),
        error => Failure::from(error).to_string(),
    })?;
    let stored = catalogue.count_passages().map_err(|error| damage(&error))? as usize;
    let (vectors, words) = (index.vectors.len(), index.lexical.len());
    let folder = catalogue.index_folder().display();
    if vectors != stored || words != stored {
        return Err(format!(
            "the store has {stored} passages, the vectors {vectors}, the words {words}; delete \
             {folder}, it is made again"
        ));
    }
    Ok(format!(
        "generation {}, {} in {}, {} with a graph, {} by words, {:.1} MB in {folder}; checksums hold",
        index.generation.0,
        counted(vectors, "vector"),
        counted(index.vectors.segments(), "segment"),
        index.vectors.graphs(),
        counted(words, "passage"),
        catalogue.index_bytes() as f64 / 1e6,
    ))
}

/// Returns what is wrong with a store and what helps, besides the doctor.
fn damage(error: &ReadError) -> String {
    format!("{error}; {}", in_words(&Remedy::RestoreStore))
}
