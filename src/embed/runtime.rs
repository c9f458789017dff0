//! Loads ONNX Runtime, once in a process.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ort::environment::Environment;

use super::error::LoadError;

static LOADED: Mutex<Option<(PathBuf, Environment)>> = Mutex::new(None);

/// Returns the environment of this process, and loads the library the first time.
///
/// `fastembed` alone would panic where the library is missing.
///
/// # Errors
/// A library that cannot be loaded, or another one than is loaded already.
pub fn environment(runtime: &Path) -> Result<Environment, LoadError> {
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((path, environment)) = loaded.as_ref() {
        return if path == runtime {
            Ok(environment.clone())
        } else {
            Err(LoadError::OtherRuntime {
                loaded: path.display().to_string(),
                path: runtime.display().to_string(),
            })
        };
    }
    let failed = |reason: String| LoadError::Runtime {
        path: runtime.display().to_string(),
        reason,
    };
    let environment = ort::init_from(runtime)
        .map_err(|error| failed(error.to_string()))?
        .with_telemetry(false)
        .build()
        .map_err(|error| failed(error.to_string()))?;
    *loaded = Some((runtime.to_owned(), environment.clone()));
    Ok(environment)
}
