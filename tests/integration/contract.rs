//! The JSON keeps its contract: the schema names every key that a report has, and docs/json.md describes it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jsonschema::Validator;
use serde_json::Value;
use volsift::render::json;

use super::harness::{cases, check_file, options, volsift};

fn arguments(case: &Path, format: &str) -> Vec<String> {
    let mut words: Vec<String> = ["analyze", "--format", format].map(str::to_owned).into();
    words.extend(options(case));
    words.push(case.join("logs").to_string_lossy().into_owned());
    words
}

fn schema(format: &str) -> Value {
    serde_json::from_str(&volsift(&["schema", "--format", format]).out).unwrap()
}

/// The schema as it is meant here: what it does not name is wrong.
pub fn closed(mut schema: Value) -> Value {
    fn close(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.values_mut().for_each(close);
                if map.get("properties").is_some_and(Value::is_object) && map.contains_key("type") {
                    map.entry("additionalProperties").or_insert(false.into());
                }
            }
            Value::Array(list) => list.iter_mut().for_each(close),
            _ => {}
        }
    }
    close(&mut schema);
    schema
}

fn validator(schema: &Value) -> Validator {
    jsonschema::options().should_validate_formats(true).build(schema).unwrap()
}

#[track_caller]
fn check(validator: &Validator, value: &Value, what: &str) {
    let errors: Vec<String> = validator
        .iter_errors(value)
        .take(5)
        .map(|error| format!("{} ({})", error, error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

#[test]
fn the_json_of_every_case_keeps_the_schema() {
    let (open, closed) = (schema("json"), closed(schema("json")));
    let (open, closed) = (validator(&open), validator(&closed));
    for case in cases() {
        let report: Value = serde_json::from_str(&volsift(&arguments(&case, "json")).out).unwrap();
        check(&open, &report, &case.display().to_string());
        check(&closed, &report, &case.display().to_string());
    }
}

/// The check above would see a key that nobody described, one that is missing, and a word that nobody listed.
#[test]
fn what_breaks_the_contract_is_seen() {
    let closed = validator(&closed(schema("json")));
    let case = Path::new("fixtures/cases/article");
    let report: Value = serde_json::from_str(&volsift(&arguments(case, "json")).out).unwrap();
    let broken = |pointer: &str, change: &dyn Fn(&mut Value)| {
        let mut report = report.clone();
        change(report.pointer_mut(pointer).unwrap());
        !closed.is_valid(&report)
    };
    let add = |value: &mut Value| value["surprise"] = 1.into();
    for place in ["", "/summary", "/sources/0/records", "/computers/0", "/computers/0/sessions/0/cause"] {
        assert!(broken(place, &add), "{place}");
    }
    for place in ["/computers/0/volsnap27/0/event", "/computers/0/events/0", "/computers/0/advice/0/message"]
    {
        assert!(broken(place, &add), "{place}");
    }
    let take = |value: &mut Value| assert!(value.as_object_mut().unwrap().remove("basis").is_some());
    assert!(broken("/computers/0/volsnap27/0", &take));
    let other = |word: &'static str| move |value: &mut Value| *value = word.into();
    assert!(broken("/computers/0/volsnap27/0/verdict", &other("fine")));
    assert!(broken("/computers/0/sessions/0/outcome", &other("lost")));
    assert!(broken("/computers/0/sessions/0/started", &other("2012-01-18T16:00:00+09:00")));
    assert!(broken("/computers/0/sessions/0/id", &other("7")));
}

/// Every object of a schema, with its name or place.
fn objects<'a>(value: &'a Value, place: &str, found: &mut Vec<(String, &'a Value)>) {
    if let Value::Object(map) = value {
        if map.get("properties").is_some_and(Value::is_object) {
            found.push((place.to_owned(), value));
        }
        map.iter().for_each(|(key, inner)| objects(inner, &format!("{place}/{key}"), found));
    } else if let Value::Array(list) = value {
        list.iter().enumerate().for_each(|(at, inner)| objects(inner, &format!("{place}/{at}"), found));
    }
}

#[test]
fn every_key_is_described_with_its_unit_and_when_it_is_null() {
    for format in ["json", "ndjson", "fleet"] {
        let schema = schema(format);
        let mut found = Vec::new();
        objects(&schema, "", &mut found);
        assert!(found.len() > 10, "{format}");
        for (place, object) in found {
            let required: BTreeSet<&str> =
                object["required"].as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect();
            for (key, value) in object["properties"].as_object().unwrap() {
                let place = format!("{format} {place} {key}");
                let text = value["description"].as_str().unwrap_or_default();
                assert!(required.contains(key.as_str()), "{place} is not always there");
                assert!(
                    text.ends_with('.') || value.get("const").is_some(),
                    "{place} is not described: {text}"
                );
                let types = value.get("type").map_or_else(String::new, Value::to_string);
                let is_nullable = types.contains("null")
                    || value["anyOf"]
                        .as_array()
                        .is_some_and(|any| any.iter().any(|one| one["type"] == "null"));
                assert_eq!(is_nullable, text.contains(" Null where "), "{place}: {text}");
                let is_measured = types.contains("\"number\"")
                    || value["format"] == "date-time"
                    || ["seconds", "bytes", "offset"].iter().any(|word| key.contains(word));
                assert!(!is_measured || text.contains(" Unit: "), "{place} has no unit: {text}");
            }
        }
    }
}

#[test]
fn the_schema_lists_the_words_that_the_code_has() {
    let schema = schema("json").to_string();
    let words = |word: &str| schema.contains(&format!("\"{word}\""));
    for kind in volsift::trouble::TroubleKind::all() {
        assert!(words(kind.id()), "{}", kind.id());
    }
    for kind in volsift::issue::IssueKind::ALL {
        assert!(words(kind.id()), "{}", kind.id());
    }
    for rule in volsift::verdict::RULES {
        assert!(words(rule.id) && words(rule.name), "{}", rule.id);
    }
}

#[test]
fn the_manual_of_the_json_is_current() {
    check_file(Path::new("docs/json.md"), json::manual().as_bytes());
}

/// Links in it lead somewhere, and it names every key.
#[test]
fn the_manual_of_the_json_holds_together() {
    let manual = json::manual();
    for part in manual.split("](#").skip(1) {
        let name = part.split(')').next().unwrap();
        let is_there = manual.lines().any(|line| {
            line.strip_prefix("## ").is_some_and(|title| title.to_lowercase().replace(' ', "-") == name)
        });
        assert!(is_there, "no section {name}");
    }
    let schema = schema("json");
    let mut found = Vec::new();
    objects(&schema, "", &mut found);
    for key in found.iter().flat_map(|(_, object)| object["properties"].as_object().unwrap().keys()) {
        assert!(manual.contains(&format!("| `{key}` |")) || key == "id" || key == "args", "{key}");
    }
}

/// The entries of a report, as its lines should have them: their type, and their keys.
fn entries(report: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    let line = |kind: &str, computer: Option<&Value>, entry: &Value| {
        let mut entry = entry.clone();
        let map = entry.as_object_mut().unwrap();
        map.insert("type".to_owned(), kind.into());
        if let Some(computer) = computer {
            map.insert("computer".to_owned(), computer["name"].clone());
        }
        entry
    };
    let without = |value: &Value, keys: &[&str]| {
        let mut value = value.clone();
        keys.iter().for_each(|key| assert!(value.as_object_mut().unwrap().remove(*key).is_some(), "{key}"));
        value
    };
    let lists = |value: &Value, key: &str| value[key].as_array().unwrap().clone();
    let head = without(report, &["sources", "files", "context", "computers", "issues"]);
    all.push(line("report", None, &head));
    for (kind, key) in [("source", "sources"), ("folder", "files"), ("context", "context")] {
        all.extend(lists(report, key).iter().map(|entry| line(kind, None, entry)));
    }
    let of_computer = [
        ("coverage", "coverage"),
        ("run", "sessions"),
        ("volsnap27", "volsnap27"),
        ("trouble", "trouble"),
        ("limit", "limits"),
        ("advice", "advice"),
        ("event", "events"),
    ];
    for computer in lists(report, "computers") {
        let about = without(&computer, &of_computer.map(|(_, key)| key));
        all.push(line("computer", Some(&computer), &about));
        for (kind, key) in of_computer {
            all.extend(lists(&computer, key).iter().map(|entry| line(kind, Some(&computer), entry)));
        }
    }
    all.extend(lists(report, "issues").iter().map(|entry| line("issue", None, entry)));
    all
}

#[test]
fn the_lines_hold_what_the_json_holds() {
    let (open, closed) = (schema("ndjson"), closed(schema("ndjson")));
    let (open, closed) = (validator(&open), validator(&closed));
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for case in cases() {
        let what = case.display().to_string();
        let report: Value = serde_json::from_str(&volsift(&arguments(&case, "json")).out).unwrap();
        let out = volsift(&arguments(&case, "ndjson")).out;
        let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(out.ends_with('\n') && !out.contains("\n\n"), "{what}");
        for line in &lines {
            check(&open, line, &what);
            check(&closed, line, &what);
            *kinds.entry(line["type"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        let expected = entries(&report);
        assert_eq!(lines.len(), expected.len(), "{what}");
        for (line, entry) in lines.iter().zip(&expected) {
            assert_eq!(line, entry, "{what}");
        }
    }
    assert_eq!(kinds.len(), 13, "not every type of line was met: {kinds:?}");
}

#[test]
fn a_line_of_a_rich_and_of_a_quiet_case() {
    let lines = |case: &str, wanted: &[&str]| -> String {
        let out = volsift(&arguments(&Path::new("fixtures/cases").join(case), "ndjson")).out;
        let is_wanted =
            |line: &&str| wanted.iter().any(|kind| line.starts_with(&format!("{{\"type\":\"{kind}\"")));
        out.lines().filter(is_wanted).map(|line| format!("{line}\n")).collect()
    };
    let rich = lines("two-computers", &["report", "computer", "trouble", "limit", "issue"]);
    let quiet = lines("V403-silent", &["report", "source", "folder", "computer", "coverage", "run", "event"]);
    let version = format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
    insta::assert_snapshot!(format!("{rich}\n{quiet}").replace(&version, "\"version\":\"[version]\""));
}

#[test]
fn the_ending_of_a_file_chooses_lines() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.NDJSON");
    let case = "fixtures/cases/article/logs";
    assert_eq!(volsift(&["analyze", case, "-o", path.to_str().unwrap()]).code, 1);
    let expected = volsift(&["analyze", case, "--format", "ndjson"]).out;
    assert_eq!(std::fs::read_to_string(&path).unwrap(), expected);
}

#[test]
fn the_schema_goes_to_a_file_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("schema.json");
    let output = volsift(&["schema", "-o", path.to_str().unwrap()]);
    assert_eq!((output.code, output.out.as_str()), (0, ""));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), volsift(&["schema"]).out);
    let evidence = "fixtures/cases/article/logs/System.evtx";
    assert_eq!(volsift(&["schema", "-o", evidence]).code, 2, "no log is overwritten");
}
