//! V204: the snapshot driver's own log tells of loss.

use super::{Manual, NEAR, Rule, around, when};
use crate::correlation::{Facts, Subject};
use crate::event::class::Class;
use crate::verdict::{Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V204",
    name: "driver-reports-loss",
    manual: Manual {
        fires_when: "Microsoft-Windows-VolumeSnapshot-Driver 112, 119 or 120, or 105 with another error than a vanished device, names the same volume within 10 minutes",
        says: "actionable",
        because: "these say that shadow copies could not be activated or were deleted, for another reason than a disk that left",
        what_to_do: "list what is left (vssadmin list shadows) and look at the error in the driver's event",
        source: "manifest of Microsoft-Windows-VolumeSnapshot-Driver (Windows 10 and Server 2016 on)",
    },
    judge,
};

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let volume = subject.volume.as_ref()?;
    let near = around(subject.time, NEAR);
    let (index, event) = facts
        .computer
        .between(Class::DriverLoss, near.from, near.to)
        .find(|(_, event)| event.volumes().iter().any(|named| named.is_same(volume)))?;
    let text = format!(
        "VolumeSnapshot-Driver {} {}: the driver reports lost shadow copies of the same volume",
        event.at.event_id,
        when(event.time(), subject.time)
    );
    Some(
        Opinion::new(&RULE, Verdict::Actionable, text, Evidence::of(index).and([subject.index]))
            .of_same_volume(true),
    )
}
