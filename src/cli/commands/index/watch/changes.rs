//! Detects new, changed and deleted files by comparing snapshots of folders.
//!
//! A file is reported once it has not changed for a while, and as gone when it is missing from a
//! folder that still exists. The caller passes the time and the snapshots; no clock and no disk is
//! read here.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// What distinguishes versions of a file without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct FileStamp {
    pub bytes: u64,
    pub modified: Option<SystemTime>,
    /// The inode number, which differs where another file took the name.
    pub number: u64,
    /// The time of the last change as the system records it, which a program cannot set back.
    pub noted: (i64, i64),
}

/// A transcript's version: its own stamp, and that of its sidecar.
pub(crate) type FileVersion = (FileStamp, Option<FileStamp>);

/// What distinguishes a folder from another that takes its place, such as a mount point without its
/// drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct FolderId {
    pub device: u64,
    pub number: u64,
}

/// The contents of folders at one moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct FolderSnapshot {
    pub files: BTreeMap<PathBuf, FileVersion>,
    /// Folders that could be read.
    pub folders: BTreeMap<PathBuf, FolderId>,
    /// Folders that could not be read, or only in part.
    pub unsure: BTreeSet<PathBuf>,
}

/// What changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// Files that are new or changed, and have stayed as they are for long enough.
    pub settled: Vec<PathBuf>,
    /// Files that have been missing for long enough from a folder that exists or was renamed.
    pub gone: Vec<PathBuf>,
    /// Folders that disappeared with their files, or cannot be read.
    pub lost: Vec<PathBuf>,
    /// Folders that were lost and have come back.
    pub found: Vec<PathBuf>,
}

/// Detects changes of files.
pub(crate) struct ChangeDetector {
    /// How long a file must stay unchanged before it is reported.
    settle: Duration,
    files: BTreeMap<PathBuf, FileState>,
    lost: BTreeSet<PathBuf>,
}

struct FileState {
    seen: FileVersion,
    /// When this version was seen first.
    since: Duration,
    /// The version that was reported.
    reported: Option<FileVersion>,
    /// The folder it was in when it was seen last.
    folder: Option<FolderId>,
    missing_since: Option<Duration>,
}

impl ChangeDetector {
    /// Begins with a snapshot whose files all count as reported already.
    pub(crate) fn begin(settle: Duration, snapshot: &FolderSnapshot) -> Self {
        let state = |(path, version): (&PathBuf, &FileVersion)| {
            let mut state = FileState::new(*version, folder_of(path, snapshot), Duration::ZERO);
            state.reported = Some(*version);
            (path.clone(), state)
        };
        Self {
            settle,
            files: snapshot.files.iter().map(state).collect(),
            lost: BTreeSet::new(),
        }
    }

    /// Returns the changes up to `now`, the time since a fixed moment.
    pub(crate) fn compare(&mut self, snapshot: &FolderSnapshot, now: Duration) -> Changes {
        let mut changes = Changes::default();
        for (path, &version) in &snapshot.files {
            let folder = folder_of(path, snapshot);
            let state = self.files.entry(path.clone());
            let state = state.or_insert_with(|| FileState::new(version, folder, now));
            state.folder = folder;
            state.missing_since = None;
            if state.seen != version {
                state.seen = version;
                state.since = now;
            }
            if state.reported != Some(version) && now.saturating_sub(state.since) >= self.settle {
                state.reported = Some(version);
                changes.settled.push(path.clone());
            }
        }
        let moved = self.moved(snapshot);
        let mut lost: BTreeSet<PathBuf> = BTreeSet::new();
        for (path, state) in &mut self.files {
            if snapshot.files.contains_key(path) {
                continue;
            }
            let folder = folder_of(path, snapshot);
            let parent = path.parent().unwrap_or(path);
            if (folder.is_none() || folder != state.folder) && !moved.contains(parent) {
                state.missing_since = None;
                lost.insert(parent.to_owned());
                continue;
            }
            let since = *state.missing_since.get_or_insert(now);
            if now.saturating_sub(since) >= self.settle {
                changes.gone.push(path.clone());
            }
        }
        for path in &changes.gone {
            self.files.remove(path);
        }
        let before = std::mem::replace(&mut self.lost, lost.clone());
        let found = before
            .difference(&self.lost)
            .filter(|folder| !moved.contains(*folder));
        changes.found = found.cloned().collect();
        lost.retain(|folder| !before.contains(folder));
        changes.lost = lost.into_iter().collect();
        changes
    }

