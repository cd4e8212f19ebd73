//! JUnit: a job is red exactly when the exit status says so, and nothing in a log is markup.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::evtx_builder::scenario;
use super::harness::{Output, cases, json, options, volsift};

/// An element of JUnit, with the elements and the text in it.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    inner: Vec<Element>,
    text: String,
}

impl Element {
    fn of(start: &BytesStart<'_>) -> Self {
        let name = start.name().as_ref().to_owned();
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
            (attribute.key.as_ref().to_owned(), value)
        });
        Self { name, attributes: attributes.collect(), ..Self::default() }
    }

    fn number(&self, key: &str) -> usize {
        self.attributes[key].parse().unwrap()
    }

    /// Every element of that name in it.
    fn all<'a>(&'a self, name: &str, found: &mut Vec<&'a Self>) {
        for inner in &self.inner {
            if inner.name == name {
                found.push(inner);
            }
            inner.all(name, found);
        }
    }

    fn count(&self, name: &str) -> usize {
        let mut found = Vec::new();
        self.all(name, &mut found);
        found.len()
    }
}

/// Reads a document as a CI system does: what is not well-formed is refused.
fn parse(text: &str) -> Element {
    let is_allowed =
        |c: char| matches!(c, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(is_allowed), "{text}");
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {text}")) {
            Event::Start(start) => open.push(Element::of(&start)),
            Event::Empty(start) => open.last_mut().unwrap().inner.push(Element::of(&start)),
            Event::End(_) => {
                let done = open.pop().unwrap();
                open.last_mut().unwrap().inner.push(done);
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let name: &str = &reference;
                let text = quick_xml::escape::unescape(&format!("&{name};")).unwrap().into_owned();
                open.last_mut().unwrap().text.push_str(&text);
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?} is nothing that JUnit has: {text}"),
        }
    }
    let mut root = open.pop().unwrap();
    assert!(open.is_empty() && root.inner.len() == 1, "{text}");
    root.inner.pop().unwrap()
}

fn junit(arguments: &[String], more: &[&str]) -> Output {
    let words = ["analyze", "--format", "junit"].iter().chain(more).map(|word| (*word).to_owned());
    volsift(&words.chain(arguments.iter().cloned()).collect::<Vec<_>>())
}

fn arguments(case: &Path) -> Vec<String> {
    let mut words = options(case);
    words.push(case.join("logs").to_string_lossy().into_owned());
    words
}

#[test]
fn a_job_is_red_exactly_when_the_exit_status_says_so() {
    let mut met = BTreeSet::new();
    for case in cases() {
        for fail_on in ["actionable", "undetermined", "never"] {
            let output = junit(&arguments(&case), &["--fail-on", fail_on]);
            let report = parse(&output.out);
            let what = format!("{} --fail-on {fail_on}: {}", case.display(), output.out);
            let (failures, errors) = (report.number("failures"), report.number("errors"));
            assert_eq!(failures + errors > 0, output.code != 0, "{what}");
            assert_eq!(failures > 0, output.code == 1, "{what}");
            assert!(output.code != 4 || errors > 0, "{what}");
            assert!(fail_on != "never" || failures == 0, "{what}");
            met.insert((fail_on, output.code));
        }
    }
    for (fail_on, code) in
        [("actionable", 1), ("actionable", 4), ("undetermined", 1), ("never", 0), ("never", 4)]
    {
        assert!(met.contains(&(fail_on, code)), "no case ends in {code} with --fail-on {fail_on}");
    }
}

/// The numbers that a suite tells are those of its cases, and there is a case for each thing that the JSON has.
#[test]
fn there_is_a_case_for_each_run_each_27_and_all_trouble() {
    for case in cases() {
        let what = case.display();
        let report = parse(&junit(&arguments(&case), &[]).out);
        let mut suites = Vec::new();
        report.all("testsuite", &mut suites);
        for suite in &suites {
            for (attribute, element) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")]
            {
                assert_eq!(suite.number(attribute), suite.count(element), "{what}: {attribute}");
            }
        }
        for (attribute, element) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")] {
            assert_eq!(report.number(attribute), report.count(element), "{what}: {attribute}");
        }
        let whole = json(&arguments(&case)).0;
        let computers = whole["computers"].as_array().unwrap();
        assert_eq!(suites.len(), computers.len() + 1, "{what}");
        for (suite, computer) in suites.iter().skip(1).zip(computers) {
            assert_eq!(suite.attributes["name"], computer["name"].as_str().unwrap());
            let lists = ["sessions", "volsnap27", "trouble"];
            let expected: usize = lists.iter().map(|list| computer[list].as_array().unwrap().len()).sum();
            assert_eq!(suite.number("tests"), expected + 1, "{what}");
            let mut found = Vec::new();
            suite.all("testcase", &mut found);
            let names: BTreeSet<(&str, &str)> = found
                .iter()
                .map(|case| (&*case.attributes["classname"], &*case.attributes["name"]))
                .collect();
            assert_eq!(names.len(), found.len(), "{what}: two cases have one name");
        }
    }
}

