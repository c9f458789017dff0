//! What changed in folders, told from looking at them again and again.
//!
//! In: snapshots, each with its time. Out: files that are new or changed and are written no more,
//! and files that are gone. Pure: no clock and no disk. Never here: a file that may still be being
//! written, or a file called gone when it was its folder that went.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// What tells one version of a file from another without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Stamp {
    pub bytes: u64,
    pub modified: Option<SystemTime>,
    /// Another file under the same name has another number.
    pub number: u64,
    /// When the system noted the last change, which a program cannot set back.
    pub noted: (i64, i64),
}

/// A transcript's version: its own stamp, and that of its sidecar.
pub(super) type Version = (Stamp, Option<Stamp>);

/// What tells a folder from another that takes its place: a mount point without its drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct FolderId {
    pub device: u64,
    pub number: u64,
}

/// What is there at one moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Snapshot {
    pub files: BTreeMap<PathBuf, Version>,
    /// Those that could be looked into.
    pub folders: BTreeMap<PathBuf, FolderId>,
    /// Those that could not, or not wholly.
    pub unsure: BTreeSet<PathBuf>,
}

/// What is to be done.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// New or changed, and as they are for long enough.
    pub settled: Vec<PathBuf>,
    /// Missing for long enough from a folder that is there, or is called otherwise now.
    pub gone: Vec<PathBuf>,
    /// Folders that went with their files, or cannot be looked into.
    pub lost: Vec<PathBuf>,
    /// Folders that were lost, and are there again.
    pub found: Vec<PathBuf>,
}

/// What is known of the files.
pub(super) struct Watching {
    /// How long a file must stay as it is.
    settle: Duration,
    files: BTreeMap<PathBuf, Known>,
    lost: BTreeSet<PathBuf>,
}

struct Known {
    seen: Version,
    /// When it was first seen so.
    since: Duration,
    /// The version that was handed out.
    told: Option<Version>,
    /// The folder it was in when it was seen.
    folder: Option<FolderId>,
    missing_since: Option<Duration>,
}

impl Watching {
    /// Begins with files that are all read now, whatever state they are in.
    pub(super) fn begin(settle: Duration, snapshot: &Snapshot) -> Self {
        let known = |(path, version): (&PathBuf, &Version)| {
            let mut known = Known::new(*version, folder_of(path, snapshot), Duration::ZERO);
            known.told = Some(*version);
            (path.clone(), known)
        };
        Self {
            settle,
            files: snapshot.files.iter().map(known).collect(),
            lost: BTreeSet::new(),
        }
    }

