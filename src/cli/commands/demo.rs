//! Runs `whosaid demo`, which asks the sample conversations three questions, and shows what to type
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

/// Indexes the sample conversations into a throw-away store and asks them three questions
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
    let mut inputs = expand(std::slice::from_ref(&args.folder), console)?;
    // Its subfolders are left out: they hold one conversation in many formats.
    inputs.retain(|input| input.path.as_deref().and_then(Path::parent) == Some(&args.folder));
    for input in &inputs {
        console.note(&format!("reading {}", input.name()));
        input.read_into(&engine, console)?;
    }
    if !console.is_json() {
        let mut out = console.out();
        writeln!(out, "{} read.", counted(inputs.len(), "conversation"))?;
    }
    for text in QUESTIONS {
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
    }
    Ok(Code::Answered)
}
