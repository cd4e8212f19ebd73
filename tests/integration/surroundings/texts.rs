//! Every text that a log can carry, and every path, is hostile at once, in every format.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pulldown_cmark::{Event, Options, Parser, Tag};
use quick_xml::events::Event as XmlEvent;

use super::super::evtx_builder::pack::{Files, Zip, pack};
use super::super::evtx_builder::record::{Payload, Record};
use super::super::evtx_builder::scenario;
use super::super::evtx_builder::value::Value;
use super::super::harness::{cases, name};
use super::{PROGRAM, Ran, command, volsift, wait};

/// What each of them wants: a terminal, a page, a ticket, a spreadsheet, a shell, a parser, or a reader's eye.
const ATTACKS: &[&str] = &[
    "\u{1b}[2Jevil",
    "\u{1b}]0;evil\u{7}",
    "\u{1b}]8;;http://evil.example\u{1b}\\evil\u{1b}]8;;\u{1b}\\",
    "\u{1b}P$q evil\u{1b}\\",
    "\u{9b}31mevil",
    "evil\r\nHV01: 0 volsnap 27 errors",
    "\u{8}\u{8}\u{8}evil\u{7f}",
    "evil\u{85}\u{2028}\u{2029}evil",
    "\u{202e}live\u{202c}evil",
    "\u{2067}evil\u{2069}\u{2066}",
    "e\u{200b}v\u{200d}i\u{2060}l\u{feff}evil",
    "evil\u{e0041}\u{e007f}",
    "\u{1d173}evil\u{1bca0}\u{3164}",
    "\u{f0000}evil\u{f0001}{ $volume }",
    "{ $evil -> *[other] evil }",
    "<script>evil()</script>",
    "\"><svg/onload=evil()>",
    "' onmouseover='evil()' x='",
    "]]></style><script>evil</script>",
    "<!--evil",
    "&lt;evil&gt;&#27;[2J",
    "[evil](http://evil.example)",
    "![evil](x)",
    "<http://evil.example>",
    "http://evil.example/",
    "`evil`` ```",
    "evil|evil\\|evil",
    "**evil** _evil_ ~~evil~~",
    "# evil",
    "- evil\n- evil",
    "1. evil",
    "> evil",
    "[^evil]: $evil$ $$evil$$",
    "=cmd|'/C evil'!A0",
    "+1+evil",
    "-1;=1+evil",
    "@SUM(evil)",
    "\t=evil",
    "＝evil",
    "evil\"; rm -rf evil; $(evil) `evil` %PATH% !evil!",
    "evil\\",
    "../../evil",
    "evil\u{301}\u{301}\u{301}\u{301}",
    "邪悪evil。、",
];

/// Characters that nobody sees, or that change what others look like: by Unicode's properties, not by the program's.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}')
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}')
        || matches!(c, '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
}

/// Nothing hidden but ends of lines, and where it may be coloured, colours.
fn check_signs(text: &str, whose: &str) {
    let mut plain = String::new();
    for (number, part) in text.split("\u{1b}[").enumerate() {
        let is_colour = |(codes, _): &(&str, &str)| codes.chars().all(|c| c.is_ascii_digit() || c == ';');
        match part.split_once('m').filter(is_colour).filter(|_| number > 0 && whose.contains("--color")) {
            Some((_, rest)) => plain.push_str(rest),
            None => plain.extend([if number > 0 { "\u{1b}[" } else { "" }, part]),
        }
    }
    for line in plain.replace("\r\n", "\n").trim_start_matches('\u{feff}').lines() {
        let hidden = line.chars().find(|c| is_hidden(*c));
        assert_eq!(hidden, None, "{whose}: {line}");
    }
}

/// Elements and attributes of a page; a value ends at its quotation mark, and a tag at its bracket.
fn markup(page: &str, whose: &str) -> BTreeSet<String> {
    let mut met = BTreeSet::new();
    for part in page.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or_else(|| panic!("{whose}: {part}"));
        assert!(!text.contains('>') || tag == "style", "{whose}: {part}");
        let (element, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        met.insert(format!("<{}", element.trim_start_matches('/')));
        while !rest.trim_start().is_empty() {
            let (name, behind) = rest.trim_start().split_once("=\"").unwrap_or((rest.trim_start(), "\""));
            let (value, behind) = behind.split_once('"').unwrap_or_else(|| panic!("{whose}: {tag}"));
            assert!(behind.is_empty() || behind.starts_with(' '), "{whose}: {tag}");
            assert!(name != "href" || value.starts_with('#'), "{whose}: {tag}");
            assert!(!value.starts_with("javascript"), "{whose}: {tag}");
            met.insert(name.to_owned());
            rest = behind;
        }
    }
    met
}

