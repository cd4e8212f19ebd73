//! `image-storage-failed`: an image in use lost its storage, or left with data unflushed.

use super::{About, Search, Trouble, TroubleKind, Weight};
use crate::event::class::Class;
use crate::event::providers::vhdmp;
use crate::event::{Event, EventKind};
use crate::say::{Path, sentences};

sentences! {
    image(file: Path) = "trouble.image": "the image { $file } lost its storage while it was in use";
    some_image() = "trouble.some-image": "the image lost its storage while it was in use";
}

/// VHDMP: an image could not be attached. It was not in use.
const COULD_NOT_ATTACH: u16 = 3;

pub(super) fn failed(search: &Search<'_>) -> Vec<Trouble> {
    // What comes of a recovery, another record tells (102, 112).
    let is_other = |id| [COULD_NOT_ATTACH, vhdmp::RESILIENCY, vhdmp::RECOVERY].contains(&id);
    let was_in_use =
        |event: &Event| matches!(event.kind, EventKind::Vhdmp(_)) && !is_other(event.at.event_id);
    let events = [Class::ImageFailed, Class::ImageAtRisk]
        .into_iter()
        .flat_map(|class| search.facts.computer.all(class))
        .filter(|(_, event)| was_in_use(event));
    let groups = search.group(events, |event| match &event.kind {
        EventKind::Vhdmp(vhdmp) => About { subject: vhdmp.file.clone(), ..About::default() },
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
