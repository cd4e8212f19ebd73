//! V103: some other status than that of a vanished device.

use super::{Manual, Rule};
use crate::correlation::{Facts, Subject};
use crate::event::codes::ntstatus::{StatusClass, lookup};
use crate::event::codes::{NtStatus, STATUS_NO_SUCH_DEVICE};
use crate::say::sentences;
use crate::verdict::{Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V103",
    name: "status-other",
    manual: Manual {
        fires_when: "the status is neither C000000E nor one that V102 knows as a fault",
        says: "undetermined; of C000009D, C00000C0 and C000026E it says that the cause is probably the same",
        because: "only C000000E (STATUS_NO_SUCH_DEVICE) was explained by the detached virtual disk of a backup. Its neighbours look alike, but nobody has shown it",
        what_to_do: "look up the status, and what happened to the volume at that time",
        source: "the article on the Shared Protection Point timer, 2012; MS-ERREF 2.3.1",
    },
    judge,
    next_step: |_, _| Some(next()),
};

sentences! {
    close(status: NtStatus) = "V103.close":
        "status { $status } is close to that of a detached disk; probably the same cause, check";
    other(status: NtStatus) = "V103.other": "status { $status } is not that of a detached disk";
    next() = "V103.next": "find out what happened to the volume at that time, and look the status up";
}

fn judge(_facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let status = subject.status.status()?;
    let class = lookup(status).map(|known| known.class);
    let text = match class {
        _ if status == STATUS_NO_SUCH_DEVICE => return None,
        Some(StatusClass::Corruption | StatusClass::Shortage | StatusClass::MissingName) => return None,
        Some(StatusClass::Vanished) => close(status),
        Some(StatusClass::Access | StatusClass::Other) | None => other(status),
    };
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(subject.index));
    Some(opinion.of_same_volume(true))
}
