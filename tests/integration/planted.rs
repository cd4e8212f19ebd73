//! Names planted in everything that is read: with `--redact`, no byte of what is written tells one.

use std::path::Path;

use bytes::Bytes;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::{Field, Row};
use volsift::event::providers::PROVIDERS;

use super::evtx_builder::scenario;
use super::harness::volsift;

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
16:31:00 volsnap 27 volume=10.47.11.7 status=C000000E device=10.47.11.7
16:31:01 volsnap 27 volume="ZQ9CORP\zq9user" status=C000000E
16:31:02 volsnap 27 volume=S-1-5-21-1004336348-1177238915-682003330-1104 status=C000000E device=S-1-5-21-1004336348-1177238915-682003330-1104
16:31:03 volsnap 27 volume=00-15-5D-FE-ED-01 status=C000000E device=00:15:5D:FE:ED:01
16:31:04 volsnap 27 volume=fd12:3456:feed::17 status=C000000E device=fe80::215:5dff:fe0a:1e01%12
16:31:05 volsnap 27 volume=zq9user@zq9corp.example status=C000000E device=zq9user@zq9corp.example
16:31:06 Spaces 309 maker=10.47.11.7 model=10.47.11.7 serial=10.47.11.7
16:31:07 Cluster 1069 resource=10.47.11.7 type="Physical Disk" node=10.47.11.7
16:31:08 VMMS 10103 vm="10.47.11.7" id=0A1BFEED-1111-4222-8333-444455556666 code=80070020 shape=parameters
17:30:00 Service 7036
"#;

/// The files of it, with a list of volumes, a manifest and a file that is no log.
pub fn planted(folder: &Path) {
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
        "volsift collection manifest 1\r\ncomputer: ZQ9OTHER\r\nhost: zq9other\r\ntaken: zq9\r\nzq9: zq9\r\n\
         text: zq9.txt; taken; size=7; command=zq9\r\nlog: System; absent; note=zq9\r\nend of manifest\r\n",
    )
    .unwrap();
    let shadows = "vssadmin 1.1 - Zq9 tool\n\nContents of shadow copy set ID: {e4d0feed-1111-4222-8333-444455556666}\n      \
        Original Volume: (C:)\\\\?\\Volume{11c9feed-4170-11e1-9d2a-00155d0a1e02}\\\n      \
        Shadow Copy Volume: \\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy9\n      \
        Originating Machine: zq9srv.zq9corp.example\n      Service Machine: 10.47.11.7\n      Provider: 'Zq9 Provider'\n";
    std::fs::write(below.join("vssadmin-shadows.txt"), shadows).unwrap();
    let volumes = "ObjectId : {1}\\\\ZQ9SRV\\root/Microsoft/Windows/Storage/Providers_v2\\WSP_Volume.ObjectId=\"{11c9feed-4170-11e1-9d2a-00155d0a1e03}\"\n\
        PSComputerName : zq9srv\nFileSystemLabel : zq9経理\nUniqueId : \\\\?\\Volume{11c9feed-4170-11e1-9d2a-00155d0a1e03}\\\nDriveLetter : G\n";
    std::fs::write(below.join("get-volume.txt"), volumes).unwrap();
    let registry = "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Zq9]\r\n\"Zq9Owner\"=\"zq9user\"\r\n\
        \"zq9\"=hex:7a,00,71,00,39,00\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\SPP]\r\n\
        \"CreateTimeout\"=dword:001b7740\r\n\"zq9\"=\"zq9\"\r\n";
    std::fs::write(below.join("spp.reg"), registry).unwrap();
}

/// Everything that the program prints of planted names, with more words, and on standard error.
fn printed(folder: &Path, more: &[&str]) -> (Vec<String>, String) {
    let below = folder.join("zq9 Kunde").to_string_lossy().into_owned();
    let list = format!("ZQ9HV01={}", folder.join("zq9-list.txt").to_string_lossy());
    let (mut outputs, mut errors) = (Vec::new(), String::new());
    let mut print = |words: &[&str]| {
        let words = [words, more, &[&below]].concat();
        let output = volsift(&words);
        assert!(output.out.len() > 100, "{words:?}: {}", output.err);
        outputs.push(output.out + "\n");
        errors.push_str(&output.err);
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
    for format in ["table", "json"] {
        print(&["inspect", "--format", format]);
    }
    (outputs, errors)
}

/// What no output may hold: names, and parts of them that nothing else has.
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
    "1004336348",
    "1177238915",
    "682003330",
    "fd12:3456",
    "fe80::215",
    "5dff:fe0a",
    "5d-fe-ed",
    "5d:fe:ed",
    "\u{fa}nic",
    "\u{ff3a}\u{ff31}\u{ff19}",
];

