//! From the paths that were given to the files to read, judged by content.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use walkdir::WalkDir;

use super::entry::{self, Place};
use super::pieces::Log;
use super::sniff::{self, Kind};
use super::text;
use crate::issue::{Issue, IssueKind};

/// The path that means standard input.
const STANDARD_INPUT: &str = "-";
/// Up to so many files, threads cost more than they save.
const FEW: usize = 16;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Files that are, or claim to be, event logs; in the order of their paths.
    pub logs: Vec<Log>,
    /// Files that are read as streams, in the order of their paths.
    pub streams: Vec<Stream>,
    /// What was said of the rest.
    pub issues: Vec<Issue>,
    /// Files in searched folders that are something else.
    pub other_files: u64,
}

/// A file that is read from its begin to its end, or an archive.
#[derive(Debug)]
pub(super) struct Stream {
    pub path: PathBuf,
    pub size: u64,
    pub kind: Kind,
    pub place: Place,
}

impl Stream {
    /// Whether it is standard input, of which nothing is known before it is read.
    pub(super) fn is_standard_input(&self) -> bool {
        self.path.as_os_str() == STANDARD_INPUT
    }
}

/// Looks for event logs in files and folders. The same file by two ways is read once, under the path that
/// sorts first, so that the order of the arguments does not matter.
pub(super) fn discover(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    let mut candidates: BTreeMap<PathBuf, bool> = BTreeMap::new();
    let mut has_links = paths.len() > 1;
    for path in paths {
        if path.as_os_str() != STANDARD_INPUT && path.is_dir() {
            has_links |= walk(path, &mut candidates, &mut found);
        } else {
            candidates.insert(path.clone(), true);
        }
    }
    if has_links {
        let mut seen = BTreeSet::new();
        // One that can't be resolved is complained about when it is opened.
        candidates.retain(|path, _| path.canonicalize().map_or(true, |canonical| seen.insert(canonical)));
    }
    let look = |(path, is_named): (PathBuf, bool)| {
        let name = match path.to_string_lossy() {
            name if name == STANDARD_INPUT => "stdin".to_owned(),
            name => name.into_owned(),
        };
        let size = path.metadata().map_or(u64::MAX, |metadata| metadata.len());
        let mut place = Place::outside(name, is_named, size);
        let looked = look(&path, &mut place);
        (path, place, looked)
    };
    let judged: Vec<_> = if candidates.len() <= FEW {
        candidates.into_iter().map(look).collect()
    } else {
        candidates.into_iter().collect::<Vec<_>>().into_par_iter().map(look).collect()
    };
    for (path, place, looked) in judged {
        consider(path, place, looked, &mut found);
    }
    found.issues.sort_by(|a, b| a.place.path.cmp(&b.place.path));
    found
}

/// Collects the files below a folder; whether links led there, so that a file may be met twice.
fn walk(folder: &Path, candidates: &mut BTreeMap<PathBuf, bool>, found: &mut Found) -> bool {
    let mut has_links = false;
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                has_links |= entry.path_is_symlink();
                candidates.entry(entry.into_path()).or_insert(false);
            }
            Ok(entry) => has_links |= entry.path_is_symlink(),
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                let text = format!("can't be searched: {error}");
                // A link that leads nowhere, or in a circle, hides no log.
                let claims_to_be_a_log = sniff::has_extension(&path.to_string_lossy(), "evtx");
                let is_link = error.path().is_some_and(Path::is_symlink) && !claims_to_be_a_log;
                let issue = if is_link {
                    Issue::note(IssueKind::Unreadable, text)
                } else {
                    Issue::loss(IssueKind::Unreadable, text)
                };
                found.issues.push(issue.at_path(path.display().to_string()));
            }
        }
    }
    has_links
}

/// What a file is, its size, and when it was written to.
fn look(path: &Path, place: &mut Place) -> io::Result<(Kind, u64)> {
    if path.as_os_str() == STANDARD_INPUT {
        return Ok((Kind::Other, 0));
    }
    let metadata = path.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    place.modified = text::modified(path);
    let (kind, _) = entry::begin(&mut File::open(path)?, place)?;
    Ok((kind, metadata.len()))
}

/// A file named by the user is read or complained about; one found by walking is judged by its
/// content, and only counted when it is something else.
fn consider(path: PathBuf, place: Place, looked: io::Result<(Kind, u64)>, found: &mut Found) {
    let (kind, size) = match looked {
        Ok(looked) => looked,
        Err(error) => {
            let issue = Issue::loss(IssueKind::Unreadable, format!("can't be read: {error}"));
            found.issues.push(issue.at_path(place.path));
            return;
        }
    };
    let stream = Stream { path, size, kind, place };
    match kind {
        _ if stream.is_standard_input() => found.streams.push(stream),
        Kind::Evtx => found.logs.push(Log { path: stream.path, size }),
        Kind::Archive(_) | Kind::Xml => found.streams.push(stream),
        Kind::Text if stream.place.may_be_context() => found.streams.push(stream),
        _ => match sniff::complaint(kind, &stream.place.path, stream.place.is_named) {
            Some(issue) => found.issues.push(issue),
            None => found.other_files = found.other_files.saturating_add(1),
        },
    }
}

/// Whether a file begins like an event log.
pub(super) fn is_event_log(path: &Path) -> bool {
    let mut place = Place::outside(String::new(), false, 0);
    path.is_file() && matches!(look(path, &mut place), Ok((Kind::Evtx, _)))
}
