//! Windows' result codes: `HRESULT` and `NTSTATUS`, in every notation that logs use.

pub mod hresult;
pub mod ntstatus;

use std::fmt;

/// An HRESULT: the code with which a COM call or a backup run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hresult(pub u32);

/// An NTSTATUS: the code with which a driver's operation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NtStatus(pub u32);

/// STATUS_NO_SUCH_DEVICE: the device was gone when the operation came.
pub const STATUS_NO_SUCH_DEVICE: NtStatus = NtStatus(0xC000_000E);
/// `STATUS_VOLUME_DISMOUNTED`: the volume was dismounted.
pub const STATUS_VOLUME_DISMOUNTED: NtStatus = NtStatus(0xC000_026E);

/// STATUS_SHARING_VIOLATION: somebody else holds the file open.
pub const STATUS_SHARING_VIOLATION: NtStatus = NtStatus(0xC000_0043);

impl Hresult {
    /// Reads `2155348129`, `0x807800a1` or `-2139619167`.
    pub fn parse(text: &str) -> Option<Self> {
        number(text).map(Self)
    }

    /// Whether the high bit says failure.
    pub fn is_failure(self) -> bool {
        self.0 & 0x8000_0000 != 0
    }

    /// The facility, 13 bits: who gave the code.
    pub fn facility(self) -> u32 {
        (self.0 >> 16) & 0x1fff
    }

    /// The code's number within its facility.
    pub fn number(self) -> u32 {
        self.0 & 0xffff
    }

    /// What is known of the code.
    pub fn known(self) -> Option<&'static hresult::KnownHresult> {
        hresult::lookup(self)
    }

    /// What to do about a code whose kind would say something else.
    pub fn next_step(self) -> Option<&'static str> {
        hresult::next_step(self)
    }

    /// A phrase for the code: its meaning, or its facility and number when it is unknown.
    pub fn meaning(self) -> String {
        match self.known() {
            Some(known) => known.meaning.to_owned(),
            None => format!("unknown code {} of {}", self.number(), hresult::facility_name(self.facility())),
        }
    }
}

impl fmt::Display for Hresult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:08X}", self.0)
    }
}

impl NtStatus {
    /// Reads eight hex digits with or without `0x`, or a signed or unsigned decimal number.
    ///
    /// Eight digits are always hex, because that is how drivers write the field.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare_hex = text.len() == 8 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        if bare_hex {
            return u32::from_str_radix(text, 16).ok().map(Self);
        }
        number(text).map(Self)
    }

    /// Microsoft's name for the status, where this program knows it.
    pub fn name(self) -> Option<&'static str> {
        ntstatus::lookup(self).map(|known| known.name)
    }

    /// The facility, 12 bits: who gave the status.
    pub fn facility(self) -> u32 {
        (self.0 >> 16) & 0xfff
    }

    /// The status's number within its facility.
    pub fn number(self) -> u32 {
        self.0 & 0xffff
    }
}

impl fmt::Display for NtStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:08X}", self.0)
    }
}

/// `0x` and hex digits, an unsigned decimal, or a negative decimal of 32 bits.
fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        let right = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        return right.then(|| u32::from_str_radix(digits, 16).ok()).flatten();
    }
    if text.starts_with('-') {
        return text.parse::<i32>().ok().map(i32::cast_unsigned);
    }
    text.bytes().all(|digit| digit.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Reads a code as a person may type it, for `volsift explain`: also hex without `0x`.
pub fn parse_typed(text: &str) -> Option<u32> {
    let text = text.trim();
    let bare_hex = text.len() == 8
        && text.bytes().all(|digit| digit.is_ascii_hexdigit())
        && (text.starts_with(['8', 'c', 'C']) || text.bytes().any(|digit| digit.is_ascii_alphabetic()));
    if bare_hex {
        return u32::from_str_radix(text, 16).ok();
    }
    number(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_code_in_three_notations() {
        for text in ["2155348129", "0x807800a1", "0X807800A1", "-2139619167"] {
            assert_eq!(Hresult::parse(text), Some(Hresult(0x8078_00A1)), "{text}");
        }
        assert_eq!(Hresult::parse("0x"), None);
        assert_eq!(Hresult::parse("0x+1"), None);
        assert_eq!(Hresult::parse("99999999999"), None);
        assert_eq!(Hresult::parse(""), None);
    }

    #[test]
    fn eight_digits_of_a_status_are_hex() {
        for text in ["c000000e", "C000000E", "0xC000000E", "-1073741810", "3221225486"] {
            assert_eq!(NtStatus::parse(text), Some(STATUS_NO_SUCH_DEVICE), "{text}");
        }
        assert_eq!(NtStatus::parse("00000000"), Some(NtStatus(0)));
        assert_eq!(NtStatus::parse("c00000"), None);
    }

    #[test]
    fn an_unknown_code_says_who_gave_it() {
        assert_eq!(
            Hresult(0x8078_0FFF).meaning(),
            "unknown code 4095 of Windows Server Backup (FACILITY_BLB)"
        );
    }

    #[test]
    fn a_typed_code_may_lack_its_prefix() {
        assert_eq!(parse_typed("C000000E"), Some(0xC000_000E));
        assert_eq!(parse_typed("80780021"), Some(0x8078_0021));
        assert_eq!(parse_typed("2155348001"), Some(0x8078_0021));
        assert_eq!(parse_typed("12345678"), Some(12_345_678), "eight digits without a letter are a number");
        assert_eq!(parse_typed("C000000G"), None);
        assert_eq!(parse_typed("C00E"), None);
    }
}
