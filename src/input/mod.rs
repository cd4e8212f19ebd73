//! Input: from paths to events, coverage and an account of every record.
//!
//! The only room that opens files, and the only one that names the decoder and threads. It knows
//! nothing of backups: it gives what the records say and says what it could not read.

#![expect(clippy::disallowed_methods, reason = "reading files is what this room is for")]

mod chunk;
mod discover;
mod evtx_file;
mod pieces;
mod tally;
pub mod text;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use tally::Tally;

use crate::event::run::Run;
use crate::event::{Event, SourceId};
use crate::issue::{Issue, IssueKind};

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

/// One file that was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its path, as given or found.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// The account of its records.
    pub tally: Tally,
    /// What was wrong with it.
    pub issues: Vec<Issue>,
    /// Channels and computers in it, for people who look for a record.
    pub holds: BTreeSet<(Arc<str>, Arc<str>)>,
}

/// Everything that was read.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// The sources; an event's [`SourceId`] is an index into them.
    pub sources: Vec<Source>,
    /// The events that can matter, source by source.
    pub events: Vec<Event>,
    /// Coverage, source by source.
    pub runs: Vec<Run>,
    /// Computers on which other backup products logged something, with their providers.
    pub requesters: BTreeSet<(Arc<str>, Arc<str>)>,
    /// What was wrong with paths that became no source.
    pub issues: Vec<Issue>,
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

/// Reads every log in files and folders, on all cores.
///
/// The order of the sources follows their content, not their names, so that renamed files give the
/// same report.
pub fn gather(paths: &[PathBuf], decoding: Decoding, progress: &dyn Progress) -> Gathered {
    let found = discover::discover(paths);
    progress.expect(found.logs.iter().fold(0_u64, |sum, log| sum.saturating_add(log.size)));
    let read = pieces::read(found.logs, decoding, progress);
    let mut gathered = Gathered { issues: found.issues, ..Gathered::default() };
    if found.other_files > 0 {
        let text =
            format!("{} other files in the folders are no event logs and were left aside", found.other_files);
        gathered.issues.push(Issue::note(IssueKind::OtherFiles, text));
    }
    let mut sources = Vec::new();
    for result in read {
        match result {
            Ok(source) => sources.push(source),
            Err(issue) => gathered.issues.push(*issue),
        }
    }
    sources.sort_by_cached_key(SourceYield::content_key);
    for source in sources {
        gathered.absorb(source);
    }
    gathered
}

/// Whether a file is there and begins like an event log.
pub fn is_event_log(path: &Path) -> bool {
    discover::is_event_log(path)
}

/// Runs a job with so many threads; the default is one a core.
pub fn with_threads<T: Send>(threads: Option<usize>, job: impl FnOnce() -> T + Send) -> T {
    let pool = threads.map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build());
    match pool {
        Some(Ok(pool)) => pool.install(job),
        // Without a pool of its own the job runs in the common one: slower or faster, never other.
        Some(Err(_)) | None => job(),
    }
}

impl Gathered {
    fn absorb(&mut self, source: SourceYield) {
        let id = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        let holds =
            source.runs.iter().map(|run| (Arc::clone(&run.computer), Arc::clone(&run.channel))).collect();
        self.events.extend(source.events.into_iter().map(|mut event| {
            event.at.source = id;
            event
        }));
        self.runs.extend(source.runs.into_iter().map(|run| Run { source: id, ..run }));
        self.requesters.extend(source.requesters);
        let issues = source.issues.into_iter().map(|mut issue| {
            issue.place.source = Some(id);
            issue
        });
        self.sources.push(Source {
            path: source.path,
            size: source.size,
            tally: source.tally,
            issues: issues.collect(),
            holds,
        });
    }
}

/// What one file gave, before it has a number.
#[derive(Debug)]
struct SourceYield {
    path: String,
    size: u64,
    tally: Tally,
    events: Vec<Event>,
    runs: Vec<Run>,
    requesters: BTreeSet<(Arc<str>, Arc<str>)>,
    issues: Vec<Issue>,
    fingerprint: u64,
}

impl SourceYield {
    fn new(path: String, size: u64) -> Self {
        Self {
            path,
            size,
            tally: Tally::default(),
            events: Vec::new(),
            runs: Vec::new(),
            requesters: BTreeSet::new(),
            issues: Vec::new(),
            fingerprint: 0,
        }
    }

    /// Content first; the path decides only between files that are equal byte by byte.
    fn content_key(&self) -> (String, String, u64, u64, u64, String) {
        let first = self.runs.first();
        (
            first.map(|run| run.computer.to_lowercase()).unwrap_or_default(),
            first.map(|run| run.channel.to_lowercase()).unwrap_or_default(),
            first.map_or(u64::MAX, |run| run.first_id),
            self.size,
            self.fingerprint,
            self.path.clone(),
        )
    }
}
