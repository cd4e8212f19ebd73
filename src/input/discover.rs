//! From the paths that were given to the files to read, judged by content.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use walkdir::WalkDir;

use super::pieces::Log;
use crate::issue::{Issue, IssueKind};

/// The first eight bytes of an event log.
const EVTX_MAGIC: &[u8] = b"ElfFile\0";
/// The first eight bytes of a chunk of one.
const CHUNK_MAGIC: &[u8] = b"ElfChnk\0";
/// "LfLe" at offset 4: an event log of Windows XP and 2003.
const EVT_MAGIC: &[u8] = b"LfLe";
/// The first bytes of archives.
const ARCHIVES: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "zip archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"MSCF", "cabinet"),
    (b"\x1f\x8b", "gzip archive"),
];

/// Up to so many files, threads cost more than they save.
const FEW: usize = 16;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Files that are, or claim to be, event logs; in the order of their paths.
    pub logs: Vec<Log>,
    /// What was said of the rest.
    pub issues: Vec<Issue>,
    /// Files in searched folders that are something else.
    pub other_files: u64,
}

/// Looks for event logs in files and folders. The same file by two ways is read once, under the path that
/// sorts first, so that the order of the arguments does not matter.
pub(super) fn discover(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    let mut candidates: BTreeMap<PathBuf, bool> = BTreeMap::new();
    let mut has_links = paths.len() > 1;
    for path in paths {
        if path.is_dir() {
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
        let kind = kind_of(&path, is_named || has_extension(&path, "evtx"));
        (path, is_named, kind)
    };
    let judged: Vec<_> = if candidates.len() <= FEW {
        candidates.into_iter().map(look).collect()
    } else {
        candidates.into_iter().collect::<Vec<_>>().into_par_iter().map(look).collect()
    };
    for (path, is_named, kind) in judged {
        consider(path, is_named, kind, &mut found);
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
                let is_link = error.path().is_some_and(Path::is_symlink) && !has_extension(path, "evtx");
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

/// A file named by the user is read or complained about; one found by walking is judged by its
/// content, and only counted when it is something else.
fn consider(path: PathBuf, is_named: bool, kind: io::Result<(Kind, u64)>, found: &mut Found) {
    let claims_to_be_a_log = is_named || has_extension(&path, "evtx");
    let (kind, size) = match kind {
        Ok(kind) => kind,
        Err(error) => {
            let issue = Issue::loss(IssueKind::Unreadable, format!("can't be read: {error}"));
            found.issues.push(issue.at_path(path.display().to_string()));
            return;
        }
    };
    // What calls itself no log is told, but nothing that was declared is lost with it.
    let other = |kind: IssueKind, text: String| {
        if is_named { Issue::loss(kind, text) } else { Issue::note(kind, text) }
    };
    let issue = match kind {
        Kind::Evtx => {
            found.logs.push(Log { path, size });
            return;
        }
        Kind::Empty if claims_to_be_a_log => Issue::loss(
            IssueKind::EmptyFile,
            "the file is empty; export the log again, for example with wevtutil epl",
        ),
        Kind::Evt => Issue::loss(
            IssueKind::LegacyEvt,
            "an event log of Windows XP or Server 2003 (.evt), which this program does not read; \
             on a Windows machine: wevtutil epl /lf:true OLD.evt NEW.evtx",
        ),
        Kind::Etl if is_named || has_extension(&path, "etl") => other(
            IssueKind::TraceFile,
            "an event trace (.etl), not an event log; on a Windows machine: \
             tracerpt TRACE.etl -o EVENTS.evtx -of EVTX"
                .to_owned(),
        ),
        Kind::Archive(what) => {
            other(IssueKind::UnsupportedFormat, format!("a {what}: unpack it and give the folder"))
        }
        Kind::Xml if is_named => Issue::loss(
            IssueKind::UnsupportedFormat,
            "an XML text, not a binary event log; export it as .evtx (wevtutil epl, or \"Save all \
             events as\" in Event Viewer)",
        ),
        _ if claims_to_be_a_log => {
            Issue::loss(IssueKind::NotAnEventLog, "not an event log: it does not begin with \"ElfFile\"")
        }
        _ => {
            found.other_files = found.other_files.saturating_add(1);
            return;
        }
    };
    found.issues.push(issue.at_path(path.display().to_string()));
}

/// What the first bytes of a file say it is.
enum Kind {
    Evtx,
    Empty,
    Evt,
    Etl,
    Archive(&'static str),
    Xml,
    Other,
}

/// What a file is, and its size.
fn kind_of(path: &Path, claims_to_be_a_log: bool) -> io::Result<(Kind, u64)> {
    /// Up to the magic of the first chunk, for logs whose own first bytes are overwritten.
    const HEAD: u64 = 4104;
    let metadata = path.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    let mut head = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    let at = |offset: usize, magic: &[u8]| head.get(offset..).is_some_and(|rest| rest.starts_with(magic));
    let is_chunked = at(4096, CHUNK_MAGIC) || (claims_to_be_a_log && has_chunk(path)?);
    let kind = if at(0, EVTX_MAGIC) || is_chunked {
        Kind::Evtx
    } else if head.is_empty() {
        Kind::Empty
    } else if at(4, EVT_MAGIC) {
        Kind::Evt
    } else if let Some((_, what)) = ARCHIVES.iter().find(|(magic, _)| at(0, magic)) {
        Kind::Archive(what)
    } else if head
        .iter()
        .copied()
        .filter(|byte| *byte != 0)
        .take(200)
        .collect::<Vec<_>>()
        .windows(6)
        .any(|window| window == b"<Event")
    {
        Kind::Xml
    } else if is_trace(&head) {
        Kind::Etl
    } else {
        Kind::Other
    };
    Ok((kind, metadata.len()))
}

/// Whether a file begins like an event log.
pub(super) fn is_event_log(path: &Path) -> bool {
    path.is_file() && matches!(kind_of(path, false), Ok((Kind::Evtx, _)))
}

/// Looks for a chunk where one could be, in a log whose beginning is overwritten.
fn has_chunk(path: &Path) -> io::Result<bool> {
    /// A mebibyte of wreckage is enough.
    const SLOTS: u64 = 16;
    let mut file = File::open(path)?;
    for slot in 0..SLOTS {
        file.seek(SeekFrom::Start(4096_u64.saturating_add(slot.saturating_mul(0x1_0000))))?;
        let mut magic = Vec::new();
        (&mut file).take(CHUNK_MAGIC.len() as u64).read_to_end(&mut magic)?;
        if magic == CHUNK_MAGIC {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A trace begins with a buffer header of 72 bytes, behind which the header type and the marker
/// 0xC0 of the first event lie (ntwmi.h: `SYSTEM_TRACE_HEADER`).
fn is_trace(head: &[u8]) -> bool {
    head.get(0x4a..0x4c).is_some_and(|bytes| matches!(bytes, [1 | 2, 0xc0]))
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}
