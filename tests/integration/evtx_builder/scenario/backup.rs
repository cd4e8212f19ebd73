//! Backup events with the fields of every version of their templates.
//!
//! Field lists: the provider's manifests of Windows 7 (versions 0 to 2) and Windows 10 (version 3).

use jiff::Timestamp;

use super::super::record::Record;
use super::super::value::{Value, guid};
use super::events::etw;
use super::{Context, Words, filetime};

const PROVIDER_GUID: &str = "1db28f2e-8f80-4027-8c5a-a11f7f10f62d";

/// Field names and types of a template: g GUID, t FILETIME, s string, u unsigned, i signed 32-bit,
/// l signed 64-bit, h hex, b bool.
type Template = &'static [(&'static str, char)];

#[rustfmt::skip]
const TIMES: Template = &[
    ("SourceSnapStartTime", 't'), ("SourceSnapEndTime", 't'), ("PrepareBackupStartTime", 's'), ("PrepareBackupEndTime", 's'),
    ("BackupWriteStartTime", 's'), ("BackupWriteEndTime", 's'), ("TargetSnapStartTime", 't'), ("TargetSnapEndTime", 't'),
    ("DVDFormatStartTime", 's'), ("DVDFormatEndTime", 's'), ("MediaVerifyStartTime", 's'), ("MediaVerifyEndTime", 's'),
    ("BackupPreviousState", 'i'),
];
#[rustfmt::skip]
const SSB: Template = &[
    ("SSBEnumerateStartTime", 't'), ("SSBEnumerateEndTime", 't'), ("SSBVhdCreationStartTime", 't'), ("SSBVhdCreationEndTime", 't'),
    ("SSBBackupStartTime", 't'), ("SSBBackupEndTime", 't'),
];
#[rustfmt::skip]
const TAIL: Template = &[
    ("VssFullBackup", 'b'), ("UserInputBMR", 'b'), ("UserInputSSB", 'b'), ("BackupSuccessLogPath", 's'), ("BackupFailureLogPath", 's'),
    ("EnumerateBackupStartTime", 's'), ("EnumerateBackupEndTime", 's'), ("PruneBackupStartTime", 's'), ("PruneBackupEndTime", 's'),
];

/// The template that events 4, 5, 7, 8, 14 and 23 share.
fn end_template(version: u8) -> Vec<(&'static str, char)> {
    let head: Template = match version {
        0 => &[
            ("BackupTemplateID", 'g'),
            ("BackupState", 'i'),
            ("BackupTarget", 's'),
            ("NumOfVolumes", 'u'),
            ("VolumesInfo", 's'),
            ("BackupTime", 't'),
            ("HRESULT", 'u'),
            ("DetailedHRESULT", 'u'),
        ],
        1 | 2 => &[
            ("BackupTemplateID", 'g'),
            ("HRESULT", 'u'),
            ("BackupState", 'i'),
            ("BackupTarget", 's'),
            ("NumOfVolumes", 'u'),
            ("BackupTime", 't'),
            ("HRESULT2", 'u'),
            ("VolumesInfo", 's'),
            ("DetailedHRESULT", 'u'),
        ],
        _ => &[
            ("BackupTemplateID", 'g'),
            ("HRESULT", 'h'),
            ("DetailedHRESULT", 'h'),
            ("ErrorMessage", 's'),
            ("BackupState", 'i'),
            ("BackupTime", 't'),
            ("BackupTarget", 's'),
            ("NumOfVolumes", 'u'),
            ("VolumesInfo", 's'),
        ],
    };
    let mut fields = [head, TIMES].concat();
    match version {
        0 => {}
        1 => fields.extend([&[("ComponentStatus", 's')], SSB, &[("SystemStateBackup", 'b')]].concat()),
        2 => fields.extend(
            [&[("ComponentStatus", 's')], SSB, &[("SystemStateBackup", 's'), ("BMR", 'b')], TAIL].concat(),
        ),
        _ => fields.extend(
            [
                &[("ComponentStatus", 's'), ("ComponentInfo", 's')],
                SSB,
                &[("SystemStateBackup", 's'), ("BMR", 's')],
                TAIL,
                &[("BackupFlags", 'h'), ("ComponentInfoSummary", 's')],
            ]
            .concat(),
        ),
    }
    fields
}

