//! V101: nobody knows which status the 27 carries.

use super::{Manual, Rule};
use crate::correlation::{Facts, Subject};
use crate::event::codes::NtStatus;
use crate::event::providers::driver::StatusReading;
use crate::say::{Log, sentences};
use crate::verdict::{Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V101",
    name: "status-unknown",
    manual: Manual {
        fires_when: "the 27 has neither a field NTSTATUS nor an error packet of 24 bytes or more with error code C006001B; or one is there but can't be read; or the two differ; or the status is 0",
        says: "undetermined",
        because: "without the status nothing tells a vanished device from a failing one. A status of 0 means that the driver gave none, not that nothing happened",
        what_to_do: "export the System log as .evtx (text and CSV exports drop the binary data), or read the 27's details in Event Viewer",
        source: "IO_ERROR_LOG_PACKET: Windows Driver Kit, wdm.h; KB 244780",
    },
    judge,
};

sentences! {
    zero() = "V101.zero": "the driver gave no status (0)";
    no_status() = "V101.missing": "the record carries no status, neither as a field nor as binary data";
    unreadable(reason: Log) = "V101.unreadable": "the status can't be read: { $reason }";
    differ(field: NtStatus, packet: NtStatus) = "V101.differ":
        "the record contradicts itself: field NTSTATUS is { $field }, its binary data says { $packet }";
}

fn judge(_facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let text = match &subject.status {
        StatusReading::Known(status) if status.0 != 0 => return None,
        StatusReading::Known(_) => zero(),
        StatusReading::Missing => no_status(),
        StatusReading::Unreadable { reason, .. } => unreadable(Log::of(reason)),
        StatusReading::Differ { field, packet } => differ(*field, *packet),
    };
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(subject.index));
    Some(opinion.of_same_volume(true))
}
