//! The page of a fleet, and hostile names in all its formats.

use serde_json::Value;
use volsift::catalogue::Tongue;
use volsift::fleet::{Fleet, GroupBy, NightState};
use volsift::story::Extent;

use super::fleet::{drawn, fleet, host, renamed, report_of, table};
use super::html::check_whole;

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
fn ten_thousand_hosts_are_a_page_below_20_mb() {
    let fleet = ten_thousand();
    let nights: usize = fleet.hosts().map(|host| host.nights.len()).sum();
    assert!(nights > 280_000, "{nights}");
    // What is kept of a host and its nights, and no more.
    let each = fleet.bytes() / nights;
    assert!(each < 100, "{each} bytes for each night of a host");
    for by in [GroupBy::Computer, GroupBy::Cause, GroupBy::Day] {
        let page = drawn(&fleet, by, "html", Extent::Folded, Tongue::English);
        assert!(page.len() < 20 << 20, "{} bytes", page.len());
        assert!(page.matches("<li id=\"h").count() == 10_000);
    }
    let page = drawn(&fleet, GroupBy::Computer, "html", Extent::Folded, Tongue::English);
    check_whole(&page, "ten thousand hosts");
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
