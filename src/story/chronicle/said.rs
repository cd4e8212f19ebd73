//! What a record says, in a sentence: what its kind of event says, and what it names.

use jiff::{SignedDuration, Timestamp};

use super::marks::{Noise, Part};
use super::{Entry, EntryKind, RunName};
use crate::event::class::Class;
use crate::event::codes::{Hresult, NtStatus};
use crate::event::providers::backup::BackupEvent;
use crate::event::providers::driver::{DriverError, StatusReading};
use crate::event::volume::VolumeName;
use crate::event::{DiskSeen, Event, EventKind, SnapshotDriverEvent, StoragePathEvent, Trust, VhdmpEvent};
use crate::report::ComputerReport;
use crate::say::{Cited, Log, Number, Sentence, Word, code_meaning, meaning, sentences};
use crate::story::records::{is_logged, status as status_of};
use crate::story::{Mood, labels, runs};
use crate::timeline::EventIndex;
use crate::verdict::Judged;

sentences! {
    plain(event: Cited, says: Sentence) = "chronicle.record": "{ $event }: { $says }";
    with(event: Cited, says: Sentence, more: Vec<Sentence>) = "chronicle.record-with":
        "{ $event }: { $says } ({ $more })";
    error(event: Cited, volume: VolumeName, status: Sentence, verdict: Vec<Sentence>) = "chronicle.volsnap27":
        "{ $event }: shadow copies of { $volume } aborted, { $status } ({ $verdict })";
    error_of_no_volume(event: Cited, status: Sentence, verdict: Vec<Sentence>) = "chronicle.volsnap27-no-volume":
        "{ $event }: shadow copies of a volume aborted, { $status } ({ $verdict })";
    error_unlogged(event: Cited, volume: VolumeName, status: Sentence, verdict: Vec<Sentence>) =
        "chronicle.volsnap27-not-logged":
        "{ $event }: a volsnap 27 that could not be logged: shadow copies of { $volume } aborted, { $status } ({ $verdict })";
    of_run(number: Number) = "chronicle.of-run": "run S{ $number }";
    of_product_run(number: Number) = "chronicle.of-product-run": "run P{ $number }";
    noise_of(run: Sentence) = "chronicle.noise": "noise of a disk that left { $run }";
    inside_image(run: Sentence) = "chronicle.inside-image": "inside an image of { $run }";
    disk(number: Number) = "chronicle.disk": "disk { $number }";
    volume(volume: VolumeName) = "chronicle.volume": "volume { $volume }";
    on_device(device: Log) = "chronicle.device": "device { $device }";
    code(code: Hresult, says: Sentence) = "chronicle.code": "{ $code } { $says }";
    detail(code: Hresult, says: Sentence) = "chronicle.detail": "detail { $code } { $says }";
    number(number: Hresult) = "chronicle.error": "error { $number }";
    state(state: Number) = "chronicle.state": "state { $state }";
    target(target: Log) = "chronicle.target": "target { $target }";
    file(file: Log) = "chronicle.file": "file { $file }";
    model(model: Log) = "chronicle.model": "model { $model }";
    machine(name: Log) = "chronicle.machine": "virtual machine { $name }";
    took(duration: SignedDuration) = "chronicle.io-took": "took { $duration }";
    has_left() = "chronicle.disk-left": "the disk has left";
    asked_by(program: Log) = "chronicle.asked-by": "asked for by { $program }";
    held_by(program: Log) = "chronicle.held-by": "held by { $program }";
    service_runs(name: Log) = "chronicle.service-runs": "{ $name } runs";
    service_stopped(name: Log) = "chronicle.service-stopped": "{ $name } stopped";
    named(name: Log) = "chronicle.named": "{ $name }";
    renamed(old: Log, new: Log) = "chronicle.renamed": "from { $old } to { $new }";
    clock(old: Timestamp, new: Timestamp) = "chronicle.clock": "from { $old } to { $new }";
    bad_checksum() = "chronicle.checksum-failed": "its chunk's checksum is wrong";
    recovered() = "chronicle.recovered": "recovered from unused space";
    /// What the signs before the rows mean.
    pub legend() = "chronicle.legend":
        "> a run starts, < it ends, * volsnap 27, - a disk leaves, + a virtual disk comes, ^ the machine starts or stops, \
         ~ a log does not cover, [ a log begins, ] it ends; ! needs a look";
    /// Where nothing is listed.
    pub nothing() = "chronicle.nothing": "no record that can matter lies in the time that was asked for";
    /// Where something is missing from what is listed.
    pub incomplete() = "chronicle.incomplete":
        "not all that was given could be read, so rows may be missing; volsift inspect says what";
}

