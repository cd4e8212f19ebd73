//! The house holds: who may name whom, and which crate may be named where.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Room, and the rooms it may name. The report is named by what comes after it only.
const ROOMS: &[(&str, &[&str])] = &[
    ("cores", &[]),
    ("event", &[]),
    ("say", &["event"]),
    ("issue", &["event", "say"]),
    ("source", &["event", "say", "issue"]),
    ("extract", &["event", "say", "issue", "source"]),
    ("input", &["cores", "event", "extract", "say", "issue", "source"]),
    ("timeline", &["event", "say", "issue"]),
    ("session", &["event", "say", "issue", "timeline"]),
    ("correlation", &["cores", "event", "say", "issue", "timeline", "session"]),
    ("context", &["event", "say", "issue", "source", "timeline", "correlation"]),
    ("redact", &["event", "say", "issue", "input", "timeline", "context", "correlation"]),
    ("inspect", &["event", "say", "issue", "source", "input", "timeline", "context"]),
    ("verdict", &["event", "say", "timeline", "session", "correlation"]),
    ("trouble", &["event", "say", "timeline", "session", "correlation", "verdict"]),
    ("limit", &["event", "say", "timeline", "session", "correlation", "verdict"]),
    (
        "advice",
        &["event", "say", "issue", "timeline", "session", "correlation", "verdict", "trouble", "limit"],
    ),
    ("difference", &["say", "session", "verdict", "trouble", "status"]),
    ("report", BEFORE_REPORT),
    (
        "status",
        &[
            "difference",
            "extract",
            "inspect",
            "issue",
            "source",
            "session",
            "verdict",
            "trouble",
            "limit",
            "report",
        ],
    ),
    ("story", BEFORE_STORY),
    ("fleet", &["say", "issue", "session", "verdict", "trouble", "limit", "report", "status", "story"]),
    ("catalogue", BEFORE_CATALOGUE),
    ("explain", &["event", "session", "trouble", "verdict"]),
    ("render", BEFORE_RENDER),
    ("pipeline", BEFORE_PIPELINE),
    ("cli", BEFORE_CLI),
];

/// The report holds what all rooms before it found; what makes it one that needs a person is an option of its status.
const BEFORE_REPORT: &[&str] = &[
    "event",
    "say",
    "issue",
    "source",
    "context",
    "correlation",
    "timeline",
    "session",
    "verdict",
    "trouble",
    "limit",
    "advice",
    "status",
];

/// What is told, in which order: from the report and what it holds.
const BEFORE_STORY: &[&str] = &[
    "difference",
    "inspect",
    "event",
    "say",
    "issue",
    "source",
    "context",
    "correlation",
    "timeline",
    "session",
    "verdict",
    "trouble",
    "limit",
    "advice",
    "report",
];

/// Every room that makes sentences.
const BEFORE_CATALOGUE: &[&str] = &[
    "event",
    "say",
    "issue",
    "source",
    "input",
    "context",
    "correlation",
    "timeline",
    "session",
    "verdict",
    "trouble",
    "limit",
    "advice",
    "story",
    "fleet",
    "pipeline",
    "redact",
];

const BEFORE_RENDER: &[&str] = &[
    "difference",
    "cores",
    "inspect",
    "event",
    "say",
    "issue",
    "source",
    "context",
    "correlation",
    "timeline",
    "session",
    "verdict",
    "trouble",
    "limit",
    "advice",
    "report",
    "status",
    "story",
    "fleet",
    "catalogue",
];

const BEFORE_PIPELINE: &[&str] = &[
    "cores",
    "extract",
    "redact",
    "inspect",
    "event",
    "say",
    "issue",
    "source",
    "input",
    "timeline",
    "session",
    "correlation",
    "context",
    "verdict",
    "trouble",
    "limit",
    "advice",
    "report",
    "status",
];

const BEFORE_CLI: &[&str] = &[
    "difference",
    "cores",
    "extract",
    "redact",
    "event",
    "say",
    "issue",
    "source",
    "input",
    "context",
    "session",
    "verdict",
    "advice",
    "explain",
    "pipeline",
    "render",
    "report",
    "status",
    "catalogue",
    "story",
    "fleet",
];