/// What Markdown is made of, as a reader of it sees it.
fn structure(text: &str, whose: &str) -> BTreeSet<String> {
    let mut met = BTreeSet::new();
    for event in Parser::new_ext(text, Options::all()) {
        met.insert(match event {
            Event::Text(text) => {
                assert!(!text.contains("evil"), "{whose}: {text:?} is words");
                "text".to_owned()
            }
            Event::Html(html) | Event::InlineHtml(html) => format!("html {html}"),
            Event::Start(tag) => match tag {
                Tag::Heading { level, id: None, .. } => format!("heading {level}"),
                Tag::CodeBlock(kind) => format!("block {kind:?}"),
                Tag::List(first) => format!("list {}", first.is_some()),
                Tag::Table(_) => "table".to_owned(),
                other => format!("{other:?}"),
            },
            Event::Code(_) => "code".to_owned(),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => continue,
            other => format!("{other:?}"),
        });
    }
    met
}

fn elements(text: &str, whose: &str) -> BTreeSet<String> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut met = BTreeSet::new();
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{whose}: {error}")) {
            XmlEvent::Start(tag) | XmlEvent::Empty(tag) => {
                met.insert(tag.name().as_ref().to_owned());
                met.extend(tag.attributes().map(|attribute| attribute.unwrap().key.as_ref().to_owned()));
            }
            XmlEvent::Text(_) | XmlEvent::GeneralRef(_) | XmlEvent::End(_) | XmlEvent::Decl(_) => {}
            XmlEvent::Eof => return met,
            other => panic!("{whose}: {other:?}"),
        }
    }
}

fn check_cells(text: &str, whose: &str) {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    for row in reader.records() {
        for part in row.unwrap().iter().flat_map(|cell| cell.split(';')) {
            let first = part.trim_start().chars().next();
            assert!(
                !matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')),
                "{whose}: {part}"
            );
            assert!(!part.contains(['\n', '\r', '\t']), "{whose}: {part}");
        }
    }
}

/// Every way in which the program says something of logs.
const VOICES: &[&str] = &[
    "analyze --color always",
    "analyze --color always --all",
    "analyze --ascii --all",
    "analyze --summary",
    "analyze --lang ja --all",
    "analyze --format markdown",
    "analyze --format markdown --all",
    "analyze --format markdown --all --lang ja",
    "analyze --format html",
    "analyze --format html --all",
    "analyze --format json",
    "analyze --format ndjson",
    "analyze --format csv",
    "analyze --csv runs",
    "analyze --csv records --bom",
    "analyze --csv coverage",
    "analyze --format junit",
    "timeline --color always",
    "timeline --format json",
    "timeline --format csv",
    "inspect --color always",
    "inspect --lang ja",
    "inspect --format json",
    "extract",
    "extract --redact",
    "analyze --group-by computer --color always",
    "analyze --group-by computer --format html",
    "analyze --group-by cause --format markdown",
    "analyze --group-by day --format json",
    "diff --color always",
    "diff --lang ja",
    "diff --format markdown",
    "diff --format json",
];

/// What a voice says, checked for what no format may have; its markup, for formats that have one.
fn check(ran: &Ran, voice: &str) -> BTreeSet<String> {
    let text = ran.text();
    assert!(ran.code().is_some_and(|code| code != 2), "{voice}: {}", ran.err);
    check_signs(text, voice);
    check_signs(&ran.err, voice);
    let format = voice.split("--format ").nth(1).map_or("", |rest| rest.split(' ').next().unwrap());
    match format {
        "json" => drop(ran.json()),
        "ndjson" => {
            text.lines().for_each(|line| drop(serde_json::from_str::<serde_json::Value>(line).unwrap()))
        }
        "html" => return markup(text, voice),
        "markdown" => return structure(text, voice),
        "junit" => return elements(text, voice),
        _ if format == "csv" || voice.contains("--csv") => check_cells(text, voice),
        _ => {}
    }
    BTreeSet::new()
}

