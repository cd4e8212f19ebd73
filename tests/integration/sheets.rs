//! Tables for spreadsheets.

use super::harness::{cases, json, options, volsift};

/// The rows of a table, its header first.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn sheet(what: &str, arguments: &[String]) -> String {
    let mut words: Vec<String> = ["analyze", "--format", "csv", "--csv", what].map(str::to_owned).into();
    words.extend(arguments.iter().cloned());
    volsift(&words).out
}

#[test]
fn tables_of_a_rich_and_of_a_quiet_case() {
    let mut all = String::new();
    for (case, zone) in [("article", "+9h"), ("two-computers", "host"), ("V602-fires", "host")] {
        let arguments = [format!("fixtures/cases/{case}/logs"), "--tz".to_owned(), zone.to_owned()];
        for what in ["volsnap27", "runs", "coverage"] {
            all.push_str(&format!("{case}: {what}\n{}\n", sheet(what, &arguments).replace("\r\n", "\n")));
        }
    }
    insta::assert_snapshot!(all);
}

/// As many rows as the JSON has entries.
#[test]
fn the_tables_hold_what_the_json_holds() {
    for case in cases() {
        let mut arguments = options(&case);
        arguments.push(case.join("logs").to_string_lossy().into_owned());
        let (report, _) = json(&arguments);
        let computers = report["computers"].as_array().unwrap();
        let count =
            |key: &str| -> usize { computers.iter().map(|of| of[key].as_array().unwrap().len()).sum() };
        let gaps = computers.iter().flat_map(|of| of["coverage"].as_array().unwrap());
        let gaps: usize = gaps.map(|log| log["gaps"].as_array().unwrap().len()).sum();
        for (what, expected) in [
            ("volsnap27", count("volsnap27")),
            ("runs", count("sessions")),
            ("records", count("events")),
            ("coverage", count("coverage") + gaps),
        ] {
            let found = rows(&sheet(what, &arguments));
            assert_eq!(found.len(), expected + 1, "{}: {what}", case.display());
        }
    }
}

#[test]
fn text_from_logs_is_no_formula() {
    let scenario = std::fs::read_to_string("fixtures/cases/V601-fires/scenario.txt").unwrap();
    let scenario = scenario.replace("computer HV01", "computer @SUM(1,2);-3");
    let folder = tempfile::tempdir().unwrap();
    for (file, bytes) in super::evtx_builder::scenario::build(&scenario) {
        std::fs::write(folder.path().join(file), bytes).unwrap();
    }
    let path = folder.path().to_string_lossy().into_owned();
    for what in ["volsnap27", "runs", "records", "coverage"] {
        let found = rows(&sheet(what, std::slice::from_ref(&path)));
        assert!(found.len() > 1, "{what}");
        for cell in found.iter().skip(1).flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{what}: {cell}");
        }
        assert_eq!(found[1][0], "'@SUM(1,2);'-3", "{what}");
    }
}

#[test]
fn the_output_s_ending_chooses_the_format() {
    let folder = tempfile::tempdir().unwrap();
    let logs = "fixtures/cases/article/logs";
    let begin = |name: &str, more: &[&str]| {
        let path = folder.path().join(name);
        let mut words = vec!["analyze", logs, "-o", path.to_str().unwrap()];
        words.extend(more);
        assert_eq!(volsift(&words).code, 1, "{name}");
        std::fs::read_to_string(path).unwrap().chars().take(9).collect::<String>()
    };
    assert_eq!(begin("x.csv", &[]), "computer,");
    assert_eq!(begin("y.CSV", &["--bom"]), "\u{feff}computer");
    assert!(begin("x.json", &[]).starts_with('{'));
    assert!(begin("z.csv", &["--format", "json"]).starts_with('{'));
    assert!(begin("x.txt", &[]).starts_with("HV01"));
    assert!(volsift(&["analyze", logs, "--csv", "runs"]).out.starts_with("computer,run,"));
    let clash = volsift(&["analyze", logs, "--csv", "runs", "--format", "json"]);
    assert_eq!(clash.code, 2);
    assert!(clash.err.contains("--format csv"), "{}", clash.err);
}

#[test]
fn every_column_is_described() {
    let manual = std::fs::read_to_string("docs/csv.md").unwrap();
    use volsift::render::sheets::Rows;
    for rows in [Rows::Volsnap27, Rows::Runs, Rows::Records, Rows::Coverage] {
        for column in rows.header() {
            assert!(manual.contains(&format!("`{column}`")), "{column}");
        }
    }
}
