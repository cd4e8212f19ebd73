//! V601: noise of a volume that was detached, beside a backup that succeeded.

use jiff::SignedDuration;

use super::{Manual, Rule};
use crate::correlation::{Facts, Identity, Side, Strength, Subject};
use crate::event::codes::{NtStatus, STATUS_NO_SUCH_DEVICE};
use crate::say::{Cited, Clock, Lag, Number, Path, Sentence, sentences};
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
    proven(status: NtStatus, image: Sentence, came: Clock, run: Number, end: Sentence) = "V601.proven":
        "{ $status }: the volume was { $image }, attached { $came } for run S{ $run }, { $end }";
    partition_of_file(partition: Number, file: Path) = "V601.partition-of-file":
        "partition { $partition } of { $file }";
    in_file(file: Path) = "V601.in-file": "in { $file }";
    partition_of_disk(partition: Number, disk: Number) = "V601.partition-of-disk":
        "partition { $partition } of virtual disk { $disk }";
    in_disk(disk: Number) = "V601.in-disk": "on virtual disk { $disk }";
    in_an_image() = "V601.in-an-image": "on a virtual disk";
    gone_at(left: Clock, when: Lag) = "V601.gone": "gone { $left }, { $when }";
    not_seen_again() = "V601.not-seen-again": "and not seen again";
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

/// What a proof by the linked run says.
fn of_image(subject: &Subject, identity: &Identity) -> Sentence {
    let run = subject.link.session.map_or(0, |position| position.saturating_add(1));
    let run = Number(u64::try_from(run).unwrap_or(u64::MAX));
    proven(STATUS_NO_SUCH_DEVICE, in_image(identity), Clock(identity.came), run, gone(subject, identity))
}

/// The image that the volume was in.
pub(super) fn in_image(identity: &Identity) -> Sentence {
    let number = |number: u32| Number(u64::from(number));
    match (&identity.file, identity.partition, identity.disk_number) {
        (Some(file), Some(partition), _) => partition_of_file(number(partition), Path(file.clone())),
        (Some(file), None, _) => in_file(Path(file.clone())),
        (None, Some(partition), Some(disk)) => partition_of_disk(number(partition), number(disk)),
        (None, _, Some(disk)) => in_disk(number(disk)),
        (None, _, None) => in_an_image(),
    }
}

/// When it left.
pub(super) fn gone(subject: &Subject, identity: &Identity) -> Sentence {
    match identity.left {
        Some(left) => gone_at(Clock(left), Lag::between(left, subject.time)),
        None => not_seen_again(),
    }
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
    let identity = facts.identity(subject);
    let known = identity.as_ref().map(|identity| of_image(subject, identity));
    let text = known.unwrap_or_else(|| match (place, left) {
        (Side::InRun, None) => in_run(STATUS_NO_SUCH_DEVICE),
        (Side::InRun, Some((event, when))) => in_run_left(STATUS_NO_SUCH_DEVICE, event, when),
        (Side::AfterRun, None) => after_run(STATUS_NO_SUCH_DEVICE, since),
        (Side::AfterRun, Some((event, when))) => after_run_left(STATUS_NO_SUCH_DEVICE, since, event, when),
    });
    let basis = identity.map_or_else(|| facts.basis(subject).1, |identity| identity.records);
    let evidence =
        Evidence::of(subject.index).and(session.outcome_evidence.iter().copied()).and(detach).and(basis);
    Some(Opinion::new(&RULE, Verdict::Benign, text, evidence))
}

/// Whether the status and the run are those of noise.
pub(super) fn is_noise(facts: &Facts<'_>, subject: &Subject) -> bool {
    subject.status.status() == Some(STATUS_NO_SUCH_DEVICE)
        && facts.session(subject).is_some_and(|session| session.outcome.is_success())
}
