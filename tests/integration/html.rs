//! The page: whole in itself, true to the JSON, and nothing in it that a log wrote is markup.

use std::collections::BTreeSet;

use serde_json::Value;
use volsift::catalogue::Tongue;
use volsift::render::{Style, html, sheets};
use volsift::source::{Fingerprint, Provenance};
use volsift::story::Extent;
use volsift::{Input, Options, analyze};

use super::evtx_builder::scenario;
use super::harness::{cases, json, name, options, volsift};

/// Two hosts with every verdict, damage, trouble and a trend.
const RICH: &str = include_str!("../browser/rich.txt");

/// The page of arguments.
fn page<S: AsRef<str>>(arguments: &[S]) -> String {
    let mut words = vec!["analyze", "--format", "html"];
    words.extend(arguments.iter().map(AsRef::as_ref));
    volsift(&words).out
}

/// The page of a scenario, as a library makes it: the same on every machine.
fn page_of(text: &str, extent: Extent) -> String {
    page_in(Tongue::English, text, extent)
}

fn page_in(tongue: Tongue, text: &str, extent: Extent) -> String {
    let logs = scenario::build(text).into_iter().map(|(name, bytes)| Input::Bytes { name, bytes });
    let mut report = analyze(logs.collect(), &Options::default());
    report.provenance = Provenance {
        command: Some("volsift analyze logs -o report.html".to_owned()),
        files: vec![Fingerprint { path: "logs/System.evtx".to_owned(), sha256: Some("00ff".repeat(16)) }],
    };
    let style =
        Style { width: 80, color: false, ascii: false, extent, sheet: sheets::Sheet::default(), tongue };
    let mut out = Vec::new();
    (html::FORMAT.render)(&report, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The tags of a page, without what stands between them.
fn tags(page: &str) -> impl Iterator<Item = &str> {
    page.split('<').skip(1).map(|part| part.split_once('>').unwrap().0)
}

/// The values of an attribute.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let begin = format!(" {attribute}=\"");
    tags(page).filter_map(|tag| Some(tag.split_once(&begin)?.1.split('"').next().unwrap())).collect()
}

/// What a reader sees, apart from tags and the style sheet.
fn words(page: &str) -> String {
    let body = page.split("</style>").nth(1).unwrap();
    let text: String =
        body.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// A page is whole in itself: nothing is loaded or run, every link has its target, every id is used once.
pub fn check_whole(page: &str, whose: &str) {
    let begins = |tag: &str| page.starts_with(&format!("<!DOCTYPE html><html lang=\"{tag}\"><head>"));
    assert!(begins("en") || begins("ja"), "{whose}");
    assert!(page.contains("content=\"default-src 'none'; "), "{whose}");
    let ids = values(page, "id");
    let targets: BTreeSet<&str> = ids.iter().copied().collect();
    let mut often = ids.clone();
    often.sort_unstable();
    often.dedup();
    assert_eq!(often.len(), ids.len(), "{whose}: an id is used twice");
    for link in values(page, "href") {
        let target = link.strip_prefix('#').unwrap_or_else(|| panic!("{whose}: {link} leads away"));
        assert!(targets.contains(target), "{whose}: {link} leads nowhere");
    }
    for reference in values(page, "aria-labelledby") {
        for id in reference.split(' ') {
            assert!(targets.contains(id), "{whose}: {id} labels and is not there");
        }
    }
    for tag in tags(page) {
        let element = tag.split_whitespace().next().unwrap();
        assert!(
            !["script", "img", "link", "iframe", "object", "embed", "base", "form"].contains(&element),
            "{whose}: {tag}"
        );
        assert!(!tag.contains(" on") && !tag.contains(" src="), "{whose}: {tag}");
    }
    let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    for word in ["url(", "@import", "http:", "https:", "//"] {
        assert!(!style.contains(word), "{whose}: {word} in the style");
    }
    check_balance(page, whose);
}

/// Every element is closed, in order; of those without content there is no end.
fn check_balance(page: &str, whose: &str) {
    const VOID: [&str; 4] = ["meta", "br", "wbr", "!DOCTYPE"];
    let mut open: Vec<&str> = Vec::new();
    for tag in tags(page) {
        let element = tag.split_whitespace().next().unwrap();
        match element.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop(), Some(closed), "{whose}: {tag} closes another"),
            None if VOID.contains(&element) => {}
            None => open.push(element),
        }
    }
    assert_eq!(open, Vec::<&str>::new(), "{whose}");
    // Headings go down one level at a time.
    let mut level = 1;
    for tag in tags(page).filter(|tag| tag.len() == 2 || tag.starts_with("h2 ") || tag.starts_with("h3 ")) {
        let Some(next) = tag.strip_prefix('h').and_then(|rest| rest[..1].parse::<u32>().ok()) else {
            continue;
        };
        assert!(next <= level + 1, "{whose}: h{next} behind h{level}");
        level = next;
    }
}

