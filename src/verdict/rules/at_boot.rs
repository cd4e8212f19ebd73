//! V302: right after a start of the machine.

use jiff::SignedDuration;

use super::{Manual, NEAR, Rule};
use crate::correlation::{Facts, Subject};
use crate::event::class::Class;
use crate::event::{EventKind, MachineState};
use crate::say::{Cited, Lag, Log, sentences};
use crate::timeline::{earlier, shifted};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

/// Detection of shadow copies goes on for some minutes after a start.
const AFTER_BOOT: SignedDuration = SignedDuration::from_mins(5);

/// Where a path to storage was in trouble since, what lies behind it comes online minutes late (KB 940041).
const WITH_PATHS: SignedDuration = SignedDuration::from_mins(15);

pub(super) const RULE: Rule = Rule {
    id: "V302",
    name: "at-boot",
    manual: Manual {
        fires_when: "the 27 comes within 5 minutes after the machine started (Kernel-General 12, else EventLog 6009 or 6005; the latest record of a start counts), or within 15 minutes where a path to storage was in trouble between; or the machine stopped without a shutdown (Kernel-Power 41, EventLog 6008) and was started anew within 10 minutes behind the 27",
        says: "undetermined",
        because: "at a start the host looks for the shadow copies of its permanent volumes. A backup's temporary volume can be among them, but that would be a coincidence. A machine that dies minutes behind the record may have lost its disks first",
        what_to_do: "compare the volume with mountvol's list; look why the machine was started (Kernel-Power 41, EventLog 6008)",
        source: "reasoned from when the driver looks for shadow copies; no published case",
    },
    judge,
    next_step: |_, _| Some(next()),
};

sentences! {
    just_started(provider: Log, when: Lag) = "V302.just-started":
        "the machine had just started ({ $provider } { $when }); at a start, permanent volumes are searched for shadow \
         copies";
    crashed(event: Cited, when: Lag) = "V302.crashed":
        "the machine went down without a shutdown and was started anew minutes behind it ({ $event }, { $when }): what it died of may be \
         what the record tells of";
    next() = "V302.next":
        "compare the volume with mountvol's list (see what to do next), and look which of its shadow copies are left \
         (vssadmin list shadows)";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    started(facts, subject).or_else(|| died(facts, subject))
}

/// The machine stopped without a shutdown right behind the 27.
fn died(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let next = facts.computer.boots.get(facts.computer.boot_of(subject.time))?;
    if next.from.duration_since(subject.time) > NEAR {
        return None;
    }
    let told = facts.computer.between(Class::Stop, next.from, shifted(next.to, AFTER_BOOT));
    let mut crashes = told.filter(|(_, event)| event.kind == EventKind::Machine(MachineState::Crash));
    let (index, event) = crashes.next()?;
    let text = crashed(Cited::from(event), Lag::between(event.time(), subject.time));
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(index).and([subject.index]));
    Some(opinion.asking(Ask::Mountvol))
}

/// The machine had just started, or some of its storage was still looked for.
fn started(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let from = earlier(subject.time, WITH_PATHS);
    let (index, event) = facts.computer.between(Class::Boot, from, subject.time).next_back()?;
    let told = |class| facts.computer.between(class, event.time(), subject.time).next().is_some();
    let is_sought = || [Class::PathLost, Class::PathShaken].into_iter().any(told);
    if subject.time.duration_since(event.time()) > AFTER_BOOT && !is_sought() {
        return None;
    }
    let text = just_started(Log::of(&*event.at.provider), Lag::between(event.time(), subject.time));
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(index).and([subject.index]));
    Some(opinion.asking(Ask::Mountvol))
}
