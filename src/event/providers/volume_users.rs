//! Parts of Windows that work on volumes and name them: what they write is no trouble, but shows that a volume was there.
//!
//! Any of their records counts that names one by its GUID path, whatever its id. Where they do so: texts of defragsvc.dll (`258`
//! and its kin, the volume is %1 or %2), ulib.dll (the report of chkdsk begins with the volume) and srm.dll, all as collected by
//! libyal/winevt-kb; fields `VolumeGuidPath` of Microsoft-Windows-Deduplication, `VolumeName` of Microsoft-Windows-BitLocker-API
//! and `Volume` of Microsoft-Windows-BitLocker-Driver in their manifests. At a start, chkdsk reports under the name of Wininit.

use super::{EventRow, Naming, Provider};
use crate::event::guid::Guid;
use crate::event::volume::VolumeName;
use crate::event::{EventKind, Payload, System};

/// How the path of a volume begins.
pub const PATHS: Naming = Naming { parts: &["Volume{"], in_binary: |_| None };

/// The defragmenter, today the storage optimizer.
pub const DEFRAG: Provider = user(&["Microsoft-Windows-Defrag"], "Application");
/// Chkdsk on a volume that is in use.
pub const CHKDSK: Provider = user(&["Chkdsk"], "Application");
/// Chkdsk at a start.
pub const WININIT: Provider = user(&["Microsoft-Windows-Wininit", "Wininit"], "Application");
/// Data deduplication.
pub const DEDUPLICATION: Provider =
    user(&["Microsoft-Windows-Deduplication"], "Microsoft-Windows-Deduplication/Operational");
/// The management of `BitLocker`.
pub const BITLOCKER: Provider =
    user(&["Microsoft-Windows-BitLocker-API"], "Microsoft-Windows-BitLocker/BitLocker Management");
/// The driver of `BitLocker`.
pub const BITLOCKER_DRIVER: Provider = user(&["Microsoft-Windows-BitLocker-Driver", "fvevol"], "System");
/// File Server Resource Manager.
pub const FILE_SERVER: Provider = user(&["SRMSVC"], "Application");

/// DFS Replication. It names the volumes that it works on by bare GUIDs (`Volume: …, GUID: …` of 2213; [MS-DFSRH] lists the volume as the
/// first string of 2104, 2204, 2208 and 6302), beside those of groups and members, which are no volume's.
pub const DFS_REPLICATION: Provider = Provider {
    names: &["DFSR"],
    channel: "DFS Replication",
    events: OF_REPLICATION,
    names_volumes: false,
    read: read_bare,
};

const OF_REPLICATION: &[EventRow] = &[
    EventRow::new(2002, &[], "replication on a volume began"),
    EventRow::new(2004, &[], "replication on a volume stopped"),
    EventRow::new(2104, &[], "the database of replication on a volume could not be recovered"),
    EventRow::new(2204, &[], "replication on a volume lost the track of its changes"),
    EventRow::new(2208, &[], "replication on a volume ended for want of room"),
    EventRow::new(2212, &[], "replication on a volume had been stopped uncleanly"),
    EventRow::new(2213, &[], "replication on a volume stopped, as its database was not shut down cleanly"),
    EventRow::new(2214, &[], "replication on a volume recovered from an unclean stop"),
];

const fn user(names: &'static [&'static str], channel: &'static str) -> Provider {
    Provider { names, channel, events: &[], names_volumes: true, read }
}

fn read(_system: &System, payload: &Payload) -> EventKind {
    EventKind::VolumeUsed { volumes: volumes(payload).into() }
}

fn read_bare(_system: &System, payload: &Payload) -> EventKind {
    let bare = payload.data.iter().filter_map(|datum| Guid::parse(&datum.value));
    let guids = bare.filter(|guid| !guid.is_nil()).map(VolumeName::Guid);
    EventKind::VolumeUsed { volumes: guids.collect() }
}

/// Every volume whose GUID path stands in a text of a payload.
pub(super) fn volumes(payload: &Payload) -> Vec<VolumeName> {
    let mut found = Vec::new();
    for datum in &payload.data {
        for name in VolumeName::paths_in(&datum.value) {
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Datum;

    #[test]
    fn every_path_in_every_text_is_a_volume_and_a_letter_is_none() {
        let texts = [
            r"Checking file system on \\?\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54} and \\?\volume{4152F97E-B029-41C9-96CE-EFA1B6232E55}\x",
            r"Daten (E:)",
            r"\\?\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}\",
            "{4152f97e-b029-41c9-96ce-efa1b6232e56}",
        ];
        let data = texts.iter().map(|text| Datum { name: None, value: (*text).into() }).collect();
        let found = volumes(&Payload { data, binary: None });
        let ends: Vec<String> =
            found.iter().map(|name| name.to_string().chars().rev().take(3).collect()).collect();
        assert_eq!(ends, ["}45", "}55"]);
    }
}
