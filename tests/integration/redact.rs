//! `--redact`: no name is told in any format, and everything else is told as before.

use std::path::Path;

use serde_json::Value;

use super::evtx_builder::scenario;
use super::harness::{cases, json, lay, name, options, options_of, volsift};

/// Whether a text has a pseudonym in it.
fn has_pseudonym(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "computer", "domain", "vm", "label", "share", "folder", "file", "program", "model", "target",
        "address", "account", "channel", "text",
    ];
    let is_numbered = |word: &&str| {
        text.match_indices(*word)
            .any(|(at, _)| text[at + word.len()..].chars().next().is_some_and(|next| next.is_ascii_digit()))
    };
    // The first GUIDs have small numbers.
    WORDS.iter().any(is_numbered) || text.contains("000000")
}

/// Where two reports differ in more than names.
fn differences(before: &Value, after: &Value, place: &str, found: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(one), Value::Object(other)) => {
            let (keys, others): (Vec<_>, Vec<_>) = (one.keys().collect(), other.keys().collect());
            if keys != others {
                found.push(format!("{place}: {keys:?} {others:?}"));
            }
            for (key, value) in one {
                if let Some(after) = other.get(key) {
                    differences(value, after, &format!("{place}/{key}"), found);
                }
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            if one.len() != other.len() {
                found.push(format!("{place}: {} {}", one.len(), other.len()));
            }
            for (position, (value, after)) in one.iter().zip(other).enumerate() {
                differences(value, after, &format!("{place}/{position}"), found);
            }
        }
        (Value::String(one), Value::String(other)) => {
            if one != other && !has_pseudonym(other) && !other.contains("os error") {
                found.push(format!("{place}: {one:?} {other:?}"));
            }
        }
        (one, other) => {
            if one != other {
                found.push(format!("{place}: {one} {other}"));
            }
        }
    }
}

/// Two reports on the same logs, of which the second has pseudonyms.
fn check(what: &str, words: &[String], found: &mut Vec<String>) -> bool {
    let (mut before, code) = json(words);
    let (mut after, redacted) = json(&[words, &["--redact".to_owned()]].concat());
    for report in [&mut before, &mut after] {
        report["provenance"]["command"].take();
    }
    differences(&before, &after, what, found);
    if code != redacted {
        found.push(format!("{what}: exit {code} {redacted}"));
    }
    before != after
}

