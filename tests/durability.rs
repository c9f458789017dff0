//! exploration
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use whosaid::engine::{Catalogue, identity};
use whosaid::index::{Allowed, Notice, Plan};
use whosaid::search::{Hit, Query, SearchConfig, search};
use whosaid::store::Store;
use crate::support::samples;

type Notices = Arc<Mutex<Vec<Notice>>>;
fn open(path: &Path) -> (Catalogue, Notices) {
    let notices = Notices::default();
    let told = notices.clone();
    let c = Catalogue::open_existing(path, Box::new(move |n| told.lock().unwrap().push(n))).unwrap();
    (c, notices)
}
fn hits(c: &Catalogue) -> Result<Vec<Vec<Hit>>, String> {
    let index = c.index().map_err(|e| e.to_string())?;
    let mut all = Vec::new();
    for q in samples().questions.iter().step_by(9) {
        for plan in [Plan::Graph, Plan::Exact] {
            let query = Query { text: &q.0, embedding: &q.1, k: 5, allowed: Allowed::All, plan };
            all.push(search(&index, &query, &SearchConfig::default()).map_err(|e| e.to_string())?.hits);
        }
    }
    Ok(all)
}
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file())
        .map(|e| (e.path().to_owned(), std::fs::read(e.path()).unwrap())).collect()
}
fn lay(folder: &Path, files: &[(PathBuf, Vec<u8>)]) {
    std::fs::remove_dir_all(folder).unwrap();
    for (p, b) in files { std::fs::create_dir_all(p.parent().unwrap()).unwrap(); std::fs::write(p, b).unwrap(); }
}
#[test]
fn explore() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut store = Store::open(&path, identity()).unwrap();
    for id in ["canal_history", "sunday_kitchen"] { samples().recording(id).commit_as(id, &mut store); }
    drop(store);
    let t = std::time::Instant::now();
    let (c, _) = open(&path);
    let base = hits(&c).unwrap();
    eprintln!("build+search {:?}", t.elapsed());
    drop(c);
    let t = std::time::Instant::now();
    let (c, _) = open(&path);
    assert!(hits(&c).unwrap() == base);
    eprintln!("reopen+search {:?}", t.elapsed());
    drop(c);
    let derived = folder.path().join("store.db.index");
    let sound = files(&derived);
    let mut random = fastrand::Rng::with_seed(1);
    for (file, bytes) in &sound {
        let name = file.file_name().unwrap().to_string_lossy();
        if bytes.is_empty() { continue; }
        let small = bytes.len() < 1000;
        let n = if small { bytes.len() } else { 40 };
        let mut tally = std::collections::BTreeMap::new();
        for trial in 0..n {
            lay(&derived, &sound);
            let mut b = bytes.clone();
            let at = if small { trial } else { random.usize(..b.len()) };
            b[at] ^= 1 << random.u8(..8);
            std::fs::write(file, &b).unwrap();
            let r = std::panic::catch_unwind(|| {
                let (c, notices) = open(&path);
                let h = hits(&c);
                let noticed = !notices.lock().unwrap().is_empty();
                let idx = c.index().map(|i| (i.vectors.len(), i.lexical.len())).ok();
                (h, noticed, idx)
            });
            let key = match r {
                Err(_) => "PANIC".to_string(),
                Ok((Err(e), _, _)) => format!("ERR {e}"),
                Ok((Ok(h), noticed, idx)) => format!("same={} noticed={noticed} {idx:?}", h == base),
            };
            let e: &mut Vec<(usize, char)> = tally.entry(key).or_default();
            e.push((at, bytes[at] as char));
        }
        for (k, v) in tally { eprintln!("{name} ({}) {k}: {} e.g. {:?}", bytes.len(), v.len(), &v[..v.len().min(12)]); }
    }
}
