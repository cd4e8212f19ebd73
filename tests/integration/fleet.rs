//! The report of a fleet: the sum of reports, whatever their order, in every format.

use std::path::Path;

use serde_json::Value;
use textwrap::core::display_width;
use volsift::catalogue::Tongue;
use volsift::fleet::{Ending, Fleet, GroupBy, NightState, State, View, tell};
use volsift::render::{self, Style, json, sheets};
use volsift::report::Report;
use volsift::session::Outcome;
use volsift::story::Extent;
use volsift::verdict::Verdict;
use volsift::{Input, Options, analyze, status};

use super::evtx_builder::scenario;
use super::harness::{self, Output, cases, check_file, name, options, volsift};
use super::html::check_whole;

const GROUPS: [&str; 3] = ["computer", "cause", "day"];

pub(super) fn fleet_of(case: &str, words: &[&str]) -> Output {
    let logs = format!("fixtures/cases/{case}/logs");
    volsift(&[&["analyze", &logs, "--group-by"], words].concat())
}

pub(super) fn report_of(text: &str) -> Report {
    let logs = scenario::build(text).into_iter().map(|(name, bytes)| Input::Bytes { name, bytes });
    analyze(logs.collect(), &Options::default())
}

pub(super) fn of_case(case: &str) -> Report {
    analyze(vec![Input::Path(Path::new("fixtures/cases").join(case).join("logs"))], &Options::default())
}

/// The reports of all cases, each as a library makes it.
pub(super) fn reports() -> Vec<Report> {
    let logs = cases().into_iter().map(|case| vec![Input::Path(case.join("logs"))]);
    logs.map(|inputs| analyze(inputs, &Options::default())).collect()
}

