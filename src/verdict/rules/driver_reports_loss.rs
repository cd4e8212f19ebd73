//! V204: the snapshot driver's own log tells of loss.

use super::shadow_copies_lost::{names, names_nothing_readable};
use super::{Manual, NEAR, Rule, around, story};
use crate::correlation::{Facts, Subject};
use crate::event::Event;
use crate::event::class::Class;
use crate::say::{Cited, Lag, sentences};
use crate::timeline::Span;
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
    let run = story(facts, subject);
    let losses = |span: Span| facts.computer.between(Class::DriverLoss, span.from, span.to);
    let said = |event: &Event| (Cited::from(event), Lag::between(event.time(), subject.time));
    let of_same = |span, verdict| {
        let (index, event) = losses(span).find(|(_, event)| names(facts, event, subject))?;
        let (cited, when) = said(event);
        let evidence = Evidence::of(index).and([subject.index]);
        Some(Opinion::new(&RULE, verdict, same_volume(cited, when), evidence).of_same_volume(true))
    };
    let named = of_same(near, Verdict::Actionable).or_else(|| of_same(run, Verdict::Undetermined));
    if named.is_some() {
        return named;
    }
    let (index, event) = losses(near).find(|(_, event)| names_nothing_readable(event))?;
    let (cited, when) = said(event);
    let text = no_volume(cited, when);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(index).and([subject.index])))
}
