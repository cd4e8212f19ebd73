//! V204: the snapshot driver's own log tells of loss.

use super::shadow_copies_lost::{names, names_nothing_readable};
use super::{Manual, NEAR, Rule, around, story};
use crate::correlation::{Facts, Subject};
use crate::event::Event;
use crate::event::class::Class;
use crate::say::{Cited, Lag, sentences};
use crate::verdict::{Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V204",
    name: "driver-reports-loss",
    manual: Manual {
        fires_when: "Microsoft-Windows-VolumeSnapshot-Driver 112, 119 or 120, or 105 with another error than a vanished device, or 121 of an event of loss that could not be written to System, names the same volume within 10 minutes. One that names it elsewhere in the linked run, or no readable volume within 10 minutes, makes the 27 undetermined",
        says: "actionable, or undetermined",
        because: "these say that shadow copies could not be activated or were deleted, for another reason than a disk that left",
        what_to_do: "list what is left (vssadmin list shadows) and look at the error in the driver's event",
        source: "manifest of Microsoft-Windows-VolumeSnapshot-Driver (Windows 10 and Server 2016 on)",
    },
    judge,
    next_step: |_, _| Some(next()),
};

sentences! {
    same_volume(event: Cited, when: Lag) = "V204.same-volume":
        "the snapshot driver reported lost shadow copies of the same volume { $when } ({ $event })";
    no_volume(event: Cited, when: Lag) = "V204.no-volume":
        "the snapshot driver reported lost shadow copies { $when } ({ $event }), but of no volume that can be read";
    next() = "V204.next": "vssadmin list shadows: see what is left, and look at the error in the driver's record";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let near = around(subject.time, NEAR);
    let losses = || facts.computer.between(Class::DriverLoss, near.from, near.to);
    let said = |event: &Event| (Cited::from(event), Lag::between(event.time(), subject.time));
    let nearby = losses().find(|(_, event)| names(facts, event, subject));
    let in_run = || facts.told_of_volume(subject, Class::DriverLoss, story(facts, subject));
    let verdict = if nearby.is_some() { Verdict::Actionable } else { Verdict::Undetermined };
    if let Some((index, event)) = nearby.or_else(in_run) {
        let (cited, when) = said(event);
        let evidence = Evidence::of(index).and([subject.index]);
        return Some(Opinion::new(&RULE, verdict, same_volume(cited, when), evidence).of_same_volume(true));
    }
    let (index, event) = losses().find(|(_, event)| names_nothing_readable(event))?;
    let (cited, when) = said(event);
    let text = no_volume(cited, when);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(index).and([subject.index])))
}
