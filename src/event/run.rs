//! Runs: unbroken stretches of records, what coverage is made of.
//!
//! A log of a million records is a handful of runs, so coverage costs no memory worth counting.

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

/// Appends a run, joining it to the last one of its log where nothing lies between.
pub fn append(runs: &mut Vec<Run>, run: Run) {
    let open =
        runs.iter_mut().rev().find(|open| open.channel == run.channel && open.computer == run.computer);
    match open {
        Some(open)
            if open.last_id.checked_add(1) == Some(run.first_id)
                && open.trust == run.trust
                && !open.damage_after
                && !run.damage_before =>
        {
            open.last_id = run.last_id;
            open.time_of_last = run.time_of_last;
            open.first_time = open.first_time.min(run.first_time);
            open.last_time = open.last_time.max(run.last_time);
            open.damage_after = run.damage_after;
        }
        _ => runs.push(run),
    }
}

/// Gathers the runs of one stretch of a source, record by record.
#[derive(Debug, Default)]
pub struct RunBuilder {
    runs: Vec<Run>,
    /// A record could not be read since the last one that was.
    damaged: bool,
}

impl RunBuilder {
    /// A record was read.
    pub fn record(&mut self, record: Run) {
        let damaged = std::mem::take(&mut self.damaged);
        let open = self
            .runs
            .iter_mut()
            .rev()
            .find(|run| run.channel == record.channel && run.computer == record.computer);
        match open {
            Some(run)
                if !damaged
                    && run.last_id.checked_add(1) == Some(record.first_id)
                    && run.trust == record.trust =>
            {
                run.last_id = record.last_id;
                run.time_of_last = record.time_of_last;
                run.first_time = run.first_time.min(record.first_time);
                run.last_time = run.last_time.max(record.last_time);
            }
            _ => self.runs.push(Run { damage_before: damaged, ..record }),
        }
    }

    /// A record could not be read.
    pub fn damage(&mut self) {
        self.damaged = true;
        if let Some(run) = self.runs.last_mut() {
            run.damage_after = true;
        }
    }

    /// The run that was written to last.
    pub fn last(&self) -> Option<&Run> {
        self.runs.last()
    }

    /// The runs, and whether the end is damaged.
    pub fn finish(self) -> (Vec<Run>, bool) {
        (self.runs, self.damaged)
    }
}
