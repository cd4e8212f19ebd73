//! V210: another 27 tells of trouble, of the same volume or at the same moment.

use jiff::SignedDuration;

use super::{Manual, NEAR, Rule, around};
use crate::correlation::{Basis, Facts, Subject};
use crate::event::codes::STATUS_NO_SUCH_DEVICE;
use crate::event::volume::VolumeName;
use crate::say::{Cited, Lag, Sentence, sentences};
use crate::timeline::EventIndex;
use crate::verdict::{Evidence, Opinion, Verdict};

/// How far what fails outside every run speaks of the same volume.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// Volumes of one device that fails are told of at one moment.
const MOMENT: SignedDuration = SignedDuration::from_secs(10);

pub(super) const RULE: Rule = Rule {
    id: "V210",
    name: "volume-in-trouble",
    manual: Manual {
        fires_when: "the status is C000000E, and another 27 of the same volume, within 10 minutes, or in the linked run, or outside every run within 24 hours, bears a status that is not that of a device that left, or none that can be told (V101, V102, V103); or another 27 of the same volume stands outside every run, in the same boot and within 24 hours, when a log of disks covers the time (VHDMP, Partition) and no virtual one had left within 120 seconds before; or, where nothing proves the 27, one of another volume within 10 seconds bears such a status",
        says: "undetermined",
        because: "a volume whose device failed a request, and then is gone, was not detached in order: the second record may be the end of what the first tells of",
        what_to_do: "settle the other 27 first",
        source: "the statuses: MS-ERREF 2.3.1; that one fault can leave both is reasoned, no public log holds it",
    },
    judge,
    next_step: |_, _| Some(next()),
};

sentences! {
    twin(volume: VolumeName, event: Cited, when: Lag) = "V210.twin":
        "another 27 of { $volume }, { $when }, bears a status that is not that of a detached disk ({ $event })";
    again(volume: VolumeName, event: Cited, when: Lag) = "V210.again":
        "another 27 of { $volume }, { $when }, came outside every run, when no virtual disk had left ({ $event })";
    beside(event: Cited, when: Lag) = "V210.beside":
        "a 27 of another volume, { $when }, bears a status that is not that of a detached disk ({ $event }): both may have been on one device";
    next() = "V210.next": "settle the other 27 first";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    // Of one that tells of trouble itself there is nothing to add.
    subject.status.status().filter(|status| *status == STATUS_NO_SUCH_DEVICE)?;
    let (told, is_same) = of_volume(facts, subject)
        .map(|told| (told, true))
        .or_else(|| Some((beside_trouble(facts, subject)?, false)))?;
    let (index, text) = told;
    let evidence = Evidence::of(index).and([subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).of_same_volume(is_same))
}

/// Another 27 of the volume: one whose status tells of trouble, or one outside every run, when no virtual disk had left, so that it is of
/// no image of a run.
fn of_volume(facts: &Facts<'_>, subject: &Subject) -> Option<(EventIndex, Sentence)> {
    let day = around(subject.time, A_DAY);
    let mut near = around(subject.time, NEAR);
    if let Some(window) = facts.window(subject) {
        near.from = near.from.min(window.from);
        near.to = near.to.max(window.to);
    }
    // A fault outlives a restart, and so does the GUID of a volume.
    let of_trouble =
        facts.troubled_twin(subject, near).or_else(|| facts.troubled_twin_outside_runs(subject, day));
    let of_boot = || facts.other_outside_runs(subject, facts.computer.within_boot(subject.time, day));
    let (say, (index, event)) = of_trouble
        .map(|told| (twin as fn(VolumeName, Cited, Lag) -> Sentence, told))
        .or_else(|| Some((again, of_boot()?)))?;
    let when = Lag::between(event.time(), subject.time);
    Some((index, say(subject.volume.clone()?, Cited::from(event), when)))
}

/// A 27 of another volume at the same moment, whose status tells of trouble: one device may have borne both.
fn beside_trouble(facts: &Facts<'_>, subject: &Subject) -> Option<(EventIndex, Sentence)> {
    let (index, event) = facts.troubled_neighbour(subject, around(subject.time, MOMENT))?;
    let is_proven = facts.basis(subject).0 == Basis::Proven;
    (!is_proven).then(|| (index, beside(Cited::from(event), Lag::between(event.time(), subject.time))))
}
