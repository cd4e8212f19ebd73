//! What may carry logs and is not read: archives of other kinds, parts of split ones, disk images. And archives that do not
//! begin a file, but end it.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};

use super::promise::has_extension;
use super::sniff::{Archive, Kind, WRECK};
use crate::event::bytes::{u16_at, u32_at};

/// First bytes, and the word for what they say. Sources: Appnote.txt of PKWARE 8.5 (split archives), the manual of lzip,
/// "LZ4 Frame format" 1.6.3, wimlib's `wim.h`, MS-VHDX 3.1.1, "Virtual Hard Disk Image Format Specification" 1.0, QEMU's
/// `qcow2.txt` and `vmdk.c`.
const MAGICS: &[(&[u8], &str)] = &[
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"\xfd7zXZ\0", "xz archive"),
    (b"BZh", "bzip2 archive"),
    (b"PK\x07\x08", "split-zip"),
    (b"LZIP\x01", "lzip"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"\x02\x21\x4c\x18", "lz4"),
    (b"MSWIM\0\0\0", "disk-image"),
    (b"vhdxfile", "disk-image"),
    (b"conectix", "disk-image"),
    (b"KDMV", "disk-image"),
    (b"QFI\xfb", "disk-image"),
];

/// The word for what the first bytes of a file say.
pub(super) fn of_head(head: &[u8]) -> Option<&'static str> {
    if let Some((_, what)) = MAGICS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(what);
    }
    // The method, behind the size and the checksum of the header (lhasa's `lha_file_header.c`).
    if matches!(head.get(2..7), Some([b'-', b'l' | b'p', b'h' | b'z' | b'm', _, b'-'])) {
        return Some("lzh");
    }
    // The size of a header, which is never longer (ARJ's technote).
    if head.starts_with(b"\x60\xea") && u16_at(head, 2).is_some_and(|size| (30..=2600).contains(&size)) {
        return Some("arj");
    }
    // How many bits a code has at most: 9 to 16 (ncompress).
    if matches!(head.get(..3), Some([0x1f, 0x9d, flags]) if (9..=16).contains(&(flags & 0x1f))) {
        return Some("compress");
    }
    is_lzma(head).then_some("lzma")
}

/// The usual properties, a dictionary of a power of two or of three halves of one, a size, or none, and the first byte of what is
/// packed, which is zero (lzma-file-format.txt of XZ Utils).
fn is_lzma(head: &[u8]) -> bool {
    let is_dictionary = |size: u32| {
        size >= 1 << 12 && (size.is_power_of_two() || size.is_multiple_of(3) && (size / 3).is_power_of_two())
    };
    let is_size = |high: u32| high == u32::MAX || high < 1 << 8;
    head.first() == Some(&0x5d)
        && u32_at(head, 1).is_some_and(is_dictionary)
        && u32_at(head, 9).is_some_and(is_size)
        && head.get(13) == Some(&0)
}

/// Whether a tape archive begins without the word that later ones have: its header has a sum of its bytes, in which the field of
/// the sum counts as blanks (POSIX, pax).
pub(super) fn is_old_tape(head: &[u8]) -> bool {
    const FIELD: std::ops::Range<usize> = 148..156;
    let Some(header) = head.get(..512).filter(|header| header.first() != Some(&0)) else { return false };
    let field = header.get(FIELD).unwrap_or_default();
    let digits = std::str::from_utf8(field).unwrap_or_default().trim_matches([' ', '\0']);
    let Ok(declared) = u32::from_str_radix(digits, 8) else { return false };
    let bytes = header.iter().enumerate().map(|(at, byte)| if FIELD.contains(&at) { b' ' } else { *byte });
    bytes.fold(0, |sum: u32, byte| sum.saturating_add(byte.into())) == declared
}

/// What an archive that does not begin a file ends with, and the longest comment behind that.
const END: &[u8] = b"PK\x05\x06";
pub(super) const TAIL: usize = 22 + 0xffff;

