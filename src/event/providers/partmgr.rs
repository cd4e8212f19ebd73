//! `partmgr`: the partition manager. Ids and texts: iologmsg.dll, as collected by libyal/winevt-kb.

use super::driver::read_any;
use super::{EventRow, Provider};
use crate::event::class::Class::DetachNoise;

/// The partition manager's records in System.
pub const PROVIDER: Provider = Provider {
    names: &["partmgr"],
    channel: "System",
    events: &[EventRow::new(58, &[DetachNoise], "the signature of a disk equals that of another disk")],
    names_volumes: false,
    read: read_any,
};
