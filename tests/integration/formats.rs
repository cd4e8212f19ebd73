//! Whole outputs, few and reviewed.

use std::collections::BTreeSet;

use serde_json::Value;

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
        tongue: volsift::catalogue::Tongue::English,
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

/// Every value under any of these keys.
fn under<'a>(value: &'a Value, keys: &[&str], found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                if keys.contains(&key.as_str()) {
                    found.push(inner);
                }
                under(inner, keys, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| under(inner, keys, found)),
        _ => {}
    }
}

fn reports() -> impl Iterator<Item = (String, Value)> {
    super::harness::cases().into_iter().map(|case| {
        let mut arguments = super::harness::options(&case);
        arguments.push(case.join("logs").to_string_lossy().into_owned());
        (case.display().to_string(), super::harness::json(&arguments).0)
    })
}

/// What a report cites, its list of events holds.
#[test]
fn every_reference_resolves() {
    for (case, report) in reports() {
        for computer in report["computers"].as_array().unwrap() {
            let known: BTreeSet<&str> = computer["events"]
                .as_array()
                .unwrap()
                .iter()
                .map(|event| event["ref"].as_str().unwrap())
                .collect();
            let mut found = Vec::new();
            let keys = [
                "evidence",
                "because",
                "detach",
                "ref",
                "outcome_evidence",
                "snapshot_events",
                "start_event",
            ];
            under(computer, &keys, &mut found);
            let lists = ["sessions", "trouble"].into_iter().flat_map(|key| computer[key].as_array().unwrap());
            found.extend(lists.map(|item| &item["events"]));
            let cited = found.iter().flat_map(|value| match value {
                Value::Array(list) => list.iter().collect(),
                one => vec![*one],
            });
            // The reason for another reading of a cause stands under the same key.
            for reference in cited.filter_map(Value::as_str).filter(|text| text.contains('#')) {
                assert!(known.contains(reference), "{case}: {reference} is in no list of events");
            }
        }
    }
}

/// A message stands beside every sentence, with an id that is promised.
#[test]
fn every_text_has_a_message() {
    let ids: BTreeSet<&str> = volsift::catalogue::patterns().iter().map(|pattern| &*pattern.id).collect();
    let mut seen = BTreeSet::new();
    for (case, report) in reports() {
        let mut messages = Vec::new();
        under(
            &report,
            &["message", "headline_message", "headline_messages", "next_step_message"],
            &mut messages,
        );
        let messages = messages.iter().flat_map(|value| match value {
            Value::Array(list) => list.iter().collect(),
            one => vec![*one],
        });
        for message in messages.filter(|message| !message.is_null()) {
            let mut inner = Vec::new();
            under(message, &["id"], &mut inner);
            for id in inner.into_iter().map(|id| id.as_str().unwrap()) {
                assert!(ids.contains(id), "{case}: {id} is no message");
                seen.insert(id.to_owned());
            }
        }
        let mut texts = Vec::new();
        under(
            &report,
            &["opinions", "advice", "limits", "issues", "trouble", "cause", "other_causes"],
            &mut texts,
        );
        let sentences = texts.iter().flat_map(|value| match value {
            Value::Array(list) => list.iter().collect(),
            one => vec![*one],
        });
        for sentence in sentences.filter(|sentence| sentence["text"].is_string()) {
            assert!(sentence["message"]["id"].is_string(), "{case}: {sentence}");
        }
    }
    assert!(seen.len() > 40, "only {} messages were met", seen.len());
}

/// No prose without its message.
#[test]
fn prose_of_a_volume_has_a_message() {
    let mut seen = 0;
    for case in super::harness::cases() {
        let mut words = super::harness::options(&case);
        words.push(case.join("logs").to_string_lossy().into_owned());
        let (report, _) = super::harness::json(&words);
        for computer in report["computers"].as_array().unwrap() {
            let all = computer["volsnap27"].as_array().unwrap();
            for volume in all.iter().map(|found| &found["volume"]).filter(|it| !it.is_null()) {
                for key in ["hint", "in_inventory"] {
                    let message = &volume[format!("{key}_message")];
                    assert_eq!(volume[key].is_null(), message.is_null(), "{}: {volume:#}", case.display());
                    seen += usize::from(message["id"].is_string());
                }
            }
        }
    }
    assert!(seen > 0);
}
