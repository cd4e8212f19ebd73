//! Why virtual machines of a run failed: what Hyper-V's management service logged while the run went on.
//!
//! A record belongs to a run only if it lies between its start and end and names one of its components, by name or id.
//! A run that lists no components (up to Server 2012 none does) may have any; what is said then is only possible.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Cause, CauseKind, Certainty, Member, Session, Window};
use crate::event::class::Class;
use crate::event::codes::Hresult;
use crate::event::guid::Guid;
use crate::event::providers::hyper_v::{self, VirtualMachineEvent};
use crate::event::{Event, EventKind, Trust};
use crate::say::{Cited, Clauses, Log, Path, Sentence, code_meaning, meaning, sentences};
use crate::timeline::{Computer, EventIndex, shifted};

sentences! {
    several(machines: Clauses) = "vm.several": "{ $machines }";
    failed(vm: Log, event: Cited, meaning: Sentence) = "vm.failed": "{ $vm }: { $meaning } ({ $event })";
    failed_with(vm: Log, event: Cited, meaning: Sentence, code: Hresult, why: Sentence) = "vm.failed-with":
        "{ $vm }: { $meaning } ({ $event }), { $code }: { $why }";
    of_file(failure: Sentence, file: Path) = "vm.of-file": "{ $failure } ({ $file })";
    in_use() = "vm.file-in-use": "one of its files was in use";
    missing_file() = "vm.file-missing": "one of its files was not there";
    merged(failure: Sentence, event: Cited, time: Timestamp) = "vm.merged":
        "{ $failure }; its checkpoint was merged behind that, { $time } ({ $event })";
    not_merged(failure: Sentence, event: Cited, time: Timestamp) = "vm.not-merged":
        "{ $failure }; its checkpoint is not merged, { $time } ({ $event })";
}

/// A virtual machine of a run that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedVm {
    /// Its name, as Hyper-V writes it.
    pub name: String,
    /// Why.
    pub code: Option<Hresult>,
    /// How sure it is that the run's trouble with it is this.
    pub certainty: Certainty,
    /// Whether the checkpoint that was left is merged; none where nothing tells.
    pub is_merged: Option<bool>,
    /// What its records say.
    pub text: Sentence,
    /// Its records.
    pub events: Vec<EventIndex>,
}

/// Ids that speak of backups and checkpoints themselves; the others are of what a machine is made of.
const OF_BACKUPS: &[u16] = &[10102, 10103, 10104, 10107, 10111, 10150, 15252, 18012, 18014];
/// ERROR_SHARING_VIOLATION (winerror.h): of a checkpoint, one of the machine's disks (.avhdx) is locked.
const IN_USE: Hresult = Hresult(0x8007_0020);
/// ERROR_FILE_NOT_FOUND (winerror.h): of a checkpoint, one of the machine's files.
const NOT_FOUND: Hresult = Hresult(0x8007_0002);

/// Who a record is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Machine {
    Id(Guid),
    Name(String),
}

/// Adds what failed to a run that did not succeed.
pub(super) fn add(session: &mut Session, window: Window, computer: &Computer) {
    let mut machines: BTreeMap<Machine, Vec<(EventIndex, &Event, &VirtualMachineEvent)>> = BTreeMap::new();
    for (index, event) in computer.between(Class::VmFault, window.from, window.end) {
        let EventKind::VirtualMachine(vm) = &event.kind else { continue };
        if let Some(machine) = machine(vm).filter(|_| event.trust != Trust::Carved) {
            machines.entry(machine).or_default().push((index, event, vm));
        }
    }
    let failed: Vec<FailedVm> =
        machines.values().filter_map(|records| of(session, records, computer)).collect();
    for certainty in [Certainty::Certain, Certainty::Likely, Certainty::Possible] {
        let alike: Vec<&FailedVm> = failed.iter().filter(|vm| vm.certainty == certainty).collect();
        if !alike.is_empty() {
            let evidence = alike.iter().flat_map(|vm| vm.events.iter().copied()).collect();
            let told = several(Clauses(alike.iter().map(|vm| vm.text.clone()).collect()));
            let cause = Cause { told: Some(told), ..Cause::of(CauseKind::VssWriter, certainty, evidence) };
            let is_open = session.cause.as_ref().is_none_or(|known| known.kind == CauseKind::Unknown);
            if is_open && certainty < Certainty::Possible {
                session.cause = Some(cause);
            } else {
                session.other_causes.push(cause);
            }
        }
    }
    session.failed_vms = failed;
    let is_late = |cause: &Cause| matches!(cause.kind, CauseKind::SnapshotTimeout | CauseKind::VssTimeout);
    if session.cause.iter().chain(&session.other_causes).any(is_late) {
        let end = session.snapshot.map_or(window.end, |wait| shifted(session.started, wait.duration));
        let slow = computer.between(Class::SlowGuestIo, window.from, end.min(window.end));
        session.slow_guest_io = slow.map(|(index, _)| index).collect();
    }
}

fn machine(vm: &VirtualMachineEvent) -> Option<Machine> {
    let name = || vm.name.as_ref().map(|name| Machine::Name(name.to_lowercase()));
    vm.id.map(Machine::Id).or_else(name)
}

