//! V207: a path to storage was lost in the same minutes.

use jiff::{SignedDuration, Timestamp};

use super::{Manual, NEAR, Rule, around};
use crate::correlation::{Basis, Facts, Subject};
use crate::event::class::Class;
use crate::event::codes::Hresult;
use crate::event::providers::hyper_v::{self, VirtualMachineEvent};
use crate::event::providers::storage_path;
use crate::event::{Event, EventKind};
use crate::say::{Cited, Lag, Log, Sentence, meaning, sentences};
use crate::timeline::{Span, earlier, shifted};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

/// A path that is lost so long before a run is of one story with it.
const LOST_BEFORE: SignedDuration = SignedDuration::from_hours(1);
/// What comes back so soon may have been away at the 27 (chosen).
const BACK_WITHIN: SignedDuration = SignedDuration::from_secs(120);
/// Of thousands of records the first tell.
const MOST: usize = 512;
/// `ERROR_ACCESS_DENIED`, `ERROR_SHARING_VIOLATION` (winerror.h).
const THERE: [Hresult; 2] = [Hresult(0x8007_0005), Hresult(0x8007_0020)];
/// `ERROR_PATH_NOT_FOUND`, `ERROR_NOT_READY`, `ERROR_DEV_NOT_EXIST`, `ERROR_NO_SUCH_DEVICE`, `ERROR_IO_DEVICE` (winerror.h).
const GONE: [Hresult; 5] = [
    Hresult(0x8007_0003),
    Hresult(0x8007_0015),
    Hresult(0x8007_0037),
    Hresult(0x8007_01B1),
    Hresult(0x8007_045D),
];

pub(super) const RULE: Rule = Rule {
    id: "V207",
    name: "storage-path-lost",
    manual: Manual {
        fires_when: "a path to storage was lost within 10 minutes, or earlier in the linked run: iScsiPrt 20 39 59 63 68-70, mpio 22 23, FailoverClustering 1006 1034 1035 1037 1038 1066 1073 1177 1604 1671 5142 5150 5377 5396, 1069 of a disk and 5120 whose reason is a vanished device, StorageSpaces-Driver 101 102 203 205 209 301-303 306 309-312, ReFS 134 135; but an iScsiPrt 20 that a 34 of the same port follows within 60 seconds, with no disk 157 but of virtual disks within 120 seconds, healed: where Windows is older than 8.1 and 2012 R2, which write no 157, or its version is not told, not for a 27 between the two, or within 10 seconds behind. What was lost is named, and when it came back where a record tells: later than that, it is lost all the same. Or one of these stands within an hour before the linked run, in the same boot, and what was lost did not come back; or files of a virtual machine could not be reached within 10 minutes (VMMS 12140 12240 12290 16300 16310 16400 16410 16420), whose code tells that a device or a path is gone (80070003 80070015 80070037 800701B1 8007045D), or, where the 27 would be benign by presumption only, of several machines, whatever the code but 80070005 and 80070020. Where the 27 would be benign by presumption only, also iScsiPrt 34 up to 120 seconds behind it, without a loss within 120 seconds before that. What only shakes a path (iScsiPrt 1 5 7-11 22 25 29 43-51, mpio 16-21 24-26 32-38, 5120 and the like) stands beside 27s by chance, and speaks through V208 alone, and as trouble of the host",
        says: "undetermined",
        because: "a disk that drops off a network leaves the same 27 with the same status as an image that was detached, and its shadow copies are gone with it",
        what_to_do: "find out which volumes lie on that storage, and compare the 27's volume with mountvol's list from before the fault",
        source: "message resources of iscsilog.dll, mpio.sys, spaceport.sys and refs.sys (libyal/winevt-kb); Microsoft's list of events of failover clusters",
    },
    judge,
    next_step: |_, _| Some(next()),
};

sentences! {
    lost(meaning: Sentence, event: Cited, when: Lag) = "V207.path-lost": "{ $meaning }, { $when } ({ $event })";
    lost_what(meaning: Sentence, what: Log, event: Cited, when: Lag) = "V207.what-lost":
        "{ $meaning }: { $what }, { $when } ({ $event })";
    back(lost: Sentence, event: Cited, time: Timestamp) = "V207.came-back":
        "{ $lost }; it came back, { $time } ({ $event })";
    back_since(told: Sentence) = "V207.back-since": "{ $told }, so it may have been away at that moment, and nothing shows that an image of the run left then";
    next() = "V207.next":
        "find out which volumes lie on that storage, and compare them with mountvol's list from before the fault \
         (see what to do next)";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    lost_near(facts, subject)
        .or_else(|| lost_still(facts, subject))
        .or_else(|| files_gone(facts, subject))
        .or_else(|| back_behind(facts, subject))
}

