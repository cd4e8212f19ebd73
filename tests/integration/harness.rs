//! The program as a function: arguments in, bytes and status out, no environment.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;
use volsift::catalogue::Tongue;
use volsift::cli::{Surroundings, run};

use super::evtx_builder::scenario;

/// What a run of the program gave.
#[derive(Debug, PartialEq, Eq)]
pub struct Output {
    pub code: u8,
    pub out: String,
    pub err: String,
}

/// A pipe, and a locale of UTF-8 in English.
pub fn surroundings() -> Surroundings {
    Surroundings {
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        columns: None,
        no_color: false,
        is_unicode: true,
        tongue: Tongue::English,
    }
}

/// Runs the program as if its output were piped.
pub fn volsift<S: AsRef<str>>(arguments: &[S]) -> Output {
    volsift_in(surroundings(), arguments)
}

/// Runs the program in given surroundings.
pub fn volsift_in<S: AsRef<str>>(surroundings: Surroundings, arguments: &[S]) -> Output {
    let words = arguments.iter().map(|word| OsString::from(word.as_ref()));
    let all = std::iter::once(OsString::from("volsift")).chain(words);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = run(all, surroundings, &mut out, &mut err);
    Output { code: exit.code(), out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

/// The JSON report of paths, and the status.
pub fn json<S: AsRef<str>>(arguments: &[S]) -> (Value, u8) {
    let mut words = vec!["analyze".to_owned(), "--format".to_owned(), "json".to_owned()];
    words.extend(arguments.iter().map(|word| word.as_ref().to_owned()));
    let output = volsift(&words);
    let value = serde_json::from_str(&output.out)
        .unwrap_or_else(|error| panic!("{error}: {}{}", output.out, output.err));
    (value, output.code)
}

/// Writes the files of a scenario into a folder.
pub fn lay(text: &str, folder: &Path) {
    for (file, bytes) in scenario::build(text) {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// The JSON report of a scenario with its options, and the status.
pub fn report_of(text: &str) -> (Value, u8) {
    let folder = tempfile::tempdir().unwrap();
    lay(text, folder.path());
    let mut arguments = options_of(text, folder.path());
    arguments.push(folder.path().to_string_lossy().into_owned());
    json(&arguments)
}

/// The folders of the cases, by name. When updating, their logs are made anew first.
pub fn cases() -> Vec<PathBuf> {
    static BUILT: OnceLock<()> = OnceLock::new();
    if is_updating() {
        BUILT.get_or_init(|| folders().iter().for_each(|case| build(case)));
    }
    folders()
}

fn build(case: &Path) {
    let folder = case.join("logs");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    lay(&std::fs::read_to_string(case.join("scenario.txt")).unwrap(), &folder);
}

fn folders() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> =
        std::fs::read_dir("fixtures/cases").unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

pub fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// The options of a case, with its own files in their place.
pub fn options(case: &Path) -> Vec<String> {
    options_of(&std::fs::read_to_string(case.join("scenario.txt")).unwrap(), case)
}

/// The options that a scenario names.
pub fn options_of(scenario: &str, case: &Path) -> Vec<String> {
    let scenario = scenario::twin::plain(scenario);
    let included = scenario.lines().find_map(|line| line.strip_prefix("include ")).map(|case| {
        std::fs::read_to_string(Path::new("fixtures/cases").join(case).join("scenario.txt")).unwrap()
    });
    let lines = scenario.lines().chain(included.iter().flat_map(|text| text.lines()));
    let line = { lines }.find_map(|line| line.strip_prefix("options "));
    line.into_iter()
        .flat_map(str::split_whitespace)
        .map(|word| {
            let (host, name) = word.split_once('=').map_or(("", word), |(host, name)| (host, name));
            let file = case.join(name);
            let equals = if host.is_empty() { "" } else { "=" };
            if file.is_file() { format!("{host}{equals}{}", file.display()) } else { word.to_owned() }
        })
        .collect()
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Every .evtx file below a folder.
pub fn logs(folder: &Path) -> Vec<PathBuf> {
    let is_log = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "evtx");
    files(folder).into_iter().filter(is_log).collect()
}

/// Whether files that follow from the sources are to be written anew.
pub fn is_updating() -> bool {
    std::env::var_os("VOLSIFT_UPDATE").is_some()
}

/// Compares a file with what it should hold, or writes it.
pub fn check_file(path: &Path, expected: &[u8]) {
    if is_updating() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, expected).unwrap();
        return;
    }
    let found = std::fs::read(path).unwrap_or_default();
    if found != expected {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).chars().take(4000).collect::<String>();
        panic!(
            "{} is not what it should be; review, then VOLSIFT_UPDATE=1 cargo test\n--- there\n{}\n--- expected\n{}",
            path.display(),
            text(&found),
            text(expected)
        );
    }
}

/// Every source of a report adds up: declared = read + failed + skipped.
pub fn assert_adds_up(report: &Value) {
    for source in report["sources"].as_array().unwrap() {
        let records = &source["records"];
        let number = |key: &str| records[key].as_u64().unwrap();
        assert_eq!(number("declared"), number("read") + number("failed") + number("skipped"), "{source}");
        let is_told = source["issues"].as_array().unwrap().iter().any(|issue| issue["incomplete"] == true);
        assert!(number("failed") == 0 || is_told, "records failed without an issue: {source}");
    }
}
