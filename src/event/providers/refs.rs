//! `ReFS`: the resilient file system.
//!
//! Ids and texts: message resources of refs.sys, 6.3 to 10.0 (libyal/winevt-kb), and the provider's manifest. The records of
//! mounts and of use have the fields of those of Ntfs; 142 was seen in neither, and is read as that of Ntfs. What ReFS
//! mended itself (130, 132, 139) and its read cache (517, 518) are no damage.

use super::ntfs;
use super::storage_path::path;
use super::{EventRow, Provider};
use crate::event::class::Class::{DiskSeen, FileSystemDamage, PathHealed, PathLost};
use crate::event::volume::VolumeName;
use crate::event::{EventKind, NtfsEvent, Payload, System};

const fn damage(id: u16, meaning: &'static str) -> EventRow {
    EventRow::new(id, &[FileSystemDamage], meaning)
}

/// The resilient file system's records in System and in its own log.
#[rustfmt::skip]
pub const PROVIDER: Provider = Provider {
    names: &["ReFS", "Microsoft-Windows-ReFS", "Microsoft-Windows-ReFS-v1"],
    channel: "System",
    events: &[
        EventRow::new(4, &[PathHealed, DiskSeen], "a ReFS volume was mounted"),
        damage(131, "the structure of a ReFS volume is damaged and can't be repaired"),
        damage(133, "a file on a ReFS volume does not match its checksum and can't be repaired"),
        EventRow::new(LOST, &[PathLost], "a ReFS volume was taken offline because its metadata could not be written"),
        EventRow::new(NOT_MOUNTED, &[PathLost], "a ReFS volume could not be mounted"),
        damage(137, "metadata of a ReFS volume could not be written from its log"),
        damage(138, "the log of a ReFS volume could not be opened"),
        damage(140, "global metadata of a ReFS volume are damaged and could not be repaired"),
        EventRow::new(142, &[DiskSeen], "the free space of a ReFS volume; its GUID and its letter"),
        EventRow::new(145, &[DiskSeen], "how long I/O to a ReFS volume took; its GUID and its letter"),
        EventRow::new(146, &[DiskSeen], "how long I/O to a ReFS volume took; its GUID and its letter"),
        damage(513, "a damaged file was removed from a ReFS volume"),
        damage(514, "a damaged file on a ReFS volume may not have been removed"),
        damage(515, "the contents of a damaged folder were removed from a ReFS volume"),
        damage(516, "the contents of a damaged folder on a ReFS volume may not have been removed"),
        damage(519, "metadata of a ReFS volume are damaged"),
        damage(520, "metadata of a ReFS volume are damaged"),
        damage(521, "metadata of a ReFS volume are damaged; it can't heal itself any more"),
    ],
    names_volumes: true,
    read,
};

/// A volume was taken offline.
const LOST: u16 = 134;
/// A volume could not be mounted.
const NOT_MOUNTED: u16 = 135;

fn read(system: &System, payload: &Payload) -> EventKind {
    let name = ["VolumeName", "VolumeId", "VolumeGuid"].iter().find_map(|name| payload.field(name));
    let name = name.map(|name| VolumeName::parse(name).to_string()).filter(|name| !name.is_empty());
    if matches!(system.event_id, LOST | NOT_MOUNTED) {
        return path(payload, name.as_deref());
    }
    let event = ntfs::event(system, payload);
    let object = payload.field("ObjectName").map(str::trim).filter(|object| !object.is_empty());
    let volumes = if event.volumes.is_empty() {
        object.and_then(VolumeName::of_path).into_iter().collect()
    } else {
        event.volumes
    };
    EventKind::Ntfs(Box::new(NtfsEvent {
        is_named_otherwise: volumes.is_empty() && object.is_some(),
        path: name,
        volumes,
        ..event
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Datum;

    fn event(event_id: u16, fields: &[(&str, &str)]) -> EventKind {
        let datum =
            |(name, value): &(&str, &str)| Datum { name: Some((*name).into()), value: (*value).into() };
        let payload = Payload { data: fields.iter().map(datum).collect(), binary: None };
        read(&System { event_id, ..System::default() }, &payload)
    }

    #[test]
    fn damage_is_of_the_volume_in_the_path_of_the_file() {
        let volumes = |object: &str| match event(133, &[("ObjectName", object)]) {
            EventKind::Ntfs(damage) => (damage.volumes, damage.is_named_otherwise),
            other => panic!("{other:?}"),
        };
        let guid = r"\\?\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}";
        assert_eq!(volumes(r"D:\vms\a.vhdx"), (vec![VolumeName::Letter('D')], false));
        assert_eq!(volumes(&format!(r"{guid}\vms\a.vhdx")), (vec![VolumeName::parse(guid)], false));
        assert_eq!(volumes(r"\vms\a.vhdx"), (Vec::new(), true));
        assert_eq!(volumes(" "), (Vec::new(), false));
        assert_eq!(volumes(r"C:\ClusterStorage\Volume1\a.vhdx"), (Vec::new(), true));
    }

    #[test]
    fn a_mount_joins_what_was_lost_and_tells_the_bus() {
        let EventKind::Ntfs(mount) = event(
            4,
            &[
                ("VolumeGuid", "{4152f97e-b029-41c9-96ce-efa1b6232e54}"),
                ("VolumeName", "E:"),
                ("BusType", "9"),
                ("DeviceNumber", "5"),
            ],
        ) else {
            panic!("no mount")
        };
        assert_eq!(
            (mount.path.as_deref(), mount.bus_type, mount.disk_number),
            (Some("E:"), Some(9), Some(5))
        );
        assert_eq!(mount.names_one.map(|(_, letter)| letter), Some('E'));
        let EventKind::StoragePath(lost) = event(134, &[("VolumeId", "E:")]) else { panic!("no loss") };
        assert_eq!(lost.subject.as_deref(), Some("E:"));
    }
}