#[test]
fn pseudonyms_change_no_verdict_and_nothing_else() {
    let (mut found, mut renamed) = (Vec::new(), 0);
    for case in cases() {
        let logs = case.join("logs").to_string_lossy().into_owned();
        renamed += usize::from(check(&name(&case), &[options(&case), vec![logs]].concat(), &mut found));
    }
    for kind in ["never-benign", "never-quiet"] {
        for entry in std::fs::read_dir(Path::new("fixtures").join(kind)).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let folder = tempfile::tempdir().unwrap();
            lay(&text, folder.path());
            let logs = folder.path().to_string_lossy().into_owned();
            renamed += usize::from(check(
                &name(&path),
                &[options_of(&text, &path), vec![logs]].concat(),
                &mut found,
            ));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    assert!(renamed > 150, "{renamed}");
}

/// Every name has `zq9` in it, which no pseudonym has, and every GUID `feed`.
const NAMES: &str = r#"
computer ZQ9HV01.zq9corp.example
windows 10.0
let data = \\?\Volume{6d1cfeed-91f2-4a3b-8f40-2a3c1f1f9b02}
let image = \\?\Volume{5b6cfeed-4170-11e1-9d2a-00155d0a1e01}
day 2024-03-01
03:00:00 EventLog 6013 zone="-60 W. Europe Standard Time" windows="Zq9windows Server 2022|10.0.20348 Build 20348"
05:00:00 Ntfs 98 volume=$data
05:30:00 Ntfs 4 volume=$data name=E: disk=2
06:00:00 Ntfs 55 volume=C:\zq9-mount\zq9data
06:10:00 disk 7 disk=2
06:11:00 iSCSI 20 \Device\RaidPort1 target=iqn.1991-05.com.microsoft:zq9target
06:12:00 Cluster 5142 volume="ZQ9 Cluster Volume" node=ZQ9NODE
06:12:30 Cluster 1069 resource="ZQ9 Disk" type="Physical Disk" node=ZQ9HV01
06:13:00 Spaces 309 maker=ZQ9 model=Zq9000 serial=ZQ9123
06:14:00 Partition 1006 disk=5 bus=17 model="ZQ9 Model 9" parent="PCI\VEN_ZQ9&DEV_1" file="zq9 slot 4" volumes=$data
06:15:00 StorageSpaces 207 disk=6 model="Zq9000"
06:20:00 VMMS 10103 vm="Zq9 Payroll" id=0A1BFEED-1111-4222-8333-444455556666 code=80070020 shape=parameters file="D:\zq9vms\Zq9 Payroll.vhdx"
06:21:00 StorageVSP 9 file="\\zq9filer\zq9share\Zq9 Payroll.vhdx" ms=20000
06:22:00 Kernel-PnP 225 process="\Device\HarddiskVolume4\zq9tools\zq9locker.exe"
06:23:00 VSS 8193 "zq9 routine of zq9user" cmd="C:\Program Files\zq9backup\zq9backup.exe -run"
06:24:00 "Windows Backup" 4097 \\zq9filer\zq9target
06:24:30 "System Restore" 8194 "C:\zq9\zq9setup.exe -Embedding" "Zq9 description"
06:25:00 "Altaro VM Backup" 5002 vm="Zq9 Payroll"
06:26:00 VHDMP 112 vhd="\\10.47.11.7\zq9share\x.vhdx"
16:00:00 Backup 1 run=1 set=c2831599-feed-4b63-9892-000000000001
16:01:00 VHDMP 1 disk=3 vhd="D:\zq9vms\{77a9feed-41a8-11e1-b1f0-00155d0a1e01}\zq9.vhdx"
16:04:59 VHDMP 2 disk=3 vhd="D:\zq9vms\{77a9feed-41a8-11e1-b1f0-00155d0a1e01}\zq9.vhdx"
16:05:00 volsnap 27 volume=$image status=C000000E device=zq9device
16:06:00 volsnap 27 volume="zq9 label" status=C0000185
16:07:00 volsnap 27 volume=$data status=C000000E
16:07:30 volsnap 27 volume=$data ntstatus=zq9status binary=none
16:08:00 volsnap 36 volume=$data storage=\\?\Volume{11c9feed-4170-11e1-9d2a-00155d0a1e01}
16:10:00 Backup 146 volume="Zq9label (F:)" path=\\?\Volume{11c9feed-4170-11e1-9d2a-00155d0a1e02}
16:30:00 Backup 7 run=1 code=80780049 set=c2831599-feed-4b63-9892-000000000001 target=\\zq9filer\zq9backups volumes=2 source=\\?\Volume{11c9feed-4170-11e1-9d2a-00155d0a1e03} volumes-info="<VolumeInfo><VolumeInfoItem Name=\"zq9\" State=\"zq9\" /"
16:30:00.100 Backup 14 run=1 set=c2831599-feed-4b63-9892-000000000001 target="Zq9 Backup Disk 1" volumes=2 source=\\?\Volume{11c9feed-4170-11e1-9d2a-00155d0a1e03} component-info="<ComponentInfo><ComponentInfoItem Name=\"zq9name\" Caption=\"Zq9 Payroll(Online)\" AppName=\"Hyper-V zq9\" hResult=\"-2147212301\" State=\"15\" /></ComponentInfo>"
17:30:00 Service 7036
"#;

/// The files of it, with a list of volumes, a manifest and a file that is no log.
fn planted(folder: &Path) {
    let below = folder.join("zq9 Kunde");
    std::fs::create_dir(&below).unwrap();
    for (file, bytes) in scenario::build(NAMES) {
        std::fs::write(below.join(format!("ZQ9HV01-{file}")), bytes).unwrap();
    }
    let list = "    \\\\?\\Volume{6d1cfeed-91f2-4a3b-8f40-2a3c1f1f9b02}\\\n        E:\\\n        C:\\zq9-mount\\zq9data\\\n\n    \
        \\\\?\\Volume{11c9feed-4170}\\\n        F:\\zq9folder\\\n";
    std::fs::write(below.join("zq9 mountvol.txt"), list).unwrap();
    std::fs::write(folder.join("zq9-list.txt"), list).unwrap();
    std::fs::write(below.join("zq9.evtx"), b"zq9 is no log").unwrap();
    std::fs::write(
        below.join("manifest.txt"),
        "volsift collection manifest 1\r\ncomputer: ZQ9OTHER\r\nhost: zq9other\r\nend of manifest\r\n",
    )
    .unwrap();
}

/// Everything that the program prints of planted names, with more words.
fn printed(folder: &Path, more: &[&str]) -> Vec<String> {
    let below = folder.join("zq9 Kunde").to_string_lossy().into_owned();
    let list = format!("ZQ9HV01={}", folder.join("zq9-list.txt").to_string_lossy());
    let mut outputs = Vec::new();
    let mut print = |words: &[&str]| {
        let words = [words, more, &[&below]].concat();
        let output = volsift(&words);
        assert!(output.out.len() > 100, "{words:?}: {}", output.err);
        outputs.push(output.out);
    };
    for format in ["table", "markdown", "html", "json", "ndjson", "junit"] {
        print(&[
            "analyze",
            "--all",
            "--format",
            format,
            "--mountvol",
            &list,
            "--computer",
            "ZQ9HV01.zq9corp.example",
        ]);
        print(&[
            "analyze",
            "--lang",
            "ja",
            "--format",
            format,
            "--password",
            "zq9",
            "--computer",
            "zq9nobody",
        ]);
    }
    for (group, format) in [
        ("computer", "table"),
        ("cause", "markdown"),
        ("day", "html"),
        ("computer", "html"),
        ("cause", "json"),
    ] {
        print(&["analyze", "--all", "--group-by", group, "--format", format, "--mountvol", &list]);
    }
    for rows in ["volsnap27", "runs", "records", "coverage"] {
        print(&["analyze", "--format", "csv", "--csv", rows]);
    }
    for format in ["table", "json", "csv"] {
        print(&["timeline", "--format", format, "--mountvol", &list]);
    }
    print(&["extract"]);
    for format in ["table", "json"] {
        print(&["inspect", "--format", format]);
    }
    outputs
}

fn names_told(text: &str) -> Vec<&str> {
    const SECRETS: &[&str] = &[
        "zq9",
        "10.47.11.7",
        "kunde",
        "payroll",
        "6d1cfeed",
        "5b6cfeed",
        "11c9feed",
        "77a9feed",
        "0a1bfeed",
        "feed-4b63",
        // In the bytes of a table of partitions.
        "edfe1c6d",
        // In UTF-16, as digits.
        "7a0071003900",
        "5a0051003900",
        "5a0071003900",
    ];
    let is_told = |line: &&str| {
        let line = line.to_lowercase();
        SECRETS.iter().any(|secret| line.contains(secret))
    };
    text.lines().filter(is_told).collect()
}

#[test]
fn no_name_is_told_in_any_format() {
    let folder = tempfile::tempdir().unwrap();
    planted(folder.path());
    let open = printed(folder.path(), &[]);
    assert!(open.iter().all(|text| !names_told(text).is_empty()));
    let key = folder.path().join("zq9.key");
    for more in [&["--redact"][..], &["--redact", "--redact-key", key.to_str().unwrap()]] {
        for text in printed(folder.path(), more) {
            let told = names_told(&text);
            assert!(told.is_empty(), "{told:#?}");
        }
    }
}

#[test]
fn a_key_keeps_pseudonyms_and_without_one_they_are_numbers() {
    let folder = tempfile::tempdir().unwrap();
    planted(folder.path());
    let logs = folder.path().join("zq9 Kunde").to_string_lossy().into_owned();
    let name = |key: Option<&str>| {
        let path = key.map(|key| folder.path().join(key).to_string_lossy().into_owned());
        let words: Vec<&str> = path.iter().flat_map(|path| ["--redact-key", path]).collect();
        let (report, _) = json(&[&["--redact"], &words[..], &[&logs]].concat());
        report["computers"][0]["name"].as_str().unwrap().to_owned()
    };
    assert_eq!(name(None), "computer1.domain1");
    let kept = name(Some("a.key"));
    assert_eq!(name(Some("a.key")), kept);
    assert_ne!(name(Some("b.key")), kept);
    let output = volsift(&["analyze", "--redact", "--redact-key", &logs, &logs]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("is no key of pseudonyms"), "{}", output.err);
}

/// Numbers follow the records, not the names of files.
#[test]
fn renamed_files_have_the_same_pseudonyms() {
    let folder = tempfile::tempdir().unwrap();
    planted(folder.path());
    let told = |logs: &Path| {
        let (mut report, _) = json(&["--redact", logs.to_str().unwrap()]);
        report["computers"].take()
    };
    let below = folder.path().join("zq9 Kunde");
    let before = told(&below);
    let other = folder.path().join("other");
    std::fs::create_dir(&other).unwrap();
    for (number, file) in super::harness::logs(&below).iter().rev().enumerate() {
        std::fs::copy(file, other.join(format!("{number}.evtx"))).unwrap();
    }
    std::fs::copy(below.join("zq9 mountvol.txt"), other.join("volumes.txt")).unwrap();
    let names = regex::Regex::new("[^ \"]*(?:file|folder|computer)[0-9]+[^ \"]*").unwrap();
    let without_files = |value: &Value| names.replace_all(&value.to_string(), "").into_owned();
    assert_eq!(without_files(&before), without_files(&told(&other)));
}

/// A record of an export.
fn record(provider: &str, channel: &str, id: u32, number: u32, data: &[&str]) -> String {
    let data: String = data.iter().map(|text| format!("<Data>{text}</Data>")).collect();
    format!(
        "<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System><Provider Name=\"{provider}\"/>\
         <EventID>{id}</EventID><Level>2</Level><TimeCreated SystemTime=\"2024-03-01T13:00:0{number}Z\"/>\
         <EventRecordID>{number}</EventRecordID><Channel>{channel}</Channel><Computer>HV01</Computer></System>\
         <EventData>{data}</EventData></Event>"
    )
}

/// Names that look like numbers, codes or words of Windows, logs and providers of somebody's own.
#[test]
fn what_looks_harmless_and_may_be_a_name_is_not_told() {
    const NAMES: &[&str] =
        &["A73", "DEADBEE1", "C0DE7391", "739154", "K10234", "0xACME", "Acme Standard Time", "5b6c1b2e"];
    let mut records: Vec<String> = (1..)
        .zip(NAMES)
        .map(|(number, name)| {
            record("volsnap", "System", 27, number, &[r"\Device\HarddiskVolumeShadowCopy1", name])
        })
        .collect();
    records.push(record("Acme Veeam report", "Acme ERP", 1, 9, &["x"]));
    records.push(record("volsnap", "Acme Disks", 27, 9, &["x", r"\\A73\B91\disk1.vhdx"]));
    let folder = tempfile::tempdir().unwrap();
    let logs = folder.path().join("System.xml");
    std::fs::write(&logs, format!("<Events>{}</Events>", records.concat())).unwrap();
    let logs = logs.to_str().unwrap();
    for words in [
        &["analyze", "--all", "--format", "json"][..],
        &["analyze", "--all", "--format", "table"],
        &["timeline", "--format", "json"],
        &["inspect", "--format", "json"],
    ] {
        let told = |more: &[&str]| {
            let output = volsift(&[words, more, &[logs]].concat());
            assert!(output.out.len() > 100, "{words:?}: {}", output.err);
            let names = NAMES.iter().chain(&["Acme", "B91"]).filter(|name| output.out.contains(**name));
            names.copied().collect::<Vec<_>>()
        };
        assert!(!told(&[]).is_empty(), "{words:?}");
        assert!(told(&["--redact"]).is_empty(), "{words:?}: {:?}", told(&["--redact"]));
    }
}

#[test]
fn no_report_overwrites_the_key() {
    let folder = tempfile::tempdir().unwrap();
    planted(folder.path());
    let logs = folder.path().join("zq9 Kunde").to_string_lossy().into_owned();
    let key = folder.path().join("a.json").to_string_lossy().into_owned();
    for kind in ["analyze", "timeline", "inspect"] {
        let output = volsift(&[kind, "--redact", "--redact-key", &key, "-o", &key, &logs]);
        assert_eq!(output.code, 2, "{kind}");
        assert!(output.err.contains("would overwrite the key"), "{}", output.err);
        assert!(!Path::new(&key).exists());
    }
}

/// Windows compares names of computers without case, in any script.
#[test]
fn a_computer_is_asked_for_in_any_case_with_and_without_pseudonyms() {
    let folder = tempfile::tempdir().unwrap();
    let logs = folder.path().join("System.xml");
    let event = record("volsnap", "System", 27, 1, &["x", "E:"]).replace("HV01", "\u{e4}hv.corp.example");
    std::fs::write(&logs, format!("<Events>{event}</Events>")).unwrap();
    for name in ["\u{e4}hv", "\u{c4}HV", "\u{c4}hv.Corp.example"] {
        for more in [&[][..], &["--redact"]] {
            let (report, code) = json(&[&["--computer", name], more, &[logs.to_str().unwrap()]].concat());
            assert_ne!(code, 2, "{name} {more:?}");
            assert_eq!(report["computers"].as_array().unwrap().len(), 1, "{name} {more:?}");
        }
    }
}
