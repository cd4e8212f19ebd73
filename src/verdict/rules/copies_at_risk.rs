//! V206: shadow copies of the same volume were in danger, or could not be made.

use super::shadow_copies_lost::{may_name, names};
use super::{Manual, NEAR, Rule, around};
use crate::correlation::{Facts, Subject};
use crate::event::class::Class;
use crate::say::{Cited, Lag, Sentence, meaning, sentences};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V206",
    name: "copies-at-risk",
    manual: Manual {
        fires_when: "volsnap 24 or 38, or one that tells of a shadow copy that could not be made (1-10 22 23 41 48 63 67), names the 27's own volume within 10 minutes, or a letter whose GUID neither a list nor Ntfs 4 or 142 tells",
        says: "undetermined",
        because: "a shadow copy of that very volume was there or was being made, so it is hardly the image of a guest that a backup attached for a moment",
        what_to_do: "compare the volume with mountvol's list; look at the room for its shadow copies (vssadmin list shadowstorage)",
        source: "message resources of volsnap.sys (libyal/winevt-kb); KB 312067 for 24",
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
    let told = || {
        [Class::CopiesAtRisk, Class::CopyFailed]
            .into_iter()
            .flat_map(|class| facts.computer.between(class, near.from, near.to))
    };
    let (index, event) = told()
        .find(|(_, event)| names(facts, event, subject))
        .or_else(|| told().find(|(_, event)| may_name(facts, event, subject)))?;
    let is_certain = names(facts, event, subject);
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
