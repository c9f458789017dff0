//! `whosaid doctor`: checks the model, the store and the index.

use std::io::{self, Write};
use std::path::Path;

use clap::Args;
use serde::Serialize;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::output::console::STRONG;
use crate::cli::output::escape::escape;
use crate::cli::output::remedy::in_words;
use crate::cli::output::text::counted;
use crate::cli::session::Session;
use crate::embed::{Embedder, MODEL_ID};
use crate::engine::Catalogue;
use crate::index::IndexError;
use crate::provision::{self, Places};
use crate::remedy::Remedy;
use crate::store::ReadError;

/// Checks the model, the runtime, the store and the index
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {}

#[derive(Serialize)]
struct Report {
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

pub(crate) fn run(_args: DoctorArgs, session: &Session) -> Result<Code, Failure> {
    let places = session.places()?;
    let mut checks = vec![check_files(&places)];
    let embedder = if checks[0].sound {
        let (check, embedder) = check_model(&places, session.threads());
        checks.push(check);
        embedder
    } else {
        None
    };
    if let Some(embedder) = &embedder {
        checks.push(check_inference(embedder));
    }
    match session.catalogue() {
        Ok(catalogue) => checks.extend(check_catalogue(&catalogue, &session.store_path()?)),
        Err(failure) => checks.push(Check {
            part: "store",
            sound: !session.store_path()?.exists() && session.typed_store().is_none(),
            detail: failure.to_string(),
        }),
    }
    let report = Report {
        version: env!("CARGO_PKG_VERSION"),
        sound: checks.iter().all(|check| check.sound),
        checks,
    };
    print(&report, session)
}

fn print(report: &Report, session: &Session) -> Result<Code, Failure> {
    session.console().print(
        || report,
        |out| {
            writeln!(out, "whosaid {}", report.version)?;
            let mut checks = report.checks.iter();
            checks.try_for_each(|check| print_check(out, check))
        },
    )?;
    let bad = report.checks.iter().find(|check| !check.sound);
    Ok(match bad.map(|check| check.part) {
        None => Code::Answered,
        Some("store" | "index") => Code::Store,
        Some(_) => Code::Unavailable,
    })
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

fn check(part: &'static str, outcome: Result<String, String>) -> Check {
    let (sound, detail) = match outcome {
        Ok(detail) => (true, detail),
        Err(detail) => (false, detail),
    };
    Check {
        part,
        sound,
        detail,
    }
}

fn check_files(places: &Places) -> Check {
    let missing = provision::missing(places);
    if !missing.is_empty() {
        let lines: Vec<String> = missing
            .iter()
            .map(|path| format!("{} is not there yet", path.display()))
            .collect();
        let remedy = "a command that needs the model, such as `whosaid index`, fetches it";
        return check("files", Err(format!("{}\n{remedy}", lines.join("\n"))));
    }
    let outcome = provision::read(places).map(|files| {
        let mb = (files.graph.len() + files.weights.len() + files.tokenizer.len()) / 1_000_000;
        format!(
            "{MODEL_ID}, {mb} MB in {}; ONNX Runtime in {}; all hashes hold",
            places.model_dir().display(),
            files.runtime.display()
        )
    });
    check("files", outcome.map_err(|error| error.to_string()))
}

fn check_model(places: &Places, threads: usize) -> (Check, Option<Embedder>) {
    match crate::cli::setup::load(places, threads) {
        Ok(embedder) => (
            check("runtime", Ok(format!("loads, with {threads} threads"))),
            Some(embedder),
        ),
        Err(failure) => (check("runtime", Err(failure.to_string())), None),
    }
}

/// A wrong library or damaged weights give vectors too; only their meaning tells.
fn check_inference(embedder: &Embedder) -> Check {
    let embed = |text: &str| {
        embedder
            .embed_question(text)
            .map(|encoded| encoded.embedding)
            .map_err(|error| error.to_string())
    };
    let outcome = || -> Result<String, String> {
        let boat = embed("The boat left the harbour at dawn.")?;
        let ship = embed("A ship sailed from the port early in the morning.")?;
        let bread = embed("Knead the dough for ten minutes.")?;
        let near = crate::index::dot(boat.as_slice(), ship.as_slice());
        let far = crate::index::dot(boat.as_slice(), bread.as_slice());
        let words = format!("like sentences {near:.2} alike, unlike ones {far:.2}");
        if near > 0.6 && far < 0.2 {
            Ok(words)
        } else {
            Err(format!("the model gives wrong vectors: {words}"))
        }
    };
    check("inference", outcome())
}

fn check_catalogue(catalogue: &Catalogue, path: &Path) -> Vec<Check> {
    let store = || -> Result<String, String> {
        let findings = catalogue.verify().map_err(|error| damage(&error))?;
        if !findings.is_empty() {
            let mut lines: Vec<String> = findings.into_iter().map(|finding| finding.0).collect();
            let remedy = in_words(&Remedy::RestoreStore);
            lines.push(format!("nothing mends what is damaged: {remedy}"));
            return Err(lines.join("\n"));
        }
        let summaries = catalogue.summaries().map_err(|error| damage(&error))?;
        let passages = summaries
            .iter()
            .map(|summary| summary.passages as usize)
            .sum();
        let bytes = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        Ok(format!(
            "{}, {}, {:.1} MB in {}; all checks hold",
            counted(summaries.len(), "transcript"),
            counted(passages, "passage"),
            bytes as f64 / 1e6,
            path.display()
        ))
    };
    let index = || -> Result<String, String> {
        let status = catalogue.index_status().map_err(|error| match error {
            IndexError::Store(error) => damage(&error),
            error => error.to_string(),
        })?;
        let stored = catalogue.count_passages().map_err(|error| damage(&error))? as usize;
        if status.passages != stored || status.lexical_passages != stored {
            return Err(format!(
                "the store has {stored} passages, the vectors {}, the words {}; delete {}, it is made again",
                status.passages,
                status.lexical_passages,
                status.folder.display()
            ));
        }
        let bytes: u64 = walkdir::WalkDir::new(&status.folder)
            .into_iter()
            .filter_map(Result::ok)
            .filter_map(|entry| entry.metadata().ok())
            .filter(std::fs::Metadata::is_file)
            .map(|metadata| metadata.len())
            .sum();
        Ok(format!(
            "generation {}, {} in {}, {} with a graph, {} by words, {:.1} MB in {}; checksums hold",
            status.generation.0,
            counted(status.passages, "vector"),
            counted(status.segments, "segment"),
            status.graphs,
            counted(status.lexical_passages, "passage"),
            bytes as f64 / 1e6,
            status.folder.display()
        ))
    };
    vec![check("store", store()), check("index", index())]
}

/// Returns what is wrong with a store and what helps, besides the doctor.
fn damage(error: &ReadError) -> String {
    format!("{}; {}", error.finding(), in_words(&Remedy::RestoreStore))
}
