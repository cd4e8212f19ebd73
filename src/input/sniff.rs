//! What a file is, judged by its first bytes.

use super::{carrier, text};
use crate::extract::Form;

/// The first eight bytes of an event log.
const EVTX_MAGIC: &[u8] = b"ElfFile\0";
/// The first eight bytes of a chunk of one.
pub(super) const CHUNK_MAGIC: &[u8] = b"ElfChnk\0";
/// "LfLe" at offset 4: an event log of Windows XP and 2003.
const EVT_MAGIC: &[u8] = b"LfLe";
/// "ustar" at offset 257 of a tape archive.
const TAR_MAGIC: &[u8] = b"ustar";
/// First bytes of archives that are read.
const ARCHIVES: &[(&[u8], Archive)] = &[
    (b"PK\x03\x04", Archive::Zip),
    (b"PK\x05\x06", Archive::Zip),
    // It was to be split, and fits into one part.
    (b"PK00PK\x03\x04", Archive::Zip),
    (b"7z\xbc\xaf\x27\x1c", Archive::SevenZ),
    (b"MSCF", Archive::Cab),
    (b"\x1f\x8b", Archive::Gzip),
    (b"\x28\xb5\x2f\xfd", Archive::Zstd),
];
/// How many bytes tell what a file is: up to the magic of the first chunk, for logs whose own first bytes are
/// overwritten.
pub(super) const HEAD: usize = 4104;
/// How far a wreck that calls itself a log, or an export, is searched for a chunk, or an event.
pub(super) const WRECK: usize = 4096 + 16 * 0x1_0000;

/// What the first bytes of a file say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Evtx,
    /// Chunks of a log without the header of its file, as they are carved out of a disk.
    Chunks,
    Empty,
    /// Nothing but zeros, as far as was looked.
    Zeros,
    Evt,
    Etl,
    Archive(Archive),
    OtherArchive(&'static str),
    /// A program or library, in which an archive may lie.
    Program,
    /// An export of events as XML.
    Xml,
    /// One that holds no event, and is whole.
    EmptyExport,
    /// One that ends before its first event.
    CutExport,
    Text,
    /// What another run of this program kept of logs.
    Extract(Form),
    Other,
}

/// Archives that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Archive {
    Zip,
    SevenZ,
    Cab,
    Gzip,
    Zstd,
    Tar,
}

/// Judges the first [`HEAD`] bytes of a file, or the first [`WRECK`] of one that calls itself a log.
pub(super) fn kind_of(head: &[u8]) -> Kind {
    let at = |offset: usize, magic: &[u8]| head.get(offset..).is_some_and(|rest| rest.starts_with(magic));
    let is_chunked = (4096..head.len()).step_by(0x1_0000).any(|offset| at(offset, CHUNK_MAGIC));
    if at(0, EVTX_MAGIC) || is_chunked {
        Kind::Evtx
    } else if at(0, CHUNK_MAGIC) {
        Kind::Chunks
    } else if head.is_empty() {
        Kind::Empty
    } else if head.iter().all(|byte| *byte == 0) {
        Kind::Zeros
    } else if at(4, EVT_MAGIC) {
        Kind::Evt
    } else if let Some((_, archive)) = ARCHIVES.iter().find(|(magic, _)| at(0, magic)) {
        Kind::Archive(*archive)
    } else if let Some(what) = carrier::of_head(head) {
        Kind::OtherArchive(what)
    } else if let Some(form) = Form::of_head(head) {
        Kind::Extract(form)
    } else if at(257, TAR_MAGIC) || carrier::is_old_tape(head) {
        Kind::Archive(Archive::Tar)
    } else if is_trace(head) {
        Kind::Etl
    } else if at(0, b"MZ") && head.contains(&0) {
        Kind::Program
    } else {
        of_text(head)
    }
}

/// The namespace of events: with it, an export is one even where bytes of it are lost.
const NAMESPACE: &str = "http://schemas.microsoft.com/win/2004/08/events/event";

