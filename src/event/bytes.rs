//! Numbers in bytes, and bytes in text.

/// A little-endian number of 16 bits at an offset.
pub fn u16_at(bytes: &[u8], offset: usize) -> Option<u16> {
    bytes.get(offset..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

/// A little-endian number of 32 bits at an offset.
pub fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    bytes.get(offset..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

/// A little-endian number of 64 bits at an offset.
pub fn u64_at(bytes: &[u8], offset: usize) -> Option<u64> {
    bytes.get(offset..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}

/// Bytes as hex digits, upper case as Windows writes them.
pub fn digits(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .map(|digit| digit.to_ascii_uppercase())
        .collect()
}

/// Hex digits to bytes; blanks between them are allowed, anything else gives the text back.
///
/// # Errors
///
/// The text, where it holds anything else or half a byte.
pub fn hex(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut high: Option<u8> = None;
    for character in text.chars().filter(|c| !c.is_whitespace()) {
        let digit = character.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let Some(digit) = digit else { return Err(text.to_owned()) };
        match high.take() {
            Some(high) => bytes.push((high << 4) | digit),
            None => high = Some(digit),
        }
    }
    if high.is_some() { Err(text.to_owned()) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_little_endian_and_lie_whole_in_the_bytes() {
        let bytes = [0, 0x34, 0x12, 0, 0];
        assert_eq!((u16_at(&bytes, 1), u16_at(&bytes, 3), u16_at(&bytes, 4)), (Some(0x1234), Some(0), None));
        assert_eq!((u32_at(&bytes, 1), u32_at(&bytes, 2)), (Some(0x1234), None));
        assert_eq!(u64_at(&bytes, 0), None);
    }

    #[test]
    fn bytes_are_written_and_read_as_digits() {
        assert_eq!(digits(&[0x1b, 0x06, 0xf0]), "1B06F0");
        assert_eq!(hex("1b 06F0"), Ok(vec![0x1b, 0x06, 0xf0]));
        assert_eq!(hex("1b0"), Err("1b0".to_owned()));
        assert_eq!(hex("1x"), Err("1x".to_owned()));
    }
}
