//! `Microsoft-Windows-VHDMP`: the driver of virtual disks, the truth about attach and detach.
//!
//! Ids: message resources of vhdmp.sys (libyal/winevt-kb); fields: the provider's manifest. Ids 8
//! to 14 changed their meaning between Windows versions and are left alone.

use super::{EventRow, Provider};
use crate::event::class::Class::{Attach, Detach, ImageAtRisk};
use crate::event::{EventKind, Payload, System, VhdmpEvent};

/// The records of the virtual disk driver.
pub const PROVIDER: Provider = Provider {
    names: &["Microsoft-Windows-VHDMP"],
    channel: "Microsoft-Windows-VHDMP/Operational",
    events: &[
        EventRow::new(1, &[Attach], "a virtual disk came to the host"),
        EventRow::new(2, &[Detach], "a virtual disk left the host"),
        EventRow::new(25, &[Attach], "a virtual disk is about to come to the host"),
        EventRow::new(26, &[Detach], "a virtual disk is about to leave the host"),
        EventRow::new(35, &[ImageAtRisk], "a virtual disk left the host with data unflushed"),
    ],
    names_volumes: false,
    read,
};

fn read(_system: &System, payload: &Payload) -> EventKind {
    EventKind::Vhdmp(VhdmpEvent {
        file: payload.field("VhdFileName").or_else(|| payload.field("VhdFile")).map(str::to_owned),
        disk_number: payload.field("VhdDiskNumber").and_then(|text| text.trim().parse().ok()),
    })
}