/// The template of an event, and its version on that Windows.
fn template(id: u16, era: u8) -> (u8, Vec<(&'static str, char)>) {
    let code = if era >= 3 { 'h' } else { 'u' };
    let fields: Vec<(&'static str, char)> = match id {
        1 => return (1, vec![("BackupTemplateID", 'g'), ("SystemStateBackup", 'b')]),
        4 | 5 | 7 | 8 | 14 => return (era, end_template(era)),
        23 => return (u8::from(era >= 3), end_template(era.max(2))),
        9 if era == 0 => return (0, vec![("BackupSetId", 'g'), ("SppErrorCode", 'u')]),
        9 if era >= 3 => return (2, vec![("BackupStartTime", 't'), ("BackupSetId", 'g'), ("HRESULT", 'h')]),
        9 => return (1, vec![("BackupStartTime", 't'), ("BackupSetId", 'g'), ("SppErrorCode", 'u')]),
        13 | 525 => {
            vec![("VolumeGuid", 'g'), ("VolumeFriendlyName", 's'), ("BackupSourceNumUnreadableBytes", 'l')]
        }
        17 => vec![("BackupTime", 't'), ("HRESULT", code)],
        18 => vec![("BackupTime", 't'), ("TemplateId", 'g')],
        19..=22 => vec![
            ("HRESULT", code),
            ("BackupTime", 't'),
            ("BackupTarget", 's'),
            ("NumOfVolumes", 'u'),
            ("VolumeNames", 's'),
        ],
        15 | 526 => vec![("HRESULT", 'u')],
        24 | 25 => vec![("VolumeGUID", 'g'), ("VolumeFriendlyName", 's'), ("VhdDeleteReason", 's')],
        50..=52 | 144 | 146 => vec![("VolumeFriendlyName", 's'), ("VolumeAccessPath", 's')],
        658 => vec![("BackupTargetFriendlyName", 's')],
        517 | 518 | 527 | 528 | 544 | 546 => {
            vec![("BackupTime", 't'), ("ErrorCode", code), ("ErrorMessage", 's')]
        }
        519 => {
            vec![("BackupTime", 't'), ("FailedVolumeNames", 's'), ("ErrorCode", code), ("ErrorMessage", 's')]
        }
        512 | 521 => {
            return (
                if era >= 3 { 2 } else { 0 },
                vec![("BackupTime", 't'), ("ErrorCode", code), ("ErrorMessage", 's')],
            );
        }
        545 | 561 => vec![("BackupTime", 't')],
        547 => vec![("BackupTime", 't'), ("FailedVolumeNames", 's'), ("BackupFailureLogPath", 's')],
        564 => vec![("BackupTime", 't'), ("BackupTargetFriendlyName", 's'), ("BackupUserName", 's')],
        565 => vec![
            ("ComponentName", 's'),
            ("LogicalPath", 's'),
            ("ApplicationId", 's'),
            ("BackupTime", 't'),
            ("WriterId", 'g'),
            ("ErrorCode", 'u'),
        ],
        _ => Vec::new(),
    };
    (0, fields)
}

/// `run=1` is the backup set whose GUID ends in 1; `set=` gives it whole.
fn set_id(words: &Words) -> String {
    let run = words.text("run", "1");
    words.text("set", &format!("c2831599-1831-4b63-9892-{:0>12}", run))
}

pub(super) fn record(context: &Context, id: u16, words: &Words) -> Record {
    let era = words.get("version").map_or(
        match context.windows.as_str() {
            "6.0" => 0,
            "6.1" => 2,
            _ => 3,
        },
        |version| version.parse().unwrap(),
    );
    let (version, fields) = template(id, era);
    let fields = fields
        .into_iter()
        .filter(|(name, _)| words.get("without") != Some(name))
        .map(|(name, kind)| (name.to_owned(), value(context, id, name, kind, words)))
        .collect();
    let is_copy = id >= 512;
    let channel = if is_copy { "Application" } else { "Microsoft-Windows-Backup" };
    let level = match id {
        1 | 4 | 14 => 4,
        7 | 13 | 23 | 51 | 519 | 525 | 547 => 3,
        _ => 2,
    };
    Record {
        version,
        level,
        opcode: match id {
            1 => 1,
            14 => 2,
            _ => 0,
        },
        keywords: if is_copy { 0x8000_0000_0000_0000 } else { 0x4000_0000_0000_0000 },
        process_id: 1892,
        ..etw(context, "Microsoft-Windows-Backup", PROVIDER_GUID, &words.text("channel", channel), id, fields)
    }
}

fn value(context: &Context, id: u16, name: &str, kind: char, words: &Words) -> Value {
    let code = |key: &str| {
        words.get(key).map_or(0, |text| u32::from_str_radix(text.trim_start_matches("0x"), 16).unwrap())
    };
    let time = |key: &str| {
        words.get(key).map_or(0, |text| {
            filetime(text.parse::<Timestamp>().unwrap_or_else(|_| panic!("{key}={text:?} is no time")))
        })
    };
    match (name, kind) {
        ("BackupTemplateID" | "BackupSetId", 'g') => Value::Guid(guid(&set_id(words))),
        (_, 'g') => Value::Guid(guid(&words.text("guid", "4152f97e-b029-41c9-96ce-efa1b6232e54"))),
        ("BackupTime" | "BackupStartTime", 't') => Value::FileTime(match words.get("began") {
            Some(_) => time("began"),
            None => filetime(context.time),
        }),
        ("SourceSnapStartTime", 't') => Value::FileTime(time("snap-start")),
        ("SourceSnapEndTime", 't') => Value::FileTime(time("snap-end")),
        (_, 't') => Value::FileTime(0),
        ("HRESULT" | "HRESULT2" | "SppErrorCode" | "ErrorCode", 'u') => Value::U32(code("code")),
        ("HRESULT" | "ErrorCode", 'h') => Value::Hex32(code("code")),
        ("DetailedHRESULT", 'u') => Value::U32(code("detail")),
        ("DetailedHRESULT", 'h') => Value::Hex32(code("detail")),
        ("NumOfVolumes", 'u') => Value::U32(words.text("volumes", "1").parse().unwrap()),
        ("BackupState", 'i') => {
            Value::I32(if matches!(id, 4 | 7 | 14 | 23) && code("code") == 0 { 14 } else { 15 })
        }
        (_, 'i') => Value::I32(0),
        (_, 'l') => Value::I64(words.text("bytes", "4096").parse().unwrap()),
        (_, 'h') => Value::Hex32(0),
        (_, 'b') => Value::Bool(false),
        (_, 'u') => Value::U32(0),
        _ => Value::Text(text(name, words)),
    }
}

fn text(name: &str, words: &Words) -> String {
    match name {
        "BackupTarget" | "BackupTargetFriendlyName" => words.text("target", r"\\nas\backup"),
        "ErrorMessage" => format!(
            "%%{}",
            u32::from_str_radix(words.text("code", "0").trim_start_matches("0x"), 16).unwrap()
        ),
        "VolumesInfo" => words.get("volumes-info").map_or_else(|| volumes_info(words), str::to_owned),
        "ComponentInfo" => words.get("component-info").map_or_else(|| component_info(words), str::to_owned),
        "ComponentInfoSummary" => {
            let total = words.text("vms", "0");
            let good = words.text("vms-good", &total);
            words.text("summary", &format!("<ComponentInfoSummary ComponentInfoArrayPresent=\"1\" TotalComponents=\"{total}\" SucceededComponents=\"{good}\" />"))
        }
        "VolumeFriendlyName" | "FailedVolumeNames" => words.text("volume", "E:"),
        "VolumeAccessPath" => words.text("path", ""),
        _ => String::new(),
    }
}

/// `volumes=2`, `state=14`, `volume-code=80780021`, `flags=`: all volumes alike, from C: on; `source=` is the path of
/// the last one, which has no letter.
fn volumes_info(words: &Words) -> String {
    let count: u8 = words.text("volumes", "1").parse().unwrap();
    let code = words.get("volume-code").map_or(0, |text| u32::from_str_radix(text, 16).unwrap() as i32);
    let state = words.text("state", "14");
    let flags = words.text("flags", "8");
    let items: String = (0..count)
        .map(|number| {
            let letter = format!("{}:", char::from(b'C' + number));
            let own = words.get("source").filter(|_| number + 1 == count);
            let (name, path) = own.map_or((letter.as_str(), letter.as_str()), |path| ("System Reserved", path));
            format!("<VolumeInfoItem Name=\"{name}\" OriginalAccessPath=\"{path}\" State=\"{state}\" HResult=\"{code}\" DetailedHResult=\"0\" PreviousState=\"0\" Flags=\"{flags}\" />")
        })
        .collect();
    format!("<VolumeInfo>{items}</VolumeInfo>")
}

/// `vms=12`: so many virtual machines, the last ones failed when `vms-good` is less.
/// `machines=SQL01/ID/CODE,WEB01/ID` names them, with their ids, and the codes of those that failed.
fn component_info(words: &Words) -> String {
    if let Some(machines) = words.get("machines") {
        let items = machines.split(',').map(|machine| {
            let mut parts = machine.split('/');
            let (name, id) = (parts.next().unwrap(), parts.next().unwrap_or_default());
            let code = parts.next().map_or(0, |code| u32::from_str_radix(code, 16).unwrap() as i32);
            format!("<ComponentInfoItem WriterId=\"{{66841cd4-6ded-4f4b-8f17-fd23f8ddc3de}}\" Name=\"{id}\" Caption=\"{name}(Online)\" AppName=\"Hyper-V\" hResult=\"{code}\" hDetailedResult=\"0\" />")
        });
        return format!("<ComponentInfo>{}</ComponentInfo>", items.collect::<String>());
    }
    let total: u32 = words.text("vms", "0").parse().unwrap();
    let good: u32 = words.text("vms-good", &total.to_string()).parse().unwrap();
    let items: String = (1..=total)
        .map(|number| {
            let code = if number > good { 0x8078_0119_u32 as i32 } else { 0 };
            format!("<ComponentInfoItem WriterId=\"{{66841cd4-6ded-4f4b-8f17-fd23f8ddc3de}}\" Name=\"vm{number:02}\" Caption=\"VM{number:02}(Online)\" AppName=\"Hyper-V\" hResult=\"{code}\" hDetailedResult=\"0\" />")
        })
        .collect();
    format!("<ComponentInfo>{items}</ComponentInfo>")
}
