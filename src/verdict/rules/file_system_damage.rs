//! V203: a file system was damaged in the same minutes.

use super::{Manual, NEAR, Rule, around, story};
use crate::correlation::{Facts, Subject};
use crate::event::Event;
use crate::event::class::Class;
use crate::event::volume::VolumeName;
use crate::say::{Cited, Lag, Sentence, sentences};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V203",
    name: "file-system-damage",
    manual: Manual {
        fires_when: "Ntfs 7, 55 or 131, Ntfs 98 with CorruptionActionState 1 or more, or ReFS 131 133 137 138 140 513-516 519-521, within 10 minutes; of a volume that does not pass; or of the 27's own volume in the linked run. A volume passes that has no letter, that no list and no record of Backup names, that lies on no real disk and is seen inside runs only, and that a record shows on a virtual disk or whose run writes to a share or a letter",
        says: "actionable; of a volume that passes: undetermined where it is the 27's own, or has no name that could be compared, else nothing; undetermined where it is more than 10 minutes away",
        because: "a damaged file system can make control files unopenable. Damage inside a temporary image, which is seen only while a backup has it attached, is the guest's matter: it is counted beside the run",
        what_to_do: "chkdsk /scan the volume that the record names (of ReFS, restore what is damaged), and look for the disk errors behind it",
        source: "manifests of ntfs.sys and refs.sys; Microsoft's guidance on data corruption and disk errors names 55 and 98",
    },
    judge,
    next_step: |_, opinion| Some(next_step(opinion)),
};

sentences! {
    damaged(volume: VolumeName, event: Cited, when: Lag) = "V203.damaged":
        "the file system of { $volume } was reported as damaged { $when } ({ $event })";
    some_damaged(event: Cited, when: Lag) = "V203.some-volume-damaged":
        "the file system of a volume was reported as damaged { $when } ({ $event })";
    own_image(damage: Sentence) = "V203.own-image":
        "{ $damage }; it is the 27's own volume, so the image may be damaged inside";
    some_image(damage: Sentence) = "V203.some-image":
        "{ $damage }; the record does not name the volume, so the image may be damaged inside";
    next() = "V203.next":
        "chkdsk /scan the volume that the Ntfs record names, and look for the disk errors behind it";
    next_in_doubt() = "V203.next-in-doubt": "check the image (see what to do next)";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let near = around(subject.time, NEAR);
    let damage = || facts.computer.between(Class::FileSystemDamage, near.from, near.to);
    let is_own = |event: &Event| {
        let volume = subject.volume.as_ref();
        volume.is_some_and(|volume| event.volumes().iter().any(|named| named.is_same(volume)))
    };
    let said = |event: &Event| {
        let (cited, when) = (Cited::from(event), Lag::between(event.time(), subject.time));
        match event.volumes().first() {
            Some(volume) => damaged(volume.clone(), cited, when),
            None => some_damaged(cited, when),
        }
    };
    if let Some((index, event)) = damage().find(|(_, event)| !facts.is_passing(event)) {
        let evidence = Evidence::of(index).and([subject.index]);
        let opinion = Opinion::new(&RULE, Verdict::Actionable, said(event), evidence);
        return Some(opinion.of_same_volume(is_own(event)));
    }
    // Damage inside an image. Where it may be the 27's own, it may be why the control file could not be opened.
    let (index, event) = damage()
        .find(|(_, event)| is_own(event) || event.volumes().is_empty())
        .or_else(|| facts.told_of_volume(subject, Class::FileSystemDamage, story(facts, subject)))?;
    let text = if is_own(event) { own_image(said(event)) } else { some_image(said(event)) };
    let evidence = Evidence::of(index).and([subject.index]);
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, evidence);
    Some(opinion.of_same_volume(is_own(event)).asking(Ask::CheckImage))
}

fn next_step(opinion: &Opinion) -> Sentence {
    if opinion.verdict == Verdict::Actionable { next() } else { next_in_doubt() }
}
