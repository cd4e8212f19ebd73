//! What a file's name promises, and what to say of one that does not keep it.

use super::sniff::Kind;
use crate::issue::{Issue, IssueKind};
use crate::say::{Sentence, Word, sentences};

sentences! {
    empty() = "file.empty": "the file is empty; export the log again, for example with wevtutil epl";
    legacy() = "file.legacy-evt":
        "an event log of Windows XP or Server 2003 (.evt), which this program does not read; on a Windows machine: wevtutil \
         epl /lf:true OLD.evt NEW.evtx";
    trace() = "file.trace":
        "an event trace (.etl), not an event log; on a Windows machine: tracerpt TRACE.etl -o EVENTS.evtx -of EVTX";
    other_archive(what: Word) = "file.other-archive":
        "{ $what ->
            [split-archive] a part of a split archive, which is not read: ask for it in one piece, or put its parts together and give that
            [split-zip] a part of a split ZIP archive, which is not read: ask for it in one piece, or join its parts (zip -s 0 PARTS.zip --out WHOLE.zip) and give that
            [self-extracting] an archive behind something else, as in a program that unpacks itself: unpack it and give the folder
            [lzh] an LZH archive (.lzh, .lha): unpack it and give the folder
            [arj] an ARJ archive: unpack it and give the folder
            [lzip] a file packed with lzip (.lz): unpack it and give the folder
            [lz4] a file packed with LZ4 (.lz4): unpack it and give the folder
            [lzma] a file packed with LZMA (.lzma): unpack it and give the folder
            [compress] a file packed with compress (.Z): unpack it and give the folder
            [disk-image] a disk image, which is not looked into: mount it, and give the logs in it
            [mail] an e-mail with something attached, which is not looked into: save what is attached, and give that
           *[other] a { $what }: unpack it and give the folder
        }";
    empty_archive() = "file.empty-archive": "an archive by its name, and empty; ask for it again";
    no_archive() = "file.no-archive":
        "an archive by its name, but it does not begin like one, so nothing of it is read; ask for it again";
    unpacks_to_nothing() = "file.unpacks-to-nothing": "what is packed in it is empty; ask for it again";
    unpacks_to_zeros() = "file.unpacks-to-zeros": "what is packed in it is nothing but zeros; ask for it again";
    no_export() = "file.no-export":
        "events as XML by its name, but no text that can be read; export the log again, for example with wevtutil epl";
    export_cut() = "file.export-cut":
        "an export of events that is cut off before its first one; export the log again, for example with wevtutil epl";
    export_empty() = "file.export-empty": "an export of events that holds none";
    some_text() = "file.some-text":
        "a text that is neither an export of events, nor a list of volumes, nor the registry's SPP key";
    no_log() = "file.no-log": "not an event log: it does not begin with \"ElfFile\"";
}

/// What a name promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Promise {
    /// A log, by its last extension.
    Log,
    /// A log of Windows XP, or a log to whose name something was added: `System.evtx.bak`.
    OldLog,
    /// Events as XML.
    Export,
    /// An archive.
    Archive,
    /// A part of an archive, with the word for it.
    Part(&'static str),
    /// A disk image.
    Image,
    /// An e-mail as Outlook saves it, which does not say before its end what is attached to it.
    Mail,
    Nothing,
}

/// Extensions of archives, whether or not they are read.
const ARCHIVES: &[&str] = &[
    "zip", "7z", "cab", "gz", "tgz", "zst", "tzst", "tar", "rar", "xz", "txz", "bz2", "tbz", "tbz2", "lzh",
    "lha", "arj", "lz", "lz4", "lzma",
];
/// Those of disk images. An ISO 9660 file system says what it is far behind its first bytes, a fixed .vhd at its end.
const IMAGES: &[&str] = &["iso", "vhd", "vhdx", "wim", "esd"];

