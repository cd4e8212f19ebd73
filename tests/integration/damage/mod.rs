//! Damaged logs: everything readable is read, everything else is told, and the account adds up.

mod empty;
mod packed;

use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;

use super::evtx_builder::damage::Damage;
use super::evtx_builder::scenario;
use super::harness::{assert_adds_up, json};

/// Twelve records in three chunks of four.
const LOG: &str = "\
log System chunk-records=4
08:00:00 Service 7036 repeat=5 step=10m
09:00:00 volsnap 27 volume=E: status=C000000E
10:00:00 Service 7036 repeat=6 step=10m";

const CHUNK: usize = 0x1_0000;
const FIRST: usize = 0x1000;

fn whole() -> Vec<u8> {
    scenario::build(LOG).remove("System.evtx").unwrap()
}

/// Declared, read or skipped, failed, and the kinds of issues.
fn account(bytes: &[u8]) -> (u64, u64, u64, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("System.evtx"), bytes).unwrap();
    let (report, _) = json(&[folder.path().to_str().unwrap()]);
    assert_adds_up(&report);
    let source = &report["sources"][0];
    let number = |key: &str| source["records"][key].as_u64().unwrap();
    let kinds =
        source["issues"].as_array().unwrap().iter().map(|issue| issue["kind"].as_str().unwrap().to_owned());
    (number("declared"), number("read") + number("skipped"), number("failed"), kinds.collect())
}

fn damaged(damage: &Damage) -> (u64, u64, u64, Vec<String>) {
    let mut bytes = whole();
    damage.apply(&mut bytes);
    account(&bytes)
}

/// The offset of a record of the first chunk.
fn record(number: usize) -> usize {
    let bytes = whole();
    let mut at = FIRST + 512;
    for _ in 0..number {
        at += u32::from_le_bytes(bytes[at + 4..at + 8].try_into().unwrap()) as usize;
    }
    at
}

fn kinds(expected: &[&str]) -> Vec<String> {
    expected.iter().map(|kind| (*kind).to_owned()).collect()
}

#[test]
fn a_whole_log_is_read_whole() {
    assert_eq!(account(&whole()), (12, 12, 0, vec![]));
}

#[test]
fn a_cut_in_the_file_header_leaves_nothing() {
    assert_eq!(damaged(&Damage::Cut(4000)), (0, 0, 0, kinds(&["truncated"])));
}

#[test]
fn a_cut_between_chunks_loses_the_chunks_behind() {
    assert_eq!(damaged(&Damage::Cut(FIRST + CHUNK)), (12, 4, 8, kinds(&["truncated"])));
}

#[test]
fn whole_records_of_a_cut_chunk_are_read() {
    let cut = record(3) + 20;
    assert_eq!(damaged(&Damage::Cut(cut)), (12, 3, 9, kinds(&["truncated", "truncated"])));
}

#[test]
fn a_cut_right_behind_a_chunks_header_loses_its_records_and_marks_the_end_damaged() {
    let mut bytes = whole();
    bytes.truncate(FIRST + CHUNK + 520);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("System.evtx"), bytes).unwrap();
    let (report, _) = json(&[folder.path().to_str().unwrap()]);
    assert_eq!(report["sources"][0]["records"]["failed"], 8);
    assert_eq!(report["computers"][0]["coverage"][0]["ends_in_damage"], true);
}

#[test]
fn a_cut_in_the_empty_end_of_the_last_chunk_loses_nothing_and_is_told() {
    let length = whole().len() - 1;
    assert_eq!(damaged(&Damage::Cut(length)), (12, 12, 0, kinds(&["truncated"])));
}

#[test]
fn a_flipped_bit_in_the_file_header_is_told_and_harms_nothing() {
    assert_eq!(damaged(&Damage::Flip(24)), (12, 12, 0, kinds(&["file-header"])));
}

#[test]
fn a_file_header_that_is_gone_harms_nothing() {
    assert_eq!(damaged(&Damage::Zero { from: 0, length: 4096 }), (12, 12, 0, kinds(&["file-header"])));
}

#[test]
fn a_flipped_bit_in_a_chunk_header_is_told_and_its_records_are_read() {
    assert_eq!(damaged(&Damage::Flip(FIRST + 17)), (12, 12, 0, kinds(&["chunk-header"])));
}

#[test]
fn a_chunk_without_its_magic_is_read() {
    assert_eq!(damaged(&Damage::Flip(FIRST)), (12, 12, 0, kinds(&["chunk-header"])));
}

