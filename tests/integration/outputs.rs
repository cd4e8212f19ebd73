//! Several reports of one analysis: which format each has, where it goes, and what is refused.

use super::harness::volsift;

#[test]
fn one_analysis_is_written_in_several_formats_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let logs = "fixtures/cases/article/logs";
    let (page, rows) = (at("report.json"), at("report.csv"));
    let run = volsift(&["analyze", logs, "-o", &page, "-o", &rows, "-o", "-", "--csv", "runs"]);
    assert_eq!(run.code, 1, "{}", run.err);
    let alone = |arguments: &[&str]| volsift(&[&["analyze", logs], arguments].concat()).out;
    assert_eq!(std::fs::read_to_string(&page).unwrap(), alone(&["--format", "json"]));
    assert_eq!(std::fs::read_to_string(&rows).unwrap(), alone(&["--csv", "runs"]));
    assert_eq!(run.out, alone(&["--csv", "runs"]), "where no ending decides, --csv does");
    let run = volsift(&["analyze", logs, "-o", &page, "-o", "-", "--format", "table"]);
    assert_eq!(run.out, alone(&[]));
    assert!(std::fs::read_to_string(&page).unwrap().starts_with('{'), "an ending decides for its file");
}

#[test]
fn several_outputs_that_can_not_be_are_refused_before_any_work() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let logs = "fixtures/cases/article/logs";
    let (page, rows) = (at("a.json"), at("a.csv"));
    let again = format!("{}/./a.json", folder.path().display());
    for (arguments, says) in [
        (vec!["-o", &page, "-o", &again], "twice"),
        (vec!["-o", "-", "-o", "-"], "twice"),
        (vec!["-o", &page, "-o", &rows, "--format", "table"], "leave it out"),
        (vec!["-o", &page, "--bom"], "--format csv"),
    ] {
        let run = volsift(&[&["analyze", logs], arguments.as_slice()].concat());
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.err.contains(says), "{arguments:?}: {}", run.err);
    }
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn where_one_report_can_not_be_written_the_others_are() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("a.json");
    let run =
        volsift(&["analyze", "fixtures/cases/article/logs", "-o", "/dev/full", "-o", page.to_str().unwrap()]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("/dev/full"), "{}", run.err);
    assert!(std::fs::read_to_string(page).unwrap().ends_with("}\n"));
}
