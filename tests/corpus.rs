//! Real logs of public projects, read from the folder that VOLSIFT_CORPUS names.
//!
//! `VOLSIFT_CORPUS=/path/to/logs cargo test --test corpus`. The counts are those of the files in the
//! sample folders of omerbenamram/evtx and log2timeline/plaso.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests fail by panicking, and this one is told where its logs are"
)]

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_json::Value;
use volsift::Options;
use volsift::cli::{Surroundings, run};
use volsift::event::EventKind;
use volsift::event::guid::Guid;
use volsift::event::volume::VolumeName;

/// File, records read or skipped, whether the input is complete. `evtx_dump` 0.15.1 renders the same numbers but for
/// `plaso-System2` (194: without the whole records of the cut chunk) and `sample_with_a_bad_chunk_magic`
/// (301: an overwritten record as an empty event). `2-vss_7-System` has two chunks of zeros between others,
/// which held 262 records; `sysmon` has leftovers behind its last chunk in a log that was in use.
const LOGS: &[(&str, u64, bool)] = &[
    ("2-system-Microsoft-Windows-LiveId%4Operational.evtx", 399, true),
    ("2-vss_7-System.evtx", 1160, false),
    ("Application_no_crc32.evtx", 17, true),
    ("E_Windows_system32_winevt_logs_Microsoft-Windows-Shell-Core%4Operational.evtx", 1146, true),
    ("MSExchange_Management_wec.evtx", 1, true),
    ("issue_201.evtx", 1, true),
    ("new-user-security.evtx", 4, true),
    ("plaso-System.evtx", 5009, true),
    ("plaso-System2.evtx", 283, false),
    ("sample-with-irregular-bool-values.evtx", 3028, true),
    ("sample-with-zero-data-size-event.evtx", 450, true),
    ("sample_with_a_bad_chunk_magic.evtx", 300, false),
    ("security.evtx", 2261, true),
    ("security_bad_string_cache.evtx", 2261, true),
    ("sysmon.evtx", 358, false),
    ("system.evtx", 1881, true),
];

fn corpus() -> PathBuf {
    let folder = std::env::var_os("VOLSIFT_CORPUS");
    PathBuf::from(folder.unwrap_or_else(|| panic!("VOLSIFT_CORPUS does not name a folder of logs")))
}

fn report(path: &Path) -> (Value, String) {
    report_with(path, &[])
}

fn report_with(path: &Path, options: &[&str]) -> (Value, String) {
    let words = ["volsift", "analyze", "--format", "json"].iter().chain(options).map(OsString::from);
    let surroundings = Surroundings {
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        columns: None,
        no_color: true,
        is_unicode: true,
        tongue: volsift::catalogue::Tongue::English,
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    run(words.chain([path.into()]), surroundings, &mut out, &mut err);
    let text = String::from_utf8(out).unwrap();
    (serde_json::from_str(&text).unwrap(), text)
}

fn assert_adds_up(source: &Value) {
    let number = |key: &str| source["records"][key].as_u64().unwrap();
    assert_eq!(number("declared"), number("read") + number("failed") + number("skipped"), "{source}");
}

#[test]
fn every_log_gives_what_can_be_read_and_says_what_can_not() {
    for (file, read, is_whole) in LOGS {
        let (report, _) = report(&corpus().join(file));
        let source = &report["sources"][0];
        assert_adds_up(source);
        let number = |key: &str| source["records"][key].as_u64().unwrap();
        assert_eq!(number("read") + number("skipped"), *read, "{file}");
        assert_eq!(report["summary"]["complete"], *is_whole, "{file}");
        // `sysmon` holds leftovers where chunks may have been, and nothing counts what they held.
        let counts_losses = *file != "sysmon.evtx";
        assert_eq!(source["records"]["failed"] == 0, *is_whole || !counts_losses, "{file}");
    }
}

#[test]
fn a_log_cut_short_anywhere_is_told_as_damaged_and_adds_up() {
    let whole = std::fs::read(corpus().join("system.evtx")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.evtx");
    for length in [1, 4095, 4096, 4097, 70_000, 135_168, 400_001, whole.len() / 2] {
        std::fs::write(&path, &whole[..length]).unwrap();
        let (report, _) = report(&path);
        report["sources"].as_array().unwrap().iter().for_each(assert_adds_up);
        assert_eq!(report["summary"]["complete"], false, "{length}");
    }
}

#[test]
fn the_whole_folder_is_read_twice_alike() {
    assert_eq!(report(&corpus()).1, report(&corpus()).1);
}

/// The report does not depend on which records are decoded.
fn assert_skipping_is_sound(path: &Path) {
    let (needed, everything) = (report(path).1, report_with(path, &["--decode-everything"]).1);
    assert!(!everything.contains("looks different"), "{}", path.display());
    assert!(needed == everything, "{}", path.display());
}

#[test]
fn skipping_records_changes_no_report() {
    for (file, _, _) in LOGS {
        assert_skipping_is_sound(&corpus().join(file));
    }
    assert_skipping_is_sound(&corpus());
}

#[test]
fn skipping_records_changes_no_report_of_a_damaged_copy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged.evtx");
    for (number, (file, _, _)) in LOGS.iter().enumerate() {
        let whole = std::fs::read(corpus().join(file)).unwrap();
        for turn in 0..20 {
            let at = 4096 + (number * 104_729 + turn * 1_299_709) % (whole.len() - 4096);
            let mut bytes = whole.clone();
            match turn % 4 {
                0 => bytes.truncate(at),
                1 => bytes[at] ^= 0x10,
                2 => bytes[at..].iter_mut().take(5000).for_each(|byte| *byte = 0),
                _ => bytes.iter_mut().skip(at % 3000).step_by(9973).for_each(|byte| *byte ^= 1),
            }
            std::fs::write(&path, bytes).unwrap();
            assert_skipping_is_sound(&path);
        }
    }
}

/// The snapshot driver and Ntfs name eight volumes on two hosts, and a shadow copy that was mounted and is none.
#[test]
fn every_volume_that_a_host_names_is_on_a_disk_of_its_partition_tables() {
    let mut named_on_both = 0;
    for host in ["storage-win10", "storage-win11"] {
        let report = volsift::analyze(vec![corpus().join(host).into()], &Options::default());
        let events = || report.computers.iter().flat_map(|computer| computer.computer.events());
        let guids = |of: fn(&EventKind) -> bool| -> BTreeSet<Guid> {
            let wanted = events().filter(|(_, event)| of(&event.kind));
            wanted.flat_map(|(_, event)| event.volumes()).filter_map(VolumeName::guid).collect()
        };
        let tables = guids(|kind| matches!(kind, EventKind::DiskSeen(_)));
        let named = guids(|kind| matches!(kind, EventKind::Ntfs(_) | EventKind::SnapshotDriver(_)));
        let missing: Vec<_> = named.difference(&tables).collect();
        assert!(missing.is_empty(), "{host}: {missing:?}");
        named_on_both += named.len();
    }
    assert_eq!(named_on_both, 8);
}
