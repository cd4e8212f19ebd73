//! The .evtx files in fixtures are what their scenarios say, and README.md lists every case.

use std::path::Path;

use super::evtx_builder::scenario;
use super::harness::{cases, check_file, files, name};

#[test]
fn every_log_is_what_its_scenario_says() {
    for case in cases() {
        let text = std::fs::read_to_string(case.join("scenario.txt")).unwrap();
        let made = scenario::build(&text);
        let folder = case.join("logs");
        for (file, bytes) in &made {
            check_file(&folder.join(file), bytes);
        }
        let there: Vec<String> = files(&folder)
            .iter()
            .map(|path| path.strip_prefix(&folder).unwrap().to_string_lossy().replace('\\', "/"))
            .collect();
        assert_eq!(there, made.keys().cloned().collect::<Vec<_>>(), "{}", name(&case));
    }
}

#[test]
fn the_readme_of_the_fixtures_lists_every_case() {
    let mut table = String::new();
    for case in cases() {
        let scenario = std::fs::read_to_string(case.join("scenario.txt")).unwrap();
        let truth: Vec<&str> = scenario
            .lines()
            .take_while(|line| line.starts_with('#'))
            .map(|line| line.trim_start_matches('#').trim())
            .collect();
        let listed: Vec<String> = files(&case.join("logs"))
            .iter()
            .map(|path| {
                let bytes = std::fs::read(path).unwrap();
                format!(
                    "{} ({} bytes, CRC-32 {:08x})",
                    path.strip_prefix(case.join("logs")).unwrap().display(),
                    bytes.len(),
                    crc32fast::hash(&bytes)
                )
            })
            .collect();
        table.push_str(&format!(
            "\n### {}\n\n{}\n\n- {}\n",
            name(&case),
            truth.join(" "),
            listed.join("\n- ")
        ));
    }
    let path = Path::new("fixtures/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let head = readme.split("## The cases\n").next().unwrap();
    check_file(path, format!("{head}## The cases\n{table}").as_bytes());
}
