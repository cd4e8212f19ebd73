//! Input: from paths to events, coverage and an account of every record.
//!
//! The only room that opens files, and the only one that names the decoder and threads. It knows
//! nothing of backups: it gives what the records say and says what it could not read.

#![expect(clippy::disallowed_methods, reason = "reading files is what this room is for")]

mod archive;
mod carrier;
mod chunk;
mod contain;
mod discover;
mod entry;
mod event_list;
mod evtx_file;
mod export;
mod extracted;
mod fingerprint;
mod gather;
mod harvest;
mod keeper;
mod later;
pub mod limits;
mod magic;
mod pieces;
mod promise;
mod sniff;
mod stream;
pub mod text;
mod texts;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::DateTime;

pub use fingerprint::fingerprints;
pub use gather::gather;
use harvest::Harvest;
pub use limits::Limits;

use crate::event::sequence::Sequence;
use crate::event::{Event, SourceId, Written};
use crate::extract::{self, Extract, Kept};
use crate::issue::{Issue, IssueKind};
use crate::say::Pattern;
use crate::source::{Fingerprint, Folders, Format, LogHeader, Modified, Seen, Source, Tally, Text};

/// The sentences of this room.
pub(crate) fn phrases() -> impl Iterator<Item = Pattern> {
    const FILES: &[&[Pattern]] = &[
        discover::SENTENCES,
        entry::SENTENCES,
        event_list::SENTENCES,
        evtx_file::SENTENCES,
        export::SENTENCES,
        extracted::SENTENCES,
        gather::SENTENCES,
        limits::SENTENCES,
        promise::SENTENCES,
        stream::SENTENCES,
        texts::SENTENCES,
    ];
    let all = [FILES, archive::ROOM, chunk::ROOM, extract::ROOM];
    all.into_iter().flatten().copied().flatten().cloned()
}

/// Hears how far the reading has come.
pub trait Progress: Sync {
    /// So many bytes are there to read.
    fn expect(&self, bytes: u64);
    /// So many more bytes have been read.
    fn advance(&self, bytes: u64);
}

/// Nobody listens.
#[derive(Debug)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn expect(&self, _bytes: u64) {}
    fn advance(&self, _bytes: u64) {}
}

/// Everything that was read.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// The sources; an event's [`SourceId`] is an index into them.
    pub sources: Vec<Source>,
    /// The events that can matter.
    pub events: Vec<Event>,
    /// The records of these events, in the same order, where they were to be kept.
    pub records: Vec<Written>,
    /// Coverage, source by source.
    pub runs: Vec<Sequence>,
    /// Computers on which other backup products logged something, with their providers.
    pub requesters: BTreeSet<(Arc<str>, Arc<str>)>,
    /// Texts beside the logs, in the order of their paths.
    pub texts: Vec<Text>,
    /// What was wrong with paths that became no source.
    pub issues: Vec<Issue>,
    /// What became of every file that was found.
    pub folders: Folders,
    /// Every file that is no binary log, with what it is, where that was asked for. The last one of a path counts.
    pub seen: Vec<Seen>,
    /// The fingerprints of files that extracts tell of.
    pub files: Vec<Fingerprint>,
}

/// Something to read.
#[non_exhaustive]
pub enum Input {
    /// A file, a folder that is searched, or `-` for standard input.
    Path(PathBuf),
    /// The bytes of a log, an export, an archive or a text, and what to call it.
    Bytes {
        /// Its name, which the report cites.
        name: String,
        /// Its content.
        bytes: Vec<u8>,
    },
    /// A stream of the same.
    Reader {
        /// Its name, which the report cites.
        name: String,
        /// Its content.
        reader: Box<dyn std::io::Read + Send>,
    },
}

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Path(path) => write!(f, "Path({})", path.display()),
            Self::Bytes { name, bytes } => write!(f, "Bytes({name}, {})", bytes.len()),
            Self::Reader { name, .. } => write!(f, "Reader({name})"),
        }
    }
}

impl<P: Into<PathBuf>> From<P> for Input {
    fn from(path: P) -> Self {
        Self::Path(path.into())
    }
}

