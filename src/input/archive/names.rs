//! Names of files in archives: in which encoding they were written, and how a report cites them.

use encoding_rs::SHIFT_JIS;

/// A name as bytes, where nothing says that they are UTF-8. `fallback` is what the format's own code page
/// makes of them.
///
/// Windows' own zip folders write the code page of the machine: 932 in Japan. Two full-width characters in a
/// row that are kana or kanji hardly ever come out of bytes of another code page.
pub(super) fn decode(raw: &[u8], fallback: &str) -> String {
    if let Ok(text) = std::str::from_utf8(raw) {
        return text.to_owned();
    }
    match SHIFT_JIS.decode_without_bom_handling_and_without_replacement(raw) {
        Some(text) if is_japanese(&text) => text.into_owned(),
        _ => fallback.to_owned(),
    }
}

fn is_japanese(text: &str) -> bool {
    let is_full_width =
        |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{3005}'..='\u{3007}');
    let mut run = 0_u32;
    text.chars().any(|c| {
        run = if is_full_width(c) { run.saturating_add(1) } else { 0 };
        run >= 2
    })
}

/// How a file in an archive is cited: `bundle.zip!/HV01/System.evtx`.
pub(in crate::input) fn join(archive: &str, name: &str) -> String {
    format!("{archive}!/{}", name.replace('\\', "/").trim_start_matches('/'))
}

/// Whether a name leads out of the folder that it would be unpacked to.
pub(super) fn climbs(name: &str) -> bool {
    let has_drive = matches!(name.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    has_drive || name.starts_with(['/', '\\']) || name.split(['/', '\\']).any(|part| part == "..")
}

#[cfg(test)]
mod tests {
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
    }
}
