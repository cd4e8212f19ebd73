//! Every sentence has one id, words, and an argument for each place in them; docs/messages.md lists them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use volsift::catalogue::{Tongue, patterns};
use volsift::event::codes::{Hresult, NtStatus};
use volsift::event::volume::VolumeName;
use volsift::event::{EventRef, SourceId};
use volsift::say::{Arg, Kind, Lag, Language, Sentence};

fn sample(kind: Kind, count: u64) -> Arg {
    let at = || EventRef {
        source: SourceId(0),
        channel: "System".into(),
        provider: "disk".into(),
        event_id: 7,
        event_record_id: 4711,
        time_created: jiff::Timestamp::UNIX_EPOCH,
    };
    let duration = jiff::SignedDuration::from_secs(90);
    match kind {
        Kind::Count => Arg::Count(count),
        Kind::Number => Arg::Number(count),
        Kind::Duration => Arg::Duration(duration),
        Kind::Milliseconds => Arg::Milliseconds(1_800_000),
        Kind::Lag => Arg::Lag(Lag(duration)),
        Kind::Instant => Arg::Instant(jiff::Timestamp::UNIX_EPOCH),
        Kind::Clock => Arg::Clock(jiff::Timestamp::UNIX_EPOCH),
        Kind::Day => Arg::Day(jiff::Timestamp::UNIX_EPOCH),
        Kind::Cited => Arg::Cited(at()),
        Kind::Record => Arg::Record(at()),
        Kind::Status => Arg::Status(NtStatus(0xC000_000E)),
        Kind::Code => Arg::Code(Hresult(0x8078_0021)),
        Kind::Volume => Arg::Volume(VolumeName::Letter('E')),
        Kind::Path => Arg::Path("System.evtx".to_owned()),
        Kind::Log => Arg::Log("HV01".to_owned()),
        Kind::Word => Arg::Word("word".into()),
        Kind::Sentence => Arg::Sentence(Box::new(Sentence::of_table("cause", "vss"))),
        Kind::List => Arg::List(vec![Arg::Number(1), Arg::Number(2)]),
        Kind::Clauses => Arg::Clauses(vec![Sentence::of_table("cause", "vss"); 2]),
    }
}

/// Every sentence with arguments, for counts from 0 to 2, and its English words.
pub fn samples() -> impl Iterator<Item = (Sentence, &'static str)> {
    patterns().iter().flat_map(|pattern| {
        [0, 1, 2].map(|count| {
            let args = pattern.parameters.iter().map(|(name, kind)| (*name, sample(*kind, count))).collect();
            (Sentence { id: pattern.id.clone(), args }, pattern.english)
        })
    })
}

#[test]
fn ids_are_unique_and_name_who_speaks() {
    let ids: BTreeSet<&str> = patterns().iter().map(|pattern| &*pattern.id).collect();
    assert_eq!(ids.len(), patterns().len());
    for id in ids {
        let (who, what) = id.split_once('.').unwrap();
        let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        assert!(is_plain(who) && is_plain(what), "{id}");
    }
}

#[test]
fn every_pattern_is_well_formed() {
    let words = patterns().iter().map(|pattern| (&*pattern.id, pattern.english));
    let (_, wrong) = Language::of_patterns("en".parse().unwrap(), words);
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_place_has_an_argument_and_every_argument_a_place() {
    for (sentence, words) in samples() {
        assert_eq!(Tongue::English.language().faults(&sentence), Vec::<String>::new(), "{}", sentence.id);
        for (name, _) in &sentence.args {
            let is_used = words.contains(&format!("${name} ")) || words.contains(&format!("${name}}}"));
            assert!(is_used, "{} takes {name} and does not say it", sentence.id);
        }
    }
}

/// A sentence that is one of its halves has lost a blank or a verb on the way.
#[test]
fn no_sentence_has_a_hole() {
    let voice = Tongue::English.voice(None);
    for (sentence, _) in samples() {
        let text = voice.text(&sentence);
        if sentence.id.starts_with("say.between-") {
            continue;
        }
        assert!(!text.contains("  ") && text.trim() == text && !text.is_empty(), "{}: {text:?}", sentence.id);
        assert!(!text.contains(" ,") && !text.contains(" ;"), "{}: {text:?}", sentence.id);
        assert!(!text.contains("1 bytes") && !text.contains("1 records"), "{}: {text:?}", sentence.id);
    }
}

#[test]
fn the_list_of_messages_is_current() {
    let mut text = "# Messages\n\nThe ids of everything that a report says. In the JSON a `message` with `id` and `args` stands beside every\n`text`; ids and names of arguments are promised like keys. Generated: `VOLSIFT_UPDATE=1 cargo test`.\n\n| id | arguments | English |\n|---|---|---|\n".to_owned();
    let mut all: Vec<_> = patterns().iter().collect();
    all.sort_by(|one, other| one.id.cmp(&other.id));
    for pattern in all {
        let parameters: Vec<String> =
            pattern.parameters.iter().map(|(name, kind)| format!("{name}: {kind:?}")).collect();
        let words: Vec<&str> = pattern.english.split_whitespace().collect();
        let words = words.join(" ").replace('|', "\\|");
        writeln!(text, "| {} | {} | {words} |", pattern.id, parameters.join(", ")).unwrap();
    }
    super::harness::check_file(std::path::Path::new("docs/messages.md"), text.as_bytes());
}
