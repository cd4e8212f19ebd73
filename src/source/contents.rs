//! What a file can be, in words, and what to do about one that is no log.

use crate::say::{Pattern, Sentence};

/// What a file is. The ids are promised like keys of the JSON.
#[derive(Debug)]
pub struct Content {
    /// The name in the JSON.
    pub id: &'static str,
    /// What it is, in plain words.
    pub words: &'static str,
    /// What to do about it; nothing where it is only another file.
    pub hint: Option<&'static str>,
}

const fn content(id: &'static str, words: &'static str) -> Content {
    Content { id, words, hint: None }
}

const fn hinted(id: &'static str, words: &'static str, hint: &'static str) -> Content {
    Content { id, words, hint: Some(hint) }
}

const UNPACK: &str = "unpack it and give the folder";

/// Every kind of file that is told from others. Rows that name no log are alphabetical within their group.
#[rustfmt::skip]
pub const CONTENTS: &[Content] = &[
    content("evtx", "event log"),
    content("xml", "events as XML"),
    hinted("evt", "event log of Windows XP or Server 2003 (.evt)", "on a Windows machine: wevtutil epl /lf:true OLD.evt NEW.evtx"),
    hinted("etl", "event trace (.etl)", "on a Windows machine: tracerpt TRACE.etl -o EVENTS.evtx -of EVTX"),
    hinted("event-list", "list of events as text", "no evidence; ask for the log itself: wevtutil epl System C:\\System.evtx"),
    content("zip", "ZIP archive"),
    content("sevenz", "7z archive"),
    content("cab", "cabinet"),
    content("gzip", "packed file (.gz)"),
    content("zstd", "packed file (.zst)"),
    content("tar", "tape archive"),
    hinted("rar", "RAR archive", UNPACK),
    hinted("xz", "xz archive", UNPACK),
    hinted("bzip2", "bzip2 archive", UNPACK),
    hinted("lzh", "LZH archive", UNPACK),
    hinted("arj", "ARJ archive", UNPACK),
    hinted("lzip", "packed file (.lz)", UNPACK),
    hinted("lz4", "packed file (.lz4)", UNPACK),
    hinted("lzma", "packed file (.lzma)", UNPACK),
    hinted("compress", "packed file (.Z)", UNPACK),
    hinted("self-extracting", "archive behind something else", UNPACK),
    hinted("split-archive", "part of a split archive", "ask for it in one piece, or put its parts together"),
    hinted("mail", "e-mail with something attached", "save what is attached, and give that"),
    content("extract", "extract of event logs"),
    content("volume-list", "list of volumes"),
    content("collection", "manifest of a collection"),
    content("create-timeout", "registry's SPP key (CreateTimeout)"),
    content("registry-export", "export of the registry"),
    hinted("registry-hive", "registry hive", "not read; ask for the key CurrentVersion\\SPP as text (reg query)"),
    content("system-information", "report of msinfo32 (.nfo)"),
    content("system-facts", "output of systeminfo"),
    content("vss-writers", "output of vssadmin list writers"),
    content("report", "report of this program"),
    content("clixml", "objects out of PowerShell (CLIXML)"),
    content("html", "web page"),
    content("json", "JSON"),
    content("other-xml", "XML without events"),
    content("text", "text"),
    content("compound", "document of Office, mail or installer (OLE)"),
    content("crash-dump", "memory dump of a crash"),
    content("database", "ESE database"),
    content("sqlite", "SQLite database"),
    content("disk-image", "disk image (.vhd, .vhdx, .wim)"),
    content("executable", "program or library"),
    content("link", "shortcut (.lnk)"),
    content("packets", "packet capture"),
    content("pdf", "PDF document"),
    content("picture", "picture"),
    content("prefetch", "prefetch file"),
    hinted("zeros", "nothing but zeros", "its content is lost; ask for the file again"),
    hinted("empty", "empty file", "ask for it again"),
    content("special", "pipe, socket or device, which is not opened"),
    hinted("unread", "file that could not be read", "see what is said of it"),
    content("other", "file of another kind"),
];

/// What a file is, in words.
pub fn words(id: &'static str) -> Sentence {
    Sentence::of_table("content", id)
}

/// What to do about a file of that kind.
pub fn hint(id: &'static str) -> Option<Sentence> {
    let known = CONTENTS.iter().find(|content| content.id == id)?;
    known.hint.map(|_| Sentence::of_table("content-hint", id))
}

/// The patterns of both.
pub(crate) fn phrases() -> impl Iterator<Item = Pattern> {
    CONTENTS.iter().flat_map(|content| {
        let hint = content.hint.map(|hint| Pattern::of_table("content-hint", content.id, hint));
        std::iter::once(Pattern::of_table("content", content.id, content.words)).chain(hint)
    })
}
