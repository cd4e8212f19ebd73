//! `Microsoft-Windows-StorageSpaces-Driver`: pools that lose disks, and which model has which number.
//!
//! Ids and texts: message resources of spaceport.sys (libyal/winevt-kb) and the provider's manifest, whose newer versions have 209
//! and 210; 207 measured on public logs. That 310 and 311 take a space offline, their texts tell by how to bring it online again
//! (Microsoft's page on the states of Storage Spaces Direct quotes 311).

use super::partition::seen;
use super::storage_path::path;
use super::{EventRow, Provider};
use crate::event::class::Class::{DiskFault, DiskSeen, PathHealed, PathLost, PathShaken};
use crate::event::{EventKind, Payload, System};

/// What is told of one disk of a pool, which may come late: an I/O failed, the connection was lost.
pub const OF_DISKS: &[u16] = &[203, 205, 209];

/// The operational log of Storage Spaces.
pub const PROVIDER: Provider = Provider {
    names: &["Microsoft-Windows-StorageSpaces-Driver"],
    channel: "Microsoft-Windows-StorageSpaces-Driver/Operational",
    events: &[
        EventRow::new(
            101,
            &[PathLost],
            "no disk gave the configuration of a storage pool; it can't be reached",
        ),
        EventRow::new(102, &[PathLost], "a storage pool failed"),
        EventRow::new(200, &[PathShaken], "the header of a disk of a storage pool could not be read"),
        EventRow::new(201, &[PathShaken], "the metadata of a disk of a storage pool are bad"),
        EventRow::new(202, &[PathShaken], "the metadata of a disk of a storage pool are bad"),
        EventRow::new(203, &[PathLost], "an I/O to a disk of a storage pool failed"),
        EventRow::new(204, &[DiskFault], "a disk of a storage pool tells that it will fail"),
        EventRow::new(205, &[PathLost], "Storage Spaces lost the connection to a disk"),
        EventRow::new(206, &[DiskFault], "Storage Spaces retired a disk"),
        EventRow::new(207, &[DiskSeen], "a disk came; its model and number"),
        EventRow::new(209, &[PathLost], "a read of a disk of a storage pool failed"),
        EventRow::new(210, &[DiskFault], "a disk of a storage pool tells that it will fail"),
        EventRow::new(
            301,
            &[PathLost],
            "no disk gave the configuration of a storage space; it is not attached",
        ),
        EventRow::new(302, &[PathLost], "most disks failed an update of a storage space; its pool failed"),
        EventRow::new(303, &[PathLost], "no copy of data of a storage space is left"),
        // A copy is missing, and at least one is left: Windows repairs it by itself.
        EventRow::new(304, &[PathShaken], "a storage space has fewer copies than it should"),
        EventRow::new(305, &[PathHealed], "a storage space is healthy again"),
        EventRow::new(306, &[PathLost], "metadata of a storage space could not be written"),
        EventRow::new(309, &[PathLost], "a storage space was detached unexpectedly"),
        EventRow::new(310, &[PathLost], "no more storage could be had for a storage space; it went offline"),
        EventRow::new(
            311,
            &[PathLost],
            "data of a storage space are out of step; it went offline until they are scanned",
        ),
        EventRow::new(312, &[PathLost], "a write to a storage space failed on all its copies"),
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
