//! From the paths that were given to the files to read, judged by content.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use walkdir::WalkDir;

use super::entry::{self, Site};
use super::promise::has_extension;
use super::sniff::Kind;
use super::{carrier, limits, magic, pieces, text, texts};
use crate::issue::{Issue, IssueKind};
use crate::say::{Log, sentences};
use crate::source::{Folders, Seen, Use};

sentences! {
    cant_be_searched(error: Log) = "file.cant-be-searched": "can't be searched: { $error }";
}

/// The path that means standard input.
const STANDARD_INPUT: &str = "-";
/// Up to so many files, threads cost more than they save.
const FEW: usize = 16;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Files that are, or claim to be, event logs; in the order of their paths.
    pub logs: Vec<pieces::Log>,
    /// Files that are read as streams, in the order of their paths.
    pub streams: Vec<Stream>,
    /// What was said of the rest.
    pub issues: Vec<Issue>,
    /// What was found where, and what of it was left aside.
    pub folders: Folders,
    /// What each file is that is no binary log, where that was asked for.
    pub seen: Vec<Seen>,
    names_files: bool,
}

/// A file that is read from its begin to its end, or an archive.
#[derive(Debug)]
pub(super) struct Stream {
    pub path: PathBuf,
    pub size: u64,
    pub kind: Kind,
    pub place: Site,
    /// Whether it is standard input, a pipe or a device, of which nothing is known before it is read.
    pub is_read_once: bool,
}

impl Found {
    fn see(&mut self, path: &str, size: Option<u64>, what: &'static str) {
        if self.names_files {
            self.seen.push(Seen { path: path.to_owned(), size, what });
        }
    }
}

impl Stream {
    /// Whether it is standard input.
    pub(super) fn is_standard_input(&self) -> bool {
        self.path.as_os_str() == STANDARD_INPUT
    }
}

/// What was found out about a file without reading all of it.
enum Looked {
    /// A file of that kind and size, and what it is.
    File(Kind, u64, &'static str),
    /// Standard input, a pipe or a device: nothing is known before it is read, and it can be read once only.
    Once,
}

/// Looks for event logs in files and folders. The same file by two ways is read once, under the path that
/// sorts first, so that the order of the arguments does not matter.
pub(super) fn discover(paths: &[PathBuf], names_files: bool) -> Found {
    let mut found = Found { names_files, ..Found::default() };
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
        // A pipe has no size of its own.
        let size =
            path.metadata().ok().filter(std::fs::Metadata::is_file).map_or(u64::MAX, |file| file.len());
        let mut place = Site::outside(name, is_named, size);
        let looked = look(&path, &mut place);
        (path, place, looked)
    };
    let judged: Vec<_> = if candidates.len() <= FEW {
        candidates.into_iter().map(look).collect()
    } else {
        candidates.into_iter().collect::<Vec<_>>().into_par_iter().map(look).collect()
    };
    for (path, place, looked) in judged {
        found.folders.walk_file(&place.path);
        consider(path, place, looked, &mut found);
    }
    found.issues.sort_by(|a, b| a.place.path.cmp(&b.place.path));
    found
}

