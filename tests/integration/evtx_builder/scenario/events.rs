//! The events that scenarios can name, each in the shape that its Windows writes.

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::super::record::{Payload, Record, Shape};
use super::super::value::{Value, guid, utf16};
use super::{Context, Words, backup, copies, filetime, hyper_v, paths, products, storage};

const CLASSIC_KEYWORDS: u64 = 0x0080_0000_0000_0000;
const OWN_LOG: u64 = 0x8000_0000_0000_0000;

/// The record of an event line: provider, id and values.
pub(super) fn record(context: &Context, plain: &[String], words: &Words) -> Option<Record> {
    let provider = plain.first()?.as_str();
    let id: u16 = plain.get(1)?.parse().ok()?;
    let strings = || plain[2..].to_vec();
    if let Some(record) = products::record(context, provider, id, strings(), words) {
        return Some(record);
    }
    Some(match provider {
        "Backup" => backup::record(context, id, words),
        "volsnap" => volsnap(context, id, words),
        "disk" => driver(context, "disk", id, disk_strings(id, words), words),
        "partmgr" => driver(
            context,
            "partmgr",
            id,
            vec![words.text("device", r"\Device\Harddisk3\DR3"), words.text("disk", "3")],
            words,
        ),
        "VolumeSnapshot-Driver" => snapshot_driver(context, id, words),
        "Cluster" | "ReFS" | "iSCSI" | "Spaces" => paths::record(context, provider, id, plain, words),
        "VMMS" | "StorageVSP" => hyper_v::record(context, provider, id, words),
        "System-Restore" => copies::restore_scan(context, id, words),
        "Ntfs" => storage::ntfs(context, id, words),
        "VHDMP" => storage::vhdmp(context, id, words),
        "Partition" => storage::partition(context, id, words),
        "StorageSpaces" => storage::spaces(context, id, words),
        "StorPort" => storage::port(context, id, words),
        "VDS" => classic(
            context,
            "Virtual Disk Service",
            "System",
            id,
            0x4200,
            vec![if id == 3 { "@2010005" } else { "@2010001" }.into()],
            None,
        ),
        "SPP" => classic(context, "SPP", "Application", id, 0xc000, strings(), None),
        "VSS" => classic(
            context,
            "VSS",
            "Application",
            id,
            0,
            strings(),
            words.get("cmd").map(|command| asked_by(command, words)),
        ),
        "VSSAudit" => classic(context, "VSSAudit", "Security", id, 0, strings(), None),
        "EventLog" => event_log(context, id, words),
        "Eventlog" => cleared(context, id, words),
        "Kernel-General" => kernel_general(context, id, words),
        "Kernel-Power" => etw(
            context,
            "Microsoft-Windows-Kernel-Power",
            "331c3b3a-2005-44c2-ac5e-77220c37d6b4",
            "System",
            id,
            vec![("BugcheckCode".into(), Value::U32(0))],
        ),
        "Kernel-PnP" => storage::removal_blocked(context, id, words),
        "Service" => service(context, id, words),
        // Anything else is a classic record: provider, id, then its strings.
        name => classic(context, name, &words.text("channel", "System"), id, 0x8000, strings(), None),
    })
}

/// The binary data of a record of VSS: ASCII, whatever the language.
fn asked_by(command: &str, words: &Words) -> Vec<u8> {
    let code = words.text("code", " CORSVC");
    format!(
        "- Code: {code}C00000774- Call: {code}C00000756- PID:  00006980- TID:  00000204- CMD:  {command}   - User: \
         Name: NT AUTHORITY\\SYSTEM, SID:S-1-5-18 "
    )
    .into_bytes()
}

pub(super) fn base(
    context: &Context,
    provider: &str,
    channel: &str,
    id: u16,
    shape: Shape,
    payload: Payload,
) -> Record {
    let created = filetime(context.time);
    Record {
        shape,
        provider: provider.into(),
        event_id: id,
        qualifiers: 0,
        version: 0,
        level: 4,
        opcode: 0,
        keywords: OWN_LOG,
        created,
        written: created,
        event_record_id: 0,
        channel: channel.into(),
        computer: context.computer.clone(),
        process_id: 4,
        payload,
    }
}

pub(super) fn etw(
    context: &Context,
    provider: &str,
    guid: &str,
    channel: &str,
    id: u16,
    fields: Vec<(String, Value)>,
) -> Record {
    let payload = Payload::Manifest { fields, binary: None };
    base(context, provider, channel, id, Shape::Etw { guid: guid.into() }, payload)
}

pub(super) fn classic(
    context: &Context,
    provider: &str,
    channel: &str,
    id: u16,
    qualifiers: u16,
    strings: Vec<String>,
    binary: Option<Vec<u8>>,
) -> Record {
    let payload = Payload::Classic { strings, binary };
    Record {
        qualifiers,
        keywords: CLASSIC_KEYWORDS,
        level: if qualifiers & 0xc000 == 0xc000 { 2 } else { 4 },
        ..base(context, provider, channel, id, Shape::Classic, payload)
    }
}

