//! V602: noise of an image that another product attached, beside a run of it that succeeded.

use super::post_detach_noise::{gone, in_image};
use super::{Manual, Rule};
use crate::correlation::{Facts, Identity, Subject};
use crate::event::codes::{NtStatus, STATUS_NO_SUCH_DEVICE};
use crate::say::{Cited, Clock, Sentence, Word, sentences};
use crate::session::ProductRun;
use crate::timeline::{SYSTEM, Span};
use crate::verdict::{Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V602",
    name: "noise-of-another-product",
    manual: Manual {
        fires_when: "the status is C000000E (STATUS_NO_SUCH_DEVICE), the 27 lies in no window of a run of Windows Server Backup, the own records of another product tell that its run around the 27 succeeded (and so did every other run around it), its log and System are whole over that run, no disk was failing in it, the engine of Windows Server Backup was not at work in it beyond what its log covers, and that log, where it is given, lost no records before its end, and Partition 1006 shows the 27's own volume in an image that came and went inside the run and left in the 120 seconds before the 27, and nowhere else",
        says: "benign, and proven, if every other rule is silent",
        because: "it is the noise of V601, and identity takes the place of the log of Windows Server Backup: the very volume was in an image that came and went with the job. A departure in time alone is not enough (V404)",
        what_to_do: "nothing",
        source: "the mechanism of V601; partition tables of Partition 1006, measured on public logs; records of the products: see V404",
    },
    judge,
    next_step: |_, _| None,
};

sentences! {
    noise(status: NtStatus, product: Word, image: Sentence, came: Clock, end: Sentence, result: Cited) = "V602.proven":
        "{ $status }: the volume was { $image }, attached { $came } in a job of { $product } that succeeded ({ $result }), { $end }";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let (run, identity) = told(facts, subject)?;
    let result = facts.computer.event(run.end_event?)?;
    let text = noise(
        STATUS_NO_SUCH_DEVICE,
        Word(run.product.name),
        in_image(&identity),
        Clock(identity.came),
        gone(subject, &identity),
        Cited::from(result),
    );
    let evidence = Evidence::of(subject.index).and(run.events.iter().copied()).and(identity.records);
    Some(Opinion::new(&RULE, Verdict::Benign, text, evidence))
}

/// The run and the image that make a 27 noise of another product.
pub(super) fn told<'a>(facts: &Facts<'a>, subject: &Subject) -> Option<(&'a ProductRun, Identity)> {
    if subject.status.status() != Some(STATUS_NO_SUCH_DEVICE) {
        return None;
    }
    let (run, identity) = facts.image_of_product(subject)?;
    let span = Span { from: run.started, to: run.ended?.max(subject.time) };
    let system = facts.computer.coverage_of(SYSTEM)?;
    let is_whole = system.first <= span.from
        && span.to <= system.last
        && system.flaw_within(span).is_none()
        && facts.computer.clock_changes(span).next().is_none();
    let is_alone = !facts.server_backup_may_have_run(span);
    (is_whole && is_alone && facts.disk_trouble(span).is_empty()).then_some((run, identity))
}
