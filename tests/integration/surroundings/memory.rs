//! Memory is bounded by design: a log of a quarter of a gigabyte, in which nothing matters, is read in less than it is long,
//! whatever it comes as. `just memory` measures what is needed at two sizes.

use std::path::Path;

use super::super::evtx_builder::pack::{Files, Zip, pack};
use super::{bash, long, records};

/// More than the addresses of the process.
const LONG: usize = 240 << 20;
/// Two threads with 64 MiB each that the allocator sets aside, and what is there anyway; in KiB.
const ADDRESSES: u32 = 220 << 10;

fn check(folder: &Path, words: &str, skipped: u64) {
    let ran = bash(
        folder,
        &format!("ulimit -v {ADDRESSES}; \"$V\" analyze {words} --format json --max-ratio 100000"),
    );
    assert!(matches!(ran.code(), Some(0 | 4)), "{words}: {}", ran.err);
    let report = ran.json();
    assert_eq!(report["summary"]["complete"], true, "{words}: {}", report["issues"]);
    let all = report["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|source| source["records"]["skipped"].as_u64().unwrap());
    assert_eq!(all.sum::<u64>(), skipped, "{words}");
}

#[test]
fn a_log_is_never_in_memory_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let log = long(LONG);
    let records = records(&log);
    std::fs::write(folder.path().join("long.evtx"), &log).unwrap();
    check(folder.path(), "long.evtx", records);
    check(folder.path(), "- < long.evtx", records);
    check(folder.path(), "<(cat long.evtx)", records);
    let packed =
        bash(folder.path(), "gzip -1k long.evtx && tar cf long.tar long.evtx && gzip -1k long.tar && ls");
    assert_eq!(packed.code(), Some(0), "{}", packed.err);
    check(folder.path(), "long.evtx.gz", records);
    check(folder.path(), "- < long.evtx.gz", records);
    check(folder.path(), "long.tar", records);
    check(folder.path(), "long.tar.gz", records);
    let packed = zstd::encode_all(&*log, 1).unwrap();
    std::fs::write(folder.path().join("long.evtx.zst"), packed).unwrap();
    check(folder.path(), "long.evtx.zst", records);
    check(folder.path(), "- < long.evtx.zst", records);
    let files = Files::from([("long.evtx".to_owned(), log)]);
    for name in ["long.zip", "long.cab", "long.7z"] {
        std::fs::write(folder.path().join(name), pack(name, &files, Zip { stored: true, ..Zip::default() }))
            .unwrap();
        check(folder.path(), name, records);
    }
    // In another archive, what can't be read from front to back is held: packed, as it is there.
    let gz = std::fs::read(folder.path().join("long.evtx.gz")).unwrap();
    let inner = pack(
        "x.zip",
        &Files::from([("long.evtx.gz".to_owned(), gz)]),
        Zip { stored: true, ..Zip::default() },
    );
    let nested = pack(
        "x.zip",
        &Files::from([("inner.zip".to_owned(), inner)]),
        Zip { stored: true, ..Zip::default() },
    );
    std::fs::write(folder.path().join("nested.zip"), nested).unwrap();
    check(folder.path(), "nested.zip", records);
}

#[test]
fn an_export_is_never_in_memory_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let event = |id: usize| {
        format!(
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Part1'/><EventID>100</EventID>\
             <TimeCreated SystemTime='2018-01-18T08:00:00.0000000Z'/><EventRecordID>{id}</EventRecordID><Channel>Other</Channel>\
             <Computer>HV01</Computer></System><EventData><Data>{}</Data></EventData></Event>\n",
            "one two three ".repeat(40)
        )
    };
    let count = LONG / event(1).len();
    let text: String = (1..=count).map(event).collect();
    std::fs::write(folder.path().join("long.xml"), format!("<Events>{text}</Events>")).unwrap();
    check(folder.path(), "long.xml", count as u64);
    check(folder.path(), "- < long.xml", count as u64);
}

#[test]
fn a_folder_of_logs_is_never_in_memory_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let log = long(1 << 20);
    for number in 0..LONG >> 20 {
        // They differ where nothing is read.
        let mut bytes = log.clone();
        bytes[4000..4008].copy_from_slice(&(number as u64).to_le_bytes());
        std::fs::write(folder.path().join(format!("{number}.evtx")), bytes).unwrap();
    }
    check(folder.path(), ".", records(&log) * (LONG as u64 >> 20));
}

/// Hosts are read one after another, so a fleet takes no more than the largest of them.
#[test]
fn a_fleet_is_never_in_memory_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let log = long(LONG / 4);
    for host in ["HV01", "HV02", "HV03", "HV04"] {
        std::fs::create_dir(folder.path().join(host)).unwrap();
        std::fs::write(folder.path().join(host).join("long.evtx"), &log).unwrap();
        std::fs::copy(
            "fixtures/cases/article/logs/System.evtx",
            folder.path().join(host).join("System.evtx"),
        )
        .unwrap();
    }
    let limit = format!("ulimit -v {ADDRESSES}");
    let ran = bash(folder.path(), &format!("{limit}; \"$V\" analyze . --group-by computer --format json"));
    assert!(matches!(ran.code(), Some(1 | 4)), "{}", ran.err);
    assert_eq!(ran.json()["hosts"].as_array().unwrap().len(), 1);
    let extracts = (0..400).map(|number| format!("{number}.ndjson"));
    let one = bash(folder.path(), "\"$V\" extract \"$A\" -o 0.ndjson");
    assert!(matches!(one.code(), Some(0 | 4)), "{}", one.err);
    let text = std::fs::read_to_string(folder.path().join("0.ndjson")).unwrap();
    std::fs::create_dir(folder.path().join("extracts")).unwrap();
    for name in extracts {
        std::fs::write(folder.path().join("extracts").join(name), &text).unwrap();
    }
    let ran = bash(folder.path(), &format!("{limit}; \"$V\" analyze extracts --format json"));
    assert!(matches!(ran.code(), Some(1 | 4)), "{}", ran.err);
}