    /// Takes what is there `now`, counted from any beginning, and returns what has become of it.
    pub(super) fn look(&mut self, snapshot: &Snapshot, now: Duration) -> Changes {
        let mut changes = Changes::default();
        for (path, &version) in &snapshot.files {
            let folder = folder_of(path, snapshot);
            let known = self.files.entry(path.clone());
            let known = known.or_insert_with(|| Known::new(version, folder, now));
            known.folder = folder;
            known.missing_since = None;
            if known.seen != version {
                known.seen = version;
                known.since = now;
            }
            if known.told != Some(version) && now.saturating_sub(known.since) >= self.settle {
                known.told = Some(version);
                changes.settled.push(path.clone());
            }
        }
        let moved = self.moved(snapshot);
        let mut lost: BTreeSet<PathBuf> = BTreeSet::new();
        for (path, known) in &mut self.files {
            if snapshot.files.contains_key(path) {
                continue;
            }
            let folder = folder_of(path, snapshot);
            let parent = path.parent().unwrap_or(path);
            if (folder.is_none() || folder != known.folder) && !moved.contains(parent) {
                known.missing_since = None;
                lost.insert(parent.to_owned());
                continue;
            }
            let since = *known.missing_since.get_or_insert(now);
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

    /// Returns the folders that are called otherwise now: the very folder is there under another
    /// name, and a file in it is the very file that was seen in the former one. (A folder's number
    /// alone may be another folder's after it is removed.)
    fn moved(&self, snapshot: &Snapshot) -> BTreeSet<PathBuf> {
        let numbered = snapshot.folders.iter();
        // Where the system numbers no folders, none is recognised.
        let numbered = numbered.filter(|(_, id)| **id != FolderId::default());
        let now: BTreeMap<FolderId, &PathBuf> = numbered.map(|(path, id)| (*id, path)).collect();
        let missing = self.files.iter();
        let missing = missing.filter(|(path, _)| !snapshot.files.contains_key(*path));
        let moved = missing.filter_map(|(path, known)| {
            let (former, name) = (path.parent()?, path.file_name()?);
            let folder = now.get(&known.folder?).filter(|now| **now != former)?;
            let (stamp, _) = snapshot.files.get(&folder.join(name))?;
            (*stamp == known.seen.0).then(|| former.to_owned())
        });
        moved.collect()
    }

    /// Has all files of this name, without its ending, handed out again.
    pub(super) fn tell_again(&mut self, stem: &str) {
        let wanted = |path: &Path| path.file_stem() == Some(OsStr::new(stem));
        for (path, known) in &mut self.files {
            if wanted(path) {
                known.told = None;
            }
        }
    }
}

impl Known {
    fn new(seen: Version, folder: Option<FolderId>, since: Duration) -> Self {
        Self {
            seen,
            since,
            told: None,
            folder,
            missing_since: None,
        }
    }
}

fn folder_of(path: &Path, snapshot: &Snapshot) -> Option<FolderId> {
    let folder = path.parent()?;
    snapshot.folders.get(folder).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTLE: Duration = Duration::from_secs(1);

    /// Folders with files of these sizes; the folder's number is its name's length.
    fn there(files: &[(&str, u64)]) -> Snapshot {
        let mut snapshot = Snapshot::default();
        for (path, bytes) in files {
            let path = PathBuf::from(path);
            let folder = path.parent().unwrap().to_owned();
            let number = folder.as_os_str().len() as u64;
            snapshot
                .folders
                .insert(folder, FolderId { device: 1, number });
            let stamp = Stamp {
                bytes: *bytes,
                ..Stamp::default()
            };
            snapshot.files.insert(path, (stamp, None));
        }
        snapshot
    }

    fn with_folder(mut snapshot: Snapshot, folder: &str, id: FolderId) -> Snapshot {
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
    fn a_new_file_is_told_once_it_has_not_changed_for_a_while() {
        let mut watching = Watching::begin(SETTLE, &there(&[]));
        assert_eq!(
            watching.look(&there(&[("d/a", 1)]), at(0)).settled,
            paths(&[])
        );
        // It grows.
        assert_eq!(
            watching.look(&there(&[("d/a", 2)]), at(900)).settled,
            paths(&[])
        );
        assert_eq!(
            watching.look(&there(&[("d/a", 2)]), at(1800)).settled,
            paths(&[])
        );
        assert_eq!(
            watching.look(&there(&[("d/a", 2)]), at(1900)).settled,
            paths(&["d/a"])
        );
        assert_eq!(
            watching.look(&there(&[("d/a", 2)]), at(9000)).settled,
            paths(&[])
        );
    }

    #[test]
    fn what_was_there_at_the_beginning_is_told_only_when_it_changes() {
        let mut watching = Watching::begin(SETTLE, &there(&[("d/a", 1), ("d/b", 1)]));
        let later = there(&[("d/a", 1), ("d/b", 7)]);
        assert_eq!(watching.look(&later, at(2000)), Changes::default());
        assert_eq!(watching.look(&later, at(3000)).settled, paths(&["d/b"]));
    }

    #[test]
    fn a_sidecar_that_comes_is_a_change_of_its_transcript() {
        let mut snapshot = there(&[("d/a", 1)]);
        let mut watching = Watching::begin(SETTLE, &snapshot);
        for version in snapshot.files.values_mut() {
            version.1 = Some(Stamp::default());
        }
        assert_eq!(watching.look(&snapshot, at(0)), Changes::default());
        assert_eq!(watching.look(&snapshot, at(1000)).settled, paths(&["d/a"]));
    }

    #[test]
    fn a_file_that_is_missing_for_a_moment_is_not_gone() {
        let whole = there(&[("d/a", 1), ("d/b", 1)]);
        let without = there(&[("d/b", 1)]);
        let mut watching = Watching::begin(SETTLE, &whole);
        assert_eq!(watching.look(&without, at(0)), Changes::default());
        // Another file took its place.
        let saved = there(&[("d/a", 5), ("d/b", 1)]);
        assert_eq!(watching.look(&saved, at(500)), Changes::default());
        assert_eq!(watching.look(&saved, at(1500)).settled, paths(&["d/a"]));
        assert_eq!(watching.look(&without, at(2000)), Changes::default());
        assert_eq!(watching.look(&without, at(3000)).gone, paths(&["d/a"]));
        assert_eq!(watching.look(&without, at(9000)), Changes::default());
    }

    #[test]
    fn the_last_file_of_a_folder_can_go() {
        let mut watching = Watching::begin(SETTLE, &there(&[("d/a", 1)]));
        let empty = with_folder(there(&[]), "d", DRIVE);
        watching.look(&empty, at(0));
        assert_eq!(watching.look(&empty, at(1000)).gone, paths(&["d/a"]));
    }

    #[test]
    fn files_whose_folder_went_with_them_are_kept_and_it_is_told_once() {
        let mut watching = Watching::begin(SETTLE, &there(&[("d/a", 1), ("d/b", 1)]));
        let lost = watching.look(&there(&[]), at(0));
        assert_eq!(lost.lost, [PathBuf::from("d")]);
        assert_eq!(watching.look(&there(&[]), at(5000)), Changes::default());
        let back = watching.look(&there(&[("d/a", 1), ("d/b", 1)]), at(6000));
        assert_eq!((back.found, back.settled), (paths(&["d"]), paths(&[])));
    }

    /// The files of `d`, in the same folder under another name.
    fn renamed(files: &[(&str, u64)]) -> Snapshot {
        let folder = Path::new(files[0].0).parent().unwrap().to_str().unwrap();
        with_folder(there(files), folder, DRIVE)
    }

    #[test]
    fn files_of_a_folder_that_is_renamed_are_gone_when_they_are_told_under_their_new_names() {
        let mut watching = Watching::begin(SETTLE, &there(&[("d/a", 1), ("d/b", 2)]));
        let now = renamed(&[("new/a", 1), ("new/b", 2)]);
        assert_eq!(watching.look(&now, at(0)), Changes::default());
        let changes = watching.look(&now, at(1000));
        assert_eq!(changes.gone, paths(&["d/a", "d/b"]));
        assert_eq!(changes.settled, paths(&["new/a", "new/b"]));
        assert_eq!(watching.look(&now, at(5000)), Changes::default());
    }

    #[test]
    fn a_folder_that_is_looked_at_while_it_is_renamed_is_not_called_there_again() {
        let mut watching = Watching::begin(SETTLE, &there(&[("d/a", 1)]));
        assert_eq!(watching.look(&there(&[]), at(0)).lost.len(), 1);
        let now = renamed(&[("new/a", 1)]);
        assert_eq!(watching.look(&now, at(500)), Changes::default());
        assert_eq!(watching.look(&now, at(1500)).gone, paths(&["d/a"]));
    }

    #[test]
    fn a_folder_that_only_has_the_number_of_one_that_went_is_not_it() {
        for other in [renamed(&[("new/a", 7)]), renamed(&[("new/c", 1)])] {
            let mut watching = Watching::begin(SETTLE, &there(&[("d/a", 1)]));
            watching.look(&other, at(0));
            assert_eq!(watching.look(&other, at(5000)).gone, paths(&[]));
        }
    }

    #[test]
    fn an_empty_mount_point_is_not_the_drive_that_was_there() {
        let mut watching = Watching::begin(SETTLE, &there(&[("d/a", 1)]));
        let bare = FolderId {
            device: 2,
            number: 1,
        };
        let unmounted = with_folder(there(&[]), "d", bare);
        assert_eq!(watching.look(&unmounted, at(0)).lost.len(), 1);
        assert_eq!(watching.look(&unmounted, at(9000)), Changes::default());
    }

    #[test]
    fn a_file_that_went_while_its_folder_could_not_be_read_is_gone_when_the_folder_is_back() {
        let mut watching = Watching::begin(SETTLE, &there(&[("d/a", 1), ("d/b", 1)]));
        watching.look(&there(&[]), at(0));
        let back = there(&[("d/b", 1)]);
        assert_eq!(watching.look(&back, at(1000)).gone, paths(&[]));
        assert_eq!(watching.look(&back, at(2000)).gone, paths(&["d/a"]));
    }

    #[test]
    fn a_file_is_told_again_by_its_name_on_demand() {
        let there = there(&[("d/talk.txt", 1), ("e/talk.srt", 1), ("e/walk.srt", 1)]);
        let mut watching = Watching::begin(SETTLE, &there);
        watching.tell_again("talk");
        let told = watching.look(&there, at(2000)).settled;
        assert_eq!(told, paths(&["d/talk.txt", "e/talk.srt"]));
    }
}
