//! Advice on hardware.

use super::{Advice, Situation};
use crate::event::class::Class;
use crate::say::{Sentence, sentences};
use crate::timeline::Span;
use crate::trouble::{Trouble, TroubleKind, Weight};

sentences! {
    hardware_first(troubles: Vec<Sentence>) = "advice.hardware-first":
        "Hardware first: { $troubles }. Check the disk with the vendor's tool or SMART, export the virtual machines, then \
         replace the disk; chkdsk /r only bridges the time until then.";
    none_seen(gaps: usize) = "advice.no-failing-disk":
        "No failing disk (disk 7, 11, 52, 154) in the System records of this period{ $gaps ->
            [0] {\"\"}
            [one] , which have a gap
           *[other] , which have { $gaps } gaps
        }. That does not replace a SMART check.";
}

/// A disk is failing: hardware first.
pub(super) fn replace_disk(situation: &Situation<'_>) -> Option<Advice> {
    let failing: Vec<&Trouble> = situation
        .trouble
        .iter()
        .filter(|trouble| trouble.kind == TroubleKind::FailingDisk && trouble.weight == Weight::NeedsPerson)
        .collect();
    if failing.is_empty() {
        return None;
    }
    let text = hardware_first(failing.iter().map(|trouble| trouble.phrase.clone()).collect());
    Some(Advice {
        id: "replace-disk",
        text,
        commands: Vec::new(),
        because: failing.iter().flat_map(|trouble| trouble.events.iter().copied()).collect(),
        period: None,
    })
}

/// No disk 7 in the period that the logs cover: worth saying, and not a clean bill.
pub(super) fn no_disk_7(situation: &Situation<'_>) -> Option<Advice> {
    let system = situation.computer.coverage_of("System")?;
    let is_asked =
        !situation.judged.is_empty() || situation.sessions.iter().any(|session| session.outcome.is_trouble());
    let seen = situation.computer.all(Class::DiskFault).next().is_some();
    let is_failing = situation.trouble.iter().any(|trouble| trouble.kind == TroubleKind::FailingDisk);
    if seen || is_failing || !is_asked {
        return None;
    }
    let text = none_seen(system.gaps.len());
    let period = Span { from: system.first, to: system.last };
    Some(Advice { id: "no-disk-7", text, commands: Vec::new(), because: Vec::new(), period: Some(period) })
}
