//! Input: from paths to events, coverage and an account of every record.
//!
//! The only room that opens files, and the only one that names the decoder and threads. It knows
//! nothing of backups: it gives what the records say and says what it could not read.

#![expect(clippy::disallowed_methods, reason = "reading files is what this room is for")]

mod chunk;
mod discover;
mod evtx_file;
mod gather;
mod pieces;
mod tally;
pub mod text;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

pub use gather::gather;
pub use tally::Tally;

use crate::event::Event;
use crate::event::run::Run;
use crate::issue::Issue;

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
    pub holds: Vec<(Arc<str>, Arc<str>)>,
}

/// Everything that was read.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// The sources; an event's [`SourceId`](crate::event::SourceId) is an index into them.
    pub sources: Vec<Source>,
    /// The events that can matter.
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

/// What one file gave, before it has a number.
#[derive(Debug)]
struct SourceYield {
    /// Which log it is, in the order of the paths.
    log: usize,
    size: u64,
    tally: Tally,
    events: Vec<Event>,
    runs: Vec<Run>,
    requesters: BTreeSet<(Arc<str>, Arc<str>)>,
    issues: Vec<Issue>,
    fingerprint: u64,
}

impl SourceYield {
    fn new(log: usize, size: u64) -> Self {
        Self {
            log,
            size,
            tally: Tally::default(),
            events: Vec::new(),
            runs: Vec::new(),
            requesters: BTreeSet::new(),
            issues: Vec::new(),
            fingerprint: 0,
        }
    }

    /// Gives back room that was kept for more.
    fn shrink(&mut self) {
        self.events.shrink_to_fit();
        self.runs.shrink_to_fit();
        self.issues.shrink_to_fit();
    }
}
