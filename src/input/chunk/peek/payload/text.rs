//! Values as the decoder would print them.

use super::slots::kind;
use crate::event::bytes::{u16_at, u32_at, u64_at};
use crate::input::chunk::layout::time;

/// The text of a value; `None` where that is left to the decoder.
pub(super) fn of(kind: u8, bytes: &[u8]) -> Option<String> {
    match kind {
        kind::NULL | kind::FRAGMENT => Some(String::new()),
        kind::STRING => string(bytes),
        // Only ASCII comes here; NULs are left out.
        kind::ANSI => Some(bytes.iter().filter(|byte| **byte != 0).copied().map(char::from).collect()),
        kind::I8 => Some(bytes.first()?.cast_signed().to_string()),
        kind::U8 => Some(bytes.first()?.to_string()),
        kind::I16 => Some(u16_at(bytes, 0)?.cast_signed().to_string()),
        kind::U16 => Some(u16_at(bytes, 0)?.to_string()),
        kind::I32 => Some(u32_at(bytes, 0)?.cast_signed().to_string()),
        kind::U32 => Some(u32_at(bytes, 0)?.to_string()),
        kind::I64 => Some(u64_at(bytes, 0)?.cast_signed().to_string()),
        kind::U64 => Some(u64_at(bytes, 0)?.to_string()),
        kind::BOOL => Some(match u32_at(bytes, 0)? {
            0 => "false".to_owned(),
            1 => "true".to_owned(),
            other => other.cast_signed().to_string(),
        }),
        kind::BINARY => Some(hex(bytes)),
        kind::GUID => guid(bytes),
        kind::HEX_32 => Some(format!("{:#x}", u32_at(bytes, 0)?)),
        kind::SIZE if bytes.len() == 4 => Some(format!("{:#x}", u32_at(bytes, 0)?)),
        kind::HEX_64 | kind::SIZE => Some(format!("{:#x}", u64_at(bytes, 0)?)),
        kind::FILETIME => filetime(u64_at(bytes, 0)?),
        kind::SID => sid(bytes),
        _ => None,
    }
}

/// UTF-16 up to its first NUL, with the line ends and the control characters that reading XML leaves.
fn string(bytes: &[u8]) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<2>();
    rest.is_empty().then_some(())?;
    let end = units.iter().position(|unit| *unit == [0, 0]).unwrap_or(units.len());
    let units = units.get(..end)?;
    let mut text = String::with_capacity(units.len());
    // Most text is printable ASCII.
    let plain = units.iter().take_while(|[low, high]| *high == 0 && (b' '..=b'~').contains(low)).count();
    let (plain, rest) = units.split_at_checked(plain)?;
    text.extend(plain.iter().map(|[low, _]| char::from(*low)));
    let mut rest = char::decode_utf16(rest.iter().map(|unit| u16::from_le_bytes(*unit))).peekable();
    while let Some(character) = rest.next() {
        match character.ok()? {
            '\r' => {
                rest.next_if(|next| matches!(next, Ok('\n')));
                text.push('\n');
            }
            // XML has none of these; Windows writes them so.
            '\u{fffe}' | '\u{ffff}' => text.push('_'),
            character if character < ' ' && !matches!(character, '\t' | '\n') => text.push('_'),
            character => text.push(character),
        }
    }
    Some(text)
}

/// The items of a list: texts, each of which ends with a NUL, or numbers.
pub(super) fn list(kind: u8, bytes: &[u8]) -> Option<Vec<String>> {
    if kind != kind::STRING_LIST {
        let (item, size) = kind::number_of_list(kind)?;
        return bytes.chunks_exact(size).map(|bytes| of(item, bytes)).collect();
    }
    let (units, rest) = bytes.as_chunks::<2>();
    rest.is_empty().then_some(())?;
    let texts = units.split_inclusive(|unit| *unit == [0, 0]);
    texts.map(|units| string(units.as_flattened())).collect()
}

