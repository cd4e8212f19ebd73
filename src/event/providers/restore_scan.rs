//! `Microsoft-Windows-System-Restore`: the scanner of System Restore, which opens each shadow copy it knows.
//!
//! Ids and fields: real records of public logs (8300 begin, 8301 end, 8302 good, 8303 failed); 8303 with 0x800701B1
//! stood 9 ms behind a volsnap 36 of the same copy.

use super::{EventRow, Provider};
use crate::event::class::Class::CopyVanished;
use crate::event::codes::Hresult;
use crate::event::{EventKind, Payload, System};

/// ERROR_NO_SUCH_DEVICE: the device of the copy was gone (winerror.h; seen in a real 8303).
pub const DEVICE_GONE: Hresult = Hresult(0x8007_01B1);

/// System Restore looked at a shadow copy and could not (`Microsoft-Windows-System-Restore` 8303).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyScanEvent {
    /// `SnapshotPath`: the device of the copy, which names no volume.
    pub path: Option<String>,
    /// `ErrorCode`.
    pub error: Option<Hresult>,
}

/// The scanner's records in Application.
pub const PROVIDER: Provider = Provider {
    names: &["Microsoft-Windows-System-Restore"],
    channel: "Application",
    events: &[EventRow::new(8303, &[CopyVanished], "System Restore could not look at a shadow copy")],
    names_volumes: false,
    read,
};

fn read(_system: &System, payload: &Payload) -> EventKind {
    EventKind::CopyScan(CopyScanEvent {
        path: payload
            .field("SnapshotPath")
            .map(|path| path.trim().to_owned())
            .filter(|path| !path.is_empty()),
        error: payload.field("ErrorCode").and_then(Hresult::parse),
    })
}
