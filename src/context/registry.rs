//! `CreateTimeout` in what people export of the registry: a .reg file, or the output of `reg query`.

use jiff::SignedDuration;

use crate::event::pattern::{Pattern, pattern};

/// The line that marks a .reg file as a proposal of `volsift timeout`.
pub const PROPOSAL: &str = "; proposed by volsift timeout";

/// The key, at the end of a line: `[HKEY_LOCAL_MACHINE\\...\\CurrentVersion\\SPP]` or without brackets.
static KEY: Pattern = Pattern::new(|| {
    pattern(r"(?i)^\[?HK[A-Z_]+[\\¥￥].*[\\¥￥]Windows NT[\\¥￥]CurrentVersion[\\¥￥]SPP\]?$")
});
/// Any key.
static ANY_KEY: Pattern = Pattern::new(|| pattern(r"(?i)^\[?-?HK[A-Z_]+[\\¥￥]"));
/// `"CreateTimeout"=dword:001b7740`, or `CreateTimeout    REG_DWORD    0x1b7740`.
static VALUE: Pattern = Pattern::new(|| {
    pattern(r#"(?i)^(?:"CreateTimeout"\s*=\s*dword:|CreateTimeout\s+REG_DWORD\s+0x)([0-9a-f]{1,8})$"#)
});

/// What an export says of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreateTimeout {
    /// The value is set to this.
    Set(SignedDuration),
    /// The key was exported and does not hold the value, so the default applies.
    Absent,
}

/// Looks for the value below the key of the Shared Protection Point; `None` if the key is not in the text.
pub(super) fn create_timeout(text: &str) -> Option<CreateTimeout> {
    // A proposal of this program is not yet what the host has.
    if text.lines().any(|line| line.trim() == PROPOSAL) {
        return None;
    }
    let mut found = None;
    let mut is_inside = false;
    for line in text.lines().map(str::trim) {
        if KEY.is_match(line) {
            is_inside = true;
            found.get_or_insert(CreateTimeout::Absent);
        } else if ANY_KEY.is_match(line) {
            is_inside = false;
        } else if is_inside && let Some(value) = value(line) {
            found = Some(CreateTimeout::Set(value));
        }
    }
    found
}

fn value(line: &str) -> Option<SignedDuration> {
    let digits = VALUE.captures(line)?.get(1)?.as_str();
    let milliseconds = u32::from_str_radix(digits, 16).ok()?;
    Some(SignedDuration::from_millis(i64::from(milliseconds)))
}

/// Whether a text is an export of any key, by somebody else.
pub(super) fn is_export(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let is_export = text.starts_with("Windows Registry Editor") || text.starts_with("REGEDIT4");
    is_export && !text.contains(PROPOSAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF_AN_HOUR: CreateTimeout = CreateTimeout::Set(SignedDuration::from_mins(30));
    const KEY: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SPP";

    #[test]
    fn both_ways_to_export_the_key_are_read() {
        let reg = format!(
            "Windows Registry Editor Version 5.00\r\n\r\n[{KEY}]\r\n\"CreateTimeout\"=dword:001b7740\r\n"
        );
        let query = format!("\r\n{KEY}\r\n    CreateTimeout    REG_DWORD    0x1b7740\r\n\r\n");
        assert_eq!(create_timeout(&reg), Some(HALF_AN_HOUR));
        assert_eq!(create_timeout(&query), Some(HALF_AN_HOUR));
        assert_eq!(create_timeout(&reg.replace('\\', "¥")), Some(HALF_AN_HOUR));
    }

    #[test]
    fn a_key_without_the_value_means_the_default() {
        let text = format!(
            "[{KEY}]\n\"Other\"=dword:00000001\n\n[{KEY}\\Clients]\n\"CreateTimeout\"=dword:001b7740\n"
        );
        assert_eq!(create_timeout(&text), Some(CreateTimeout::Absent));
    }

    #[test]
    fn a_proposal_is_no_setting() {
        let reg = format!("{PROPOSAL}\r\n[{KEY}]\r\n\"CreateTimeout\"=dword:001b7740\r\n");
        assert_eq!(create_timeout(&reg), None);
    }

    #[test]
    fn other_keys_say_nothing() {
        let text = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\X]\n\"CreateTimeout\"=dword:001b7740\n";
        assert_eq!(create_timeout(text), None);
        assert_eq!(create_timeout(&format!("[-{KEY}]\n")), None);
        assert_eq!(create_timeout("CreateTimeout REG_DWORD 0x1b7740"), None);
    }
}
