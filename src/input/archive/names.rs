//! Names of files in archives: in which encoding they were written, and how a report cites them.

use crate::input::text::japanese;

/// A name as bytes, where nothing says that they are UTF-8: in code page 932, as Windows' own zip folders write
/// it in Japan, else as `fallback`, which is what the format's own code page makes of them.
pub(super) fn decode(raw: &[u8], fallback: &str) -> String {
    if let Ok(text) = std::str::from_utf8(raw) {
        return text.to_owned();
    }
    japanese(raw).unwrap_or_else(|| fallback.to_owned())
}

/// How a file in an archive is cited: `bundle.zip!/HV01/System.evtx`.
pub(in crate::input) fn join(archive: &str, name: &str) -> String {
    let name = name.replace('\\', "/");
    let name = name.trim_start_matches('/');
    // tar names what lies in the current folder so.
    format!("{archive}!/{}", name.strip_prefix("./").unwrap_or(name))
}

/// Whether a name leads out of the folder that it would be unpacked to.
pub(super) fn climbs(name: &str) -> bool {
    let has_drive = matches!(name.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    has_drive || name.starts_with(['/', '\\']) || name.split(['/', '\\']).any(|part| part == "..")
}

#[cfg(test)]
mod tests {
    use encoding_rs::SHIFT_JIS;

    use super::*;

    #[test]
    fn names_of_japanese_windows_are_read() {
        let (raw, _, _) = SHIFT_JIS.encode("イベントログ/システム.evtx");
        assert_eq!(decode(&raw, "?"), "イベントログ/システム.evtx");
        assert_eq!(decode("システム.evtx".as_bytes(), "?"), "システム.evtx");
        assert_eq!(decode(b"System.evtx", "?"), "System.evtx");
    }

    #[test]
    fn names_of_western_windows_are_left_to_the_formats_code_page() {
        // "Störung", "für", "Général", "Ereignisse-März" in code page 850.
        for raw in [&b"St\x94rung.evtx"[..], b"f\x81r", b"G\x82n\x82ral", b"Ereignisse-M\x84rz"] {
            assert_eq!(decode(raw, "fallback"), "fallback");
        }
    }

    #[test]
    fn names_that_lead_out_are_noticed() {
        for name in ["../x", "a/..\\b", "/etc/x", "C:\\x", "\\\\host\\x"] {
            assert!(climbs(name), "{name}");
        }
        assert!(!climbs("a..b/c.evtx"));
        assert_eq!(join("b.zip", "..\\x"), "b.zip!/../x");
        assert_eq!(join("b.zip", "/x"), "b.zip!/x");
        assert_eq!(join("b.zip", "./x"), "b.zip!/x");
    }
}
