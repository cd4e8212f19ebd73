//! What records say: every text in it, by what it names. Codes, numbers and times stay.

use super::names::{Class, Names};
use super::words;
use crate::event::guid::Guid;
use crate::event::partition_table::Partition;
use crate::event::providers::backup::{BackupEvent, UnreadableField};
use crate::event::providers::driver::{DriverError, StatusFault, StatusReading};
use crate::event::providers::hyper_v::{GuestIoEvent, VirtualMachineEvent};
use crate::event::providers::restore_scan::CopyScanEvent;
use crate::event::providers::snapshot_driver::CopyListing;
use crate::event::providers::storage_path;
use crate::event::providers::{Item, Items, is_other_requester};
use crate::event::volume::VolumeName;
use crate::event::{
    ClockChange, DiskSeen, EventKind, HostFacts, MachineryEvent, NtfsEvent, ProductRecord,
    SnapshotDriverEvent, StorPortEvent, StoragePathEvent, VhdmpEvent,
};
use crate::timeline::host;

/// The bus of virtual disks, by which rules know them.
const VIRTUAL_BUS: &str = "msvhdhba";

/// Renames what a record says.
pub(super) fn kind(kind: &mut EventKind, names: &mut Names) {
    match kind {
        EventKind::Backup(event) => backup(event, names),
        EventKind::Driver(error) => driver(error, names),
        EventKind::SnapshotDriver(event) => snapshot_driver(event, names),
        EventKind::CopyScan(CopyScanEvent { path, error: _ }) => names.maybe(Class::Text, path),
        EventKind::VirtualMachine(event) => virtual_machine(event, names),
        EventKind::GuestIo(event) => {
            let GuestIoEvent { device, took: _ } = &mut **event;
            names.maybe(Class::File, device);
        }
        EventKind::Ntfs(event) => ntfs(event, names),
        EventKind::PortError { device } => *device = names.value(Class::Text, device).into(),
        EventKind::Vhdmp(event) => {
            let VhdmpEvent { file, disk_number: _, virtual_disk, status: _, names_io: _ } = &mut **event;
            names.maybe(Class::File, file);
            names.maybe(Class::Text, virtual_disk);
        }
        EventKind::DiskSeen(seen) => disk_seen(seen, names),
        EventKind::StoragePath(event) => storage_path(event, names),
        EventKind::StorPort(event) => {
            let StorPortEvent { miniport, disk_id, product } = &mut **event;
            names.maybe(Class::Text, miniport);
            names.maybe(Class::Text, product);
            guid(disk_id, names);
        }
        EventKind::RemovalBlocked { process, device } => {
            *process = names.value(Class::Program, process).into();
            *device = names.value(Class::Device, device).into();
        }
        EventKind::Machinery(event) => {
            let MachineryEvent { strings, requester, volumes } = &mut **event;
            all(volumes, names);
            for text in strings {
                *text = names.value(Class::Text, text);
            }
            program(requester, names);
        }
        EventKind::ClockChange(change) => {
            let ClockChange { old: _, new: _ } = &**change;
        }
        EventKind::LogCleared { channel } => {
            if let Some(channel) = channel {
                *channel = names.channel(channel);
            }
        }
        // Only services that are known are kept.
        EventKind::Machine(_) | EventKind::Service { name: _, running: _ } => {}
        EventKind::HostFacts(facts) => host_facts(facts, names),
        EventKind::Renamed { old, new } => {
            for name in [old, new] {
                *name = names.computer(name).into();
            }
        }
        EventKind::Product(record) => {
            let ProductRecord { level: _, subject, requester, volumes } = &mut **record;
            all(volumes, names);
            names.maybe(Class::Label, subject);
            program(requester, names);
        }
        EventKind::VolumeUsed { volumes } => all(volumes, names),
    }
}

fn backup(event: &mut BackupEvent, names: &mut Names) {
    let BackupEvent {
        id: _,
        step: _,
        is_copy: _,
        set_id,
        backup_time: _,
        hresult: _,
        detail: _,
        target,
        declared_volumes: _,
        volumes,
        components,
        component_summary: _,
        snapshot_started: _,
        snapshot_ended: _,
        unreadable_bytes: _,
        volume,
        volumes_named,
        volumes_of_host,
        unreadable_fields,
    } = event;
    guid(set_id, names);
    names.maybe(Class::Label, target);
    names.maybe(Class::Label, volume);
    items(volumes, names);
    items(components, names);
    all(volumes_named, names);
    for (name, _) in volumes_of_host {
        *name = names.volume(name);
    }
    for UnreadableField { name: _, value } in unreadable_fields {
        *value = names.value(Class::Text, value);
    }
}

/// The volumes or components of a run.
fn items(items: &mut Items, names: &mut Names) {
    let Items { is_present: _, items, broken, guids, failing: _ } = items;
    for item in items {
        let Item {
            name,
            id,
            access_path,
            hresult: _,
            detail: _,
            is_done: _,
            has_state: _,
            skipped_files: _,
            application,
        } = item;
        *name = if application.is_some() { names.vm(name) } else { names.value(Class::Label, name) };
        guid(id, names);
        names.maybe(Class::Label, access_path);
        // The product of whose component it is.
        if let Some(application) = application
            && !words::is_plain(application)
        {
            *application = names.of(Class::Text, application);
        }
    }
    names.maybe(Class::Text, broken);
    for text in guids {
        *text = names.path(text);
    }
}

