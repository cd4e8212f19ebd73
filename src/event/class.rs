//! The groups that the rooms behind this one ask the timeline for.

use super::codes::NtStatus;
use super::codes::STATUS_NO_SUCH_DEVICE;
use super::codes::ntstatus::{StatusClass, lookup};
use super::providers;
use super::providers::driver::StatusReading;
use super::{Event, EventKind};

/// A group of events that play the same part in the analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A step, an end or a copy of a backup run.
    Backup,
    /// A volsnap 27, or one that could not be written to System.
    Subject,
    /// Shadow copies were lost.
    Loss,
    /// The snapshot driver reports loss in its own log.
    DriverLoss,
    /// A disk is failing.
    DiskFault,
    /// A disk may be failing, or may just have left.
    DiskDoubt,
    /// A file system is damaged.
    FileSystemDamage,
    /// A virtual disk left the host.
    Detach,
    /// A virtual disk came to the host.
    Attach,
    /// A virtual disk left with data unflushed.
    ImageAtRisk,
    /// What a departing disk leaves in the log.
    DetachNoise,
    /// Something that backups do was done about now.
    Activity,
    /// VSS or SPP report trouble.
    SnapshotTrouble,
    /// The operating system started.
    Boot,
    /// The operating system stopped, or had stopped unexpectedly.
    Stop,
    /// The clock was set.
    Clock,
    /// A log was cleared.
    Cleared,
    /// Time zone and version of the host.
    Host,
}

/// The classes of an event: those of its row, less those that its fields rule out.
pub fn classes(event: &Event) -> impl Iterator<Item = Class> {
    let known: &'static [Class] = match event.kind {
        EventKind::PortReset { .. } => &[Class::DiskDoubt],
        _ => providers::row(&event.at.provider, event.at.event_id).map_or(&[], |row| row.classes),
    };
    known.iter().copied().filter(|class| holds(event, *class))
}

/// Whether the fields of an event bear out a class that its id allows.
fn holds(event: &Event, class: Class) -> bool {
    match (&event.kind, class) {
        (EventKind::Ntfs(ntfs), Class::FileSystemDamage) => {
            event.at.event_id != 98 || ntfs.corruption_action_state.is_none_or(|state| state >= 1)
        }
        (EventKind::Driver(error), Class::DetachNoise) => {
            event.at.event_id != 51 || error.status == StatusReading::Known(STATUS_NO_SUCH_DEVICE)
        }
        (EventKind::SnapshotDriver(driver), Class::DriverLoss) => {
            event.at.event_id != 105 || !driver.error.is_some_and(is_vanished)
        }
        (EventKind::SnapshotDriver(driver), Class::Subject) => driver.unlogged.is_some(),
        (EventKind::StorPort { miniport }, Class::Detach) => {
            miniport.as_deref().is_some_and(|name| name.trim().eq_ignore_ascii_case("vhdmp"))
        }
        _ => true,
    }
}

/// Whether a code says that a device was gone.
fn is_vanished(code: u32) -> bool {
    lookup(NtStatus(code)).is_some_and(|known| known.class == StatusClass::Vanished)
}
