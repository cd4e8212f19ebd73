//! What the documents say is what the program does.

use std::path::Path;

use super::harness::{check_file, volsift};

#[test]
fn the_manual_of_the_rules_is_current() {
    check_file(Path::new("docs/rules.md"), volsift::explain::rules_manual().as_bytes());
}

/// Every command in a fenced block of these documents that runs volsift on files of the repository
/// is run; none may be a mistake in usage.
#[test]
fn commands_in_the_documents_run() {
    let mut run = 0;
    for document in ["README.md", "docs/manual.md", "docs/ci.md"] {
        let text = std::fs::read_to_string(document).unwrap();
        let commands = text.lines().filter_map(|line| {
            let line = line.trim();
            line.strip_prefix("volsift ").or(line.strip_prefix("cargo run --release -- "))
        });
        for command in commands.filter(|command| !command.contains('|') && !command.contains(['>', '…'])) {
            if (command.contains("logs/") || command.contains("bundle.zip")) && !command.contains("fixtures/")
            {
                continue;
            }
            let folder = tempfile::tempdir().unwrap();
            let words: Vec<String> = command
                .split_whitespace()
                .map(|word| word.trim_matches('"').to_owned())
                .map(|word| {
                    // What is written is written to a scratch folder.
                    if word.ends_with(".reg") || word.ends_with(".cmd") || word.starts_with("~/") {
                        folder.path().join(word.trim_start_matches("~/")).to_string_lossy().into_owned()
                    } else {
                        word
                    }
                })
                .collect();
            let output = volsift(&words);
            assert_ne!(output.code, 2, "{document}: {command}\n{}", output.err);
            run += 1;
        }
    }
    assert!(run >= 5, "only {run} commands were found");
}

/// A newcomer reads a whole report before there is a program to make one.
#[test]
fn the_readme_shows_what_the_program_prints() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let command = readme.lines().find_map(|line| line.strip_prefix("cargo run --release -- ")).unwrap();
    let report = volsift(&command.split_whitespace().collect::<Vec<_>>()).out;
    let (before, folded) = readme.split_once("<details>").unwrap();
    let (summary, rest) = folded.split_once("```text\n").unwrap();
    let (_, behind) = rest.split_once("```\n").unwrap();
    let expected = format!("{before}<details>{summary}```text\n{report}```\n{behind}");
    check_file(Path::new("README.md"), expected.as_bytes());
}

#[test]
fn the_manual_names_every_option_format_and_exit_status() {
    let manual = std::fs::read_to_string("docs/manual.md").unwrap();
    let help: String =
        ["analyze", "timeline", "inspect", "diff"].map(|command| volsift(&[command, "--help"]).out).concat();
    let options = help.split_whitespace().filter_map(|word| {
        let word = word.trim_end_matches(',');
        (word.starts_with("--") && word.len() > 3).then_some(word)
    });
    for option in options {
        assert!(manual.contains(option), "docs/manual.md does not name {option}");
    }
    for format in volsift::render::FORMATS {
        assert!(manual.contains(&format!("`{}`", format.name)), "{}", format.name);
    }
}
