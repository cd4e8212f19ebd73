//! `storage-path-lost`: paths that were lost and did not come back, or are shaken again and again. What was lost and came
//! back within a minute is only told.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{About, Group, Search, Trouble, TroubleKind, Weight, come_on_days, records, recurring, told};
use crate::event::class::Class;
use crate::event::codes::NtStatus;
use crate::event::providers::{Provider, storage_path, storage_spaces};
use crate::event::{Event, EventKind, StoragePathEvent};
use crate::say::{Cited, Clauses, Log, Sentence, sentences};
use crate::timeline::{EventIndex, SYSTEM, shifted};

sentences! {
    path_lost(path: Sentence) = "trouble.lost-path": "a path to storage was lost ({ $path })";
    path_shaken(path: Sentence) = "trouble.shaken-path": "a path to storage is shaken again and again ({ $path })";
    path_degraded(path: Sentence) = "trouble.degraded-path": "{ $path } is less than whole, and nothing tells that it is whole again";
    path_healed(path: Sentence) = "trouble.healed-path": "{ $path } was gone for less than a minute";
    path_named(provider: Log, subject: Log) = "trouble.path": "{ $provider } { $subject }";
    path_unnamed(provider: Log) = "trouble.path-unnamed": "{ $provider }";
    snapshot_unprepared(volume: Log) = "trouble.snapshot-unprepared":
        "a snapshot of the cluster shared volume { $volume } may be invalid";
    target(targets: Vec<Log>) = "trouble.path-target": "target { $targets }";
    reason(reasons: Vec<NtStatus>) = "trouble.path-reason": "reason { $reasons }";
    back(event: Cited, time: Timestamp) = "trouble.path-back": "it came back, { $time } ({ $event })";
    some_back(count: usize, of: usize, event: Cited, time: Timestamp) = "trouble.path-some-back":
        "{ $count } of these { $of } came back, the last { $time } ({ $event })";
    away(longest: SignedDuration) = "trouble.path-away": "away for { $longest } or less";
}

/// In so many separate minutes within a day; fewer stand there by chance.
const AGAIN: usize = 6;
/// On so many days within a week, as of a path that does not bear the load of a backup.
const NIGHTS: usize = 3;
/// Windows repairs by itself what it can; what is not mended in a day is not.
const DEGRADED_FOR: SignedDuration = SignedDuration::from_hours(24);
/// That a disk has fewer paths, or a space fewer copies, than it should.
const DEGRADED: [(&Provider, u16); 2] = [(&storage_path::MPIO, 17), (&storage_spaces::PROVIDER, 304)];

pub(super) fn lost(search: &Search<'_>) -> Vec<Trouble> {
    let facts = search.facts;
    let is_running = |index: EventIndex, event: &Event| !facts.is_around_restart(index, event);
    let lost = facts.computer.all(Class::PathLost);
    let (healed, lost): (Group<'_>, Group<'_>) = lost
        .filter(|(index, event)| is_running(*index, event))
        .partition(|(index, _)| facts.has_healed(*index));
    // What was lost and came back is a shake.
    let shaken: Group<'_> = facts
        .computer
        .all(Class::PathShaken)
        .filter(|(index, event)| is_running(*index, event))
        .chain(healed.iter().copied())
        .collect();
    let nightly = search.group(shaken.iter().copied().filter(|(_, event)| is_no_pause(event)), about);
    let nightly = nightly.into_values().filter(|group| come_on_days(group, NIGHTS)).flatten();
    // A record that counts for two reasons is one.
    let shaken: BTreeMap<EventIndex, &Event> = nightly.chain(recurring(shaken.clone(), AGAIN)).collect();
    let shaken: Group<'_> = shaken.into_iter().collect();
    let is_told = |index| shaken.iter().any(|(other, _)| *other == index);
    let healed: Group<'_> = healed.into_iter().filter(|(index, _)| !is_told(*index)).collect();
    let mut found = Vec::new();
    for (say, weight, group) in [
        (path_lost as fn(Sentence) -> Sentence, Weight::NeedsPerson, lost),
        (path_shaken, Weight::NeedsPerson, shaken),
        (path_healed, Weight::Told, healed),
    ] {
        found.extend(search.group(group.into_iter(), about).into_iter().filter_map(|(about, group)| {
            let (_, event) = group.first()?;
            let phrase = say(said_path(event));
            let trouble = search.trouble(TroubleKind::StoragePathLost, weight, about, phrase, &group)?;
            let beside = last_return(search, &group).map(|(index, ..)| index);
            Some(Trouble { text: text(search, &group), beside: beside.into_iter().collect(), ..trouble })
        }));
    }
    found
}

/// Whether it is no pause of a shared volume for a snapshot or a drained node, and no resource of which nobody knows whether it is a disk.
fn is_no_pause(event: &Event) -> bool {
    let is_resource = storage_path::CLUSTER.is_called(&event.at.provider)
        && event.at.event_id == storage_path::RESOURCE_FAILED;
    let reason = path(event).and_then(|path| path.reason);
    !is_resource && reason.is_none_or(|reason| !storage_path::PASSING_PAUSES.contains(&reason))
}

