//! `VSS`: the Volume Shadow Copy Service.
//!
//! Ids and texts: message resources of vssvc.exe, as collected by libyal/winevt-kb. The service
//! stops itself after three minutes without work (KB 972623), which event 8224 tells.

use super::{EventRow, Provider};
use crate::event::class::Class::{Activity, SnapshotTrouble};
use crate::event::{EventKind, MachineryEvent, Payload, System};

/// The id with which the idle service stops.
pub const IDLE_STOP: u16 = 8224;

/// The service's records in Application.
pub const PROVIDER: Provider = Provider {
    names: &["VSS"],
    channel: "Application",
    events: EVENTS,
    names_volumes: false,
    read: read_strings,
};

const fn row(id: u16, meaning: &'static str) -> EventRow {
    EventRow::new(id, &[SnapshotTrouble], meaning)
}

#[rustfmt::skip]
const EVENTS: &[EventRow] = &[
    row(8193, "unexpected error in a routine of VSS"),
    row(8219, "time ran out while file names were expanded for auto-recovery"),
    row(8220, "time ran out while files were deleted for auto-recovery"),
    EventRow::new(IDLE_STOP, &[Activity], "the service stops after three minutes without work"),
    row(8229, "a writer rejected an event"),
    row(12289, "unexpected error in an operation of VSS"),
    row(12292, "a provider could not be started"),
    row(12293, "a routine of a provider failed"),
    row(12297, "writes to a volume could not be flushed"),
    row(12298, "writes to a volume could not be held"),
    row(12301, "a writer did not answer when asked for its status"),
    row(12305, "a volume or disk is not connected or was not found"),
    row(12310, "the shadow copy was not committed in time"),
    row(12338, "opening and flushing the volumes took too long"),
    row(12339, "opening and flushing the volumes took long"),
    row(12340, "waiting for all flushes took too long"),
    row(12341, "waiting for all flushes took long"),
    row(12349, "a writer took too long to freeze"),
];

/// Keeps the strings of a record, shortened: the last one is often a long operation dump.
pub fn read_strings(_system: &System, payload: &Payload) -> EventKind {
    /// Enough for a routine's name and a code.
    const MAX_CHARS: usize = 200;
    const MAX_STRINGS: usize = 3;
    let strings = payload
        .data
        .iter()
        .take(MAX_STRINGS)
        .map(|datum| datum.value.chars().take(MAX_CHARS).collect())
        .collect();
    EventKind::Machinery(MachineryEvent { strings })
}
