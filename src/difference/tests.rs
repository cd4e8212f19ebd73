use super::*;

/// A report of one computer: each thing as `SECTION: {…}`.
fn report(name: &str, sections: &[(&str, &str)]) -> Told {
    let list = |wanted: &str| {
        let of_section = sections.iter().filter(|(section, _)| *section == wanted);
        of_section.map(|(_, item)| *item).collect::<Vec<_>>().join(",")
    };
    let [sessions, errors, trouble, limits] = ["sessions", "volsnap27", "trouble", "limits"].map(list);
    read(&format!(
        r#"{{"schema_version":1,"computers":[{{"name":"{name}","aliases":["HV00"],"headline":"h","sessions":[{sessions}],
        "volsnap27":[{errors}],"trouble":[{trouble}],"limits":[{limits}]}}]}}"#
    ))
    .unwrap()
}

fn error(id: u32, verdict: &str) -> String {
    format!(
        r#"{{"ref":"System#{id}","event":{{"time":"2024-03-01T10:00:00Z"}},"verdict":"{verdict}","opinions":[]}}"#
    )
}

fn run(start: &str, end: &str, outcome: &str) -> String {
    format!(
        r#"{{"product":"windows-server-backup","started":"2024-03-01T{start}:00Z","ended":"2024-03-01T{end}:00Z","outcome":"{outcome}"}}"#
    )
}

fn disk(last: &str, weight: &str) -> String {
    format!(
        r#"{{"kind":"failing-disk","weight":"{weight}","text":"disk 3","disk":3,"volume":null,"subject":null,
        "first":"2024-03-01T10:00:00Z","last":"2024-03-0{last}T10:00:00Z"}}"#
    )
}

/// Each difference: how, what, and whether it newly needs a person.
fn told(old: &Told, new: &Told) -> Vec<String> {
    let one = |change: &Change| {
        let need = if change.is_new_need { "!" } else { "" };
        format!("{} {} {}{need}", change.kind.id(), change.item.what.id(), change.item.state)
    };
    between(old, new).changes().map(one).collect()
}

#[test]
fn the_same_report_has_no_difference() {
    let of =
        || report("HV01", &[("volsnap27", &error(4, "benign")), ("trouble", &disk("2", "needs-person"))]);
    let difference = between(&of(), &of());
    assert!(difference.computers.is_empty());
    assert_eq!(difference.unchanged, 1);
}

#[test]
fn a_27_is_known_by_its_record() {
    let of = |errors: &[String]| {
        report("HV01", &errors.iter().map(|error| ("volsnap27", error.as_str())).collect::<Vec<_>>())
    };
    let old = of(&[error(4, "benign"), error(5, "benign"), error(6, "actionable")]);
    let new =
        of(&[error(4, "benign"), error(5, "actionable"), error(7, "undetermined"), error(8, "side-effect")]);
    assert_eq!(
        told(&old, &new),
        [
            "new volsnap27 side-effect!",
            "changed volsnap27 actionable!",
            "new volsnap27 undetermined",
            "gone volsnap27 actionable"
        ]
    );
}

#[test]
fn a_run_is_known_by_its_start_or_its_time() {
    let of = |start: &str, outcome: &str| report("HV01", &[("sessions", &run(start, "11:00", outcome))]);
    assert_eq!(told(&of("10:00", "succeeded"), &of("10:00", "succeeded")), [""; 0]);
    assert_eq!(told(&of("10:30", "end-not-seen"), &of("10:00", "failed")), ["changed run failed!"]);
    let later = report("HV01", &[("sessions", &run("12:00", "13:00", "partial"))]);
    assert_eq!(told(&of("10:00", "failed"), &later), ["new run partial!", "gone run failed"]);
}

#[test]
fn trouble_that_goes_on_is_no_new_need_and_that_grows_worse_is() {
    let of = |last: &str, weight: &str| report("HV01", &[("trouble", &disk(last, weight))]);
    assert_eq!(told(&of("2", "needs-person"), &of("3", "needs-person")), ["changed trouble needs-person"]);
    assert_eq!(told(&of("2", "told"), &of("2", "needs-person")), ["changed trouble needs-person!"]);
    // What this version does not know is taken for the worst.
    assert_eq!(told(&of("2", "told"), &of("2", "dire")), ["changed trouble dire!"]);
}

#[test]
fn a_computer_is_known_by_its_earlier_names() {
    let limit = r#"{"kind":"no-system-log","text":"no System log"}"#;
    let (old, new) = (report("hv00", &[]), report("HV01", &[("limits", limit)]));
    assert_eq!(told(&old, &new), ["new limit "]);
    let none = read(r#"{"schema_version":1,"computers":[]}"#).unwrap();
    assert_eq!(
        told(&none, &report("HV01", &[("volsnap27", &error(4, "actionable"))])),
        ["new volsnap27 actionable!", "new computer "]
    );
    assert_eq!(told(&old, &none), ["gone computer "]);
}

#[test]
fn another_json_is_no_report() {
    assert!(matches!(read("{}"), Err(NoReport::Other(_))));
    assert!(matches!(read("not JSON"), Err(NoReport::Other(_))));
    assert!(matches!(read(r#"{"schema_version":2,"computers":[]}"#), Err(NoReport::Version(2))));
}