/// The entry of a record.
pub(super) fn entry<'a>(
    report: &'a ComputerReport,
    index: EventIndex,
    event: &'a Event,
    part: Option<&Part<'a>>,
) -> Entry<'a> {
    let judged = part.and_then(|part| part.judged);
    let text = match judged {
        Some(judged) => of_27(report, event, judged),
        None => of_other(event, part),
    };
    Entry {
        report,
        kind: kind(event, judged.is_some()),
        time: event.time(),
        until: None,
        text,
        mood: part.and_then(|part| part.mood).unwrap_or(Mood::Plain),
        record: Some(index),
        channel: None,
        run: part.and_then(|part| part.run),
        judged,
    }
}

fn kind(event: &Event, is_27: bool) -> EntryKind {
    if is_27 {
        return EntryKind::Volsnap27;
    }
    if matches!(event.kind, EventKind::Machine(_)) {
        return EntryKind::Machine;
    }
    let mut kinds = event.classes().filter_map(|class| match class {
        Class::Detach => Some(EntryKind::Departure),
        Class::Attach => Some(EntryKind::Arrival),
        _ => None,
    });
    kinds.next().unwrap_or(EntryKind::Record)
}

fn run_name(run: RunName) -> Sentence {
    match run {
        RunName::Backup(at) => of_run(runs::number(at)),
        RunName::Product(at) => of_product_run(runs::number(at)),
    }
}

fn of_27(report: &ComputerReport, event: &Event, judged: &Judged) -> Sentence {
    let mut said = vec![labels::verdict_is(Word(judged.verdict.id()))];
    said.extend(judged.basis.map(|on| labels::basis_is(Word(on.id()))));
    let run = judged.subject.link.session.and_then(|at| at.checked_add(1));
    said.extend(run.map(|at| run_name(RunName::Backup(at))));
    said.extend(trust(event));
    let status = status_of(&judged.subject.status);
    match judged.subject.volume.clone().filter(|volume| !volume.is_empty()) {
        Some(volume) if is_logged(report, judged) => error(event.into(), volume, status, said),
        Some(volume) => error_unlogged(event.into(), volume, status, said),
        None => error_of_no_volume(event.into(), status, said),
    }
}

fn of_other(event: &Event, part: Option<&Part<'_>>) -> Sentence {
    let mut more = details(event);
    if let Some((run, noise)) = part.and_then(|part| Some((part.run?, part.noise?))) {
        more.push(match noise {
            Noise::OfDeparture => noise_of(run_name(run)),
            Noise::InsideImage => inside_image(run_name(run)),
        });
    }
    more.extend(trust(event));
    let says = meaning(event);
    if more.is_empty() { plain(event.into(), says) } else { with(event.into(), says, more) }
}

fn trust(event: &Event) -> Option<Sentence> {
    match event.trust {
        Trust::Intact => None,
        Trust::ChecksumFailed => Some(bad_checksum()),
        Trust::Carved => Some(recovered()),
    }
}

/// What a record names.
fn details(event: &Event) -> Vec<Sentence> {
    let text = |make: fn(Log) -> Sentence, text: &Option<String>| {
        text.as_ref().filter(|text| !text.trim().is_empty()).map(|text| make(Log::of(text)))
    };
    let mut more: Vec<Sentence> = Vec::new();
    match &event.kind {
        EventKind::Backup(backup) => of_backup(backup, &mut more),
        EventKind::Driver(driver) => of_driver(driver, &mut more),
        EventKind::SnapshotDriver(driver) => of_snapshot_driver(driver, &mut more),
        EventKind::CopyScan(scan) => {
            more.extend(text(file, &scan.path));
            more.extend(scan.error.map(number));
        }
        EventKind::VirtualMachine(vm) => {
            more.extend(text(machine, &vm.name));
            more.extend(vm.code.and_then(|failed| coded(code, failed)));
            more.extend(text(file, &vm.file));
        }
        EventKind::GuestIo(io) => {
            more.extend(text(on_device, &io.device));
            more.extend(io.took.map(took));
        }
        EventKind::Ntfs(ntfs) => {
            more.extend(volumes(&ntfs.volumes));
            more.extend(text(on_device, &ntfs.device));
            more.extend(ntfs.disk_number.map(|at| disk(Number(u64::from(at)))));
            more.extend(ntfs.corruption_action_state.map(|at| state(Number(u64::from(at)))));
        }
        // Its device stands in what the event says.
        EventKind::PortError { .. } | EventKind::Machine(_) => {}
        EventKind::Vhdmp(vhdmp) => of_vhdmp(vhdmp, &mut more),
        EventKind::DiskSeen(seen) => of_disk(seen, &mut more),
        EventKind::StoragePath(path) => of_path(path, &mut more),
        EventKind::StorPort(port) => more.extend(text(named, &port.miniport)),
        EventKind::RemovalBlocked { process, device } => {
            more.extend([held_by(Log::of(&**process)), on_device(Log::of(&**device))]);
        }
        EventKind::Machinery(machinery) => {
            more.extend(text(asked_by, &machinery.requester));
            more.extend(volumes(&machinery.volumes));
        }
        EventKind::VolumeUsed { volumes: used } => more.extend(volumes(used)),
        EventKind::ClockChange(change) => {
            more.extend(change.known().map(|(old, new)| clock(old, new)));
        }
        EventKind::LogCleared { channel } => more.extend(text(named, channel)),
        EventKind::HostFacts(facts) => {
            more.extend(text(named, &facts.windows));
            more.extend(text(named, &facts.zone));
        }
        EventKind::Renamed { old, new } => more.push(renamed(Log::of(&**old), Log::of(&**new))),
        EventKind::Service { name, running } => more.push(match running {
            Some(true) => service_runs(Log::of(&**name)),
            Some(false) => service_stopped(Log::of(&**name)),
            None => named(Log::of(&**name)),
        }),
        EventKind::Product(record) => {
            more.extend(text(named, &record.subject));
            more.extend(text(asked_by, &record.requester));
            more.extend(volumes(&record.volumes));
        }
    }
    more
}

