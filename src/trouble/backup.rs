//! `backup-target` and `source-missing`: what the latest run says beside its outcome.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{About, Group, Search, Trouble, TroubleKind, Weight};
use crate::event::class::Class;
use crate::event::providers::backup::BackupStep::{
    self, Inconsistent, OldImageKept, ShareNotWritable, SourceMissing, TargetFull, TargetLow,
};
use crate::event::providers::hyper_v;
use crate::event::{Event, EventKind};
use crate::say::{Log, Sentence, sentences};
use crate::session::{Outcome, Session};
use crate::timeline::{EventIndex, earlier};

sentences! {
    target_in_trouble() = "trouble.target": "the backup target is in trouble";
    backup_damaged() = "trouble.backup-damaged": "a backup that was made is damaged, or its catalog is";
    backup_inconsistent() = "trouble.backup-inconsistent": "an application is not consistent in the backup";
    target_low() = "trouble.target-low": "the backup target is low on space";
    volume_missing(volume: Log) = "trouble.source-missing": "{ $volume } was missing and not backed up";
    vm_failed(vm: Log) = "trouble.vm-backup-failed": "the backup of the virtual machine { $vm } failed in a run that ended well";
    vm_failed_elsewhere(vm: Log) = "trouble.vm-backup-failed-elsewhere":
        "a backup of the virtual machine { $vm } failed that was none of Windows Server Backup, or of a machine outside its list";
    some_volume_missing() = "trouble.some-source-missing":
        "a volume of the backup set was missing and not backed up";
}

/// The first version of Windows whose backup lists what became of each virtual machine (Server 2012 R2).
const FIRST_WITH_LISTS: (u32, u32) = (6, 3);

/// The run that ended last, or goes on, of each set: what earlier ones said is overcome or told by them. A host's volumes
/// and its system state may be two sets, and neither run overcomes what the other met.
fn latest<'a>(search: &Search<'a>) -> Vec<&'a Session> {
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
    of_run
        .filter(|(_, event)| match &event.kind {
            EventKind::Backup(backup) => steps.contains(&backup.step),
            _ => false,
        })
        .filter(|(_, event)| search.is_wanted(event.time()))
        .collect()
}

/// An old image that stays, a full target and a share that is not writable, where the run ended well all the same; a
/// target that is low on space is worth knowing.
pub(super) fn target(search: &Search<'_>) -> Vec<Trouble> {
    let latest = latest(search);
    let ended_well: Vec<&Session> = latest.iter().copied().filter(|run| run.outcome.is_success()).collect();
    let of = |runs: &[&Session], steps: &[BackupStep], weight, phrase: Sentence| {
        let group = records(search, runs, steps);
        let about = About { volume: name(&group), ..About::default() };
        search.trouble(TroubleKind::BackupTarget, weight, about, phrase, &group)
    };
    let steps = [OldImageKept, TargetFull, ShareNotWritable];
    let bad = of(&ended_well, &steps, Weight::NeedsPerson, target_in_trouble());
    let low = of(&latest, &[TargetLow], Weight::Told, target_low());
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
    let group = records(search, &latest(search), &[SourceMissing]);
    let volume = name(&group);
    let phrase = match &volume {
        Some(volume) => volume_missing(Log::of(volume)),
        None => some_volume_missing(),
    };
    let about = About { volume, ..About::default() };
    let trouble = search.trouble(TroubleKind::SourceMissing, Weight::NeedsPerson, about, phrase, &group);
    trouble.into_iter().collect()
}

/// The backup of a virtual machine failed in a run that ended well and lists no components (up to Server 2012 none does): a list
/// would tell of each what became of it. One of another product is told.
pub(super) fn of_virtual_machine(search: &Search<'_>) -> Vec<Trouble> {
    let computer = search.facts.computer;
    let is_old = !computer.is_at_least(FIRST_WITH_LISTS);
    let is_of_backup = |event: &Event| {
        let id = event.at.event_id;
        hyper_v::BACKUP_FAILED.contains(&id) || (is_old && hyper_v::ROLL_BACK_FAILED.contains(&id))
    };
    let ended_well =
        latest(search).into_iter().filter(|run| run.outcome.is_success() && run.components.is_empty());
    let told: BTreeMap<EventIndex, &Event> = ended_well
        .filter_map(|run| run.window)
        .flat_map(|window| computer.between(Class::VmFault, window.from, window.end))
        .filter(|(_, event)| is_of_backup(event))
        .collect();
    let is_told = |index| told.contains_key(&index);
    // Outside every run, and beside the machines of a good run that lists them, it is another product's; whether that tried again with
    // success, no record tells.
    let of_another = computer.all(Class::VmFault).filter(|(index, event)| {
        let ended_badly = || {
            let run = search.facts.windows.near(event.time()).and_then(|at| search.facts.sessions.get(at));
            run.is_some_and(|run| !run.outcome.is_success())
        };
        hyper_v::BACKUP_FAILED.contains(&event.at.event_id) && !is_told(*index) && !ended_badly()
    });
    let of_another: BTreeMap<EventIndex, &Event> = of_another.collect();
    let mut found = Vec::new();
    for (say, weight, events) in [
        (vm_failed as fn(Log) -> Sentence, Weight::NeedsPerson, told),
        (vm_failed_elsewhere, Weight::Told, of_another),
    ] {
        let groups = search.group(events.into_iter(), about_machine);
        found.extend(groups.into_iter().filter_map(|(about, group)| {
            let vm = about.subject.clone().unwrap_or_else(|| "?".to_owned());
            let last = group.last().map(|(_, event)| event.time());
            let name = vm.to_lowercase();
            let is_backed_up = |run: &Session| {
                last.is_some_and(|last| last < run.started)
                    && run.outcome.is_success()
                    && run.components.iter().any(|member| member.name.to_lowercase().contains(&name))
            };
            if weight == Weight::Told && search.facts.sessions.iter().any(is_backed_up) {
                return None;
            }
            search.trouble(TroubleKind::VmBackupFailed, weight, about, say(Log::of(&vm)), &group)
        }));
    }
    found
}

/// The machine that a record of Hyper-V is about.
fn about_machine(event: &Event) -> About {
    match &event.kind {
        EventKind::VirtualMachine(vm) => {
            let id = || vm.id.map(|id| id.to_string());
            About { subject: vm.name.clone().or_else(id), ..About::default() }
        }
        _ => About::default(),
    }
}

/// The volume that the records name, as people know it.
fn name(group: &Group<'_>) -> Option<String> {
    group.iter().find_map(|(_, event)| match &event.kind {
        EventKind::Backup(backup) => {
            let named = backup.volumes_of_host.first().map(|(volume, _)| volume.to_string());
            backup.volume.clone().or(named)
        }
        _ => None,
    })
}
