//! Answers questions about recorded conversations with who said it, when, and their exact words.
//!
//! Transcripts go in; a question comes back with verbatim quotes, their speakers and times, or
//! with "not found" and the reason. Everything runs on this machine's processor. The program
//! `whosaid` is a thin shell around this library: [`cli::main`] is all that it calls.
//!
//! # The map
//!
//! One module a stage, in the order in which data meets them; a module uses only those above it.
//!
//! | module | the question it answers |
//! |---|---|
//! | [`time`] | When was it? Spans in milliseconds, and clock text. |
//! | [`tally`] | How much, and how often? Numbers counted by size. |
//! | [`remedy`] | What helps? Named here, worded by each door. |
//! | [`english`] | Which words are these? Words, sentences and the closed classes of English. |
//! | [`transcript`] | What does this file say? Bytes become turns; doubts become warnings. |
//! | [`feed`] | Which transcripts does a podcast offer? RSS becomes items; addresses become bytes. |
//! | [`speakers`] | Who is behind a label? Names that were given, and the log of them. |
//! | [`naming`] | What may a label be called? Names suggested from what was said. |
//! | [`question`] | What is asked? Words become a topic, a kind and filters, by rules alone. |
//! | [`passage`] | What is ranked and shown? Turns become passages, and windows for the model. |
//! | [`embed`] | What does it mean? One unit vector a passage, and the signs of each token's. |
//! | [`provision`] | Where is the model? Found or fetched once, and checked by hash. |
//! | [`store`] | What is true? Transcripts, passages, vectors and tokens in one SQLite file. |
//! | [`index`] | Where could it be? Vectors with graphs, tokens, words: derived, rebuilt at need. |
//! | [`search`] | Which passage fits best? Candidates of both arms, each a sum of ingredients. |
//! | [`answer`] | Is that an answer? Verbatim quotes, by what is asked for, or "not found". |
//! | [`engine`] | Who puts it together? The one facade that every door calls. |
//! | [`api`] | How do programs see it? The JSON of `--json` and of HTTP. |
//! | [`export`] | How do other programs see it? Hits as subtitles, Markdown and tables. |
//! | [`eval`] | How good is it? Figures over labelled questions, and weights fitted to them. |
//! | [`prompt`] | What may a language model read? Passages within a number of tokens, cited. |
//! | [`chat`] | How does a chat get its answer? Quotations, or a model's sentences, checked. |
//! | [`mcp`] | How do assistants ask? The tools of the Model Context Protocol. |
//! | [`server`] | How do programs ask? HTTP, with a bounded queue. |
//! | [`cli`] | How do people ask? Arguments, text, progress, exit codes. |
//!
//! Up to [`eval`] the library is synchronous and never prints, exits or reads the environment:
//! progress and the wish to stop are closures, places are arguments. `ARCHITECTURE.md` walks a
//! turn's way in and a question's way through.
//!
//! # Example
//!
//! ```no_run
//! use std::path::Path;
//!
//! use whosaid::answer::Outcome;
//! use whosaid::embed::Embedder;
//! use whosaid::engine::{Catalogue, Engine, Question, Source};
//! use whosaid::provision::{self, Places};
//! use whosaid::search::SearchConfig;
//! use whosaid::transcript::{Metadata, ParseOptions};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let places = Places { home: "whosaid-home".into(), model_dir: None, runtime: None };
//! provision::ensure(&places, &mut |_fetching| {})?;
//! let embedder = Embedder::load(provision::read(&places)?, 2)?;
//! let catalogue = Catalogue::open(Path::new("talks.db"), Box::new(|_notice| {}))?;
//! let engine = Engine::new(catalogue, embedder, SearchConfig::default());
//!
//! let talk = Source {
//!     id: "talk".into(),
//!     about: Metadata::default(),
//!     options: ParseOptions::default(),
//!     path: "talk.srt".into(),
//!     bytes: std::fs::read("talk.srt")?,
//! };
//! engine.ingest(talk, &mut |_progress| true)?;
//!
//! let question = Question { text: "Who built the dam?".into(), k: 5, ..Question::default() };
//! match engine.ask(&question)?.answer.outcome {
//!     Outcome::Quotes(quotes) => {
//!         for quote in quotes {
//!             println!("{} ({:?}, {:?})", quote.text, quote.speaker, quote.span);
//!         }
//!     }
//!     Outcome::NotFound(reason) => println!("not found: {reason}"),
//! }
//! # Ok(())
//! # }
//! ```

// In the order in which data meets them; the blank lines keep rustfmt from sorting it.
pub mod time;

pub mod tally;

pub mod remedy;

pub mod english;

pub mod transcript;

pub mod feed;

pub mod speakers;

pub mod naming;

pub mod question;

pub mod passage;

pub mod embed;

pub mod provision;

pub mod store;

pub mod index;

pub mod search;

pub mod answer;

pub mod engine;

pub mod api;

pub mod export;

pub mod eval;

pub mod prompt;

pub mod chat;

pub mod mcp;

pub mod server;

pub mod cli;
