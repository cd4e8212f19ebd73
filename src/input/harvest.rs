//! What reading a source yields, or a part of it: the same for a chunk, a log, an export and a list of events.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::event::sequence::Sequences;
use crate::event::{Event, Written};
use crate::issue::Issue;
use crate::source::Tally;

/// What was read of one source so far.
#[derive(Debug, Default)]
pub(super) struct Harvest {
    /// The account of its records.
    pub(super) tally: Tally,
    /// Events that can matter.
    pub(super) events: Vec<Event>,
    /// The records of these events, in the same order, where they are kept.
    pub(super) records: Vec<Written>,
    /// Coverage.
    pub(super) runs: Sequences,
    /// Names of other backup products' providers, with the computer.
    pub(super) requesters: BTreeSet<(Arc<str>, Arc<str>)>,
    /// What was wrong with it.
    pub(super) issues: Vec<Issue>,
    /// A checksum that tells files apart without their names.
    pub(super) fingerprint: u64,
}

impl Harvest {
    /// Takes in what was read behind it.
    pub(super) fn absorb(&mut self, next: Self) {
        self.tally.add(next.tally);
        take_over(&mut self.events, next.events);
        take_over(&mut self.records, next.records);
        next.runs.into_list().into_iter().for_each(|run| self.runs.append(run));
        self.requesters.extend(next.requesters);
        take_over(&mut self.issues, next.issues);
        self.fingerprint = self.fingerprint.wrapping_add(next.fingerprint);
    }

    /// Gives back room that was kept for more.
    pub(super) fn shrink(&mut self) {
        self.events.shrink_to_fit();
        self.records.shrink_to_fit();
        self.issues.shrink_to_fit();
    }
}

/// Appends a list, without a copy where nothing was there.
pub(super) fn take_over<T>(list: &mut Vec<T>, more: Vec<T>) {
    if list.is_empty() {
        *list = more;
    } else {
        list.extend(more);
    }
}