fn driver(error: &mut DriverError, names: &mut Names) {
    let DriverError { device, subject, volumes, status, disk_number: _ } = error;
    names.maybe(Class::Device, device);
    if let Some(subject) = subject {
        *subject = names.volume(subject);
    }
    all(volumes, names);
    if let StatusReading::Unreadable { fault, other: _ } = status {
        match fault {
            StatusFault::Field { name: _, value } => names.maybe(Class::Text, value),
            StatusFault::NoHex(text) => *text = names.value(Class::Text, text),
            StatusFault::ShortPacket(_) | StatusFault::OtherPacket { code: _, expected: _ } => {}
        }
    }
}

fn snapshot_driver(event: &mut SnapshotDriverEvent, names: &mut Names) {
    let SnapshotDriverEvent { volumes, error: _, unlogged, unlogged_id: _, listing } = event;
    all(volumes, names);
    if let Some(unlogged) = unlogged {
        driver(unlogged, names);
    }
    if let Some(CopyListing::Copy { copy, deleted: _, made: _ }) = listing {
        *copy = names.guid(*copy);
    }
}

fn virtual_machine(event: &mut VirtualMachineEvent, names: &mut Names) {
    let VirtualMachineEvent { name, id, code: _, file } = event;
    if let Some(name) = name {
        *name = names.vm(name);
    }
    guid(id, names);
    names.maybe(Class::File, file);
}

fn ntfs(event: &mut NtfsEvent, names: &mut Names) {
    let NtfsEvent {
        volumes,
        is_named_otherwise: _,
        device,
        corruption_action_state: _,
        bus_type: _,
        disk_number: _,
        names_one,
        path,
    } = event;
    all(volumes, names);
    names.maybe(Class::Device, device);
    names.maybe(Class::Label, path);
    if let Some((volume, _)) = names_one {
        *volume = names.guid(*volume);
    }
}

fn disk_seen(seen: &mut DiskSeen, names: &mut Names) {
    let DiskSeen {
        disk_number: _,
        bus_type: _,
        capacity: _,
        model,
        parent,
        location,
        disk_id,
        partitions,
        is_table_cut: _,
        volumes,
    } = seen;
    names.maybe(Class::Model, model);
    if let Some(parent) = parent {
        let is_virtual = parent.to_ascii_lowercase().contains(VIRTUAL_BUS);
        let renamed = names.value(Class::Text, parent);
        let is_told = renamed.to_ascii_lowercase().contains(VIRTUAL_BUS);
        *parent = if is_virtual && !is_told { format!("{VIRTUAL_BUS}\\{renamed}") } else { renamed };
    }
    // Compared with the files of other records by their last part.
    names.maybe(Class::File, location);
    guid(disk_id, names);
    for Partition { number: _, volume } in partitions {
        *volume = names.guid(*volume);
    }
    all(volumes, names);
}

fn storage_path(event: &mut StoragePathEvent, names: &mut Names) {
    let StoragePathEvent { subject, target, reason: _, resource_type, volumes } = event;
    // The name that Windows gives a disk of a cluster tells what it is, and not whose.
    if !subject.as_deref().is_some_and(storage_path::is_name_of_disk) {
        names.maybe(Class::Label, subject);
    }
    names.maybe(Class::Target, target);
    names.maybe(Class::Text, resource_type);
    all(volumes, names);
}

/// A zone that is in a table says where a host stands and not whose it is, and times follow it. Of Windows' product name the
/// words stay that are the same everywhere.
fn host_facts(facts: &mut HostFacts, names: &mut Names) {
    let HostFacts { bias_minutes: _, zone, windows } = facts;
    if !zone.as_deref().is_some_and(host::is_known) {
        names.maybe(Class::Text, zone);
    }
    if let Some(windows) = windows {
        let is_said = |word: &&str| words::is_plain(word) || words::is_version(word);
        let words: Vec<&str> = windows.split(' ').filter(is_said).collect();
        *windows = words.join(" ");
    }
}

fn all(volumes: &mut [VolumeName], names: &mut Names) {
    for name in volumes {
        *name = names.volume(name);
    }
}

/// A program is named where it is a known product's or Windows' own.
fn program(program: &mut Option<String>, names: &mut Names) {
    if let Some(program) = program {
        *program = if is_other_requester(program) { names.product(program) } else { names.part(program) };
    }
}

fn guid(guid: &mut Option<Guid>, names: &mut Names) {
    if let Some(guid) = guid {
        *guid = names.guid(*guid);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_that_a_table_has_stay() {
        for zone in [
            "Tokyo Standard Time",
            "Central Standard Time (Mexico)",
            "Russia Time Zone 3",
            "Russia TZ 2 Standard Time",
            "UTC-11",
            "Coordinated Universal Time",
        ] {
            let mut facts = HostFacts { bias_minutes: None, zone: Some(zone.to_owned()), windows: None };
            host_facts(&mut facts, &mut Names::default());
            assert_eq!(facts.zone.as_deref(), Some(zone));
        }
        let (zone, windows) =
            (Some("Acme Standard Time".to_owned()), Some("Windows Acme 10.0.20348".to_owned()));
        let mut facts = HostFacts { bias_minutes: None, zone, windows };
        host_facts(&mut facts, &mut Names::default());
        assert_eq!(
            (facts.zone.as_deref(), facts.windows.as_deref()),
            (Some("text1"), Some("Windows 10.0.20348"))
        );
    }
}
