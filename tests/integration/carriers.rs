//! What may carry logs: whatever it is, it is read or told, and a name that promises a log is held to it.

use std::path::Path;

use serde_json::Value;

use super::evtx_builder::pack::{Files, Zip, gzip, pack};
use super::evtx_builder::scenario;
use super::harness::json;

const NAMESPACE: &str = "http://schemas.microsoft.com/win/2004/08/events/event";

/// A log that nothing is wrong with.
fn log() -> Vec<u8> {
    scenario::build("08:00:00 Service 7036").remove("System.evtx").unwrap()
}

/// A record as XML, of another computer's log.
fn event(prefix: &str) -> String {
    format!(
        "<{prefix}Event xmlns='{NAMESPACE}'><System><Provider Name='Service Control Manager'/><EventID>7036</EventID>\
         <TimeCreated SystemTime='2018-01-18T08:00:00Z'/><EventRecordID>1</EventRecordID><Channel>System</Channel>\
         <Computer>HV77</Computer></System><EventData/></{prefix}Event>"
    )
}

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let files: Files = files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    pack("x.zip", &files, Zip::default())
}

/// What is said of a file that lies beside a good log: the report, and the kind of the issue about the file with whether something
/// is lost.
fn beside(name: &str, bytes: &[u8]) -> (Value, u8, Vec<(String, bool)>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("System.evtx"), log()).unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    told_in(folder.path(), name)
}

fn told_in(folder: &Path, name: &str) -> (Value, u8, Vec<(String, bool)>) {
    let (report, code) = json(&[folder.to_str().unwrap()]);
    let issues = report["issues"].as_array().unwrap().iter();
    let of_file = issues.filter(|issue| issue["path"].as_str().is_some_and(|path| path.contains(name)));
    let told = of_file
        .map(|issue| (issue["kind"].as_str().unwrap().to_owned(), issue["incomplete"] == true))
        .collect();
    (report, code, told)
}

/// Told as lost, which is said by the exit status too.
fn check_lost(name: &str, bytes: &[u8], kind: &str) {
    let (report, code, told) = beside(name, bytes);
    assert!(told.contains(&(kind.to_owned(), true)), "{name}: {told:?}");
    assert_eq!((code, &report["summary"]["complete"]), (4, &Value::Bool(false)), "{name}");
}

/// Left aside, like any file that is beside the point; or a note.
fn check_silent(name: &str, bytes: &[u8]) {
    let (report, code, told) = beside(name, bytes);
    assert!(told.iter().all(|(_, is_loss)| !is_loss), "{name}: {told:?}");
    assert_eq!((code, &report["summary"]["complete"]), (0, &Value::Bool(true)), "{name}");
}

/// Read: another computer, or the same with records that were there already.
fn check_read(name: &str, bytes: &[u8], code: u8) {
    let (report, found, _) = beside(name, bytes);
    assert_eq!(report["sources"].as_array().unwrap().len(), 2, "{name}: {}", report["issues"]);
    assert_eq!(found, code, "{name}: {}", report["issues"]);
}

#[test]
fn what_calls_itself_an_archive_and_is_none_is_lost() {
    for end in ["gz", "tgz", "zst", "zip", "7z", "cab", "tar", "rar", "lzh"] {
        let name = format!("logs.{end}");
        check_lost(&name, b"", "archive-damaged");
        check_lost(&name, &[0; 5000], "archive-damaged");
        check_lost(&name, b"\x01\x02XX\x14\0\0\0\x08\0", "archive-damaged");
        check_lost(&name, b"<html>404 Not Found</html>", "archive-damaged");
    }
    check_lost("logs.cab", &[&b"MSCF"[..], &[0; 100]].concat(), "archive-damaged");
    check_lost("logs.7z", &[&b"7z\xbc\xaf\x27\x1c"[..], &[0; 100]].concat(), "archive-damaged");
    // What lies in it is another file, and an archive may be empty.
    check_silent("dump.bin.gz", &gzip(b"\x01\x02\x03\0"));
    check_silent("notes.zip", &zip_of(&[("notes.txt", b"hello")]));
    check_silent("empty.zip", &zip_of(&[]));
    check_silent("disk.bin", &[0; 5000]);
}

