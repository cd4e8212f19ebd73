//! `Microsoft-Windows-StorageSpaces-Driver`: pools that lose disks, and which model has which number.
//!
//! Ids and texts: message resources of spaceport.sys (libyal/winevt-kb) and the provider's manifest; 207 measured on
//! public logs.

use super::partition::seen;
use super::storage_path::path;
use super::{EventRow, Provider};
use crate::event::class::Class::{DiskSeen, PathHealed, PathLost};
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
        EventRow::new(305, &[PathHealed], "a storage space is healthy again"),
        EventRow::new(309, &[PathLost], "a storage space was detached unexpectedly"),
    ],
    names_volumes: false,
    read,
};

fn read(system: &System, payload: &Payload) -> EventKind {
    if system.event_id == 207 {
        return seen(payload, "DeviceNumber", "DriveModel");
    }
    // What a person can look for in the cabinet; a space has no more than its id.
    let parts =
        ["DriveManufacturer", "DriveModel", "DriveSerial"].iter().filter_map(|name| payload.field(name));
    let parts: Vec<&str> = parts.map(str::trim).filter(|text| !text.is_empty() && *text != "NULL").collect();
    let drive = if parts.is_empty() { payload.field("Id").map(str::to_owned) } else { Some(parts.join(" ")) };
    path(payload, drive.as_deref())
}
