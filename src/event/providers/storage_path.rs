//! Paths to storage: `iScsiPrt`, `mpio`, a cluster's disks.
//!
//! Ids and texts: message resources of iscsilog.dll and mpio.sys (libyal/winevt-kb); clustering: Microsoft's
//! list of system events of failover clusters (Windows Server 2016 and 2019). No other id of these providers counts:
//! iScsiPrt 27, for one, is about a task tag, and 5121 and 5143 of a cluster are no losses.

use super::driver::volumes_in;
use super::{EventRow, Provider};
use crate::event::class::Class::{CopyUnprepared, PathHealed, PathLost, PathShaken};
use crate::event::codes::NtStatus;
use crate::event::{EventKind, Payload, StoragePathEvent, System};

const fn lost(id: u16, meaning: &'static str) -> EventRow {
    EventRow::new(id, &[PathLost], meaning)
}

const fn shaken(id: u16, meaning: &'static str) -> EventRow {
    EventRow::new(id, &[PathShaken], meaning)
}

const fn back(id: u16, meaning: &'static str) -> EventRow {
    EventRow::new(id, &[PathHealed], meaning)
}

/// The iSCSI initiator's records in System.
#[rustfmt::skip]
pub const ISCSI: Provider = Provider {
    names: &["iScsiPrt"],
    channel: "System",
    events: &[
        shaken(1, "the iSCSI initiator could not connect to the target"),
        shaken(5, "the iSCSI initiator could not set up the portal"),
        shaken(7, "the iSCSI initiator could not send a request"),
        shaken(8, "a request for iSCSI targets was not answered in time"),
        shaken(9, "the iSCSI target did not answer a request in time"),
        shaken(10, "the login to the iSCSI target failed"),
        shaken(11, "the answer to an iSCSI login was wrong"),
        lost(20, "the connection to the iSCSI target was lost"),
        shaken(22, "the header of an iSCSI request did not match its checksum"),
        shaken(25, "the data of an iSCSI request did not match their checksum"),
        shaken(29, "the iSCSI target rejected a request"),
        back(34, "the connection to the iSCSI target was lost and came back"),
        lost(39, "the iSCSI initiator had to reset the target"),
        shaken(43, "a login to the iSCSI target was not answered in time"),
        shaken(44, "a logout from the iSCSI target was not answered in time"),
        shaken(45, "an iSCSI request was not answered in time"),
        shaken(46, "an iSCSI request was not answered in time"),
        shaken(47, "an iSCSI request was not answered in time"),
        shaken(48, "the iSCSI target did not answer a NOP"),
        shaken(49, "the iSCSI target did not answer a task management request in time"),
        shaken(50, "an iSCSI request was not answered in time"),
        shaken(51, "an iSCSI request was not answered in time"),
        lost(59, "the iSCSI target dropped the connection during the login"),
        lost(63, "the iSCSI target or LUN could not be reset; the session is set up anew"),
        lost(68, "the login to the iSCSI target could not be repeated"),
        lost(69, "the iSCSI session could not be set up anew"),
        lost(70, "the logon to the iSCSI target failed"),
    ],
    names_volumes: false,
    read: |_, payload| {
        let target = payload.binary.as_ref().and_then(|bytes| target(bytes.as_ref().ok()?));
        EventKind::StoragePath(Box::new(StoragePathEvent { target, ..event(payload, payload.string(0)) }))
    },
};

/// Records of Microsoft's multipath driver in System.
#[rustfmt::skip]
pub const MPIO: Provider = Provider {
    names: &["mpio"],
    channel: "System",
    events: &[
        back(1, "an MPIO disk came"),
        back(2, "a path of an MPIO disk came"),
        shaken(16, "MPIO went over to another path"),
        shaken(17, "an MPIO disk has fewer paths than it had"),
        shaken(18, "MPIO tried to go over to another path, and there is one only"),
        shaken(19, "MPIO was short of memory"),
        shaken(20, "the check of an MPIO path failed"),
        shaken(21, "the state of an MPIO disk is inconsistent"),
        lost(22, "MPIO found no other path, and removed the disk"),
        lost(23, "all paths of an MPIO disk failed, and it was removed"),
        shaken(24, "MPIO is in trouble"),
        shaken(25, "MPIO is in trouble"),
        shaken(26, "MPIO is in trouble"),
        shaken(32, "a device specific module of MPIO has no path"),
        shaken(33, "a device specific module of MPIO named a wrong path"),
        shaken(34, "a device specific module of MPIO failed"),
        shaken(35, "a device specific module of MPIO failed"),
        shaken(36, "a device specific module of MPIO failed"),
        shaken(37, "a device specific module of MPIO failed"),
        shaken(38, "a device specific module of MPIO failed"),
    ],
    names_volumes: false,
    read: read_first_string,
};

