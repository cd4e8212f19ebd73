//! `file-system-damage`: of volumes of the host. Damage inside an image is told beside the run.

use jiff::{SignedDuration, Timestamp};

use super::pulled::Pulled;
use super::{About, Group, Search, Trouble, TroubleKind, Weight, come_on_days, recurring};
use crate::correlation::Departure;
use crate::event::class::Class;
use crate::event::providers::ntfs;
use crate::event::volume::VolumeName;
use crate::event::{Event, EventKind, Trust};
use crate::say::{Cited, Log, sentences};
use crate::timeline::{EventIndex, Span, earlier, shifted};

sentences! {
    damaged_volume(volume: Log) = "trouble.file-system": "the file system of { $volume } is damaged";
    was_damaged(volume: Log, event: Cited, time: Timestamp) = "trouble.file-system-healthy-since":
        "the file system of { $volume } was damaged, and is told to be healthy since a restart ({ $event }, { $time })";
    scan_was_due(volume: Log, event: Cited, time: Timestamp) = "trouble.file-system-scanned":
        "the file system of { $volume } was to be scanned, and is told to be healthy since ({ $event }, { $time })";
    damaged_copy(device: Log) = "trouble.file-system-of-copy":
        "the file system of the shadow copy { $device } is damaged: scan the volume that it was made of";
    damaged_guest(volume: Log) = "trouble.file-system-of-visitor":
        "the file system of { $volume } was damaged, which was on a disk that was plugged in for a while";
    damaged_somewhere() = "trouble.some-file-system": "a file system is damaged";
    lost_writes(volume: Log) = "trouble.writes-lost": "writes to { $volume } are lost again and again";
    lost_when_pulled(volume: Log) = "trouble.writes-lost-when-pulled":
        "writes to { $volume } were lost when its disk left by surprise: it was pulled before it was ejected, or it is failing";
    lost_writes_once(volume: Log) = "trouble.writes-lost-once": "data of { $volume } could not be written, and is lost";
    lost_writes_somewhere() = "trouble.some-writes-lost": "writes to a volume are lost again and again";
}

/// On so many days within a week.
const OFTEN: usize = 3;

pub(super) fn damaged(search: &Search<'_>) -> Vec<Trouble> {
    let facts = search.facts;
    let pulled = Pulled::of(facts);
    let damage = facts.computer.all(Class::FileSystemDamage).filter(|(_, event)| !facts.is_passing(event));
    let damage: Group<'_> = damage.collect();
    // Each copy has a number of its own; what is damaged in many of them is damaged in their volume.
    let of_copies: Group<'_> = damage.iter().copied().filter(|(_, event)| is_of_copy(event)).collect();
    let copies_recur = come_on_days(&of_copies, OFTEN);
    let groups = search.group(damage.into_iter(), |event| {
        let device = match &event.kind {
            EventKind::Ntfs(ntfs) => ntfs.device.clone(),
            _ => None,
        };
        let volume = event.volumes().first().map(ToString::to_string);
        About { subject: device.filter(|_| volume.is_none()), volume, disk: None }
    });
    groups
        .into_iter()
        .filter_map(|(about, group)| {
            let name = about.volume.as_ref().or(about.subject.as_ref());
            // What is damaged anew each few days is not well.
            let healthy = healthy_since(search, &group).filter(|_| !come_on_days(&group, OFTEN));
            let is_of_copy = group.iter().all(|(_, event)| is_of_copy(event));
            let (weight, phrase) = match (name, healthy) {
                (Some(name), Some((_, event))) => {
                    let say = if is_scan_due(&group) { scan_was_due } else { was_damaged };
                    (Weight::Told, say(Log::of(name), Cited::from(event), event.time()))
                }
                (Some(name), None) if is_of_copy => {
                    let weight = if copies_recur { Weight::NeedsPerson } else { Weight::Told };
                    (weight, damaged_copy(Log::of(name)))
                }
                (Some(name), None) if pulled.took_away(&group) => {
                    (Weight::Told, damaged_guest(Log::of(name)))
                }
                (Some(name), None) => (Weight::NeedsPerson, damaged_volume(Log::of(name))),
                (None, _) => (Weight::NeedsPerson, damaged_somewhere()),
            };
            let trouble = search.trouble(TroubleKind::FileSystemDamage, weight, about, phrase, &group)?;
            Some(Trouble { beside: healthy.map(|(index, _)| index).into_iter().collect(), ..trouble })
        })
        .collect()
}

/// Whether nothing is told but that a scan is due while the volume is in use, which may find nothing: `CorruptionActionState` 1 of
/// Ntfs 98, whose text says that it will run as part of the next maintenance.
fn is_scan_due(damage: &Group<'_>) -> bool {
    damage.iter().all(
        |(_, event)| matches!(&event.kind, EventKind::Ntfs(ntfs) if ntfs.corruption_action_state == Some(1)),
    )
}

/// Whether damage is that of a shadow copy, which has no name: what is damaged in it, is or was damaged in its volume.
fn is_of_copy(event: &Event) -> bool {
    event.volumes().is_empty()
        && device(event)
            .is_some_and(|device| device.to_ascii_lowercase().contains(r"\harddiskvolumeshadowcopy"))
}

