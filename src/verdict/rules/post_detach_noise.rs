//! V601: noise of a volume that was detached, beside a backup that succeeded.

use jiff::SignedDuration;

use super::{Manual, Rule};
use crate::correlation::{Facts, Side, Strength, Subject};
use crate::event::codes::{NtStatus, STATUS_NO_SUCH_DEVICE};
use crate::say::{Cited, Lag, sentences};
use crate::verdict::{Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V601",
    name: "post-detach-noise",
    manual: Manual {
        fires_when: "the status is C000000E (STATUS_NO_SUCH_DEVICE) and the linked run succeeded, with or without skipped files",
        says: "benign, if every other rule is silent",
        because: "the backup attaches copies of virtual disks and takes them away again; a look for shadow copies on such a volume then meets a device that is gone. If the backup itself succeeded, the error can be ignored. No Microsoft text says so of volsnap 27; the rule rests on a first-hand report, on the mechanism, and on the absence of anything worse",
        what_to_do: "nothing",
        source: "the article on the Shared Protection Point timer, 2012; Microsoft's Hyper-V backup design notes for the mechanism",
    },
    judge,
    next_step: |_, _| None,
};

sentences! {
    in_run(status: NtStatus) = "V601.in-run":
        "{ $status } during a backup run that succeeded: the backup's temporary volume was detached";
    in_run_left(status: NtStatus, event: Cited, when: Lag) = "V601.in-run-disk-left":
        "{ $status } during a backup run that succeeded: the backup's temporary volume was detached; a virtual disk left \
         { $when } ({ $event })";
    after_run(status: NtStatus, since: SignedDuration) = "V601.after-run":
        "{ $status } { $since } after a backup run that succeeded: the backup's temporary volume was detached";
    after_run_left(status: NtStatus, since: SignedDuration, event: Cited, when: Lag) = "V601.after-run-disk-left":
        "{ $status } { $since } after a backup run that succeeded: the backup's temporary volume was detached; a virtual \
         disk left { $when } ({ $event })";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let session = facts.session(subject).filter(|_| is_noise(facts, subject))?;
    let place = subject.link.place?;
    let detach = subject.link.detach.filter(|_| subject.link.strength == Strength::Strong);
    let left = detach
        .and_then(|index| facts.computer.event(index))
        .map(|event| (Cited::from(event), Lag::between(event.time(), subject.time)));
    let since = session.ended.map_or(SignedDuration::ZERO, |ended| subject.time.duration_since(ended));
    let since = since.max(SignedDuration::ZERO);
    let text = match (place, left) {
        (Side::InRun, None) => in_run(STATUS_NO_SUCH_DEVICE),
        (Side::InRun, Some((event, when))) => in_run_left(STATUS_NO_SUCH_DEVICE, event, when),
        (Side::AfterRun, None) => after_run(STATUS_NO_SUCH_DEVICE, since),
        (Side::AfterRun, Some((event, when))) => after_run_left(STATUS_NO_SUCH_DEVICE, since, event, when),
    };
    let (_, basis) = facts.basis(subject);
    let evidence =
        Evidence::of(subject.index).and(session.outcome_evidence.iter().copied()).and(detach).and(basis);
    Some(Opinion::new(&RULE, Verdict::Benign, text, evidence))
}

/// Whether the status and the run are those of noise.
pub(super) fn is_noise(facts: &Facts<'_>, subject: &Subject) -> bool {
    subject.status.status() == Some(STATUS_NO_SUCH_DEVICE)
        && facts.session(subject).is_some_and(|session| session.outcome.is_success())
}
