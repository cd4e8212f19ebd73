//! V101: nobody knows which status the 27 carries.

use super::{Manual, Rule};
use crate::correlation::{Facts, Subject};
use crate::event::codes::{Hresult, NtStatus};
use crate::event::error_log_packet::IoErrorLogPacket;
use crate::event::providers::driver::{StatusFault, StatusReading};
use crate::say::{Log, Number, Sentence, Word, sentences};
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
    next_step: |_, _| Some(next()),
};

sentences! {
    zero() = "V101.zero": "the driver gave no status (0)";
    no_status() = "V101.missing": "the record carries no status, neither as a field nor as binary data";
    no_field(name: Word) = "V101.no-field": "the status can't be read: there is no { $name }";
    other_field(name: Word, value: Log) = "V101.other-field": "the status can't be read: { $name } is \"{ $value }\"";
    no_hex(text: Log) = "V101.no-hex": "the status can't be read: the binary data is no hex: { $text }";
    short_packet(bytes: usize, least: Number) = "V101.short-packet":
        "the status can't be read: the binary data has { $bytes ->
            [one] { $bytes } byte
           *[other] { $bytes } bytes
        }, an error packet has { $least } at least";
    other_packet(code: Hresult, expected: Hresult) = "V101.other-packet":
        "the status can't be read: the binary data carries error code { $code }, not { $expected }";
    differ(field: NtStatus, packet: NtStatus) = "V101.differ":
        "the record contradicts itself: field NTSTATUS is { $field }, its binary data says { $packet }";
    next() = "V101.next":
        "export the System log as .evtx (text and CSV exports drop the binary data), or read the 27's details in \
         Event Viewer";
}

fn unreadable(fault: &StatusFault) -> Sentence {
    match fault {
        StatusFault::Field { name, value: None } => no_field(Word(name)),
        StatusFault::Field { name, value: Some(value) } => other_field(Word(name), Log::of(value)),
        StatusFault::NoHex(text) => no_hex(Log::of(text)),
        StatusFault::ShortPacket(bytes) => short_packet(*bytes, Number(IoErrorLogPacket::MIN_SIZE as u64)),
        StatusFault::OtherPacket { code, expected } => other_packet(Hresult(*code), Hresult(*expected)),
    }
}

fn judge(_facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let text = match &subject.status {
        StatusReading::Known(status) if status.0 != 0 => return None,
        StatusReading::Known(_) => zero(),
        StatusReading::Missing => no_status(),
        StatusReading::Unreadable { fault, .. } => unreadable(fault),
        StatusReading::Differ { field, packet } => differ(*field, *packet),
    };
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(subject.index));
    Some(opinion.of_same_volume(true))
}
