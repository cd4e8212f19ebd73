//! `failing-disk`: bad blocks and hardware errors anywhere, softer signs where they come again and again.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::pulled::{FIXED_BUSES, Pulled, TRAY_BUSES, bus_of};
use super::{About, Group, Search, Trouble, TroubleKind, Weight, come_on_days, recurring};
use crate::correlation::{AFTER_LEAVING, Departure, Facts};
use crate::event::class::Class;
use crate::event::codes::NtStatus;
use crate::event::providers::backup::BackupStep;
use crate::event::providers::disk;
use crate::event::{DiskNature, Event, EventKind};
use crate::say::{Log, Number, Sentence, sentences};
use crate::timeline::{Computer, EventIndex, Span, earlier, shifted};

/// In so many separate minutes within a day, over all disks and ports of the host: 129 names a port, 153 a disk.
const AGAIN: usize = 3;
/// On so many days within a week, as of one that fails under the load of a backup.
const NIGHTS: usize = 3;
/// What is there for so long, or since a start, was not brought for a backup.
const LONG: SignedDuration = SignedDuration::from_hours(24);
/// A removal is told several times within this (chosen).
const SAME_REMOVAL: SignedDuration = SignedDuration::from_secs(60);
/// What is there at a start is met within this.
pub(super) const AT_BOOT: SignedDuration = SignedDuration::from_mins(10);

sentences! {
    disk_failing(disk: Number) = "trouble.disk": "disk { $disk } is failing";
    bytes_unreadable(volume: Log) = "trouble.bytes-unreadable": "bytes of { $volume } can't be read";
    disk_named(name: Log) = "trouble.disk-named": "the disk { $name } is failing";
    disk_behind(subject: Log) = "trouble.disk-behind": "a disk behind { $subject } is failing";
    some_disk() = "trouble.some-disk": "a disk is failing";
    disk_pulled(disk: Number) = "trouble.disk-pulled":
        "requests to disk { $disk } failed when it left by surprise: it was pulled, or it is failing";
    crashed() = "trouble.storage-crash": "Windows stopped because it could not read from a disk, or a file system was damaged";
    disk_vanished(disk: Number) = "trouble.disk-vanished": "disk { $disk } was there, and left by surprise";
}

/// An error when a page was written or read.
const PAGING: u16 = 51;
/// `STATUS_DEVICE_DATA_ERROR`.
const BAD_BLOCK: NtStatus = NtStatus(0xC000_009C);

/// Whether one record is enough: bad block, predicted failure, hardware error, unreadable bytes.
pub(super) fn is_certain(event: &Event) -> bool {
    match &event.kind {
        EventKind::Backup(backup) => backup.step == BackupStep::SourceUnreadable,
        // A bad block below the page file (KB 244780).
        EventKind::Driver(error) if event.at.event_id == PAGING => error.status.status() == Some(BAD_BLOCK),
        _ => is_lasting(event),
    }
}

/// Whether it is of a disk that does not heal: bad block, predicted failure, hardware error, clusters that were bad.
fn is_lasting(event: &Event) -> bool {
    match &event.kind {
        // These, the diagnosis of Windows and those of Storage Spaces are of disks that were given up.
        EventKind::Ntfs(_) | EventKind::StoragePath(_) => true,
        _ if is_of_diagnosis(event) => true,
        _ => matches!(event.at.event_id, 7 | 52 | 154),
    }
}

fn is_of_diagnosis(event: &Event) -> bool {
    disk::DIAGNOSTIC.is_called(&event.at.provider)
}

