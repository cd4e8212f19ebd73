//! `Microsoft-Windows-Kernel-PnP`: who kept a device from being removed.
//!
//! Id and fields: the provider's manifest; version 2 of 225 measured on public logs.

use super::{EventRow, Provider};
use crate::event::class::Class::RemovalBlocked;
use crate::event::{EventKind, Payload, System};

/// The records of Plug and Play in System.
pub const PROVIDER: Provider = Provider {
    names: &["Microsoft-Windows-Kernel-PnP"],
    channel: "System",
    events: &[EventRow::new(225, &[RemovalBlocked], "a program kept a device from being removed")],
    names_volumes: false,
    read,
};

fn read(_system: &System, payload: &Payload) -> EventKind {
    let text = |name: &str| payload.field(name).map(str::trim).filter(|text| !text.is_empty());
    EventKind::RemovalBlocked {
        process: text("ProcessName").unwrap_or_default().into(),
        device: text("DeviceInstance").unwrap_or_default().into(),
    }
}