#[test]
fn what_is_packed_is_held_to_its_own_name() {
    check_lost("System.evtx.gz", &gzip(&[0; 70_000]), "archive-damaged");
    check_lost("System.evtx.gz", &gzip(b""), "archive-damaged");
    check_lost("System.evtx.gz", &gzip(b"\x01\x02\x03\0"), "not-an-event-log");
    check_lost("logs.tgz", &gzip(b"\x01\x02\x03\0"), "archive-damaged");
    check_lost("logs.tar.gz", &gzip(b"Dear support,"), "archive-damaged");
    check_lost("System.evtx.zst", &zstd::encode_all(&[0; 70_000][..], 1).unwrap(), "archive-damaged");
    check_lost("logs.zip", &zip_of(&[("a.xml", b"")]), "empty-file");
    check_read("System.evtx.gz", &gzip(&log()), 0);
}

#[test]
fn what_calls_itself_an_export_and_is_none_is_lost() {
    check_lost("System.xml", b"", "empty-file");
    check_lost("System.xml", &[0; 5000], "not-an-event-log");
    check_lost("System.xml", b"\r\n", "not-an-event-log");
    check_lost("System.xml", b"<Events>", "not-an-event-log");
    check_lost("System.xml", b"<?xml version=\"1.0\"?>\r\n<Eve", "not-an-event-log");
    check_lost("System.evtx.bak", &[0; 70_000], "not-an-event-log");
    check_silent("config.xml", b"<?xml version=\"1.0\"?><config/>");
    check_silent("empty.txt", b"");
    // Whole, and told.
    for text in ["<Events></Events>", "<?xml version=\"1.0\"?>\r\n<Events/>\r\n"] {
        let (_, code, told) = beside("System.xml", text.as_bytes());
        assert_eq!((code, told), (0, vec![("other-files".to_owned(), false)]), "{text}");
    }
    let cut = gzip(&[b"<Events>".to_vec(), vec![b' '; 10_000]].concat());
    check_lost("events.gz", &cut[..cut.len() - 10], "unreadable");
}

/// A zip in parts: no part can be read without the others.
#[test]
fn parts_of_a_split_archive_are_lost() {
    let whole = zip_of(&[("System.evtx", &log())]);
    let marked = [&b"PK\x07\x08"[..], &whole].concat();
    let (first, last) = marked.split_at(marked.len() / 2);
    let mut last = last.to_vec();
    // The numbers of the last part and of the one with the list.
    let end = last.len() - 22;
    last[end + 4] = 1;
    last[end + 6] = 1;
    check_lost("logs.z01", first, "unsupported-format");
    check_lost("logs.z02", &first[100..], "unsupported-format");
    check_lost("logs.zip", &last, "unsupported-format");
    check_lost("logs.zip.002", &first[100..], "unsupported-format");
    check_lost("logs.7z.003", &first[100..], "unsupported-format");
    check_lost("bundle.zip", &zip_of(&[("logs.z01", first), ("logs.zip", &last)]), "unsupported-format");
    check_silent("report.002", &first[100..]);
    // It was to be split, and was not.
    check_read("logs.zip", &[&b"PK00"[..], &whole].concat(), 0);
}

