//! V203: a file system was damaged in the same minutes.

use super::{Manual, NEAR, Rule, around, when};
use crate::correlation::{Facts, Subject};
use crate::event::Event;
use crate::event::class::Class;
use crate::verdict::{Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V203",
    name: "file-system-damage",
    manual: Manual {
        fires_when: "Ntfs 55, or Ntfs 98 with CorruptionActionState 1 or more, within 10 minutes; unless its volume has no drive letter, is in no inventory, and is seen inside runs only",
        says: "actionable",
        because: "a damaged file system can make control files unopenable. Damage inside a temporary image, which is seen only while a backup has it attached, is the guest's matter: it is not silent, but it is no reason for the host's 27",
        what_to_do: "chkdsk /scan the volume that the Ntfs event names, and look for the disk errors behind it",
        source: "manifest of ntfs.sys; Microsoft's guidance on data corruption and disk errors names 55 and 98",
    },
    judge,
};

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let near = around(subject.time, NEAR);
    let (index, event) = facts
        .computer
        .between(Class::FileSystemDamage, near.from, near.to)
        .find(|(_, event)| !is_temporary(facts, event))?;
    let same_volume = subject
        .volume
        .as_ref()
        .is_some_and(|volume| event.volumes().iter().any(|named| named.is_same(volume)));
    let volume = event.volumes().first().map_or_else(|| "a volume".to_owned(), ToString::to_string);
    let text = format!(
        "Ntfs {} {}: the file system of {volume} is damaged",
        event.at.event_id,
        when(event.time(), subject.time)
    );
    Some(
        Opinion::new(&RULE, Verdict::Actionable, text, Evidence::of(index).and([subject.index]))
            .of_same_volume(same_volume),
    )
}

/// A volume that only ever exists while a backup runs.
fn is_temporary(facts: &Facts<'_>, event: &Event) -> bool {
    let volumes = event.volumes();
    let is_listed = |volume| {
        facts
            .inventories
            .for_computer(facts.computer)
            .any(|(inventory, _)| inventory.find(volume, false).is_some())
    };
    !volumes.is_empty()
        && volumes.iter().all(|volume| {
            volume.guid().is_some()
                && !is_listed(volume)
                && facts.computer.naming(volume).all(|(_, other)| facts.windows.explain(other.time()))
        })
}