/// These as bytes: in UTF-8 and UTF-16, each as it is and as digits.
fn secrets() -> Vec<Vec<u8>> {
    let digits =
        |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes();
    let mut secrets = Vec::new();
    for secret in SECRETS {
        for text in [(*secret).to_owned(), secret.to_uppercase()] {
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let plain = text.into_bytes();
            secrets.extend([digits(&plain), digits(&wide), plain, wide]);
        }
    }
    secrets.iter_mut().for_each(|secret| secret.make_ascii_lowercase());
    secrets.sort();
    secrets.dedup();
    secrets
}

/// Where bytes tell a name, with what stands around it.
fn told(bytes: &[u8]) -> Vec<String> {
    let lower = bytes.to_ascii_lowercase();
    let around = |secret: &Vec<u8>| {
        let at = memchr::memmem::find(&lower, secret)?;
        let around = &bytes[at.saturating_sub(100)..(at + 60).min(bytes.len())];
        Some(format!("{}: {}", String::from_utf8_lossy(secret), String::from_utf8_lossy(around)))
    };
    secrets().iter().filter_map(around).collect()
}

#[test]
fn no_name_is_told_in_any_format() {
    let folder = tempfile::tempdir().unwrap();
    planted(folder.path());
    let (open, _) = printed(folder.path(), &[]);
    assert!(open.iter().all(|text| !told(text.as_bytes()).is_empty()));
    let key = folder.path().join("zq9.key");
    for more in [&["--redact"][..], &["--redact", "--redact-key", key.to_str().unwrap()]] {
        let (outputs, errors) = printed(folder.path(), more);
        for text in outputs.iter().chain([&errors]) {
            assert!(told(text.as_bytes()).is_empty(), "{:#?}", told(text.as_bytes()));
        }
    }
}

/// A record of an export.
pub fn record(provider: &str, channel: &str, id: u32, number: u32, data: &[&str]) -> String {
    let data: String = data.iter().map(|text| format!("<Data>{text}</Data>")).collect();
    format!(
        "<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System><Provider Name=\"{provider}\"/>\
         <EventID>{id}</EventID><Level>2</Level><TimeCreated SystemTime=\"2024-03-01T13:00:{number:02}Z\"/>\
         <EventRecordID>{number}</EventRecordID><Channel>{channel}</Channel><Computer>HV01</Computer></System>\
         <EventData>{data}</EventData></Event>"
    )
}

/// Names of every kind, as records write them.
const VALUES: &[&str] = &[
    "S-1-5-21-1004336348-1177238915-682003330-1104",
    r"ZQ9CORP\zq9user",
    "zq9user@zq9corp.example",
    r"\\zq9filer\zq9share\zq9.vhdx",
    r"\\10.47.11.7\zq9share",
    "10.47.11.7",
    "10.47.11.7:3260",
    "fd12:3456:feed::17",
    "fe80::215:5dff:fe0a:1e01%12",
    "00-15-5D-FE-ED-01",
    r"C:\Users\zq9user\AppData\Local\zq9.exe",
    "{6d1cfeed-91f2-4a3b-8f40-2a3c1f1f9b02}",
    r"\\?\Volume{6d1cfeed-91f2-4a3b-8f40-2a3c1f1f9b02}",
    "https://zq9.example:8443/x?user=zq9",
    "Zq9 Payroll",
    "zq9-\u{fa}n\u{ef}code",
    "\u{ff3a}\u{ff31}\u{ff19} zq9",
    "Zq9 4711 (E:)",
];

/// The names of fields that readers ask for, which stand in the sources of the program.
fn fields() -> Vec<String> {
    let asked = regex::Regex::new(r#"field\("([A-Za-z]+)"\)"#).unwrap();
    let mut fields = Vec::new();
    for folder in ["src/event", "src/event/providers"] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(path).unwrap();
                fields.extend(asked.captures_iter(&text).map(|found| found[1].to_owned()));
            }
        }
    }
    fields.sort();
    fields.dedup();
    assert!(fields.len() > 30, "{fields:?}");
    fields
}

