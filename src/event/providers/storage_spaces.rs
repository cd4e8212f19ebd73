//! `Microsoft-Windows-StorageSpaces-Driver`: pools that lose disks, and which model has which number.
//!
//! Ids and texts: message resources of spaceport.sys (libyal/winevt-kb) and the provider's manifest; 207 measured on
//! public logs.

use super::partition::seen;
use super::storage_path::path;
use super::{EventRow, Provider};
use crate::event::class::Class::{DiskSeen, PathLost};
use crate::event::{EventKind, Payload, System};

/// The operational log of Storage Spaces.
pub const PROVIDER: Provider = Provider {
    names: &["Microsoft-Windows-StorageSpaces-Driver"],
    channel: "Microsoft-Windows-StorageSpaces-Driver/Operational",
    events: &[
        EventRow::new(102, &[PathLost], "a storage pool failed"),
        EventRow::new(203, &[PathLost], "an I/O to a disk of a storage pool failed"),
        EventRow::new(205, &[PathLost], "Storage Spaces lost the connection to a disk"),
        EventRow::new(207, &[DiskSeen], "a disk came; its model and number"),
        EventRow::new(303, &[PathLost], "no copy of data of a storage space is left"),
        EventRow::new(309, &[PathLost], "a storage space was detached unexpectedly"),
    ],
    names_volumes: false,
    read,
};

fn read(system: &System, payload: &Payload) -> EventKind {
    if system.event_id == 207 {
        return seen(payload, "DeviceNumber", "DriveModel");
    }
    let drive = payload.field("DriveModel").or_else(|| payload.field("Id")).map(str::to_owned);
    path(payload, drive)
}