    /// Returns the former paths of renamed folders. A folder counts as renamed where its number
    /// appears under another path and it holds a file that was seen under the former one. (The
    /// number alone is not enough: the system reuses it once a folder is removed.)
    fn moved(&self, snapshot: &FolderSnapshot) -> BTreeSet<PathBuf> {
        let numbered = snapshot.folders.iter();
        // Where the system does not number folders, none is recognised.
        let numbered = numbered.filter(|(_, id)| **id != FolderId::default());
        let now: BTreeMap<FolderId, &PathBuf> = numbered.map(|(path, id)| (*id, path)).collect();
        let missing = self.files.iter();
        let missing = missing.filter(|(path, _)| !snapshot.files.contains_key(*path));
        let moved = missing.filter_map(|(path, state)| {
            let (former, name) = (path.parent()?, path.file_name()?);
            let folder = now.get(&state.folder?).filter(|now| **now != former)?;
            let (stamp, _) = snapshot.files.get(&folder.join(name))?;
            (*stamp == state.seen.0).then(|| former.to_owned())
        });
        moved.collect()
    }

    /// Makes `compare` report again all files with this name, whatever their extension.
    pub(crate) fn report_again(&mut self, stem: &str) {
        let wanted = |path: &Path| path.file_stem() == Some(OsStr::new(stem));
        for (path, state) in &mut self.files {
            if wanted(path) {
                state.reported = None;
            }
        }
    }
}

impl FileState {
    fn new(seen: FileVersion, folder: Option<FolderId>, since: Duration) -> Self {
        Self {
            seen,
            since,
            reported: None,
            folder,
            missing_since: None,
        }
    }
}

