//! V406: what a "benign" would rest on is less than was asked for.

use super::{Manual, Rule, post_detach_noise};
use crate::correlation::{Basis, Facts, Subject};
use crate::say::{Word, sentences};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V406",
    name: "basis-too-weak",
    manual: Manual {
        fires_when: "--require supported or --require proven was given, and what would make the 27 benign is weaker than that",
        says: "undetermined",
        because: "the status, the good run and the silence of every other rule make a 27 benign by presumption. Who wants more than that says so",
        what_to_do: "give mountvol's list (supported), or the log of VHDMP (supported, and proven where a record names the volume)",
        source: "a choice of the person who asks, no fact about Windows",
    },
    judge,
    next_step: |_, _| Some(next()),
};

sentences! {
    too_weak(basis: Word, asked: Word) = "V406.basis-too-weak":
        "it would be benign, but is { $basis } only, and { $asked } was asked for";
    next() = "V406.next": "give mountvol's list (see what to do next), or the log of virtual disks: they may make it surer";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    if facts.require == Basis::Presumed || !post_detach_noise::is_noise(facts, subject) {
        return None;
    }
    let (basis, records) = facts.basis(subject);
    let text = too_weak(Word(basis.id()), Word(facts.require.id()));
    let evidence = Evidence::of(subject.index).and(records);
    (basis < facts.require)
        .then(|| Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::Mountvol))
}
