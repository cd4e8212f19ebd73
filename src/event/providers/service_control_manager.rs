//! `Service Control Manager`: which services ran.
//!
//! 7036's binary is UTF-16, the service's short name and `/4` (running) or `/1` (stopped), whatever
//! the language of the texts: measured on public logs.

use super::{EventRow, Provider};
use crate::event::class::Class::Activity;
use crate::event::{EventKind, Payload, System};

/// The service control manager's records in System.
pub const PROVIDER: Provider = Provider {
    names: &["Service Control Manager"],
    channel: "System",
    events: &[EventRow::new(7036, &[Activity], "a service started or stopped").only_naming(OF_BACKUPS)],
    names_volumes: false,
    read,
};

/// Services that run for a backup: its engine, VSS, VSS' system provider.
const OF_BACKUPS: &[&str] = &["wbengine", "VSS", "swprv"];

fn read(_system: &System, payload: &Payload) -> EventKind {
    let text = match &payload.binary {
        Some(Ok(bytes)) => {
            let (units, _) = bytes.as_chunks::<2>();
            let units: Vec<u16> = units.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
            String::from_utf16_lossy(&units)
        }
        _ => String::new(),
    };
    match text.trim_end_matches('\0').rsplit_once('/') {
        Some((name, state)) => EventKind::Service {
            name: name.to_owned(),
            running: match state {
                "4" => Some(true),
                "1" => Some(false),
                _ => None,
            },
        },
        None => EventKind::Service {
            name: payload.field("param1").or_else(|| payload.string(0)).unwrap_or_default().to_owned(),
            running: None,
        },
    }
}
