//! `file-system-damage`: of volumes of the host. Damage inside an image is told beside the run.

use super::{About, Search, Trouble, TroubleKind, Weight, recurring};
use crate::event::EventKind;
use crate::event::class::Class;
use crate::event::providers::ntfs;
use crate::event::volume::VolumeName;
use crate::say::{Log, sentences};

sentences! {
    damaged_volume(volume: Log) = "trouble.file-system": "the file system of { $volume } is damaged";
    damaged_somewhere() = "trouble.some-file-system": "a file system is damaged";
    lost_writes(volume: Log) = "trouble.writes-lost": "writes to { $volume } are lost again and again";
    lost_writes_somewhere() = "trouble.some-writes-lost": "writes to a volume are lost again and again";
}

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
            let phrase = match name {
                Some(name) => damaged_volume(Log::of(name)),
                None => damaged_somewhere(),
            };
            search.trouble(TroubleKind::FileSystemDamage, Weight::NeedsPerson, about, phrase, &group)
        })
        .collect()
}

/// Writes that are lost again and again on a volume with a letter, on one without that is shown to be the host's own, or outside
/// every run on one that no record shows in an image: no image of a run, and no stick that is pulled once.
pub(super) fn writes_lost(search: &Search<'_>) -> Vec<Trouble> {
    /// In so many separate minutes within a day.
    const AGAIN: usize = 3;
    let facts = search.facts;
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
    let groups = search.group(lost, |event| {
        let lettered = event.volumes().iter().find(|volume| volume.letter().is_some());
        About { volume: lettered.or(event.volumes().first()).map(ToString::to_string), ..About::default() }
    });
    groups
        .into_iter()
        .filter_map(|(about, group)| {
            let group = recurring(group, AGAIN);
            let phrase = match &about.volume {
                Some(volume) => lost_writes(Log::of(volume)),
                None => lost_writes_somewhere(),
            };
            search.trouble(TroubleKind::FileSystemDamage, Weight::NeedsPerson, about, phrase, &group)
        })
        .collect()
}