/// A failover cluster's records in System.
pub const CLUSTER: Provider = Provider {
    names: &["Microsoft-Windows-FailoverClustering"],
    channel: "System",
    events: &[
        lost(
            1006,
            "the cluster service stopped, since other nodes were out of reach; the node gives up its disks",
        ),
        lost(1034, "a disk of the cluster is missing"),
        lost(1035, "a disk of the cluster could not be mounted"),
        lost(1037, "the file system on a disk of the cluster may be damaged"),
        lost(1038, "the node lost the ownership of a disk of the cluster"),
        lost(1066, "a volume on a disk of the cluster is damaged; the disk is away while chkdsk repairs it"),
        // Of a disk by its type; of a record without one (older versions) nobody knows.
        EventRow::new(1069, &[PathLost, PathShaken], "a resource of the cluster failed"),
        lost(
            1073,
            "the cluster service stopped, to keep the cluster consistent; the node gives up its disks",
        ),
        shaken(1135, "a node was removed from the cluster"),
        shaken(1146, "the process of the cluster's resources died, as of a disk that hangs"),
        lost(1177, "the cluster lost its quorum; the node gives up its disks"),
        shaken(1230, "the process of the cluster's resources hung, as of a disk that hangs"),
        EventRow::new(
            1584,
            &[CopyUnprepared],
            "a backup made a snapshot of a cluster shared volume without preparing it; the snapshot may be invalid",
        ),
        lost(1604, "a volume on a disk of the cluster is damaged; chkdsk has to repair it"),
        lost(1671, "a disk of the cluster could not be brought online"),
        // Paused because its device is gone, it is lost until another record tells more.
        EventRow::new(PAUSED, &[PathLost, PathShaken], "a cluster shared volume was paused; its I/O waits"),
        lost(5142, "a cluster shared volume can no longer be reached from this node"),
        lost(5150, "a disk of the cluster failed, and its shared volume with it"),
        lost(5377, "the cluster service took too long, and stopped; the node gives up its disks"),
        lost(
            5396,
            "the cluster service stops, since other nodes have the quorum; the node gives up its disks",
        ),
    ],
    names_volumes: false,
    read: read_cluster,
};

