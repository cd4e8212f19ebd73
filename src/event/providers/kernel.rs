//! `Microsoft-Windows-Kernel-General` and `-Kernel-Power`: start, stop, crash, clock.

use super::{EventRow, Provider};
use crate::event::class::Class::{Boot, Clock, Stop};
use crate::event::xml::time;
use crate::event::{ClockChange, EventKind, MachineState, Payload, System};

/// Clock changes, starts and shutdowns.
pub const GENERAL: Provider = Provider {
    names: &["Microsoft-Windows-Kernel-General"],
    channel: "System",
    events: &[
        EventRow::new(1, &[Clock], "the system clock was set"),
        EventRow::new(12, &[Boot], "the operating system started"),
        EventRow::new(13, &[Stop], "the operating system is shutting down"),
    ],
    names_volumes: false,
    read: read_general,
};

/// Stops without a shutdown.
pub const POWER: Provider = Provider {
    names: &["Microsoft-Windows-Kernel-Power"],
    channel: "System",
    events: &[EventRow::new(41, &[Stop], "the machine had stopped without a shutdown")],
    names_volumes: false,
    read: |_, _| EventKind::Machine(MachineState::Crash { alive: None }),
};

fn read_general(system: &System, payload: &Payload) -> EventKind {
    match system.event_id {
        1 => EventKind::ClockChange(Box::new(ClockChange {
            old: payload.field("OldTime").and_then(time),
            new: payload.field("NewTime").and_then(time),
        })),
        13 => EventKind::Machine(MachineState::Shutdown),
        _ => EventKind::Machine(MachineState::Boot),
    }
}
