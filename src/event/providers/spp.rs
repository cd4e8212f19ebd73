//! `SPP`: the shared protection point, which makes the snapshot of a backup.
//!
//! Ids and texts: message resources of sxproxy.dll, as collected by libyal/winevt-kb. Not to be
//! mixed up with `Microsoft-Windows-Security-SPP`, which is software licensing.

use super::vss::read_strings;
use super::{EventRow, Provider};
use crate::event::class::Class::SnapshotTrouble;

/// The shared protection point's records in Application.
pub const PROVIDER: Provider = Provider {
    names: &["SPP"],
    channel: "Application",
    events: &[
        EventRow::new(16387, &[SnapshotTrouble], "a writer failed while the snapshot was made"),
        EventRow::new(
            16389,
            &[SnapshotTrouble],
            "a writer failed while the snapshot was made; it is tried again",
        ),
    ],
    names_volumes: false,
    read: read_strings,
};
