//! `image-storage-failed`: an image in use lost its storage, or left with data unflushed.

use super::{About, Search, Trouble, TroubleKind, Weight};
use crate::event::class::Class;
use crate::event::{Event, EventKind};

/// VHDMP: an image could not be attached. It was not in use.
const COULD_NOT_ATTACH: u16 = 3;

pub(super) fn failed(search: &Search<'_>) -> Vec<Trouble> {
    let was_in_use =
        |event: &Event| matches!(event.kind, EventKind::Vhdmp(_)) && event.at.event_id != COULD_NOT_ATTACH;
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
            let file = about.subject.as_ref().map_or_else(String::new, |file| format!(" {file}"));
            let phrase = format!("the image{file} lost its storage while it was in use");
            search.trouble(TroubleKind::ImageStorageFailed, Weight::NeedsPerson, about, phrase, &group)
        })
        .collect()
}
