//! Text files that people send beside their logs, in whatever encoding their console wrote.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use encoding_rs::SHIFT_JIS;
use jiff::Timestamp;

use super::Modified;

/// No list of volumes is larger; a file that is was given by mistake.
const MAX_SIZE: u64 = 16 << 20;

/// A report of a million 27s is smaller.
const MAX_REPORT: u64 = 1 << 30;

/// When a file was last written to.
pub fn modified(path: &Path) -> Option<Modified> {
    let modified = path.metadata().ok()?.modified().ok()?;
    Timestamp::try_from(modified).ok().map(Modified::At)
}

/// Reads a text file: UTF-16 with or without a byte order mark, UTF-8, code page 932, or other OEM bytes, of
/// which only ASCII is kept as it is.
pub fn read(path: &Path) -> io::Result<String> {
    Ok(decode(&bounded(path, MAX_SIZE, "larger than 16 MiB, so no list of volumes")?))
}

/// Reads a report of this program, which is UTF-8.
///
/// # Errors
///
/// Where it can't be read, is no UTF-8, or longer than any report.
pub fn report(path: &Path) -> io::Result<String> {
    let bytes = bounded(path, MAX_REPORT, "larger than 1 GiB, so no report")?;
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()))
}

/// All of a file that is not longer than so many bytes.
fn bounded(path: &Path, most: u64, why_not: &'static str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(io::Error::other(why_not)) } else { Ok(bytes) }
}

/// Whether bytes that were taken for a text are one: consoles write no control characters but these.
pub(super) fn is_text(text: &str) -> bool {
    !text.chars().any(|c| c.is_ascii_control() && !matches!(c, '\t' | '\r' | '\n' | '\u{c}' | '\u{1a}'))
}

/// How the bytes of a text are to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8, or bytes of an older encoding that has ASCII in it.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

/// The encoding of a text, by its first bytes, and how many of them are its mark.
pub(super) fn encoding(head: &[u8]) -> (Encoding, usize) {
    match head {
        [0xff, 0xfe, ..] => (Encoding::Utf16Le, 2),
        [0xfe, 0xff, ..] => (Encoding::Utf16Be, 2),
        [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
        // ASCII in UTF-16 without a mark has a zero in every second byte.
        [1..=255, 0, 1..=255, 0, ..] => (Encoding::Utf16Le, 0),
        [0, 1..=255, 0, 1..=255, ..] => (Encoding::Utf16Be, 0),
        _ => (without_mark(head), 0),
    }
}

/// Text in other scripts has zeros too, in its blanks, digits and line ends, and always on one side; UTF-8 has none.
fn without_mark(head: &[u8]) -> Encoding {
    const ENOUGH: usize = 4096;
    let (pairs, _) = head.get(..ENOUGH.min(head.len())).unwrap_or_default().as_chunks::<2>();
    let low = pairs.iter().any(|[low, high]| *low == 0 && *high != 0);
    let high = pairs.iter().any(|[low, high]| *low != 0 && *high == 0);
    let has_none = pairs.iter().all(|pair| *pair != [0, 0]);
    match (low, high) {
        (false, true) if has_none => Encoding::Utf16Le,
        (true, false) if has_none => Encoding::Utf16Be,
        _ => Encoding::Utf8,
    }
}

/// A text in any encoding of a console.
pub(super) fn decode(bytes: &[u8]) -> String {
    let (encoding, mark) = encoding(bytes);
    let rest = bytes.get(mark..).unwrap_or_default();
    let wide = |unit: fn([u8; 2]) -> u16| {
        let (pairs, _) = rest.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
        String::from_utf16_lossy(&units)
    };
    match encoding {
        Encoding::Utf16Le => wide(u16::from_le_bytes),
        Encoding::Utf16Be => wide(u16::from_be_bytes),
        Encoding::Utf8 => match String::from_utf8_lossy(rest) {
            Cow::Borrowed(text) => text.to_owned(),
            Cow::Owned(broken) => japanese(rest).unwrap_or(broken),
        },
    }
}

/// Bytes in code page 932, which a Japanese console writes; `None` if they hardly are.
///
/// Two full-width characters in a row that are kana or kanji do not come out of bytes of another code page.
pub(super) fn japanese(bytes: &[u8]) -> Option<String> {
    let text = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes)?;
    let is_full_width =
        |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{3005}'..='\u{3007}');
    let mut run = 0_u32;
    let is_japanese = text.chars().any(|c| {
        run = if is_full_width(c) { run.saturating_add(1) } else { 0 };
        run >= 2
    });
    is_japanese.then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_of_a_console_is_read() {
        let text = r"\\?\Volume{a}\";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(text.as_bytes()), text);
        assert_eq!(decode(&le), text);
        assert_eq!(decode(&be), text);
        assert_eq!(decode(&[&[0xff, 0xfe], &le[..]].concat()), text);
        assert_eq!(decode(&[&[0xfe, 0xff], &be[..]].concat()), text);
        assert!(decode(b"\x83\x7b C:\\").ends_with("C:\\"));
    }

    #[test]
    fn bytes_that_no_console_writes_are_no_text() {
        assert!(!is_text(&decode(b"\x00\x01\x02")));
        assert!(is_text(&decode("ボリューム\r\n".as_bytes())));
        assert!(is_text(&decode(b"\x31\x20\x8c\xc2\x82\xcc\x20\x43\x3a\x5c")));
    }
}