/// A path that was lost before the run, and did not come back.
fn lost_still(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let window = facts.window(subject)?;
    let before = Span { from: earlier(window.from, LOST_BEFORE), to: window.from };
    let index = facts.path_lost(facts.computer.within_boot(window.from, before), window.from)?;
    let event = facts.computer.event(index)?;
    if facts.path_back(index).is_some() {
        return None;
    }
    let evidence = Evidence::of(index).and([subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, told(event, subject), evidence).asking(Ask::Mountvol))
}

/// Files of virtual machines could not be reached at that time: those of one whose device is told to be gone, or those of several.
fn files_gone(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let near = around(subject.time, NEAR);
    let faults = facts.computer.between(Class::VmFault, near.from, near.to).take(MOST);
    let faults = faults.filter_map(|(index, event)| match &event.kind {
        EventKind::VirtualMachine(machine) if hyper_v::OUT_OF_REACH.contains(&event.at.event_id) => {
            Some((index, event, machine))
        }
        _ => None,
    });
    // What somebody else has open, or may not be opened, is there.
    let is_there = |machine: &VirtualMachineEvent| machine.code.is_some_and(|code| THERE.contains(&code));
    let gone: Vec<_> = faults.filter(|(.., machine)| !is_there(machine)).collect();
    let is_gone = |machine: &VirtualMachineEvent| machine.code.is_some_and(|code| GONE.contains(&code));
    let (index, event, first) = gone.iter().find(|(.., machine)| is_gone(machine)).or(gone.first())?;
    let is_of_several =
        || gone.iter().any(|(.., machine)| (&machine.id, &machine.name) != (&first.id, &first.name));
    let is_presumed = || facts.basis(subject).0 == Basis::Presumed;
    if !(is_gone(first) || is_of_several() && is_presumed()) {
        return None;
    }
    let evidence = Evidence::of(*index).and([subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, told(event, subject), evidence).asking(Ask::Mountvol))
}

/// A path that came back right behind, of which no record tells that it was lost, where nothing else explains the 27.
fn back_behind(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let soon = shifted(subject.time, BACK_WITHIN);
    let mut back = facts.computer.between(Class::PathHealed, subject.time, soon);
    let (index, event) = back.find(|(_, event)| {
        // That a disk of MPIO came may be its first coming.
        storage_path::ISCSI.is_called(&event.at.provider) && !is_told_lost(facts, event)
    })?;
    if facts.basis(subject).0 > Basis::Presumed {
        return None;
    }
    let text = back_since(told(event, subject));
    let evidence = Evidence::of(index).and([subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::Mountvol))
}

/// What happened, to what, and when.
fn told(event: &Event, subject: &Subject) -> Sentence {
    let when = Lag::between(event.time(), subject.time);
    match what(event) {
        Some(what) => lost_what(meaning(event), Log::of(what), Cited::from(event), when),
        None => lost(meaning(event), Cited::from(event), when),
    }
}

fn lost_near(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let mut near = around(subject.time, NEAR);
    // As the session's disks are one story (V202), so are its paths.
    if let Some(window) = facts.window(subject) {
        near.from = near.from.min(window.from);
    }
    let index = facts.path_lost(near, subject.time)?;
    let event = facts.computer.event(index)?;
    let mut evidence = Evidence::of(index).and([subject.index]);
    let mut text = told(event, subject);
    if let Some((index, event)) = facts.path_back(index) {
        text = back(text, Cited::from(event), event.time());
        evidence = evidence.and([index]);
    }
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::Mountvol))
}

/// Whether a loss of the same provider's stands within two minutes before a return, which is told by itself.
fn is_told_lost(facts: &Facts<'_>, back: &Event) -> bool {
    let mut lost = facts.computer.between(Class::PathLost, earlier(back.time(), BACK_WITHIN), back.time());
    lost.any(|(_, event)| event.at.provider.eq_ignore_ascii_case(&back.at.provider))
}

/// The port, disk or volume, with the target where the record names it; or the virtual machine.
fn what(event: &Event) -> Option<String> {
    let path = match &event.kind {
        EventKind::StoragePath(path) => path,
        EventKind::VirtualMachine(machine) => return machine.name.clone().or_else(|| machine.file.clone()),
        _ => return None,
    };
    let parts: Vec<&str> = path.subject.iter().chain(&path.target).map(String::as_str).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