fn of_text(head: &[u8]) -> Kind {
    let text = text::decode(head);
    let is_text = text::is_text(&text);
    // Lost bytes are zeros. A packet capture or a memory dump that has an event in it holds all kinds of bytes.
    let is_wreck = || text.contains(NAMESPACE) && text::is_text(&text.replace('\0', ""));
    if is_export(&text) && (is_text || is_wreck()) {
        Kind::Xml
    } else if is_text {
        Kind::Text
    } else {
        Kind::Other
    }
}

/// Whether events begin in a text: the root that Event Viewer writes, or a record.
fn is_export(text: &str) -> bool {
    text.match_indices("<Event").any(|(at, name)| {
        let rest = text.get(at.saturating_add(name.len())..).unwrap_or_default();
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        rest.starts_with(['>', ' ', '\t', '\r', '\n'])
    })
}

/// A trace begins with a buffer header of 72 bytes, which begins with the buffer's size; behind it, the header of
/// the first event: its version, its header type, and the marker 0xC0 (ntwmi.h: `WMI_BUFFER_HEADER`,
/// `SYSTEM_TRACE_HEADER`).
fn is_trace(head: &[u8]) -> bool {
    let size = head.first_chunk().map_or(0, |size| u32::from_le_bytes(*size));
    let is_buffer = (1 << 10..=16 << 20).contains(&size) && size.is_multiple_of(1 << 10);
    is_buffer && head.get(0x48..0x4c).is_some_and(|bytes| matches!(bytes, [1..=9, 0, 1 | 2, 0xc0]))
}

/// Whether a file that calls itself an export is one although bytes of all kinds stand in it.
pub(super) fn is_damaged_export(head: &[u8]) -> bool {
    let text = text::decode(head);
    is_export(&text) && text.contains(NAMESPACE)
}

/// Judges a whole text that is so short that no event can lie in it: an export without events, or one that ends before them.
pub(super) fn without_events(text: &str) -> Option<Kind> {
    let mut rest = text.trim_start_matches('\u{feff}').trim();
    let mut is_declared = false;
    while let Some((end, behind)) = [("<?", "?>"), ("<!--", "-->")]
        .iter()
        .find_map(|(start, end)| Some((*end, rest.strip_prefix(start)?)))
    {
        is_declared = true;
        // A declaration, or a comment, that does not end.
        let Some((_, behind)) = behind.split_once(end) else { return Some(Kind::CutExport) };
        rest = behind.trim_start();
    }
    let Some(root) = rest.strip_prefix("<Events") else {
        let is_cut = "<Events".starts_with(rest) && (is_declared || !rest.is_empty());
        return is_cut.then_some(Kind::CutExport);
    };
    let Some((attributes, inside)) = root.split_once('>') else { return Some(Kind::CutExport) };
    if attributes.ends_with('/') {
        return inside.is_empty().then_some(Kind::EmptyExport);
    }
    match inside.trim_start() {
        "</Events>" => Some(Kind::EmptyExport),
        // An event that was begun is for the reader to tell.
        cut if "</Events>".starts_with(cut) => Some(Kind::CutExport),
        _ => None,
    }
}

/// Where an event begins that says by its namespace that it is one, however far behind other words: its place, or that of
/// the root right before it.
pub(super) fn late_event(text: &[u8]) -> Option<usize> {
    /// What a tag holds before its namespace, and what lies between the root and the first event.
    const NEAR: usize = 512;
    let starts = memchr::memmem::find_iter(text, b"<Event");
    let at = starts.into_iter().find(|at| {
        let rest = text.get(at.saturating_add(b"<Event".len())..).unwrap_or_default();
        let tag = rest.get(..NEAR.min(rest.len())).unwrap_or_default();
        let tag = tag.split(|byte| *byte == b'>').next().unwrap_or_default();
        tag.first().is_some_and(u8::is_ascii_whitespace)
            && memchr::memmem::find(tag, NAMESPACE.as_bytes()).is_some()
    })?;
    let near = at.saturating_sub(NEAR);
    let before = text.get(near..at).unwrap_or_default();
    Some(memchr::memmem::rfind(before, b"<Events").map_or(at, |root| near.saturating_add(root)))
}

/// Whether a text holds events as XML, and none in the spelling in which all tools of Windows write them.
pub(super) fn has_only_odd_events(text: &str) -> bool {
    has_odd_events(text) && !is_export(&text.replace("<Events", ""))
}