#[test]
fn an_archive_behind_something_else_is_read_or_told() {
    let whole = zip_of(&[("System.evtx", &log())]);
    let program = [&b"MZ\x90\0\x03\0\0\0"[..], &[7; 6000]].concat();
    check_read("logs.zip", &[&b"HTTP/1.1 200 OK\r\n\r\n"[..], &whole].concat(), 0);
    check_read("unpack.exe", &[&program[..], &whole].concat(), 0);
    let seven = pack("x.7z", &Files::from([("System.evtx".into(), log())]), Zip::default());
    check_lost("unpack.exe", &[&program[..], &seven].concat(), "unsupported-format");
    check_lost(
        "tools.zip",
        &zip_of(&[("unpack.exe", &[&program[..], &whole].concat())]),
        "unsupported-format",
    );
    check_silent("setup.exe", &program);
    check_silent("tools.zip", &zip_of(&[("setup.exe", &program)]));
    // Only the files of the last list can be read.
    let other = zip_of(&[("Application.evtx", &log())]);
    check_lost("both.zip", &[&other[..], &whole].concat(), "archive-damaged");
}

#[test]
fn an_export_behind_other_words_is_read_however_far_behind() {
    let words = |length: usize| "PS C:\\> Get-WinEvent volsnap \u{a0}\r\n".repeat(length / 32);
    let comment = |length: usize| format!("<?xml version=\"1.0\"?><!-- {} -->", "x".repeat(length));
    let wide = |text: String| -> Vec<u8> {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let events = format!("<Events>{}</Events>\r\n", event(""));
    for (name, text) in [
        ("near.txt", words(8 << 10)),
        ("far.txt", words(2 << 20)),
        ("far.xml", words(5 << 20)),
        ("comment.xml", comment(2 << 20)),
    ] {
        check_read(name, (text.clone() + &events).as_bytes(), 0);
        check_read(name, &wide(text.clone() + &events), 0);
        check_silent(name, text.as_bytes());
        // Cut in its only event.
        let cut = text + events.strip_suffix("</Event></Events>\r\n").unwrap();
        let (report, code, _) = beside(name, cut.as_bytes());
        assert_eq!((code, report["summary"]["complete"].as_bool()), (4, Some(false)), "{name}");
    }
    // In a folder as when named.
    let text = words(20 << 10) + &events;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, wide(text)).unwrap();
    for path in [&path, folder.path()] {
        assert_eq!(
            json(&[path.to_str().unwrap()]).0["sources"].as_array().unwrap().len(),
            1,
            "{}",
            path.display()
        );
    }
}

#[test]
fn events_in_a_spelling_that_is_not_read_are_lost() {
    let plain = event("");
    for text in [
        format!("<Events>{}</Events>", event("ev:").replace("xmlns=", "xmlns:ev=")),
        plain.to_lowercase(),
        plain.replace('<', "&lt;"),
    ] {
        check_lost("events.xml", text.as_bytes(), "unsupported-format");
    }
    check_silent("how.txt", b"An event has a <System> and an <EventData> section.");
}

