//! V210: another 27 of the same volume tells of trouble.

use jiff::SignedDuration;

use super::{Manual, NEAR, Rule, around};
use crate::correlation::{Facts, Subject};
use crate::event::codes::STATUS_NO_SUCH_DEVICE;
use crate::event::volume::VolumeName;
use crate::say::{Cited, Lag, sentences};
use crate::verdict::{Evidence, Opinion, Verdict};

/// How far what fails outside every run speaks of the same volume.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

pub(super) const RULE: Rule = Rule {
    id: "V210",
    name: "volume-in-trouble",
    manual: Manual {
        fires_when: "the status is C000000E, and another 27 of the same volume, within 10 minutes, or in the linked run, or outside every run within 24 hours and in the same boot, bears a status that is not that of a device that left, or none that can be told (V101, V102, V103)",
        says: "undetermined",
        because: "a volume whose device failed a request, and then is gone, was not detached in order: the second record may be the end of what the first tells of",
        what_to_do: "settle the other 27 of this volume first",
        source: "the statuses: MS-ERREF 2.3.1; that one fault can leave both is reasoned, no public log holds it",
    },
    judge,
    next_step: |_, _| Some(next()),
};

sentences! {
    twin(volume: VolumeName, event: Cited, when: Lag) = "V210.twin":
        "another 27 of { $volume }, { $when }, bears a status that is not that of a detached disk ({ $event })";
    next() = "V210.next": "settle the other 27 of this volume first";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    // Of one that tells of trouble itself there is nothing to add.
    subject.status.status().filter(|status| *status == STATUS_NO_SUCH_DEVICE)?;
    let mut near = around(subject.time, NEAR);
    if let Some(window) = facts.window(subject) {
        near.from = near.from.min(window.from);
        near.to = near.to.max(window.to);
    }
    let (index, event) = facts.troubled_twin(subject, near).or_else(|| {
        let day = facts.computer.within_boot(subject.time, around(subject.time, A_DAY));
        facts.troubled_twin_outside_runs(subject, day)
    })?;
    let volume = subject.volume.clone()?;
    let text = twin(volume, Cited::from(event), Lag::between(event.time(), subject.time));
    let evidence = Evidence::of(index).and([subject.index]);
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, evidence);
    Some(opinion.of_same_volume(true))
}
