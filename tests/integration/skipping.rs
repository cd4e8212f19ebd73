//! Records that can't matter are not decoded, and the report is the same as if they were.

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::evtx_builder::{chunk, damage::Damage, scenario};
use super::harness::{Output, cases, json, logs, options, volsift};

const CHUNK: usize = 0x1_0000;
const FIRST: usize = 0x1000;

/// The report of paths with records skipped, and with all of them decoded and compared.
fn both(arguments: &[String]) -> (Output, Output) {
    let report = |more: &[&str]| {
        let mut words = vec!["analyze".to_owned()];
        words.extend_from_slice(arguments);
        words.extend(more.iter().map(|word| (*word).to_owned()));
        volsift(&words)
    };
    (report(&["--format", "json"]), report(&["--format", "json", "--decode-everything"]))
}

/// The first line in which two reports differ.
fn difference(a: &Output, b: &Output) -> Option<(String, String)> {
    let lines = a.out.lines().zip(b.out.lines());
    lines.map(|(a, b)| (a.to_owned(), b.to_owned())).find(|(a, b)| a != b)
}

fn assert_alike(arguments: &[String]) {
    let (needed, everything) = both(arguments);
    assert!(needed == everything, "{arguments:?} {:?}", difference(&needed, &everything));
    assert!(!needed.out.contains("looks different"));
}

#[test]
fn every_case_has_the_same_report() {
    for case in cases() {
        let mut arguments = vec![case.join("logs").to_string_lossy().into_owned()];
        arguments.extend(options(&case));
        assert_alike(&arguments);
    }
}

#[test]
fn every_damaged_case_has_the_same_report() {
    for (number, case) in cases().iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        for (position, log) in logs(&case.join("logs")).iter().enumerate() {
            let mut bytes = std::fs::read(log).unwrap();
            let at = FIRST + (number * 7919 + position * 104_729) % (bytes.len() - FIRST);
            match (number + position) % 3 {
                0 => Damage::Flip(at).apply(&mut bytes),
                1 => Damage::Cut(at).apply(&mut bytes),
                _ => Damage::Zero { from: at, length: 300.min(bytes.len() - at) }.apply(&mut bytes),
            }
            std::fs::write(folder.path().join(format!("{position}.evtx")), bytes).unwrap();
        }
        assert_alike(&[folder.path().to_string_lossy().into_owned()]);
    }
}

