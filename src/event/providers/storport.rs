//! `Microsoft-Windows-StorPort`: the storage port driver's operational log.
//!
//! Event 551 of miniport `vhdmp` was seen 39 ms after a virtual disk left (a public event page of
//! 2023); its text is about a failed request, which says nothing once the device is gone.

use super::{EventRow, Provider};
use crate::event::class::Class::Detach;
use crate::event::{EventKind, Payload, System};

/// The storage port driver's records.
pub const PROVIDER: Provider = Provider {
    names: &["Microsoft-Windows-StorPort"],
    channel: "Microsoft-Windows-Storage-Storport/Operational",
    events: &[EventRow::new(
        551,
        &[Detach],
        "the port reports a device; of miniport vhdmp: a virtual disk that has left",
    )],
    names_volumes: false,
    read,
};

fn read(_system: &System, payload: &Payload) -> EventKind {
    EventKind::StorPort { miniport: payload.field("MiniportName").map(str::to_owned) }
}