/// What the end of a file says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The list of a .zip lies before it.
    Zip,
    /// It is the last part of a split one.
    Split,
}

/// Judges the last [`TAIL`] bytes of a file.
pub(super) fn of_tail(tail: &[u8]) -> Option<End> {
    let at = memchr::memmem::rfind(tail, END)?;
    let end = tail.get(at..)?;
    let comment = usize::from(u16_at(end, 20)?);
    let is_last = comment.saturating_add(22) == end.len();
    // Beyond so many parts, and in ZIP64, the numbers stand elsewhere.
    let part = |offset: usize| u16_at(end, offset).filter(|part| *part != u16::MAX).unwrap_or(0);
    if part(4) != 0 || part(6) != 0 {
        return Some(End::Split);
    }
    let list = usize::try_from(u32_at(end, 12)?).ok()?;
    let has_list =
        at.checked_sub(list).and_then(|list| tail.get(list..)).map(|list| list.starts_with(b"PK\x01\x02"));
    // Where more than the tail is list, its end has to be that of the file.
    (list > 0 && has_list.unwrap_or(is_last)).then_some(End::Zip)
}

/// Whether an archive may lie behind other bytes of a file.
pub(super) fn may_end_in_archive(kind: Kind, called: &str) -> bool {
    kind == Kind::Program || matches!(kind, Kind::Other | Kind::Zeros) && has_extension(called, "zip")
}

/// What a file on disk is that may end in an archive: that archive, which is read, or what it was.
pub(super) fn of_file(kind: Kind, head: &[u8], file: &mut File, size: u64) -> io::Result<Kind> {
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(size.saturating_sub(TAIL as u64)))?;
    file.take(TAIL as u64).read_to_end(&mut tail)?;
    match of_tail(&tail) {
        Some(End::Zip) => return Ok(Kind::Archive(Archive::Zip)),
        Some(End::Split) if kind != Kind::Program => return Ok(Kind::OtherArchive("split-zip")),
        _ if kind != Kind::Program => return Ok(kind),
        _ => {}
    }
    let mut behind = Vec::new();
    file.seek(SeekFrom::Start(sections_end(head)))?;
    file.take(WRECK as u64).read_to_end(&mut behind)?;
    Ok(if has_archive(&behind) { Kind::OtherArchive("self-extracting") } else { kind })
}

/// The same of a stream, which is read to its end for that; what lies in it is told and not read.
pub(super) fn of_stream(kind: Kind, stream: &mut dyn Read) -> io::Result<Kind> {
    let (mut front, mut tail, mut block) = (Vec::new(), Vec::new(), vec![0; 1 << 16]);
    loop {
        let count = match stream.read(&mut block) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let read = block.get(..count).unwrap_or_default();
        if front.len() < WRECK {
            front.extend_from_slice(read);
        }
        tail.extend_from_slice(read);
        tail.drain(..tail.len().saturating_sub(TAIL));
    }
    let behind = || {
        let from = usize::try_from(sections_end(&front)).unwrap_or(usize::MAX);
        front.get(from..).unwrap_or_default()
    };
    Ok(match of_tail(&tail) {
        Some(End::Zip) => Kind::OtherArchive("self-extracting"),
        Some(End::Split) if kind != Kind::Program => Kind::OtherArchive("split-zip"),
        _ if kind == Kind::Program && has_archive(behind()) => Kind::OtherArchive("self-extracting"),
        _ => kind,
    })
}

/// Whether an archive of a kind that has no list at its end lies there.
fn has_archive(bytes: &[u8]) -> bool {
    [&b"7z\xbc\xaf\x27\x1c\0"[..], b"Rar!\x1a\x07"]
        .iter()
        .any(|magic| memchr::memmem::find(bytes, magic).is_some())
}