/// Collects the files below a folder; whether links led there, so that a file may be met twice.
fn walk(folder: &Path, candidates: &mut BTreeMap<PathBuf, bool>, found: &mut Found) -> bool {
    let mut has_links = false;
    // Links that lead to folders of links have as many paths as powers of two.
    let mut entered: BTreeSet<PathBuf> = BTreeSet::new();
    let mut entries = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {
                has_links |= entry.path_is_symlink();
                // One that was entered by another way; its files are known by the path that sorts first.
                if entry.path().canonicalize().is_ok_and(|real| !entered.insert(real)) {
                    entries.skip_current_dir();
                }
            }
            Ok(entry) if entry.file_type().is_file() => {
                has_links |= entry.path_is_symlink();
                candidates.entry(entry.into_path()).or_insert(false);
            }
            Ok(entry) => {
                has_links |= entry.path_is_symlink();
                // A pipe, a socket or a device that lies there: opened, it might keep the program waiting for ever.
                let path = entry.path().display().to_string();
                found.folders.walk_file(&path);
                found.folders.take(&path, Use::Other);
                found.see(&path, None, "special");
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                let text = cant_be_searched(Log::of(error.to_string()));
                // A link that leads nowhere, or in a circle, hides no log.
                let claims_to_be_a_log = has_extension(&path.to_string_lossy(), "evtx");
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
fn look(path: &Path, place: &mut Site) -> io::Result<Looked> {
    if path.as_os_str() == STANDARD_INPUT {
        return Ok(Looked::Once);
    }
    let metadata = path.metadata()?;
    if !metadata.is_file() {
        return Ok(Looked::Once);
    }
    place.modified = text::modified(path);
    let mut file = File::open(path)?;
    let (mut kind, head) = entry::begin(&mut file, place)?;
    if carrier::may_end_in_archive(kind, &place.path) {
        kind = carrier::of_file(kind, &head, &mut file, metadata.len())?;
    }
    Ok(Looked::File(kind, metadata.len(), magic::what(kind, &head)))
}

/// Why a path that was named can't be read at all; `None` where it can.
pub(super) fn cant_open(path: &Path) -> Option<io::Error> {
    if path.as_os_str() == STANDARD_INPUT {
        return None;
    }
    let open = || match path.metadata()? {
        metadata if metadata.is_dir() => path.read_dir().map(|_| ()),
        metadata if metadata.is_file() => File::open(path).map(|_| ()),
        // To open a pipe takes what waits at its other end.
        _ => Ok(()),
    };
    open().err()
}

/// A file named by the user is read or complained about; one found by walking is judged by its
/// content, and only counted when it is something else.
fn consider(path: PathBuf, place: Site, looked: io::Result<Looked>, found: &mut Found) {
    let (kind, size, is_read_once) = match looked {
        Ok(Looked::File(kind, size, what)) => {
            found.see(&place.path, Some(size), what);
            (kind, size, false)
        }
        Ok(Looked::Once) => (Kind::Other, 0, true),
        Err(error) => {
            found.see(&place.path, None, "unread");
            let kind = if place.is_named { IssueKind::NotFound } else { IssueKind::Unreadable };
            let issue = Issue::loss(kind, limits::cant_be_read(&error));
            found.issues.push(issue.at_path(place.path));
            return;
        }
    };
    let stream = Stream { path, size, kind, place, is_read_once };
    match kind {
        _ if stream.is_read_once => found.streams.push(stream),
        Kind::Evtx => found.logs.push(pieces::Log { path: stream.path, size }),
        Kind::Archive(_) | Kind::Chunks | Kind::Xml | Kind::Text | Kind::Extract(_) => {
            found.streams.push(stream);
        }
        _ => match stream.place.complaint(kind) {
            Some(issue) => found.issues.push(issue),
            None => found.folders.take(&stream.place.path, Use::Other),
        },
    }
}

/// A wreck of a log may be all that is left of it.
fn calls_itself_a_log(file: &Path) -> Option<&'static str> {
    let path = file.display().to_string();
    ["evtx", "evt", "etl"]
        .into_iter()
        .any(|extension| has_extension(&path, extension))
        .then_some("a log by its name")
}

/// See [`super::evidence_at`].
pub(super) fn evidence_at(
    file: &Path,
    paths: &[PathBuf],
    lists: &[&Path],
    is_context: fn(&str) -> bool,
) -> Option<&'static str> {
    if !file.is_file() {
        return None;
    }
    let is_it = |path: &Path| same_file::is_same_file(file, path).unwrap_or(false);
    if lists.iter().any(|list| is_it(list)) {
        return Some("a list that is read");
    }
    if paths.iter().any(|path| path.as_os_str() != STANDARD_INPUT && is_it(path)) {
        return Some("one of the files to read");
    }
    // What lies in a folder that is searched is evidence by what it holds: an older report there is none.
    let mut place = Site::outside(file.display().to_string(), false, 0);
    let Ok(Looked::File(kind, ..)) = look(file, &mut place) else { return None };
    match kind {
        Kind::Evtx | Kind::Chunks | Kind::Evt | Kind::Etl => Some("an event log"),
        Kind::Archive(_) | Kind::OtherArchive(_) => Some("an archive"),
        Kind::Xml | Kind::EmptyExport | Kind::CutExport => Some("an export of events"),
        Kind::Text => match text::read(file) {
            Ok(text) if texts::holds_events(&text) => Some("a list of events"),
            Ok(text) if is_context(&text) => Some("a list of volumes or an export of the registry"),
            _ => calls_itself_a_log(file),
        },
        // It travels without the logs that it was made of.
        Kind::Extract(_) => Some(super::EXTRACT),
        Kind::Empty | Kind::Zeros | Kind::Program | Kind::Other => calls_itself_a_log(file),
    }
}