pub(super) fn drawn(fleet: &Fleet, by: GroupBy, format: &str, extent: Extent, tongue: Tongue) -> String {
    let style =
        Style { width: 80, color: false, ascii: false, extent, sheet: sheets::Sheet::default(), tongue };
    let view = View { fleet, by, command: Some("volsift analyze logs --group-by computer") };
    let mut out = Vec::new();
    (render::format(format).unwrap().fleet.unwrap())(&view, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

pub(super) fn table(fleet: &Fleet, by: GroupBy) -> String {
    drawn(fleet, by, "table", Extent::Folded, Tongue::English)
}

/// A table without its line breaks.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_fleet_is_the_sum_of_its_reports() {
    let reports = reports();
    let mut fleet = Fleet::default();
    reports.iter().for_each(|report| fleet.add(report));
    let totals = fleet.totals();
    let sum = |of: &dyn Fn(&Report) -> usize| reports.iter().map(of).sum::<usize>() as u64;
    for verdict in Verdict::ALL {
        let counted = totals.verdicts.get(&verdict).copied().unwrap_or(0);
        assert_eq!(counted, sum(&|report| report.count(verdict)), "{verdict:?}");
    }
    for outcome in Outcome::ALL {
        let counted = totals.own.get(outcome).copied().unwrap_or(0);
        assert_eq!(counted, sum(&|report| report.count_outcome(*outcome)), "{outcome:?}");
    }
    let runs = totals.succeeded + totals.failed + totals.unknown;
    assert!(runs > 300 && totals.failed > 30 && totals.unknown > 10);
    let by_day = |of: fn(&volsift::fleet::DaySum) -> u64| fleet.days().values().map(of).sum::<u64>();
    assert_eq!(by_day(|day| day.succeeded), totals.succeeded);
    assert_eq!(by_day(|day| day.failed), totals.failed);
    assert_eq!(by_day(|day| day.unknown), totals.unknown);
    let hosts: std::collections::BTreeSet<String> = reports
        .iter()
        .flat_map(|report| &report.computers)
        .map(|computer| computer.computer.name.to_lowercase())
        .collect();
    assert_eq!(totals.hosts, hosts.len());
    assert_eq!(totals.needs_a_person + totals.cant_be_told + totals.fine, hosts.len());
    // Who needs a person is said by the one definition.
    for host in fleet.hosts() {
        let computers = reports.iter().flat_map(|report| &report.computers);
        let mut of_it =
            computers.filter(|computer| computer.computer.name.to_lowercase() == host.name.to_lowercase());
        assert_eq!(
            host.state == State::NeedsPerson,
            of_it.any(|computer| computer.needs_a_person()),
            "{}",
            host.name
        );
    }
    let gravest = reports.iter().map(status::of).filter(|exit| *exit != volsift::cli::Exit::NoEvents).max();
    assert_eq!(Some(fleet.exit()), gravest);
}

#[test]
fn each_case_alone_says_what_its_report_says() {
    let schema: Value = serde_json::from_str(&volsift(&["schema", "--format", "fleet"]).out).unwrap();
    let schema =
        jsonschema::options().should_validate_formats(true).build(&super::contract::closed(schema)).unwrap();
    for case in cases() {
        let mut words = options(&case);
        words.push(case.join("logs").to_string_lossy().into_owned());
        let (report, code) = harness::json(&words);
        words.extend(["--group-by".to_owned(), "day".to_owned()]);
        let (fleet, of_fleet) = harness::json(&words);
        let case = name(&case);
        assert_eq!(code, of_fleet, "{case}");
        let errors: Vec<String> =
            schema.iter_errors(&fleet).map(|error| format!("{error} {}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{case}: {errors:#?}");
        for key in ["volsnap27", "sessions"] {
            assert_eq!(fleet["summary"][key], report["summary"][key], "{case}: {key}");
        }
        assert_eq!(fleet["summary"]["exit_status"], report["summary"]["exit_status"], "{case}");
        let computers = report["computers"].as_array().unwrap();
        assert_eq!(fleet["hosts"].as_array().unwrap().len(), computers.len(), "{case}");
        let others = computers.iter().flat_map(|computer| computer["sessions"].as_array().unwrap());
        let backups = others.filter(|run| {
            !["windows-server-backup", "system-restore"].contains(&run["product"].as_str().unwrap())
        });
        assert_eq!(fleet["summary"]["other_runs"]["total"], backups.count(), "{case}");
        for (host, computer) in fleet["hosts"].as_array().unwrap().iter().zip(computers) {
            assert_eq!(host["name"], computer["name"], "{case}");
            let errors = computer["volsnap27"].as_array().unwrap();
            assert_eq!(host["volsnap27"]["total"], errors.len(), "{case}");
            // Nights stand in order, and no two stretches side by side are alike.
            let nights = host["nights"].as_array().unwrap();
            assert!(nights.iter().all(|night| night["from"].as_str() <= night["to"].as_str()), "{case}");
            assert!(
                nights.windows(2).all(|pair| pair[0]["to"].as_str() < pair[1]["from"].as_str()),
                "{case}"
            );
            assert!(nights.windows(2).all(|pair| pair[0]["state"] != pair[1]["state"]), "{case}: {nights:?}");
        }
    }
}

#[test]
fn the_order_of_reports_makes_no_difference() {
    let reports = reports();
    let of = |order: &mut dyn Iterator<Item = &Report>| {
        let mut fleet = Fleet::default();
        order.for_each(|report| fleet.add(report));
        fleet
    };
    let forward = of(&mut reports.iter());
    let middle = reports.len() / 3;
    assert_eq!(forward, of(&mut reports.iter().rev()));
    assert_eq!(forward, of(&mut reports[middle..].iter().chain(&reports[..middle])));
    let (even, odd) = (reports.iter().step_by(2), reports.iter().skip(1).step_by(2));
    assert_eq!(forward, of(&mut odd.chain(even)));
    // The same name in several cases is one host in parts, and that is told.
    assert!(forward.hosts().any(|host| host.parts > 1));
    assert!(forward.hosts().filter(|host| host.parts > 1).all(|host| host.state != State::Fine));
    assert_eq!(forward, Fleet::of(reports));
}

/// A host with a night each, of which `how` says what happens in it.
pub(super) fn host(name: &str, nights: u32, how: impl Fn(u32) -> &'static str) -> String {
    let mut text = format!(
        "computer {name}\nwindows 6.3\nday 2024-03-01\n03:00:00 EventLog 6013 zone=\"-540 Tokyo Standard Time\"\n"
    );
    for night in 1..=nights {
        text.push_str("06:00:00 Service 7036\n");
        let run = format!("13:00:00 Backup 1 run={night}\n");
        let end = format!("13:40:00 Backup 4 run={night}\n13:40:01 Backup 14 run={night}\n");
        let noise = "13:05:00 volsnap 27 volume=\\\\?\\Volume{5b6c1b2e-4170-11e1-9d2a-{n}} status=C000000E\n";
        let failed = format!(
            "13:12:00 Backup 9 run={night} code=80780021\n13:12:01 Backup 14 run={night} code=80780021\n"
        );
        let timed = |minutes: u32| {
            let day = 1 + (night - 1);
            let at = |time: &str| format!("2024-03-{day:02}T{time}Z");
            let times = format!(
                "began={} snap-start={} snap-end={}",
                at("13:00:00"),
                at("13:00:00"),
                at(&format!("13:{minutes:02}:30"))
            );
            format!("13:40:00 Backup 4 run={night} {times}\n13:40:01 Backup 14 run={night} {times}\n")
        };
        text.push_str(&match how(night) {
            "good" => format!("{run}{end}"),
            "noise" => format!("{run}{noise}{end}"),
            "failed" => format!("{run}{failed}"),
            "disk" => format!("{run}13:04:00 disk 7 disk=0\n{end}"),
            "open" => format!("{run}{noise}"),
            "slow" => format!("{run}{}", timed(7)),
            _ => String::new(),
        });
        text.push_str("day +1\n");
    }
    text.push_str("06:00:00 Service 7036\n");
    text
}

pub(super) fn fleet(hosts: &[String]) -> Fleet {
    Fleet::of(hosts.iter().map(|text| report_of(text)))
}

#[test]
fn a_night_is_told_by_what_happened_in_it() {
    let how = |night| match night {
        2 => "noise",
        3 => "failed",
        4 => "nothing",
        5 => "disk",
        _ => "good",
    };
    let fleet = fleet(&[host("HV01", 6, how)]);
    let host = fleet.hosts().next().unwrap();
    let state = |day: i8| host.night(jiff::civil::date(2024, 3, day));
    let expected = [
        (1, NightState::Good),
        (2, NightState::GoodWithNoise),
        (3, NightState::Failed),
        (4, NightState::NoRun),
        (5, NightState::NeedsPerson),
        (6, NightState::Good),
        // Behind the last record nobody claims anything, and nothing is known of what lies before the first.
        (7, NightState::NotCovered),
    ];
    for (day, expected) in expected {
        assert_eq!(state(day), expected, "{day}");
    }
    assert_eq!(host.night(jiff::civil::date(2024, 2, 20)), NightState::NotCovered);
    // No run is seen where the log of the runs is whole; without the System log, nothing is said of such a night.
    let text = self::host("HV01", 6, how).replace("06:00:00 Service 7036\n", "");
    let logs = scenario::build(&text).into_iter().filter(|(name, _)| !name.contains("System"));
    let inputs = logs.map(|(name, bytes)| Input::Bytes { name, bytes }).collect();
    let without = Fleet::of_one(&analyze(inputs, &Options::default()));
    let host = without.hosts().next().unwrap();
    assert_eq!(host.night(jiff::civil::date(2024, 3, 4)), NightState::NotCovered);
    assert_ne!(host.night(jiff::civil::date(2024, 3, 1)), NightState::Good);
}

/// Each line of a summary, where it is told and where it is not.
#[test]
fn each_line_is_told_where_it_holds_and_nowhere_else() {
    let good = host("HV01", 3, |_| "good");
    let quiet = on_one_line(&table(&fleet(std::slice::from_ref(&good)), GroupBy::Computer));
    let told = |hosts: &[String]| on_one_line(&table(&fleet(hosts), GroupBy::Computer));
    let check = |text: &str, line: &str| {
        assert!(text.contains(line), "{line:?} is not in {text}");
        assert!(!quiet.contains(line), "{line:?} is in {quiet}");
    };
    assert!(
        quiet.starts_with(
            "No host of 1 needs a person, 0 can't be told, 1 is fine; 100.0 % of 3 runs succeeded"
        )
    );
    assert!(quiet.contains("HV01 fine 3 0 0 2024-03-03"), "{quiet}");
    let failed = told(&[good.clone(), host("HV02", 3, |night| if night == 3 { "failed" } else { "good" })]);
    check(&failed, "1 of 2 hosts needs a person, 0 can't be told, 1 is fine; 83.3 % of 6 runs succeeded");
    check(&failed, "NEEDS A PERSON ! HV02: 1 of 3 backup runs did not succeed (the snapshot of");
    check(&failed, "the last good run is of 2024-03-02");
    check(&failed, "TOP CAUSES");
    check(&failed, "was not made in time: 1 run on 1 host > next: raise CreateTimeout");
    let never = told(&[host("HV02", 2, |_| "failed")]);
    check(&never, "2 of 2 backup runs did not succeed");
    check(&never, "no good run is seen");
    check(&told(&[host("HV02", 2, |_| "disk")]), "! HV02: a disk is failing");
    check(&told(&[host("HV02", 2, |_| "disk")]), "a disk is failing: 1 host > next: hardware first");
    let open = told(&[host("HV02", 2, |night| if night == 2 { "open" } else { "good" })]);
    check(&open, "1 can't be told");
    check(&open, "CAN'T BE TOLD, AND WHAT TO ASK FOR");
    check(&open, "the end of 1 more is not told");
    check(&open, "> ask for: the log Microsoft-Windows-Backup");
    check(
        &told(&[host("HV02", 12, |_| "slow")]),
        "NEAR THEIR CREATETIMEOUT LIMIT ! HV02: the longest of its latest snapshots took 7 min 30 s of 10 min",
    );
    let twice = told(&[good.clone(), good.replace("HV01", "hv01")]);
    check(&twice, "1 host came in parts that were judged alone, and counts may hold a record twice: HV01");
    check(&twice, "HV01: its logs came in parts, each judged alone > ask for: all logs of the host");
    let no_system = on_one_line(&fleet_of("no-system-log", &["computer"]).out);
    check(&no_system, "no System log");
    check(&no_system, "> ask for: the System log");
    let files = on_one_line(&fleet_of("older-formats", &["computer"]).out);
    check(&files, "gave nothing, and nobody knows of which host");
    check(&no_system, "no verdict comes from it: ask for the logs");
    let both = Fleet::of([report_of(&host("HV09", 3, |_| "good")), of_case("product-veeam-agent")]);
    check(&on_one_line(&table(&both, GroupBy::Computer)), "- other products: ");
    let truncated = on_one_line(&fleet_of("truncated-system", &["computer"]).out);
    check(&truncated, "a log could not be read whole");
    check(&truncated, "the damaged logs, exported anew");
    let none = volsift(&["analyze", "fixtures/cases/article/scenario.txt", "--group-by", "day"]);
    assert_eq!((none.code, none.out.starts_with("No host: ")), (3, true), "{}", none.out);
    // A share is never rounded up to all.
    let nearly = told(&[host("HV02", 28, |night| if night == 1 { "failed" } else { "good" })]);
    check(&nearly, "96.4 % of 28 runs succeeded");
}

#[test]
fn long_lists_end_with_how_to_see_the_rest() {
    let bad = report_of(&host("HV", 2, |_| "disk"));
    let fleet = renamed(vec![bad], 120);
    for by in [GroupBy::Computer, GroupBy::Cause, GroupBy::Day] {
        let folded = table(&fleet, by);
        assert!(on_one_line(&folded).contains("and 100 more: --all lists them"), "{folded}");
        assert!(folded.lines().count() < 150, "{folded}");
        let all = drawn(&fleet, by, "table", Extent::All, Tongue::English);
        assert!(!all.contains("--all lists"), "{all}");
        assert!((0..120).all(|number| all.contains(&format!("HV{number:05}: a disk"))));
    }
    assert_eq!(table(&fleet, GroupBy::Computer).matches("needs a person").count(), 50);
    assert!(on_one_line(&table(&fleet, GroupBy::Computer)).contains("and 70 more"));
    let summary = drawn(&fleet, GroupBy::Computer, "table", Extent::Summary, Tongue::English);
    assert_eq!(
        on_one_line(&summary),
        "120 of 120 hosts need a person, 0 can't be told, 0 are fine; 100.0 % of 240 runs succeeded"
    );
    let many = table(&self::fleet(&[host("HV01", 40, |_| "good")]), GroupBy::Day);
    assert!(on_one_line(&many).contains("9 earlier nights are left out"), "{many}");
}

#[test]
fn no_line_is_wider_than_80_columns() {
    for case in cases() {
        for by in GROUPS {
            for tongue in ["en", "ja"] {
                let case = name(&case);
                let out = fleet_of(&case, &[by, "--lang", tongue]).out;
                for line in out.lines() {
                    let longest = line.split_whitespace().map(display_width).max().unwrap_or(0);
                    assert!(
                        display_width(line) <= 80 || (longest > 60 && !line.contains('─')),
                        "{case} {by}: {line}"
                    );
                }
            }
        }
    }
}

#[test]
fn all_cases_as_one_fleet() {
    let cases = ["thirty-hosts", "comes-and-goes", "two-computers", "snapshots-near-limit"];
    let fleet = Fleet::of(cases.map(of_case));
    let mut all = String::new();
    for (by, tongue) in [
        (GroupBy::Computer, Tongue::English),
        (GroupBy::Cause, Tongue::English),
        (GroupBy::Day, Tongue::English),
        (GroupBy::Day, Tongue::Japanese),
    ] {
        let text = drawn(&fleet, by, "table", Extent::Folded, tongue);
        all.push_str(&format!("{} {}:\n{text}\n", by.id(), tongue.tag()));
    }
    all.push_str(&drawn(&fleet, GroupBy::Cause, "markdown", Extent::Ticket, Tongue::Japanese));
    insta::assert_snapshot!(all);
}

#[test]
fn what_is_no_format_of_a_fleet_is_refused_with_those_that_are() {
    for format in ["csv", "ndjson", "junit"] {
        let output = fleet_of("article", &["day", "--format", format]);
        assert_eq!((output.code, output.out.as_str()), (2, ""), "{format}");
        assert!(output.err.contains(&format!("no report of a fleet as {format}")), "{}", output.err);
        assert!(output.err.contains("--format table, markdown, html, json"), "{}", output.err);
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fleet.csv");
    assert_eq!(fleet_of("article", &["day", "-o", file.to_str().unwrap()]).code, 2);
    assert!(!file.exists());
    assert_eq!(fleet_of("article", &["week"]).code, 2);
    let page = folder.path().join("fleet.html");
    assert_eq!(fleet_of("article", &["cause", "-o", page.to_str().unwrap()]).code, 1);
    check_whole(&std::fs::read_to_string(page).unwrap(), "fleet.html");
}

#[test]
fn the_status_is_that_of_the_report() {
    for (case, code) in [("V601-fires", 0), ("article", 1), ("V401-fires", 4), ("truncated-system", 4)] {
        for format in ["table", "markdown", "html", "json"] {
            assert_eq!(fleet_of(case, &["computer", "--format", format]).code, code, "{case} {format}");
        }
    }
    assert_eq!(fleet_of("article", &["computer", "--fail-on", "never"]).code, 0);
    assert_eq!(fleet_of("V401-fires", &["computer", "--fail-on", "undetermined"]).code, 1);
    assert_eq!(fleet_of("article", &["computer", "--computer", "nobody"]).code, 2);
}

#[test]
fn the_manual_of_the_json_is_current_and_describes_every_key() {
    let manual = json::manual_of_fleet();
    check_file(Path::new("docs/fleet-json.md"), manual.as_bytes());
    let (fleet, _) = harness::json(&["fixtures/cases/article/logs", "--group-by", "cause"]);
    fn keys(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) if map.contains_key("args") || map.contains_key("not-covered") => {}
            Value::Object(map) => map.iter().for_each(|(key, inner)| {
                found.push(key.clone());
                if key != "causes" || inner.is_array() {
                    keys(inner, found);
                }
            }),
            Value::Array(list) => list.iter().for_each(|inner| keys(inner, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    keys(&fleet, &mut found);
    assert!(found.len() > 60);
    for key in found {
        assert!(manual.contains(&format!("| `{key}` |")), "{key}");
    }
}

/// Reports under other names, again and again.
pub(super) fn renamed(mut reports: Vec<Report>, hosts: usize) -> Fleet {
    let mut fleet = Fleet::default();
    let kinds = reports.len();
    for number in 0..hosts {
        let report = &mut reports[number % kinds];
        report.computers[0].computer.name = format!("HV{number:05}");
        fleet.add(report);
    }
    fleet
}

#[test]
fn a_run_of_another_product_counts_as_a_backup_and_a_restore_point_does_not() {
    let veeam = Fleet::of_one(&of_case("product-veeam-agent"));
    assert!(veeam.hosts().any(|host| host.runs.each(Ending::Succeeded).1 > 0));
    let restore = Fleet::of_one(&of_case("product-system-restore"));
    assert!(restore.hosts().all(|host| host.runs.others.is_empty()));
}

#[test]
fn it_tells_the_same_in_japanese() {
    let fleet = Fleet::of(reports());
    let words = super::japanese::english_words();
    for by in [GroupBy::Computer, GroupBy::Cause, GroupBy::Day] {
        let japanese = drawn(&fleet, by, "markdown", Extent::All, Tongue::Japanese);
        let english = drawn(&fleet, by, "markdown", Extent::All, Tongue::English);
        assert_eq!(japanese.lines().count(), english.lines().count(), "{japanese}");
        let own: String = japanese.split('`').step_by(2).collect();
        let left: Vec<&str> =
            super::japanese::latin(&own).into_iter().filter(|word| words.contains(*word)).collect();
        assert_eq!(left, Vec::<&str>::new(), "{japanese}");
        assert_eq!(super::japanese::misspaced(&japanese), Vec::<String>::new());
        let page = drawn(&fleet, by, "html", Extent::Folded, Tongue::Japanese);
        check_whole(&page, "in Japanese");
        assert!(page.contains("<html lang=\"ja\"") && page.contains("対応が必要なホスト"));
    }
}

#[test]
fn it_is_told_without_being_kept_whole() {
    assert!(tell(&Fleet::default(), GroupBy::Day, Extent::All).is_empty());
    let mut left = 3;
    let one = host("HV01", 1, |_| "good");
    // Each report is made when the one before it is gone.
    let reports = std::iter::from_fn(|| {
        left -= 1;
        (left >= 0).then(|| report_of(&one.replace("HV01", &format!("HV0{left}"))))
    });
    assert_eq!(Fleet::of(reports).hosts().len(), 3);
}
