//! `storage-path-lost`: paths that were lost and did not come back, or are shaken again and again.

use super::{About, Group, Search, Trouble, TroubleKind, Weight, recurring};
use crate::event::class::Class;
use crate::event::{Event, EventKind};
use crate::say::{Log, Sentence, sentences};

sentences! {
    path_lost(path: Log) = "trouble.path-lost": "a path to storage was lost ({ $path })";
    path_shaken(path: Log) = "trouble.path-shaken": "a path to storage is shaken again and again ({ $path })";
}

/// In so many separate minutes within a day; fewer stand there by chance.
const AGAIN: usize = 6;

pub(super) fn lost(search: &Search<'_>) -> Vec<Trouble> {
    let facts = search.facts;
    let is_running = |event: &Event| !facts.is_around_restart(event);
    let lost = facts.computer.all(Class::PathLost);
    let (healed, lost): (Group<'_>, Group<'_>) =
        lost.filter(|(_, event)| is_running(event)).partition(|(index, _)| facts.has_healed(*index));
    // What was lost and came back is a shake.
    let shaken: Group<'_> =
        facts.computer.all(Class::PathShaken).filter(|(_, event)| is_running(event)).chain(healed).collect();
    let shaken = recurring(shaken, AGAIN);
    let about = |event: &Event| {
        let subject = match &event.kind {
            EventKind::StoragePath(path) => path.subject.clone(),
            _ => None,
        };
        let provider = &event.at.provider;
        let subject = subject.map_or_else(|| provider.to_string(), |subject| format!("{provider} {subject}"));
        About { subject: Some(subject), ..About::default() }
    };
    let mut found = Vec::new();
    for (say, group) in [
        (path_lost as fn(Log) -> Sentence, search.group(lost.into_iter(), about)),
        (path_shaken, search.group(shaken.into_iter(), about)),
    ] {
        found.extend(group.into_iter().filter_map(|(about, group)| {
            let phrase = say(Log::of(about.subject.as_deref().unwrap_or_default()));
            search.trouble(TroubleKind::StoragePathLost, Weight::NeedsPerson, about, phrase, &group)
        }));
    }
    found
}
