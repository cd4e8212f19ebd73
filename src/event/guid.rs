//! GUIDs, compared by all their 32 digits.

use std::fmt;

/// A GUID, printed as `8-4-4-4-12` lower-case digits without braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Guid(u128);

impl Guid {
    /// Reads `8-4-4-4-12` hex digits of any case, with or without braces and blanks around.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('{').trim_end_matches('}');
        let mut groups = text.split('-');
        let mut value = 0_u128;
        for length in [8_u32, 4, 4, 4, 12] {
            let group = groups.next()?;
            let right =
                group.len() == length as usize && group.bytes().all(|digit| digit.is_ascii_hexdigit());
            if !right {
                return None;
            }
            value = value.checked_shl(length.saturating_mul(4))? | u128::from_str_radix(group, 16).ok()?;
        }
        groups.next().is_none().then_some(Self(value))
    }

    /// Reads the sixteen bytes of a GUID as Windows stores it: the first three groups little-endian.
    pub fn from_windows(bytes: [u8; 16]) -> Self {
        let mut ordered = bytes;
        for group in [0..4, 4..6, 6..8] {
            ordered.get_mut(group).unwrap_or_default().reverse();
        }
        Self(u128::from_be_bytes(ordered))
    }

    /// Its sixteen bytes as Windows stores them: the first three groups little-endian.
    pub fn to_windows(self) -> [u8; 16] {
        let mut bytes = self.0.to_be_bytes();
        for group in [0..4, 4..6, 6..8] {
            bytes.get_mut(group).unwrap_or_default().reverse();
        }
        bytes
    }

    /// The GUID of 128 bits, in the order in which it is written.
    pub fn of_bits(bits: u128) -> Self {
        Self(bits)
    }

    /// Its 128 bits, in the order in which it is written.
    pub fn bits(self) -> u128 {
        self.0
    }

    /// Whether all digits are zero.
    pub fn is_nil(self) -> bool {
        self.0 == 0
    }

    /// Whether it was made while a host started or was set up: a GUID of version 1 whose node is no network card's. On
    /// every machine it is the same twelve digits (measured on public logs).
    pub fn is_of_boot(self) -> bool {
        /// The node of such GUIDs.
        const NO_CARD: u64 = 0x806e_6f6e_6963;
        let version = (self.0 >> 76) & 0xf;
        version == 1 && self.last_block() == NO_CARD
    }

    /// The signature of the disk below, where that has no GPT: Windows 10 and later make the GUID of such a volume of it, of zeros and
    /// of the offset of the volume, as `ssssssss-0000-0000-oooo-oooooooooooo` (seen in public logs of Partition 1006).
    pub fn disk_signature(self) -> Option<u32> {
        let between = (self.0 >> 64) & 0xffff_ffff;
        u32::try_from(self.0 >> 96).ok().filter(|signature| *signature != 0 && between == 0)
    }

    /// The last twelve digits, which the article this program starts from compares by eye.
    pub fn last_block(self) -> u64 {
        u64::try_from(self.0 & 0xffff_ffff_ffff).unwrap_or_default()
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let v = self.0;
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            v >> 96,
            (v >> 80) & 0xffff,
            (v >> 64) & 0xffff,
            (v >> 48) & 0xffff,
            v & 0xffff_ffff_ffff
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_of_a_guid_is_the_same_guid() {
        let plain = Guid::parse("4152f97e-b029-41c9-96ce-efa1b6232e54").unwrap();
        assert_eq!(Guid::parse("{4152F97E-B029-41C9-96CE-EFA1B6232E54}"), Some(plain));
        assert_eq!(plain.to_string(), "4152f97e-b029-41c9-96ce-efa1b6232e54");
        assert_eq!(plain.last_block(), 0xefa1_b623_2e54);
    }

    #[test]
    fn eleven_digits_in_the_last_block_are_no_guid() {
        assert_eq!(Guid::parse("a12b3456-0000-0000-0000-10000000000"), None);
        assert_eq!(Guid::parse("4152f97e-b029-41c9-96ce-efa1b6232e54-1"), None);
        assert_eq!(Guid::parse("é52f97e-b029-41c9-96ce-efa1b6232e54"), None);
    }

    #[test]
    fn a_guid_gives_what_it_was_made_of() {
        let bytes =
            [0x7e, 0xf9, 0x52, 0x41, 0x29, 0xb0, 0xc9, 0x41, 0x96, 0xce, 0xef, 0xa1, 0xb6, 0x23, 0x2e, 0x54];
        let guid = Guid::from_windows(bytes);
        assert_eq!(guid.to_string(), "4152f97e-b029-41c9-96ce-efa1b6232e54");
        assert_eq!(guid.to_windows(), bytes);
        assert_eq!(guid.bits(), 0x4152_f97e_b029_41c9_96ce_efa1_b623_2e54);
        assert_eq!(Guid::of_bits(guid.bits()), guid);
    }
}
