//! Many hosts, read folder by folder and judged one after another, so that the memory is that of one host.

use std::collections::{BTreeMap, BTreeSet};
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

/// The fleet of parts. What belongs to one host is judged together, wherever it lies; a log of no host that is known, with those that
/// have logs beside it, or below the nearest folder above that has any: it may be what is missing there. Where a text or lost rows
/// may be of any of them, all are judged at once.
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
    let (owners, kept) = match keep(&folder, parts, &options.how, progress) {
        Ok(kept) => kept,
        Err(error) => return Err(failed(error)),
    };
    let groups = owners::groups(&owners);
    let known: BTreeSet<usize> = groups.iter().flatten().copied().collect();
    let nobodys: Vec<usize> = (0..kept.len()).filter(|place| !known.contains(place)).collect();
    let stand_ins = stand_ins(&kept, &known, &nobodys);
    let mut fleet = Fleet::default();
    let judged = groups.into_iter().map(|group| {
        let near = stand_ins.iter().filter(|(folder, _)| holds(&kept, &group, folder));
        let near: BTreeSet<usize> = near.map(|(_, place)| *place).collect();
        group.into_iter().chain(near).collect()
    });
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
#[derive(Debug)]
struct Part {
    /// The folders and archives around its logs.
    folders: BTreeSet<String>,
    /// Logs of which nothing is certain, one of each folder.
    unknown: Vec<String>,
}

/// Which part of no host stands for the unknown logs whose nearest folder with logs of any host is this one: of the hosts there each
/// says the same, so one is enough, else every host would be judged beside all of them.
fn stand_ins(kept: &[Part], known: &BTreeSet<usize>, nobodys: &[usize]) -> BTreeMap<String, usize> {
    let held: BTreeSet<&String> =
        known.iter().filter_map(|place| kept.get(*place)).flat_map(|part| &part.folders).collect();
    let mut found = BTreeMap::new();
    for place in nobodys {
        for path in kept.get(*place).into_iter().flat_map(|part| &part.unknown) {
            let mut folders = context::folders_around(path).into_iter();
            if let Some(nearest) = folders.find(|folder| held.contains(folder)) {
                found.entry(nearest).or_insert(*place);
            }
        }
    }
    found
}

/// Whether logs of some parts lie in a folder, or below it.
fn holds(kept: &[Part], parts: &[usize], folder: &str) -> bool {
    parts.iter().filter_map(|place| kept.get(*place)).any(|part| part.folders.contains(folder))
}

/// Keeps an extract of each part, and tells whose it is.
fn keep(
    folder: &TempDir,
    parts: &[PathBuf],
    how: &How,
    progress: &dyn Progress,
) -> io::Result<(Vec<Owners>, Vec<Part>)> {
    let (mut owners, mut kept) = (Vec::with_capacity(parts.len()), Vec::with_capacity(parts.len()));
    for (place, part) in parts.iter().enumerate() {
        let extract = pipeline::extract(vec![Input::Path(part.clone())], how, None, progress);
        let mut file = BufWriter::new(File::create(file(folder, place))?);
        extract::write(&extract, Form::NdjsonZst, &mut file)?;
        file.flush()?;
        let folders =
            extract.runs.iter().filter_map(|run| extract.sources.get(usize::try_from(run.source.0).ok()?));
        let folders = folders.flat_map(|source| context::folders_around(&source.path)).collect();
        let unknown = context::unknown_logs(&extract.sources, &extract.runs, &extract.issues);
        let of_folder = unknown.into_iter().map(|path| (context::folders_around(path), path.to_owned()));
        let unknown = of_folder.collect::<BTreeMap<_, _>>().into_values().collect();
        owners.push(owners::owners(&extract));
        kept.push(Part { folders, unknown });
    }
    Ok((owners, kept))
}

fn file(folder: &TempDir, place: usize) -> PathBuf {
    folder.path().join(format!("{place}.ndjson.zst"))
}