pub(super) fn failing(search: &Search<'_>) -> Vec<Trouble> {
    let facts = search.facts;
    let is_virtual = |event: &Event| {
        let number = event.disk_number();
        let shown = number.and_then(|number| facts.disk_at(number, event.time()));
        shown.is_some_and(|(nature, _)| nature == DiskNature::Virtual)
    };
    let pulled = Pulled::of(facts);
    let everything = Span { from: Timestamp::MIN, to: Timestamp::MAX };
    let all: Group<'_> = facts
        .disk_trouble(everything)
        .iter()
        .filter_map(|(_, index)| Some((*index, facts.computer.event(*index)?)))
        .filter(|(_, event)| !is_virtual(event))
        // What a run that failed says of its own source is told with the run.
        .filter(|(_, event)| {
            !matches!(event.kind, EventKind::Backup(_)) || !lies_in_failed_run(search, event)
        })
        .collect();
    let (of_pulled, all): (Group<'_>, Group<'_>) =
        all.into_iter().partition(|(_, event)| !is_certain(event) && pulled.explain_disk(event));
    let all = all.into_iter().chain(going_on(search));
    let (certain, soft): (Group<'_>, Group<'_>) = all.partition(|(_, event)| is_certain(event));
    let told: BTreeMap<EventIndex, &Event> = again(search, soft).into_iter().chain(certain).collect();
    let groups = search.group(told.into_iter(), about);
    let of_pulled = search.group(again(search, of_pulled).into_iter(), about).into_iter();
    let of_pulled = of_pulled.filter_map(|(about, group)| {
        let phrase = disk_pulled(Number(u64::from(about.disk?)));
        search.trouble(TroubleKind::FailingDisk, Weight::Told, about, phrase, &group)
    });
    groups
        .into_iter()
        .filter_map(|(about, group)| {
            let phrase = phrase(&about, group.first().map(|(_, event)| *event));
            let is_lasting = group.iter().any(|(_, event)| is_lasting(event));
            let trouble =
                search.trouble(TroubleKind::FailingDisk, Weight::NeedsPerson, about, phrase, &group)?;
            // A bad block does not heal.
            let weight = if is_lasting { Weight::NeedsPerson } else { trouble.weight };
            Some(Trouble { weight, ..trouble })
        })
        .chain(of_pulled)
        .collect()
}

/// Those of some records that come again and again, within a day or in the nights of a week. One that counts for both is one.
fn again<'a>(search: &Search<'a>, records: Group<'a>) -> BTreeMap<EventIndex, &'a Event> {
    let of_each = search.group(records.iter().copied(), about);
    let nightly = of_each.into_values().filter(|group| come_on_days(group, NIGHTS)).flatten();
    nightly.chain(recurring(records, AGAIN)).collect()
}

/// Disks of the host's own that left by surprise (disk 157) from a bus whose disks nobody pulls, or for good from one of a computer's
/// own, and that were there for long.
pub(super) fn vanished(search: &Search<'_>) -> Vec<Trouble> {
    let facts = search.facts;
    let computer = facts.computer;
    let swaps = Swaps::of(facts);
    let everything = Span { from: Timestamp::MIN, to: Timestamp::MAX };
    let left = facts.departures_within(everything).iter().filter(|left| left.is_intact).filter_map(|left| {
        let event = computer.event(left.index).filter(|event| event.at.event_id == disk::SURPRISE_REMOVAL)?;
        let (nature, shown) = left.shown?;
        let shown = computer.event(shown)?;
        let bus = bus_of(shown);
        let is_fixed = nature == DiskNature::Real
            && bus.is_some_and(|bus| {
                FIXED_BUSES.contains(&bus) || TRAY_BUSES.contains(&bus) && swaps.is_for_good(computer, left)
            });
        let was_there_at_boot = || left.met <= shifted(computer.begin_of_boot(left.met), AT_BOOT);
        let was_there = left.met <= earlier(left.time, LONG) || was_there_at_boot();
        // The disk of a backup is taken away when it is full, or each week.
        let is_target = shown.volumes().iter().any(|volume| facts.is_target(volume));
        (is_fixed && was_there && !is_target && !facts.is_stopping(left.time)).then_some((left.index, event))
    });
    let groups = search.group(left, |event| About { disk: event.disk_number(), ..About::default() });
    let found = groups.into_iter().filter_map(|(about, group)| {
        let phrase = disk_vanished(Number(u64::from(about.disk?)));
        search.trouble(TroubleKind::StoragePathLost, Weight::NeedsPerson, about, phrase, &group)
    });
    found.collect()
}

/// Windows had stopped with an error of storage.
pub(super) fn crashes(search: &Search<'_>) -> Vec<Trouble> {
    let all = search.facts.computer.all(Class::StorageCrash);
    let group: Group<'_> = all.filter(|(_, event)| search.is_wanted(event.time())).collect();
    let found =
        search.trouble(TroubleKind::StorageCrash, Weight::NeedsPerson, About::default(), crashed(), &group);
    found.into_iter().collect()
}

/// When disks came to be met and left, by number: trays in which disks are swapped tell of several.
struct Swaps {
    left: BTreeMap<u32, Vec<Timestamp>>,
    met: BTreeMap<u32, Vec<Timestamp>>,
}

