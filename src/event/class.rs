//! The groups that the rooms behind this one ask the timeline for.

use super::codes::NtStatus;
use super::codes::ntstatus::{StatusClass, lookup};
use super::codes::{STATUS_NO_SUCH_DEVICE, STATUS_SHARING_VIOLATION, STATUS_VOLUME_DISMOUNTED};
use super::providers;
use super::providers::driver::StatusReading;
use super::providers::{
    Provider, error_reporting, restore_scan, service_control_manager, snapshot_driver, storage_path, volsnap,
};
use super::{Event, EventKind, VhdmpEvent};

/// A group of events that play the same part in the analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A step, an end or a copy of a backup run.
    Backup,
    /// A volsnap 27, or one that could not be written to System.
    Subject,
    /// Shadow copies were lost.
    Loss,
    /// Shadow copies are in danger, but not lost.
    CopiesAtRisk,
    /// A shadow copy could not be made; older ones stay as they are.
    CopyFailed,
    /// volsnap or the snapshot driver met something with the shadow copies of a volume that is neither a loss nor the end of
    /// making one, as far as is known: a revert that failed, a volume that could not come online, an id that is in no table.
    CopiesUnclear,
    /// The snapshot driver reports loss in its own log.
    DriverLoss,
    /// volsnap removed a shadow copy itself, and meant to.
    CopyRemoved,
    /// The snapshot driver lists the shadow copies of a volume that comes online.
    CopiesListed,
    /// System Restore met a shadow copy whose device was gone.
    CopyVanished,
    /// A virtual machine could not be backed up or checkpointed, or what it is made of is in trouble.
    VmFault,
    /// The checkpoint of a virtual machine is merged, or is not.
    VmMerge,
    /// An I/O of a guest took long.
    SlowGuestIo,
    /// A cluster shared volume was not prepared for its snapshot.
    CopyUnprepared,
    /// A path to storage was lost.
    PathLost,
    /// A path to storage is in trouble.
    PathShaken,
    /// A path to storage came back.
    PathHealed,
    /// A disk is failing.
    DiskFault,
    /// A disk may be failing, or may just have left.
    DiskDoubt,
    /// A file system is damaged.
    FileSystemDamage,
    /// A disk left the host.
    Detach,
    /// A virtual disk came to the host.
    Attach,
    /// An image of a disc came to the host: no disk.
    DiscAttached,
    /// A record tells what kind of disk has a number.
    DiskSeen,
    /// A program kept a disk from being removed.
    RemovalBlocked,
    /// The storage of an image failed.
    ImageFailed,
    /// A virtual disk left with data unflushed.
    ImageAtRisk,
    /// What a backup stored is damaged.
    BackupDamage,
    /// A restore, or the schedule of backups.
    BackupTask,
    /// Windows had stopped with an error of storage.
    StorageCrash,
    /// What a departing disk leaves in the log.
    DetachNoise,
    /// Something that backups do was done about now.
    Activity,
    /// VSS or SPP report trouble.
    SnapshotTrouble,
    /// A record that may name who asked for a snapshot.
    Requester,
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
    /// Another backup product tells of one of its runs.
    ProductRun,
}