/// How many there are of something in the JSON.
fn count(report: &Value, key: &str, is_wanted: impl Fn(&Value) -> bool) -> u64 {
    let computers = report["computers"].as_array().unwrap().iter();
    let all = computers.flat_map(|computer| computer[key].as_array().unwrap());
    all.filter(|item| is_wanted(item)).count() as u64
}

/// The sum of the counts of marks with a verdict.
fn marks(page: &str, verdict: &str) -> u64 {
    let is_of = |tag: &&str| tag.contains(&format!("data-verdict=\"{verdict}\""));
    let number =
        |tag: &str| tag.split("data-count=\"").nth(1).unwrap().split('"').next().unwrap().parse::<u64>();
    tags(page).filter(is_of).map(|tag| number(tag).unwrap()).sum()
}

/// Marks and bars of a page that tells every night, against the JSON of the same logs.
fn check_counts(page: &str, report: &Value, whose: &str) {
    for verdict in ["benign", "side-effect", "undetermined", "actionable"] {
        let expected = count(report, "volsnap27", |item| item["verdict"] == verdict);
        assert_eq!(marks(page, verdict), expected, "{whose}: {verdict}");
    }
    let runs = values(page, "data-run");
    assert_eq!(runs.len() as u64, count(report, "sessions", |_| true), "{whose}: runs");
    for outcome in ["succeeded", "failed", "partial", "cancelled", "interrupted", "end-not-seen"] {
        let drawn = runs.iter().filter(|run| **run == outcome).count() as u64;
        assert_eq!(drawn, count(report, "sessions", |run| run["outcome"] == outcome), "{whose}: {outcome}");
    }
    let logs = values(page, "data-channel").len() as u64;
    assert_eq!(logs, count(report, "coverage", |_| true), "{whose}: logs");
}

#[test]
fn every_case_gives_a_whole_page_that_agrees_with_the_json() {
    for case in cases() {
        let mut arguments = options(&case);
        arguments.push(case.join("logs").to_string_lossy().into_owned());
        let (report, _) = json(&arguments);
        let whose = name(&case);
        let folded = page(&arguments);
        check_whole(&folded, &whose);
        check_counts(&folded, &report, &whose);
        arguments.push("--all".to_owned());
        let all = page(&arguments);
        check_whole(&all, &format!("{whose} --all"));
        check_counts(&all, &report, &whose);
        // With everything told, every record that the report cites stands on the page.
        let events = report["computers"].as_array().unwrap().iter();
        let events: usize = events.map(|computer| computer["events"].as_array().unwrap().len()).sum();
        let is_record = |id: &&&str| id.split_once("-r").is_some_and(|(_, rest)| rest.parse::<u32>().is_ok());
        assert!(values(&all, "id").iter().filter(is_record).count() >= events, "{whose}: records");
    }
}

#[test]
fn a_rich_page() {
    let page = page_of(RICH, Extent::Folded);
    check_whole(&page, "rich");
    for verdict in ["benign", "side-effect", "undetermined", "actionable"] {
        assert!(marks(&page, verdict) > 0, "{verdict}");
    }
    insta::assert_snapshot!(in_lines(&page));
}

#[test]
fn a_page_of_a_quiet_host() {
    let quiet = std::fs::read_to_string("fixtures/cases/V403-silent/scenario.txt").unwrap();
    insta::assert_snapshot!(in_lines(&page_of(&quiet, Extent::Folded)));
}

