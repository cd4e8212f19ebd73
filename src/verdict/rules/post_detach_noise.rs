//! V601: noise of a volume that was detached, beside a backup that succeeded.

use super::{Manual, Rule, when};
use crate::correlation::{Facts, Place, Strength, Subject};
use crate::event::codes::STATUS_NO_SUCH_DEVICE;
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
};

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let session = facts.session(subject).filter(|_| is_noise(facts, subject))?;
    let place = match subject.link.place? {
        Place::InRun => "during a backup run that succeeded".to_owned(),
        Place::AfterRun => {
            let since = session.ended.map(|ended| {
                super::length(subject.time.duration_since(ended).max(jiff::SignedDuration::ZERO))
            });
            format!("{} after a backup run that succeeded", since.unwrap_or_default())
        }
    };
    let detach = subject.link.detach.filter(|_| subject.link.strength == Strength::Strong);
    let left = match detach.and_then(|index| facts.computer.event(index)) {
        Some(event) => {
            format!("; {} {} {}", event.at.provider, event.at.event_id, when(event.time(), subject.time))
        }
        None => String::new(),
    };
    let text = format!(
        "{STATUS_NO_SUCH_DEVICE} STATUS_NO_SUCH_DEVICE {place}: the backup's temporary volume was detached{left}"
    );
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