/// Read and skipped records of a scenario's logs.
fn account(text: &str) -> (u64, u64) {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in scenario::build(text) {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let path = folder.path().to_string_lossy().into_owned();
    assert_alike(std::slice::from_ref(&path));
    let (report, _) = json(&[path]);
    let sum = |key: &str| -> u64 {
        report["sources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|source| source["records"][key].as_u64().unwrap())
            .sum()
    };
    (sum("read"), sum("skipped"))
}

#[test]
fn what_can_matter_is_read_and_the_rest_is_skipped() {
    assert_eq!(account("08:00:00 volsnap 27 volume=E: status=C000000E"), (1, 0));
    assert_eq!(account("08:00:00 e1iexpress 27 repeat=5"), (0, 5));
    assert_eq!(account("08:00:00 Backup 1\n08:10:00 Backup 4\n08:10:01 Backup 14"), (3, 0));
    assert_eq!(account("08:00:00 disk 7\n08:00:01 disk 8"), (1, 1));
    // A port reset is told by its device, whoever writes it.
    assert_eq!(account(r"08:00:00 storahci 129 \Device\RaidPort0"), (1, 0));
    assert_eq!(account("08:00:00 Time-Service 129 \"no port\""), (0, 1));
    assert_eq!(account(r"08:00:00 LSI_SAS 11 \Device\RaidPort0"), (1, 0));
    assert_eq!(account(r"08:00:00 cdrom 11 \Device\CdRom0"), (0, 1));
    let path = r"\\?\Volume{5b6c1b2e-4170-11e1-9d2a-00155d0a1e01}";
    assert_eq!(account(&format!("08:00:00 Chkdsk 26226 \"on {path}\"")), (1, 0));
    assert_eq!(account("08:00:00 Chkdsk 26226 \"on D:\""), (0, 1));
}

#[test]
fn a_service_matters_if_it_is_of_backups() {
    assert_eq!(account("08:00:00 Service 7036 name=VSS"), (1, 0));
    assert_eq!(account("08:00:00 Service 7036 name=vss\n08:00:00 Service 7036 name=SWPRV"), (2, 0));
    assert_eq!(account("08:00:00 Service 7036 name=Spooler"), (0, 1));
    assert_eq!(account("08:00:00 Service 7036 name=VSSOther"), (0, 1));
}

#[test]
fn skipped_records_cover_their_time() {
    let coverage = |text: &str| {
        let folder = tempfile::tempdir().unwrap();
        let files = scenario::build(text);
        std::fs::write(folder.path().join("System.evtx"), &files["System.evtx"]).unwrap();
        let (report, _) = json(&[folder.path().to_str().unwrap()]);
        report["computers"][0]["coverage"][0].clone()
    };
    let whole = coverage("log System first-record=700\n08:00:00 Tcpip 4201 repeat=300 step=1m");
    assert_eq!(whole["records"], 300);
    assert_eq!(
        (&whole["first"], &whole["last"]),
        (&"2012-01-18T08:00:00Z".into(), &"2012-01-18T12:59:00Z".into())
    );
    assert_eq!(whole["gaps"], serde_json::json!([]));
    let broken = coverage("08:00:00 Tcpip 4201 repeat=3\ngap System 5\n09:00:00 Tcpip 4201 repeat=3");
    assert_eq!(broken["gaps"].as_array().unwrap().len(), 1);
}

/// Writes all checksums anew over whatever a chunk holds now.
fn reseal(file: &mut [u8]) {
    for data in file[FIRST..].chunks_exact_mut(CHUNK) {
        let free = u32::from_le_bytes(data[48..52].try_into().unwrap()) as usize;
        if data.starts_with(b"ElfChnk\0") && (512..=CHUNK).contains(&free) {
            let crc = crc32fast::hash(&data[512..free]);
            data[52..56].copy_from_slice(&crc.to_le_bytes());
            chunk::seal(data);
        }
    }
}

/// A change of one byte of the first name of that spelling, so far before its text.
fn changed(name: &str, before: usize, byte: u8) -> Vec<u8> {
    let mut bytes = std::fs::read(one_log(Path::new("fixtures/cases/article"))).unwrap();
    let text: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let at = bytes.windows(text.len()).position(|window| window == text).unwrap();
    bytes[at - before] = byte;
    reseal(&mut bytes);
    bytes
}

#[test]
fn templates_that_windows_does_not_write_are_left_to_the_decoder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("System.evtx");
    for bytes in [
        // An attribute's name that ends the tag early.
        changed("Qualifiers", 0, b'>'),
        // EventID depends on the user, who is null, and so is left out.
        changed("EventID", 18, 12),
        changed("Channel", 0, b'c'),
        changed("System", 0, b's'),
    ] {
        std::fs::write(&path, bytes).unwrap();
        assert_alike(&[path.to_string_lossy().into_owned()]);
    }
}

/// Where the records of the first chunk begin.
fn records(file: &[u8]) -> Vec<usize> {
    let end = FIRST + 512 + used(file);
    let mut at = FIRST + 512;
    let mut found = Vec::new();
    while at < end {
        found.push(at);
        at += u32::from_le_bytes(file[at + 4..at + 8].try_into().unwrap()) as usize;
    }
    found
}

/// The decoder refuses a record whose header has a time of no year, and looks for the next one by itself:
/// nothing may be read in the place of something else.
#[test]
fn a_header_with_an_impossible_time_moves_no_payload_to_another_record() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("System.evtx");
    for case in ["V102-fires", "V201-fires", "V202-fires", "V202-silent", "V301-fires", "V402-fires"] {
        let whole = std::fs::read(one_log(Path::new(&format!("fixtures/cases/{case}")))).unwrap();
        for at in records(&whole) {
            let mut bytes = whole.clone();
            bytes[at + 16..at + 24].fill(0xff);
            reseal(&mut bytes);
            std::fs::write(&path, bytes).unwrap();
            assert_alike(&[path.to_string_lossy().into_owned()]);
        }
    }
}

