//! `backup-target` and `source-missing`: what the latest run says beside its outcome.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{About, Group, Search, Trouble, TroubleKind, Weight};
use crate::event::class::Class;
use crate::event::providers::backup::BackupStep::{
    self, Inconsistent, OldImageKept, ShareNotWritable, SourceMissing, TargetFull, TargetLow,
};
use crate::event::{Event, EventKind};
use crate::say::{Log, sentences};
use crate::session::{Outcome, Session};
use crate::timeline::{EventIndex, earlier};

sentences! {
    target_in_trouble() = "trouble.target": "the backup target is in trouble";
    backup_damaged() = "trouble.backup-damaged": "a backup that was made is damaged or not to be found, or its catalog is";
    backup_inconsistent() = "trouble.backup-inconsistent": "an application is not consistent in the backup";
    target_low() = "trouble.target-low": "the backup target is low on space";
    volume_missing(volume: Log) = "trouble.source-missing": "{ $volume } was missing and not backed up";
    some_volume_missing() = "trouble.some-source-missing":
        "a volume of the backup set was missing and not backed up";
}

/// The run that ended last, or goes on, of each set: what earlier ones said is overcome or told by them. A host's volumes
/// and its system state may be two sets, and neither run overcomes what the other met.
pub(super) fn latest<'a>(search: &Search<'a>) -> Vec<&'a Session> {
    let mut latest: Vec<&Session> = Vec::new();
    for run in search.facts.sessions.iter().rev().filter(|run| run.outcome != Outcome::NotStarted) {
        if !latest.iter().any(|later| covers(later, run)) {
            latest.push(run);
        }
    }
    latest
}

/// Whether a later run tells how things stand that an earlier one told of: it went to the same target, and backed up what
/// the earlier one did, as far as both say what that was.
fn covers(later: &Session, earlier: &Session) -> bool {
    let target = |run: &Session| run.target.as_deref().map(str::to_lowercase);
    let has = |name: &str| later.volumes.iter().any(|volume| volume.name.eq_ignore_ascii_case(name));
    let are_all_there = earlier.volumes.iter().all(|volume| has(&volume.name));
    target(later) == target(earlier) && (later.volumes.is_empty() || are_all_there)
}

/// Records of runs that tell one of these steps, in the order of time.
fn records<'a>(search: &Search<'a>, runs: &[&Session], steps: &[BackupStep]) -> Group<'a> {
    let computer = search.facts.computer;
    let mut indices: Vec<EventIndex> = runs.iter().flat_map(|run| run.events.iter().copied()).collect();
    indices.sort_unstable();
    let of_run = indices.into_iter().filter_map(|index| Some((index, computer.event(index)?)));
    of_run.filter(|(_, event)| tells(event, steps) && search.is_wanted(event.time())).collect()
}

/// These of the latest runs, and of no run.
fn with_loose<'a>(search: &Search<'a>, runs: &[&Session], steps: &[BackupStep]) -> Group<'a> {
    let mut all = [records(search, runs, steps), loose_records(search, steps)].concat();
    all.sort_unstable_by_key(|(index, _)| *index);
    all
}

/// The same of records that belong to no run that is known, such as their copies in Application alone, since which no run ended well.
fn loose_records<'a>(search: &Search<'a>, steps: &[BackupStep]) -> Group<'a> {
    let sessions = search.facts.sessions;
    let of_runs: BTreeSet<EventIndex> = sessions.iter().flat_map(|run| run.events.iter().copied()).collect();
    let last_good = sessions.iter().filter(|run| run.outcome.is_success()).map(|run| run.started).max();
    let all = search.facts.computer.all(Class::Backup);
    all.filter(|(index, event)| {
        tells(event, steps)
            && !of_runs.contains(index)
            && last_good < Some(event.time())
            && search.is_wanted(event.time())
    })
    .collect()
}

fn tells(event: &Event, steps: &[BackupStep]) -> bool {
    matches!(&event.kind, EventKind::Backup(backup) if steps.contains(&backup.step))
}

