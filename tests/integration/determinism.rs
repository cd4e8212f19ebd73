//! The same input gives the same bytes, whatever the threads, the names and the order.

use std::path::Path;

use super::harness::{cases, logs, volsift};

fn report(arguments: &[String]) -> String {
    let mut words = vec!["analyze".to_owned(), "--format".to_owned(), "json".to_owned()];
    words.extend_from_slice(arguments);
    let out = volsift(&words).out;
    // A case without a log has no report of its logs.
    let Ok(mut report) = serde_json::from_str::<serde_json::Value>(&out) else { return out };
    // Folders are told by their names, and these are others.
    report.as_object_mut().unwrap().remove("files");
    report.to_string()
}

/// Copies the logs of a case under names that sort the other way round; gives old and new paths.
fn renamed(case: &Path, folder: &Path) -> Vec<(String, String)> {
    let logs = logs(&case.join("logs"));
    let count = logs.len();
    logs.iter()
        .enumerate()
        .map(|(number, log)| {
            let new = folder.join(format!("{:03}.EVTX", count - number));
            std::fs::copy(log, &new).unwrap();
            (log.to_string_lossy().into_owned(), new.to_string_lossy().into_owned())
        })
        .collect()
}

#[test]
fn threads_do_not_matter() {
    for (number, case) in cases().iter().enumerate() {
        let logs = case.join("logs").to_string_lossy().into_owned();
        let with = |threads: usize| report(&[logs.clone(), "--threads".into(), threads.to_string()]);
        let one = with(1);
        // Of three to seven, every fifth case has each.
        for threads in [2, 3 + number % 5, 8] {
            assert_eq!(one, with(threads), "{} on {threads}", case.display());
        }
    }
}

#[test]
fn names_and_order_do_not_matter() {
    for case in cases() {
        let folder = tempfile::tempdir().unwrap();
        let names = renamed(&case, folder.path());
        let before: Vec<String> = names.iter().map(|(old, _)| old.clone()).collect();
        let mut after: Vec<String> = names.iter().map(|(_, new)| new.clone()).collect();
        after.reverse();
        let mut expected = report(&before);
        // Longest first, so that no name is replaced inside another.
        let mut pairs = names.clone();
        pairs.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
        for (old, new) in &pairs {
            expected = expected.replace(&format!("\"{old}\""), &format!("\"{new}\""));
        }
        assert_eq!(report(&after), expected, "{}", case.display());
    }
}

#[test]
fn a_log_given_twice_or_in_two_copies_gives_the_same_verdicts() {
    for case in cases() {
        let folder = tempfile::tempdir().unwrap();
        renamed(&case, folder.path());
        let once = report(&[case.join("logs").to_string_lossy().into_owned()]);
        let twice = report(&[
            case.join("logs").to_string_lossy().into_owned(),
            folder.path().to_string_lossy().into_owned(),
        ]);
        let verdicts = |text: &str| {
            let report: serde_json::Value = serde_json::from_str(text).unwrap();
            report["summary"]["volsnap27"].to_string() + &report["summary"]["sessions"].to_string()
        };
        assert_eq!(verdicts(&once), verdicts(&twice), "{}", case.display());
    }
}
