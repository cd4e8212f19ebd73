//! The report of a fleet: the sum of reports, whatever their order, in every format.

use std::path::Path;
use std::time::Instant;

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

fn fleet_of(case: &str, words: &[&str]) -> Output {
    let logs = format!("fixtures/cases/{case}/logs");
    volsift(&[&["analyze", &logs, "--group-by"], words].concat())
}

fn report_of(text: &str) -> Report {
    let logs = scenario::build(text).into_iter().map(|(name, bytes)| Input::Bytes { name, bytes });
    analyze(logs.collect(), &Options::default())
}

fn of_case(case: &str) -> Report {
    analyze(vec![Input::Path(Path::new("fixtures/cases").join(case).join("logs"))], &Options::default())
}

/// The reports of all cases, each as a library makes it.
fn reports() -> Vec<Report> {
    let logs = cases().into_iter().map(|case| vec![Input::Path(case.join("logs"))]);
    logs.map(|inputs| analyze(inputs, &Options::default())).collect()
}

fn drawn(fleet: &Fleet, by: GroupBy, format: &str, extent: Extent, tongue: Tongue) -> String {
    let style =
        Style { width: 80, color: false, ascii: false, extent, sheet: sheets::Sheet::default(), tongue };
    let view = View { fleet, by, command: Some("volsift analyze logs --group-by computer") };
    let mut out = Vec::new();
    (render::format(format).unwrap().fleet.unwrap())(&view, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn table(fleet: &Fleet, by: GroupBy) -> String {
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
fn host(name: &str, nights: u32, how: impl Fn(u32) -> &'static str) -> String {
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

fn fleet(hosts: &[String]) -> Fleet {
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

/// Text that would be markup, a command of a terminal, or a script.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img/src=x/onerror=alert(1)>",
    "[evil](http://evil.example)",
    "a|evil\\|b",
    "`evil`**evil**",
    "</title></style>evil",
    "\u{202e}evil\u{1b}[2J",
];

#[test]
fn a_hostile_name_is_text_in_every_format() {
    for attack in ATTACKS {
        let bad = host("HV01", 2, |_| "disk").replace("HV01", &attack.replace('"', "'"));
        let fleet = fleet(&[bad]);
        let known = fleet.hosts().next().unwrap().name.clone();
        assert!(known.len() > 5, "{known}");
        for by in [GroupBy::Computer, GroupBy::Cause, GroupBy::Day] {
            for format in ["table", "markdown", "html", "json"] {
                let text = drawn(&fleet, by, format, Extent::All, Tongue::English);
                assert!(!text.contains(['\u{202e}', '\u{1b}']), "{format}: {text}");
                match format {
                    "html" => {
                        check_whole(&text, &known);
                        assert!(!text.contains("<img") && !text.contains("<script"));
                    }
                    "json" => {
                        let value: Value = serde_json::from_str(&text).unwrap();
                        assert_eq!(value["hosts"][0]["name"], known.as_str());
                    }
                    "markdown" => super::markdown::check(&text, attack),
                    _ => {}
                }
            }
        }
    }
}

/// Reports under other names, again and again.
fn renamed(mut reports: Vec<Report>, hosts: usize) -> Fleet {
    let mut fleet = Fleet::default();
    let kinds = reports.len();
    for number in 0..hosts {
        let report = &mut reports[number % kinds];
        report.computers[0].computer.name = format!("HV{number:05}");
        fleet.add(report);
    }
    fleet
}

/// Ten thousand hosts with thirty nights: nine of ten are fine, most of these with noise in every other night.
fn ten_thousand() -> Fleet {
    let kinds: [fn(u32) -> &'static str; 5] = [
        |_| "good",
        |_| "noise",
        |night| if night % 2 == 0 { "noise" } else { "good" },
        |night| if night % 7 == 0 { "nothing" } else { "good" },
        |night| if night % 3 == 0 { "noise" } else { "good" },
    ];
    let bad: [fn(u32) -> &'static str; 5] = [
        |night| if night % 5 == 0 { "failed" } else { "noise" },
        |night| if night == 30 { "disk" } else { "good" },
        |night| if night % 10 == 3 { "open" } else { "good" },
        |_| "slow",
        |night| if night % 2 == 0 { "failed" } else { "noise" },
    ];
    let of = |how: fn(u32) -> &'static str| host("HV", 30, how);
    let fine = kinds.iter().cycle().take(45).copied();
    renamed(fine.chain(bad).map(|how| report_of(&of(how))).collect(), 10_000)
}

#[test]
fn ten_thousand_hosts_are_a_page_below_20_mb_made_in_seconds() {
    let fleet = ten_thousand();
    let nights: usize = fleet.hosts().map(|host| host.nights.len()).sum();
    assert!(nights > 280_000, "{nights}");
    // What is kept of a host and its nights, and no more.
    let each = fleet.bytes() / nights;
    assert!(each < 100, "{each} bytes for each night of a host");
    for by in [GroupBy::Computer, GroupBy::Cause, GroupBy::Day] {
        let begin = Instant::now();
        let page = drawn(&fleet, by, "html", Extent::Folded, Tongue::English);
        println!("{}: {} bytes in {:?}; {each} bytes a night", by.id(), page.len(), begin.elapsed());
        assert!(page.len() < 20 << 20, "{} bytes", page.len());
        assert!(begin.elapsed().as_secs() < 60, "{:?}", begin.elapsed());
        assert!(page.matches("<li id=\"h").count() == 10_000);
    }
    let page = drawn(&fleet, GroupBy::Computer, "html", Extent::Folded, Tongue::English);
    check_whole(&page, "ten thousand hosts");
    if let Some(folder) = std::env::var_os("VOLSIFT_FLEET") {
        std::fs::write(Path::new(&folder).join("fleet.html"), &page).unwrap();
    }
    let text = table(&fleet, GroupBy::Day);
    assert!(text.starts_with("600 of 10,000 hosts need a person, 200 can't be told"), "{text}");
    assert!(text.lines().count() < 150, "{text}");
}

/// The picture says what the JSON says, night by night.
#[test]
fn the_picture_is_that_of_the_json() {
    let how = |night| match night % 6 {
        1 => "noise",
        2 => "failed",
        3 => "nothing",
        4 => "disk",
        5 => "open",
        _ => "good",
    };
    let fleet = fleet(&[host("HV01", 20, how), host("HV02", 12, |_| "good")]);
    let page = drawn(&fleet, GroupBy::Computer, "html", Extent::Folded, Tongue::English);
    check_whole(&page, "a picture");
    let days = fleet.pictured(62);
    assert_eq!(days.len(), 20);
    let marks = [
        (NightState::NeedsPerson, "p", 4),
        (NightState::Failed, "f", 8),
        (NightState::CantBeTold, "c", 12),
        (NightState::GoodWithNoise, "n", 8),
        (NightState::Good, "g", 8),
        (NightState::NoRun, "r", 8),
        (NightState::NotCovered, "u", 8),
    ];
    for (place, host) in fleet.hosts().enumerate() {
        let row = page
            .split(&format!("<li id=\"h{}\">", place + 1))
            .nth(1)
            .unwrap()
            .split("</svg>")
            .next()
            .unwrap();
        for (state, class, y) in marks {
            let path = row
                .split(&format!("class=\"{class}\" d=\""))
                .nth(1)
                .map_or("", |rest| rest.split('"').next().unwrap());
            let mut drawn = Vec::new();
            for stroke in path.split('M').skip(1) {
                let (from, length) = stroke.split_once('h').unwrap();
                let (x, at) = from.split_once(' ').unwrap();
                let (x, length): (usize, usize) = (x.parse().unwrap(), length.parse().unwrap());
                if at == y.to_string() {
                    drawn.extend(x / 10..(x + length) / 10);
                }
            }
            let expected: Vec<usize> =
                (0..days.len()).filter(|day| host.night(days[*day]) == state).collect();
            assert_eq!(drawn, expected, "{} {state:?}", host.name);
        }
    }
}

/// A host whose clock stood in another year does not empty the picture.
#[test]
fn a_stray_clock_moves_no_picture() {
    let stray = host("HV02", 1, |_| "good").replace("2024-03-01", "2031-07-01");
    let fleet = fleet(&[host("HV01", 5, |_| "good"), stray]);
    let days = fleet.pictured(62);
    assert_eq!((days.len(), days[0].to_string().as_str()), (5, "2024-03-01"));
    let page = drawn(&fleet, GroupBy::Day, "html", Extent::Folded, Tongue::English);
    assert!(page.contains("1 other night in which something happened does not stand in the picture"));
    assert!(page.contains("data-night=\"2031-07-01\""));
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

/// The fleet in JSON of a folder as it lies there, which is read part by part, and of the same folder with a file beside its
/// folders, which is read at once.
fn in_parts_and_at_once(folder: &Path) -> (String, String) {
    let fleet = || {
        let output =
            volsift(&["analyze", &folder.to_string_lossy(), "--group-by", "computer", "--format", "json"]);
        format!("{} {}", output.code, output.out)
    };
    let in_parts = fleet();
    std::fs::write(folder.join("read me"), "nothing").unwrap();
    (in_parts, fleet())
}

/// Copies files to places below a folder.
fn lay(folder: &Path, files: &[(&str, &str)]) {
    for (from, to) in files {
        let to = folder.join(to);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(Path::new("fixtures/cases").join(from), to).unwrap();
    }
}

#[test]
fn hosts_that_are_read_one_after_another_are_the_same_fleet() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Path::new("fixtures/cases/thirty-hosts/logs");
    for log in harness::files(logs) {
        let below = log.strip_prefix("fixtures/cases").unwrap().to_string_lossy().into_owned();
        let to = log.strip_prefix(logs).unwrap().to_string_lossy().into_owned();
        lay(folder.path(), &[(&below, &to)]);
    }
    let (in_parts, at_once) = in_parts_and_at_once(folder.path());
    assert_eq!(in_parts, at_once);
    assert!(in_parts.contains("HV30"));
}

#[test]
fn the_logs_of_a_host_are_judged_together_wherever_they_lie() {
    let folder = tempfile::tempdir().unwrap();
    lay(
        folder.path(),
        &[
            ("article/logs/System.evtx", "one/System.evtx"),
            ("article/logs/Microsoft-Windows-Backup.evtx", "two/Microsoft-Windows-Backup.evtx"),
            ("thirty-hosts/logs/HV02/System.evtx", "three/System.evtx"),
        ],
    );
    let (in_parts, at_once) = in_parts_and_at_once(folder.path());
    assert_eq!(in_parts, at_once);
}

/// A log of which nothing can be read may be of any of them.
#[test]
fn a_wreck_in_a_folder_of_its_own_takes_all_hosts_along() {
    let folder = tempfile::tempdir().unwrap();
    lay(
        folder.path(),
        &[
            ("V601-fires/logs/System.evtx", "HV01/System.evtx"),
            ("V601-fires/logs/Microsoft-Windows-Backup.evtx", "HV01/Microsoft-Windows-Backup.evtx"),
            ("article/logs/System.evtx", "wreck/Wreck.evtx"),
        ],
    );
    std::fs::write(folder.path().join("wreck/Wreck.evtx"), vec![7; 70_000]).unwrap();
    let (in_parts, at_once) = in_parts_and_at_once(folder.path());
    assert_eq!(in_parts, at_once);
    assert!(!in_parts.starts_with('0'), "{in_parts}");
}

/// A list in a folder of its own is of neither of two hosts. If each were judged alone with it, it would be its own, and what
/// is not in it would be proven to be none of its volumes.
#[test]
fn a_list_in_a_folder_of_its_own_proves_nothing_of_any_host() {
    let list = "\\\\?\\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}\\\r\n    C:\\\r\n";
    for (name, place) in [("mountvol.txt", "lists"), ("mountvol-HV02.txt", "HV01")] {
        let folder = tempfile::tempdir().unwrap();
        let logs = Path::new("fixtures/cases/thirty-hosts/logs");
        for host in ["HV01", "HV02"] {
            for log in harness::files(&logs.join(host)) {
                let from = log.strip_prefix("fixtures/cases").unwrap().to_string_lossy().into_owned();
                let to = log.strip_prefix(logs).unwrap().to_string_lossy().into_owned();
                lay(folder.path(), &[(&from, &to)]);
            }
        }
        std::fs::create_dir_all(folder.path().join(place)).unwrap();
        std::fs::write(folder.path().join(place).join(name), list).unwrap();
        let (in_parts, at_once) = in_parts_and_at_once(folder.path());
        assert_eq!(in_parts, at_once, "{place}/{name}");
    }
}

#[test]
fn an_extract_that_lost_rows_may_have_lost_those_of_any_host() {
    let folder = tempfile::tempdir().unwrap();
    for (host, case) in [("one", "thirty-hosts/logs/HV01"), ("two", "thirty-hosts/logs/HV02")] {
        let file = folder.path().join(format!("{host}.ndjson")).to_string_lossy().into_owned();
        let logs = format!("fixtures/cases/{case}");
        assert_eq!(volsift(&["extract", &logs, "-o", &file]).code, 0);
    }
    let file = folder.path().join("one.ndjson");
    let text = std::fs::read_to_string(&file).unwrap();
    let cut: Vec<&str> = text.lines().take(text.lines().count() - 3).collect();
    std::fs::write(&file, cut.join("\n")).unwrap();
    let (in_parts, at_once) = in_parts_and_at_once(folder.path());
    assert_eq!(in_parts, at_once);
    assert!(!in_parts.starts_with('0'));
}
