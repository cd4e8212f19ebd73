//! Seeds, made from the fixtures: small, and one of each shape.

use std::path::{Path, PathBuf};

use super::evtx_builder::pack::{self, Files, Zip};

const FILE_HEADER: usize = 4096;
const CHUNK: usize = 0x1_0000;

/// Cases whose logs differ in what they hold.
const CASES: &[&str] = &[
    "article",
    "V601-fires",
    "V602-fires",
    "V202-fires",
    "V204-fires",
    "V205-fires",
    "V208-fires",
    "V402-fires",
    "modern-host",
    "two-computers",
    "dirty-and-stale",
    "checksum-failed",
];

pub fn of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "whole_file" => whole_files(),
        "chunk" | "peek_and_decoder" => chunks(),
        "record_xml" => events(),
        "export" => exports(),
        "volumes_info" => texts(VOLUMES_INFO),
        "inventory" => inventories(),
        "registry" => texts(REGISTRY),
        "zip" => archives("zip"),
        "sevenz" => archives("7z"),
        "cab" => archives("cab"),
        "gzip" => archives("gz"),
        "zstd" => extracts("ndjson.zst"),
        "extract_lines" => extracts("ndjson"),
        "extract_table" => extracts("parquet"),
        "tar" => archives("tar"),
        "codes" => texts(CODES),
        other => panic!("no seeds for {other}"),
    }
}

/// Extracts of every version.
fn extracts(form: &str) -> Vec<Vec<u8>> {
    let all = files(Path::new("fixtures/extracts")).into_iter();
    let of_form = all.filter(|path| path.to_string_lossy().ends_with(&format!(".{form}")));
    of_form.map(|path| std::fs::read(path).unwrap()).collect()
}

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn ending(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let all = files(folder).into_iter();
    all.filter(|path| path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))).collect()
}

fn logs() -> Vec<Vec<u8>> {
    let logs = CASES.iter().flat_map(|case| ending(&Path::new("fixtures/cases").join(case), "evtx"));
    logs.map(|path| std::fs::read(path).unwrap()).collect()
}

/// Without the zeros at its end, which targets put back.
fn trimmed(bytes: &[u8]) -> Vec<u8> {
    let length = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    bytes[..length].to_vec()
}

fn chunks() -> Vec<Vec<u8>> {
    logs().iter().filter_map(|log| log.get(FILE_HEADER..FILE_HEADER + CHUNK)).map(trimmed).collect()
}

fn whole_files() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = logs()
        .iter()
        .map(|log| trimmed(&log[..log.len().min(FILE_HEADER + CHUNK)]))
        .map(|mut log| {
            // One of even length is filled up.
            if !log.len().is_multiple_of(2) {
                log.push(0);
            }
            log
        })
        .collect();
    let mut cut = all[0].clone();
    cut.truncate(FILE_HEADER + 2001);
    all.push(cut);
    all
}

fn exports() -> Vec<Vec<u8>> {
    let all = ending(Path::new("fixtures/cases"), "xml").into_iter();
    let read = all.map(|path| std::fs::read(path).unwrap());
    read.filter(|bytes| !bytes.is_empty())
        .map(|bytes| bytes[..bytes.len().min(6000)].to_vec())
        .take(24)
        .collect()
}

/// Events one by one.
fn events() -> Vec<Vec<u8>> {
    let mut found: Vec<Vec<u8>> = Vec::new();
    for path in ending(Path::new("fixtures/cases/xml-wevtutil"), "xml") {
        let bytes = std::fs::read(path).unwrap();
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let parts = text.split("<Event ").skip(1).map(|part| format!("<Event {part}"));
        found.extend(parts.map(String::into_bytes).filter(|event| event.len() < 4000).take(20));
    }
    found
}

/// Lists of volumes, of shadow copies and of disks: those of the cases, and one of each other tool.
fn inventories() -> Vec<Vec<u8>> {
    let all = ending(Path::new("fixtures/cases"), "txt").into_iter();
    let lists = all
        .filter(|path| path.file_name().is_some_and(|name| name != "scenario.txt" && name != "expected.txt"));
    lists.map(|path| std::fs::read(path).unwrap()).chain(texts(LISTS)).collect()
}

/// Small archives: a log, a text, a folder, and another archive.
fn archives(extension: &str) -> Vec<Vec<u8>> {
    let log = std::fs::read("fixtures/cases/V601-fires/logs/System.evtx").unwrap();
    let log = trimmed(&log[..FILE_HEADER + CHUNK]);
    if extension == "gz" {
        return vec![
            pack::gzip(&log),
            pack::gzip(b"Possible values for VolumeName"),
            pack::gzip(&pack::gzip(&log)),
        ];
    }
    let files = |names: &[(&str, &[u8])]| -> Files {
        names.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect()
    };
    let name = format!("bundle.{extension}");
    let text: &[u8] = b"\\\\?\\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}\\\r\n    C:\\\r\n";
    let small = files(&[("logs/System.evtx", &log), ("mountvol.txt", text)]);
    let inner = pack::pack("inner.zip", &small, Zip::default());
    let nested = files(&[("inner.zip", &inner), ("a/b/empty.evtx", b"")]);
    vec![pack::pack(&name, &small, Zip::default()), pack::pack(&name, &nested, Zip::default())]
}

