//! `Microsoft-Windows-WER-SystemErrorReporting`, whose events bear the name `BugCheck` as well: why Windows had stopped.
//!
//! 1001 is written at the start behind it; its first parameter is the stop code with its four parameters, as
//! `0x0000007a (0x…, 0xffffffffc000000e, 0x…, 0x…)`. Codes: bugcodes.h, and Microsoft's reference of bug checks.

use super::vss::read_strings;
use super::{EventRow, Provider};
use crate::event::class::Class::StorageCrash;

/// Its records in System.
pub const PROVIDER: Provider = Provider {
    names: &["Microsoft-Windows-WER-SystemErrorReporting", "BugCheck"],
    channel: "System",
    events: &[EventRow::new(
        1001,
        &[StorageCrash],
        "Windows had stopped with an error, and was started again",
    )],
    names_volumes: false,
    read: read_strings,
};

/// Stop codes that say that a disk or its file system failed Windows: `NTFS_FILE_SYSTEM`, `KERNEL_STACK_INPAGE_ERROR`,
/// `KERNEL_DATA_INPAGE_ERROR`, `INACCESSIBLE_BOOT_DEVICE`, `UNMOUNTABLE_BOOT_VOLUME`.
const OF_STORAGE: [u32; 5] = [0x24, 0x77, 0x7a, 0x7b, 0xed];

/// Whether the first parameter names one of them.
pub fn is_of_storage(parameter: &str) -> bool {
    let code =
        parameter.trim().strip_prefix("0x").map(|text| text.split(|c: char| !c.is_ascii_hexdigit()).next());
    code.flatten()
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .is_some_and(|code| OF_STORAGE.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_code_is_read_where_one_stands() {
        assert!(is_of_storage("0x0000007a (0xfffff6fc4003b3f8, 0xffffffffc000000e, 0x0, 0x0)"));
        assert!(is_of_storage(" 0x24"));
        for other in ["0x000000d1 (0x7a)", "7a", "", "0x", "0xffffffffff", "bugcheck 0x7a"] {
            assert!(!is_of_storage(other), "{other}");
        }
    }
}