#[test]
fn other_carriers_are_lost() {
    let filler = [0x11, 0x22, 3, 4].repeat(500);
    for (name, magic) in [
        ("logs.bin", &b"\x20\x11-lh5-"[..]),
        ("logs.bin", b"\x60\xea\x2b\0\x22\x0b"),
        ("logs.bin", b"\x04\x22\x4d\x18"),
        ("logs.bin", b"LZIP\x01"),
        ("logs.bin", b"\x1f\x9d\x90"),
        ("logs.bin", b"\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0"),
        ("logs.bin", b"MSWIM\0\0\0"),
        ("logs.bin", b"vhdxfile"),
        ("logs.iso", b"\0"),
        ("logs.vhd", b"\0"),
        ("RE: logs.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ] {
        check_lost(name, &[magic, &filler].concat(), "unsupported-format");
    }
    let mail = "From: a\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=\"System.evtx\"\r\n\
                Content-Transfer-Encoding: base64\r\n\r\nRWxmRmlsZQA=\r\n";
    check_lost("mail.eml", mail.as_bytes(), "unsupported-format");
    check_silent("mail.eml", mail.replace("; name=\"System.evtx\"", "").as_bytes());
    check_silent("logs.bin", &filler);
}

/// The sum of a header tells it, where the word of later ones is not.
#[test]
fn an_old_tape_archive_is_read() {
    let mut tape = pack("x.tar", &Files::from([("System.evtx".into(), log())]), Zip::default());
    check_read("logs.bin", &tape, 0);
    tape[257..512].fill(0);
    check_silent("logs.bin", &tape);
    tape[148..156].fill(b' ');
    let sum: u32 = tape[..512].iter().map(|byte| u32::from(*byte)).sum();
    tape[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    check_read("logs.bin", &tape, 0);
}

#[test]
fn chunks_without_a_header_are_read_and_not_called_whole() {
    let log = log();
    for (name, bytes) in [("carved.bin", log[4096..].to_vec()), ("carved.evtx", log[4096..].to_vec())] {
        let (report, code, _) = beside(name, &bytes);
        let sources = report["sources"].as_array().unwrap();
        let carved = sources.iter().find(|source| source["path"].as_str().unwrap().ends_with(name)).unwrap();
        assert_eq!(
            carved["records"]["read"].as_u64().unwrap() + carved["records"]["skipped"].as_u64().unwrap(),
            1
        );
        assert_eq!(carved["bytes"].as_u64(), Some(bytes.len() as u64));
        assert_eq!((code, &report["summary"]["complete"]), (4, &Value::Bool(false)), "{name}");
    }
    let packed = zip_of(&[("carved.bin", &log[4096..])]);
    check_read("carved.zip", &packed, 4);
}

#[test]
fn lists_of_collectors_and_sheets_are_told_as_no_evidence() {
    let beat =
        r#"{"@timestamp": "2022-05-13T16:09:59Z", "winlog": {"provider_name": "volsnap", "event_id": 27}}"#;
    let sheet = zip_of(&[
        ("[Content_Types].xml", b"<a/>"),
        ("xl/sharedStrings.xml", b"<sst><si><t>VolSnap</t></si></sst>"),
    ]);
    for (name, bytes) in [("winlogbeat.ndjson", beat.as_bytes()), ("events.xlsx", &sheet)] {
        let (_, code, told) = beside(name, bytes);
        assert_eq!((code, told), (4, vec![("event-list-text".to_owned(), false)]), "{name}");
    }
    check_silent(
        "hosts.xlsx",
        &zip_of(&[("[Content_Types].xml", b"<a/>"), ("xl/sharedStrings.xml", b"<sst/>")]),
    );
}

/// A name may hold an "and" and a semicolon; what looks like a reference that nobody knows says nothing.
#[test]
fn an_export_says_who_wrote_its_events() {
    let failed = |provider: &str| {
        let events = format!("<Events>{}</Events>", event("").replace("Service Control Manager", provider));
        let (report, ..) = beside("export.xml", events.as_bytes());
        let records = report["sources"].as_array().unwrap().iter().map(|source| &source["records"]);
        records.map(|records| records["failed"].as_u64().unwrap()).sum::<u64>()
    };
    for provider in ["R&amp;D services; North", "A&amp;; B", "R&amp;D"] {
        assert_eq!(failed(provider), 0, "{provider}");
    }
    for provider in ["", "&service;", "Service &of65;", "Service &#no;"] {
        assert_eq!(failed(provider), 1, "{provider}");
    }
}

/// Behind events that are read, one in another spelling is told; a word that begins with the name of one is none.
#[test]
fn an_export_holds_nothing_that_looks_like_an_event_and_is_not_read() {
    let told = |between: &str| {
        let text = format!("<Events>{0}{between}{0}</Events>", event(""));
        beside("export.xml", text.as_bytes()).1 == 4
    };
    for odd in
        ["<ev:Event >", "<a_1-b.c:Event/>", "<EVENT\tx='1'>", "<eVENT>", "&lt;Event&gt;", "<e:event\n>"]
    {
        assert!(told(odd), "{odd}");
    }
    for other in ["<Eventual>", "<Events2>", "the event > that", "<a b:Event>", "<EventLog>"] {
        assert!(!told(other), "{other}");
    }
}