/// Paths and copies that are fewer than they should be, of which nothing tells for a day that they are whole again.
pub(super) fn degraded(search: &Search<'_>) -> Vec<Trouble> {
    let computer = search.facts.computer;
    let end = computer.coverage_of(SYSTEM).map_or(Timestamp::MIN, |system| system.last);
    let mut healed: BTreeMap<(String, Option<&str>), Timestamp> = BTreeMap::new();
    let key = |event: &'_ Event| event.at.provider.to_ascii_lowercase();
    for (_, event) in computer.all(Class::PathHealed) {
        let last = healed.entry((key(event), subject(event))).or_insert(event.time());
        *last = event.time().max(*last);
    }
    let is_open = |event: &Event| {
        let is_back = healed.get(&(key(event), subject(event))).is_some_and(|back| event.time() <= *back);
        !is_back && shifted(event.time(), DEGRADED_FOR) <= end
    };
    let tells = |event: &Event| {
        DEGRADED
            .iter()
            .any(|(provider, id)| *id == event.at.event_id && provider.is_called(&event.at.provider))
    };
    let events = computer.all(Class::PathShaken).filter(|(index, event)| {
        tells(event)
            && is_open(event)
            && !search.facts.is_around_restart(*index, event)
            && !has_connection_back(search, event)
    });
    let found = search.group(events, about).into_iter().filter_map(|(about, group)| {
        let ((_, event), (_, last)) = (group.first()?, group.last()?);
        let phrase = path_degraded(said_path(event));
        // Behind a start disks have other numbers, and in a cluster another node may tell.
        let is_of_now = computer.boot_of(last.time()) == computer.boot_of(end) && !is_clustered(search);
        let weight = if is_of_now { Weight::NeedsPerson } else { Weight::Told };
        search.trouble(TroubleKind::StoragePathLost, weight, about, phrase, &group)
    });
    found.collect()
}

/// Whether a connection of the initiator came back right behind: a path with it, which is no new one.
fn has_connection_back(search: &Search<'_>, event: &Event) -> bool {
    const SOON: SignedDuration = SignedDuration::from_secs(60);
    let mut back =
        search.facts.computer.between(Class::PathHealed, event.time(), shifted(event.time(), SOON));
    back.any(|(_, event)| storage_path::ISCSI.is_called(&event.at.provider))
}

/// Whether the machine is a node of a cluster, as far as that tells of trouble.
fn is_clustered(search: &Search<'_>) -> bool {
    [Class::PathLost, Class::PathShaken, Class::CopyUnprepared]
        .into_iter()
        .flat_map(|class| search.facts.computer.all(class))
        .any(|(_, event)| storage_path::CLUSTER.is_called(&event.at.provider))
}

/// Snapshots of cluster shared volumes that were not prepared for them.
pub(super) fn unprepared(search: &Search<'_>) -> Vec<Trouble> {
    let events = search.facts.computer.all(Class::CopyUnprepared);
    let subject = |event: &Event| About { subject: subject(event).map(str::to_owned), ..About::default() };
    let groups = search.group(events, subject);
    let found = groups.into_iter().filter_map(|(about, group)| {
        let phrase = snapshot_unprepared(Log::of(about.subject.as_deref().unwrap_or_default()));
        search.trouble(TroubleKind::SnapshotUnprepared, Weight::Told, about, phrase, &group)
    });
    found.collect()
}

fn path(event: &Event) -> Option<&StoragePathEvent> {
    match &event.kind {
        EventKind::StoragePath(path) => Some(path),
        _ => None,
    }
}

/// What of its provider's a record names: a port, a disk, a resource.
fn subject(event: &Event) -> Option<&str> {
    path(event)?.subject.as_deref()
}

/// Whose path it is, and which.
fn said_path(event: &Event) -> Sentence {
    let provider = Log::of(&*event.at.provider);
    match subject(event) {
        Some(subject) => path_named(provider, Log::of(subject)),
        None => path_unnamed(provider),
    }
}

fn about(event: &Event) -> About {
    let provider = &event.at.provider;
    // The JSON's key, and no sentence.
    let key = subject(event).map_or_else(|| provider.to_string(), |subject| format!("{provider} {subject}"));
    About { subject: Some(key), ..About::default() }
}

/// What the records say, of which target, for which reason, and when it came back, where a record tells.
fn text(search: &Search<'_>, group: &Group<'_>) -> Sentence {
    let facts = search.facts;
    // The records stand last: their times follow.
    let mut said = Vec::new();
    let mut targets: Vec<&str> =
        group.iter().filter_map(|(_, event)| path(event)?.target.as_deref()).collect();
    targets.sort_unstable();
    targets.dedup();
    if !targets.is_empty() {
        said.push(target(targets.into_iter().map(Log::of).collect()));
    }
    let reasons: BTreeMap<u32, NtStatus> =
        group.iter().filter_map(|(_, event)| path(event)?.reason).map(|reason| (reason.0, reason)).collect();
    if !reasons.is_empty() {
        said.push(reason(reasons.into_values().collect()));
    }
    let returns: Vec<SignedDuration> = group
        .iter()
        .filter_map(|(index, event)| Some(facts.path_back(*index)?.1.time().duration_since(event.time())))
        .collect();
    let losses =
        group.iter().filter(|(_, event)| event.classes().any(|class| class == Class::PathLost)).count();
    if let Some((_, last)) = last_return(search, group) {
        let (cited, time) = (Cited::from(last), last.time());
        said.push(if returns.len() >= losses && losses == 1 {
            back(cited, time)
        } else {
            some_back(returns.len(), losses, cited, time)
        });
        said.extend(returns.into_iter().max().map(away));
    }
    said.push(told(group));
    records(Clauses(said))
}

/// The last record that something of a group came back.
fn last_return<'a>(search: &Search<'a>, group: &Group<'_>) -> Option<(EventIndex, &'a Event)> {
    let returns = group.iter().filter_map(|(index, _)| search.facts.path_back(*index));
    returns.max_by_key(|(index, _)| *index)
}