/// A text with an attack in its place, before it, or behind it; or as it is.
fn turned(text: &str, number: usize) -> String {
    let attack = ATTACKS[number % ATTACKS.len()];
    if text.starts_with('<') {
        // The XML that Windows Server Backup nests in its fields.
        let escaped = attack.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        return ["Name=\"", "Caption=\"", "OriginalAccessPath=\""]
            .iter()
            .fold(text.to_owned(), |text, key| text.replace(key, &format!("{key}{escaped}")));
    }
    match number / ATTACKS.len() % 4 {
        0 => attack.to_owned(),
        1 => format!("{text}{attack}"),
        2 => format!("{attack}{text}"),
        _ => text.to_owned(),
    }
}

/// Makes every text of a record hostile; each the next attack.
fn turn(record: &mut Record, next: &AtomicUsize) {
    // A step that goes round all attacks in all four places.
    let number = || next.fetch_add(37, Ordering::Relaxed);
    record.computer.push_str(ATTACKS[next.load(Ordering::Relaxed) / 1000 % ATTACKS.len()]);
    if record.event_id == 7036 {
        record.provider = turned(&record.provider, number());
        record.channel = turned(&record.channel, number());
    }
    let turn_field = |value: &mut Value| match value {
        Value::Text(text) if text.len() % 5 == 4 => {
            let units = turned(text, number());
            *value = Value::Wide(units.encode_utf16().chain([0xd800, 0x65]).collect());
        }
        Value::Text(text) => *text = turned(text, number()),
        Value::Strings(texts) => texts.iter_mut().for_each(|text| *text = turned(text, number())),
        _ => {}
    };
    match &mut record.payload {
        Payload::Classic { strings, .. } => {
            strings.iter_mut().for_each(|text| *text = turned(text, number()));
        }
        Payload::Manifest { fields, .. } | Payload::UserData { fields, .. } => {
            fields.iter_mut().for_each(|(_, value)| turn_field(value));
        }
    }
}

/// A name that a file system takes: no separator, and not too long.
fn named(text: &str) -> String {
    text.replace(['/', '\0'], "").chars().take(50).collect()
}

fn put(path: PathBuf, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    // Names that this system does not take are none that lie on it.
    let written = std::fs::write(&path, bytes);
    assert!(written.is_ok() || std::env::consts::OS != "linux", "{}: {written:?}", path.display());
}

/// Every case, with its logs as they are, or hostile.
fn put_cases(folder: &Path, hostile: bool) {
    let next = Arc::new(AtomicUsize::new(0));
    // Long ones say nothing that others do not; of a changed one nothing may be left to be stale, or to be packed.
    const WITHOUT: &[&str] =
        &["thirty-hosts", "many-27s", "dirty-and-stale", "recovered", "archive-cab", "archive-tar-gz"];
    for case in cases().into_iter().filter(|case| !WITHOUT.contains(&&*name(case))) {
        let text = std::fs::read_to_string(case.join("scenario.txt")).unwrap();
        let next = Arc::clone(&next);
        let files = if hostile {
            scenario::build_changed(&text, move |record| turn(record, &next))
        } else {
            scenario::build(&text)
        };
        for (file, bytes) in files {
            put(folder.join(name(&case)).join(named(&file)), &bytes);
        }
    }
}