pub(super) fn hex32(text: &str) -> u32 {
    let digits = text.trim_start_matches("0x");
    u32::from_str_radix(digits, 16).unwrap_or_else(|_| panic!("{text:?} is no 32-bit hex number"))
}

/// The 40 bytes of an IO_ERROR_LOG_PACKET, as volsnap writes it.
pub(super) fn packet(code: u32, unique: u32, status: u32, strings: u8) -> Vec<u8> {
    let mut bytes = vec![0; 40];
    bytes[4] = strings;
    bytes[6] = 0x30;
    bytes[0x0c..0x10].copy_from_slice(&code.to_le_bytes());
    bytes[0x10..0x14].copy_from_slice(&unique.to_le_bytes());
    bytes[0x14..0x18].copy_from_slice(&status.to_le_bytes());
    bytes
}

/// `binary=none`, `binary=short`, or the packet with `packet-status=` and `packet-code=` overriding.
fn binary(words: &Words, code: u32, unique: u32, strings: u8) -> Option<Vec<u8>> {
    let status = words.get("packet-status").or(words.get("status")).map_or(0, hex32);
    let code = words.get("packet-code").map_or(code, hex32);
    let whole = packet(code, unique, status, strings);
    match words.get("binary") {
        Some("none") => None,
        Some("short") => Some(whole[..20].to_vec()),
        _ => Some(whole),
    }
}

fn volsnap(context: &Context, id: u16, words: &Words) -> Record {
    let code = 0xc006_0000 | u32::from(id);
    let device = words.text("device", r"\Device\HarddiskVolumeShadowCopy52");
    let volume = words.text("volume", "");
    let is_manifest = words.get("shape").map_or(context.windows == "10.0", |shape| shape == "manifest");
    if !is_manifest {
        let mut strings = vec![device, volume];
        strings.extend(words.get("storage").map(str::to_owned));
        return classic(context, "volsnap", "System", id, 0xc006, strings, binary(words, code, 3, 2));
    }
    let text = |name: &str, value: String| (name.to_owned(), Value::Text(value));
    let mut fields = vec![text("DeviceName", device), text("VolumeName", volume)];
    fields.extend(words.get("storage").map(|storage| text("DiffVolumeName", storage.to_owned())));
    if words.get("ntstatus") != Some("none") {
        let status = words.get("ntstatus").or(words.get("status")).unwrap_or("0").to_lowercase();
        fields.push(text("NTSTATUS", format!("{status:0>8}")));
    }
    fields.extend([
        text("SourceTag", "173".into()),
        text("SourceFileID", "0x0001".into()),
        text("SourceLine", "4993".into()),
    ]);
    let shape = Shape::Mapped {
        guid: "{cb017cd2-1f37-4e65-82bc-3e91f6a37559}".into(),
        event_source_name: "volsnap".into(),
    };
    let payload = Payload::Manifest { fields, binary: binary(words, code, 0xad, 6) };
    Record {
        qualifiers: 0xc006,
        level: 2,
        keywords: CLASSIC_KEYWORDS,
        ..base(context, "Volsnap", "System", id, shape, payload)
    }
}

fn disk_strings(id: u16, words: &Words) -> Vec<String> {
    let number = words.text("disk", "0");
    let mut strings = vec![format!(r"\Device\Harddisk{number}\DR{number}")];
    match id {
        153 | 154 => strings.extend(["0x416e32".into(), number, r"\Device\00000024".into()]),
        157 => strings.push(number),
        _ => {}
    }
    strings
}

fn driver(context: &Context, provider: &str, id: u16, strings: Vec<String>, words: &Words) -> Record {
    let qualifiers = match (provider, id) {
        ("disk", 7 | 11 | 15) => 0xc004,
        ("disk", 154) => 0xc004,
        _ => 0x8004,
    };
    let code = u32::from(qualifiers) << 16 | u32::from(id);
    classic(context, provider, "System", id, qualifiers, strings, binary(words, code, 0x12d, 0))
}

fn snapshot_driver(context: &Context, id: u16, words: &Words) -> Record {
    let hex = |key: &str, default: &str| Value::Hex32(hex32(&words.text(key, default)));
    let fields = match id {
        121 => vec![
            ("VolumeName".into(), Value::Text(words.text("volume", ""))),
            ("DiffVolumeName".into(), Value::Text(String::new())),
            ("OriginalErrorLogCode".into(), hex("code", "c006001b")),
            ("OriginalErrorStatus".into(), hex("status", "c000000e")),
        ],
        _ => {
            let volume = words.text("volume", "{00000000-0000-0000-0000-000000000000}");
            let braces = volume.find('{').map_or(volume.clone(), |at| volume[at..].to_owned());
            if let Some(fields) = copies::listing(id, &braces, words) {
                fields
            } else {
                vec![
                    ("TargetVolumeGuid".into(), Value::Guid(guid(&braces))),
                    ("Error".into(), hex("error", "0")),
                    ("SourceTag".into(), Value::U32(124)),
                ]
            }
        }
    };
    etw(
        context,
        "Microsoft-Windows-VolumeSnapshot-Driver",
        "67fe2216-727a-40cb-94b2-c02211edb34a",
        "Microsoft-Windows-VolumeSnapshot-Driver/Operational",
        id,
        fields,
    )
}

