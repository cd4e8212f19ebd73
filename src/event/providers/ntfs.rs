//! `Ntfs` and `Microsoft-Windows-Ntfs`: the file system.
//!
//! Ids and texts: iologmsg.dll and the manifest of ntfs.sys, as collected by libyal/winevt-kb; 4, 142, 145, 146, 158 and
//! 170: measured on public logs. 131 is the class of repairs (0xc0040083), 7 and 150 are of ntfs.sys 10.0.

use super::driver::volumes_in;
use super::partition::number_of;
use super::{EventRow, Provider};
use crate::event::class::Class::{DetachNoise, DiskFault, DiskSeen, FileSystemDamage};
use crate::event::guid::Guid;
use crate::event::volume::VolumeName;
use crate::event::{BUS_TYPE_UNKNOWN, EventKind, NtfsEvent, Payload, System};

/// That writes to a volume were lost, as when its device is gone. What 137 and 138 tell, a snapshot does to a volume that is there
/// as well (KB 971905).
pub const LOST_WRITES: [u16; 5] = [50, 57, 139, 140, 141];

/// The log of mounts and of use, from 6.3 on.
pub const OWN_LOG: &str = "Microsoft-Windows-Ntfs/Operational";

/// The file system's records in System and in its own logs.
pub const PROVIDER: Provider = Provider {
    names: &["Ntfs", "Microsoft-Windows-Ntfs"],
    channel: "System",
    events: &[
        EventRow::new(MOUNTED, &[DiskSeen], "a volume was mounted; its GUID, its letter and its disk"),
        EventRow::new(7, &[FileSystemDamage], "a write to the file table of a volume was done in part only"),
        EventRow::new(50, &[DetachNoise], "delayed writes to a volume were lost"),
        EventRow::new(55, &[FileSystemDamage], "the file system on a volume is damaged"),
        EventRow::new(57, &[DetachNoise], "data could not be flushed to the transaction log of a volume"),
        EventRow::new(98, &[FileSystemDamage], "the health of a volume: 0 is healthy, 1 to 3 need a check"),
        EventRow::new(
            131,
            &[FileSystemDamage],
            "the file system on a volume is damaged and could not be repaired",
        ),
        EventRow::new(137, &[DetachNoise], "the transaction manager of a volume met an error"),
        EventRow::new(138, &[DetachNoise], "the transaction manager of a volume met an error"),
        EventRow::new(139, &[DetachNoise], "delayed writes to a volume were lost"),
        EventRow::new(140, &[DetachNoise], "data could not be flushed to the transaction log of a volume"),
        EventRow::new(141, &[DetachNoise], "delayed writes to a volume were lost"),
        EventRow::new(FREE_SPACE, &[DiskSeen], "the free space of a volume; its GUID and its letter"),
        EventRow::new(145, &[DiskSeen], "how long I/O to a volume took; its GUID, its letter and its bus"),
        EventRow::new(146, &[DiskSeen], "how long I/O to a volume took; its GUID, its letter and its bus"),
        EventRow::new(
            BAD_CLUSTERS,
            &[DiskFault],
            "an I/O to a volume failed; its clusters were moved and marked as bad",
        ),
        EventRow::new(158, &[DiskSeen], "how much a volume was used; its GUID and its letter"),
        EventRow::new(170, &[DiskSeen], "how much a volume was used; its GUID and its letter"),
    ],
    names_volumes: true,
    read,
};

fn read(system: &System, payload: &Payload) -> EventKind {
    EventKind::Ntfs(Box::new(event(system, payload)))
}

/// What a record of a file system tells, `Ntfs` or `ReFS`: the fields of mounts and of use have the same names.
pub(super) fn event(system: &System, payload: &Payload) -> NtfsEvent {
    let bus_type = number_of(payload, "BusType");
    // A shadow copy that is mounted has a GUID, that of the copy, but no name and no bus: it is no volume.
    let is_copy = bus_type.is_none_or(|bus| bus == BUS_TYPE_UNKNOWN)
        && payload.field("VolumeCorrelationId").is_some()
        && payload.field("VolumeName").is_some_and(|name| name.trim().is_empty());
    let mut volumes = if is_copy { Vec::new() } else { volumes_in(payload) };
    // The file system writes `??` where it knows no name.
    let name = payload.field("DriveName").or_else(|| payload.string(1)).map(str::trim).unwrap_or_default();
    // Of lost writes it names the file.
    if volumes.is_empty() && LOST_WRITES.contains(&system.event_id) {
        volumes.extend(VolumeName::of_path(name));
    }
    // A shadow copy is a device of its own: the volume that it is of is none that a run attaches.
    let is_of_copy = || payload.field("DeviceName").is_some_and(|device| device.contains("ShadowCopy"));
    let has_name = !name.is_empty() && !name.contains('?') || is_of_copy();
    let is_named_otherwise = volumes.is_empty() && has_name && DAMAGED.contains(&system.event_id);
    NtfsEvent {
        is_named_otherwise,
        names_one: names_one(system.event_id, payload),
        volumes,
        device: payload.field("DeviceName").map(str::to_owned),
        corruption_action_state: payload
            .field("CorruptionActionState")
            .and_then(crate::event::codes::Hresult::parse)
            .map(|state| state.0),
        bus_type,
        // A volume over several disks has no number of one.
        disk_number: (system.event_id == MOUNTED)
            .then(|| number_of(payload, "DeviceNumber"))
            .flatten()
            .filter(|number| *number != u32::MAX),
        path: None,
    }
}

/// Clusters of a volume were bad (Windows 10 and Server 2019 on).
pub const BAD_CLUSTERS: u16 = 150;
/// The file system on a volume is damaged.
const DAMAGED: [u16; 4] = [7, 55, 98, 131];
/// A volume was mounted (Ntfs/Operational, Windows 11 and Server 2022 on).
const MOUNTED: u16 = 4;
/// The free space of a volume (Ntfs/Operational, 2012 R2 on).
const FREE_SPACE: u16 = 142;

/// Whether a record of the file system tells of what was: how a volume was used up to then, or that it was dismounted. It may be
/// written when the volume has gone.
pub fn tells_of_past(event_id: u16) -> bool {
    matches!(event_id, 145 | 146 | 158 | 170) || DISMOUNTS.contains(&event_id)
}

/// A dismount began, was done, or failed; from Server 2022 on they tell the process too.
const DISMOUNTS: [u16; 3] = [300, 303, 304];

/// GUID and letter of one volume, as the records of mounts, of use and of dismounts tell them. Which of the two fields holds
/// the letter depends on the version.
fn names_one(event_id: u16, payload: &Payload) -> Option<(Guid, char)> {
    if !matches!(event_id, MOUNTED | FREE_SPACE | 145 | 146 | 158 | 170) && !DISMOUNTS.contains(&event_id) {
        return None;
    }
    let guid = ["VolumeCorrelationId", "VolumeGuid"].into_iter().find_map(|name| payload.guid(name))?;
    let letter = |name| VolumeName::parse(payload.field(name)?).letter();
    Some((guid, ["VolumeName", "VolumeId"].into_iter().find_map(letter)?))
}