/// A cluster's records have named fields in newer versions, positions in older ones (Microsoft's list gives them as %1
/// and on).
fn read_cluster(system: &System, payload: &Payload) -> EventKind {
    let named = ["VolumeName", "ResourceName", "NodeName"].iter().find_map(|name| payload.field(name));
    let subject = named.or_else(|| payload.string(0));
    let by_name = || {
        let is_disk = subject.is_some_and(is_name_of_disk);
        is_disk.then(|| DISK_TYPES.first().copied().unwrap_or_default().to_owned())
    };
    let resource_type = || {
        let named = ["ResourceType", "ResTypeDll"].iter().find_map(|name| payload.field(name));
        named.or_else(|| payload.string(2)).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    EventKind::StoragePath(Box::new(StoragePathEvent {
        reason: payload.data.iter().find_map(|datum| bracketed(&datum.value)),
        resource_type: (system.event_id == RESOURCE_FAILED)
            .then(|| resource_type().or_else(by_name))
            .flatten(),
        ..event(payload, subject)
    }))
}

/// What a cluster tells of the file system on a disk: it is damaged.
pub const DAMAGED: &[u16] = &[1037, 1066, 1604];

/// A cluster resource of any type failed.
pub const RESOURCE_FAILED: u16 = 1069;

/// A cluster shared volume was paused, with the status that is the reason.
pub const PAUSED: u16 = 5120;

/// `STATUS_VOLUME_DISMOUNTED`, and `STATUS_CLUSTER_CSV_AUTO_PAUSE_ERROR` (ntstatus.h).
pub const PASSING_PAUSES: [NtStatus; 2] = [NtStatus(0xC000_026E), NtStatus(0xC013_0021)];

/// The types of cluster resources that are disks; they are not translated. Those beside Windows' own are of replicated disks and
/// of disk groups, as the documentation of SIOS DataKeeper and of Veritas' storage foundation calls them.
pub const DISK_TYPES: &[&str] = &[
    "Physical Disk",
    "Storage Pool",
    "DataKeeper Volume",
    "Volume Manager Disk Group",
    "Volume Manager Shared Volume",
];

/// How Windows names disks that nobody renamed, in English, Japanese and German: older versions tell no type.
const DISK_NAMES: &[&str] =
    &["Cluster Disk ", "クラスター ディスク ", "クラスタ ディスク ", "Clusterdatenträger "];

/// Whether a resource has the name that Windows gives a disk: such a name, and a number.
pub fn is_name_of_disk(name: &str) -> bool {
    let number = DISK_NAMES.iter().find_map(|known| name.trim().strip_prefix(known));
    number.is_some_and(|number| number.parse::<u16>().is_ok())
}

/// The status in brackets behind its name, as 5120 gives it: `STATUS_IO_TIMEOUT(c00000b5)`, `(c000020c)`.
fn bracketed(text: &str) -> Option<NtStatus> {
    let digits = text.split('(').skip(1).find_map(|part| part.split_once(')').map(|(digits, _)| digits))?;
    (digits.len() == 8).then(|| NtStatus::parse(digits)).flatten()
}

/// The name of the target in the dump data of the initiator's records, which begin behind the 40 bytes of the packet:
/// UTF-16, else ASCII. What does not begin like a name of iSCSI (RFC 3720, 3.2.6.3) is none.
fn target(bytes: &[u8]) -> Option<String> {
    const DUMP: usize = 0x28;
    let dump = bytes.get(DUMP..)?;
    let is_name = |text: &String| {
        let lower = text.to_ascii_lowercase();
        ["iqn.", "eui.", "naa."].iter().any(|start| lower.starts_with(start))
    };
    let units: Vec<u16> = dump
        .chunks_exact(2)
        .map(|pair| {
            u16::from_le_bytes([pair.first().copied().unwrap_or(0), pair.get(1).copied().unwrap_or(0)])
        })
        .take_while(|unit| *unit != 0)
        .collect();
    let wide = String::from_utf16(&units).ok().filter(is_name);
    wide.or_else(|| {
        let narrow: Vec<u8> = dump.iter().copied().take_while(|byte| *byte != 0).collect();
        String::from_utf8(narrow).ok().filter(is_name)
    })
}

fn read_first_string(_system: &System, payload: &Payload) -> EventKind {
    EventKind::StoragePath(Box::new(event(payload, payload.string(0))))
}

pub(super) fn path(payload: &Payload, subject: Option<&str>) -> EventKind {
    EventKind::StoragePath(Box::new(event(payload, subject)))
}

fn event(payload: &Payload, subject: Option<&str>) -> StoragePathEvent {
    StoragePathEvent {
        subject: subject.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()),
        target: None,
        reason: None,
        resource_type: None,
        volumes: volumes_in(payload),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_stands_in_brackets() {
        assert_eq!(bracketed("STATUS_IO_TIMEOUT(c00000b5)"), Some(NtStatus(0xC000_00B5)));
        assert_eq!(bracketed("(c000020c)"), Some(NtStatus(0xC000_020C)));
        assert_eq!(bracketed("Cluster Disk 1 (old)"), None);
        assert_eq!(bracketed("1460"), None);
    }

    #[test]
    fn a_target_is_read_from_the_dump_and_anything_else_is_not() {
        let wide: Vec<u8> =
            "iqn.1991-05.com.example:lun\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let packet = |dump: &[u8]| [vec![0; 0x28], dump.to_vec()].concat();
        assert_eq!(target(&packet(&wide)).as_deref(), Some("iqn.1991-05.com.example:lun"));
        assert_eq!(target(&packet(b"iqn.a.b:c\0\0")).as_deref(), Some("iqn.a.b:c"));
        assert_eq!(target(&packet(b"\xff\xff\xff")), None);
        assert_eq!(target(&[0; 0x10]), None);
    }
}
