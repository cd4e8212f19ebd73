//! `Microsoft-Windows-Partition`: which disk has which number, from Windows 10 1703 and Server 2019 on.
//!
//! 1006 is written when a disk comes, changes or goes, and once for each disk at a start. Fields: measured on public
//! logs (two shapes, read by name); `Capacity` of 0 for a disk that has gone: articles on the tracking of USB disks.

use super::{EventRow, Provider};
use crate::event::bytes::hex;
use crate::event::class::Class::{Detach, DiskSeen as Seen};
use crate::event::partition_table;
use crate::event::volume::VolumeName;
use crate::event::{DiskSeen, EventKind, Payload, System};

/// The partition manager's diagnostic log.
pub const PROVIDER: Provider = Provider {
    names: &["Microsoft-Windows-Partition"],
    channel: "Microsoft-Windows-Partition/Diagnostic",
    events: &[EventRow::new(
        1006,
        &[Seen, Detach],
        "a disk came, changed or went; its fields say what it is",
    )],
    names_volumes: false,
    read,
};

fn read(_system: &System, payload: &Payload) -> EventKind {
    seen(payload, "DiskNumber", "Model")
}

/// The disk that a record tells of; without a number it tells of none.
pub(super) fn seen(payload: &Payload, number: &str, model: &str) -> EventKind {
    /// Windows writes this word for a text that is not there.
    const NO_TEXT: &str = "NULL";
    let text = |name: &str| {
        let text = payload.field(name).map(str::trim).filter(|text| !text.is_empty() && *text != NO_TEXT);
        text.map(str::to_owned)
    };
    let table = payload.field("PartitionTable").and_then(|text| hex(text).ok()).unwrap_or_default();
    let mut seen = DiskSeen {
        disk_number: number_of(payload, number).unwrap_or(u32::MAX),
        bus_type: number_of(payload, "BusType"),
        capacity: payload.field("Capacity").and_then(|text| text.trim().parse().ok()),
        model: text(model),
        parent: text("ParentId"),
        location: text("Location"),
        disk_id: payload.guid("DiskId"),
        partitions: partition_table::read(&table),
        is_table_cut: number_of(payload, "PartitionCount")
            .is_some_and(|count| !partition_table::holds(&table, count)),
        volumes: Vec::new(),
    };
    // The table of a disk that has gone is one that it had.
    if !seen.is_departure() {
        let volumes = seen.partitions.iter().map(|partition| VolumeName::Guid(partition.volume));
        seen.volumes = volumes.collect();
    }
    EventKind::DiskSeen(Box::new(seen))
}

/// A number in a field.
pub(super) fn number_of(payload: &Payload, name: &str) -> Option<u32> {
    payload.field(name).and_then(|text| text.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Datum, DiskNature};

    fn disk(fields: &[(&str, &str)]) -> DiskSeen {
        let data = fields
            .iter()
            .map(|(name, value)| Datum { name: Some((*name).into()), value: (*value).into() })
            .collect();
        match seen(&Payload { data, binary: None }, "DiskNumber", "Model") {
            EventKind::DiskSeen(seen) => *seen,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_bus_tells_an_attached_image_from_a_disk() {
        let nature = |bus: &str| disk(&[("DiskNumber", "3"), ("BusType", bus)]).nature();
        assert_eq!(nature("15"), Some(DiskNature::Virtual));
        assert_eq!(nature("0"), None);
        for bus in ["7", "9", "10", "11", "17"] {
            assert_eq!(nature(bus), Some(DiskNature::Real), "{bus}");
        }
    }

    #[test]
    fn the_disk_of_a_guest_is_real_whatever_its_model_says() {
        let guest = disk(&[("DiskNumber", "0"), ("BusType", "3"), ("Model", "Virtual HD")]);
        assert_eq!(guest.nature(), Some(DiskNature::Real));
        let image = disk(&[("DiskNumber", "3"), ("ParentId", r"{8e7bd593}\MsVhdHba\1&3030e83&0&01")]);
        assert_eq!(image.nature(), Some(DiskNature::Virtual));
    }

    #[test]
    fn a_disk_without_a_size_has_gone() {
        assert!(disk(&[("DiskNumber", "3"), ("Capacity", "0")]).is_departure());
        assert!(!disk(&[("DiskNumber", "3"), ("Capacity", "1024209543168")]).is_departure());
    }
}
