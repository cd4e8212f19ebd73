//! What lists shadow copies, in the shapes of real records: the snapshot driver at a start, System Restore's scanner.

use super::super::record::Record;
use super::super::value::{Value, guid};
use super::events::etw;
use super::{Context, Words, filetime};
use jiff::Timestamp;

/// The fields of 100 to 108: `copy=` and `made=` of a copy, `deleted` to remove it; `copies=` and `removed=` of a count.
pub(super) fn listing(id: u16, volume: &str, words: &Words) -> Option<Vec<(String, Value)>> {
    let number = |key: &str| Value::U32(words.text(key, "0").parse().unwrap());
    let field = |name: &str, value: Value| (name.to_owned(), value);
    let mut fields = vec![field("TargetVolumeGuid", Value::Guid(guid(volume)))];
    let copy = || Value::Guid(guid(&words.text("copy", "{02b6b9ad-a2a4-11ef-a3fb-08bfb80613f2}")));
    match id {
        100 | 101 | 103 => {}
        104 => fields.extend([
            field("SnapshotCount", number("copies")),
            field("CountDeleted", number("removed")),
            field("CountVisible", Value::U32(0)),
        ]),
        106 => {
            let made: Timestamp = words.text("made", "2018-01-01T03:00:00Z").parse().unwrap();
            fields.extend([
                field("SnapshotGuid", copy()),
                field("Deleted", Value::Bool(words.get("deleted") == Some("true"))),
                field("Visible", Value::Bool(false)),
                field("CommitTime", Value::FileTime(filetime(made))),
            ]);
        }
        107 | 108 => fields.push(field("SnapshotGuid", copy())),
        _ => return None,
    }
    fields.extend([
        field("SourceFile", Value::Hex32(1)),
        field("SourceLine", Value::U32(38497)),
        field("SourceTag", Value::U32(124)),
    ]);
    Some(fields)
}

/// `path=`, `error=`.
pub(super) fn restore_scan(context: &Context, id: u16, words: &Words) -> Record {
    let error = u32::from_str_radix(&words.text("error", "800701B1"), 16).unwrap();
    let path = words.text("path", r"\\?\GLOBALROOT\Device\HarddiskVolumeShadowCopy3");
    etw(
        context,
        "Microsoft-Windows-System-Restore",
        "126cdb97-d346-4894-8a34-658da5eea1b6",
        "Application",
        id,
        vec![("SnapshotPath".into(), Value::Text(path)), ("ErrorCode".into(), Value::Hex32(error))],
    )
}
