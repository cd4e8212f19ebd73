//! V405: the log that would show the departure is there, and shows none.

use jiff::SignedDuration;

use super::{Manual, Rule};
use crate::correlation::{Departure, Facts, STRONG_BEFORE, STRONG_WITHIN, Subject};
use crate::event::volume::VolumeName;
use crate::say::sentences;
use crate::timeline::{Span, earlier, shifted};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

/// VHDMP 2 is written when the removal is done, which may be behind the 27.
const DONE_WITHIN: SignedDuration = SignedDuration::from_secs(10);

pub(super) const RULE: Rule = Rule {
    id: "V405",
    name: "no-departure",
    manual: Manual {
        fires_when: "a log of virtual disks (VHDMP) covers the time of the 27, shows disks attached in the run, and no virtual disk left from 120 seconds before the 27 to 10 seconds behind it; or Ntfs 4, 98 or 142 tells that the volume was mounted when the last virtual disk before the 27 had left for 2 seconds",
        says: "undetermined",
        because: "the noise is that of a disk that has just left. Where the log shows all that came and left, and nothing left then, the 27 is of something else",
        what_to_do: "compare the volume with mountvol's list; look what happened to it at that time",
        source: "the mechanism that the article on the Shared Protection Point timer, 2012, describes; VHDMP: message resources of vhdmp.sys",
    },
    judge,
    next_step: |_, _| Some(next()),
};

sentences! {
    lives(volume: VolumeName) = "V405.lives-on":
        "{ $volume } was mounted when the last virtual disk before this had left already";
    none_of_run() = "V405.none-left":
        "the log of virtual disks shows what the run attached and detached, and none of it left around this time";
    next() = "V405.next":
        "compare the volume with mountvol's list (see below), and look what happened to it at that time";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    none_left(facts, subject).or_else(|| lives_on(facts, subject))
}

/// The volume was mounted still, or anew, when the last virtual disk had left.
fn lives_on(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let volume = subject.volume.as_ref()?;
    let left = facts.departures(subject.time).iter().rfind(|departure| departure.is_virtual())?;
    let behind = facts.computer.naming_between(volume, left.time, subject.time);
    let (alive, _) = behind
        .filter(|(_, event)| shifted(left.time, STRONG_BEFORE) < event.time() && event.time() < subject.time)
        .find(|(_, event)| event.is_sign_of_life())?;
    let text = lives(volume.clone());
    let evidence = Evidence::of(left.index).and([alive, subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::Mountvol))
}

fn none_left(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let window = facts.window(subject)?;
    let near = Span { from: earlier(subject.time, STRONG_WITHIN), to: shifted(subject.time, DONE_WITHIN) };
    let attached = facts.attached_within(window.run())?;
    let left = facts.departures_within(near).iter().any(Departure::is_virtual);
    if left || !facts.vhdmp_covers(near, Some(window)) {
        return None;
    }
    let text = none_of_run();
    let evidence = Evidence::of(attached).and([subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::Mountvol))
}
