//! V210: another 27 of the same volume tells of trouble.

use jiff::SignedDuration;

use super::{Manual, NEAR, Rule, around};
use crate::correlation::{Facts, Strength, Subject};
use crate::event::codes::STATUS_NO_SUCH_DEVICE;
use crate::event::volume::VolumeName;
use crate::say::{Cited, Lag, sentences};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

/// What stands less far apart is one departure: each shadow copy of a volume may bring a record of its own.
const APART: SignedDuration = SignedDuration::from_secs(60);
/// A run may attach an image twice.
const AGAIN: usize = 3;
/// How far what fails outside every run speaks of the same volume.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

pub(super) const RULE: Rule = Rule {
    id: "V210",
    name: "volume-in-trouble",
    manual: Manual {
        fires_when: "the status is C000000E, and another 27 of the same volume, within 10 minutes, or in the linked run, or outside every run within 24 hours and in the same boot, bears a status that is not that of a device that left, or none that can be told (V101, V102, V103); or 27s of the same volume stand in the linked run at three times or more that lie more than 60 seconds apart, no virtual disk left right before this one, and nothing shows the volume in an image of the run",
        says: "undetermined",
        because: "a volume whose device failed a request, and then is gone, was not detached in order: the second record may be the end of what the first tells of. An image leaves once: a volume that goes again and again is on storage that comes and goes",
        what_to_do: "settle the other 27 of this volume first",
        source: "the statuses: MS-ERREF 2.3.1; that one fault can leave both is reasoned, no public log holds it",
    },
    judge,
    next_step: |_, opinion| Some(if opinion.ask.is_some() { next_again() } else { next() }),
};

sentences! {
    twin(volume: VolumeName, event: Cited, when: Lag) = "V210.twin":
        "another 27 of { $volume }, { $when }, bears a status that is not that of a detached disk ({ $event })";
    again(volume: VolumeName) = "V210.again":
        "27s of { $volume } stand in this run at three times or more, minutes apart; an image leaves once";
    next_again() = "V210.next-again": "find out on which disk the volume lies: it seems to come and go (see what to do next)";
    next() = "V210.next": "settle the other 27 of this volume first";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    // Of one that tells of trouble itself there is nothing to add.
    subject.status.status().filter(|status| *status == STATUS_NO_SUCH_DEVICE)?;
    by_twin(facts, subject).or_else(|| comes_and_goes(facts, subject))
}

/// Another 27 of the volume tells of trouble.
fn by_twin(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let mut near = around(subject.time, NEAR);
    if let Some(window) = facts.window(subject) {
        near.from = near.from.min(window.from);
        near.to = near.to.max(window.to);
    }
    let (index, event) = facts.troubled_twin(subject, near, |_| true).or_else(|| {
        // What fails outside every run is no image of one.
        let boot = facts.computer.boot_of(subject.time);
        let is_outside = |time| facts.is_outside_runs(time) && facts.computer.boot_of(time) == boot;
        facts.troubled_twin(subject, around(subject.time, A_DAY), is_outside)
    })?;
    let volume = subject.volume.clone()?;
    let text = twin(volume, Cited::from(event), Lag::between(event.time(), subject.time));
    let evidence = Evidence::of(index).and([subject.index]);
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, evidence);
    Some(opinion.of_same_volume(true))
}

/// The volume left again and again in one run.
fn comes_and_goes(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    // A virtual disk that left right before each of them is an image that was attached anew.
    let volume = subject.volume.as_ref().filter(|_| subject.link.strength != Strength::Strong)?;
    let apart = facts.twins_apart(volume, facts.window(subject)?.run(), APART, AGAIN);
    if apart.len() < AGAIN || facts.identity(subject).is_some() {
        return None;
    }
    let evidence = Evidence::of(subject.index).and(apart);
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, again(volume.clone()), evidence);
    Some(opinion.of_same_volume(true).asking(Ask::Mountvol))
}
