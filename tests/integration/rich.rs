//! One rich report (two hosts, damage, every verdict, snapshots that grow) in every format that is text. The quiet host
//! and the page have their snapshots beside the tests of each format.

use volsift::catalogue::Tongue;
use volsift::input::Input;
use volsift::render::{self, Style, sheets};
use volsift::{Options, analyze};

use super::evtx_builder::scenario;

/// The report as a library draws it: the same on every machine.
fn drawn(format: &str, tongue: Tongue) -> String {
    let files = scenario::build(include_str!("../browser/rich.txt"));
    let logs = files.into_iter().map(|(name, bytes)| Input::Bytes { name, bytes });
    let report = analyze(logs.collect(), &Options::default());
    let format = render::format(format).unwrap();
    let sheet = sheets::Sheet::default();
    let style = Style { width: 80, color: false, ascii: false, extent: format.extent, sheet, tongue };
    let mut out = Vec::new();
    (format.render)(&report, style, &mut out).unwrap();
    let version = format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
    String::from_utf8(out).unwrap().replace("\r\n", "\n").replace(&version, "\"version\":\"[version]\"")
}

#[test]
fn a_rich_table() {
    insta::assert_snapshot!(drawn("table", Tongue::English));
}

#[test]
fn a_rich_table_in_japanese() {
    insta::assert_snapshot!(drawn("table", Tongue::Japanese));
}

#[test]
fn a_rich_ticket() {
    insta::assert_snapshot!(drawn("markdown", Tongue::English));
}

#[test]
fn a_rich_ticket_in_japanese() {
    insta::assert_snapshot!(drawn("markdown", Tongue::Japanese));
}

#[test]
fn rich_rows() {
    insta::assert_snapshot!(drawn("csv", Tongue::English));
}

/// NDJSON has the objects of the JSON; a line of each kind, and of 27s one a verdict.
#[test]
fn rich_lines() {
    let mut kinds = std::collections::BTreeSet::new();
    let lines = drawn("ndjson", Tongue::English);
    let first_of_kind = lines.lines().filter(|line| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        kinds.insert((line["type"].to_string(), line["verdict"].to_string()))
    });
    insta::assert_snapshot!(first_of_kind.collect::<Vec<_>>().join("\n"));
}

#[test]
fn rich_test_cases() {
    insta::assert_snapshot!(drawn("junit", Tongue::English));
}
