//! `shadow-copies-lost` and `shadow-copies-at-risk`: of volumes that stay, also with no 27 near.

use super::{About, Search, Trouble, TroubleKind, Weight};
use crate::event::class::Class;
use crate::event::{Event, EventKind};
use crate::say::{Log, Word, sentences};

sentences! {
    of_volume(volume: Log, what: Word) = "trouble.shadow-copies": "shadow copies of { $volume } { $what ->
            [lost] were lost
           *[in-danger] are in danger
        }";
    of_some_volume(what: Word) = "trouble.some-shadow-copies": "shadow copies { $what ->
            [lost] were lost
           *[in-danger] are in danger
        }";
}

pub(super) fn lost(search: &Search<'_>) -> Vec<Trouble> {
    of(
        search,
        &[Class::Loss, Class::DriverLoss],
        TroubleKind::ShadowCopiesLost,
        Weight::NeedsPerson,
        Word("lost"),
    )
}

pub(super) fn at_risk(search: &Search<'_>) -> Vec<Trouble> {
    of(search, &[Class::CopiesAtRisk], TroubleKind::ShadowCopiesAtRisk, Weight::Told, Word("in-danger"))
}

fn of(search: &Search<'_>, classes: &[Class], kind: TroubleKind, weight: Weight, what: Word) -> Vec<Trouble> {
    let facts = search.facts;
    let events = classes
        .iter()
        .flat_map(|class| facts.computer.all(*class))
        .filter(|(_, event)| !facts.is_passing(event));
    let groups = search.group(events, |event| About { volume: volume(event), ..About::default() });
    groups
        .into_iter()
        .filter_map(|(about, group)| {
            let phrase = match &about.volume {
                Some(volume) => of_volume(Log::of(volume), what),
                None => of_some_volume(what),
            };
            search.trouble(kind, weight, about, phrase, &group)
        })
        .collect()
}

/// The volume whose shadow copies are meant: it stands before that of their storage.
fn volume(event: &Event) -> Option<String> {
    let subject = match &event.kind {
        EventKind::Driver(error) => error.subject.as_ref(),
        _ => None,
    };
    subject.or_else(|| event.volumes().first()).map(ToString::to_string)
}