/// A code that tells of a failure, with what it says.
fn coded(make: fn(Hresult, Sentence) -> Sentence, found: Hresult) -> Option<Sentence> {
    (found.0 != 0).then(|| make(found, code_meaning(found)))
}

/// Volumes by names that a person can look for: fields of some drivers hold anything.
fn volumes(named: &[VolumeName]) -> impl Iterator<Item = Sentence> {
    let is_name = |name: &&VolumeName| match name {
        VolumeName::Guid(_) | VolumeName::Letter(_) => true,
        VolumeName::Other(text) => text.contains(['\\', '{']),
    };
    named.iter().filter(is_name).map(|name| volume(name.clone()))
}

fn status(found: NtStatus) -> Option<Sentence> {
    (found.0 != 0).then(|| status_of(&StatusReading::Known(found)))
}

fn of_backup(backup: &BackupEvent, more: &mut Vec<Sentence>) {
    more.extend(backup.hresult.and_then(|found| coded(code, found)));
    more.extend(backup.detail.and_then(|found| coded(detail, found)));
    let of = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    more.extend(of(&backup.target).map(|at| target(Log(at))));
    more.extend(of(&backup.volume).map(|of| volume(VolumeName::parse(&of))));
}

fn of_driver(driver: &DriverError, more: &mut Vec<Sentence>) {
    more.extend(driver.disk_number.map(|at| disk(Number(u64::from(at)))));
    more.extend(volumes(&driver.volumes));
    // Few of these records have one, and zero says nothing.
    match driver.status {
        StatusReading::Missing => {}
        StatusReading::Known(found) => more.extend(status(found)),
        StatusReading::Unreadable { .. } | StatusReading::Differ { .. } => {
            more.push(status_of(&driver.status));
        }
    }
}

fn of_snapshot_driver(driver: &SnapshotDriverEvent, more: &mut Vec<Sentence>) {
    more.extend(volumes(&driver.volumes));
    more.extend(driver.error.filter(|error| *error != 0).map(|error| number(Hresult(error))));
}

fn of_vhdmp(vhdmp: &VhdmpEvent, more: &mut Vec<Sentence>) {
    more.extend(vhdmp.disk_number.map(|at| disk(Number(u64::from(at)))));
    more.extend(vhdmp.file.as_ref().filter(|path| !path.is_empty()).map(|path| file(Log::of(path))));
    more.extend(vhdmp.status.and_then(status));
}

fn of_disk(seen: &DiskSeen, more: &mut Vec<Sentence>) {
    more.push(disk(Number(u64::from(seen.disk_number))));
    let text = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    more.extend(text(&seen.model).map(|name| model(Log::of(name.trim()))));
    more.extend(text(&seen.location).map(|path| file(Log(path))));
    more.extend(volumes(&seen.volumes));
    more.extend(seen.is_departure().then(has_left));
}

fn of_path(path: &StoragePathEvent, more: &mut Vec<Sentence>) {
    let text = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    more.extend(text(&path.subject).map(|of| named(Log(of))));
    more.extend(text(&path.target).map(|of| target(Log(of))));
    more.extend(path.reason.and_then(status));
    more.extend(volumes(&path.volumes));
}