/// What the records of one machine say of a run; nothing where it is none of the run's.
fn of(
    session: &Session,
    records: &[(EventIndex, &Event, &VirtualMachineEvent)],
    computer: &Computer,
) -> Option<FailedVm> {
    let names = || records.iter().filter_map(|(.., vm)| vm.name.as_deref());
    let ids = || records.iter().filter_map(|(.., vm)| vm.id);
    let is_its = |member: &&Member| {
        ids().any(|id| member.id == Some(id)) || names().any(|name| is_caption_of(&member.name, name))
    };
    let member = session.components.iter().find(is_its);
    let is_listed = !session.components.is_empty();
    if is_listed && member.is_none() {
        return None;
    }
    // The record that says most: of the backup itself, with a code; a cancelled checkpoint goes with another's failure.
    let rank = |(index, event, vm): &&(EventIndex, &Event, &VirtualMachineEvent)| {
        let id = event.at.event_id;
        (id == hyper_v::CHECKPOINT_CANCELLED, !OF_BACKUPS.contains(&id), vm.code.is_none(), *index)
    };
    let (_, event, vm) = records.iter().min_by_key(rank)?;
    let certainty = match member {
        None => Certainty::Possible,
        Some(member) if member.failed_with.is_some() && OF_BACKUPS.contains(&event.at.event_id) => {
            Certainty::Certain
        }
        Some(_) => Certainty::Likely,
    };
    let name = names().next().or_else(|| member.map(|member| member.name.as_str()))?.to_owned();
    let (said, cited) = (meaning(event), Cited::from(*event));
    let mut text = match vm.code {
        Some(code) => failed_with(Log::of(&name), cited, said, code, why(code)),
        None => failed(Log::of(&name), cited, said),
    };
    if let Some(file) = records.iter().find_map(|(.., vm)| vm.file.as_ref()) {
        text = of_file(text, Path(file.clone()));
    }
    let mut events: Vec<EventIndex> = records.iter().map(|(index, ..)| *index).collect();
    let last = records.last().map_or(event.time(), |(_, event, _)| event.time());
    let merge = merge(computer, &machine(vm)?, last);
    if let Some((index, event, is_done)) = merge {
        let (cited, time) = (Cited::from(event), event.time());
        text = if is_done { merged(text, cited, time) } else { not_merged(text, cited, time) };
        events.push(index);
    }
    Some(FailedVm { name, code: vm.code, certainty, is_merged: merge.map(|(.., done)| done), text, events })
}

fn why(code: Hresult) -> Sentence {
    match code {
        IN_USE => in_use(),
        NOT_FOUND => missing_file(),
        other => code_meaning(other),
    }
}

/// How the merging of a machine's checkpoint ended behind a failure, before the machine fails again: done only where a
/// begin stands right before it, and nothing of a failure behind.
fn merge<'a>(
    computer: &'a Computer,
    wanted: &Machine,
    since: Timestamp,
) -> Option<(EventIndex, &'a Event, bool)> {
    let is_its = |event: &Event| match &event.kind {
        EventKind::VirtualMachine(vm) => machine(vm).as_ref() == Some(wanted),
        _ => false,
    };
    let of_class = |class| {
        let all = computer.between(class, since, Timestamp::MAX);
        all.filter(|(_, event)| is_its(event) && event.trust != Trust::Carved)
    };
    let again = of_class(Class::VmFault).find(|(_, event)| event.time() > since).map(|(index, _)| index);
    let steps: Vec<(EventIndex, &Event)> =
        of_class(Class::VmMerge).take_while(|(index, _)| again.is_none_or(|again| *index < again)).collect();
    match steps.as_slice() {
        [.., (_, begun), (index, done)]
            if begun.at.event_id == hyper_v::MERGE_BEGUN && done.at.event_id == hyper_v::MERGE_DONE =>
        {
            Some((*index, *done, true))
        }
        [.., (index, last)] if ![hyper_v::MERGE_BEGUN, hyper_v::MERGE_DONE].contains(&last.at.event_id) => {
            Some((*index, *last, false))
        }
        _ => None,
    }
}

/// Whether a component is a machine: its caption is the machine's name with the mode of its backup behind it in
/// brackets (2012 R2 and later), or before it with a backslash (2008 R2).
pub fn is_caption_of(caption: &str, name: &str) -> bool {
    let (caption, name) = (caption.trim().to_lowercase(), name.trim().to_lowercase());
    let without_mode = caption.strip_suffix(')').and_then(|text| Some(text.rsplit_once('(')?.0.trim_end()));
    let behind_mode = caption.rsplit_once('\\').map(|(_, text)| text);
    !name.is_empty() && (caption == name || without_mode == Some(&name) || behind_mode == Some(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_found_under_the_captions_that_windows_writes() {
        for caption in
            ["SQL01", "sql01(Online)", "SQL01 (Offline)", r"Backup Using Child Partition Snapshot\SQL01"]
        {
            assert!(is_caption_of(caption, "SQL01"), "{caption}");
        }
        for caption in ["SQL011(Online)", "MSSQL01", "(Online)", ""] {
            assert!(!is_caption_of(caption, "SQL01"), "{caption}");
        }
        assert!(!is_caption_of("", ""));
        assert!(is_caption_of("SQL (old)(Online)", "SQL (old)"));
    }
}