impl Swaps {
    fn of(facts: &Facts<'_>) -> Self {
        let (mut left, mut met) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        for departure in facts.all_departures() {
            if let Some(number) = departure.number {
                left.entry(number).or_default().push(departure.time);
            }
        }
        for (_, event) in facts.computer.all(Class::DiskSeen) {
            if let Some(number) = event.disk_number() {
                met.entry(number).or_default().push(event.time());
            }
        }
        Self { left, met }
    }

    /// Whether a disk is the only one that ever left under its number, and none was met under it in the rest of that boot.
    fn is_for_good(&self, computer: &Computer, left: &Departure) -> bool {
        let Some(number) = left.number else { return false };
        let is_it = |time: &Timestamp| time.duration_since(left.time).abs() <= SAME_REMOVAL;
        let rest = computer.within_boot(left.time, Span { from: left.time, to: Timestamp::MAX });
        let met = self.met.get(&number).map_or(&[][..], Vec::as_slice);
        let next = met.get(met.partition_point(|time| *time <= rest.from));
        self.left.get(&number).is_some_and(|times| times.iter().all(is_it))
            && next.is_none_or(|time| rest.to <= *time)
    }
}

/// Errors of a disk that nobody saw leave, which go on for longer than what was under way when a disk left.
fn going_on<'a>(search: &Search<'a>) -> Group<'a> {
    const SAME: SignedDuration = SignedDuration::from_hours(1);
    let facts = search.facts;
    let doubts: Group<'_> = facts
        .disk_doubts(Span { from: Timestamp::MIN, to: Timestamp::MAX })
        .iter()
        .filter_map(|(_, index)| Some((*index, facts.computer.event(*index)?)))
        .collect();
    let mut times: BTreeMap<Option<u32>, Vec<Timestamp>> = BTreeMap::new();
    for (_, event) in &doubts {
        times.entry(event.disk_number()).or_default().push(event.time());
    }
    let is_far_from = |time: Timestamp, others: &[Timestamp]| {
        let behind = others.partition_point(|other| *other <= shifted(time, AFTER_LEAVING));
        let before = others.partition_point(|other| *other < earlier(time, AFTER_LEAVING));
        let next = others.get(behind).is_some_and(|other| other.duration_since(time) <= SAME);
        let last = before.checked_sub(1).and_then(|position| others.get(position));
        next || last.is_some_and(|other| time.duration_since(*other) <= SAME)
    };
    doubts
        .into_iter()
        .filter(|(_, event)| {
            times.get(&event.disk_number()).is_some_and(|others| is_far_from(event.time(), others))
        })
        .collect()
}

fn lies_in_failed_run(search: &Search<'_>, event: &Event) -> bool {
    let run = search.facts.windows.near(event.time()).and_then(|run| search.facts.sessions.get(run));
    run.is_some_and(|run| run.outcome.is_trouble())
}

fn about(event: &Event) -> About {
    match &event.kind {
        EventKind::Backup(backup) => {
            let named = backup.volumes_named.first().map(ToString::to_string);
            About { volume: backup.volume.clone().or(named), ..About::default() }
        }
        EventKind::Ntfs(ntfs) => {
            About { subject: ntfs.volumes.first().map(ToString::to_string), ..About::default() }
        }
        EventKind::StoragePath(path) => About { subject: path.subject.clone(), ..About::default() },
        EventKind::PortError { device } => About { subject: Some(device.to_string()), ..About::default() },
        EventKind::Driver(error) if error.disk_number.is_none() => {
            About { subject: error.device.clone(), ..About::default() }
        }
        _ => About { disk: event.disk_number(), ..About::default() },
    }
}

fn phrase(about: &About, event: Option<&Event>) -> Sentence {
    // What names a disk by its model is not behind it.
    let is_named = |event: &Event| matches!(event.kind, EventKind::StoragePath(_)) || is_of_diagnosis(event);
    match (about.disk, &about.volume, &about.subject) {
        (Some(disk), ..) => disk_failing(Number(u64::from(disk))),
        (None, Some(volume), _) => bytes_unreadable(Log::of(volume)),
        // An id tells a person nothing.
        (None, None, Some(subject)) if subject.starts_with('{') => some_disk(),
        (None, None, Some(subject)) if event.is_some_and(is_named) => disk_named(Log::of(subject)),
        (None, None, Some(subject)) => disk_behind(Log::of(subject)),
        (None, None, None) => some_disk(),
    }
}
