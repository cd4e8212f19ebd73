//! What docs/ci.md and action.yml promise, run by a shell.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::harness;

/// Each with its exit status.
const CASES: &[(&str, i32)] = &[("modern-host", 0), ("article", 1), ("truncated-system", 4)];

fn logs(case: &str) -> PathBuf {
    std::env::current_dir().unwrap().join("fixtures/cases").join(case).join("logs")
}

/// A shell with the program in its path, in a folder of its own.
fn shell(name: &str, folder: &Path) -> Command {
    let program = Path::new(env!("CARGO_BIN_EXE_volsift"));
    let mut paths = vec![program.parent().unwrap().to_owned()];
    paths.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let mut shell = Command::new(name);
    shell.current_dir(folder).env("PATH", std::env::join_paths(paths).unwrap());
    shell
}

/// The step of the action that analyses, as a runner starts it.
fn action(folder: &Path, variables: &[(&str, &str)]) -> Output {
    let mut shell = shell("bash", folder);
    shell.arg(std::env::current_dir().unwrap().join("action/analyze.sh"));
    for (name, file) in [("GITHUB_OUTPUT", "output"), ("GITHUB_STEP_SUMMARY", "summary")] {
        shell.env(name, folder.join(file));
    }
    shell.envs(variables.iter().copied()).output().unwrap()
}

#[test]
fn the_line_of_shell_fails_on_real_trouble_and_on_nothing_at_all() {
    let document = std::fs::read_to_string("docs/ci.md").unwrap();
    let line = document.split("```sh\n").nth(1).unwrap().split("```").next().unwrap().trim();
    for (case, status) in CASES {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(logs(case), folder.path().join("logs")).unwrap();
        let output = shell("sh", folder.path()).args(["-c", line]).output().unwrap();
        assert_eq!(output.status.success(), *status != 1, "{case}");
        assert!(!output.stdout.is_empty(), "{case}");
        let junit = std::fs::read_to_string(folder.path().join("volsift.xml")).unwrap();
        assert!(junit.contains("<testsuites"), "{case}");
        assert!(folder.path().join("volsift.html").is_file(), "{case}");
    }
    let empty = tempfile::tempdir().unwrap();
    assert!(!shell("sh", empty.path()).args(["-c", line]).output().unwrap().status.success());
}

#[test]
fn the_action_fails_where_a_person_is_needed_and_warns_where_something_is_undecided() {
    for (case, status) in CASES {
        for strict in ["false", "true"] {
            let folder = tempfile::tempdir().unwrap();
            let paths = format!("\n  {}\n\n", logs(case).display());
            let options = "--tz\n+9h\n";
            let variables =
                [("VOLSIFT_PATHS", &*paths), ("VOLSIFT_OPTIONS", options), ("VOLSIFT_STRICT", strict)];
            let told = action(folder.path(), &variables);
            let expected = if *status == 4 && strict == "false" { 0 } else { *status };
            assert_eq!(told.status.code(), Some(expected), "{case} {strict}");
            let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
            assert_eq!(read("output"), format!("status={status}\n"));
            assert_eq!(read("summary"), read("volsift-report/volsift.md"), "{case}");
            assert!(read("volsift-report/volsift.json").contains("+09:00"), "{case}");
            for report in ["xml", "html", "md"] {
                assert!(!read(&format!("volsift-report/volsift.{report}")).is_empty());
            }
            let out = String::from_utf8(told.stdout).unwrap();
            assert_eq!(out.contains("::error::something needs a person"), *status == 1);
            assert_eq!(out.contains("::warning::"), *status == 4);
        }
    }
}

/// A runner takes lines that begin with `::` for commands, and reports hold what stands in logs.
#[test]
fn nothing_in_a_report_is_a_command_to_the_runner() {
    let folder = tempfile::tempdir().unwrap();
    let paths = logs("article").display().to_string();
    let out = String::from_utf8(action(folder.path(), &[("VOLSIFT_PATHS", &paths)]).stdout).unwrap();
    let (first, rest) = out.split_once('\n').unwrap();
    let pause = first.strip_prefix("::stop-commands::").unwrap();
    let (report, behind) = rest.split_once(&format!("::{pause}::\n")).unwrap();
    assert!(report.starts_with("HV01: "));
    assert!(report.contains("BACKUP RUNS"));
    assert!(behind.starts_with("::error::"), "{behind}");
    let again = action(folder.path(), &[("VOLSIFT_PATHS", &paths)]).stdout;
    assert!(!String::from_utf8(again).unwrap().starts_with(first), "nobody can know the word in advance");
}

#[test]
fn an_action_without_paths_is_a_mistake() {
    let folder = tempfile::tempdir().unwrap();
    for paths in ["", "\n \r\n"] {
        assert_eq!(action(folder.path(), &[("VOLSIFT_PATHS", paths)]).status.code(), Some(2));
    }
    let told = action(folder.path(), &[("VOLSIFT_PATHS", "--version\nno such folder")]);
    assert_eq!(told.status.code(), Some(2), "a path that begins like an option is a path");
}

#[test]
fn the_document_names_the_inputs_of_the_action() {
    let action = std::fs::read_to_string("action.yml").unwrap();
    let document = std::fs::read_to_string("docs/ci.md").unwrap();
    let inputs = action.split("inputs:\n").nth(1).unwrap().split("\noutputs:").next().unwrap();
    let names: Vec<&str> = inputs
        .lines()
        .filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')))
        .filter_map(|line| line.strip_suffix(':'))
        .collect();
    assert_eq!(names, ["paths", "options", "reports", "strict"]);
    for name in names {
        assert!(document.contains(&format!("| `{name}` |")), "{name}");
        assert!(action.contains(&format!("VOLSIFT_{}: ${{{{ inputs.{name} }}}}", name.to_uppercase())));
    }
}

/// What makes a release must not fetch what somebody can change afterwards.
#[test]
fn workflows_name_every_foreign_action_by_its_commit() {
    let mut seen = 0;
    for file in harness::files(Path::new(".github/workflows")) {
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            let Some((_, named)) = line.split_once("uses: ") else { continue };
            let (_, version) = named.split_once('@').unwrap();
            let commit = version.split_whitespace().next().unwrap();
            assert!(commit.len() == 40 && version.contains(" # v"), "{}: {line}", file.display());
            seen += 1;
        }
    }
    assert!(seen > 5);
}
