//! Paths to storage: `iScsiPrt`, `mpio`, a cluster's disks, `ReFS`.
//!
//! Ids and texts: message resources of iscsilog.dll, mpio.sys and refs.sys (libyal/winevt-kb); clustering: Microsoft's
//! list of system events of failover clusters (Windows Server 2016 and 2019). No other id of these providers counts:
//! iScsiPrt 27, for one, is about a task tag, and 5121 and 5143 of a cluster are no losses.

use super::driver::volumes_in;
use super::{EventRow, Provider};
use crate::event::class::Class::{PathHealed, PathLost, PathShaken};
use crate::event::{EventKind, Payload, StoragePathEvent, System};

const fn lost(id: u16, meaning: &'static str) -> EventRow {
    EventRow::new(id, &[PathLost], meaning)
}

const fn shaken(id: u16, meaning: &'static str) -> EventRow {
    EventRow::new(id, &[PathShaken], meaning)
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
        EventRow::new(34, &[PathHealed], "the connection to the iSCSI target was lost and came back"),
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
    read: read_first_string,
};

/// Records of Microsoft's multipath driver in System.
#[rustfmt::skip]
pub const MPIO: Provider = Provider {
    names: &["mpio"],
    channel: "System",
    events: &[
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
        lost(1034, "a disk of the cluster is missing"),
        lost(1035, "a disk of the cluster could not be mounted"),
        lost(1038, "the node lost the ownership of a disk of the cluster"),
        shaken(5120, "a cluster shared volume was paused; its I/O waits"),
        lost(5142, "a cluster shared volume can no longer be reached from this node"),
    ],
    names_volumes: false,
    read: read_cluster,
};

/// The resilient file system's records in System.
pub const REFS: Provider = Provider {
    names: &["ReFS", "Microsoft-Windows-ReFS", "Microsoft-Windows-ReFS-v1"],
    channel: "System",
    events: &[
        lost(134, "a ReFS volume was taken offline because its metadata could not be written"),
        lost(135, "a ReFS volume could not be mounted"),
    ],
    names_volumes: false,
    read: |_, payload| path(payload, payload.field("VolumeName").map(str::to_owned)),
};

fn read_first_string(_system: &System, payload: &Payload) -> EventKind {
    path(payload, payload.string(0).map(str::to_owned))
}

/// A cluster's records have named fields in newer versions, positions in older ones.
fn read_cluster(_system: &System, payload: &Payload) -> EventKind {
    let named = ["VolumeName", "ResourceName"].iter().find_map(|name| payload.field(name));
    path(payload, named.or_else(|| payload.string(0)).map(str::to_owned))
}

pub(super) fn path(payload: &Payload, subject: Option<String>) -> EventKind {
    EventKind::StoragePath(StoragePathEvent {
        subject: subject.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()),
        volumes: volumes_in(payload),
    })
}
