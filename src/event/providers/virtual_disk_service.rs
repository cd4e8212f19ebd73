//! `Virtual Disk Service`: starts when a tool, or a backup, looks at disks.

use super::vss::read_strings;
use super::{EventRow, Provider};
use crate::event::class::Class::Activity;

/// The service's records in System.
pub const PROVIDER: Provider = Provider {
    names: &["Virtual Disk Service"],
    channel: "System",
    events: &[
        EventRow::new(3, &[Activity], "the Virtual Disk Service started"),
        EventRow::new(4, &[Activity], "the Virtual Disk Service stopped"),
    ],
    names_volumes: false,
    read: read_strings,
};