#[test]
fn a_failure_says_why_and_what_to_do() {
    let report = parse(&junit(&arguments(Path::new("fixtures/cases/V202-fires")), &[]).out);
    let mut failures = Vec::new();
    report.all("failure", &mut failures);
    let of_27 = failures.iter().find(|failure| failure.attributes["type"] == "actionable").unwrap();
    for part in ["actionable", "; V202 a bad block"] {
        assert!(of_27.attributes["message"].contains(part), "{part}: {of_27:?}");
    }
    for part in ["V202", "disk", "System#", "next: "] {
        assert!(of_27.text.contains(part), "{part}: {of_27:?}");
    }
    let suite = report.inner.last().unwrap();
    let below = suite.inner.last().unwrap();
    assert_eq!(below.name, "system-out");
    assert!(below.text.starts_with("Hardware first: disks 0, 2"), "{below:?}");
}

/// What people give, that is none of our business: nothing was found, or it holds no event.
#[test]
fn a_mistake_and_an_empty_input_are_red_too() {
    let folder = tempfile::tempdir().unwrap();
    let empty = junit(&[folder.path().to_string_lossy().into_owned()], &[]);
    assert_eq!((empty.code, parse(&empty.out).number("errors")), (3, 1));
    let log = "fixtures/cases/V403-silent/logs".to_owned();
    let missing = junit(&[log, "nowhere.evtx".to_owned()], &[]);
    let report = parse(&missing.out);
    assert_eq!((missing.code, report.number("errors"), report.number("failures")), (2, 1, 0));
}

#[test]
fn nothing_of_a_log_is_markup_or_a_character_that_xml_forbids() {
    for attack in [
        "<script>&evil;",
        "]]><evil/>",
        "\"'><evil a=\"",
        "\u{1b}[2Jevil",
        "evil\u{202e}\u{ffff}",
        "&#0;evil",
    ] {
        let text = format!(
            "computer {attack}\nday 2018-01-18\n12:00:00 EventLog 6013\n15:00:00 Service 7036\n\
             16:00:00 Backup 1 run=1\n16:04:00 volsnap 27 volume={attack} status=C000000E\n\
             16:05:00 VMMS 18012 vm={attack} id=0A1B2C3D-1111-4222-8333-444455556666 code=80070020\n\
             16:30:00 Backup 5 run=1 code=80780049\n16:30:01 Backup 14 run=1 code=80780049\n17:30:00 Service 7036"
        );
        let folder = tempfile::tempdir().unwrap();
        for (place, (_, bytes)) in scenario::build(&text).into_iter().enumerate() {
            std::fs::write(folder.path().join(format!("{place}.evtx")), bytes).unwrap();
        }
        let out = junit(&[folder.path().to_string_lossy().into_owned()], &[]).out;
        let report = parse(&out);
        let known: BTreeSet<&str> = ["testsuite", "testcase", "failure", "error", "system-out"].into();
        let mut open = vec![&report];
        let mut texts = String::new();
        while let Some(element) = open.pop() {
            texts.push_str(&element.text);
            element.attributes.values().for_each(|value| texts.push_str(value));
            assert!(element.name == "testsuites" || known.contains(&*element.name), "{attack}: {out}");
            open.extend(&element.inner);
        }
        assert!(texts.contains("evil"), "{attack} is told: {out}");
        assert!(!out.contains(['\u{1b}', '\u{202e}', '\u{ffff}']), "{attack}: {out}");
    }
}

#[test]
fn a_rich_and_a_quiet_host_for_a_job() {
    let of = |case: &str| junit(&arguments(&Path::new("fixtures/cases").join(case)), &[]).out;
    let cases = ["V202-fires", "two-computers", "V403-silent"];
    insta::assert_snapshot!(cases.map(of).join("\n"));
}

/// An export of events is evidence, also where a JUnit file is to take its place; a JUnit file of ours is none.
#[test]
fn an_xml_file_of_ours_is_replaced_and_an_export_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.xml");
    let words = ["analyze", "fixtures/cases/article/logs", "-o", path.to_str().unwrap()];
    for _ in 0..2 {
        assert_eq!(volsift(&words).code, 1);
        parse(&std::fs::read_to_string(&path).unwrap());
    }
    for case in ["xml-event-viewer", "xml-wevtutil"] {
        let export = super::harness::files(&Path::new("fixtures/cases").join(case).join("logs"))
            .into_iter()
            .find(|file| file.extension().is_some_and(|extension| extension == "xml"))
            .unwrap();
        let copy = folder.path().join(format!("{case}.xml"));
        std::fs::copy(&export, &copy).unwrap();
        let output = volsift(&["analyze", "fixtures/cases/article/logs", "-o", copy.to_str().unwrap()]);
        assert_eq!(output.code, 2, "{case}");
        assert_eq!(std::fs::read(&copy).unwrap(), std::fs::read(&export).unwrap(), "{case}");
    }
}