/// The last part of a path.
fn name_of(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Whether a path ends so.
pub(super) fn has_extension(path: &str, wanted: &str) -> bool {
    let extension = name_of(path).rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}

fn promise(path: &str) -> Promise {
    let name = name_of(path).to_ascii_lowercase();
    let Some((stem, extension)) = name.rsplit_once('.') else { return Promise::Nothing };
    let is_numbered = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    match extension {
        "evtx" => Promise::Log,
        "evt" => Promise::OldLog,
        "xml" => Promise::Export,
        "msg" => Promise::Mail,
        _ if ARCHIVES.contains(&extension) => Promise::Archive,
        _ if IMAGES.contains(&extension) => Promise::Image,
        _ if extension.len() == 3 && extension.strip_prefix('z').is_some_and(is_numbered) => {
            Promise::Part("split-zip")
        }
        _ if extension.len() == 3 && is_numbered(extension) => {
            let is_archive = ARCHIVES.iter().any(|known| has_extension(stem, known));
            if is_archive { Promise::Part("split-archive") } else { Promise::Nothing }
        }
        _ if stem.split('.').skip(1).any(|part| part == "evtx") => Promise::OldLog,
        _ => Promise::Nothing,
    }
}

/// What a packed file would be called once it is unpacked.
pub(super) fn unpacked(path: &str) -> String {
    let Some((stem, extension)) = path.rsplit_once('.') else { return path.to_owned() };
    match extension.to_ascii_lowercase().as_str() {
        "gz" | "zst" => stem.to_owned(),
        "tgz" | "tzst" => format!("{stem}.tar"),
        _ => path.to_owned(),
    }
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

/// A file, as far as its name tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name<'n> {
    /// Its path.
    pub(super) path: &'n str,
    /// What it is called: for what was packed, what it would be called by itself.
    pub(super) called: &'n str,
    /// Whether the user named it.
    pub(super) is_named: bool,
    /// Whether it is what is packed in the file of that path.
    pub(super) is_packed: bool,
}

/// What to say of a file that is not read; `None` if it is just another file in a folder.
///
/// A file that the user named, or that calls itself a log, an export or an archive, is complained about; one that was found is
/// only told of where it may hold what is looked for.
pub(super) fn complaint(kind: Kind, name: Name<'_>) -> Option<Issue> {
    let Name { path, called, is_named, is_packed } = name;
    if !is_named && is_companion(path) {
        return None;
    }
    let promise = promise(called);
    let claims_to_be_a_log = is_named || promise == Promise::Log;
    // What calls itself no log is told, but nothing that was declared is lost with it.
    let other = |kind: IssueKind, text: Sentence| {
        if claims_to_be_a_log { Issue::loss(kind, text) } else { Issue::note(kind, text) }
    };
    let issue = match kind {
        Kind::Empty if claims_to_be_a_log && !is_packed => Issue::loss(IssueKind::EmptyFile, empty()),
        Kind::Evt => Issue::loss(IssueKind::LegacyEvt, legacy()),
        Kind::Etl => other(IssueKind::TraceFile, trace()),
        Kind::Other | Kind::Zeros if has_extension(called, "etl") => other(IssueKind::TraceFile, trace()),
        Kind::OtherArchive(what) => carrier(what),
        Kind::EmptyExport => Issue::note(IssueKind::OtherFiles, export_empty()),
        Kind::Text | Kind::CutExport if is_named => Issue::loss(IssueKind::NotAnEventLog, some_text()),
        Kind::CutExport if promise == Promise::Export => Issue::loss(IssueKind::NotAnEventLog, export_cut()),
        Kind::Empty | Kind::Zeros | Kind::Other | Kind::Program | Kind::Text | Kind::CutExport => {
            broken(kind, promise, name)?
        }
        Kind::Evtx | Kind::Chunks | Kind::Archive(_) | Kind::Xml | Kind::Extract(_) => {
            claims_to_be_a_log.then(|| Issue::loss(IssueKind::NotAnEventLog, no_log()))?
        }
    };
    Some(issue.at_path(path))
}

/// Logs may lie in what is not looked into.
fn carrier(what: &'static str) -> Issue {
    Issue::loss(IssueKind::UnsupportedFormat, other_archive(Word(what)))
}

/// What to say of a file that is none of what is read, by what its name promises.
fn broken(kind: Kind, promise: Promise, name: Name<'_>) -> Option<Issue> {
    let is_text = matches!(kind, Kind::Text | Kind::CutExport);
    let damaged = |text: Sentence| Issue::loss(IssueKind::ArchiveDamaged, text);
    Some(match (kind, promise) {
        (Kind::Empty, _) if name.is_packed => damaged(unpacks_to_nothing()),
        (Kind::Zeros, _) if name.is_packed => damaged(unpacks_to_zeros()),
        _ if name.is_named || promise == Promise::Log => Issue::loss(IssueKind::NotAnEventLog, no_log()),
        (Kind::Empty, Promise::Archive) => damaged(empty_archive()),
        // A text may be called so that tells of the part.
        (_, Promise::Part(what)) if !is_text => carrier(what),
        (_, Promise::Image) if !is_text => carrier("disk-image"),
        (Kind::Other, Promise::Mail) => carrier("mail"),
        (_, Promise::Archive) => damaged(no_archive()),
        (Kind::Empty, Promise::Export | Promise::OldLog) => Issue::loss(IssueKind::EmptyFile, empty()),
        (_, Promise::OldLog) if !is_text => Issue::loss(IssueKind::NotAnEventLog, no_log()),
        (_, Promise::Export) if !is_text => Issue::loss(IssueKind::NotAnEventLog, no_export()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_name_is_its_extension() {
        assert!(has_extension("a.zip!/b/System.EVTX", "evtx"));
        assert!(!has_extension("a.evtx/b", "evtx"));
    }

    #[test]
    fn what_is_packed_has_a_name_of_its_own() {
        for (packed, plain) in
            [("a/x.evtx.gz", "a/x.evtx"), ("b.TGZ", "b.tar"), ("x.zst", "x"), ("x.bin", "x.bin")]
        {
            assert_eq!(unpacked(packed), plain);
        }
    }

    #[test]
    fn names_promise() {
        for (name, promised) in [
            ("a/System.evtx", Promise::Log),
            ("System.evtx.bak", Promise::OldLog),
            ("System.EVT", Promise::OldLog),
            ("System.xml", Promise::Export),
            ("logs.tar.GZ", Promise::Archive),
            ("logs.z01", Promise::Part("split-zip")),
            ("logs.7z.002", Promise::Part("split-archive")),
            ("kape.vhdx", Promise::Image),
            ("RE: logs.msg", Promise::Mail),
            ("report.001", Promise::Nothing),
            ("a.zone", Promise::Nothing),
            ("evtx", Promise::Nothing),
            ("notes.txt", Promise::Nothing),
        ] {
            assert_eq!(promise(name), promised, "{name}");
        }
    }

    #[test]
    fn what_does_not_keep_its_promise_is_a_loss() {
        let told = |kind: Kind, path: &str, is_packed: bool| {
            let called = if is_packed { unpacked(path) } else { path.to_owned() };
            let name = Name { path, called: &called, is_named: false, is_packed };
            complaint(kind, name).map(|issue| (issue.kind, issue.is_loss))
        };
        for (kind, path, is_packed, issue) in [
            (Kind::Empty, "x.gz", false, IssueKind::ArchiveDamaged),
            (Kind::Other, "x.zip", false, IssueKind::ArchiveDamaged),
            (Kind::Zeros, "x.7z", false, IssueKind::ArchiveDamaged),
            (Kind::Text, "x.zip", false, IssueKind::ArchiveDamaged),
            (Kind::Empty, "x.evtx.gz", true, IssueKind::ArchiveDamaged),
            (Kind::Zeros, "x.evtx.gz", true, IssueKind::ArchiveDamaged),
            (Kind::Other, "x.evtx.gz", true, IssueKind::NotAnEventLog),
            (Kind::Other, "x.tgz", true, IssueKind::ArchiveDamaged),
            (Kind::Empty, "x.xml", false, IssueKind::EmptyFile),
            (Kind::Zeros, "x.xml", false, IssueKind::NotAnEventLog),
            (Kind::CutExport, "x.xml", false, IssueKind::NotAnEventLog),
            (Kind::Zeros, "x.evtx.bak", false, IssueKind::NotAnEventLog),
            (Kind::Other, "x.z02", false, IssueKind::UnsupportedFormat),
            (Kind::Zeros, "x.iso", false, IssueKind::UnsupportedFormat),
        ] {
            assert_eq!(told(kind, path, is_packed), Some((issue, true)), "{kind:?} {path}");
        }
        for (kind, path, is_packed) in [
            (Kind::Other, "dump.bin.gz", true),
            (Kind::Text, "config.xml", false),
            (Kind::Zeros, "disk.bin", false),
            (Kind::Empty, "notes.txt", false),
            (Kind::Program, "setup.exe", false),
            (Kind::Empty, "__MACOSX/x.zip", false),
            (Kind::Text, "System.evtx.md5", false),
        ] {
            assert_eq!(told(kind, path, is_packed), None, "{kind:?} {path}");
        }
        assert_eq!(told(Kind::EmptyExport, "x.xml", false), Some((IssueKind::OtherFiles, false)));
    }
}
