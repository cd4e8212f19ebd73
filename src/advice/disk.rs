//! Advice on hardware.

use super::{Advice, Situation, id};
use crate::event::class::Class;
use crate::say::{Clauses, Number, sentences};
use crate::timeline::Span;
use crate::trouble::{Trouble, TroubleKind, Weight};

sentences! {
    hardware_first(troubles: Clauses) = "advice.hardware-first-of-several":
        "Hardware first: { $troubles }. Check the hardware with the vendor's tool or SMART, export the virtual machines, \
         then replace what fails; chkdsk /r only bridges the time until then.";
    disks_first(count: usize, disks: Vec<Number>) = "advice.hardware-first-disks":
        "Hardware first: { $count ->
            [one] disk { $disks } is failing. Check it (vendor's tool, SMART), export the virtual machines, replace it
           *[other] disks { $disks } are failing. Check them (vendor's tool, SMART), export the virtual machines, replace them
        }; chkdsk /r only bridges the time.";
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
    let disks: Option<Vec<u32>> = failing.iter().map(|trouble| trouble.disk).collect();
    let text = match disks {
        Some(mut disks) => {
            disks.sort_unstable();
            disks.dedup();
            disks_first(disks.len(), disks.into_iter().map(|disk| Number(u64::from(disk))).collect())
        }
        None => hardware_first(Clauses(failing.iter().map(|trouble| trouble.phrase.clone()).collect())),
    };
    Some(Advice {
        id: id::REPLACE_DISK,
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
    Some(Advice { id: id::NO_DISK_7, text, commands: Vec::new(), because: Vec::new(), period: Some(period) })
}
