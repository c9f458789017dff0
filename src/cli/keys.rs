//! `whosaid keys`: the keys that callers of `whosaid serve` show.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use crate::server::{KeyRecord, Scope};

use super::exit_code::{Code, Failure};
use super::session::Session;

/// Makes, lists and revokes keys
#[derive(Debug, Args)]
pub(super) struct KeysArgs {
    /// The file of keys [default: keys.toml in the user's data folder]
    #[arg(long, global = true, value_name = "FILE")]
    keys: Option<PathBuf>,
    #[command(subcommand)]
    command: KeysCommand,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Make a key and print it; it is shown this once and kept nowhere
    Add {
        /// What the log calls it
        name: String,
        /// What it lets its holder do
        #[arg(long, default_value = "read")]
        scope: ScopeName,
    },
    /// List the keys by name, scope and the day they were made
    List,
    /// Remove a key; running servers refuse it from now on
    Revoke {
        /// Its name
        name: String,
    },
}

/// What a key lets its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ScopeName {
    /// Ask, search, list
    Read,
    /// All that, and change what is stored
    Write,
}

impl From<ScopeName> for Scope {
    fn from(name: ScopeName) -> Self {
        match name {
            ScopeName::Read => Self::Read,
            ScopeName::Write => Self::Write,
        }
    }
}

/// A key that was made.
#[derive(Serialize)]
struct Added<'a> {
    name: &'a str,
    scope: &'static str,
    key: &'a str,
}

/// A key that is there.
#[derive(Serialize)]
struct Listed<'a> {
    name: &'a str,
    scope: &'static str,
    created: String,
}

#[derive(Serialize)]
struct List<'a> {
    keys: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct Revoked<'a> {
    revoked: &'a str,
}

pub(super) fn run(args: KeysArgs, session: &Session) -> Result<Code, Failure> {
    let file = session.key_file(args.keys.as_ref())?;
    let console = session.console();
    match &args.command {
        KeysCommand::Add { name, scope } => {
            let scope = Scope::from(*scope);
            let is_first = file.list()?.is_empty();
            let new = file.add(name, scope)?;
            if console.is_json() {
                let scope = scope.name();
                let key = new.reveal();
                console.print_json(&Added { name, scope, key })?;
            } else {
                writeln!(console.out(), "{}", new.reveal())?;
                console.note("this is the only time the key is shown; callers send it in the header Authorization: Bearer KEY");
            }
            if is_first {
                console.note("from now on reading needs a key too, also on this machine, unless `whosaid serve` has --no-keys");
            }
            Ok(Code::Answered)
        }
        KeysCommand::List => list(&file.list()?, session),
        KeysCommand::Revoke { name } => {
            file.revoke(name)?;
            if console.is_json() {
                console.print_json(&Revoked { revoked: name })?;
            } else {
                writeln!(console.out(), "{name} revoked")?;
            }
            Ok(Code::Answered)
        }
    }
}

fn list(keys: &[KeyRecord], session: &Session) -> Result<Code, Failure> {
    let console = session.console();
    let listed = keys.iter().map(|key| Listed {
        name: &key.name,
        scope: key.scope.name(),
        created: key.created.to_string(),
    });
    let keys: Vec<_> = listed.collect();
    let code = if keys.is_empty() {
        Code::NothingFound
    } else {
        Code::Answered
    };
    if console.is_json() {
        console.print_json(&List { keys })?;
        return Ok(code);
    }
    let mut out = console.out();
    for key in &keys {
        writeln!(
            out,
            "{:<5}  {}  {}",
            key.scope,
            key.created,
            super::escape::escape(key.name)
        )?;
    }
    if keys.is_empty() {
        console.note("there are no keys; `whosaid keys add NAME` makes one");
    }
    Ok(code)
}