/// What a Japanese page says, without its markup; the markup is that of the English one, but for its language.
#[test]
fn a_rich_and_a_quiet_page_in_japanese() {
    let quiet = std::fs::read_to_string("fixtures/cases/V403-silent/scenario.txt").unwrap();
    let mut said = String::new();
    for (name, text) in [("rich", RICH), ("quiet", &quiet)] {
        let (page, english) =
            (page_in(Tongue::Japanese, text, Extent::Folded), page_of(text, Extent::Folded));
        check_whole(&page, name);
        assert!(page.contains("<html lang=\"ja\""), "{name}");
        for attribute in ["id", "href", "class"] {
            // Dates are kept whole by their own rule in each language.
            let of = |page: &str| {
                values(page, attribute)
                    .into_iter()
                    .filter(|value| *value != "date")
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            assert!(of(&page) == of(&english), "{name}: {attribute}");
        }
        let body = in_lines(&page);
        let texts =
            body.split('<').skip(1).filter_map(|part| part.split_once('>')).map(|(_, text)| text.trim());
        let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
        said.push_str(&format!("{name}:\n{}\n\n", texts.join("\n")));
    }
    insta::assert_snapshot!(said);
}

/// A page without its style sheet, a block a line, so that a person can review it.
fn in_lines(page: &str) -> String {
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, rest) = rest.split_once("</style>").unwrap();
    let mut text = format!("{head}{rest}");
    for tag in [
        "<section", "<article", "<tr", "<li", "<p", "<h", "<div", "<table", "<details", "<footer", "<main",
        "<meta", "<dt", "<dd", "<g ", "<a ", "<rect", "<text", "</tbody", "</ul",
    ] {
        text = text.replace(tag, &format!("\n{tag}"));
    }
    text
}

/// Text that would be markup, a script or a link, and characters that pretend to be others.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img/src=x/onerror=alert(1)>",
    "'/onmouseover='alert(1)",
    "]]></style><script>alert(1)</script>",
    "<!--",
    "&lt;b&gt;&amp;",
    "javascript:alert(1)",
    "http://evil.example/",
    "\u{202e}evil\u{2066}\u{1b}[2J\u{0}",
    "<svg/onload=alert(1)>",
    "</title></head></table>",
];

#[test]
fn nothing_of_a_log_is_markup() {
    for attack in ATTACKS {
        let attack = attack.replace('\0', "");
        let (name, value) = (attack.replace('"', "'"), attack.replace('"', "{quote}"));
        let text = format!(
            "computer {name}\nday 2018-01-18\n12:00:00 EventLog 6013 windows={value}|{value}\n15:00:00 Service 7036\n\
             16:00:00 Backup 1 run=1\n16:04:00 volsnap 27 volume={value} status=C000000E\n\
             16:05:00 VMMS 18012 vm={value} id=0A1B2C3D-1111-4222-8333-444455556666 code=80070020\n\
             16:10:00 Ntfs 55 volume={value}\n\
             16:30:00 Backup 5 run=1 code=80780049\n16:30:01 Backup 14 run=1 code=80780049\n17:30:00 Service 7036"
        );
        for extent in [Extent::Folded, Extent::All, Extent::Summary] {
            let page = page_of(&text, extent);
            check_whole(&page, &attack);
            for dangerous in ['\u{202e}', '\u{2066}', '\u{1b}'] {
                assert!(!page.contains(dangerous), "{dangerous:?} of {attack}");
            }
            if extent != Extent::Summary && !attack.contains('\u{202e}') {
                assert!(words(&page).contains(&attack), "{attack} is not told");
            }
        }
    }
}

#[test]
fn hostile_names_of_files_are_text_too() {
    let folder = tempfile::tempdir().unwrap();
    let (_, bytes) = scenario::build(RICH).into_iter().next().unwrap();
    let path = folder.path().join("a&\"'<b>\u{202e}.evtx");
    std::fs::write(&path, bytes).unwrap();
    let page = page(&[path.to_str().unwrap()]);
    check_whole(&page, "a file's name");
    assert!(!page.contains('\u{202e}') && !page.contains("<b>\\u"));
    assert!(words(&page).contains("a&\"'<b>\\u{202e}.evtx"));
}

