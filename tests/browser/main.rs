//! The page in a real browser: it says nothing, asks for nothing, and shows what the JSON holds.
//!
//! Where there is no Chromium these tests are listed as ignored; `VOLSIFT_BROWSER=required` makes them fail instead.
//! Pictures are left in `target/browser`; with `VOLSIFT_UPDATE=1` the one of README.md is made anew.

#![allow(
    unreachable_pub,
    dead_code,
    unused_imports,
    clippy::pedantic,
    clippy::restriction,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    reason = "tests fail by panicking; of what they share with others, they use a part"
)]

mod devtools;
#[path = "../integration/evtx_builder/mod.rs"]
mod evtx_builder;
#[path = "../integration/harness.rs"]
mod harness;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Trial};
use serde_json::{Value, json};

use devtools::Browser;
use evtx_builder::scenario;
use harness::volsift;

/// Two hosts with every verdict, damage, trouble and a trend.
const RICH: &str = include_str!("rich.txt");

/// Text of a log that would be markup.
const HOSTILE: &str = "computer <script>console.log('evil')</script>\nday 2018-01-18\n12:00:00 EventLog 6013 windows=]]></style><b>evil\u{202e}|10\n\
    15:00:00 Service 7036\n16:00:00 Backup 1 run=1\n\
    16:04:00 volsnap 27 volume={quote}><img/src=x/onerror=console.log(1)> status=C000000E\n\
    16:30:00 Backup 5 run=1 code=80780049\n16:30:01 Backup 14 run=1 code=80780049\n17:30:00 Service 7036";

