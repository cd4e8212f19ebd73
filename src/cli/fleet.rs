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

/// The fleet of parts. What belongs to one host is judged together, wherever it lies; what can't be read, with those hosts
/// around it of which it may be: it may be what is missing there. Where a text or lost rows may be of any of them, all are judged at
/// once.
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
    let stand_ins = stand_ins(&kept, &groups, &nobodys);
    let mut fleet = Fleet::default();
    let judged =
        groups.into_iter().zip(stand_ins).map(|(group, near)| group.into_iter().chain(near).collect());
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
    around: BTreeSet<String>,
    /// Those that have some right in them.
    inside: BTreeSet<String>,
    /// What can't be read: its path, and whether it is a log; one of each folder.
    unread: Vec<(String, bool)>,
}

/// For each group, parts of no host that hold what can't be read and may be its own. Of a folder one is enough, since each says the
/// same; else every host would be judged beside all of them.
fn stand_ins(kept: &[Part], groups: &[Vec<usize>], nobodys: &[usize]) -> Vec<BTreeSet<usize>> {
    let (mut around, mut inside) = (BTreeMap::<&str, BTreeSet<usize>>::new(), BTreeMap::new());
    for (number, group) in groups.iter().enumerate() {
        for part in group.iter().filter_map(|place| kept.get(*place)) {
            part.around.iter().for_each(|folder| _ = around.entry(folder).or_default().insert(number));
            let of_part = part.inside.iter().map(String::as_str);
            of_part.for_each(|folder| _ = inside.entry(folder).or_insert_with(BTreeSet::new).insert(number));
        }
    }
    let mut found: BTreeMap<(String, bool), (usize, BTreeSet<usize>)> = BTreeMap::new();
    for place in nobodys {
        for (path, is_log) in kept.get(*place).into_iter().flat_map(|part| &part.unread) {
            let folders = context::folders_around(path);
            let Some(folder) = folders.first() else { continue };
            let near = folders.iter().find_map(|folder| around.get(folder.as_str()));
            let near = near.filter(|near| *is_log || near.len() == 1);
            if let Some(concerned) = near.or_else(|| inside.get(folder.as_str())) {
                let key = (folder.clone(), *is_log);
                found.entry(key).or_insert_with(|| (*place, concerned.clone()));
            }
        }
    }
    let mut of_groups = vec![BTreeSet::new(); groups.len()];
    for (place, concerned) in found.into_values() {
        for group in concerned {
            of_groups.get_mut(group).into_iter().for_each(|places| _ = places.insert(place));
        }
    }
    of_groups
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
        let sources = extract.runs.iter().map(|run| run.source).collect::<BTreeSet<_>>();
        let sources = sources.into_iter().filter_map(|id| extract.sources.get(usize::try_from(id.0).ok()?));
        let folders: Vec<Vec<String>> = sources.map(|source| context::folders_around(&source.path)).collect();
        let inside = folders.iter().filter_map(|folders| folders.first().cloned()).collect();
        let around = folders.into_iter().flatten().collect();
        let unread = context::unread(&extract.sources, &extract.runs, &extract.issues);
        let of_folder = unread
            .into_iter()
            .map(|unread| ((context::folders_around(unread.path), unread.is_log), unread.path.to_owned()));
        let of_folder: BTreeMap<_, _> = of_folder.collect();
        let unread = of_folder.into_iter().map(|((_, is_log), path)| (path, is_log)).collect();
        owners.push(owners::owners(&extract));
        kept.push(Part { around, inside, unread });
    }
    Ok((owners, kept))
}

fn file(folder: &TempDir, place: usize) -> PathBuf {
    folder.path().join(format!("{place}.ndjson.zst"))
}
