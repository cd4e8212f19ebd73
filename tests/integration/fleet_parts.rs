//! Hosts that are read and judged one after another: the fleet is that of all read at once.

use std::path::Path;

use super::harness::{self, volsift};

/// The fleet in JSON of a folder as it lies there, which is read part by part, and of the same folder with a file beside its
/// folders, which is read at once.
fn in_parts_and_at_once(folder: &Path) -> (String, String) {
    let fleet = || {
        let output =
            volsift(&["analyze", &folder.to_string_lossy(), "--group-by", "computer", "--format", "json"]);
        format!("{} {}", output.code, output.out)
    };
    let in_parts = fleet();
    std::fs::write(folder.join("read me"), "nothing").unwrap();
    (in_parts, fleet())
}

/// Copies files to places below a folder.
fn lay(folder: &Path, files: &[(&str, &str)]) {
    for (from, to) in files {
        let to = folder.join(to);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(Path::new("fixtures/cases").join(from), to).unwrap();
    }
}

#[test]
fn hosts_that_are_read_one_after_another_are_the_same_fleet() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Path::new("fixtures/cases/thirty-hosts/logs");
    for log in harness::files(logs) {
        let below = log.strip_prefix("fixtures/cases").unwrap().to_string_lossy().into_owned();
        let to = log.strip_prefix(logs).unwrap().to_string_lossy().into_owned();
        lay(folder.path(), &[(&below, &to)]);
    }
    let (in_parts, at_once) = in_parts_and_at_once(folder.path());
    assert_eq!(in_parts, at_once);
    assert!(in_parts.contains("HV30"));
}

#[test]
fn the_logs_of_a_host_are_judged_together_wherever_they_lie() {
    let folder = tempfile::tempdir().unwrap();
    lay(
        folder.path(),
        &[
            ("article/logs/System.evtx", "one/System.evtx"),
            ("article/logs/Microsoft-Windows-Backup.evtx", "two/Microsoft-Windows-Backup.evtx"),
            ("thirty-hosts/logs/HV02/System.evtx", "three/System.evtx"),
        ],
    );
    let (in_parts, at_once) = in_parts_and_at_once(folder.path());
    assert_eq!(in_parts, at_once);
}

/// A log of which nothing can be read may be of any of them.
#[test]
fn a_wreck_in_a_folder_of_its_own_takes_all_hosts_along() {
    let folder = tempfile::tempdir().unwrap();
    lay(
        folder.path(),
        &[
            ("V601-fires/logs/System.evtx", "HV01/System.evtx"),
            ("V601-fires/logs/Microsoft-Windows-Backup.evtx", "HV01/Microsoft-Windows-Backup.evtx"),
        ],
    );
    // The second says no more of the host than the first, and the third says nothing of it; all are told.
    for place in ["wreck/Wreck.evtx", "another/Wreck.evtx", "a text/readme.md"] {
        let place = folder.path().join(place);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, vec![7; 70_000]).unwrap();
    }
    let (in_parts, at_once) = in_parts_and_at_once(folder.path());
    assert_eq!(in_parts, at_once);
    assert!(!in_parts.starts_with('0') && in_parts.matches("Wreck.evtx").count() >= 2, "{in_parts}");
}

/// A log of which nothing can be read is of a host of the site where it lies: of one that has no logs elsewhere, it says nothing.
#[test]
fn a_wreck_is_of_the_hosts_around_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for (site, host) in [("one", "HV01"), ("one", "HV02"), ("two", "HV03"), ("two", "HV04")] {
        for log in harness::files(&Path::new("fixtures/cases/thirty-hosts/logs").join(host)) {
            let from = log.strip_prefix("fixtures/cases").unwrap().to_string_lossy().into_owned();
            files.push((from, format!("{site}/{host}/{}", log.file_name().unwrap().to_string_lossy())));
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(from, to)| (&**from, &**to)).collect();
    lay(folder.path(), &files);
    std::fs::create_dir_all(folder.path().join("one/wreck")).unwrap();
    std::fs::write(folder.path().join("one/wreck/Wreck.evtx"), vec![7; 70_000]).unwrap();
    let [one, two] = ["one", "two"].map(|site| folder.path().join(site).to_string_lossy().into_owned());
    let hosts = |paths: &[&str]| {
        let words = [&["analyze"], paths, &["--group-by", "computer", "--format", "json"]].concat();
        let report: serde_json::Value = serde_json::from_str(&volsift(&words).out).unwrap();
        report["hosts"].clone()
    };
    let in_parts = hosts(&[&one, &two]);
    // The folder above holds nothing but these two, each of which is read as a whole.
    std::fs::write(folder.path().join("read me"), "nothing").unwrap();
    assert_eq!(in_parts, hosts(&[&folder.path().to_string_lossy()]));
    let is_open = |place: usize| in_parts[place]["undetermined_because"] == serde_json::json!(["V402"]);
    assert_eq!([0, 1, 2, 3].map(is_open), [true, true, false, false], "{in_parts}");
}

/// A list in a folder of its own is of neither of two hosts. If each were judged alone with it, it would be its own, and what
/// is not in it would be proven to be none of its volumes.
#[test]
fn a_list_in_a_folder_of_its_own_proves_nothing_of_any_host() {
    let list = "\\\\?\\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}\\\r\n    C:\\\r\n";
    for (name, place) in [("mountvol.txt", "lists"), ("mountvol-HV02.txt", "HV01")] {
        let folder = tempfile::tempdir().unwrap();
        let logs = Path::new("fixtures/cases/thirty-hosts/logs");
        for host in ["HV01", "HV02"] {
            for log in harness::files(&logs.join(host)) {
                let from = log.strip_prefix("fixtures/cases").unwrap().to_string_lossy().into_owned();
                let to = log.strip_prefix(logs).unwrap().to_string_lossy().into_owned();
                lay(folder.path(), &[(&from, &to)]);
            }
        }
        std::fs::create_dir_all(folder.path().join(place)).unwrap();
        std::fs::write(folder.path().join(place).join(name), list).unwrap();
        let (in_parts, at_once) = in_parts_and_at_once(folder.path());
        assert_eq!(in_parts, at_once, "{place}/{name}");
    }
}

#[test]
fn an_extract_that_lost_rows_may_have_lost_those_of_any_host() {
    let folder = tempfile::tempdir().unwrap();
    for (host, case) in [("one", "thirty-hosts/logs/HV01"), ("two", "thirty-hosts/logs/HV02")] {
        let file = folder.path().join(format!("{host}.ndjson")).to_string_lossy().into_owned();
        let logs = format!("fixtures/cases/{case}");
        assert_eq!(volsift(&["extract", &logs, "-o", &file]).code, 0);
    }
    let file = folder.path().join("one.ndjson");
    let text = std::fs::read_to_string(&file).unwrap();
    let cut: Vec<&str> = text.lines().take(text.lines().count() - 3).collect();
    std::fs::write(&file, cut.join("\n")).unwrap();
    let (in_parts, at_once) = in_parts_and_at_once(folder.path());
    assert_eq!(in_parts, at_once);
    assert!(!in_parts.starts_with('0'));
}
