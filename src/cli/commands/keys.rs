//! Runs `whosaid keys`, which makes, lists and revokes the keys that callers of `whosaid serve`
//! send.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::json;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::input::choice::one_of;
use crate::cli::output::console::Console;
use crate::cli::output::text::escape;
use crate::cli::session::Session;
use crate::server::{KeyFile, KeyRecord, KeyScope};

/// Makes, lists and revokes keys
#[derive(Debug, Args)]
pub(crate) struct KeysArgs {
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
        /// The key's name, for the log
        name: String,
        /// What it lets its holder do: read is to ask, search and list; write is also to change what
        /// is stored
        #[arg(long, default_value = "read", value_parser = one_of([KeyScope::Read, KeyScope::Write], KeyScope::name))]
        scope: KeyScope,
    },
    /// List the keys by name, scope and the day they were made
    List,
    /// Remove a key; running servers refuse it from now on
    Revoke {
        /// Its name
        name: String,
    },
}

/// A key, with its secret when it is made and the day it was made when it is listed.
#[derive(Serialize)]
struct KeyReport<'a> {
    name: &'a str,
    scope: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<String>,
}

#[derive(Serialize)]
struct KeyList<'a> {
    keys: Vec<KeyReport<'a>>,
}

pub(crate) fn run(args: KeysArgs, session: &Session) -> Result<Code, Failure> {
    let file = session.key_file(args.keys.as_ref())?;
    let console = session.console();
    match &args.command {
        KeysCommand::Add { name, scope } => add(&file, name, *scope, console),
        KeysCommand::List => list(&file.list()?, console),
        KeysCommand::Revoke { name } => {
            file.revoke(name)?;
            let revoked = || json!({ "revoked": name });
            console.print(revoked, |out| writeln!(out, "{name} revoked"))?;
            Ok(Code::Answered)
        }
    }
}

fn add(file: &KeyFile, name: &str, scope: KeyScope, console: &Console) -> Result<Code, Failure> {
    let is_first = file.list()?.is_empty();
    let new = file.add(name, scope)?;
    let added = || KeyReport {
        name,
        scope: scope.name(),
        key: Some(new.reveal()),
        created: None,
    };
    console.print(added, |out| writeln!(out, "{}", new.reveal()))?;
    if !console.is_json() {
        console.note(
            "this is the only time the key is shown; callers send it in the header Authorization: \
             Bearer KEY",
        );
    }
    if is_first {
        console.note(
            "from now on reading needs a key too, also on this machine, unless `whosaid serve` has \
             --no-keys",
        );
    }
    Ok(Code::Answered)
}

fn list(keys: &[KeyRecord], console: &Console) -> Result<Code, Failure> {
    let listed = keys.iter().map(|key| KeyReport {
        name: &key.name,
        scope: key.scope.name(),
        key: None,
        created: Some(key.created.to_string()),
    });
    let listed = || KeyList {
        keys: listed.collect(),
    };
    console.print(listed, |out| {
        keys.iter().try_for_each(|key| {
            let (scope, name) = (key.scope.name(), escape(&key.name));
            writeln!(out, "{scope:<5}  {}  {name}", key.created)
        })
    })?;
    if keys.is_empty() && !console.is_json() {
        console.note("there are no keys; `whosaid keys add NAME` makes one");
    }
    Ok(Code::found(keys.len()))
}
