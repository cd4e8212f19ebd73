//! What a file is, judged by its first bytes, and what to say of what is no log.

use super::text;
use crate::extract::Form;
use crate::issue::{Issue, IssueKind};
use crate::say::{Sentence, Word, sentences};

sentences! {
    empty() = "file.empty": "the file is empty; export the log again, for example with wevtutil epl";
    legacy() = "file.legacy-evt":
        "an event log of Windows XP or Server 2003 (.evt), which this program does not read; on a Windows machine: wevtutil \
         epl /lf:true OLD.evt NEW.evtx";
    trace() = "file.trace":
        "an event trace (.etl), not an event log; on a Windows machine: tracerpt TRACE.etl -o EVENTS.evtx -of EVTX";
    other_archive(what: Word) = "file.other-archive": "a { $what }: unpack it and give the folder";
    some_text() = "file.some-text":
        "a text that is neither an export of events, nor a list of volumes, nor the registry's SPP key";
    no_log() = "file.no-log": "not an event log: it does not begin with \"ElfFile\"";
}

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
    (b"7z\xbc\xaf\x27\x1c", Archive::SevenZ),
    (b"MSCF", Archive::Cab),
    (b"\x1f\x8b", Archive::Gzip),
    (b"\x28\xb5\x2f\xfd", Archive::Zstd),
];
/// First bytes of archives that are not.
const OTHER_ARCHIVES: &[(&[u8], &str)] =
    &[(b"Rar!\x1a\x07", "RAR archive"), (b"\xfd7zXZ\0", "xz archive"), (b"BZh", "bzip2 archive")];

/// How many bytes tell what a file is: up to the magic of the first chunk, for logs whose own first bytes are
/// overwritten.
pub(super) const HEAD: usize = 4104;
/// How far a wreck that calls itself a log, or an export, is searched for a chunk, or an event.
pub(super) const WRECK: usize = 4096 + 16 * 0x1_0000;

/// What the first bytes of a file say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Evtx,
    Empty,
    Evt,
    Etl,
    Archive(Archive),
    OtherArchive(&'static str),
    /// An export of events as XML.
    Xml,
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
    } else if head.is_empty() {
        Kind::Empty
    } else if at(4, EVT_MAGIC) {
        Kind::Evt
    } else if let Some((_, archive)) = ARCHIVES.iter().find(|(magic, _)| at(0, magic)) {
        Kind::Archive(*archive)
    } else if let Some((_, name)) = OTHER_ARCHIVES.iter().find(|(magic, _)| at(0, magic)) {
        Kind::OtherArchive(name)
    } else if let Some(form) = Form::of_head(head) {
        Kind::Extract(form)
    } else if at(257, TAR_MAGIC) {
        Kind::Archive(Archive::Tar)
    } else if is_trace(head) {
        Kind::Etl
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

/// Whether a path ends so.
pub(super) fn has_extension(path: &str, wanted: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case(wanted))
}

/// Files that a Mac, Windows' Explorer or Event Viewer puts beside others; none of them is a log, whatever its name.
fn is_companion(path: &str) -> bool {
    const NAMES: &[&str] = &["thumbs.db", "desktop.ini", ".ds_store"];
    let parts: Vec<&str> = path.split(['/', '\\']).collect();
    let name = parts.last().copied().unwrap_or_default();
    name.starts_with("._")
        || parts.contains(&"__MACOSX")
        || NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
        || has_extension(path, "mta")
}

/// Whether a file that calls itself an export is one although bytes of all kinds stand in it.
pub(super) fn is_damaged_export(head: &[u8]) -> bool {
    let text = text::decode(head);
    is_export(&text) && text.contains(NAMESPACE)
}

/// What to say of a file that is not read; `None` if it is just another file in a folder.
///
/// A file that the user named, or that calls itself a log, is complained about; one that was found is only
/// told of where it may hold what is looked for.
pub(super) fn complaint(kind: Kind, path: &str, is_named: bool) -> Option<Issue> {
    if !is_named && is_companion(path) {
        return None;
    }
    let claims_to_be_a_log = is_named || has_extension(path, "evtx");
    // What calls itself no log is told, but nothing that was declared is lost with it.
    let other = |kind: IssueKind, text: Sentence| {
        if claims_to_be_a_log { Issue::loss(kind, text) } else { Issue::note(kind, text) }
    };
    let issue = match kind {
        Kind::Empty if claims_to_be_a_log => Issue::loss(IssueKind::EmptyFile, empty()),
        Kind::Evt => Issue::loss(IssueKind::LegacyEvt, legacy()),
        Kind::Etl | Kind::Other if kind == Kind::Etl || has_extension(path, "etl") => {
            other(IssueKind::TraceFile, trace())
        }
        // Logs may lie in it.
        Kind::OtherArchive(what) => Issue::loss(IssueKind::UnsupportedFormat, other_archive(Word(what))),
        Kind::Text if is_named => Issue::loss(IssueKind::NotAnEventLog, some_text()),
        Kind::Evtx
        | Kind::Empty
        | Kind::Etl
        | Kind::Archive(_)
        | Kind::Xml
        | Kind::Text
        | Kind::Extract(_)
        | Kind::Other => claims_to_be_a_log.then(|| Issue::loss(IssueKind::NotAnEventLog, no_log()))?,
    };
    Some(issue.at_path(path))
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
    fn the_end_of_a_name_is_its_extension() {
        assert!(has_extension("a.zip!/b/System.EVTX", "evtx"));
        assert!(!has_extension("a.evtx/b", "evtx"));
    }
}