/// Which records to decode.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Decoding {
    /// Those that can matter, and those that must be decoded to know.
    #[default]
    Needed,
    /// All; those that are looked at otherwise are looked at too, and both have to agree. Slow, and the
    /// report is the same: for tests, and for doubt.
    Everything,
}

impl Gathered {
    /// The same, to be kept: the records in the place of what was made of them.
    pub fn into_extract(self) -> Extract {
        let records = self.events.into_iter().zip(self.records).map(|(event, written)| Kept {
            source: event.at.source,
            trust: event.trust,
            written,
        });
        // Who reads it counts these files anew.
        let is_counted = |issue: &Issue| issue.kind == IssueKind::OtherFiles && issue.place.path.is_none();
        Extract {
            sources: self.sources,
            records: records.collect(),
            runs: self.runs,
            requesters: self.requesters,
            texts: self.texts,
            issues: self.issues.into_iter().filter(|issue| !is_counted(issue)).collect(),
            folders: self.folders,
            files: self.files,
        }
    }

    /// The sources that may hold forwarded events: a collector's log keeps its name, and nothing tells it of an
    /// export.
    pub fn collected(&self) -> BTreeSet<SourceId> {
        let may_be = |source: &Source| {
            let name = source.path.rsplit(['/', '\\']).next().unwrap_or_default();
            source.format == Format::Xml || name.to_ascii_lowercase().contains("forwardedevents")
        };
        (0..)
            .map(SourceId)
            .zip(&self.sources)
            .filter(|(_, source)| may_be(source))
            .map(|(id, _)| id)
            .collect()
    }
}

/// Steps of 100 ns since 1601; zero is no time.
fn of_filetime(filetime: u64) -> Option<Modified> {
    (filetime > 0).then(|| chunk::time(filetime).map(Modified::At))?
}

/// Year, month, day; hour, minute, second.
fn of_parts(date: (i32, u8, u8), time: (u8, u8, u8)) -> Option<Modified> {
    let small = |n: u8| i8::try_from(n).ok();
    let date = (i16::try_from(date.0).ok()?, small(date.1)?, small(date.2)?);
    let time = (small(time.0)?, small(time.1)?, small(time.2)?);
    DateTime::new(date.0, date.1, date.2, time.0, time.1, time.2, 0).ok().map(Modified::Local)
}

/// How to read.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct How {
    /// Which records to decode; the report does not depend on it.
    pub decoding: Decoding,
    /// Whether to carve stale records from space that a log does not use any more.
    pub recovers: bool,
    /// Whether to look at texts beside the logs.
    pub takes_context: bool,
    /// Bounds on archives.
    pub limits: Limits,
    /// The password of encrypted archives.
    pub password: Option<String>,
    /// Whether to name every file that is no log.
    pub names_files: bool,
    /// Whether to keep records beside what is made of them.
    pub keeps_records: bool,
}

impl Default for How {
    fn default() -> Self {
        Self {
            decoding: Decoding::Needed,
            recovers: false,
            takes_context: true,
            limits: Limits::default(),
            password: None,
            names_files: false,
            keeps_records: false,
        }
    }
}

/// What [`evidence_at`] calls an extract, which another one may take the place of.
pub const EXTRACT: &str = "an extract";

/// What would be lost if a file were written to: one of those that are named by `paths` or `lists` or lie below
/// `paths`, through whatever links; or anything that is a log, an archive, an export of events, an extract, or a text of which
/// `is_context` says that it tells of a host. `None` where the file holds no evidence, or is not there.
pub fn evidence_at(
    file: &Path,
    paths: &[PathBuf],
    lists: &[&Path],
    is_context: fn(&str) -> bool,
) -> Option<&'static str> {
    discover::evidence_at(file, paths, lists, is_context)
}

/// Why a path that was named can't be opened; `None` where it can be.
pub fn cant_open(path: &Path) -> Option<std::io::Error> {
    discover::cant_open(path)
}

/// What one file gave, before it has a number.
#[derive(Debug)]
struct SourceYield {
    /// Which path it has, once that is known.
    log: usize,
    format: Format,
    size: u64,
    header: Option<LogHeader>,
    harvest: Harvest,
}

impl SourceYield {
    fn new(format: Format, size: u64) -> Self {
        Self { log: 0, format, size, header: None, harvest: Harvest::default() }
    }
}