/// A value at the end of the table that says to have no bytes, where its type has eight.
#[test]
fn a_value_of_the_wrong_size_makes_no_record_unreadable() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("System.evtx");
    let whole = std::fs::read(one_log(Path::new("fixtures/cases/V402-fires"))).unwrap();
    for at in records(&whole) {
        for kind in [0x08, 0x0a, 0x0d, 0x10, 0x12, 0x13, 0x81] {
            for before in 1..=2 {
                let mut bytes = whole.clone();
                let instance = at + 28;
                let definition =
                    u32::from_le_bytes(bytes[instance + 6..instance + 10].try_into().unwrap()) as usize;
                let inline = FIRST + definition == instance + 10;
                let size = u32::from_le_bytes(
                    bytes[FIRST + definition + 20..FIRST + definition + 24].try_into().unwrap(),
                ) as usize;
                let table = if inline { instance + 10 + 24 + size } else { instance + 10 };
                let count = u32::from_le_bytes(bytes[table..table + 4].try_into().unwrap()) as usize;
                // The payload is the last; nulls stand before it.
                let descriptor = table + 4 + (count - before) * 4;
                bytes[descriptor + 2] = kind;
                reseal(&mut bytes);
                std::fs::write(&path, bytes).unwrap();
                let (needed, everything) = both(&[path.to_string_lossy().into_owned()]);
                let is_whole = everything.out.contains("\"complete\": true");
                assert!(
                    !is_whole || needed == everything,
                    "{at} {kind:x} {:?}",
                    difference(&needed, &everything)
                );
            }
        }
    }
}

/// A clock that is set back between records that are skipped is seen all the same.
#[test]
fn times_that_fall_back_between_skipped_records_are_seen() {
    let folder = tempfile::tempdir().unwrap();
    let text = "day 2012-01-18\n12:00:00 EventLog 6013\nday 2040-01-18\n13:00:00 Service 7036\n\
        day 2012-01-18\n14:00:00 Service 7036\n14:10:00 Service 7036\n";
    let path = folder.path().join("System.evtx");
    std::fs::write(&path, scenario::build(text).remove("System.evtx").unwrap()).unwrap();
    let (needed, everything) = both(&[path.to_string_lossy().into_owned()]);
    assert!(needed == everything, "{:?}", difference(&needed, &everything));
}

fn used(file: &[u8]) -> usize {
    u32::from_le_bytes(file[FIRST + 48..FIRST + 52].try_into().unwrap()) as usize - 512
}

fn one_log(path: &Path) -> PathBuf {
    logs(&path.join("logs")).into_iter().find(|log| log.ends_with("System.evtx")).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever bytes stand under right checksums: a record looks like what it decodes to, or is decoded.
    #[test]
    fn a_look_never_contradicts_the_decoder(
        case in prop::sample::select(vec!["article", "V202-fires", "V205-fires", "V402-fires", "two-computers"]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        headers in prop::collection::vec((any::<prop::sample::Index>(), 0..24_usize, any::<u8>()), 0..3),
    ) {
        let mut bytes = std::fs::read(one_log(Path::new(&format!("fixtures/cases/{case}")))).unwrap();
        let length = used(&bytes);
        for (at, byte) in &changes {
            bytes[FIRST + 512 + at.index(length)] = *byte;
        }
        // Few bytes of all are headers of records, and much hangs on them.
        let records = records(&std::fs::read(one_log(Path::new(&format!("fixtures/cases/{case}")))).unwrap());
        for (record, offset, byte) in &headers {
            bytes[records[record.index(records.len())] + offset] = *byte;
        }
        reseal(&mut bytes);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("System.evtx");
        std::fs::write(&path, &bytes).unwrap();
        let (needed, everything) = both(&[path.to_string_lossy().into_owned()]);
        prop_assert!(!everything.out.contains("looks different"), "{:?}", difference(&needed, &everything));
        // A record that can't matter and can't be decoded is skipped, and there counted as failed.
        let report: serde_json::Value = serde_json::from_str(&everything.out).unwrap();
        let is_whole = report["summary"]["complete"] == true;
        prop_assert!(!is_whole || needed == everything, "{:?}", difference(&needed, &everything));
    }
}