#[test]
fn a_flipped_bit_in_a_record_header_loses_that_record() {
    let (declared, read, failed, issues) = damaged(&Damage::Flip(record(1)));
    assert_eq!((declared, read, failed), (12, 11, 1));
    assert_eq!(issues, kinds(&["checksum", "records-unreadable"]));
}

#[test]
fn an_id_that_becomes_that_of_the_last_record_loses_nothing() {
    // Of the third record of four, whose number 3 becomes 4.
    let mut bytes = whole();
    bytes[record(2) + 8] ^= 7;
    assert_eq!(account(&bytes), (12, 12, 0, kinds(&["checksum"])));
}

#[test]
fn a_wrong_size_of_a_record_loses_nothing() {
    let times = |bytes: &[u8]| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("System.evtx"), bytes).unwrap();
        let (report, _) = json(&[folder.path().to_str().unwrap()]);
        report["computers"][0]["coverage"][0]["records"].clone()
    };
    for number in 0..3 {
        // In each of its bytes, and in the copy of it behind the record.
        let (begin, copy) = (record(number), record(number + 1) - 4);
        for at in (begin + 4..begin + 8).chain(copy..copy + 4) {
            for mask in [0x01, 0x10, 0x80] {
                let mut bytes = whole();
                bytes[at] ^= mask;
                assert_eq!(
                    account(&bytes),
                    (12, 12, 0, kinds(&["checksum"])),
                    "record {number}, {at:#x} {mask:#x}"
                );
                assert_eq!(times(&bytes), 12, "record {number}, {at:#x} {mask:#x}");
            }
        }
    }
}

/// Records of one size follow each other, so a wrong size may lead to one of them.
#[test]
fn a_wrong_size_that_leads_to_another_record_takes_none_along() {
    let same: String = (0..12).map(|minute| format!("08:{minute:02}:00 Service 7036\n")).collect();
    let log = &scenario::build(&format!("computer HV01\nday 2018-01-18\n07:00:00 EventLog 6013\n{same}"))["System.evtx"];
    let starts: Vec<usize> =
        (0x1200..log.len() - 4).step_by(8).filter(|at| log[*at..*at + 4] == *b"**\0\0").collect();
    let size = u32::try_from(starts[5] - starts[4]).unwrap();
    assert_eq!(log[starts[4] + 4..starts[4] + 8], size.to_le_bytes());
    for factor in 2..6 {
        let mut bytes = log.clone();
        bytes[starts[4] + 4..starts[4] + 8].copy_from_slice(&(size * factor).to_le_bytes());
        assert_eq!(account(&bytes), (13, 13, 0, kinds(&["checksum"])), "{factor}");
    }
}

#[test]
fn a_flipped_bit_in_a_record_body_is_told() {
    let (declared, _, _, issues) = damaged(&Damage::Flip(record(2) - 20));
    assert_eq!(declared, 12);
    assert!(issues.contains(&"checksum".to_owned()), "{issues:?}");
}

#[test]
fn zeroed_records_are_failed_and_the_rest_is_read() {
    let from = record(1);
    let length = record(3) - from;
    let (declared, read, failed, issues) = damaged(&Damage::Zero { from, length });
    assert_eq!((declared, read, failed), (12, 10, 2));
    assert_eq!(issues, kinds(&["checksum", "records-unreadable"]));
}

#[test]
fn a_zeroed_chunk_is_counted_by_its_neighbours() {
    let damage = Damage::Zero { from: FIRST + CHUNK, length: CHUNK };
    assert_eq!(damaged(&damage), (12, 8, 4, kinds(&["chunk-lost"])));
    let first = Damage::Zero { from: FIRST, length: CHUNK };
    assert_eq!(damaged(&first), (12, 8, 4, kinds(&["chunk-lost"])));
    let last = Damage::Zero { from: FIRST + 2 * CHUNK, length: CHUNK };
    assert_eq!(damaged(&last), (12, 8, 4, kinds(&["chunk-lost"])));
}

#[test]
fn a_stale_chunk_header_hides_no_record() {
    assert_eq!(damaged(&Damage::StaleChunkHeader(2)), (12, 12, 0, kinds(&["stale-chunk-header"])));
}

