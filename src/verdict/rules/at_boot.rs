//! V302: right after a start of the machine.

use jiff::SignedDuration;

use super::{Manual, Rule};
use crate::correlation::{Facts, Subject};
use crate::event::class::Class;
use crate::say::{Lag, Log, sentences};
use crate::timeline::shifted;
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

/// Detection of shadow copies goes on for some minutes after a start.
const AFTER_BOOT: SignedDuration = SignedDuration::from_mins(5);

pub(super) const RULE: Rule = Rule {
    id: "V302",
    name: "at-boot",
    manual: Manual {
        fires_when: "the 27 comes within 5 minutes after the machine started (Kernel-General 12, else EventLog 6009 or 6005; the latest record of a start counts)",
        says: "undetermined",
        because: "at a start the host looks for the shadow copies of its permanent volumes. A backup's temporary volume can be among them, but that would be a coincidence",
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
    next() = "V302.next":
        "compare the volume with mountvol's list (see what to do next), and look which of its shadow copies are left \
         (vssadmin list shadows)";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let from = shifted(subject.time, SignedDuration::ZERO.saturating_sub(AFTER_BOOT));
    let (index, event) = facts.computer.between(Class::Boot, from, subject.time).next_back()?;
    let text = just_started(Log::of(&*event.at.provider), Lag::between(event.time(), subject.time));
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(index).and([subject.index]));
    Some(opinion.asking(Ask::Mountvol))
}