/// A page in a folder below `target`, and the JSON of the same logs.
fn page(name: &str, text: &str, more: &[&str]) -> (PathBuf, Value) {
    let folder = Path::new("target/browser").join(name);
    let logs = folder.join("logs");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    for (file, bytes) in scenario::build(text) {
        let path = logs.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let (logs, path) = (logs.display().to_string(), folder.join("report.html"));
    let target = path.display().to_string();
    let output = volsift(&[&["analyze", &logs, "-o", &target][..], more].concat());
    assert_eq!(output.out, "", "{}", output.err);
    let (report, _) = harness::json(&[logs]);
    (path, report)
}

/// The page says nothing, asks for nothing and runs nothing.
fn is_silent(browser: &mut Browser) {
    let own = browser.eval("location.href").as_str().unwrap().to_owned();
    for event in &browser.events {
        let method = event["method"].as_str().unwrap_or_default();
        let talks = ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"];
        assert!(!talks.contains(&method), "the page talks: {event}");
        if method == "Network.requestWillBeSent" {
            assert_eq!(event["params"]["request"]["url"], own.as_str(), "a request leaves the page");
        }
    }
    let active =
        browser.eval("document.querySelectorAll('script,img,iframe,object,embed,link,b > b').length");
    assert_eq!(active, 0);
}

fn says_nothing_and_asks_for_nothing(browser: &mut Browser) {
    for (name, text) in [("silent-rich", RICH), ("silent-hostile", HOSTILE)] {
        let (path, _) = page(name, text, &["--all"]);
        browser.open(&path);
        is_silent(browser);
    }
}

fn hostile_logs_are_text(browser: &mut Browser) {
    let (path, _) = page("hostile", HOSTILE, &[]);
    browser.open(&path);
    is_silent(browser);
    let text = browser.eval("document.body.textContent");
    let text = text.as_str().unwrap();
    for attack in [
        "<script>console.log('evil')</script>",
        "\"><img/src=x/onerror=console.log(1)>",
        "]]></style><b>evil\\u{202e}",
    ] {
        assert!(text.contains(attack), "{attack}");
    }
    assert!(!text.contains('\u{202e}'));
}

fn marks_are_those_of_the_json(browser: &mut Browser) {
    let (path, report) = page("marks", RICH, &[]);
    browser.open(&path);
    let all = |key: &str| -> Vec<Value> {
        let computers = report["computers"].as_array().unwrap().iter();
        computers.flat_map(|computer| computer[key].as_array().unwrap().clone()).collect()
    };
    for verdict in ["benign", "side-effect", "undetermined", "actionable"] {
        let expected = all("volsnap27").iter().filter(|item| item["verdict"] == verdict).count();
        assert!(expected > 0, "the scenario has no {verdict}");
        let drawn = browser.eval(&format!(
            "[...document.querySelectorAll('svg.night [data-verdict={verdict}]')].reduce((n, e) => n + Number(e.dataset.count), 0)"
        ));
        assert_eq!(drawn, expected, "{verdict}");
    }
    assert_eq!(browser.eval("document.querySelectorAll('[data-run]').length"), all("sessions").len());
    assert_eq!(browser.eval("document.querySelectorAll('article').length"), 2);
    let made = all("sessions").iter().filter(|run| !run["snapshot_seconds"].is_null()).count();
    assert_eq!(browser.eval("document.querySelectorAll('[data-snapshot]').length"), made);
    // A mark is where its number says: inside its row, and large enough to be hit.
    let outside = browser.eval(
        "[...document.querySelectorAll('svg.night a')].filter(a => { const m = a.querySelector('use').getBoundingClientRect(), \
         r = a.closest('svg.night').getBoundingClientRect(); return m.width < 6 || m.top < r.top - 4 || m.bottom > r.bottom + 4; }).length",
    );
    assert_eq!(outside, 0);
}

fn details_open_by_mouse_and_keyboard(browser: &mut Browser) {
    let (path, _) = page("details", RICH, &[]);
    browser.look(1280, false);
    browser.open(&path);
    let is_open = "document.querySelector('details.by-run').open";
    assert_eq!(browser.eval(is_open), false);
    browser.click("details.by-run > summary");
    assert_eq!(browser.eval(is_open), true);
    browser.eval("document.querySelector('details.by-run > summary').focus()");
    browser.key("Enter", 13, "\r");
    assert_eq!(browser.eval(is_open), false);
    // The first stop of the keyboard leads past the first lines.
    browser.open(&path);
    browser.key("Tab", 9, "");
    assert_eq!(browser.eval("document.activeElement.className"), "skip");
}

fn a_citation_leads_to_its_record(browser: &mut Browser) {
    let (path, _) = page("cited", RICH, &[]);
    browser.look(1280, false);
    browser.open(&path);
    let is_seen =
        "document.querySelector('details.records tr').checkVisibility({ contentVisibilityAuto: true })";
    assert_eq!(browser.eval(is_seen), false);
    browser.click(".finding .cite");
    let target = browser.eval("(() => { const t = document.querySelector(':target'); return [t.tagName, t.checkVisibility(), t.getBoundingClientRect().height > 0]; })()");
    assert_eq!(target, json!(["TR", true, true]));
}

fn printing_shows_what_is_folded(browser: &mut Browser) {
    let (path, report) = page("print", RICH, &[]);
    browser.open(&path);
    let pdf =
        browser.bytes("Page.printToPDF", json!({ "printBackground": false, "preferCSSPageSize": true }));
    assert!(pdf.starts_with(b"%PDF-"));
    let file = path.with_extension("pdf");
    std::fs::write(&file, &pdf).unwrap();
    let Ok(output) = Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output() else {
        assert!(std::env::var_os("VOLSIFT_BROWSER").is_none(), "pdftotext is missing (poppler-utils)");
        let pages = pdf.windows(11).filter(|bytes| bytes == b"/Type /Page").count();
        assert!(pages > 3, "{pages} pages are too few for everything");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    // In closed folds stand the files, the records, and why each 27 is what it is.
    let squeezed: String = text.split_whitespace().collect();
    for source in report["sources"].as_array().unwrap() {
        let path: String = source["path"].as_str().unwrap().split_whitespace().collect();
        assert!(squeezed.contains(&path), "{path} is not printed");
    }
    for word in ["V601", "V201", "S1", "schema_version1", "checksum"] {
        assert!(squeezed.contains(word), "{word} is not printed: {text}");
    }
}

/// Pictures for whoever changes the page: they are looked at.
fn it_fits_every_width(browser: &mut Browser) {
    let quiet = std::fs::read_to_string("fixtures/cases/V403-silent/scenario.txt").unwrap();
    let many: String = std::fs::read_to_string("fixtures/cases/sixty-nights/scenario.txt").unwrap();
    for (name, text) in [("rich", RICH), ("quiet", quiet.as_str()), ("sixty", many.as_str())] {
        let (path, _) = page(name, text, &[]);
        for (width, is_dark) in [(1280, false), (1280, true), (400, false), (400, true)] {
            browser.look(width, is_dark);
            browser.open(&path);
            let wide = browser.eval("document.documentElement.scrollWidth");
            assert!(wide.as_u64().unwrap() <= u64::from(width), "{name} at {width}: {wide}");
            let scheme = if is_dark { "dark" } else { "light" };
            shoot(browser, &path.with_file_name(format!("{width}-{scheme}.png")), None);
        }
        browser.look(1280, false);
        browser.open(&path);
        browser.call("Emulation.setEmulatedVisionDeficiency", json!({ "type": "achromatopsia" }));
        shoot(browser, &path.with_file_name("without-colour.png"), None);
        browser.call("Emulation.setEmulatedVisionDeficiency", json!({ "type": "none" }));
    }
}

/// The page of a fleet: silent, at every width, its links lead to rows, and what is fine is folded, on paper too.
fn a_fleet_is_a_page_too(browser: &mut Browser) {
    let thirty = std::fs::read_to_string("fixtures/cases/thirty-hosts/scenario.txt").unwrap();
    for (name, text, by) in [
        ("fleet", thirty.as_str(), "computer"),
        ("fleet-nights", RICH, "day"),
        ("fleet-hostile", HOSTILE, "cause"),
    ] {
        let (path, _) = page(name, text, &["--group-by", by]);
        for (width, is_dark) in [(1280, false), (400, true)] {
            browser.look(width, is_dark);
            browser.open(&path);
            is_silent(browser);
            let wide = browser.eval("document.documentElement.scrollWidth");
            assert!(wide.as_u64().unwrap() <= u64::from(width), "{name} at {width}: {wide}");
            let scheme = if is_dark { "dark" } else { "light" };
            shoot(browser, &path.with_file_name(format!("{width}-{scheme}.png")), None);
        }
    }
    let (path, report) = page("fleet-print", &thirty, &["--group-by", "computer"]);
    browser.look(1280, false);
    browser.open(&path);
    let hosts = report["computers"].as_array().unwrap().len();
    assert_eq!(browser.eval("document.querySelectorAll('.heat li[id]').length"), hosts);
    assert_eq!(browser.eval("document.querySelector('[data-box=needs-person]').dataset.count"), "2");
    let is_open = "document.querySelector('details.fold').open";
    assert_eq!(browser.eval(is_open), false);
    browser.eval("document.querySelector('details.fold > summary').focus()");
    browser.key("Enter", 13, "\r");
    assert_eq!(browser.eval(is_open), true);
    browser.click("#needs + ul a");
    let target = browser.eval("(() => { const t = document.querySelector(':target'); return [t.textContent.includes('HV07'), t.checkVisibility(), t.getBoundingClientRect().height > 0]; })()");
    assert_eq!(target, json!([true, true, true]));
    // Marks of nights that are worse are higher, so they can be told apart without colour.
    let high = |class: &str| {
        format!("parseFloat(getComputedStyle(document.querySelector('.keys .{class}')).strokeWidth)")
    };
    for (worse, better) in [("f", "c"), ("c", "g"), ("g", "r")] {
        let is_higher = format!("{} > {}", high(worse), high(better));
        assert_eq!(browser.eval(&is_higher), true, "{worse} {better}");
    }
    browser.open(&path);
    let pdf = browser.bytes("Page.printToPDF", json!({ "printBackground": true, "preferCSSPageSize": true }));
    let file = path.with_extension("pdf");
    std::fs::write(&file, &pdf).unwrap();
    if let Ok(output) = Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output() {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            text.contains("HV07") && text.contains("28 hosts are fine") && !text.contains("HV12"),
            "{text}"
        );
    }
}

fn shoot(browser: &mut Browser, file: &Path, clip: Option<Value>) {
    let mut parameters = json!({ "format": "png", "captureBeyondViewport": true });
    let size = browser.call("Page.getLayoutMetrics", json!({}))["cssContentSize"].clone();
    parameters["clip"] = clip.unwrap_or_else(
        || json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 }),
    );
    let bytes = browser.bytes("Page.captureScreenshot", parameters);
    assert!(bytes.starts_with(b"\x89PNG"));
    std::fs::write(file, bytes).unwrap();
}

