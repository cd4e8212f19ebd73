//! Many hosts, read folder by folder and judged one after another, so that the memory is that of one host.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::Fatal;
use super::interrupt::Unfinished;
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
    let mut groups = owners::groups(&kept);
    let is_nobodys = |place: &usize| !groups.iter().flatten().any(|other| other == place);
    let nobodys: Vec<usize> = (0..kept.len()).filter(is_nobodys).collect();
    if groups.is_empty() {
        groups.push(Vec::new());
    }
    let mut fleet = Fleet::default();
    for group in groups {
        let files = group.iter().chain(&nobodys).map(|place| Input::Path(file(&folder, *place)));
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

/// Keeps an extract of each part, and tells whose it is.
fn keep(folder: &TempDir, parts: &[PathBuf], how: &How, progress: &dyn Progress) -> io::Result<Vec<Owners>> {
    let mut kept = Vec::with_capacity(parts.len());
    for (place, part) in parts.iter().enumerate() {
        let extract = pipeline::extract(vec![Input::Path(part.clone())], how, None, progress);
        let mut file = BufWriter::new(File::create(file(folder, place))?);
        extract::write(&extract, Form::NdjsonZst, &mut file)?;
        file.flush()?;
        kept.push(owners::owners(&extract));
    }
    Ok(kept)
}

fn file(folder: &TempDir, place: usize) -> PathBuf {
    folder.path().join(format!("{place}.ndjson.zst"))
}
