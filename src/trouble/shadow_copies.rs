//! `shadow-copies-lost` and `shadow-copies-at-risk`: of volumes that stay, also with no 27 near.
//!
//! Three witnesses tell of a loss: events of loss, the driver's lists of two starts, and System Restore's scanner.

use jiff::{SignedDuration, Timestamp};

use super::{About, Group, Search, Trouble, TroubleKind, Weight, come_on_days, records, told};
use crate::correlation::Gone;
use crate::event::class::Class;
use crate::event::providers::{self, products};
use crate::event::{Event, EventKind};
use crate::say::{Cited, Clauses, Log, Word, sentences};
use crate::timeline::{EventIndex, earlier, shifted};

sentences! {
    of_volume(volume: Log, what: Word) = "trouble.shadow-copies": "shadow copies of { $volume } { $what ->
            [lost] were lost
            [lost-in-run] were lost in a run, perhaps a guest's own
            [not-made] could not be made
           *[in-danger] are in danger
        }";
    of_some_volume(what: Word) = "trouble.some-shadow-copies": "shadow copies { $what ->
            [lost] were lost
            [lost-in-run] were lost in a run, perhaps a guest's own
            [not-made] could not be made
           *[in-danger] are in danger
        }";
    restore_off(event: Cited, time: Timestamp) = "trouble.restore-switched-off":
        "somebody switched System Restore off for the volume, which deletes them ({ $event }, { $time })";
    vanished(path: Log) = "trouble.shadow-copy-vanished": "a shadow copy may be lost ({ $path })";
    not_listed(count: usize, listed: Timestamp, missing: Timestamp) = "trouble.copies-not-listed":
        "{ $count ->
            [one] one copy was listed at the start of { $listed }, and it is not
           *[other] { $count } copies were listed at the start of { $listed }, and none of them is
        } at that of { $missing }; volsnap removed too few itself (33, 58, 95), so they were lost unless somebody deleted them";
    not_listed_of(count: usize, listed: Timestamp, missing: Timestamp, oldest: Timestamp, newest: Timestamp) =
        "trouble.copies-not-listed-made":
        "{ $count ->
            [one] one copy, made { $oldest }, was listed at the start of { $listed }, and it is not
           *[other] { $count } copies, made { $oldest } to { $newest }, were listed at the start of { $listed }, and none \
             of them is
        } at that of { $missing }; volsnap removed too few itself (33, 58, 95), so they were lost unless somebody deleted them";
}

/// A copy that could not be cleaned up or deleted, and the search for more room (volsnap.sys).
const NO_FAILURES: [u16; 3] = [30, 48, 63];

/// On so many days within a week.
const NIGHTS: usize = 3;

/// The scanner met a copy without its device 9 ms behind the loss of it (see `event::providers::restore_scan`).
const SAME_MOMENT: SignedDuration = SignedDuration::from_mins(1);

pub(super) fn lost(search: &Search<'_>) -> Vec<Trouble> {
    let facts = search.facts;
    let (kind, weight) = (TroubleKind::ShadowCopiesLost, Weight::NeedsPerson);
    let losses = [Class::Loss, Class::DriverLoss];
    let mut found = of(search, &losses, kind, weight, Word("lost"), |event| !facts.is_passing(event));
    // Most likely a guest's own, but nothing shows it: worth knowing.
    let presumed = |event: &Event| facts.is_passing_presumed(event);
    found.extend(of(search, &losses, kind, Weight::Told, Word("lost-in-run"), presumed));
    for gone in facts.copies_gone() {
        if gone.is_certain && search.is_wanted(gone.missing) && !facts.is_of_passing(gone) {
            add_gone(search, gone, &mut found);
        }
    }
    for (index, event) in facts.computer.all(Class::CopyVanished) {
        if search.is_wanted(event.time()) && !is_removed(search, event.time()) {
            add_vanished(search, index, event, &mut found);
        }
    }
    found
}

/// Copies that are not listed any more: a finding of their own, or more about a loss that events tell of.
fn add_gone(search: &Search<'_>, gone: &Gone, found: &mut Vec<Trouble>) {
    let facts = search.facts;
    let names_it = |index: &EventIndex| {
        facts.computer.event(*index).is_some_and(|event| {
            let mut volumes = event.volumes().iter();
            volumes.any(|volume| facts.is_same_volume(volume, &gone.volume, event.time()) == Some(true))
        })
    };
    let (count, listed, missing) = (gone.records.len(), gone.listed, gone.missing);
    let text = match gone.made {
        Some(made) => not_listed_of(count, listed, missing, made.from, made.to),
        None => not_listed(count, listed, missing),
    };
    let mut events = gone.records.clone();
    events.push(gone.missing_at);
    let known = found
        .iter_mut()
        .find(|trouble| trouble.kind == TroubleKind::ShadowCopiesLost && trouble.events.iter().any(names_it));
    if let Some(trouble) = known {
        trouble.text = records(Clauses(vec![text, trouble.text.clone()]));
        add(trouble, events, missing);
        return;
    }
    let group: Group<'_> =
        events.iter().filter_map(|index| Some((*index, facts.computer.event(*index)?))).collect();
    let volume = gone.volume.to_string();
    let phrase = of_volume(Log::of(&volume), Word("lost"));
    let about = About { volume: Some(volume), ..About::default() };
    let switched_off = switched_off(search, gone);
    let weight = if switched_off.is_some() { Weight::Told } else { Weight::NeedsPerson };
    let trouble = search.trouble(TroubleKind::ShadowCopiesLost, weight, about, phrase, &group);
    let beside: Vec<EventIndex> = switched_off.iter().map(|(index, _)| *index).collect();
    let text = match switched_off {
        Some((_, event)) => records(Clauses(vec![text, restore_off(Cited::from(event), event.time())])),
        None => text,
    };
    found.extend(trouble.map(|trouble| Trouble { text, beside, ..trouble }));
}