fn event_log(context: &Context, id: u16, words: &Words) -> Record {
    let (strings, binary) = match id {
        6013 => {
            let mut strings = vec![String::new(); 4];
            strings.extend(["7205".into(), "60".into(), words.text("zone", "-540 Tokyo Standard Time")]);
            let windows =
                words.text("windows", "Windows Server 2008 R2 Standard|6.1.7601 Build 7601 Service Pack 1");
            let (product, version) = windows.split_once('|').unwrap();
            let text = format!("1.1\0{}\0{product}\0{version}\0Multiprocessor Free\0", 0);
            (strings, Some(utf16(&text)))
        }
        6009 => {
            (vec!["6.01.".into(), "7601".into(), "Service Pack 1".into(), "Multiprocessor Free".into()], None)
        }
        // The old name and the new one.
        6011 => (words.plain.iter().skip(3).cloned().collect(), None),
        // `alive=46m`: so long before, the machine was up still, by a clock in Tokyo and in UTC.
        6008 => {
            let stamp = |ago: &str| {
                let utc = context.time.checked_sub(ago.parse::<SignedDuration>().unwrap()).unwrap();
                [9, 0].into_iter().flat_map(|hours| system_time(utc, hours)).chain([60, 0, 0, 0]).collect()
            };
            (vec!["07:00:00".into(), "2012/01/18".into()], words.get("alive").map(stamp))
        }
        _ => (Vec::new(), None),
    };
    classic(context, "EventLog", "System", id, 0x8000, strings, binary)
}

/// A SYSTEMTIME by a clock so many hours ahead of UTC.
fn system_time(time: Timestamp, ahead: i8) -> Vec<u8> {
    let time = Offset::constant(ahead).to_datetime(time);
    let day = time.date().weekday().to_sunday_zero_offset();
    let small = [time.month(), day, time.day(), time.hour(), time.minute(), time.second()].map(i16::from);
    let numbers = [time.year()].into_iter().chain(small).chain([time.millisecond()]);
    numbers.flat_map(i16::to_le_bytes).collect()
}

fn cleared(context: &Context, id: u16, words: &Words) -> Record {
    let text = |name: &str, value: String| (name.to_owned(), Value::Text(value));
    let payload = Payload::UserData {
        element: "LogFileCleared".into(),
        namespace: "http://manifests.microsoft.com/win/2004/08/windows/eventlog".into(),
        fields: vec![
            text("SubjectUserName", "Administrator".into()),
            text("Channel", words.text("cleared", "System")),
        ],
    };
    let shape = Shape::Fixed { guid: "{fc65ddd8-d6ef-4962-83d5-6e5cfe9ce148}".into() };
    base(context, "Microsoft-Windows-Eventlog", &words.text("channel", "System"), id, shape, payload)
}

fn kernel_general(context: &Context, id: u16, words: &Words) -> Record {
    let fields = match id {
        1 => {
            let new = filetime(context.time);
            let by: SignedDuration = words.text("by", "1s").parse().unwrap();
            let old = filetime(context.time.checked_sub(by).unwrap());
            vec![
                ("NewTime".into(), Value::FileTime(new)),
                ("OldTime".into(), Value::FileTime(old)),
                ("Reason".into(), Value::U32(1)),
            ]
        }
        12 => vec![
            ("MajorVersion".into(), Value::U32(6)),
            ("StartTime".into(), Value::FileTime(filetime(context.time))),
        ],
        _ => vec![("StopTime".into(), Value::FileTime(filetime(context.time)))],
    };
    etw(
        context,
        "Microsoft-Windows-Kernel-General",
        "a68ca8b7-004f-d7b6-a698-07e2de0f1f5d",
        "System",
        id,
        fields,
    )
}

fn service(context: &Context, id: u16, words: &Words) -> Record {
    let name = words.text("name", "wuauserv");
    let state = if words.text("state", "running") == "running" { "4" } else { "1" };
    let text = |name: &str, value: String| (name.to_owned(), Value::Text(value));
    let payload = Payload::Manifest {
        fields: vec![text("param1", name.clone()), text("param2", "実行中".into())],
        binary: Some(utf16(&format!("{name}/{state}\0"))),
    };
    let shape = Shape::Mapped {
        guid: "{555908d1-a6d7-4695-8e1e-26931d2012f4}".into(),
        event_source_name: "Service Control Manager".into(),
    };
    Record {
        qualifiers: 0x4000,
        keywords: 0x8080_0000_0000_0000,
        ..base(context, "Service Control Manager", "System", id, shape, payload)
    }
}
