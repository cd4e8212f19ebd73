//! `file-system-damage`: of volumes of the host. Damage inside an image is told beside the run.

use jiff::Timestamp;

use super::pulled::Pulled;
use super::{About, Group, Search, Trouble, TroubleKind, Weight, come_on_days, recurring};
use crate::event::class::Class;
use crate::event::providers::ntfs;
use crate::event::volume::VolumeName;
use crate::event::{Event, EventKind, Trust};
use crate::say::{Cited, Log, Sentence, sentences};
use crate::timeline::EventIndex;

sentences! {
    damaged_volume(volume: Log) = "trouble.file-system": "the file system of { $volume } is damaged";
    was_damaged(volume: Log, event: Cited, time: Timestamp) = "trouble.file-system-healthy-since":
        "the file system of { $volume } was damaged, and is told to be healthy since a restart ({ $event }, { $time })";
    damaged_somewhere() = "trouble.some-file-system": "a file system is damaged";
    lost_writes(volume: Log) = "trouble.writes-lost": "writes to { $volume } are lost again and again";
    lost_when_pulled(volume: Log) = "trouble.writes-lost-when-pulled":
        "writes to { $volume } were lost when its disk left by surprise: it was pulled before it was ejected, or it is failing";
    lost_writes_somewhere() = "trouble.some-writes-lost": "writes to a volume are lost again and again";
}

/// On so many days within a week.
const OFTEN: usize = 3;

pub(super) fn damaged(search: &Search<'_>) -> Vec<Trouble> {
    let facts = search.facts;
    let damage = facts.computer.all(Class::FileSystemDamage).filter(|(_, event)| !facts.is_passing(event));
    let groups = search.group(damage, |event| {
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
            let (weight, phrase) = match (name, healthy) {
                (Some(name), Some((_, event))) => {
                    (Weight::Told, was_damaged(Log::of(name), Cited::from(event), event.time()))
                }
                (Some(name), None) => (Weight::NeedsPerson, damaged_volume(Log::of(name))),
                (None, _) => (Weight::NeedsPerson, damaged_somewhere()),
            };
            let trouble = search.trouble(TroubleKind::FileSystemDamage, weight, about, phrase, &group)?;
            Some(Trouble { beside: healthy.map(|(index, _)| index).into_iter().collect(), ..trouble })
        })
        .collect()
}

/// The first record behind the last of some damage, and behind a start of the machine, that the volume is healthy (Ntfs 98).
fn healthy_since<'a>(search: &Search<'a>, damage: &Group<'_>) -> Option<(EventIndex, &'a Event)> {
    let computer = search.facts.computer;
    let (_, last) = damage.last()?;
    let volume = last.volumes().first()?;
    let boot = computer.boot_of(last.time());
    let mut behind = computer.naming_between(volume, last.time(), Timestamp::MAX);
    behind.find(|(_, event)| {
        let is_healthy =
            matches!(&event.kind, EventKind::Ntfs(ntfs) if ntfs.corruption_action_state == Some(0));
        is_healthy && event.trust == Trust::Intact && boot < computer.boot_of(event.time())
    })
}

/// Writes that are lost again and again on a volume with a letter, on one without that is shown to be the host's own, or outside
/// every run on one that no record shows in an image: no image of a run, and no stick that is pulled once.
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
                        || facts.is_outside_runs(event.time()) && !facts.was_in_image(volume)))
        };
        matches!(event.kind, EventKind::Ntfs(_)) && event.volumes().iter().any(stays)
    });
    let (of_pulled, others): (Group<'_>, Group<'_>) =
        lost.partition(|(_, event)| pulled.explain_writes(event));
    let mut found = Vec::new();
    for (records, weight, say) in [
        (others, Weight::NeedsPerson, lost_writes as fn(Log) -> Sentence),
        (of_pulled, Weight::Told, lost_when_pulled),
    ] {
        let groups = search.group(records.into_iter(), |event| {
            let lettered = event.volumes().iter().find(|volume| volume.letter().is_some());
            let volume = lettered.or(event.volumes().first()).map(ToString::to_string);
            About { volume, ..About::default() }
        });
        found.extend(groups.into_iter().filter_map(|(about, group)| {
            let phrase = match &about.volume {
                Some(volume) => say(Log::of(volume)),
                None => lost_writes_somewhere(),
            };
            search.trouble(TroubleKind::FileSystemDamage, weight, about, phrase, &recurring(group, AGAIN))
        }));
    }
    found
}
