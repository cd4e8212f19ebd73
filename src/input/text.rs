//! Text files that people send beside their logs, in whatever encoding their console wrote.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// No list of volumes is larger; a file that is was given by mistake.
const MAX_SIZE: u64 = 16 << 20;

/// Reads a text file: UTF-16 with or without a byte order mark, UTF-8, or OEM bytes, of which only
/// ASCII is kept as it is.
pub fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_SIZE.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_SIZE {
        return Err(io::Error::other("larger than 16 MiB, so no list of volumes"));
    }
    Ok(decode(&bytes))
}

fn decode(bytes: &[u8]) -> String {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, _) = bytes.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        // ASCII in UTF-16 without a mark has a zero in every second byte.
        [_, 0, _, 0, ..] => wide(bytes, u16::from_le_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
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
        assert_eq!(decode(&[&[0xff, 0xfe], &le[..]].concat()), text);
        assert_eq!(decode(&[&[0xfe, 0xff], &be[..]].concat()), text);
        assert!(decode(b"\x83\x7b C:\\").ends_with("C:\\"));
    }
}
