//! The model as the program finds it.

use std::path::PathBuf;

use whosaid::embed::Model;
use whosaid::provision::{self, Places};

/// Returns where the model and the runtime are, fetching what is missing. The model is the one that
/// `WHOSAID_MODEL` names, or English.
pub(crate) fn places() -> Places {
    let home = std::env::var_os("WHOSAID_HOME")
        .map(PathBuf::from)
        .unwrap_or_else(|| {
            let folders = directories::ProjectDirs::from("", "", "whosaid");
            folders.expect("a home folder").data_dir().to_owned()
        });
    let named = std::env::var_os("WHOSAID_MODEL");
    let model = named.map(|name| {
        let known = name.to_str().and_then(Model::from_name);
        known.expect("a model of this name")
    });
    let model = model.unwrap_or(Model::English);
    let places = Places {
        model: model.into(),
        home,
        model_dir: None,
        runtime: std::env::var_os("ORT_DYLIB_PATH").map(PathBuf::from),
    };
    provision::ensure(&places, &mut |_| {}).expect("the model can be fetched");
    places
}

/// Returns how many threads the program would use.
pub(crate) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
