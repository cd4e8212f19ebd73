//! Volumes with letters in what other tools print: `Get-Partition`, `wmic volume`, `Get-CimInstance Win32_Volume`, and an
//! export of HKLM\SYSTEM\MountedDevices.
//!
//! What they name with a letter is the host's own. That they name a volume no more, or without one, proves nothing: they list
//! partitions, or keep what was there once.

use crate::event::guid::Guid;
use crate::event::pattern::{Pattern, pattern};

/// `AccessPaths : {C:\, \\?\Volume{…}\}`, as Get-Partition prints it.
static ACCESS_PATHS: Pattern = Pattern::new(|| {
    pattern(
        r"(?im)^AccessPaths\s*:\s*\{(?P<letter>[A-Z]):[\\¥￥],[^\r\n]*?[\\¥￥]{2}[?.][\\¥￥]volume\{(?P<guid>[^{}]*)\}",
    )
});
/// The header of the table that wmic prints of volumes, and a row of it.
static HEADER: Pattern = Pattern::new(|| pattern(r"(?im)^[^\r\n]*\bDeviceID\b[^\r\n]*\bDriveLetter\b"));
static ROW: Pattern = Pattern::new(|| {
    pattern(r"(?im)^[^\r\n]*[\\¥￥]{2}[?.][\\¥￥]volume\{(?P<guid>[^{}]*)\}[\\¥￥]?[ \t,]+(?P<letter>[A-Z]):")
});
/// `DeviceID : \\?\Volume{…}\` and `DriveLetter : E:` of Win32_Volume, as PowerShell and wmic list them.
static DEVICE: Pattern = Pattern::new(|| {
    pattern(r"(?i)^DeviceID\s*[:=]\s*[\\¥￥]{2}[?.][\\¥￥]volume\{(?P<guid>[^{}]*)\}[\\¥￥]?$")
});
static LETTER: Pattern = Pattern::new(|| pattern(r"(?i)^DriveLetter\s*[:=]\s*(?P<letter>[A-Z]):$"));
/// The key, and its values: what a volume or a letter is made of, in hexadecimal digits over one line or more.
static KEY: Pattern = Pattern::new(|| pattern(r"(?im)^\[HKEY_LOCAL_MACHINE\\SYSTEM\\MountedDevices\]"));
static VALUE: Pattern = Pattern::new(|| {
    pattern(
        r#"(?im)^"\\\\(?:\?\?\\\\Volume\{(?P<guid>[^{}"]*)\}|DosDevices\\\\(?P<letter>[A-Z]):)"=hex:(?P<data>(?:[0-9a-f]{2},?|\\\r?\n\s*)+)"#,
    )
});

/// The volumes with letters that a text of one of these tools names.
pub(super) fn lettered(text: &str) -> Vec<(Guid, char)> {
    let mut found = Vec::new();
    let mut add = |guid: Option<&str>, letter: Option<&str>| {
        let letter = letter.and_then(|letter| letter.chars().next());
        found.extend(
            guid.and_then(Guid::parse).zip(letter).map(|(guid, letter)| (guid, letter.to_ascii_uppercase())),
        );
    };
    let rows = HEADER.is_match(text).then(|| ROW.captures_iter(text)).into_iter().flatten();
    for row in ACCESS_PATHS.captures_iter(text).chain(rows) {
        add(row.name("guid").map(|guid| guid.as_str()), row.name("letter").map(|letter| letter.as_str()));
    }
    // Properties of one volume, in any order, up to a line that is empty.
    let (mut device, mut letter) = (None, None);
    for line in text.lines().map(str::trim).chain([""]) {
        if line.is_empty() {
            add(device.take(), letter.take());
        } else if let Some(found) = DEVICE.captures(line) {
            device = found.name("guid").map(|guid| guid.as_str());
        } else if let Some(found) = LETTER.captures(line) {
            letter = found.name("letter").map(|letter| letter.as_str());
        }
    }
    found.extend(mounted(text));
    found
}