/// An export with every name in every field of every event that is read, by position and by name, and a packet behind it.
fn everything() -> String {
    const PACKET: &str = "0000000002003000000000001B0006C0030000000E0000C0000000000000000000000000000000";
    let fields = fields();
    let rows = PROVIDERS.iter().flat_map(|provider| provider.events.iter().map(move |row| (provider, row)));
    let mut records = Vec::new();
    let mut number = 0;
    for (at, (provider, row)) in rows.enumerate() {
        // Every third name: the next events have the others.
        for (turn, value) in VALUES.iter().enumerate().filter(|(turn, _)| turn % 3 == at % 3) {
            // In every other record other names stand beside it; in turns, the bytes behind them are a name too.
            let beside = |place: usize| {
                if (at + turn / 3) % 2 == 0 { *value } else { VALUES[(turn + place) % VALUES.len()] }
            };
            let named: String = fields
                .iter()
                .enumerate()
                .map(|(place, name)| {
                    format!("<Data Name='{name}'>{}</Data>", beside(place).replace('&', "&amp;"))
                })
                .collect();
            let listed: String = (0..8).map(|place| format!("<Data>{}</Data>", beside(place))).collect();
            let wide: String =
                value.encode_utf16().flat_map(u16::to_le_bytes).map(|byte| format!("{byte:02X}")).collect();
            let binary = [PACKET, &wide, value][(at + turn / 3) % 3];
            for data in [named, listed] {
                number += 1;
                records.push(format!(
                    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='{}'/>\
                     <EventID>{}</EventID><Level>2</Level><TimeCreated SystemTime='2024-03-01T{:02}:{:02}:{:02}Z'/>\
                     <EventRecordID>{number}</EventRecordID><Channel>{}</Channel><Computer>ZQ9HV01.zq9corp.example</Computer>\
                     <Security UserID='{}'/></System><EventData>{data}<Binary>{binary}</Binary></EventData></Event>",
                    provider.names[0], row.id, number / 3600, number / 60 % 60, number % 60, provider.channel, VALUES[0],
                ));
            }
        }
    }
    format!("<Events>{}</Events>", records.concat())
}

/// Every text of an extract in Parquet, as its columns hold it.
fn unpacked(table: Vec<u8>) -> Vec<u8> {
    fn field(item: &Field, out: &mut Vec<u8>) {
        match item {
            Field::Group(group) => row(group, out),
            Field::ListInternal(list) => list.elements().iter().for_each(|item| field(item, out)),
            Field::Str(text) => out.extend(text.bytes()),
            other => out.extend(other.to_string().bytes()),
        }
        out.push(b'\n');
    }
    fn row(row: &Row, out: &mut Vec<u8>) {
        row.get_column_iter().for_each(|(_, item)| field(item, out));
    }
    let mut out = Vec::new();
    for found in SerializedFileReader::new(Bytes::from(table)).unwrap().get_row_iter(None).unwrap() {
        row(&found.unwrap(), &mut out);
    }
    out
}

/// Each form of an extract: its bytes, what is packed in them, and what the program says while it makes it.
fn extracted(logs: &str, more: &[&str], forms: &[&str]) -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let mut all = Vec::new();
    for form in forms {
        let file = folder.path().join(format!("x.{form}"));
        let output = volsift(&[&["extract", "-o", file.to_str().unwrap()], more, &[logs]].concat());
        assert!(output.out.is_empty() && output.code != 2, "{}", output.err);
        let bytes = std::fs::read(file).unwrap();
        let within = match *form {
            "ndjson" => Vec::new(),
            "parquet" => unpacked(bytes.clone()),
            _ => zstd::decode_all(&*bytes).unwrap(),
        };
        assert!(*form == "ndjson" || within.len() > 10_000, "{form} {}", within.len());
        all.push((format!("{form}, unpacked"), within));
        all.push(((*form).to_owned(), bytes));
        all.push((format!("{form}, standard error"), output.err.into_bytes()));
    }
    all
}

#[test]
fn no_name_is_told_in_any_form_of_an_extract() {
    let folder = tempfile::tempdir().unwrap();
    planted(folder.path());
    let below = folder.path().join("zq9 Kunde").to_string_lossy().into_owned();
    let key = folder.path().join("zq9.key");
    const FORMS: &[&str] = &["ndjson", "ndjson.zst", "parquet"];
    for more in [&["--redact"][..], &["--redact", "--redact-key", key.to_str().unwrap()]] {
        for (what, bytes) in extracted(&below, more, FORMS) {
            assert!(told(&bytes).is_empty(), "{what}: {:#?}", told(&bytes));
        }
    }
    // Where they are not renamed they are found, once what is packed is unpacked.
    for (what, bytes) in extracted(&below, &[], FORMS) {
        let is_plain =
            what == "ndjson" || what.ends_with("zst, unpacked") || what.ends_with("parquet, unpacked");
        assert!(!is_plain || told(&bytes).len() > 10, "{what}: {:#?}", told(&bytes));
    }
}