const VOLUMES_INFO: &[&str] = &[
    "<VolumeInfo><VolumeInfoItem Name=\"C:\" OriginalAccessPath=\"C:\" State=\"14\" HResult=\"0\" DetailedHResult=\"0\" \
     PreviousState=\"8\" IsCritical=\"1\" IsIncremental=\"1\" BlockLevel=\"1\" HasFiles=\"0\" NumTransferred=\"9\" \
     NumTotal=\"9\" FailureLogPath=\"C:\\Windows\\Logs\"/></VolumeInfo>",
    "<VolumeInfo><VolumeInfoItem Name=\"R&D (D:)\" OriginalAccessPath=\"\\\\?\\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}\\\" \
     State=\"15\" HResult=\"-2139619228\"/><VolumeInfoItem Name=\"&lt;E:&gt;\"/></VolumeInfo>",
    "<ComponentInfo><ComponentInfoItem Name=\"vm1\" HResult=\"2155348129\"/></ComponentInfo>",
    "<ComponentInfoItem Name=\"vm1\" HResult=\"0\"/><ComponentInfoItem Name='vm2'></ComponentInfoItem>",
];

const REGISTRY: &[&str] = &[
    "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\SPP]\r\n\
     \"CreateTimeout\"=dword:001b7740\r\n",
    "\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\SPP\r\n    CreateTimeout    REG_DWORD    0x1b7740\r\n",
    "REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\SPP]\r\n\"Other\"=\"x\"\r\n",
];

const LISTS: &[&str] = &[
    "Possible values for VolumeName along with current mount points are:\r\n\r\n    \
     \\\\?\\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}\\\r\n        C:\\\r\n\r\n    \
     \\\\?\\Volume{5b6c1b2e-4170-11e1-9d2a-00155d0a1e01}\\\r\n        *** NO MOUNT POINTS ***\r\n",
    "Contents of shadow copy set ID: {5b1bd9ca-9c8f-4b8e-b1a1-6a2f2f4bd001}\r\n   Contained 1 shadow copies at creation time: 1/18/2012 \
     8:01:00 AM\r\n      Shadow Copy ID: {c0a8e3a1-1111-4222-8333-444455556666}\r\n         Original Volume: \
     (C:)\\\\?\\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}\\\r\n         Shadow Copy Volume: \
     \\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy4\r\n         Originating Machine: HV01\r\n",
    "Shadow Copy Storage association\r\n   For volume: (C:)\\\\?\\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}\\\r\n   Shadow Copy \
     Storage volume: (D:)\\\\?\\Volume{5b6c1b2e-4170-11e1-9d2a-00155d0a1e01}\\\r\n   Used Shadow Copy Storage space: 0 B\r\n",
    "AccessPaths : {C:\\, \\\\?\\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}\\}\r\nDriveLetter : C\r\n",
    "UniqueId : \\\\?\\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}\\\r\nDriveLetter : C\r\n",
    "[HKEY_LOCAL_MACHINE\\SYSTEM\\MountedDevices]\r\n\"\\\\??\\\\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}\"=hex:c4,1a,9b,\\\r\n  \
     3e,00,00,10,00\r\n\"\\\\DosDevices\\\\C:\"=hex:c4,1a,9b,3e,00,00,10,00\r\n",
    "DeviceID=\\\\?\\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}\\\r\r\nDriveLetter=C:\r\r\nLabel=\r\r\n",
    "InstanceName=SCSI\\Disk_A\r\r\nPredictFailure=FALSE\r\r\n\r\r\nInstanceName=SCSI\\Disk_B\r\r\nPredictFailure=TRUE\r\r\n",
    "Index=0\r\nInterfaceType=SCSI\r\nModel=A\r\nStatus=OK\r\n\r\nIndex=1\r\nInterfaceType=USB\r\nModel=B\r\nStatus=Pred Fail\r\n",
    "DeviceId          : 0\nFriendlyName      : A\nHealthStatus      : Warning\nOperationalStatus : {OK, IO Error}\n",
];

const CODES: &[&str] = &[
    "2155348129",
    "-2139619167",
    "0x807800A1 0x80780049",
    "C000000E",
    "STATUS_NO_SUCH_DEVICE VSS_E_PROVIDER_VETO",
    "volsnap 27, Backup 521",
    "System#4714 V301 permanent-volume",
    "{4152f97e-b029-41c9-96ce-efa1b6232e54}",
    "\\\\?\\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}\\",
    "\\??\\E:",
    "-540 Tokyo Standard Time",
    "300 Eastern Daylight Time",
    "0 GMT Standard Time",
];
