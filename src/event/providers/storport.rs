//! `Microsoft-Windows-StorPort`: the storage port driver's operational log.
//!
//! Event 551 of miniport `vhdmp` was seen 39 ms after a virtual disk left (a public event page of
//! 2023); its text is about a failed request, which says nothing once the device is gone.

use super::{EventRow, Provider};
use crate::event::class::Class::Detach;
use crate::event::{DiskNature, EventKind, Payload, StorPortEvent, System};

/// The storage port driver's records.
pub const PROVIDER: Provider = Provider {
    names: &["Microsoft-Windows-StorPort"],
    channel: "Microsoft-Windows-Storage-Storport/Operational",
    events: &[EventRow::new(
        551,
        &[Detach],
        "a device left its port by surprise; of miniport vhdmp, a virtual disk",
    )],
    names_volumes: false,
    read,
};

fn read(_system: &System, payload: &Payload) -> EventKind {
    EventKind::StorPort(Box::new(StorPortEvent {
        miniport: payload.field("MiniportName").map(str::to_owned),
        disk_id: payload.guid("ClassDeviceGuid"),
        product: payload.field("ProductId").map(str::to_owned),
    }))
}

/// What a port tells of the disk that left it: `vhdmp` is the driver of virtual disks. Without a name it tells nothing.
pub fn nature(miniport: Option<&str>) -> Option<DiskNature> {
    let name = miniport.map(str::trim).filter(|name| !name.is_empty())?;
    Some(if name.eq_ignore_ascii_case("vhdmp") { DiskNature::Virtual } else { DiskNature::Real })
}
