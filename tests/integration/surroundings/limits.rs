//! Little of everything: file handles, addresses, threads; and much of what one log can hold.

use std::fmt::Write as _;
use std::path::Path;

use super::super::evtx_builder::pack::{Files, Zip, pack};
use super::super::evtx_builder::scenario;
use super::{ARTICLE, bash, long, volsift};

fn put(folder: &Path, name: &str, bytes: &[u8]) {
    std::fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
    std::fs::write(folder.join(name), bytes).unwrap();
}

/// So many small logs, each of a computer of its own, without room behind their records.
fn many(folder: &Path, logs: usize) {
    for number in 0..logs {
        let text = format!(
            "computer HV{number}\nday 2018-01-18\n08:00:00 EventLog 6013\n09:00:00 volsnap 27 volume=E: status=C000000E"
        );
        let mut log = scenario::build(&text).remove("System.evtx").unwrap();
        log.truncate(4096 + 65_536);
        put(folder, &format!("logs/{}/{number}.evtx", number % 7), &log);
    }
}

#[test]
fn sixty_four_file_handles_are_enough_for_thousands_of_files() {
    let folder = tempfile::tempdir().unwrap();
    many(folder.path(), 2_000);
    let log = std::fs::read(Path::new(ARTICLE).join("System.evtx")).unwrap();
    let inside: Files = (0..40).map(|number| (format!("{number}.evtx"), log.clone())).collect();
    for end in ["zip", "7z", "cab", "tar.gz"] {
        put(
            folder.path(),
            &format!("logs/packed.{end}"),
            &pack(&format!("x.{end}"), &inside, Zip::default()),
        );
    }
    put(
        folder.path(),
        "logs/nested.zip",
        &pack(
            "x.zip",
            &Files::from([("a.zip".to_owned(), pack("x.zip", &inside, Zip::default()))]),
            Zip::default(),
        ),
    );
    let run =
        |limit: &str| bash(folder.path(), &format!("{limit} \"$V\" analyze logs --format json --threads 16"));
    let (free, bound) = (run(""), run("ulimit -n 64;"));
    assert_eq!((free.code(), bound.code()), (Some(4), Some(4)), "{}", bound.err);
    assert!(free.out == bound.out && bound.err.is_empty());
    let report = bound.json();
    assert_eq!(report["sources"].as_array().unwrap().len(), 2_000 + 5 * 40);
    assert_eq!(report["summary"]["complete"], true);
}

/// Fewer threads than were asked for, but the same report; and no abort.
#[test]
fn a_quarter_of_a_gigabyte_of_addresses_is_enough() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "logs/System.evtx", &long(100 << 20));
    for entry in std::fs::read_dir(ARTICLE).unwrap() {
        let path = entry.unwrap().path();
        put(
            folder.path(),
            &format!("logs/article-{}", path.file_name().unwrap().display()),
            &std::fs::read(&path).unwrap(),
        );
    }
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/cases");
    for (logs, format) in [("logs", "json"), (cases, "json"), (cases, "html")] {
        let run = |limit: &str, threads: &str| {
            bash(folder.path(), &format!("{limit} \"$V\" analyze '{logs}' --format {format} {threads}"))
        };
        let free = run("", "--threads 2");
        for threads in ["--threads 8", "--threads 200"] {
            let bound = run("ulimit -v 262144;", threads);
            assert_eq!(bound.code(), Some(1), "{logs} {format} {threads}: {}", bound.err);
            // The page tells the command.
            assert!(bound.out == free.out || format == "html", "{logs} {format} {threads}");
        }
    }
}

/// One export with a record of each of so many computers.
fn export(computers: usize) -> String {
    let mut text = "<Events>\n".to_owned();
    for number in 0..computers {
        writeln!(
            text,
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Service Control Manager'/>\
             <EventID>7036</EventID><TimeCreated SystemTime='2018-01-18T08:00:00.000000000Z'/><EventRecordID>{}</EventRecordID>\
             <Channel>System</Channel><Computer>HV{number:06}.example.com</Computer></System><EventData/></Event>",
            number + 1
        )
        .unwrap();
    }
    text + "</Events>\n"
}

/// With a search among all computers for each of them, this took minutes.
#[test]
fn a_hundred_thousand_computers_are_told_in_seconds() {
    const COMPUTERS: usize = 100_000;
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "all.xml", export(COMPUTERS).as_bytes());
    // One event that is cut: something is wrong with the logs of all of them.
    put(
        folder.path(),
        "cut.xml",
        export(COMPUTERS / 10)
            .replace(
                "</Events>",
                "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Pro",
            )
            .as_bytes(),
    );
    let ran = bash(folder.path(), "ulimit -v 1500000; \"$V\" analyze all.xml");
    assert_eq!(ran.code(), Some(0), "{}", ran.err);
    assert!(ran.text().starts_with("100,000 hosts") && ran.out.len() < 10_000, "{}", ran.text());
    let ran = bash(folder.path(), "ulimit -v 1500000; \"$V\" analyze cut.xml --format json");
    let report = ran.json();
    assert_eq!(report["computers"].as_array().unwrap().len(), COMPUTERS / 10);
    assert_eq!((ran.code(), &report["summary"]["complete"]), (Some(4), &serde_json::json!(false)));
    let ran = bash(folder.path(), "ulimit -v 1500000; \"$V\" analyze cut.xml");
    assert!(ran.text().starts_with("10,000 hosts"), "{}", ran.text().lines().next().unwrap());
}