/// Text in a definition: the value of an attribute, say. Control characters are left to the decoder.
pub(super) fn literal(bytes: &[u8]) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<2>();
    rest.is_empty().then_some(())?;
    let units = units.iter().map(|unit| u16::from_le_bytes(*unit));
    let is_plain = |character: &char| *character >= ' ' && !matches!(character, '\u{fffe}' | '\u{ffff}');
    char::decode_utf16(units).map(|character| character.ok().filter(is_plain)).collect()
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().map_or('?', char::from);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}

/// `{4152f97e-…}`: three numbers, little-endian, then eight bytes.
fn guid(bytes: &[u8]) -> Option<String> {
    let (first, rest) = (u32_at(bytes, 0)?, bytes.get(8..16)?);
    let (two, six) = rest.split_at_checked(2)?;
    let digits = |bytes: &[u8]| hex(bytes).to_ascii_lowercase();
    Some(format!(
        "{{{first:08x}-{:04x}-{:04x}-{}-{}}}",
        u16_at(bytes, 4)?,
        u16_at(bytes, 6)?,
        digits(two),
        digits(six)
    ))
}

/// `2012-01-18T07:26:31.3100000Z`
fn filetime(value: u64) -> Option<String> {
    /// A tick of a FILETIME in nanoseconds.
    const TICK: i32 = 100;
    let time = time(value)?.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let ticks = time.subsec_nanosecond().checked_div(TICK)?;
    Some(format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{ticks:07}Z",
        time.year(),
        time.month(),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    ))
}

/// `S-1-5-18`: revision, authority, and as many parts as its second byte says.
fn sid(bytes: &[u8]) -> Option<String> {
    let ([revision, _, authority @ ..], parts) = bytes.split_first_chunk::<8>()?;
    let authority = authority.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    let mut text = format!("S-{revision}-{authority}");
    for part in parts.as_chunks::<4>().0 {
        text.push_str(&format!("-{}", u32::from_le_bytes(*part)));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn text_ends_at_its_nul_and_reads_as_from_xml() {
        let of = |text: &str| string(&utf16(text));
        assert_eq!(of("plain\0rest").as_deref(), Some("plain"));
        assert_eq!(of("a\r\nb\rc\td").as_deref(), Some("a\nb\nc\td"));
        assert_eq!(of("a\u{1}b\u{ffff}").as_deref(), Some("a_b_"));
        assert_eq!(of("重要 𠮷 <&>\"").as_deref(), Some("重要 𠮷 <&>\""));
        assert_eq!(string(&[0x00, 0xd8]), None, "half a pair");
        assert_eq!(string(b"abc"), None, "half a unit");
    }

    #[test]
    fn lists_are_texts_each_with_its_end_or_numbers() {
        assert_eq!(list(kind::STRING_LIST, &utf16("a\0\0b\0")).unwrap(), ["a", "", "b"]);
        assert_eq!(list(0x86, &[1, 0, 2, 1]).unwrap(), ["1", "258"]);
        assert_eq!(list(kind::STRING_LIST, &[]).unwrap(), [""; 0]);
        assert_eq!(list(0x8d, &[0; 4]), None, "left to the decoder");
    }

    #[test]
    fn values_are_printed_as_windows_does() {
        let guid: Vec<u8> = (0..16).collect();
        for (kind, bytes, text) in [
            (kind::I32, &[0xff; 4][..], "-1"),
            (kind::U32, &[0xff; 4], "4294967295"),
            (kind::HEX_32, &[0x0e, 0, 0, 0xc0], "0xc000000e"),
            (kind::SIZE, &[1, 0, 0, 0, 0, 0, 0, 0x80], "0x8000000000000001"),
            (kind::BOOL, &[1, 0, 0, 0], "true"),
            (kind::BOOL, &[0xff; 4], "-1"),
            (kind::BINARY, &[0x1b, 0, 0xc0], "1B00C0"),
            (kind::GUID, &guid, "{03020100-0504-0706-0809-0a0b0c0d0e0f}"),
            (kind::SID, &[1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0], "S-1-5-18"),
            (kind::FILETIME, &[0; 8], "1601-01-01T00:00:00.0000000Z"),
            (kind::ANSI, b"vss\0", "vss"),
        ] {
            assert_eq!(of(kind, bytes).as_deref(), Some(text));
        }
    }
}
