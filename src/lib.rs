//! Answers questions about recorded conversations with who said it, when, and their exact words.
//!
//! Transcripts go in; a question comes back with verbatim quotes, their speakers and times, or
//! with "not found" and the reason. Everything runs on this machine's processor. The program
//! `whosaid` is a thin shell around this library: [`cli::main`] is all that it calls.
//!
//! # The map
//!
//! One room a stage, in the order in which data meets them; a room uses only those above it.
//!
//! | room | what it does |
//! |---|---|
//! | [`named`] | Declares enums whose variants have stable names. |
//! | [`time`] | Measures spans in milliseconds and writes them as clock text. |
//! | [`tally`] | Counts numbers by size. |
//! | [`remedy`] | Names what helps against an error; each door words it. |
//! | [`http_client`] | Sets up HTTP clients: TLS, redirects and timeouts. |
//! | [`xml`] | Reads XML as a sequence of elements and texts. |
//! | [`language`] | Recognises languages, cuts and folds words of any script. |
//! | [`english`] | Splits English into words and sentences, and holds its closed classes of words. |
//! | [`transcript`] | Reads transcripts in many formats: bytes become turns, doubts become warnings. |
//! | [`feed`] | Reads podcasts' feeds and fetches their transcripts. |
//! | [`speakers`] | Gives names to speaker labels and logs each change. |
//! | [`naming`] | Suggests names for speaker labels from what was said. |
//! | [`question`] | Reads a topic, a kind and filters from a question, by rules alone. |
//! | [`passage`] | Divides turns into passages, and these into windows for the model. |
//! | [`embed`] | Embeds text: a unit vector for each passage, and the signs of each token's. |
//! | [`provision`] | Finds the model or fetches it once, and checks its hash. |
//! | [`store`] | Stores transcripts, passages, vectors and tokens in one SQLite file. |
//! | [`index`] | Indexes vectors, tokens and words; can be rebuilt from the store at any time. |
//! | [`search`] | Ranks the candidates of the dense and the lexical retriever by weighted features. |
//! | [`answer`] | Chooses verbatim quotes that answer the question, or says "not found". |
//! | [`engine`] | Puts all that together for the doors. |
//! | [`api`] | Defines the JSON of `--json` and of HTTP. |
//! | [`export`] | Writes hits as subtitles, Markdown and tables. |
//! | [`eval`] | Measures answers on labelled questions. |
//! | [`prompt`] | Packs cited passages into a prompt for a language model. |
//! | [`chat`] | Answers chats with quotes, or with a model's sentences that it checks. |
//! | [`mcp`] | Answers assistants over the Model Context Protocol. |
//! | [`server`] | Answers programs over HTTP, with a bounded queue. |
//! | [`cli`] | Answers people on the command line. |
//!
//! Up to [`eval`] the library is synchronous and never prints, exits or reads the environment:
//! progress and the wish to stop are closures, places are arguments. `ARCHITECTURE.md` follows a
//! turn on its way in and a question on its way to an answer.
//!
//! # Example
//!
//! ```no_run
//! use std::path::Path;
//!
//! use whosaid::answer::Outcome;
//! use whosaid::embed::{Embedder, Model};
//! use whosaid::engine::{Catalogue, Engine, Question, Source};
//! use whosaid::provision::{self, Places};
//! use whosaid::search::SearchConfig;
//! use whosaid::transcript::{Metadata, ParseOptions};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let places = Places {
//!     model: Model::English.into(),
//!     home: "whosaid-home".into(),
//!     model_dir: None,
//!     runtime: None,
//! };
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
//!             println!("{} ({:?}, {:?})", quote.text(), quote.speaker, quote.span);
//!         }
//!     }
//!     Outcome::NotFound(reason) => println!("not found: {reason}"),
//! }
//! # Ok(())
//! # }
//! ```

// In the order in which data meets them; the blank lines keep rustfmt from sorting them.
pub mod named;

pub mod time;

pub mod tally;

pub mod remedy;

pub mod http_client;

pub mod xml;

pub mod language;

pub mod english;

pub mod transcript;

pub mod feed;

pub mod speakers;

pub mod naming;

pub mod question;

pub mod passage;

pub mod embed;
pub mod reader;

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
