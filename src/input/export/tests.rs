use super::*;
use crate::cores::Team;

/// Longer than any text here.
const WHOLE: usize = 1 << 20;

fn event(id: u64, second: u64, channel: &str, more: &str) -> String {
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='volsnap'/>\
         <EventID Qualifiers='49158'>{}</EventID><Level>2</Level><TimeCreated SystemTime='2012-01-18T07:{:02}:{:02}Z'/>\
         <EventRecordID>{id}</EventRecordID><Channel>{channel}</Channel><Computer>HV01</Computer></System>\
         <EventData><Data>\\Device\\HarddiskVolumeShadowCopy{id}</Data><Data>E:</Data>{more}</EventData></Event>",
        if id.is_multiple_of(3) { 27 } else { 4201 },
        second / 60 % 60,
        second % 60
    )
    .replace("'volsnap'", if id.is_multiple_of(3) { "'volsnap'" } else if id.is_multiple_of(5) { "'Veeam Agent'" } else { "'Tcpip'" })
}

/// Everything that can stand in an export, and some that should not.
fn texts() -> Vec<String> {
    let of = |ids: &mut dyn Iterator<Item = u64>, end: &str| -> String {
        ids.map(|id| event(id, id.saturating_mul(7), "System", "") + end).collect()
    };
    let up = of(&mut (1..9), "\r\n");
    let down = of(&mut (1..9).rev(), "\n");
    let mixed: String = (1..9)
        .map(|id| event(id / 2, id, if id.is_multiple_of(2) { "System" } else { "Application" }, ""))
        .collect();
    let strange: String = [
        "<Data>&lt;Event&gt; &amp; &#228;</Data>",
        "<!-- <Event > -->",
        "<Data><![CDATA[<Event>]]></Data>",
        "<Event xmlns='x'/>",
        "<Data>\u{30dc}\u{30ea}\u{30e5}\u{30fc}\u{30e0}</Data>",
        "</Events>",
        "<Data>&unclosed</Data>",
        "\0",
    ]
    .iter()
    .zip(1..)
    .map(|(more, id)| event(id, id, "System", more))
    .collect();
    vec![
        up.clone(),
        format!("\u{feff}<?xml version=\"1.0\"?>\r\n<Events>{down}</Events>\r\n"),
        format!("<Events>{mixed}</Events><Events>{up}</Events>\n<Events>{down}"),
        format!("<Events>{strange}</Events>"),
        format!("an <Event of its own </Event></Event>{up}</Event>{down}"),
    ]
}

/// All that was read, as text.
fn manner(decoding: Decoding) -> Manner {
    Manner { decoding, keeps_records: false }
}

fn read_to_text(bytes: &[u8], length: usize, decoding: Decoding) -> String {
    format!("{:#?}", read_in(length, &mut &*bytes, manner(decoding)).finish())
}

#[test]
fn an_export_reads_the_same_whatever_its_pieces_and_wherever_it_is_cut() {
    for text in texts() {
        for end in (0..=text.len()).rev().step_by(13) {
            let bytes = text.as_bytes().get(..end).unwrap();
            let whole = read_to_text(bytes, WHOLE, Decoding::Everything);
            for length in [1, 300, 1100] {
                assert_eq!(read_to_text(bytes, length, Decoding::Needed), whole, "{end} in {length}: {text}");
            }
        }
    }
}

#[test]
fn an_export_reads_the_same_whatever_its_encoding_and_however_many_read() {
    for text in texts() {
        let wide = |of: fn(u16) -> [u8; 2]| -> Vec<u8> {
            std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(of).collect()
        };
        for bytes in [text.clone().into_bytes(), wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
            let whole = read_to_text(&bytes, WHOLE, Decoding::Everything);
            for threads in [1, 2, 8] {
                let read = Team::of(Some(threads)).run(|| read_to_text(&bytes, 400, Decoding::Needed));
                assert_eq!(read, whole, "{threads} threads: {text}");
            }
        }
    }
}

/// Gives so many bytes of a text, then an error.
struct Failing<'t>(&'t [u8]);

impl Read for Failing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() { Err(io::Error::other("gone")) } else { self.0.read(buffer) }
    }
}

#[test]
fn a_stream_that_fails_is_told_whatever_the_pieces() {
    let text = texts().swap_remove(2);
    for end in (0..text.len()).step_by(31) {
        let bytes = text.as_bytes().get(..end).unwrap();
        let read = |length, decoding| {
            format!("{:#?}", read_in(length, &mut Failing(bytes), manner(decoding)).finish())
        };
        let whole = read(WHOLE, Decoding::Everything);
        assert_eq!(read(200, Decoding::Needed), whole, "{end}");
        assert!(whole.contains("gone") || whole == "None", "{whole}");
    }
}

#[test]
fn what_is_longer_than_any_event_is_left_out() {
    /// Gives an event that never ends.
    struct Endless(usize);
    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = buffer.len().min(self.0);
            buffer[..count].fill(b'x');
            self.0 -= count;
            Ok(count)
        }
    }
    let before = event(3, 1, "System", "") + "<Event xmlns='x'><System>";
    let behind = event(6, 2, "System", "");
    let mut stream = before.as_bytes().chain(Endless(64 << 20)).chain(behind.as_bytes());
    let read = read_in(STRETCH, &mut stream, manner(Decoding::Needed)).finish().unwrap();
    assert_eq!((read.harvest.events.len(), read.harvest.tally.failed), (2, 1));
}