/// How much of a text before its end may belong to the beginning of an event.
pub(super) const LATE_EDGE: usize = 2048;

/// Whether a text holds events as XML that no reader of exports finds: under a prefix, escaped, in other letters, or without its begin.
pub(super) fn has_odd_events(text: &str) -> bool {
    has_rest_of_event(text) || (text.contains(NAMESPACE) && opens_an_event(&text.to_ascii_lowercase()))
}

/// Whether an event ends in a text whose beginning is lost.
fn has_rest_of_event(text: &str) -> bool {
    let end = text.find("</Event>").and_then(|at| text.get(..at));
    end.is_some_and(|event| event.contains("<EventRecordID>") && !is_export(event))
}

/// Whether a tag of an event begins somewhere: much names the namespace that holds none, such as scripts that ask for events.
fn opens_an_event(lower: &str) -> bool {
    let is_of_prefix = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    lower.match_indices("event").any(|(at, _)| {
        let before = lower.get(..at).unwrap_or_default();
        let before = before.strip_suffix(':').map_or(before, |before| before.trim_end_matches(is_of_prefix));
        before.ends_with('<') || before.ends_with("&lt;")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_are_told_from_other_xml() {
        for text in ["<Events>", "<?xml?>\r\n<Event xmlns='x'>", "\u{feff}<Event\n>", "Record 1\n<Event>"] {
            assert_eq!(kind_of(text.as_bytes()), Kind::Xml, "{text}");
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(kind_of(&wide), Kind::Xml, "{text}");
        }
        for text in ["<EventData>", "<Eventful/>", "<html>"] {
            assert_eq!(kind_of(text.as_bytes()), Kind::Text, "{text}");
        }
        assert_eq!(kind_of(b"\x01\x02\x00\x00<Events>\x00\x00"), Kind::Other);
        let damaged = b"\0\0\0<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>";
        assert_eq!(kind_of(damaged), Kind::Xml);
        let capture = b"\xd4\xc3\xb2\xa1\x02\0\x04\0<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>";
        assert_eq!(kind_of(capture), Kind::Other);
    }

    #[test]
    fn what_is_left_of_an_event_is_one() {
        let rest = "ventID>25</EventID><EventRecordID>7</EventRecordID></System></Event></Events>";
        assert!(has_odd_events(rest) && has_only_odd_events(rest));
        assert!(!has_odd_events(&format!("<Event><System><E{rest}")));
        assert!(!has_odd_events("</Event> and <EventRecordID>"));
    }

    #[test]
    fn an_export_without_events_is_whole_or_cut() {
        for text in [
            "<Events></Events>",
            "<?xml version=\"1.0\"?>\r\n<Events>\r\n</Events>\r\n",
            "\u{feff}<!-- none --><Events/>",
            "<Events xmlns='x' />",
        ] {
            assert_eq!(without_events(text), Some(Kind::EmptyExport), "{text}");
        }
        for text in
            ["<", "<Ev", "<Events", "<Events>", "<Events>\r\n</Eve", "<?xml version", "<?xml?>\n", "<!-- a"]
        {
            assert_eq!(without_events(text), Some(Kind::CutExport), "{text}");
        }
        for text in ["", "hello", "<config/>", "<Events><Event>", "<Events></Events> and more", "<EventLog>"]
        {
            assert_eq!(without_events(text), None, "{text}");
        }
    }

    #[test]
    fn an_event_behind_other_words_says_what_it_is() {
        let event = format!("<Event xmlns='{NAMESPACE}'>");
        for (before, root) in [
            ("Transcript\n", ""),
            ("<Event> is how one begins. ", ""),
            ("x", "<Events>"),
            ("x", "<Events>\r\n"),
        ] {
            let text = format!("{before}{root}{event}");
            assert_eq!(late_event(text.as_bytes()), Some(before.len()), "{text}");
        }
        for text in
            ["<Event>", "<Event xmlns='x'>", "<Events>", &format!("<ev:Event xmlns:ev='{NAMESPACE}'>")]
        {
            assert_eq!(late_event(text.as_bytes()), None, "{text}");
        }
    }
}