#[test]
fn thousands_of_computers_in_a_log_each_are_told_in_seconds() {
    let folder = tempfile::tempdir().unwrap();
    many(folder.path(), 1_500);
    for words in ["analyze logs -q", "analyze logs --format html", "timeline logs", "inspect logs"] {
        let words: Vec<&str> = words.split(' ').collect();
        let ran = volsift(folder.path(), &words);
        let last = if words.contains(&"-q") { "1,500 hosts" } else { "HV1499" };
        assert!(ran.text().contains(last), "{words:?}");
        assert!(words.contains(&"-q") || ran.out.len() < 60 << 20, "{words:?}: {} bytes", ran.out.len());
    }
}

/// No text of a binary log is longer than its chunk, but an export may hold anything.
#[test]
fn texts_of_a_million_characters_are_told_in_bounded_time_and_memory() {
    const LONG: usize = 1 << 20;
    let folder = tempfile::tempdir().unwrap();
    for filler in ["x", "重要 "] {
        let text = filler.repeat(LONG / filler.chars().count());
        let event = |id: u32, provider: &str, channel: &str, computer: &str, data: &str| {
            format!(
                "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='{provider}'/>\
                 <EventID>27</EventID><TimeCreated SystemTime='2018-01-18T08:0{id}:00Z'/><EventRecordID>{id}</EventRecordID>\
                 <Channel>{channel}</Channel><Computer>{computer}</Computer></System><EventData><Data>d</Data>\
                 <Data>{data}</Data><Binary>0000000002003000000000001B0006C0030000000E0000C0000000000000000000000000000000</Binary>\
                 </EventData></Event>\n"
            )
        };
        let events = [
            event(1, "volsnap", "System", "HV01", &text),
            event(2, "volsnap", "System", &text, "E:"),
            event(3, "volsnap", &text, "HV01", "E:"),
            event(4, &text, "System", "HV01", "E:"),
        ];
        put(folder.path(), "long.xml", format!("<Events>{}</Events>", events.concat()).as_bytes());
        for words in [
            "analyze long.xml --all",
            "analyze long.xml --format markdown",
            "analyze long.xml --format html",
            "analyze long.xml --format json",
            "analyze long.xml --csv records",
            "analyze long.xml --format junit",
            "timeline long.xml",
        ] {
            let ran = bash(folder.path(), &format!("ulimit -v 1000000; \"$V\" {words} --threads 2"));
            assert!(ran.code().is_some_and(|code| code != 2), "{words}: {}", ran.err);
            assert!(ran.text().contains("HV01"), "{words}");
        }
    }
}

/// A number as Thrift's compact protocol writes it.
fn compact(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    number <<= 1;
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// The number that begins there, and how many bytes it takes.
fn read_compact(bytes: &[u8]) -> (u64, usize) {
    let length = bytes.iter().position(|byte| *byte < 0x80).unwrap() + 1;
    let number = bytes[..length].iter().rev().fold(0, |number, byte| number << 7 | u64::from(byte & 0x7f));
    (number >> 1, length)
}

/// The same table, whose first page says that it is so long once it is unpacked; nothing else moves.
fn declaring(table: &[u8], unpacked: u64) -> Vec<u8> {
    // Behind the first bytes of the file: the page's type, its size unpacked, its size packed.
    let (start, field) = (4, 0x15);
    assert_eq!((table[start], table[start + 2]), (field, field));
    let (_, length) = read_compact(&table[start + 3..]);
    let packed_at = start + 3 + length;
    assert_eq!(table[packed_at], field);
    let (packed, packed_length) = read_compact(&table[packed_at + 1..]);
    let more = compact(unpacked).len() - length;
    let header = [&table[..start + 3], &compact(unpacked), &[field], &compact(packed - more as u64)].concat();
    assert_eq!(header.len(), packed_at + 1 + packed_length + more, "{packed}");
    // So many bytes less of what is packed.
    let rest = &table[packed_at + 1 + packed_length..];
    [&header, &rest[..16], &rest[16 + more..]].concat()
}

#[test]
fn a_table_that_asks_for_more_memory_than_there_is_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let made = volsift(folder.path(), &["extract", ARTICLE, "-o", "whole.parquet"]);
    assert_eq!(made.code(), Some(0), "{}", made.err);
    let table = std::fs::read(folder.path().join("whole.parquet")).unwrap();
    put(folder.path(), "big/big.parquet", &declaring(&table, 1_900_000_000));
    let log = std::fs::read(Path::new(ARTICLE).join("System.evtx")).unwrap();
    put(folder.path(), "big/System.evtx", &log);
    put(folder.path(), "small/small.parquet", &table);
    put(folder.path(), "small/System.evtx", &log);
    let packed = Files::from([("big.parquet".to_owned(), declaring(&table, 1_900_000_000))]);
    put(folder.path(), "packed/big.zip", &pack("x.zip", &packed, Zip::default()));
    put(folder.path(), "packed/System.evtx", &log);
    let run = |what: &str| {
        bash(folder.path(), &format!("ulimit -v 262144; \"$V\" analyze {what} --format json")).json()
    };
    for what in ["big", "packed"] {
        let report = run(what);
        let issues = report["issues"].as_array().unwrap();
        let told = issues.iter().find(|issue| issue["kind"] == "extract-damaged").unwrap();
        assert!(told["incomplete"] == true && told["message"].to_string().contains("--max-held"), "{told}");
        assert_eq!(report["sources"].as_array().unwrap().len(), 1, "the log beside it is read");
        assert_eq!(report["summary"]["volsnap27"]["benign"], 0);
    }
    // The bound is that of the option, and what needs less is read.
    assert_eq!(
        run("small")["issues"].as_array().unwrap().len(),
        run("small --max-held 64M")["issues"].as_array().unwrap().len()
    );
    let bound = run("small --max-held 1K")["issues"].to_string();
    assert!(bound.contains("--max-held"), "{bound}");
}
