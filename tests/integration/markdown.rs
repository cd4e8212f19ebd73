//! The report for tickets: short, and nothing in it that a log wrote is markup.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use super::evtx_builder::scenario;
use super::harness::{cases, json, name, options, volsift};

#[test]
fn the_article_for_a_ticket() {
    insta::assert_snapshot!(
        volsift(&["analyze", "fixtures/cases/article/logs", "--tz", "+9h", "--format", "markdown"]).out
    );
}

#[test]
fn a_quiet_host_for_a_ticket() {
    insta::assert_snapshot!(
        volsift(&["analyze", "fixtures/cases/V403-silent/logs", "--format", "markdown"]).out
    );
}

#[test]
fn one_host_takes_less_than_60_lines() {
    // Every record that this program knows, within one day, is no normal host.
    for case in cases().into_iter().filter(|case| name(case) != "every-template") {
        let mut arguments = options(&case);
        arguments.push(case.join("logs").to_string_lossy().into_owned());
        let is_one = json(&arguments).0["computers"].as_array().unwrap().len() == 1;
        arguments.splice(0..0, ["analyze", "--format", "markdown"].map(str::to_owned));
        let lines = volsift(&arguments).out.lines().count();
        assert!(!is_one || lines < 60, "{}: {lines} lines", case.display());
    }
}

/// Text that would be markup of every kind.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "[evil](http://evil.example)",
    "`evil`",
    "```evil",
    "``|evil|`",
    "a|evil\\|b",
    "**evil**",
    "#evil",
    "a\n\n#\u{a0}evil\n\n```\nevil",
    "-evil",
    ">evil",
    "1.evil",
    "<http://evil.example>",
    "![evil](x)",
    "&lt;evil&gt;",
    "\u{202e}evil\u{1b}[2J",
    "evil\\",
    "---",
];

#[test]
fn nothing_of_a_log_is_markup() {
    for attack in ATTACKS {
        // Lines of a scenario are lines, and its words end at blanks.
        let attack = attack.replace('\n', "\r");
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
        let path = folder.path().to_str().unwrap();
        for more in [&[][..], &["--all"]] {
            let out = volsift(&[&["analyze", path, "--format", "markdown"], more].concat()).out;
            check(&out, &attack);
        }
    }
}

pub fn check(out: &str, attack: &str) {
    for dangerous in ['\u{1b}', '\u{202e}', '\r'] {
        assert!(!out.contains(dangerous), "{dangerous:?} in {out}");
    }
    let (mut is_title, mut is_command, mut codes) = (false, false, 0);
    for event in Parser::new_ext(out, Options::all()) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => assert_eq!(&*html, "<br>", "{attack}\n{out}"),
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::BlockQuote(_) | Tag::Emphasis)
            | Event::Rule
            | Event::FootnoteReference(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => panic!("{attack} is markup: {event:?}\n{out}"),
            Event::Start(Tag::Heading { .. }) => is_title = true,
            Event::End(pulldown_cmark::TagEnd::Heading(_)) => is_title = false,
            Event::Start(Tag::CodeBlock(kind)) => {
                assert!(
                    matches!(kind, CodeBlockKind::Fenced(ref info) if info.is_empty()),
                    "{attack}\n{out}"
                );
                is_command = true;
            }
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => is_command = false,
            Event::Code(_) => codes += 1,
            Event::Text(text) if is_title || is_command => {
                assert!(!text.contains("evil"), "{attack} in a heading or block: {text}\n{out}");
            }
            // A name with a mark before it is no name.
            Event::Text(text) => assert!(!text.contains("evil"), "{attack} is words: {text}\n{out}"),
            _ => {}
        }
    }
    assert!(codes > 0, "{out}");
}

#[test]
fn a_file_s_extension_chooses_the_format() {
    let folder = tempfile::tempdir().unwrap();
    let case = "fixtures/cases/article/logs";
    for (file, more, format) in [
        ("a.md", None, "markdown"),
        ("a.JSON", None, "json"),
        ("a.txt", None, "table"),
        ("a.out", None, "table"),
        ("b.md", Some("table"), "table"),
    ] {
        let path = folder.path().join(file);
        let mut words = vec!["analyze", case, "-o", path.to_str().unwrap()];
        words.extend(more.iter().flat_map(|format| ["--format", format]));
        assert_eq!(volsift(&words).out, "");
        let expected = volsift(&["analyze", case, "--format", format]).out;
        assert_eq!(std::fs::read_to_string(&path).unwrap(), expected, "{file}");
    }
}