/// The record that somebody switched System Restore off for the volume while its copies went, which deletes them.
fn switched_off<'a>(search: &Search<'a>, gone: &Gone) -> Option<(EventIndex, &'a Event)> {
    let mut between = search.facts.computer.naming_between(&gone.volume, gone.listed, gone.missing);
    between.find(|(_, event)| {
        products::SYSTEM_RESTORE.is_called(&event.at.provider)
            && event.at.event_id == products::SYSTEM_RESTORE_OFF
    })
}

/// A copy whose device was gone when System Restore came: told with a loss of that moment, else by itself. Which volume
/// it was of is not in the record.
fn add_vanished(search: &Search<'_>, index: EventIndex, event: &Event, found: &mut Vec<Trouble>) {
    let time = event.time();
    let group: Group<'_> = vec![(index, event)];
    let is_of_moment = |known: &EventIndex| {
        let other = search.facts.computer.event(*known);
        other.is_some_and(|other| {
            other.classes().any(|class| matches!(class, Class::Loss | Class::DriverLoss))
                && other.time().duration_since(time).abs() <= SAME_MOMENT
        })
    };
    if let Some(trouble) = found.iter_mut().find(|trouble| trouble.events.iter().any(is_of_moment)) {
        trouble.text = records(Clauses(vec![trouble.text.clone(), told(&group)]));
        add(trouble, vec![index], time);
        return;
    }
    let path = match &event.kind {
        EventKind::CopyScan(scan) => scan.path.clone(),
        _ => None,
    };
    let phrase = match &path {
        Some(path) => vanished(Log::of(path)),
        None => of_some_volume(Word("lost")),
    };
    let about = About { subject: path, ..About::default() };
    found.extend(search.trouble(TroubleKind::ShadowCopiesLost, Weight::NeedsPerson, about, phrase, &group));
}

/// More records of a finding.
fn add(trouble: &mut Trouble, events: Vec<EventIndex>, last: Timestamp) {
    trouble.events.extend(events);
    trouble.events.sort_unstable();
    trouble.events.dedup();
    trouble.last = trouble.last.max(last);
}

/// Whether volsnap removed a copy in these moments, which the scanner then does not find.
fn is_removed(search: &Search<'_>, time: Timestamp) -> bool {
    let moment = search.facts.computer.between(
        Class::CopyRemoved,
        earlier(time, SAME_MOMENT),
        shifted(time, SAME_MOMENT),
    );
    moment.count() > 0
}

pub(super) fn at_risk(search: &Search<'_>) -> Vec<Trouble> {
    let kind = TroubleKind::ShadowCopiesAtRisk;
    // What is in no table, nobody knows the weight of.
    let is_known = |event: &Event| providers::row(&event.at.provider, event.at.event_id).is_some();
    let is_own = |event: &Event| is_known(event) && !search.facts.is_passing(event);
    let classes = [Class::CopiesAtRisk, Class::CopiesUnclear];
    let mut found = of(search, &classes, kind, Weight::Told, Word("in-danger"), is_own);
    // One that could not be made is worth knowing; where none can be made for days, somebody relies on what is not there.
    let is_failure = |event: &Event| is_own(event) && !NO_FAILURES.contains(&event.at.event_id);
    let not_made = of(search, &[Class::CopyFailed], kind, Weight::Told, Word("not-made"), is_failure);
    let ended_well = |event: &Event| {
        let run = search.facts.windows.run_at(event.time()).and_then(|at| search.facts.sessions.get(at));
        run.is_some_and(|run| run.outcome.is_success())
    };
    found.extend(not_made.into_iter().map(|trouble| {
        let records =
            trouble.events.iter().filter_map(|index| Some((*index, search.facts.computer.event(*index)?)));
        // A run that ended well made its copies all the same.
        let records = records.filter(|(_, event)| !ended_well(event));
        let is_lasting = trouble.weight == Weight::Told && come_on_days(&records.collect(), NIGHTS);
        let weight = if is_lasting { Weight::NeedsPerson } else { trouble.weight };
        Trouble { weight, ..trouble }
    }));
    found
}

fn of(
    search: &Search<'_>,
    classes: &[Class],
    kind: TroubleKind,
    weight: Weight,
    what: Word,
    is_wanted: impl Fn(&Event) -> bool,
) -> Vec<Trouble> {
    let facts = search.facts;
    let events =
        classes.iter().flat_map(|class| facts.computer.all(*class)).filter(|(_, event)| is_wanted(event));
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
    event.volumes().first().map(ToString::to_string)
}