/// The picture of README.md. Fonts differ from machine to machine, so it is made on demand.
fn the_picture_of_the_readme(browser: &mut Browser) {
    const FILE: &str = "docs/report.png";
    const MOST: u64 = 200 << 10;
    if harness::is_updating() {
        let (path, _) = page("readme", RICH, &["--computer", "HV01"]);
        browser.look(1100, false);
        browser.open(&path);
        // The nights and the snapshots: what no other format shows.
        let mut edge = |of: &str| browser.eval(of).as_f64().unwrap();
        let top =
            edge("document.querySelector('.nights').closest('section').getBoundingClientRect().top + 12");
        let end = edge("document.querySelector('.keys').getBoundingClientRect().bottom + 16");
        let clip = json!({ "x": 24, "y": top, "width": 1052, "height": end - top, "scale": 0.8 });
        shoot(browser, Path::new(FILE), Some(clip));
    }
    let size = std::fs::metadata(FILE).unwrap().len();
    assert!(size < MOST, "{FILE} has {size} bytes");
}

/// A name, and what is done with a browser.
type Test = (&'static str, fn(&mut Browser));

fn main() -> ExitCode {
    let tests: &[Test] = &[
        ("says_nothing_and_asks_for_nothing", says_nothing_and_asks_for_nothing),
        ("hostile_logs_are_text", hostile_logs_are_text),
        ("marks_are_those_of_the_json", marks_are_those_of_the_json),
        ("details_open_by_mouse_and_keyboard", details_open_by_mouse_and_keyboard),
        ("a_citation_leads_to_its_record", a_citation_leads_to_its_record),
        ("printing_shows_what_is_folded", printing_shows_what_is_folded),
        ("it_fits_every_width", it_fits_every_width),
        ("a_fleet_is_a_page_too", a_fleet_is_a_page_too),
        ("the_picture_of_the_readme", the_picture_of_the_readme),
    ];
    let program = devtools::find();
    let is_required = std::env::var("VOLSIFT_BROWSER").is_ok_and(|value| value == "required");
    let trials = tests.iter().map(|(name, test)| {
        let program = program.clone();
        let is_ignored = program.is_none() && !is_required;
        Trial::test(*name, move || {
            let program = program.ok_or("no Chromium is there; Debian's package is called chromium")?;
            test(&mut Browser::start(&program));
            Ok(())
        })
        .with_ignored_flag(is_ignored)
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}
