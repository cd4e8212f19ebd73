//! `failing-disk`: bad blocks and hardware errors anywhere, softer signs where they come again and again.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{About, Group, Search, Trouble, TroubleKind, Weight, recurring};
use crate::correlation::AFTER_LEAVING;
use crate::event::providers::backup::BackupStep;
use crate::event::providers::disk;
use crate::event::{DiskNature, Event, EventKind};
use crate::say::{Log, Number, Sentence, sentences};
use crate::timeline::{Span, earlier, shifted};

/// In so many separate minutes within a day, over all disks and ports of the host: 129 names a port, 153 a disk.
const AGAIN: usize = 3;

sentences! {
    disk_failing(disk: Number) = "trouble.disk": "disk { $disk } is failing";
    bytes_unreadable(volume: Log) = "trouble.bytes-unreadable": "bytes of { $volume } can't be read";
    disk_named(name: Log) = "trouble.disk-named": "the disk { $name } is failing";
    disk_behind(subject: Log) = "trouble.disk-behind": "a disk behind { $subject } is failing";
    some_disk() = "trouble.some-disk": "a disk is failing";
}

/// Whether one record is enough: bad block, predicted failure, hardware error, unreadable bytes.
fn is_certain(event: &Event) -> bool {
    match &event.kind {
        EventKind::Backup(backup) => backup.step == BackupStep::SourceUnreadable,
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
    disk::DIAGNOSTIC.names.iter().any(|name| event.at.provider.eq_ignore_ascii_case(name))
}

pub(super) fn failing(search: &Search<'_>) -> Vec<Trouble> {
    let facts = search.facts;
    let is_virtual = |event: &Event| {
        let number = event.disk_number();
        let shown = number.and_then(|number| facts.disk_at(number, event.time()));
        shown.is_some_and(|(nature, _)| nature == DiskNature::Virtual)
    };
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
    let all: Group<'_> = all.into_iter().chain(going_on(search)).collect();
    let (certain, soft): (Group<'_>, Group<'_>) = all.into_iter().partition(|(_, event)| is_certain(event));
    let groups = search.group(certain.into_iter().chain(recurring(soft, AGAIN)), about);
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
        .collect()
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
