//! Fits the weights in `src/search/weights.rs` and the calibrations in `src/answer/confidence.rs`.
//!
//! ```sh
//! cargo run --release --example fit -- QUESTIONS.jsonl --transcripts DIR …
//! ```
//!
//! The model is where `whosaid` keeps it; `WHOSAID_MODEL=multilingual` takes the other one. Each set of questions gets a throw-away store.

#![expect(clippy::print_stdout, reason = "it prints what it fitted")]

mod fitting;
mod learn;
#[path = "../../benches/support/model.rs"]
mod model;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, ensure};
use clap::Parser;
use clap::builder::PossibleValuesParser;
use whosaid::answer::Evidence;
use whosaid::embed::Embedder;
use whosaid::engine::{Catalogue, Engine, Source, StoreModel, Understanding};
use whosaid::eval::{self, Figures, LabelledQuestion};
use whosaid::provision;
use whosaid::reader::Reader;
use whosaid::search::{Features, SearchConfig};
use whosaid::transcript::{Metadata, ParseOptions};

use fitting::{Fit, FitConfig, LabelledSet, fit};

/// Fits the weights and the calibrations to labelled questions, and prints what each set makes of
/// them when its own transcripts are held apart
#[derive(Debug, Parser)]
struct FitArgs {
    /// Labelled questions, one JSON object a line
    #[arg(required = true, value_name = "QUESTIONS.jsonl")]
    questions: Vec<PathBuf>,
    /// The folder with the transcripts that the questions name, one for each file of questions
    #[arg(long, required = true, value_name = "DIR")]
    transcripts: Vec<PathBuf>,
    /// Fit only these features of the score, to see what each is worth
    #[arg(long, value_delimiter = ',', value_name = "NAMES",
          value_parser = PossibleValuesParser::new(Features::NAMES))]
    only: Vec<String>,
    /// Ask the questions literally, without reading them by rules
    #[arg(long)]
    literal: bool,
    /// Read the best passages with this reader, and fit what reading counts too
    #[arg(long, value_name = "READER.onnx")]
    reader: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn main() -> anyhow::Result<()> {
    let args = FitArgs::parse();
    ensure!(
        args.questions.len() == args.transcripts.len(),
        "{} files of questions and {} folders of transcripts; each file needs its own --transcripts",
        args.questions.len(),
        args.transcripts.len()
    );
    let stores = tempfile::tempdir()?;
    let pairs = args.questions.iter().zip(&args.transcripts);
    let sets: Vec<(String, Engine, Vec<LabelledQuestion>)> = pairs
        .enumerate()
        .map(|(place, (questions, folder))| {
            let store = stores.path().join(format!("{place}.db"));
            read_set(questions, folder, &store, args.reader.as_deref())
        })
        .collect::<Result<_, _>>()?;
    let labelled: Vec<LabelledSet<'_>> = sets
        .iter()
        .map(|(name, engine, questions)| LabelledSet {
            name: name.clone(),
            engine,
            questions,
        })
        .collect();
    let config = FitConfig {
        only: args.only,
        understanding: match args.literal {
            true => Understanding::Literal,
            false => Understanding::ByRules,
        },
    };
    let bar = indicatif::ProgressBar::new(1);
    let fitted = fit(&labelled, &config, &mut |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    if args.json {
        println!("{}", serde_json::to_string_pretty(&fitted)?);
    } else {
        print_fit(&fitted);
    }
    Ok(())
}

/// Reads the questions, and the transcripts that they name into a new store.
fn read_set(
    questions: &Path,
    folder: &Path,
    store: &Path,
    reader: Option<&Path>,
) -> anyhow::Result<(String, Engine, Vec<LabelledQuestion>)> {
    let name = questions.display().to_string();
    let text = std::fs::read_to_string(questions).context(name.clone())?;
    let labelled = eval::read(&text).context(name.clone())?;
    let places = model::places();
    let files = provision::read(&places)?;
    let reader = reader.map(|path| {
        let graph = std::fs::read(path).with_context(|| path.display().to_string())?;
        let weights = Arc::from(&files.weights[..]);
        let reader = Reader::load(&files.runtime, &graph, weights, model::threads());
        anyhow::Ok(reader?)
    });
    let reader = reader.transpose()?;
    let embedder = Embedder::load(files, model::threads())?;
    let model = StoreModel::loaded(&embedder, places.model);
    let catalogue = Catalogue::open_of(store, model, Box::new(|_| {}))?;
    let config = SearchConfig::of(embedder.ranked_as());
    let engine = Engine::new(catalogue, embedder, config);
    let engine = match reader {
        Some(reader) => engine.with_reader(reader),
        None => engine,
    };
    let named: BTreeSet<&str> = labelled.iter().map(|it| it.transcript.as_str()).collect();
    let files = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths: Vec<PathBuf> = files
        .map(|file| Ok(file?.path()))
        .collect::<std::io::Result<_>>()?;
    paths.sort();
    for path in paths {
        let id = path.file_stem().unwrap_or_default().to_string_lossy();
        if !path.is_file() || !named.contains(&*id) {
            continue;
        }
        let source = Source {
            id: id.clone().into_owned(),
            about: Metadata::default(),
            options: ParseOptions::default(),
            path: path.display().to_string(),
            bytes: std::fs::read(&path)?,
        };
        engine
            .ingest(source, &mut |_| true)
            .context(id.into_owned())?;
    }
    Ok((name, engine, labelled))
}

fn print_fit(fitted: &Fit) {
    for set in &fitted.sets {
        println!("{} (cross-validated)", set.name);
        for (category, figures) in &set.report.by_category {
            print_figures(category, figures);
        }
        print_figures("all", &set.report.all);
        println!(
            "  asked of another transcript and answered: {}; expected calibration error {:.3}\n",
            share(set.elsewhere_answered),
            set.reliability.expected_error
        );
    }
    println!(
        "expected calibration error {:.3}; by tenth of confidence: questions, mean, share right",
        fitted.reliability.expected_error
    );
    for (count, confidence, right) in &fitted.reliability.bins {
        println!("  {count:>5} {confidence:.3} {right:.3}");
    }
    println!("\nweights (src/search/weights.rs)");
    print_numbers(Features::NAMES, &fitted.weights.to_array(), 2);
    if let Some([presence, margin]) = fitted.reading {
        println!("\nreading (src/engine/ask/rereading.rs)");
        println!("    PRESENCE: {presence:.2}\n    MARGIN: {margin:.2}");
    }
    for (name, calibration) in [
        ("confidence", &fitted.confidence),
        ("spoken_of", &fitted.spoken_of),
    ] {
        println!("\n{name} (src/answer/confidence.rs)");
        println!("    intercept: {:.3},", calibration.intercept);
        print_numbers(&Evidence::NAMES, &calibration.weights, 3);
    }
    println!(
        "\nthreshold of spoken_of: answerable refused, asked elsewhere answered; cross-validated"
    );
    for (threshold, refused, answered) in &fitted.thresholds {
        println!("  {threshold:.1}  {refused:.3}  {answered:.3}");
    }
}

fn print_numbers(names: &[&str], numbers: &[f32], decimals: usize) {
    for (name, number) in names.iter().zip(numbers) {
        println!("    {name}: {number:.decimals$},");
    }
}

fn print_figures(name: &str, figures: &Figures) {
    let at = |(k, value): (&usize, &Option<f64>)| format!("@{k} {}", share(*value));
    let hits: Vec<String> = figures.hit_at.iter().map(at).collect();
    let recalls: Vec<String> = figures.recall_at.iter().map(at).collect();
    println!(
        "  {name:<14} {:>5} asked; hit {}; recall {}; MRR {}; unanswerable answered {}, as likely {}; \
         answerable refused {}; first quote {}",
        figures.questions,
        hits.join(" "),
        recalls.join(" "),
        share(figures.mrr),
        share(figures.unanswerable_answered),
        share(figures.unanswerable_likely),
        share(figures.answerable_refused),
        share(figures.first_quote)
    );
}

fn share(share: Option<f64>) -> String {
    share.map_or("-".into(), |share| format!("{share:.3}"))
}