#[test]
fn stale_records_stay_stale_behind_a_damaged_chunk_header() {
    let mut bytes = scenario::build(&LOG.replace(" chunk-records=4", "")).remove("System.evtx").unwrap();
    Damage::Forgotten { chunk: 0, records: 3 }.apply(&mut bytes);
    assert_eq!(account(&bytes), (9, 9, 0, vec![]));
    // The numbers and ids of its records, and where the last one lies: what tells where they end is whole.
    for at in [8, 15, 16, 23, 24, 31, 32, 39, 44] {
        let mut damaged = bytes.clone();
        damaged[FIRST + at] ^= 4;
        assert_eq!(account(&damaged), (9, 9, 0, kinds(&["chunk-header"])), "byte {at}");
    }
}

#[test]
fn a_hurt_record_behind_an_older_chunk_header_is_counted() {
    let mut bytes = whole();
    Damage::StaleChunkHeader(0).apply(&mut bytes);
    assert_eq!(account(&bytes), (12, 12, 0, kinds(&["stale-chunk-header"])));
    // Its first bytes, its size, and the copy of that.
    let last = record(3);
    let size = u32::from_le_bytes(bytes[last + 4..last + 8].try_into().unwrap()) as usize;
    for at in [last, last + 4, last + size - 1] {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        let (declared, read, failed, issues) = account(&damaged);
        assert_eq!((declared, read, failed), (12, 11, 1), "byte {at:#x}");
        assert!(issues.contains(&"records-unreadable".to_owned()), "{issues:?}");
    }
}

#[test]
fn a_wrong_size_in_a_cut_chunk_takes_no_other_record_along() {
    let mut bytes = whole();
    bytes.truncate(FIRST + 2 * CHUNK + 512 + record(3) - record(0));
    let (_, read, _, _) = account(&bytes);
    assert_eq!(read, 11);
    for at in [4, 5] {
        let mut damaged = bytes.clone();
        damaged[2 * CHUNK + record(1) + at] ^= 0x10;
        let (_, read, _, _) = account(&damaged);
        assert!(read >= 10, "{read}");
    }
}

#[test]
fn the_flag_that_no_checksums_are_stored_is_not_believed_where_they_are() {
    let mut bytes = whole();
    bytes[FIRST + 120] ^= 4;
    bytes[record(2) - 20] ^= 1;
    assert!(account(&bytes).3.contains(&"checksum".to_owned()));
}

#[test]
fn a_damaged_file_header_hides_no_lost_chunk() {
    for lost in 0..3 {
        let mut bytes = whole();
        bytes[24] ^= 1;
        bytes[FIRST + lost * CHUNK..FIRST + (lost + 1) * CHUNK].fill(0);
        let (_, read, _, issues) = account(&bytes);
        assert_eq!(read, 8);
        assert!(issues.contains(&"chunk-lost".to_owned()), "{lost} {issues:?}");
    }
    let mut bytes = whole();
    bytes[24] ^= 1;
    bytes.truncate(FIRST + 2 * CHUNK);
    assert!(account(&bytes).3.contains(&"truncated".to_owned()));
}

#[test]
fn a_log_in_use_that_is_cut_behind_its_declared_chunks_is_told() {
    let dirty = LOG.replace("chunk-records=4", "chunk-records=4 dirty-at=1");
    let mut bytes = scenario::build(&dirty).remove("System.evtx").unwrap();
    assert_eq!(account(&bytes), (12, 12, 0, kinds(&["dirty"])));
    bytes.truncate(FIRST + CHUNK + 100);
    let (_, read, _, issues) = account(&bytes);
    assert_eq!(read, 4);
    assert!(issues.contains(&"truncated".to_owned()), "{issues:?}");
}

#[test]
fn a_chunk_in_the_place_of_another_is_told() {
    let mut bytes = whole();
    let second = bytes[FIRST + CHUNK..FIRST + 2 * CHUNK].to_vec();
    bytes[FIRST..FIRST + CHUNK].copy_from_slice(&second);
    assert!(account(&bytes).3.contains(&"chunk-lost".to_owned()));
}

#[test]
fn a_log_whose_first_chunk_is_gone_with_its_header_is_still_a_log() {
    let mut bytes = whole();
    bytes[..FIRST + CHUNK].fill(0);
    let (_, read, _, issues) = account(&bytes);
    assert_eq!(read, 8);
    assert!(issues.contains(&"chunk-lost".to_owned()), "{issues:?}");
}