/// Files of all kinds, whose names are hostile; in folders and archives.
fn put_odd_files(folder: &Path) {
    let log = std::fs::read("fixtures/cases/V601-fires/logs/System.evtx").unwrap();
    let list = "\\\\?\\Volume{3f322a36-9af4-45f8-b388-2fa39ba8b4d3}\\\n    C:\\\n    C:\\<b>evil\u{1b}[2J\u{202e}\\\n";
    let events = "Level,Date and Time,Source,Event ID,Task Category\nError,1/18/2012 4:33:02 PM,volsnap,27,None,<b>evil\n";
    let manifest = "volsift collection manifest 1\r\nscript: <b>evil\u{1b}[2J\r\ncomputer: =evil\u{202e}\r\nhost: evil|`\r\n\
                    taken: evil\r\nlog: \u{1b}[2Jevil; exported; file=../evil\u{7}.evtx; size=1; records=1; enabled=true\r\n";
    for (number, attack) in ATTACKS.iter().enumerate() {
        let odd = folder.join(format!("odd{number}")).join(named(attack));
        let file = |end: &str| odd.join(named(attack) + end);
        match number % 8 {
            0 => put(file(".evtx"), &log),
            1 => put(file(".evtx"), b"Dear support,"),
            2 => put(file(".txt"), list.as_bytes()),
            3 => put(file(".csv"), events.as_bytes()),
            4 => put(file(".etl"), b"evil"),
            5 => put(file(".rar"), b"Rar!\x1a\x07\x01"),
            6 => put(file(".evtx"), &log[..log.len() / 2]),
            _ => put(odd.join("manifest.txt"), manifest.as_bytes()),
        }
        // In an archive a name may hold anything.
        let inside = Files::from([
            (format!("{attack}/{attack}.evtx"), log.clone()),
            (format!("{attack}.evtx"), b"x".to_vec()),
        ]);
        let end = [".zip", ".7z", ".tar.gz", ".cab"][number % 4];
        // The libraries that write these take no name that climbs out, or that has a separator of its own in it.
        let is_taken = match end {
            ".tar.gz" => !attack.contains(".."),
            ".cab" => !attack.contains('\\') && attack.len() < 40,
            _ => true,
        };
        if is_taken {
            put(odd.join(format!("packed{end}")), &pack(end, &inside, Zip::default()));
        }
    }
}

#[test]
fn no_text_and_no_path_is_more_than_text_in_any_format() {
    let plain = tempfile::tempdir().unwrap();
    put_cases(plain.path(), false);
    let folder = tempfile::tempdir().unwrap();
    put_cases(folder.path(), true);
    put_odd_files(folder.path());
    for voice in VOICES {
        let ran = say(voice, folder.path());
        let found = check(&ran, voice);
        assert!(ran.text().contains("evil"), "{voice} drops text");
        // What honest logs of the same kinds are drawn with.
        if !found.is_empty() {
            let known = check(&say(voice, plain.path()), voice);
            let new: Vec<&String> = found.difference(&known).collect();
            assert!(new.is_empty(), "{voice}: {new:?} is markup of a log");
        }
    }
}

fn say(voice: &str, folder: &Path) -> Ran {
    let words = voice.split(' ');
    if !voice.starts_with("diff") {
        return volsift(folder, &words.chain(["."]).collect::<Vec<_>>());
    }
    // What is new since a report of nothing.
    let reports = tempfile::tempdir().unwrap();
    for (name, of) in [("old.json", reports.path()), ("new.json", folder)] {
        let report = volsift(of, &["analyze", "--format", "json", "."]);
        std::fs::write(reports.path().join(name), report.text()).unwrap();
    }
    volsift(reports.path(), &words.chain(["old.json", "new.json"]).collect::<Vec<_>>())
}

/// What is typed comes back in errors and suggestions.
#[test]
fn what_is_typed_is_hostile_too() {
    let folder = tempfile::tempdir().unwrap();
    for attack in ATTACKS {
        let around = format!("{attack}#1");
        for words in [
            &["explain", attack][..],
            &["explain", &around],
            &["analyze", attack],
            &[attack],
            &["analyze", ".", "--mountvol", attack],
            &["analyze", ".", "--computer", attack],
            &["analyze", ".", "--tz", attack],
            &["analyze", ".", "-o", &format!("no/{attack}/folder")],
            &["analyze", ".", "-o", "-", "-o", attack, "-o", attack],
            &["timeout", "--vms-ok", "1", "--vms-total", "2", "--reg", &format!("no/{attack}/folder")],
            &["analyze", ".", "--format", attack],
            &["timeline", super::ARTICLE, "--around", &around],
            &["inspect", attack, "--lang", "ja"],
            &["analyze", super::ARTICLE, "--format", "html", attack],
            &["collect-script", "--computer", attack],
            &["completions", attack],
        ] {
            let ran = wait(command(PROGRAM, words).current_dir(folder.path()).spawn().unwrap(), attack);
            check_signs(ran.text(), &format!("{words:?}"));
            check_signs(&ran.err, &format!("{words:?}"));
            if words.contains(&"html") {
                markup(ran.text(), attack);
            }
        }
    }
}