/// Where the sections of a program end, behind which others put what they pack: a program that unpacks archives has their first
/// bytes in its sections. Source: PE/COFF, headers and section table.
fn sections_end(head: &[u8]) -> u64 {
    const ROWS: usize = 96;
    let end = || {
        let pe = usize::try_from(u32_at(head, 0x3c)?).ok()?;
        let header = head.get(pe..).filter(|header| header.starts_with(b"PE\0\0"))?;
        let table = usize::from(u16_at(header, 20)?).checked_add(24)?;
        let rows = header.get(table..)?.chunks_exact(40).take(usize::from(u16_at(header, 6)?).min(ROWS));
        let ends = rows
            .filter_map(|row| Some(u64::from(u32_at(row, 16)?).saturating_add(u64::from(u32_at(row, 20)?))));
        ends.max()
    };
    end().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_carriers_are_known_by_their_first_bytes() {
        for (head, what) in [
            (&b"\x20\x11-lh5-\x22\x33"[..], "lzh"),
            (b"\x60\xea\x2b\0\x22\x0b", "arj"),
            (b"\x04\x22\x4d\x18\x64", "lz4"),
            (b"LZIP\x01\x0c", "lzip"),
            (b"\x1f\x9d\x90\x11", "compress"),
            (b"\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0\x22", "lzma"),
            (b"PK\x07\x08PK\x03\x04", "split-zip"),
            (b"vhdxfile\x11\0", "disk-image"),
            (b"MSWIM\0\0\0\xd0", "disk-image"),
        ] {
            assert_eq!(of_head(head), Some(what), "{head:?}");
        }
        for head in [
            &b"LZIP is a program"[..],
            b"a -lh is an option",
            b"\x60\xea\0\0",
            b"]\0\0\x80\0 and more words",
            b"",
        ] {
            assert_eq!(of_head(head), None, "{head:?}");
        }
    }

    #[test]
    fn an_old_tape_archive_is_known_by_its_sum() {
        let mut header = [0; 512];
        header[..11].copy_from_slice(b"System.evtx");
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        assert!(is_old_tape(&header));
        header[3] ^= 1;
        assert!(!is_old_tape(&header) && !is_old_tape(&[0; 512]) && !is_old_tape(b"short"));
    }

    #[test]
    fn the_end_of_a_zip_says_whether_it_is_split() {
        let end = |part: u8, list: u8, comment: &[u8]| {
            let mut end = b"PK\x01\x02xxPK\x05\x06".to_vec();
            end.extend([
                part,
                0,
                part,
                0,
                1,
                0,
                1,
                0,
                list,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                u8::try_from(comment.len()).unwrap(),
                0,
            ]);
            end.extend(comment);
            end
        };
        assert_eq!(of_tail(&end(0, 6, b"")), Some(End::Zip));
        assert_eq!(of_tail(&end(0, 6, b"comment")), Some(End::Zip));
        assert_eq!(of_tail(&end(3, 6, b"")), Some(End::Split));
        // A program that unpacks archives knows these four bytes too.
        assert_eq!(of_tail(&end(0, 5, b"")), None);
        assert_eq!(of_tail(&end(0, 0, b"")), None);
        assert_eq!(of_tail(b"PK\x05\x06"), None);
    }

    #[test]
    fn what_lies_in_the_sections_of_a_program_is_its_own() {
        let program = |at: usize| {
            let mut bytes = vec![0; 0x600];
            bytes[..2].copy_from_slice(b"MZ");
            bytes[0x3c] = 0x80;
            bytes[0x80..0x84].copy_from_slice(b"PE\0\0");
            bytes[0x86] = 1;
            // One section: 0x200 bytes at 0x200.
            let table = 0x80 + 24;
            bytes[table + 17] = 2;
            bytes[table + 21] = 2;
            bytes[at..at + 8].copy_from_slice(b"7z\xbc\xaf\x27\x1c\0\x04");
            of_stream(Kind::Program, &mut &*bytes).unwrap()
        };
        assert_eq!(program(0x300), Kind::Program);
        assert_eq!(program(0x400), Kind::OtherArchive("self-extracting"));
    }
}