/// So many runs, of which some fail, with 27s in each.
fn nights(runs: u32, errors: u32) -> String {
    let mut text =
        "computer HV01\nday 2010-01-01\n00:00:00 EventLog 6013 zone=\"-540 Tokyo Standard Time\"\n"
            .to_owned();
    for run in 0..runs {
        text.push_str("day +1\n02:00:00 Service 7036\n");
        text.push_str(&format!("13:00:00 Backup 1 run={run}\n"));
        text.push_str(&format!(
            "13:04:00 volsnap 27 volume=\\\\?\\Volume{{5b6c1b2e-4170-11e1-9d2a-{{n}}}} status=C000000E repeat={errors} step=1s\n"
        ));
        if run % 3 == 0 {
            text.push_str(&format!(
                "13:40:00 Backup 5 run={run} code=80780049\n13:40:01 Backup 14 run={run} code=80780049\n"
            ));
        } else {
            text.push_str(&format!("13:40:00 Backup 4 run={run}\n13:40:01 Backup 14 run={run}\n"));
        }
    }
    text
}

#[test]
fn many_runs_are_squares_and_the_page_stays_small() {
    const MOST: usize = 5 << 20;
    // A night each, over eight years, a third of them bad.
    let page = page_of(&nights(3_000, 3), Extent::Folded);
    check_whole(&page, "3,000 runs");
    assert!(page.len() < MOST, "{} bytes", page.len());
    assert!(values(&page, "data-square").len() >= 3_000);
    let told = values(&page, "data-night").len();
    assert!((30..=100).contains(&told), "{told} nights of trouble are told one by one");
}

#[test]
fn many_27s_fold_and_the_page_stays_small() {
    const MOST: usize = 5 << 20;
    let page = page_of(&nights(50, 2_000), Extent::Folded);
    check_whole(&page, "100,000 27s");
    assert!(page.len() < MOST, "{} bytes", page.len());
    assert_eq!(values(&page, "data-square").len(), 50);
}

#[test]
fn the_summary_is_the_first_lines_and_all_unfolds() {
    let text = nights(100, 3);
    let (brief, folded, all) =
        (page_of(&text, Extent::Summary), page_of(&text, Extent::Folded), page_of(&text, Extent::All));
    assert!(brief.contains("<h1>HV01: 300 volsnap 27 errors") && !brief.contains("<article"));
    assert!(!brief.contains("data-box") && !brief.contains("<section"));
    assert_eq!((values(&folded, "data-square").len(), values(&all, "data-square").len()), (100, 0));
    assert_eq!(values(&all, "data-night").len(), 100);
    let marked: u64 = ["benign", "side-effect", "undetermined", "actionable"]
        .iter()
        .map(|verdict| marks(&all, verdict))
        .sum();
    assert_eq!(marked, 300);
}

#[test]
fn the_same_command_gives_the_same_bytes_and_tells_how_it_was_made() {
    let logs = "fixtures/cases/article/logs";
    let arguments = [logs, "--tz", "+9h", "--password", "secret-word"];
    let page = page(&arguments);
    assert_eq!(page, self::page(&arguments));
    let text = words(&page);
    assert!(
        text.contains("volsift analyze --format html fixtures/cases/article/logs --tz +9h --password ...")
    );
    assert!(!page.contains("secret-word"));
    assert!(text.contains("schema_version 1") && text.contains(env!("CARGO_PKG_VERSION")));
    let digits = |tag: &str| tag.len() == 64 && tag.chars().all(|c| c.is_ascii_hexdigit());
    let prints = page.split(['<', '>']).filter(|text| digits(text)).count();
    assert_eq!(prints, std::fs::read_dir(logs).unwrap().count());
    let other = self::page(&["fixtures/cases/V601-fires/logs"]);
    assert!(page.split(['<', '>']).filter(|text| digits(text)).all(|print| !other.contains(print)));
}

#[test]
fn an_archive_has_one_fingerprint() {
    let page = page(&["fixtures/cases/bundle/logs/bundle.zip"]);
    assert_eq!(words(&page).matches("bundle.zip ").count(), 1);
}

#[test]
fn the_ending_chooses_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html");
    volsift(&["analyze", "fixtures/cases/article/logs", "-o", path.to_str().unwrap()]);
    check_whole(&std::fs::read_to_string(path).unwrap(), "report.html");
}
