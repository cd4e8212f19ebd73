//! What a file is that is no log: told by its first bytes, so that whoever sent it can be told what it was.
//!
//! No verdict depends on this; a wrong guess names a file wrongly and no more.

use super::sniff::{Archive, Kind};
use super::text;

/// First bytes at an offset, and what they say. Sources: MS-CFB 2.2 (OLE), MS-SHLLINK 2.1 (.lnk), MS-VHDX 3.1.1,
/// "Virtual Hard Disk Image Format Specification" 1.0 (footer, copied to the front), wimlib's `wim.h`, the PNG and GIF89a
/// specifications, ITU-T T.81 (JPEG), ISO 32000 (PDF), sqlite.org/fileformat.html, libesedb and winreg-kb (ESE, hives),
/// libscca (prefetch), libpcap's `savefile.c`, `minidumpapiset.h` and rekall's `crashdump` (dumps), PE/COFF (MZ).
const MAGICS: &[(usize, &[u8], &str)] = &[
    (0, b"regf", "registry-hive"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "compound"),
    (0, b"MDMP\x93\xa7", "crash-dump"),
    (0, b"PAGEDUMP", "crash-dump"),
    (0, b"PAGEDU64", "crash-dump"),
    (4, b"\xef\xcd\xab\x89", "database"),
    (0, b"SQLite format 3\0", "sqlite"),
    (0, b"vhdxfile", "disk-image"),
    (0, b"conectix", "disk-image"),
    (0, b"MSWIM\0\0\0", "disk-image"),
    (0, b"L\0\0\0\x01\x14\x02\0", "link"),
    (0, b"\xd4\xc3\xb2\xa1", "packets"),
    (0, b"\xa1\xb2\xc3\xd4", "packets"),
    (0, b"\x0a\x0d\x0d\x0a", "packets"),
    (0, b"%PDF-", "pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "picture"),
    (0, b"\xff\xd8\xff", "picture"),
    (0, b"GIF87a", "picture"),
    (0, b"GIF89a", "picture"),
    (4, b"SCCA", "prefetch"),
    (0, b"MAM\x04", "prefetch"),
    (0, b"MZ", "executable"),
];

/// What the first bytes of a file say it is, by the ids of `source::CONTENTS`.
pub(super) fn what(kind: Kind, head: &[u8]) -> &'static str {
    match kind {
        Kind::Evtx | Kind::Chunks => "evtx",
        Kind::Xml | Kind::EmptyExport => "xml",
        Kind::Empty => "empty",
        Kind::Evt => "evt",
        Kind::Etl => "etl",
        Kind::Archive(Archive::Zip) => "zip",
        Kind::Archive(Archive::SevenZ) => "sevenz",
        Kind::Archive(Archive::Cab) => "cab",
        Kind::Archive(Archive::Gzip) => "gzip",
        Kind::Archive(Archive::Zstd) => "zstd",
        Kind::Archive(Archive::Tar) => "tar",
        Kind::OtherArchive("split-zip") => "split-archive",
        Kind::OtherArchive(name) => match name.split_once(' ').map_or(name, |(name, _)| name) {
            "RAR" => "rar",
            known => known,
        },
        Kind::Extract(_) => "extract",
        Kind::Text | Kind::CutExport => of_bytes(head).unwrap_or_else(|| of_text(&text::decode(head))),
        Kind::Zeros | Kind::Program | Kind::Other => of_bytes(head).unwrap_or("other"),
    }
}

fn of_bytes(head: &[u8]) -> Option<&'static str> {
    let at = |offset: usize, magic: &[u8]| head.get(offset..).is_some_and(|rest| rest.starts_with(magic));
    let known = MAGICS.iter().find(|(offset, magic, _)| at(*offset, magic)).map(|(.., what)| *what);
    // A text may begin with these two letters.
    let known = known.filter(|what| *what != "executable" || head.contains(&0));
    known.or_else(|| head.iter().all(|byte| *byte == 0).then_some("zeros"))
}

/// What a text is, by what it begins with.
fn of_text(text: &str) -> &'static str {
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let lower = text.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if lower.contains("<msinfo") {
        "system-information"
    } else if text.starts_with("Windows Registry Editor") || text.starts_with("REGEDIT4") {
        "registry-export"
    } else if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        "html"
    } else if text.contains("<Objs ") && text.starts_with(['#', '<']) {
        "clixml"
    } else if text.starts_with("<?xml") {
        "other-xml"
    } else if text.starts_with('{') && says(&["\"name\": \"volsift\""]) {
        "report"
    } else if text.starts_with('{') || text.starts_with('[') && says(&["\":"]) {
        "json"
    } else if says(&["Writer name: '", "ライター名: '"]) {
        "vss-writers"
    } else if says(&["OS Name:", "OS 名:"]) && says(&["Host Name:", "ホスト名:"]) {
        "system-facts"
    } else {
        "text"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::sniff::kind_of;
    use crate::source::CONTENTS;

    fn named(head: &[u8]) -> &'static str {
        what(kind_of(head), head)
    }

    #[test]
    fn files_are_named_by_their_first_bytes() {
        for (head, id) in [
            (&b"regf\x01\0\0\0\x02"[..], "registry-hive"),
            (b"MZ\x90\0\x03\0\0\0", "executable"),
            (b"MZ is how this text begins", "text"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
            (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\0", "pdf"),
            (b"\xd4\xc3\xb2\xa1\x02\0\x04\0", "packets"),
            (b"Rar!\x1a\x07\x01\0", "rar"),
            (b"\xfd7zXZ\0\0", "xz"),
            (b"BZh91AY", "bzip2"),
            (b"PK\x03\x04\x14\0", "zip"),
            (b"PK\x07\x08PK\x03\x04", "split-archive"),
            (b"\x20\x11-lh5-\x22\x33", "lzh"),
            (b"\x60\xea\x2b\0\x22\x0b", "arj"),
            (b"LZIP\x01\x0c", "lzip"),
            (b"\x04\x22\x4d\x18\x64", "lz4"),
            (b"\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0\x22", "lzma"),
            (b"\x1f\x9d\x90\x11", "compress"),
            (b"vhdxfile\0", "disk-image"),
            (b"<?xml version=\"1.0\"?>\r\n<MsInfo>", "system-information"),
            (b"<?xml version=\"1.0\"?><a/>", "other-xml"),
            (b"Windows Registry Editor Version 5.00\r\n", "registry-export"),
            (b"#< CLIXML\r\n<Objs Version=\"1.1\">", "clixml"),
            (b"<!DOCTYPE html><html>", "html"),
            (b"{\"a\": 1}", "json"),
            (b"Writer name: 'System Writer'\r\n", "vss-writers"),
            (b"\r\nHost Name:  HV01\r\nOS Name:  Microsoft Windows", "system-facts"),
            (b"hello", "text"),
            (b"", "empty"),
            (&[0; 64], "zeros"),
            (b"\x01\x02\x03\x04\x05", "other"),
        ] {
            assert_eq!(named(head), id, "{}", String::from_utf8_lossy(head));
            assert!(CONTENTS.iter().any(|content| content.id == id), "{id}");
        }
    }

    #[test]
    fn every_name_has_words() {
        for (.., id) in MAGICS {
            assert!(CONTENTS.iter().any(|content| content.id == *id), "{id}");
        }
    }
}
