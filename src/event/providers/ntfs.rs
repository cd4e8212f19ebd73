//! `Ntfs` and `Microsoft-Windows-Ntfs`: the file system.
//!
//! Ids and texts: iologmsg.dll and the manifest of ntfs.sys, as collected by libyal/winevt-kb.

use super::driver::volumes_in;
use super::{EventRow, Provider};
use crate::event::class::Class::{DetachNoise, FileSystemDamage};
use crate::event::{EventKind, NtfsEvent, Payload, System};

/// The file system's records in System and in its own logs.
pub const PROVIDER: Provider = Provider {
    names: &["Ntfs", "Microsoft-Windows-Ntfs"],
    channel: "System",
    events: &[
        EventRow::new(50, &[DetachNoise], "delayed writes to a volume were lost"),
        EventRow::new(55, &[FileSystemDamage], "the file system on a volume is damaged"),
        EventRow::new(57, &[DetachNoise], "data could not be flushed to the transaction log of a volume"),
        EventRow::new(98, &[FileSystemDamage], "the health of a volume: 0 is healthy, 1 to 3 need a check"),
        EventRow::new(137, &[DetachNoise], "the transaction manager of a volume met an error"),
        EventRow::new(138, &[DetachNoise], "the transaction manager of a volume met an error"),
        EventRow::new(139, &[DetachNoise], "delayed writes to a volume were lost"),
        EventRow::new(140, &[DetachNoise], "data could not be flushed to the transaction log of a volume"),
    ],
    names_volumes: true,
    read,
};

fn read(_system: &System, payload: &Payload) -> EventKind {
    EventKind::Ntfs(NtfsEvent {
        volumes: volumes_in(payload),
        device: payload.field("DeviceName").map(str::to_owned),
        corruption_action_state: payload
            .field("CorruptionActionState")
            .and_then(crate::event::codes::Hresult::parse)
            .map(|state| state.0),
    })
}
