//! V206: shadow copies of the same volume were in danger, could not be made, or something else is told of them that no volume of
//! a run has.

use super::shadow_copies_lost::{may_name, names};
use super::{Manual, NEAR, Rule, around, story};
use crate::correlation::{Facts, Strength, Subject};
use crate::event::Event;
use crate::event::class::Class;
use crate::say::{Cited, Lag, Sentence, meaning, sentences};
use crate::timeline::{EventIndex, Span};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

/// Windows is set up on this letter unless somebody took pains; it is there as long as it writes records.
const OF_WINDOWS: char = 'C';

pub(super) const RULE: Rule = Rule {
    id: "V206",
    name: "copies-at-risk",
    manual: Manual {
        fires_when: "within 10 minutes or in the linked run, a record names the very volume: volsnap 24 or 38, one that tells of a shadow copy that could not be made (1-10 12 17 21 22 23 30 41 48 63 67), 33, 58 or 95 (a copy removed as it should be), 61 or 62 (a revert that met trouble), an id of volsnap that is in no table, and VolumeSnapshot-Driver 102, 109 or 118 with another error than a vanished device. Of volsnap 24 and 38 and of copies that could not be made, also one within 10 minutes that names a letter whose GUID neither a list nor Ntfs 4 or 142 tells, but C:, and not where a virtual disk of the run left right before or Partition 1006 shows the volume in an image of the run",
        says: "undetermined",
        because: "a shadow copy of that very volume was there or was being made, or something is wrong with it that is not understood, so it is hardly the image of a guest that a backup attached for a moment",
        what_to_do: "compare the volume with mountvol's list; look at the room for its shadow copies (vssadmin list shadowstorage)",
        source: "message resources of volsnap.sys (libyal/winevt-kb); KB 312067 for 24; manifest of Microsoft-Windows-VolumeSnapshot-Driver",
    },
    judge,
    next_step: |_, _| Some(next()),
};

sentences! {
    same_volume(event: Cited, when: Lag, meaning: Sentence) = "V206.same-volume":
        "{ $meaning }, { $when } ({ $event }), and it names the same volume";
    some_letter(event: Cited, when: Lag, meaning: Sentence) = "V206.some-letter":
        "{ $meaning }, { $when } ({ $event }), of a letter, and nothing tells which GUID it stands for";
    next() = "V206.next":
        "compare the volume with mountvol's list (see what to do next), and look at the room for its shadow copies (vssadmin \
         list shadowstorage)";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let near = around(subject.time, NEAR);
    let (index, event, is_certain) = told(facts, subject, near)?;
    let said = (Cited::from(event), Lag::between(event.time(), subject.time), meaning(event));
    let text =
        if is_certain { same_volume(said.0, said.1, said.2) } else { some_letter(said.0, said.1, said.2) };
    let evidence = Evidence::of(index).and([subject.index]);
    Some(
        Opinion::new(&RULE, Verdict::Undetermined, text, evidence)
            .of_same_volume(is_certain)
            .asking(Ask::Mountvol),
    )
}

/// The record that speaks of the copies, and whether it certainly names the 27's own volume.
fn told<'a>(facts: &Facts<'a>, subject: &Subject, near: Span) -> Option<(EventIndex, &'a Event, bool)> {
    let of = |class: Class| facts.computer.between(class, near.from, near.to);
    let in_danger = || of(Class::CopiesAtRisk).chain(of(Class::CopyFailed));
    // Inside an image of the run the oldest copies are the guest's, whose own limits remove them.
    let is_guests = || facts.image_of_run(subject).is_some();
    let certain = in_danger()
        .chain(of(Class::CopiesUnclear))
        .find(|(_, event)| names(facts, event, subject))
        .or_else(|| of(Class::CopyRemoved).find(|(_, event)| names(facts, event, subject) && !is_guests()));
    // A run is one story, as with its disks (V202). Of a letter these say too little: of the host's volumes they are routine.
    let in_run = |class| facts.told_of_volume(subject, class, story(facts, subject));
    let certain = certain
        .or_else(|| {
            [Class::CopiesAtRisk, Class::CopyFailed, Class::CopiesUnclear].into_iter().find_map(in_run)
        })
        .or_else(|| in_run(Class::CopyRemoved).filter(|_| !is_guests()));
    certain.map(|(index, event)| (index, event, true)).or_else(|| {
        // Where an image of the run is what the 27 is about, or Windows runs from that volume, it is another one.
        let is_other = subject.link.strength == Strength::Strong || facts.image_of_run(subject).is_some();
        let is_of_windows =
            |event: &Event| event.volumes().iter().all(|volume| volume.letter() == Some(OF_WINDOWS));
        let mut told = in_danger().filter(|(_, event)| !is_other && !is_of_windows(event));
        let (index, event) = told.find(|(_, event)| may_name(facts, event, subject))?;
        Some((index, event, false))
    })
}