/// An old image that stays, a full target and a share that is not writable, where the run ended well all the same; a
/// target that is low on space is worth knowing.
pub(super) fn target(search: &Search<'_>) -> Vec<Trouble> {
    let latest = latest(search);
    let ended_well: Vec<&Session> = latest.iter().copied().filter(|run| run.outcome.is_success()).collect();
    let steps = [OldImageKept, TargetFull, ShareNotWritable];
    let bad = with_loose(search, &ended_well, &steps);
    let about = About { volume: name(&bad), ..About::default() };
    let bad =
        search.trouble(TroubleKind::BackupTarget, Weight::NeedsPerson, about, target_in_trouble(), &bad);
    let low = records(search, &latest, &[TargetLow]);
    let about = About { volume: name(&low), ..About::default() };
    let low = search.trouble(TroubleKind::BackupTarget, Weight::Told, about, target_low(), &low);
    bad.into_iter().chain(low).collect()
}

/// What backups stored is damaged, and no run ended well since, or it is told again since; or the application in the latest one is not consistent.
pub(super) fn damaged(search: &Search<'_>) -> Vec<Trouble> {
    let latest = latest(search);
    let ended_well: Vec<&Session> = latest.into_iter().filter(|run| run.outcome.is_success()).collect();
    let since = ended_well.iter().map(|run| run.started).min().unwrap_or(Timestamp::MIN);
    let found = search.facts.computer.all(Class::BackupDamage);
    let found: Group<'_> = found.filter(|(_, event)| search.is_wanted(event.time())).collect();
    let is_again = is_told_again(search, &found);
    let found: Group<'_> = found.into_iter().filter(|(_, event)| is_again || since <= event.time()).collect();
    let told = |phrase, group: &Group<'_>| {
        search.trouble(TroubleKind::BackupDamaged, Weight::NeedsPerson, About::default(), phrase, group)
    };
    let inconsistent = records(search, &ended_well, &[Inconsistent]);
    told(backup_damaged(), &found).into_iter().chain(told(backup_inconsistent(), &inconsistent)).collect()
}

/// Whether damage is told again hours behind a good run, which did not mend it, and not longer than a week ago.
fn is_told_again(search: &Search<'_>, found: &Group<'_>) -> bool {
    const APART: SignedDuration = SignedDuration::from_hours(12);
    const WEEK: SignedDuration = SignedDuration::from_hours(168);
    let computer = search.facts.computer;
    let Some((_, last)) = found.last() else { return false };
    let end = computer.coverage_of(&last.at.channel).map_or(last.time(), |log| log.last);
    let good = |from, to| {
        let mut runs = search.facts.sessions.iter().filter(|run| run.outcome.is_success());
        runs.any(|run| from < run.started && run.started < to)
    };
    let before = found.iter().rfind(|(_, event)| event.time() <= earlier(last.time(), APART));
    earlier(end, WEEK) <= last.time() && before.is_some_and(|(_, event)| good(event.time(), last.time()))
}

/// A volume of the set was not backed up.
pub(super) fn source_missing(search: &Search<'_>) -> Vec<Trouble> {
    let mut group = with_loose(search, &latest(search), &[SourceMissing]);
    group.retain(|record| !is_done_since(search, record));
    let volume = name(&group);
    let phrase = match &volume {
        Some(volume) => volume_missing(Log::of(volume)),
        None => some_volume_missing(),
    };
    let about = About { volume, ..About::default() };
    let trouble = search.trouble(TroubleKind::SourceMissing, Weight::NeedsPerson, about, phrase, &group);
    trouble.into_iter().collect()
}

/// Whether a later run that ended well lists the volume that was missing, to whatever target it went.
fn is_done_since(search: &Search<'_>, (_, event): &(EventIndex, &Event)) -> bool {
    let Some(volume) = named(event) else { return false };
    let lists_it = |run: &&Session| run.volumes.iter().any(|other| other.name.eq_ignore_ascii_case(&volume));
    let later = search.facts.sessions.iter().filter(|run| event.time() < run.started);
    later.filter(lists_it).any(|run| run.outcome.is_success())
}

/// The volume that the records name, as people know it.
fn name(group: &Group<'_>) -> Option<String> {
    group.iter().find_map(|(_, event)| named(event))
}

fn named(event: &Event) -> Option<String> {
    match &event.kind {
        EventKind::Backup(backup) => {
            let named = backup.volumes_of_host.first().map(|(volume, _)| volume.to_string());
            backup.volume.clone().or(named)
        }
        _ => None,
    }
}
