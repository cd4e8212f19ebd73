//! V102: the status itself tells of a fault.

use super::{Manual, Rule};
use crate::correlation::{Facts, Subject};
use crate::event::codes::NtStatus;
use crate::event::codes::ntstatus::{StatusClass, lookup};
use crate::say::{Sentence, Word, sentences, status_meaning};
use crate::verdict::{Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V102",
    name: "status-real-fault",
    manual: Manual {
        fires_when: "the status is one of corruption or failing I/O (C0000032 C0000102 C000003F C000009C C0000185 C0000186 C00000B5 C0000015), of shortage (C000009A C0000017), or of a missing name (C0000034 C000000F C000003A), in the field NTSTATUS or in the error packet, also where the other of the two can't be read or differs",
        says: "actionable",
        because: "a detached disk gives C000000E. These statuses come from a disk that is there and fails, from a machine short of memory, or from control files that should exist and do not: a 27 with C0000034 on Windows 11 went with shadow copies that were really lost",
        what_to_do: "corruption and I/O: check the disk and the file system of the volume. Shortage: look for pool exhaustion at that time. Missing name: look which shadow copies of the volume still exist (vssadmin list shadows)",
        source: "MS-ERREF 2.3.1 for the statuses; the loss with C0000034: github.com/jschicht/Volsnap-Bug-Content",
    },
    judge,
    next_step,
};

sentences! {
    fault(status: NtStatus, meaning: Sentence, kind: Word) = "V102.fault":
        "status { $status } ({ $meaning }) points to { $kind ->
            [corruption] a damaged medium or failing I/O
            [shortage] a machine short of memory
           *[missing-name] control files that should exist and do not
        }, not to a detached disk";
    next(kind: Word) = "V102.next":
        "{ $kind ->
            [corruption] check the disk, and chkdsk /scan the volume
            [shortage] look what used up the memory at that time (pool exhaustion)
           *[missing-name] vssadmin list shadows: see which shadow copies of the volume are left, and make a new backup soon
        }";
}

/// The status that tells of a fault, and which: a word that the sentences select by.
fn fault_of(subject: &Subject) -> Option<(NtStatus, &'static str)> {
    subject.status.said().find_map(|status| {
        let kind = match lookup(status)?.class {
            StatusClass::Corruption => "corruption",
            StatusClass::Shortage => "shortage",
            StatusClass::MissingName => "missing-name",
            StatusClass::Vanished | StatusClass::Access | StatusClass::Other => return None,
        };
        Some((status, kind))
    })
}

fn judge(_facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let (status, kind) = fault_of(subject)?;
    let text = fault(status, status_meaning(status)?, Word(kind));
    let opinion = Opinion::new(&RULE, Verdict::Actionable, text, Evidence::of(subject.index));
    Some(opinion.of_same_volume(true))
}

fn next_step(subject: &Subject, _opinion: &Opinion) -> Option<Sentence> {
    fault_of(subject).map(|(_, kind)| next(Word(kind)))
}