#[test]
fn no_name_is_told_of_any_event_that_is_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("more.xml"), everything()).unwrap();
    let below = folder.path().to_str().unwrap();
    for (what, bytes) in extracted(below, &["--redact"], &["parquet"]) {
        assert!(told(&bytes).is_empty(), "{what}: {:#?}", told(&bytes));
    }
    for (what, bytes) in extracted(below, &[], &["parquet"]) {
        assert!(!what.ends_with("unpacked") || told(&bytes).len() > 15, "{what}: {:#?}", told(&bytes));
    }
    // The same in what is told of single records.
    for words in [&["analyze", "--all", "--format", "json"][..], &["timeline", "--format", "json"]] {
        let output = volsift(&[words, &["--redact", below]].concat());
        assert!(output.out.len() > 100_000);
        let text = output.out + &output.err;
        assert!(told(text.as_bytes()).is_empty(), "{words:?}: {:#?}", told(text.as_bytes()));
    }
}

/// Two reports with pseudonyms of one key, and what differs between them.
#[test]
fn no_name_is_told_in_a_difference() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("zq9.key").to_string_lossy().into_owned();
    let reports = |redact: &[&str]| {
        let report = |name: &str, text: &str| {
            let logs = folder.path().join(name);
            super::harness::lay(text, &logs);
            let file = folder.path().join(format!("{name}.json")).to_string_lossy().into_owned();
            volsift(&[&["analyze", "--all"], redact, &["-o", &file, logs.to_str().unwrap()]].concat());
            file
        };
        let half: Vec<&str> = NAMES.lines().filter(|line| !line.starts_with("16:")).collect();
        let (old, new) = (report("old", &half.join("\n")), report("new", NAMES));
        ["table", "markdown", "json"].map(|format| volsift(&["diff", &old, &new, "--format", format]).out)
    };
    for text in reports(&["--redact", "--redact-key", &key]) {
        assert!(text.len() > 300, "{text}");
        assert!(told(text.as_bytes()).is_empty(), "{:#?}", told(text.as_bytes()));
    }
    assert!(reports(&[]).iter().all(|text| !told(text.as_bytes()).is_empty()));
}

/// Names that look like numbers, codes or words of Windows, logs and providers of somebody's own.
#[test]
fn what_looks_harmless_and_may_be_a_name_is_not_told() {
    const NAMES: &[&str] = &[
        "A73",
        "DEADBEE1",
        "C0DE7391",
        "739154",
        "K10234",
        "0xACME",
        "Acme Standard Time",
        "5b6c1b2e",
        "10.47.11.7",
        "192.168.10.20",
        "10.47.11.7:3260",
        "4711",
        "1.23",
        "C0123456",
        "000A1234",
        "98765432",
    ];
    let records: String = (1..)
        .zip(NAMES)
        .map(|(number, name)| record("volsnap", "System", 27, number, &[name, name]))
        .chain((20..).zip(NAMES).map(|(number, name)| record("volsnap", "System", 27, number, &["x", name])))
        .chain([record("Acme Veeam report", "Acme ERP", 1, 50, &["x"])])
        .chain([record("volsnap", "Acme Disks", 27, 51, &["x", r"\\A73\B91\disk1.vhdx"])])
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let logs = folder.path().join("System.xml");
    std::fs::write(&logs, format!("<Events>{records}</Events>")).unwrap();
    let logs = logs.to_str().unwrap();
    for words in [
        &["analyze", "--all", "--format", "json"][..],
        &["analyze", "--all", "--format", "table"],
        &["timeline", "--format", "json"],
        &["inspect", "--format", "json"],
        &["extract"],
    ] {
        let told = |more: &[&str]| {
            let output = volsift(&[words, more, &[logs]].concat());
            assert!(output.out.len() > 100, "{words:?}: {}", output.err);
            let is_told = |name: &&str| {
                let word = regex::Regex::new(&format!(
                    r"(?:^|[^0-9A-Za-z]){}(?:$|[^0-9A-Za-z])",
                    regex::escape(name)
                ));
                let word = word.unwrap();
                word.is_match(&output.out)
            };
            NAMES.iter().copied().chain(["Acme", "B91"]).filter(is_told).collect::<Vec<_>>()
        };
        assert!(!told(&[]).is_empty(), "{words:?}");
        assert!(told(&["--redact"]).is_empty(), "{words:?}: {:?}", told(&["--redact"]));
    }
}
