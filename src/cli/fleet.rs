//! Many hosts, read folder by folder and judged one after another, so that the memory is that of one host.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::Fatal;
use super::interrupt::Unfinished;
use crate::context;
use crate::extract::owners::{self, Owners};
use crate::extract::{self, Form};
use crate::fleet::Fleet;
use crate::input::{How, Input, Progress};
use crate::pipeline::{self, Options};
use crate::redact::Names;

/// Parts of what was given that can be read one after another: the paths, and of a folder that holds nothing but folders and
/// extracts, what lies in it. One part where that is all.
pub(super) fn parts(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut parts: Vec<PathBuf> =
        paths.iter().flat_map(|path| inside(path).unwrap_or(vec![path.clone()])).collect();
    parts.sort();
    parts.dedup();
    parts
}

/// What lies in a folder of folders and extracts; `None` where it is no such folder.
fn inside(path: &Path) -> Option<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in path.read_dir().ok()? {
        let path = entry.ok()?.path();
        let is_extract = Form::of_name(&path.to_string_lossy()).is_some();
        if !path.is_dir() && !is_extract {
            return None;
        }
        found.push(path);
    }
    (found.len() > 1).then_some(found)
}

/// The fleet of parts. What belongs to one host is judged together, wherever it lies; a log of no host that is known, with every
/// one: it may be what is missing there. Where a text or lost rows may be of any of them, all are judged at once.
///
/// # Errors
///
/// [`Fatal::Write`] where no room is left for what is kept of them.
pub(super) fn of_parts(
    parts: &[PathBuf],
    options: &Options,
    mut names: Option<&mut Names>,
    progress: &dyn Progress,
) -> Result<Fleet, Fatal> {
    let failed = Fatal::writing("the folder for temporary files");
    let temporary = || tempfile::Builder::new().prefix("volsift-").tempdir();
    let (folder, unfinished) = match Unfinished::make(temporary, TempDir::path) {
        Ok(made) => made,
        Err(error) => return Err(failed(error)),
    };
    let kept = match keep(&folder, parts, &options.how, progress) {
        Ok(kept) => kept,
        Err(error) => return Err(failed(error)),
    };
    let owners: Vec<Owners> = kept.iter().map(|part| part.owners.clone()).collect();
    let groups = owners::groups(&owners);
    let known: BTreeSet<usize> = groups.iter().flatten().copied().collect();
    let nobodys: Vec<usize> = (0..kept.len()).filter(|place| !known.contains(place)).collect();
    // A log of nobody that is known says the same of every host, whatever it is called: one of those that lie side by side is
    // enough, else each host would be judged beside all of them.
    let mut beside = BTreeSet::new();
    let stand_ins: Vec<usize> = nobodys
        .iter()
        .copied()
        .filter(|place| {
            let part = parts.get(*place).zip(kept.get(*place)).filter(|(_, kept)| kept.has_unknown_log);
            part.is_some_and(|(part, _)| beside.insert(part.parent()))
        })
        .collect();
    let mut fleet = Fleet::default();
    let judged = groups.into_iter().map(|group| [group, stand_ins.clone()].concat());
    for group in judged.chain([nobodys.clone()]) {
        let files = group.iter().map(|place| Input::Path(file(&folder, *place)));
        let inputs = files.collect();
        let silent = crate::input::NoProgress;
        fleet.add(&match names.as_deref_mut() {
            Some(names) => pipeline::analyze_redacted(inputs, options, names, &silent),
            None => pipeline::analyze(inputs, options, &silent),
        });
    }
    drop(folder);
    drop(unfinished);
    Ok(fleet)
}

/// What is known of a part of which an extract is kept.
struct Part {
    owners: Owners,
    has_unknown_log: bool,
}

/// Keeps an extract of each part.
fn keep(folder: &TempDir, parts: &[PathBuf], how: &How, progress: &dyn Progress) -> io::Result<Vec<Part>> {
    let mut kept = Vec::with_capacity(parts.len());
    for (place, part) in parts.iter().enumerate() {
        let extract = pipeline::extract(vec![Input::Path(part.clone())], how, None, progress);
        let mut file = BufWriter::new(File::create(file(folder, place))?);
        extract::write(&extract, Form::NdjsonZst, &mut file)?;
        file.flush()?;
        let unknown = context::unknown_logs(&extract.sources, &extract.runs, &extract.issues);
        kept.push(Part { owners: owners::owners(&extract), has_unknown_log: !unknown.is_empty() });
    }
    Ok(kept)
}

fn file(folder: &TempDir, place: usize) -> PathBuf {
    folder.path().join(format!("{place}.ndjson.zst"))
}
