//! Runs: unbroken stretches of records, what coverage is made of.
//!
//! A log of a million records is a handful of runs, so coverage costs no memory worth counting.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::{SourceId, Trust};

/// Consecutive records of one computer and channel in one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The source.
    pub source: SourceId,
    /// `Computer`, as written.
    pub computer: Arc<str>,
    /// `Channel`, as written.
    pub channel: Arc<str>,
    /// The first `EventRecordID`.
    pub first_id: u64,
    /// The last `EventRecordID`.
    pub last_id: u64,
    /// `TimeCreated` of the record with the first id.
    pub time_of_first: Timestamp,
    /// `TimeCreated` of the record with the last id.
    pub time_of_last: Timestamp,
    /// The earliest `TimeCreated`; at boot, records with higher ids may have earlier times.
    pub first_time: Timestamp,
    /// The latest `TimeCreated`.
    pub last_time: Timestamp,
    /// Whether the checksums over these records matched.
    pub trust: Trust,
    /// Whether records right before these could not be read.
    pub damage_before: bool,
    /// Whether records right behind these could not be read.
    pub damage_after: bool,
}

/// The runs of a stretch of a source, gathered record by record or from the runs of its parts.
///
/// Several logs may lie in one source in any order, as forwarded events do; each goes on where it left off.
#[derive(Debug, Default)]
pub struct Runs {
    list: Vec<Run>,
    /// The latest run of each channel and computer, where there are several.
    latest: BTreeMap<(Arc<str>, Arc<str>), usize>,
    /// A record could not be read since the last one that was.
    damaged: bool,
}

impl Runs {
    /// A record, or a run of them, was read. It joins the latest run of its log where nothing lies between.
    pub fn append(&mut self, mut run: Run) {
        run.damage_before |= std::mem::take(&mut self.damaged);
        match self.open(&run) {
            Some(open) if open.goes_on_with(&run) => open.extend(&run),
            Some(open) if open.is_headed_by(&run) => open.extend_back(&run),
            _ => self.push(run),
        }
    }

    /// A record could not be read.
    pub fn damage(&mut self) {
        self.damaged = true;
        self.damage_behind();
    }

    /// Records behind the last one that was read are missing.
    pub fn damage_behind(&mut self) {
        if let Some(run) = self.list.last_mut() {
            run.damage_after = true;
        }
    }

    /// Whether a record could not be read since the last one that was.
    pub fn ends_in_damage(&self) -> bool {
        self.damaged
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The first run.
    pub fn first_mut(&mut self) -> Option<&mut Run> {
        self.list.first_mut()
    }

    /// The run that was begun last.
    pub fn last(&self) -> Option<&Run> {
        self.list.last()
    }

    /// Forgets that a record could not be read since the last one that was.
    pub fn settle(&mut self) {
        self.damaged = false;
    }

    /// The runs, in the order in which they were begun.
    pub fn into_list(mut self) -> Vec<Run> {
        self.list.shrink_to_fit();
        self.list
    }

    fn open(&mut self, of: &Run) -> Option<&mut Run> {
        let last = self.list.len().checked_sub(1)?;
        let is_of_last = self.list.get(last)?.is_of_log(of);
        let position = if is_of_last { last } else { *self.latest.get(&of.log())? };
        self.list.get_mut(position)
    }

    fn push(&mut self, run: Run) {
        // A map is worth its memory only where logs alternate.
        if let Some(last) = self.list.last().filter(|last| !last.is_of_log(&run)) {
            self.latest.insert(last.log(), self.list.len().saturating_sub(1));
        }
        self.list.push(run);
    }
}

impl Run {
    fn log(&self) -> (Arc<str>, Arc<str>) {
        (Arc::clone(&self.channel), Arc::clone(&self.computer))
    }

    fn is_of_log(&self, other: &Self) -> bool {
        self.channel == other.channel && self.computer == other.computer
    }

    fn goes_on_with(&self, next: &Self) -> bool {
        self.last_id.checked_add(1) == Some(next.first_id)
            && self.trust == next.trust
            && !self.damage_after
            && !next.damage_before
    }

    /// Whether a run comes right before, as in exports that begin with the newest record.
    fn is_headed_by(&self, next: &Self) -> bool {
        next.last_id.checked_add(1) == Some(self.first_id)
            && self.trust == Trust::Intact
            && next.trust == Trust::Intact
            && !self.damage_before
            && !self.damage_after
            && !next.damage_before
            && !next.damage_after
    }

    fn extend(&mut self, next: &Self) {
        self.last_id = next.last_id;
        self.time_of_last = next.time_of_last;
        self.damage_after = next.damage_after;
        self.widen(next);
    }

    fn extend_back(&mut self, next: &Self) {
        self.first_id = next.first_id;
        self.time_of_first = next.time_of_first;
        self.widen(next);
    }

    fn widen(&mut self, next: &Self) {
        self.first_time = self.first_time.min(next.first_time);
        self.last_time = self.last_time.max(next.last_time);
    }
}
