//! `storage-path-lost`: paths that were lost and did not come back, or are shaken again and again.

use super::{About, Group, Search, Trouble, TroubleKind, Weight, recurring};
use crate::event::class::Class;
use crate::event::{Event, EventKind};
use crate::say::{Log, Sentence, sentences};

sentences! {
    path_lost(path: Sentence) = "trouble.lost-path": "a path to storage was lost ({ $path })";
    path_shaken(path: Sentence) = "trouble.shaken-path": "a path to storage is shaken again and again ({ $path })";
    path(provider: Log, subject: Log) = "trouble.path": "{ $provider } { $subject }";
    path_unnamed(provider: Log) = "trouble.path-unnamed": "{ $provider }";
}

/// In so many separate minutes within a day; fewer stand there by chance.
const AGAIN: usize = 6;

/// What of its provider's a record names: a port, a disk, a resource.
fn subject(event: &Event) -> Option<&str> {
    match &event.kind {
        EventKind::StoragePath(path) => path.subject.as_deref(),
        _ => None,
    }
}

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
        let provider = &event.at.provider;
        // The JSON's key, and no sentence.
        let key =
            subject(event).map_or_else(|| provider.to_string(), |subject| format!("{provider} {subject}"));
        About { subject: Some(key), ..About::default() }
    };
    let mut found = Vec::new();
    for (say, group) in [
        (path_lost as fn(Sentence) -> Sentence, search.group(lost.into_iter(), about)),
        (path_shaken, search.group(shaken.into_iter(), about)),
    ] {
        found.extend(group.into_iter().filter_map(|(about, group)| {
            let (_, event) = group.first()?;
            let provider = Log::of(&*event.at.provider);
            let phrase = say(match subject(event) {
                Some(subject) => path(provider, Log::of(subject)),
                None => path_unnamed(provider),
            });
            search.trouble(TroubleKind::StoragePathLost, Weight::NeedsPerson, about, phrase, &group)
        }));
    }
    found
}
