//! Runs `whosaid demo`, which asks the sample conversations a few questions, and shows what to type
//! next.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::input::paths::expand;
use crate::cli::output::answer::print_answer;
use crate::cli::output::console::{FAINT, STRONG};
use crate::cli::output::text::counted;
use crate::cli::session::Session;
use crate::engine::{Question, ReaderUse};

/// Two questions that can be answered, and one that cannot.
const QUESTIONS: [&str; 3] = [
    "Who made the violet ink, and from what?",
    "Why do dead plants pile up in a bog instead of rotting away?",
    "What is the capital of Australia?",
];

/// Asked across languages: in English about Russian mountain huts, and in German about English peat.
const ACROSS_LANGUAGES: [&str; 2] = [
    "Why won't they buy a satellite phone again?",
    "Wie tief ist der Torf an der tiefsten Stelle?",
];

/// The subfolder with conversations in languages other than English.
const LANGUAGES: &str = "languages";

/// Indexes the sample conversations into a throw-away store and asks them a few questions
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// The folder with the conversations
    #[arg(default_value = "data/transcripts", value_name = "DIR")]
    folder: PathBuf,
}

pub(crate) fn run(args: DemoArgs, session: &Session) -> Result<Code, Failure> {
    if !args.folder.is_dir() {
        return Err(Failure::usage(format!(
            "there is no folder {}; run the demo in whosaid's repository, or name a folder of \
             transcripts",
            args.folder.display()
        )));
    }
    let console = session.console();
    let throw_away = tempfile::tempdir()?;
    let store = throw_away.path().join("demo.db");
    let engine = session.engine_at(&store, ReaderUse::On)?;
    let reads_any_language = !engine.catalogue().model().is_english();
    let mut folders = vec![args.folder.clone()];
    if reads_any_language {
        folders.push(args.folder.join(LANGUAGES));
    }
    let mut inputs = expand(std::slice::from_ref(&args.folder), console)?;
    // Another subfolder holds one conversation in many formats.
    inputs.retain(|input| {
        let folder = input.path.as_deref().and_then(Path::parent);
        folder.is_some_and(|folder| folders.iter().any(|read| read == folder))
    });
    for input in &inputs {
        console.note(&format!("reading {}", input.name()));
        input.read_into(&engine, console)?;
    }
    if !console.is_json() {
        let mut out = console.out();
        writeln!(out, "{} read.", counted(inputs.len(), "conversation"))?;
    }
    let across: &[&str] = if reads_any_language {
        &ACROSS_LANGUAGES
    } else {
        &[]
    };
    for &text in QUESTIONS.iter().chain(across) {
        let question = Question {
            text: text.into(),
            k: 2,
            ..Question::default()
        };
        let outcome = engine.ask(&question)?;
        if !console.is_json() {
            writeln!(console.out(), "\n{STRONG}> {text}{STRONG:#}")?;
        }
        print_answer(console, &question, &outcome)?;
    }
    if !console.is_json() {
        writeln!(
            console.out(),
            "\n{FAINT}Next, with transcripts of your own:{FAINT:#}\n  \
             cargo run --release -- index PATH…\n  \
             cargo run --release -- ask \"what did they say about …?\"\n  \
             cargo run --release -- serve"
        )?;
        if !reads_any_language {
            writeln!(
                console.out(),
                "\n{FAINT}Conversations in other languages, asked across them:{FAINT:#}\n  \
                 cargo run --release -- --model multilingual demo"
            )?;
        }
    }
    Ok(Code::Answered)
}
