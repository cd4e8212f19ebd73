//! Whole outputs, few and reviewed.

use super::harness::{volsift, volsift_in};
use volsift::cli::Surroundings;

/// The version changes with every release; the rest of the output must not.
fn scrubbed(text: &str) -> String {
    text.replace(&format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION")), "\"version\": \"[version]\"")
}

#[test]
fn the_article_in_80_columns() {
    let output = volsift(&[
        "analyze",
        "fixtures/cases/article/logs",
        "--tz",
        "+9h",
        "--vms-ok",
        "6",
        "--vms-total",
        "12",
    ]);
    insta::assert_snapshot!(output.out);
}

#[test]
fn real_trouble_in_120_columns() {
    let surroundings = Surroundings {
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        columns: Some(120),
        no_color: true,
        is_unicode: true,
    };
    let output = volsift_in(surroundings, &["analyze", "fixtures/cases/V202-fires/logs"]);
    insta::assert_snapshot!(output.out);
}

#[test]
fn the_json_of_one_benign_27() {
    let output = volsift(&["analyze", "fixtures/cases/V403-silent/logs", "--format", "json"]);
    insta::assert_snapshot!(scrubbed(&output.out));
}

#[test]
fn an_explained_code() {
    insta::assert_snapshot!(volsift(&["explain", "2155348129"]).out);
}

/// The promised keys of schema_version 1.
#[test]
fn the_promised_keys_are_there() {
    let (report, _) = super::harness::json(&["fixtures/cases/article/logs"]);
    let computer = &report["computers"][0];
    let session = &computer["sessions"][0];
    let subject = &computer["volsnap27"][0];
    assert_eq!(report["schema_version"], 1);
    for (object, keys) in [
        (&report, "schema_version tool summary sources computers issues"),
        (&report["summary"], "computers complete volsnap27 sessions"),
        (&report["summary"]["volsnap27"], "total benign side_effect actionable undetermined"),
        (
            &report["summary"]["sessions"],
            "total succeeded succeeded_with_skipped_files partial failed cancelled not_started interrupted end_not_seen",
        ),
        (&report["sources"][0], "path format records issues"),
        (&report["sources"][0]["records"], "declared read failed skipped recovered"),
        (computer, "name time_zone coverage sessions volsnap27 advice"),
        (&computer["time_zone"], "name offset from"),
        (&computer["coverage"][0], "channel first last gaps"),
        (session, "id started ended outcome hresult detail cause other_causes snapshot_seconds events"),
        (&session["hresult"], "hex decimal meaning"),
        (&session["cause"], "kind certainty"),
        (subject, "event status volume session link verdict confidence opinions"),
        (&subject["event"], "channel provider event_id event_record_id time time_local source"),
        (&subject["status"], "hex name"),
        (&subject["volume"], "text guid letter hint"),
        (&subject["opinions"][0], "rule verdict text evidence"),
        (&computer["advice"][0], "id text because"),
    ] {
        for key in keys.split_whitespace() {
            assert!(object.get(key).is_some(), "{key} is missing in {object}");
        }
    }
}
