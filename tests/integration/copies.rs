//! Shadow copies that are listed at starts: when their absence is a loss, and when nothing can be said.

use super::evtx_builder::scenario;
use super::harness::json;

/// Two starts: D: has a copy at the first and none at the second.
const LOST: &str = "computer HV01\nwindows 10.0\nlet data = \\\\?\\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}\n\
    let other = \\\\?\\Volume{d7daa372-60ef-42f7-91fc-b03bff0a2701}\nday 2018-01-15\n\
    06:00:00 Kernel-General 12\n06:00:00.500 VolumeSnapshot-Driver 100 volume=$data\n\
    06:00:00.510 VolumeSnapshot-Driver 103 volume=$data\n06:00:00.520 VolumeSnapshot-Driver 106 volume=$data\n\
    06:00:00.530 VolumeSnapshot-Driver 104 volume=$data copies=1\n06:00:00.540 VolumeSnapshot-Driver 101 volume=$data\n\
    06:00:10 EventLog 6005\n06:00:11 EventLog 6013\nBETWEEN\nday 2018-01-19\n05:55:00 EventLog 6006\n\
    06:00:00 Kernel-General 12\n06:00:00.500 VolumeSnapshot-Driver 100 volume=$data\n\
    06:00:00.540 VolumeSnapshot-Driver 101 volume=$data\n06:00:10 EventLog 6005\nBEHIND\n07:00:00 Service 7036\n";

/// Whether the logs of a scenario tell of lost copies.
fn tells(text: &str) -> bool {
    let folder = tempfile::tempdir().unwrap();
    for (file, bytes) in scenario::build(text) {
        std::fs::write(folder.path().join(file), bytes).unwrap();
    }
    let (report, _) = json(&[folder.path().to_str().unwrap()]);
    let trouble = report["computers"][0]["trouble"].as_array().unwrap();
    trouble
        .iter()
        .any(|trouble| trouble["kind"] == "shadow-copies-lost" && trouble["weight"] == "needs-person")
}

fn with(between: &str, behind: &str) -> String {
    LOST.replace("BETWEEN\n", between).replace("BEHIND\n", behind)
}

#[test]
fn copies_are_lost_only_where_nothing_else_can_explain_their_absence() {
    let day = |line: &str| format!("day 2018-01-16\n{line}\n");
    assert!(tells(&with("", "")));
    assert!(tells(&with(&day("08:00:00 volsnap 33 volume=$other"), "")), "another volume's");
    for (why, between, behind) in [
        ("volsnap removed it", "08:00:00 volsnap 33 volume=$data", ""),
        ("volsnap removed it", "08:00:00 volsnap 58 volume=$data", ""),
        ("volsnap removed it", "08:00:00 volsnap 95 volume=$data", ""),
        ("a letter that may be its own", "08:00:00 volsnap 33 volume=D:", ""),
        ("System is not whole", "gap System 3", ""),
        ("the driver's log is not whole", "gap Microsoft-Windows-VolumeSnapshot-Driver/Operational 3", ""),
        ("it failed to come online", "", "06:00:20 VolumeSnapshot-Driver 102 volume=$data\n"),
        (
            "the copy is listed a moment later",
            "",
            "06:05:00 VolumeSnapshot-Driver 100 volume=$data\n06:05:01 VolumeSnapshot-Driver 103 volume=$data\n\
             06:05:02 VolumeSnapshot-Driver 106 volume=$data\n06:05:03 VolumeSnapshot-Driver 104 volume=$data copies=1\n\
             06:05:04 VolumeSnapshot-Driver 101 volume=$data\n",
        ),
        ("it is activated still", "", "06:00:20 VolumeSnapshot-Driver 103 volume=$data\n"),
        (
            "copies are counted that are not listed",
            "",
            "06:00:20 VolumeSnapshot-Driver 104 volume=$data copies=1\n",
        ),
    ] {
        let between = if between.is_empty() { String::new() } else { day(between) };
        assert!(!tells(&with(&between, behind)), "{why}: {between}{behind}");
    }
    // The last start is not the end of the story: the copy is there again at the next one.
    let again = with(
        "",
        "day 2018-01-20\n05:55:00 EventLog 6006\n06:00:00 Kernel-General 12\n\
         06:00:00.500 VolumeSnapshot-Driver 100 volume=$data\n06:00:00.510 VolumeSnapshot-Driver 103 volume=$data\n\
         06:00:00.520 VolumeSnapshot-Driver 106 volume=$data\n06:00:00.530 VolumeSnapshot-Driver 104 volume=$data copies=1\n\
         06:00:00.540 VolumeSnapshot-Driver 101 volume=$data\n",
    );
    assert!(!tells(&again));
    // System ends before it is known what comes.
    assert!(!tells(&with("", "").replace("07:00:00 Service", "06:05:00 Service")));
    // A volume of which the second start tells nothing.
    assert!(!tells(
        &with("", "").replace("$data\n06:00:10 EventLog 6005\n07", "$other\n06:00:10 EventLog 6005\n07")
    ));
    // A copy that was to be removed is none.
    assert!(!tells(&with("", "").replacen("106 volume=$data", "106 volume=$data deleted=true", 1)));
}

/// Copies of a volume that only exists while a backup runs are a guest's.
#[test]
fn copies_of_a_passing_volume_are_not_the_hosts() {
    let night = |day: u8, copies: &str| {
        format!(
            "day 2018-01-{day}\n05:00:00 EventLog 6006\n06:00:00 Kernel-General 12\n06:00:10 EventLog 6005\n\
             16:00:00 Backup 1 run={day}\n16:10:00.500 VolumeSnapshot-Driver 100 volume=$data\n{copies}\
             16:10:00.540 VolumeSnapshot-Driver 101 volume=$data\n16:30:00 Backup 4 run={day}\n\
             16:30:00.100 Backup 14 run={day}\n20:00:00 Service 7036\n"
        )
    };
    let text = format!(
        "windows 10.0\nlet data = \\\\?\\Volume{{4152f97e-b029-41c9-96ce-efa1b6232e54}}\n{}{}",
        night(
            15,
            "16:10:00.510 VolumeSnapshot-Driver 103 volume=$data\n16:10:00.520 VolumeSnapshot-Driver 106 volume=$data\n\
             16:10:00.530 VolumeSnapshot-Driver 104 volume=$data copies=1\n"
        ),
        night(16, "")
    );
    assert!(!tells(&text));
    assert!(tells(&text.replace("16:10:00.5", "18:10:00.5")));
}
