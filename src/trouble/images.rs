//! `image-storage-failed`: an image in use lost its storage, or left with data unflushed.

use jiff::Timestamp;

use super::{About, Group, Search, Trouble, TroubleKind, Weight, disks, recurring};
use crate::event::class::Class;
use crate::event::providers::vhdmp;
use crate::event::{DiskNature, Event, EventKind};
use crate::say::{Path, sentences};
use crate::timeline::Span;

sentences! {
    image(file: Path) = "trouble.image": "the image { $file } lost its storage while it was in use";
    some_image() = "trouble.some-image": "the image lost its storage while it was in use";
}

/// VHDMP: an image could not be attached. It was not in use.
const COULD_NOT_ATTACH: u16 = 3;

/// Trouble of an image's storage that may heal, in so many separate minutes within a day.
const AGAIN: usize = 3;

pub(super) fn failed(search: &Search<'_>) -> Vec<Trouble> {
    let facts = search.facts;
    let is_of_vhdmp = |event: &Event| matches!(event.kind, EventKind::Vhdmp(_));
    // What comes of a recovery, another record tells (102, 112); of one that does not end, none does.
    let may_heal = |event: &Event| {
        !is_of_vhdmp(event) || [vhdmp::RESILIENCY, vhdmp::RECOVERY].contains(&event.at.event_id)
    };
    let (shaken, lost): (Group<'_>, Group<'_>) = [Class::ImageFailed, Class::ImageAtRisk]
        .into_iter()
        .flat_map(|class| facts.computer.all(class))
        .filter(|(_, event)| !is_of_vhdmp(event) || event.at.event_id != COULD_NOT_ATTACH)
        .partition(|(_, event)| may_heal(event));
    let events = lost.into_iter().chain(recurring(shaken, AGAIN)).chain(of_disks(search));
    let groups = search.group(events, |event| match &event.kind {
        EventKind::Vhdmp(vhdmp) => About { subject: vhdmp.file.clone(), ..About::default() },
        EventKind::Driver(error) => About { disk: error.disk_number, ..About::default() },
        _ => About::default(),
    });
    groups
        .into_iter()
        .filter_map(|(about, group)| {
            let phrase = match &about.subject {
                Some(file) => image(Path(file.clone())),
                None => some_image(),
            };
            search.trouble(TroubleKind::ImageStorageFailed, Weight::NeedsPerson, about, phrase, &group)
        })
        .collect()
}

/// Errors of the disk that an image is, where it was attached outside every run: what lies below it, a share or a shared volume, need
/// not write any itself.
fn of_disks<'a>(search: &Search<'a>) -> Group<'a> {
    let facts = search.facts;
    let stays = |event: &Event| {
        let shown = event.disk_number().and_then(|number| facts.disk_at(number, event.time()));
        let shown = shown.filter(|(nature, _)| *nature == DiskNature::Virtual);
        let shown = shown.and_then(|(_, index)| facts.computer.event(index));
        shown.is_some_and(|shown| facts.is_outside_runs(shown.time()))
    };
    let all = facts.disk_trouble(Span { from: Timestamp::MIN, to: Timestamp::MAX }).iter();
    let all = all.filter_map(|(_, index)| Some((*index, facts.computer.event(*index)?)));
    let (certain, soft): (Group<'_>, Group<'_>) =
        all.filter(|(_, event)| stays(event)).partition(|(_, event)| disks::is_certain(event));
    certain.into_iter().chain(recurring(soft, AGAIN)).collect()
}