#[test]
fn a_nonsense_chunk_header_costs_no_whole_record() {
    let mut bytes = whole();
    bytes[FIRST + 48..FIRST + 52].copy_from_slice(&7_u32.to_le_bytes());
    bytes[record(1)] ^= 0x10;
    let (declared, read, failed, _) = account(&bytes);
    assert_eq!((declared, read, failed), (12, 11, 1));
}

/// Verdicts by record id.
fn verdicts(report: &Value) -> Vec<(u64, String)> {
    report["computers"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|computer| computer["volsnap27"].as_array().unwrap())
        .map(|subject| {
            (
                subject["event"]["event_record_id"].as_u64().unwrap(),
                subject["verdict"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

fn analyze(folder: &Path) -> Value {
    let (report, _) = json(&[folder.to_str().unwrap()]);
    assert_adds_up(&report);
    report
}

/// Evidence of a driver's log that is damaged is no evidence of calm.
#[test]
fn damage_in_a_drivers_log_makes_nothing_benign() {
    for (case, log) in [
        ("V204-fires", "Microsoft-Windows-VolumeSnapshot-Driver%4Operational.evtx"),
        ("V205-fires", "Microsoft-Windows-VHDMP%4Operational.evtx"),
    ] {
        let text = std::fs::read_to_string(format!("fixtures/cases/{case}/scenario.txt")).unwrap();
        let files = scenario::build(&text);
        let mut seen = 0_usize;
        for at in (FIRST + 512..FIRST + 2048).step_by(97) {
            let folder = tempfile::tempdir().unwrap();
            for (name, bytes) in &files {
                let mut bytes = bytes.clone();
                if name == log {
                    Damage::Flip(at).apply(&mut bytes);
                }
                std::fs::write(folder.path().join(name), bytes).unwrap();
            }
            let report = analyze(folder.path());
            let verdicts = verdicts(&report);
            let calm = verdicts.iter().any(|(_, verdict)| verdict == "benign");
            assert!(!verdicts.is_empty() && !calm, "{case} {at} {verdicts:?}");
            // A flip in the one template of the log takes all its records, or makes them those of another log.
            let channel = log.trim_end_matches(".evtx").replace("%4", "/");
            let of_host = |computer: &&Value| computer["name"] == "HV01";
            let computers = report["computers"].as_array().unwrap();
            let coverage = computers.iter().find(of_host).unwrap()["coverage"].as_array().unwrap();
            seen += usize::from(coverage.iter().any(|coverage| coverage["channel"] == channel.as_str()));
            let sources = report["sources"].as_array().unwrap();
            assert!(sources.iter().any(|source| source["issues"] != serde_json::json!([])));
        }
        assert!(seen > 3, "{case}: {seen}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// Damage of any kind, anywhere: no panic, the account adds up, and nothing becomes benign.
    #[test]
    fn damage_never_makes_anything_benign(
        case in prop::sample::select(vec!["V201-fires", "V202-fires", "V402-fires", "V501-fires", "two-computers", "hidden-27"]),
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        kind in 0..4_u8,
        length in 1..70_000_usize,
    ) {
        let text = std::fs::read_to_string(format!("fixtures/cases/{case}/scenario.txt")).unwrap();
        let mut files: Vec<(String, Vec<u8>)> = scenario::build(&text).into_iter().collect();
        let folder = tempfile::tempdir().unwrap();
        let write = |files: &[(String, Vec<u8>)]| for (name, bytes) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        };
        write(&files);
        let before = verdicts(&analyze(folder.path()));
        let index = which.index(files.len());
        let bytes = &mut files[index].1;
        let at = at.index(bytes.len());
        match kind {
            0 => Damage::Cut(at).apply(bytes),
            1 | 2 => Damage::Flip(at).apply(bytes),
            _ => Damage::Zero { from: at, length: length.min(bytes.len() - at) }.apply(bytes),
        }
        write(&files);
        for (id, verdict) in verdicts(&analyze(folder.path())) {
            let was_benign = before.contains(&(id, "benign".to_owned()));
            prop_assert!(verdict != "benign" || was_benign, "record {id} became benign");
        }
    }

    /// Arbitrary bytes behind the magic never panic.
    #[test]
    fn arbitrary_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..9000)) {
        let mut file = super::evtx_builder::file::header(0, 0, 2, 1, 0);
        file.extend_from_slice(b"ElfChnk\0");
        file.extend(bytes);
        account(&file);
    }
}
