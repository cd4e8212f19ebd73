//! V302: right after a start of the machine.

use jiff::SignedDuration;

use super::{Manual, NEAR, Rule};
use crate::correlation::{Facts, Strength, Subject};
use crate::event::class::Class;
use crate::event::{EventKind, MachineState, Trust};
use crate::say::{Cited, Lag, Log, sentences};
use crate::timeline::{Span, earlier, shifted};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

/// Detection of shadow copies goes on for some minutes after a start.
const AFTER_BOOT: SignedDuration = SignedDuration::from_mins(5);

/// Where a path to storage was in trouble since, what lies behind it comes online minutes late (KB 940041; how many is chosen).
const WITH_PATHS: SignedDuration = SignedDuration::from_mins(15);

/// A machine that died is started anew within this, unless nobody misses it (chosen).
const DOWN_FOR: SignedDuration = SignedDuration::from_hours(24);

pub(super) const RULE: Rule = Rule {
    id: "V302",
    name: "at-boot",
    manual: Manual {
        fires_when: "the 27 comes within 5 minutes after the machine started (Kernel-General 12, else EventLog 6009 or 6005; the latest record of a start counts), or within 15 minutes, where no virtual disk left right before and a path to storage was in trouble 5 minutes behind that start or later; or the last record that is looked at before the machine's next start lies within 10 minutes behind the 27, and that start, within a day, tells that it had stopped without a shutdown (Kernel-Power 41, EventLog 6008), and not, by the stamp in 6008, that it was up for longer",
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
    sought(when: Lag, event: Cited) = "V302.sought":
        "the machine had started { $when }, and a path to its storage was in trouble since ({ $event }): what lies behind it comes online late";
    crashed(event: Cited, when: Lag) = "V302.crashed":
        "the machine went down without a shutdown ({ $event }, { $when }), and no record that is looked at tells that it was up for longer \
         than minutes behind this one: what it died of may be what this one tells of";
    next() = "V302.next":
        "compare the volume with mountvol's list (see what to do next), and look which of its shadow copies are left \
         (vssadmin list shadows)";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    started(facts, subject).or_else(|| looked_for(facts, subject)).or_else(|| died(facts, subject))
}

/// The machine stopped without a shutdown, and nothing that is looked at tells of it for longer than minutes behind the 27.
fn died(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let computer = facts.computer;
    let next = computer.boots.get(computer.boot_of(subject.time))?;
    let heard = computer.last_before(next.from)?.time();
    let is_near = heard <= shifted(subject.time, NEAR) && next.from <= shifted(subject.time, DOWN_FOR);
    if !is_near {
        return None;
    }
    let told = computer.within_boot(next.from, Span { from: next.from, to: shifted(next.to, AFTER_BOOT) });
    let crashes = || {
        let told = computer.between(Class::Stop, told.from, told.to);
        told.filter_map(|(index, event)| match &event.kind {
            EventKind::Machine(MachineState::Crash { alive }) => Some((index, event, *alive)),
            _ => None,
        })
    };
    let was_up_later = crashes().any(|(_, event, alive)| {
        let alive = alive.filter(|alive| event.trust == Trust::Intact && *alive < next.from);
        alive.is_some_and(|alive| alive > shifted(subject.time, NEAR))
    });
    let (index, event, _) = crashes().next().filter(|_| !was_up_later)?;
    let text = crashed(Cited::from(event), Lag::between(event.time(), subject.time));
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(index).and([subject.index]));
    Some(opinion.asking(Ask::Mountvol))
}

/// The machine had just started.
fn started(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let from = earlier(subject.time, AFTER_BOOT);
    let (index, event) = facts.computer.between(Class::Boot, from, subject.time).next_back()?;
    let text = just_started(Log::of(&*event.at.provider), Lag::between(event.time(), subject.time));
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(index).and([subject.index]));
    Some(opinion.asking(Ask::Mountvol))
}

/// It had started minutes before, and a path to its storage was in trouble still when paths are there at most starts.
fn looked_for(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    // What left right before is an image, and says what the 27 is of.
    if subject.link.strength == Strength::Strong {
        return None;
    }
    let from = earlier(subject.time, WITH_PATHS);
    let (boot, started) = facts.computer.between(Class::Boot, from, subject.time).next_back()?;
    let late = shifted(started.time(), AFTER_BOOT);
    let told = |class| facts.computer.between(class, late, subject.time).next();
    let (index, event) = [Class::PathLost, Class::PathShaken].into_iter().find_map(told)?;
    let text = sought(Lag::between(started.time(), subject.time), Cited::from(event));
    let evidence = Evidence::of(index).and([boot, subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::Mountvol))
}