/// Crate, and the files or folders that may name it.
const CRATES: &[(&str, &[&str])] = &[
    ("evtx", &["input/"]),
    (
        "memchr",
        &["input/chunk/peek/", "input/archive/zipped.rs", "input/carrier.rs", "input/sniff.rs", "event/xml/"],
    ),
    ("zip", &["input/archive/zipped.rs", "input/archive/sheet.rs"]),
    ("sevenz_rust2", &["input/archive/sevenz.rs"]),
    ("cab", &["input/archive/cabinet.rs"]),
    ("flate2", &["input/archive/gzip.rs"]),
    ("tar", &["input/archive/tape.rs"]),
    (
        "encoding_rs",
        &["input/archive/names.rs", "input/export/mod.rs", "input/export/words.rs", "input/text.rs"],
    ),
    ("encoding_rs_io", &["input/export/mod.rs"]),
    ("rayon", &["input/", "cores.rs"]),
    ("walkdir", &["input/discover.rs"]),
    ("quick_xml", &["event/xml/"]),
    ("regex", &["event/pattern.rs"]),
    ("windows_timezones", &["timeline/host.rs"]),
    ("fluent_bundle", &["say/language.rs"]),
    ("unic_langid", &["say/language.rs", "catalogue/mod.rs"]),
    ("comfy_table", &["render/table/"]),
    ("textwrap", &["render/text.rs"]),
    ("unicode_linebreak", &["render/text.rs"]),
    ("maud", &["render/html/"]),
    ("sha2", &["extract/row.rs", "input/fingerprint.rs", "redact/names/"]),
    ("hmac", &["redact/names/"]),
    ("getrandom", &["cli/redact.rs"]),
    ("serde", &["extract/row.rs", "render/json/", "difference/read.rs"]),
    ("serde_json", &["extract/", "render/json/", "difference/read.rs"]),
    ("parquet", &["extract/"]),
    // Modules have the name of the crate too.
    ("bytes", &["extract/", "event/", "input/"]),
    ("zstd", &["extract/lines.rs", "input/archive/zstandard.rs"]),
    ("schemars", &["render/json/"]),
    ("quick_junit", &["render/junit.rs"]),
    ("chrono", &["render/junit.rs"]),
    // The format has the name of the crate.
    ("csv", &["render/sheets/"]),
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/args.rs", "cli/shell.rs"]),
    ("clap_mangen", &["cli/shell.rs"]),
    ("indicatif", &["cli/progress.rs"]),
    ("signal_hook", &["cli/interrupt.rs"]),
    ("same_file", &["input/discover.rs"]),
    // Tests make scratch folders with it too.
    (
        "tempfile",
        &[
            "cli/fleet.rs",
            "cli/output.rs",
            "cli/redact.rs",
            "input/archive/",
            "input/fingerprint.rs",
            "input/pieces.rs",
        ],
    ),
    ("terminal_size", &["cli/mod.rs"]),
    ("strsim", &["explain/near.rs"]),
    ("anstyle", &["render/table/paint.rs", "cli/explain.rs"]),
    ("thiserror", &["event/xml/", "difference/read.rs", "advice/timeout_math.rs", "cli/mod.rs"]),
];

fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::from("src")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix("src").unwrap().to_owned(), text));
            }
        }
    }
    found.sort();
    assert!(found.len() > 40);
    found
}

/// The code of a file without comments.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn room(path: &Path) -> String {
    path.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// Words behind `crate::`, also those in braces.
fn rooms_named(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for part in code.split("crate::").skip(1) {
        let list: String = match part.strip_prefix('{') {
            Some(list) => list.chars().take_while(|c| *c != '}').collect(),
            None => part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect(),
        };
        named.extend(list.split(',').map(|word| word.trim().split("::").next().unwrap().to_owned()));
    }
    named
}

#[test]
fn every_room_names_only_the_rooms_before_it() {
    for (path, text) in sources() {
        let room = room(&path);
        if ["lib", "main"].contains(&room.as_str()) {
            continue;
        }
        let (_, allowed) = ROOMS
            .iter()
            .find(|(name, _)| *name == room)
            .unwrap_or_else(|| panic!("{room} is no room of the table"));
        for named in rooms_named(&code(&text)) {
            let is_known = ROOMS.iter().any(|(name, _)| *name == named);
            assert!(is_known, "{} names crate::{named}, which is no room", path.display());
            assert!(
                named == room || allowed.contains(&named.as_str()),
                "{} may not name {named}",
                path.display()
            );
        }
    }
}

#[test]
fn every_crate_is_named_in_its_place() {
    // Tests in files of their own make what the code reads.
    for (path, text) in sources().into_iter().filter(|(path, _)| !path.ends_with("tests.rs")) {
        let code = code(&text);
        for (name, places) in CRATES {
            let names_it = code.contains(&format!("{name}::")) && {
                // `crate::event::…` is no crate.
                code.match_indices(&format!("{name}::")).any(|(at, _)| {
                    let before = code[..at].chars().next_back();
                    !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
                })
            };
            let place = path.to_string_lossy().replace('\\', "/");
            assert!(
                !names_it || places.iter().any(|allowed| place.starts_with(allowed)),
                "{place} names {name}"
            );
        }
    }
}

#[test]
fn every_dependency_has_a_place_and_a_reason() {
    let manifest = std::fs::read_to_string("Cargo.toml").unwrap();
    let section = manifest.split("\n[dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
    let mut reason = false;
    for line in section.lines() {
        if line.starts_with('#') {
            reason = true;
        } else if let Some((name, version)) = line.split_once(" = ") {
            let module = name.replace('-', "_");
            let is_listed = module == "jiff" || CRATES.iter().any(|(known, _)| *known == module);
            assert!(is_listed, "{name} has no place in the table of crates");
            assert!(!version.contains('*'), "{name} has a wildcard version");
            assert!(reason || ["serde_json"].contains(&name), "{name} has no reason");
            reason = false;
        }
    }
}

#[test]
fn files_stay_small_enough_to_read() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 450, "{} has {lines} lines; two reasons to change in one room?", path.display());
    }
}

#[test]
fn the_core_prints_nothing_and_knows_no_clock() {
    for (path, text) in sources() {
        let room = room(&path);
        let code = code(&text);
        let place = path.to_string_lossy().into_owned();
        for word in [
            "println!",
            "eprintln!",
            "print!(",
            "SystemTime::now",
            "Instant::now",
            "Timestamp::now",
            "Zoned::now",
        ] {
            assert!(!code.contains(word), "{place} has {word}");
        }
        if room != "cli" && room != "main" {
            assert!(!code.contains("std::env"), "{place} reads the environment");
        }
        if room != "input" && room != "cli" {
            assert!(!code.contains("std::fs") && !code.contains("File::open"), "{place} opens files");
        }
        assert!(!code.contains("unsafe "), "{place}");
    }
}