/// In the registry, a volume has the letter whose value is the same.
fn mounted(text: &str) -> Vec<(Guid, char)> {
    if !KEY.is_match(text) {
        return Vec::new();
    }
    let (mut volumes, mut letters) = (Vec::new(), Vec::new());
    for value in VALUE.captures_iter(text) {
        let data = value.name("data").map_or("", |data| data.as_str());
        let data: String =
            data.chars().filter(char::is_ascii_hexdigit).map(|digit| digit.to_ascii_lowercase()).collect();
        volumes.extend(
            value.name("guid").and_then(|guid| Guid::parse(guid.as_str())).map(|guid| (data.clone(), guid)),
        );
        letters.extend(
            value
                .name("letter")
                .and_then(|letter| letter.as_str().chars().next())
                .map(|letter| (data, letter)),
        );
    }
    let same = |(data, letter): (String, char)| {
        let of_letter = volumes.iter().filter(move |(other, _)| *other == data);
        of_letter.map(move |(_, guid)| (*guid, letter.to_ascii_uppercase())).collect::<Vec<_>>()
    };
    letters.into_iter().flat_map(same).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const C: &str = "0d3c4a51-3f2e-11e1-8a5e-806e6f6e6963";
    const E: &str = "5b6c1b2e-4170-11e1-9d2a-00155d0a1e01";

    fn check(text: &str) {
        let expected = [(Guid::parse(C).unwrap(), 'C'), (Guid::parse(E).unwrap(), 'E')];
        assert_eq!(lettered(text), expected, "{text}");
        assert_eq!(lettered(&text.replace('\n', "\r\n")), expected, "{text}");
        assert_eq!(lettered(&text.replace(E, "5b6c1b2e-4170-11e1-9d2a-00155d0a1e0")).len(), 1, "{text}");
    }

    #[test]
    fn volumes_with_letters_are_read_in_what_other_tools_print() {
        check(&format!(
            "DiskNumber : 0\nAccessPaths : {{C:\\, \\\\?\\Volume{{{C}}}\\}}\nGuid : {{{C}}}\n\nDiskNumber : 1\n\
             AccessPaths : {{E:\\, \\\\?\\Volume{{{E}}}\\}}\n\nDiskNumber : 2\nAccessPaths : {{\\\\?\\Volume{{{C}}}\\}}\n"
        ));
        check(&format!(
            "DeviceID                                           DriveLetter  \n\\\\?\\Volume{{{C}}}\\  C:           \n\
             \\\\?\\Volume{{{E}}}\\  E:           \n\\\\?\\Volume{{{C}}}\\               \n"
        ));
        check(&format!(
            "DriveLetter : C:\nDeviceID    : \\\\?\\Volume{{{C}}}\\\n\nDeviceID    : \\\\?\\Volume{{{E}}}\\\nDriveLetter : E:\n\n\
             DeviceID    : \\\\?\\Volume{{{C}}}\\\nDriveLetter :\n"
        ));
        check(&format!(
            "Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\SYSTEM\\MountedDevices]\n\
             \"\\\\??\\\\Volume{{{C}}}\"=hex:5c,00,\\\n  3f,00\n\"\\\\??\\\\Volume{{{E}}}\"=hex:5c,01\n\
             \"\\\\DosDevices\\\\C:\"=hex:5c,00,3f,00\n\"\\\\DosDevices\\\\E:\"=hex:5C,01\n\
             \"\\\\??\\\\Volume{{a0b1c2d3-4170-11e1-9d2a-00155d0a1e09}}\"=hex:77,01\n"
        ));
    }

    #[test]
    fn other_texts_name_no_volume_with_a_letter() {
        for text in [
            format!("\\\\?\\Volume{{{C}}}\\ E:\n"),
            format!("DeviceID : \\\\?\\Volume{{{C}}}\\\n\nDriveLetter : E:\n"),
            format!("\"\\\\??\\\\Volume{{{C}}}\"=hex:5c\n\"\\\\DosDevices\\\\E:\"=hex:5c\n"),
        ] {
            assert_eq!(lettered(&text), [], "{text}");
        }
    }
}
