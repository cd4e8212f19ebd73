//! `vm-backup-failed` and `vm-storage`: what Hyper-V tells of machines that are not backed up, or whose files can't be reached.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::backup::latest;
use super::{About, Group, Search, Trouble, TroubleKind, Weight, come_on_days};
use crate::event::class::Class;
use crate::event::providers::hyper_v;
use crate::event::{Event, EventKind};
use crate::say::{Log, Sentence, sentences};
use crate::session::{Session, is_caption_of};
use crate::timeline::EventIndex;

sentences! {
    vm_failed(vm: Log) = "trouble.vm-backup-failed": "the backup of the virtual machine { $vm } failed in a run that ended well";
    vm_failed_elsewhere(vm: Log) = "trouble.vm-backup-failed-elsewhere":
        "a backup of the virtual machine { $vm } failed that was none of Windows Server Backup, or of a machine outside its list";
    vm_fails_elsewhere(vm: Log) = "trouble.vm-backup-fails-elsewhere":
        "backups of the virtual machine { $vm } fail night after night that are none of Windows Server Backup, or of a machine outside its list";
    checkpoint_failed(vm: Log) = "trouble.vm-checkpoint-failed": "a checkpoint of the virtual machine { $vm } failed";
    checkpoints_fail(vm: Log) = "trouble.vm-checkpoints-fail":
        "checkpoints of the virtual machine { $vm } fail night after night, as those of a backup that fails";
    paused(vm: Log) = "trouble.vm-paused": "the virtual machine { $vm } was paused, since the disk below it is full";
    out_of_reach(vm: Log) = "trouble.vm-out-of-reach": "files of the virtual machine { $vm } could not be reached";
    not_merged(vm: Log) = "trouble.vm-not-merged":
        "a checkpoint of the virtual machine { $vm } was not merged, so its differencing disks stay and grow";
}

/// The first version of Windows whose backup lists what became of each virtual machine (Server 2012 R2).
const FIRST_WITH_LISTS: (u32, u32) = (6, 3);
/// On so many days within a week: what fails in each night's backup.
const NIGHTS: usize = 3;

/// The backup of a virtual machine failed in a run that ended well and lists no components (up to Server 2012 none does): a list
/// would tell of each what became of it. One of another product is told; one that fails night after night needs a person.
pub(super) fn not_backed_up(search: &Search<'_>) -> Vec<Trouble> {
    let computer = search.facts.computer;
    let is_old = !computer.is_at_least(FIRST_WITH_LISTS);
    let is_of_backup = |event: &Event| {
        let id = event.at.event_id;
        hyper_v::BACKUP_FAILED.contains(&id) || (is_old && hyper_v::ROLL_BACK_FAILED.contains(&id))
    };
    let ended_well =
        latest(search).into_iter().filter(|run| run.outcome.is_success() && run.components.is_empty());
    let of_run: BTreeMap<EventIndex, &Event> = ended_well
        .filter_map(|run| run.window)
        .flat_map(|window| computer.between(Class::VmFault, window.from, window.end))
        .filter(|(_, event)| is_of_backup(event))
        .collect();
    // Outside every run, and beside the machines of a good run that lists them, it is another product's; whether that tried again with
    // success, no record tells. What a run that failed says of its machines is told with the run.
    let elsewhere = |ids: &'static [u16]| {
        computer.all(Class::VmFault).filter(|(index, event)| {
            ids.contains(&event.at.event_id)
                && !of_run.contains_key(index)
                && !lies_in_failed_run(search, event)
        })
    };
    let mut found = Vec::new();
    for (about, group) in search.group(of_run.iter().map(|(index, event)| (*index, *event)), about_machine) {
        let phrase = vm_failed(name(&about));
        found.extend(search.trouble(TroubleKind::VmBackupFailed, Weight::NeedsPerson, about, phrase, &group));
    }
    for (ids, once, nightly) in [
        (
            hyper_v::BACKUP_FAILED,
            vm_failed_elsewhere as fn(Log) -> Sentence,
            vm_fails_elsewhere as fn(Log) -> Sentence,
        ),
        (hyper_v::CHECKPOINT_FAILED, checkpoint_failed, checkpoints_fail),
    ] {
        for (about, group) in search.group(elsewhere(ids), about_machine) {
            if is_backed_up_since(search, &about, &group) {
                continue;
            }
            let is_nightly = come_on_days(&group, NIGHTS);
            let weight = if is_nightly { Weight::NeedsPerson } else { Weight::Told };
            let phrase = if is_nightly { nightly } else { once }(name(&about));
            found.extend(search.trouble(TroubleKind::VmBackupFailed, weight, about, phrase, &group));
        }
    }
    found
}

