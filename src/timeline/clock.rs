//! When the clock was not what it seems: it was set, or the host started with a clock in the past.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::span::Span;
use super::{Computer, EventIndex, SYSTEM, shifted};
use crate::event::class::Class;
use crate::event::sequence::{FALLS_BACK, Sequence};
use crate::event::{Event, EventKind};

/// Clock corrections below this are written hourly and hide nothing.
pub const CLOCK_CHANGE: SignedDuration = SignedDuration::from_secs(2);

/// A stretch of System records whose times lie before those of records that came earlier: a battery was dead, or the
/// clock was set back. Nothing tells what such a time means, until the clock is set again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PastClock {
    /// Which times are doubtful.
    pub(super) span: Span,
    /// The record ids of the stretch.
    ids: (u64, u64),
    /// A record of it.
    pub(super) index: EventIndex,
}

impl PastClock {
    /// Whether a record was written on that clock.
    pub(super) fn holds(&self, event: &Event) -> bool {
        event.at.channel.eq_ignore_ascii_case(SYSTEM)
            && self.ids.0 <= event.at.event_record_id
            && event.at.event_record_id <= self.ids.1
    }
}

/// Where record ids go on and times fall back.
pub(super) fn past_clocks(computer: &Computer, runs: &[&Sequence]) -> Vec<PastClock> {
    let mut system: Vec<&Sequence> =
        runs.iter().copied().filter(|run| run.channel.eq_ignore_ascii_case(SYSTEM)).collect();
    system.sort_by_key(|run| (run.first_id, run.last_id));
    let mut found = Vec::new();
    // Copies of one log lie side by side: what came before a record is what ends with a lower id, wherever it begins.
    let mut open: BTreeMap<u64, Timestamp> = BTreeMap::new();
    let mut before: Option<(u64, Timestamp)> = None;
    for run in system {
        while let Some(ended) = open.first_entry().filter(|ended| *ended.key() < run.first_id) {
            let (id, time) = ended.remove_entry();
            before = Some((id, before.map_or(time, |(_, latest)| latest.max(time))));
        }
        if let Some((id, time)) = before
            && id.checked_add(1) == Some(run.first_id)
            && time.duration_since(run.time_of_first) > FALLS_BACK
        {
            found.extend(stretch(computer, run, time));
        }
        let latest = open.entry(run.last_id).or_insert(run.last_time);
        *latest = run.last_time.max(*latest);
    }
    found
}

fn stretch(computer: &Computer, run: &Sequence, before: Timestamp) -> Option<PastClock> {
    let of_system = || computer.events().filter(|(_, event)| event.at.channel.eq_ignore_ascii_case(SYSTEM));
    let behind = || of_system().filter(|(_, event)| event.at.event_record_id >= run.first_id);
    let (index, _) = behind().min_by_key(|(_, event)| event.at.event_record_id)?;
    // The first setting of the clock that moves it forward mends it; else times are doubtful until they pass those
    // that were told before.
    let mended = behind().filter_map(|(_, event)| {
        let (old, new) = change_in(event)?;
        (new.duration_since(old) >= CLOCK_CHANGE).then_some((event.at.event_record_id, old.max(new)))
    });
    let mended = mended.min_by_key(|(id, _)| *id);
    let to = mended.map_or(before, |(_, time)| time.max(before));
    Some(PastClock {
        span: Span { from: run.time_of_first.min(run.first_time), to },
        ids: (run.first_id, mended.map_or(u64::MAX, |(id, _)| id)),
        index,
    })
}

/// Every change of the clock that could have moved events past each other, with the time that it makes doubtful.
pub(super) fn changes(computer: &Computer) -> Vec<(Span, EventIndex)> {
    let changes = computer.all(Class::Clock).filter_map(|(index, event)| {
        let Some((old, new)) = change_in(event) else {
            // A change whose size is unknown may be a large one.
            return Some((Span { from: event.time(), to: event.time() }, index));
        };
        let is_large = new.duration_since(old).abs() >= CLOCK_CHANGE;
        let (from, to) = (old.min(new).min(event.time()), old.max(new).max(event.time()));
        is_large.then_some((Span { from, to }, index))
    });
    changes.collect()
}

/// A clock that was set forward by much may have been late since the machine started, or since System begins. What came
/// before that start has times up to so much behind it, and nothing need fall back where System was quiet meanwhile: as
/// long behind the start as the clock was late, times do not tell what came first.
pub(super) fn late_clocks(computer: &Computer) -> Vec<(Span, EventIndex)> {
    let begins = computer.coverage_of(SYSTEM).map(|system| system.first);
    let late = computer.all(Class::Clock).filter_map(|(index, event)| {
        let (old, new) = change_in(event)?;
        let by = new.duration_since(old);
        let boot = computer.boot_of(old).checked_sub(1).and_then(|position| computer.boots.get(position));
        let from = boot.map(|boot| boot.from).or(begins)?;
        (by > FALLS_BACK).then_some((Span { from, to: shifted(from, by) }, index))
    });
    late.collect()
}

/// The times before and behind a change of the clock.
fn change_in(event: &Event) -> Option<(Timestamp, Timestamp)> {
    let EventKind::ClockChange(change) = &event.kind else { return None };
    change.known()
}
