//! Damaged archives beside logs: what they held may have spoken against.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::super::evtx_builder::pack::{Zip, pack};
use super::super::evtx_builder::scenario;
use super::super::harness::volsift;
use super::{analyze, verdicts};

/// The log that speaks against both 27s of the case, and the logs that are given as they are.
fn logs() -> (BTreeMap<String, Vec<u8>>, BTreeMap<String, Vec<u8>>) {
    let text = std::fs::read_to_string("fixtures/cases/V204-fires/scenario.txt").unwrap();
    scenario::build(&text).into_iter().partition(|(name, _)| name.contains("VolumeSnapshot-Driver"))
}

fn lay(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    std::fs::create_dir_all(folder).unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
}

fn calm(report: &Value) -> bool {
    let verdicts = verdicts(report);
    assert!(!verdicts.is_empty());
    verdicts.iter().any(|(_, verdict)| verdict == "benign")
}

const ARCHIVES: &[&str] = &["Driver.evtx.gz", "more.zip", "more.7z", "more.cab", "more.tar.gz"];

#[test]
fn a_damaged_archive_makes_nothing_benign() {
    let (packed, plain) = logs();
    let folder = tempfile::tempdir().unwrap();
    lay(folder.path(), &plain);
    assert!(calm(&analyze(folder.path())), "without the archive nothing speaks against");
    for name in ARCHIVES {
        let whole = pack(name, &packed, Zip::default());
        let cuts = [0, 1, 20, 60, whole.len() / 2, whole.len() - 9].map(|at| whole[..at].to_vec());
        let flips = (0..whole.len()).step_by(whole.len() / 24).map(|at| {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x11;
            bytes
        });
        for (number, bytes) in [whole.clone()].into_iter().chain(cuts).chain(flips).enumerate() {
            std::fs::write(folder.path().join(name), bytes).unwrap();
            assert!(!calm(&analyze(folder.path())), "{name} {number}");
        }
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
}

/// One that can be read and holds no log says nothing.
#[test]
fn an_archive_without_logs_takes_no_verdict_away() {
    let (_, plain) = logs();
    let texts = BTreeMap::from([("notes.txt".to_owned(), b"call back on Monday\r\n".to_vec())]);
    for name in ["more.zip", "more.7z", "more.cab", "more.tar.gz"] {
        let folder = tempfile::tempdir().unwrap();
        lay(folder.path(), &plain);
        std::fs::write(folder.path().join(name), pack(name, &texts, Zip::default())).unwrap();
        assert!(calm(&analyze(folder.path())), "{name}");
    }
}

/// What one host sent in one damaged archive is nothing of the hosts whose own lie beside it; of the only host around, it may be.
#[test]
fn a_damaged_archive_is_of_its_own_host() {
    let (packed, plain) = logs();
    let other = std::fs::read_to_string("fixtures/cases/V601-fires/scenario.txt").unwrap();
    let folder = tempfile::tempdir().unwrap();
    lay(&folder.path().join("one"), &plain);
    lay(&folder.path().join("two"), &scenario::build(&other.replace("HV01", "HV02")));
    let mut archive = pack("more.zip", &packed, Zip::default());
    archive.truncate(40);
    let lie_at = |place: &str| {
        let place = folder.path().join(place);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(&place, &archive).unwrap();
        let report = analyze(folder.path());
        let fleet = || {
            volsift(&[
                "analyze",
                &folder.path().to_string_lossy(),
                "--group-by",
                "computer",
                "--format",
                "json",
            ])
        };
        let in_parts = fleet();
        std::fs::write(folder.path().join("read me"), "nothing").unwrap();
        let at_once = fleet();
        assert_eq!(in_parts.out, at_once.out, "{}", place.display());
        assert!(in_parts.out.contains("more.zip"));
        std::fs::remove_file(folder.path().join("read me")).unwrap();
        std::fs::remove_file(&place).unwrap();
        let computers = report["computers"].as_array().unwrap();
        let benign = |computer: &Value| {
            let judged = computer["volsnap27"].as_array().unwrap();
            judged.iter().any(|subject| subject["verdict"] == "benign")
        };
        computers.iter().map(benign).collect::<Vec<_>>()
    };
    assert_eq!(lie_at("three/more.zip"), [true, true]);
    assert_eq!(lie_at("one/more.zip"), [false, true]);
    assert_eq!(lie_at("one/below/more.zip"), [false, true]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cant_be_searched_may_hold_logs() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_, plain) = logs();
    let folder = tempfile::tempdir().unwrap();
    lay(folder.path(), &plain);
    let locked = folder.path().join("drivers");
    std::fs::create_dir(&locked).unwrap();
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    // Who may read everything reads this too.
    let is_locked = locked.read_dir().is_err();
    let report = analyze(folder.path());
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(calm(&report), !is_locked);
}