fn device(event: &Event) -> Option<&str> {
    match &event.kind {
        EventKind::Ntfs(ntfs) => ntfs.device.as_deref(),
        _ => None,
    }
}

/// The first record behind the last of some damage, and behind a start of the machine, that the volume is healthy (Ntfs 98). What an
/// online scan was due for needs no start.
fn healthy_since<'a>(search: &Search<'a>, damage: &Group<'_>) -> Option<(EventIndex, &'a Event)> {
    let computer = search.facts.computer;
    let (last_index, last) = damage.last()?;
    let volume = last.volumes().first()?;
    let boot = computer.boot_of(last.time());
    let needs_start = !is_scan_due(damage);
    let mut behind = computer.naming_between(volume, last.time(), Timestamp::MAX);
    // A letter may have been given to another disk since.
    let is_of_it = |index: EventIndex, event: &Event| {
        let devices = device(last).zip(device(event));
        *last_index < index && devices.is_none_or(|(one, other)| one == other)
    };
    behind.find(|(index, event)| {
        let is_healthy =
            matches!(&event.kind, EventKind::Ntfs(ntfs) if ntfs.corruption_action_state == Some(0));
        let is_since = boot < computer.boot_of(event.time()) || (!needs_start && is_of_it(*index, event));
        is_healthy && event.trust == Trust::Intact && is_since
    })
}

/// Writes that are lost again and again, or data each day, on a volume with a letter, on one without that is shown to be the host's own, or
/// outside every run on one that no record shows in an image: no image of a run, and no stick that is pulled once. Data that is
/// lost once is worth knowing.
pub(super) fn writes_lost(search: &Search<'_>) -> Vec<Trouble> {
    /// In so many separate minutes within a day.
    const AGAIN: usize = 3;
    let facts = search.facts;
    let pulled = Pulled::of(facts);
    let lost = facts.computer.all(Class::DetachNoise).filter(|(_, event)| {
        let stays = |volume: &VolumeName| {
            volume.letter().is_some()
                || (volume.guid().is_some()
                    && ntfs::LOST_WRITES.contains(&event.at.event_id)
                    && (facts.is_of_host(volume)
                        || facts.is_outside_runs(event.time())
                            && !facts.was_in_image(volume)
                            && !is_of_image(search, event.time())))
        };
        matches!(event.kind, EventKind::Ntfs(_)) && event.volumes().iter().any(stays)
    });
    let (of_pulled, others): (Group<'_>, Group<'_>) =
        lost.partition(|(_, event)| pulled.explain_writes(event));
    let of_volume = |event: &Event| {
        let lettered = event.volumes().iter().find(|volume| volume.letter().is_some());
        let volume = lettered.or(event.volumes().first()).map(ToString::to_string);
        About { volume, ..About::default() }
    };
    let mut found = Vec::new();
    for (about, group) in search.group(others.into_iter(), of_volume) {
        let name = about.volume.as_ref().map(Log::of);
        let often = recurring(group.clone(), AGAIN);
        let (weight, group) = match often.as_slice() {
            [] => {
                let data: Group<'_> = group.into_iter().filter(|(_, event)| is_data_lost(event)).collect();
                // Disks are pulled each day, which not every log tells.
                let stays: Group<'_> =
                    data.iter().copied().filter(|(_, event)| !pulled.may_explain(event)).collect();
                let is_daily = come_on_days(&stays, OFTEN) && !is_of_target(search, &stays);
                if is_daily { (Weight::NeedsPerson, stays) } else { (Weight::Told, data) }
            }
            _ => (Weight::NeedsPerson, often),
        };
        let phrase = match name {
            Some(volume) if weight == Weight::Told => lost_writes_once(volume),
            Some(volume) => lost_writes(volume),
            None => lost_writes_somewhere(),
        };
        found.extend(search.trouble(TroubleKind::FileSystemDamage, weight, about, phrase, &group));
    }
    for (about, group) in search.group(of_pulled.into_iter(), of_volume) {
        let phrase = about
            .volume
            .as_ref()
            .map_or_else(lost_writes_somewhere, |volume| lost_when_pulled(Log::of(volume)));
        let again = recurring(group, AGAIN);
        found.extend(search.trouble(TroubleKind::FileSystemDamage, Weight::Told, about, phrase, &again));
    }
    found
}

/// Whether a record says that data of a file with a letter is lost, not only that a flush failed.
fn is_data_lost(event: &Event) -> bool {
    /// `{Delayed Write Failed}` (iologmsg.h, ntfs.sys).
    const DATA_LOST: [u16; 3] = [50, 139, 141];
    DATA_LOST.contains(&event.at.event_id) && event.volumes().iter().any(|volume| volume.letter().is_some())
}

fn is_of_target(search: &Search<'_>, group: &Group<'_>) -> bool {
    group.iter().any(|(_, event)| event.volumes().iter().any(|volume| search.facts.is_target(volume)))
}

/// Whether an image left within seconds, and no other disk: the last writes to it come too late.
fn is_of_image(search: &Search<'_>, time: Timestamp) -> bool {
    const NEAR: SignedDuration = SignedDuration::from_secs(5);
    let near = Span { from: earlier(time, NEAR), to: shifted(time, NEAR) };
    let left = search.facts.departures_within(near);
    !left.is_empty() && left.iter().all(Departure::is_virtual)
}