/// Machines that were paused for want of room, whose files could not be reached, or whose checkpoints were not merged.
pub(super) fn storage(search: &Search<'_>) -> Vec<Trouble> {
    let computer = search.facts.computer;
    let of = |class: Class, ids: &'static [u16]| {
        computer.all(class).filter(move |(_, event)| ids.contains(&event.at.event_id))
    };
    let groups = |class, ids| search.group(of(class, ids), about_machine);
    let tell = |weight, about: About, phrase: fn(Log) -> Sentence, group: &Group<'_>| {
        let phrase = phrase(name(&about));
        search.trouble(TroubleKind::VmStorage, weight, about, phrase, group)
    };
    let mut found = Vec::new();
    for (about, group) in groups(Class::VmFault, hyper_v::PAUSED) {
        found.extend(tell(Weight::NeedsPerson, about, paused, &group));
    }
    for (about, group) in groups(Class::VmFault, hyper_v::OUT_OF_REACH) {
        // Storage may come later than the service that looks for its files; and with a cluster's storage a machine moves on.
        let weight = if come_on_days(&group, NIGHTS) { Weight::NeedsPerson } else { Weight::Told };
        found.extend(tell(weight, about, out_of_reach, &group));
    }
    let done = of(Class::VmMerge, &[hyper_v::MERGE_DONE]);
    let done: BTreeMap<About, Timestamp> =
        done.map(|(_, event)| (about_machine(event), event.time())).collect();
    for (about, group) in groups(Class::VmMerge, hyper_v::MERGE_FAILED) {
        let last = group.last().map(|(_, event)| event.time());
        if last < done.get(&about).copied() {
            continue;
        }
        let weight = if come_on_days(&group, NIGHTS) { Weight::NeedsPerson } else { Weight::Told };
        found.extend(tell(weight, about, not_merged, &group));
    }
    found
}

fn lies_in_failed_run(search: &Search<'_>, event: &Event) -> bool {
    let run = search.facts.windows.near(event.time()).and_then(|at| search.facts.sessions.get(at));
    run.is_some_and(|run| !run.outcome.is_success())
}

/// Whether a good run lists the machine, or one of another product is of it, that ended behind the last record. A checkpoint that fails
/// in a run is made again by the run; what failed of a backup in it (10102) is none of the run's.
fn is_backed_up_since(search: &Search<'_>, about: &About, group: &Group<'_>) -> bool {
    let (Some(vm), Some((_, last))) = (&about.subject, group.last()) else { return false };
    let is_of_backup = hyper_v::BACKUP_FAILED.contains(&last.at.event_id);
    let is_behind = |run: &&Session| {
        let ended = run.ended.unwrap_or(run.started);
        last.time() < if is_of_backup { run.started } else { ended }
    };
    let lists_it = |run: &Session| run.components.iter().any(|member| is_caption_of(&member.name, vm));
    let mut runs = search.facts.sessions.iter().filter(|run| run.outcome.is_success()).filter(is_behind);
    let mut others = search.facts.other_runs.iter().filter(|run| run.outcome.is_success());
    runs.any(lists_it)
        || others.any(|run| {
            let is_of_it = run.subject.as_deref().is_some_and(|subject| is_caption_of(subject, vm));
            is_of_it && last.time() < run.ended.unwrap_or(run.started)
        })
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

fn name(about: &About) -> Log {
    Log::of(about.subject.as_deref().unwrap_or("?"))
}