fn folder_of(path: &Path, snapshot: &FolderSnapshot) -> Option<FolderId> {
    let folder = path.parent()?;
    snapshot.folders.get(folder).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTLE: Duration = Duration::from_secs(1);

    /// Folders with files of these sizes; the folder's number is its name's length.
    fn there(files: &[(&str, u64)]) -> FolderSnapshot {
        let mut snapshot = FolderSnapshot::default();
        for (path, bytes) in files {
            let path = PathBuf::from(path);
            let folder = path.parent().unwrap().to_owned();
            let number = folder.as_os_str().len() as u64;
            snapshot
                .folders
                .insert(folder, FolderId { device: 1, number });
            let stamp = FileStamp {
                bytes: *bytes,
                ..FileStamp::default()
            };
            snapshot.files.insert(path, (stamp, None));
        }
        snapshot
    }

    fn with_folder(mut snapshot: FolderSnapshot, folder: &str, id: FolderId) -> FolderSnapshot {
        snapshot.folders.insert(folder.into(), id);
        snapshot
    }

    const DRIVE: FolderId = FolderId {
        device: 1,
        number: 1,
    };

    fn paths(paths: &[&str]) -> Vec<PathBuf> {
        paths.iter().map(PathBuf::from).collect()
    }

    fn at(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_new_file_is_reported_once_it_has_not_changed_for_a_while() {
        let mut detector = ChangeDetector::begin(SETTLE, &there(&[]));
        assert_eq!(
            detector.compare(&there(&[("d/a", 1)]), at(0)).settled,
            paths(&[])
        );
        // It grows.
        assert_eq!(
            detector.compare(&there(&[("d/a", 2)]), at(900)).settled,
            paths(&[])
        );
        assert_eq!(
            detector.compare(&there(&[("d/a", 2)]), at(1800)).settled,
            paths(&[])
        );
        assert_eq!(
            detector.compare(&there(&[("d/a", 2)]), at(1900)).settled,
            paths(&["d/a"])
        );
        assert_eq!(
            detector.compare(&there(&[("d/a", 2)]), at(9000)).settled,
            paths(&[])
        );
    }

    #[test]
    fn what_was_there_at_the_beginning_is_reported_only_when_it_changes() {
        let mut detector = ChangeDetector::begin(SETTLE, &there(&[("d/a", 1), ("d/b", 1)]));
        let later = there(&[("d/a", 1), ("d/b", 7)]);
        assert_eq!(detector.compare(&later, at(2000)), Changes::default());
        assert_eq!(detector.compare(&later, at(3000)).settled, paths(&["d/b"]));
    }

    #[test]
    fn a_sidecar_that_comes_is_a_change_of_its_transcript() {
        let mut snapshot = there(&[("d/a", 1)]);
        let mut detector = ChangeDetector::begin(SETTLE, &snapshot);
        for version in snapshot.files.values_mut() {
            version.1 = Some(FileStamp::default());
        }
        assert_eq!(detector.compare(&snapshot, at(0)), Changes::default());
        assert_eq!(
            detector.compare(&snapshot, at(1000)).settled,
            paths(&["d/a"])
        );
    }

    #[test]
    fn a_file_that_is_missing_for_a_moment_is_not_gone() {
        let whole = there(&[("d/a", 1), ("d/b", 1)]);
        let without = there(&[("d/b", 1)]);
        let mut detector = ChangeDetector::begin(SETTLE, &whole);
        assert_eq!(detector.compare(&without, at(0)), Changes::default());
        // Another file took its place.
        let saved = there(&[("d/a", 5), ("d/b", 1)]);
        assert_eq!(detector.compare(&saved, at(500)), Changes::default());
        assert_eq!(detector.compare(&saved, at(1500)).settled, paths(&["d/a"]));
        assert_eq!(detector.compare(&without, at(2000)), Changes::default());
        assert_eq!(detector.compare(&without, at(3000)).gone, paths(&["d/a"]));
        assert_eq!(detector.compare(&without, at(9000)), Changes::default());
    }

    #[test]
    fn the_last_file_of_a_folder_can_go() {
        let mut detector = ChangeDetector::begin(SETTLE, &there(&[("d/a", 1)]));
        let empty = with_folder(there(&[]), "d", DRIVE);
        detector.compare(&empty, at(0));
        assert_eq!(detector.compare(&empty, at(1000)).gone, paths(&["d/a"]));
    }

    #[test]
    fn files_of_a_lost_folder_stay_and_it_is_reported_once() {
        let mut detector = ChangeDetector::begin(SETTLE, &there(&[("d/a", 1), ("d/b", 1)]));
        let lost = detector.compare(&there(&[]), at(0));
        assert_eq!(lost.lost, [PathBuf::from("d")]);
        assert_eq!(detector.compare(&there(&[]), at(5000)), Changes::default());
        let back = detector.compare(&there(&[("d/a", 1), ("d/b", 1)]), at(6000));
        assert_eq!((back.found, back.settled), (paths(&["d"]), paths(&[])));
    }

    /// The files of `d`, in the same folder under another name.
    fn renamed(files: &[(&str, u64)]) -> FolderSnapshot {
        let folder = Path::new(files[0].0).parent().unwrap().to_str().unwrap();
        with_folder(there(files), folder, DRIVE)
    }

    #[test]
    fn files_of_a_renamed_folder_are_gone_when_reported_under_their_new_names() {
        let mut detector = ChangeDetector::begin(SETTLE, &there(&[("d/a", 1), ("d/b", 2)]));
        let now = renamed(&[("new/a", 1), ("new/b", 2)]);
        assert_eq!(detector.compare(&now, at(0)), Changes::default());
        let changes = detector.compare(&now, at(1000));
        assert_eq!(changes.gone, paths(&["d/a", "d/b"]));
        assert_eq!(changes.settled, paths(&["new/a", "new/b"]));
        assert_eq!(detector.compare(&now, at(5000)), Changes::default());
    }

    #[test]
    fn a_folder_seen_in_the_middle_of_its_renaming_is_not_found_again() {
        let mut detector = ChangeDetector::begin(SETTLE, &there(&[("d/a", 1)]));
        assert_eq!(detector.compare(&there(&[]), at(0)).lost.len(), 1);
        let now = renamed(&[("new/a", 1)]);
        assert_eq!(detector.compare(&now, at(500)), Changes::default());
        assert_eq!(detector.compare(&now, at(1500)).gone, paths(&["d/a"]));
    }

    #[test]
    fn a_folder_with_the_number_of_a_lost_one_is_another() {
        for other in [renamed(&[("new/a", 7)]), renamed(&[("new/c", 1)])] {
            let mut detector = ChangeDetector::begin(SETTLE, &there(&[("d/a", 1)]));
            detector.compare(&other, at(0));
            assert_eq!(detector.compare(&other, at(5000)).gone, paths(&[]));
        }
    }

    #[test]
    fn an_empty_mount_point_is_not_its_drive() {
        let mut detector = ChangeDetector::begin(SETTLE, &there(&[("d/a", 1)]));
        let bare = FolderId {
            device: 2,
            number: 1,
        };
        let unmounted = with_folder(there(&[]), "d", bare);
        assert_eq!(detector.compare(&unmounted, at(0)).lost.len(), 1);
        assert_eq!(detector.compare(&unmounted, at(9000)), Changes::default());
    }

    #[test]
    fn a_file_that_went_with_its_folder_is_gone_when_the_folder_is_back() {
        let mut detector = ChangeDetector::begin(SETTLE, &there(&[("d/a", 1), ("d/b", 1)]));
        detector.compare(&there(&[]), at(0));
        let back = there(&[("d/b", 1)]);
        assert_eq!(detector.compare(&back, at(1000)).gone, paths(&[]));
        assert_eq!(detector.compare(&back, at(2000)).gone, paths(&["d/a"]));
    }

    #[test]
    fn a_file_is_reported_again_by_its_name() {
        let there = there(&[("d/talk.txt", 1), ("e/talk.srt", 1), ("e/walk.srt", 1)]);
        let mut detector = ChangeDetector::begin(SETTLE, &there);
        detector.report_again("talk");
        let told = detector.compare(&there, at(2000)).settled;
        assert_eq!(told, paths(&["d/talk.txt", "e/talk.srt"]));
    }
}