/// The classes of an event: those of its row, less those that its fields rule out.
pub fn classes(event: &Event) -> impl Iterator<Item = Class> {
    let known: &'static [Class] = match event.kind {
        // Of a virtual disk, it is the storage of its image that does not answer.
        EventKind::PortError { .. } if is_of_vhdmp(event) => &[Class::ImageFailed],
        EventKind::PortError { .. } => &[Class::DiskDoubt],
        _ => match providers::row(&event.at.provider, event.at.event_id) {
            Some(row) => row.classes,
            None if is_of(event, &volsnap::PROVIDER) => &[Class::CopiesUnclear],
            None => &[],
        },
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
        (EventKind::SnapshotDriver(driver), Class::DriverLoss) => match event.at.event_id {
            105 => !driver.error.is_some_and(is_vanished),
            snapshot_driver::LOG_WRITE_FAILED => driver.unlogged_id.is_some_and(is_loss),
            _ => true,
        },
        (EventKind::SnapshotDriver(driver), Class::CopiesUnclear) => !driver.error.is_some_and(is_vanished),
        (EventKind::SnapshotDriver(driver), Class::Subject) => driver.unlogged.is_some(),
        (EventKind::Machinery(told), Class::StorageCrash) => {
            told.strings.first().is_some_and(|code| error_reporting::is_of_storage(code))
        }
        (EventKind::CopyScan(scan), Class::CopyVanished) => scan.error == Some(restore_scan::DEVICE_GONE),
        (EventKind::StoragePath(path), Class::PathLost | Class::PathShaken)
            if event.at.event_id == storage_path::RESOURCE_FAILED && is_of(event, &storage_path::CLUSTER) =>
        {
            let is_disk = path
                .resource_type
                .as_ref()
                .map(|kind| storage_path::DISK_TYPES.iter().any(|known| known.eq_ignore_ascii_case(kind)));
            is_disk.map_or(class == Class::PathShaken, |is_disk| is_disk && class == Class::PathLost)
        }
        (EventKind::StoragePath(path), Class::PathLost | Class::PathShaken)
            if event.at.event_id == storage_path::PAUSED && is_of(event, &storage_path::CLUSTER) =>
        {
            // A volume is dismounted when its node is drained, too.
            let is_gone =
                path.reason.is_some_and(|reason| is_vanished(reason.0) && reason != STATUS_VOLUME_DISMOUNTED);
            is_gone == (class == Class::PathLost)
        }
        // A disk of no size is one that has gone.
        (EventKind::DiskSeen(seen), Class::Detach) => seen.is_departure(),
        (EventKind::DiskSeen(seen), Class::DiskSeen) => !seen.is_departure(),
        (EventKind::Ntfs(ntfs), Class::DiskSeen) => ntfs.bus_type.is_some(),
        (EventKind::Vhdmp(vhdmp), Class::Attach | Class::Detach) => !vhdmp.is_of_disc(),
        (EventKind::Vhdmp(vhdmp), Class::DiscAttached) => vhdmp.is_of_disc(),
        (EventKind::StorPort(port), Class::Detach) => !port.is_of_disc(),
        (EventKind::Vhdmp(vhdmp), Class::ImageFailed) => is_failure_of_image(event.at.event_id, vhdmp),
        // Of other devices nothing follows here.
        (EventKind::RemovalBlocked { device, .. }, Class::RemovalBlocked) => is_image(device),
        // A product's service tells who worked, not that a snapshot was made.
        (EventKind::Service { name, .. }, Class::Activity) => service_control_manager::is_of_backups(name),
        (EventKind::Service { name, .. }, Class::Requester) => {
            service_control_manager::product_of(name).is_some()
        }
        _ => true,
    }
}

/// `SCSI\Disk&Ven_Msft&Prod_Virtual_Disk\…`, or a device on the bus of images.
fn is_image(device: &str) -> bool {
    let device = device.to_ascii_lowercase();
    device.contains("ven_msft&prod_virtual_disk") || device.contains("msvhdhba")
}

/// The driver of virtual disks, as a source of records in System (2012 to 8.1).
fn is_of_vhdmp(event: &Event) -> bool {
    event.at.provider.eq_ignore_ascii_case("vhdmp")
}

fn is_of(event: &Event, provider: &Provider) -> bool {
    provider.is_called(&event.at.provider)
}

/// Ids 8 to 14 have other meanings before Windows 10, and other fields. A file that was busy when it should be
/// attached (3 with C0000043) is no trouble.
fn is_failure_of_image(event_id: u16, vhdmp: &VhdmpEvent) -> bool {
    match event_id {
        3 => vhdmp.status != Some(STATUS_SHARING_VIOLATION),
        11 => vhdmp.names_io,
        _ => true,
    }
}

/// Whether volsnap tells of lost shadow copies under an id.
fn is_loss(event_id: u16) -> bool {
    let names = volsnap::PROVIDER.names.first();
    let row = names.and_then(|name| providers::row(name, event_id));
    row.is_some_and(|row| row.classes.contains(&Class::Loss))
}

/// Whether a code says that a device was gone.
fn is_vanished(code: u32) -> bool {
    lookup(NtStatus(code)).is_some_and(|known| known.class == StatusClass::Vanished)
}
