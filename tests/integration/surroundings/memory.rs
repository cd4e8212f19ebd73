//! Memory is bounded by design: a log in which nothing matters is read in less memory than it is long, whatever it comes as. `just memory` measures what is needed at two sizes.

use std::io::{Cursor, Write as _};
use std::path::Path;

use serde_json::Value;

use super::super::evtx_builder::pack::{Files, Zip, pack};
use super::{bash, long, records};

/// More than [`BOUND`] allows.
const LONG: usize = 120 << 20;
/// Bounds the addresses of what a line of bash runs, code and stacks included. glibc's allocator sets 64 MiB aside for each
/// arena but the first, so it is told to have no other.
const BOUND: &str = "ulimit -v 102400; export MALLOC_ARENA_MAX=1;";

/// The report on paths, made in so few addresses.
fn bounded(folder: &Path, words: &str) -> Value {
    let ran = bash(folder, &format!("{BOUND} \"$V\" analyze {words} --format json --max-ratio 100000"));
    assert!(matches!(ran.code(), Some(0 | 1 | 4)), "{words}: {:?} {}", ran.code(), ran.err);
    ran.json()
}

fn check(folder: &Path, words: &str, skipped: u64) {
    let report = bounded(folder, words);
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

/// Packed, a log is a few megabytes, and what comes out of it is the log.
fn check_packed(name: &str, pack: impl FnOnce(&Files) -> Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let log = long(LONG);
    let records = records(&log);
    let bytes = pack(&Files::from([("long.evtx".to_owned(), log)]));
    assert!(bytes.len() < LONG / 5, "{name} has {} bytes", bytes.len());
    std::fs::write(folder.path().join(name), bytes).unwrap();
    check(folder.path(), name, records);
}

#[test]
fn a_packed_zip_is_never_in_memory_as_a_whole() {
    check_packed("packed.zip", |files| pack("x.zip", files, Zip::default()));
}

#[test]
fn a_packed_cabinet_is_never_in_memory_as_a_whole() {
    check_packed("packed.cab", cabinet);
}

#[test]
fn a_packed_7z_is_never_in_memory_as_a_whole() {
    check_packed("packed.7z", seven_z);
}

/// Windows' own way to pack a cabinet.
fn cabinet(files: &Files) -> Vec<u8> {
    let mut builder = cab::CabinetBuilder::new();
    let folder = builder.add_folder(cab::CompressionType::MsZip);
    for name in files.keys() {
        folder.add_file(name.clone());
    }
    let mut writer = builder.build(Cursor::new(Vec::new())).unwrap();
    while let Some(mut file) = writer.next_file().unwrap() {
        let bytes = &files[file.file_name()];
        file.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// LZMA2, as 7-Zip packs, but in a hurry.
fn seven_z(files: &Files) -> Vec<u8> {
    let mut archive = sevenz_rust2::ArchiveWriter::new(Cursor::new(Vec::new())).unwrap();
    let fast = sevenz_rust2::encoder_options::Lzma2Options::from_level(1);
    archive.set_content_methods(vec![fast.into()]);
    for (name, bytes) in files {
        let entry = sevenz_rust2::ArchiveEntry::new_file(name);
        archive.push_archive_entry(entry, Some(bytes.as_slice())).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// An export of about so many bytes in which nothing matters, and how many events it has.
fn long_export() -> (String, u64) {
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
    (format!("<Events>{text}</Events>"), count as u64)
}

#[test]
fn an_export_is_never_in_memory_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (text, count) = long_export();
    std::fs::write(folder.path().join("long.xml"), &text).unwrap();
    check(folder.path(), "long.xml", count);
    check(folder.path(), "- < long.xml", count);
    let packed = zstd::encode_all(text.as_bytes(), 1).unwrap();
    std::fs::write(folder.path().join("packed.xml.zst"), packed).unwrap();
    check(folder.path(), "packed.xml.zst", count);
}

/// As wevtutil writes it: two bytes a letter, so it is twice as long.
#[test]
fn an_export_in_utf_16_is_never_in_memory_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (text, count) = long_export();
    let wide: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    std::fs::write(folder.path().join("wide.xml"), wide).unwrap();
    check(folder.path(), "wide.xml", count);
    let packed = bash(folder.path(), "gzip -1 wide.xml");
    assert_eq!(packed.code(), Some(0), "{}", packed.err);
    check(folder.path(), "wide.xml.gz", count);
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
    let ran = bash(folder.path(), &format!("{BOUND} \"$V\" analyze . --group-by computer --format json"));
    assert!(matches!(ran.code(), Some(1 | 4)), "{}", ran.err);
    assert_eq!(ran.json()["hosts"].as_array().unwrap().len(), 1);
}

/// An export of so many 27s, each with twenty kilobytes that nobody reads.
fn padded(events: usize) -> String {
    const PACKET: &str = "0000000002003000000000001B0006C0030000000E0000C0000000000000000000000000000000";
    let event = |number: usize| {
        let (hour, minute, second) = (number / 3600, number / 60 % 60, number % 60);
        format!(
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='volsnap'/><EventID>27</EventID>\
             <Level>2</Level><TimeCreated SystemTime='2018-01-18T{hour:02}:{minute:02}:{second:02}Z'/><EventRecordID>{number}</EventRecordID>\
             <Channel>System</Channel><Computer>HV01</Computer></System><EventData><Data>x</Data><Data>E:</Data><Data>{}</Data>\
             <Binary>{PACKET}</Binary></EventData></Event>\n",
            "one two three ".repeat(1_500)
        )
    };
    let text: String = (1..=events).map(event).collect();
    format!("<Events>{text}</Events>")
}

/// Each extract is in memory while it is read, and all of them never are: together they are longer than the addresses.
#[test]
fn many_extracts_are_never_in_memory_as_a_whole() {
    const EVENTS: usize = 500;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("padded.xml"), padded(EVENTS)).unwrap();
    for form in ["ndjson", "parquet"] {
        let made = bash(folder.path(), &format!("\"$V\" extract padded.xml -o one.{form}"));
        assert!(matches!(made.code(), Some(0 | 4)), "{}", made.err);
        let one = std::fs::read(folder.path().join(format!("one.{form}"))).unwrap();
        std::fs::create_dir(folder.path().join(form)).unwrap();
        let unpacked = EVENTS * 21_000;
        assert!(form == "parquet" || one.len() > unpacked);
        for number in 0..LONG.div_ceil(unpacked) {
            std::fs::write(folder.path().join(form).join(format!("{number}.{form}")), &one).unwrap();
        }
        let report = bounded(folder.path(), form);
        assert_eq!(report["computers"][0]["volsnap27"].as_array().unwrap().len(), EVENTS, "{form}");
    }
}

/// Rows that a later version may write are passed over.
#[test]
fn an_extract_is_never_in_memory_as_a_whole_but_for_what_matters() {
    let folder = tempfile::tempdir().unwrap();
    let made = bash(folder.path(), "\"$V\" extract \"$A\" -o small.ndjson");
    assert!(matches!(made.code(), Some(0 | 4)), "{}", made.err);
    let text = std::fs::read_to_string(folder.path().join("small.ndjson")).unwrap();
    let (rows, end) = text.trim_end().rsplit_once('\n').unwrap();
    let later = format!("{{\"row\":\"later\",\"said\":\"{}\"}}\n", "one two three ".repeat(1_500));
    let count = LONG / later.len();
    let mut end: Value = serde_json::from_str(end).unwrap();
    end["rows"] = (end["rows"].as_u64().unwrap() + count as u64).into();
    let long = format!("{rows}\n{}{end}\n", later.repeat(count));
    let packed = zstd::encode_all(long.as_bytes(), 1).unwrap();
    std::fs::write(folder.path().join("long.ndjson"), long).unwrap();
    std::fs::write(folder.path().join("long.ndjson.zst"), packed).unwrap();
    let small = bounded(folder.path(), "small.ndjson");
    assert_eq!(small["summary"]["complete"], true);
    for file in ["long.ndjson", "long.ndjson.zst", "- < long.ndjson"] {
        let report = bounded(folder.path(), file);
        for part in ["summary", "computers", "issues"] {
            assert_eq!(report[part], small[part], "{file}");
        }
    }
}

/// What is kept of a computer does not grow with the others: a table of each with each would have four million cells.
#[test]
fn two_thousand_computers_take_as_much_as_their_events() {
    let folder = tempfile::tempdir().unwrap();
    let event = |number: usize| {
        format!(
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='volsnap'/><EventID>27</EventID>\
             <Level>2</Level><TimeCreated SystemTime='2018-01-18T08:00:00Z'/><EventRecordID>{number}</EventRecordID>\
             <Channel>System</Channel><Computer>HV{number}.example.com</Computer></System><EventData><Data>x</Data><Data>E:</Data>\
             </EventData></Event>"
        )
    };
    let text: String = (1..=2_000).map(event).collect();
    std::fs::write(folder.path().join("System.xml"), format!("<Events>{text}</Events>")).unwrap();
    for format in ["table", "json", "html"] {
        let ran =
            bash(folder.path(), &format!("{BOUND} \"$V\" analyze System.xml --threads 2 --format {format}"));
        assert_eq!(ran.code(), Some(4), "{format}: {}", ran.err);
        assert!(ran.text().matches(".example.com").count() >= 2_000, "{format}");
    }
}
