//! Names of volumes as events and tools write them.

use std::fmt;

use super::guid::Guid;
use super::pattern::{Pattern, pattern};

/// A volume as a record names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum VolumeName {
    /// `\\?\Volume{…}`, with all 32 digits.
    Guid(Guid),
    /// A drive letter, upper case.
    Letter(char),
    /// Anything else, as written: a shortened GUID, a device, a folder, nothing.
    Other(String),
}

/// `Volume{8-4-4-4-12}` in any case, wherever it stands in a text.
static VOLUME_GUID: Pattern =
    Pattern::new(|| pattern(r"(?i)volume\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}"));

/// The GUID in `Volume{8-4-4-4-12}`, of which the text before the first brace and the text behind it are given.
fn guid_of_plain(before: &str, behind: &str) -> Option<Guid> {
    const WORD: &str = "volume";
    /// What the pattern has behind its brace.
    const LENGTH: usize = 37;
    let word = before.get(before.len().checked_sub(WORD.len())?..)?;
    let guid = behind.get(..LENGTH)?;
    let is_guid = guid.bytes().enumerate().all(|(place, byte)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        36 => byte == b'}',
        _ => byte.is_ascii_hexdigit(),
    });
    (word.eq_ignore_ascii_case(WORD) && is_guid).then(|| Guid::parse(guid)).flatten()
}

impl VolumeName {
    /// Reads what an event field holds: a volume path, a GUID in braces, a letter.
    ///
    /// Backslashes may have been pasted as yen signs, as Japanese consoles show them.
    pub fn parse(text: &str) -> Self {
        let trimmed = text.trim();
        let inside = trimmed.split_once('{').and_then(|(before, behind)| {
            // Nearly all are written so; what else there is, the pattern tells.
            guid_of_plain(before, behind)
                .or_else(|| Guid::parse(VOLUME_GUID.find(trimmed)?.as_str().split_once('{')?.1))
        });
        let braced =
            || (trimmed.starts_with('{') && trimmed.ends_with('}')).then(|| Guid::parse(trimmed)).flatten();
        // The nil GUID names no volume.
        match inside.or_else(braced).filter(|guid| !guid.is_nil()) {
            Some(guid) => Self::Guid(guid),
            None => letter(trimmed).map_or_else(|| Self::Other(trimmed.to_owned()), Self::Letter),
        }
    }

    /// The volume in the path of a file or folder. Below the mount points of cluster shared volumes, its letter is another volume's.
    pub fn of_path(path: &str) -> Option<Self> {
        let whole = Self::parse(path);
        let is_shared = || path.to_ascii_lowercase().contains(r"\clusterstorage\");
        let root = || path.get(..2).map(Self::parse).filter(|root| root.letter().is_some() && !is_shared());
        if whole.guid().is_some() { Some(whole) } else { root() }
    }

    /// Every volume whose GUID path stands in a text.
    pub fn paths_in(text: &str) -> Vec<Self> {
        let behind = text.match_indices('{').filter_map(|(at, _)| text.split_at_checked(at));
        let guids = behind.filter_map(|(before, behind)| guid_of_plain(before, behind.get(1..)?));
        guids.filter(|guid| !guid.is_nil()).map(Self::Guid).collect()
    }

    /// Whether nothing was written where a name belongs.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Other(text) if text.is_empty())
    }

    /// The GUID, where this is one.
    pub fn guid(&self) -> Option<Guid> {
        match self {
            Self::Guid(guid) => Some(*guid),
            Self::Letter(_) | Self::Other(_) => None,
        }
    }

    /// The drive letter, where this is one.
    pub fn letter(&self) -> Option<char> {
        match self {
            Self::Letter(letter) => Some(*letter),
            Self::Guid(_) | Self::Other(_) => None,
        }
    }

    /// Whether both certainly name the same volume: all digits of a GUID, or the same letter.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Guid(a), Self::Guid(b)) => a == b,
            (Self::Letter(a), Self::Letter(b)) => a == b,
            _ => false,
        }
    }
}

impl fmt::Display for VolumeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guid(guid) => write!(f, r"\\?\Volume{{{guid}}}"),
            Self::Letter(letter) => write!(f, "{letter}:"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

/// Reads `E:`, `E:\` or `\??\E:` as a letter.
pub fn letter(text: &str) -> Option<char> {
    let text = text.trim().trim_end_matches(['\\', '¥', '￥']);
    let text = text.strip_prefix(r"\??\").or_else(|| text.strip_prefix(r"\\?\")).unwrap_or(text);
    let mut chars = text.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some(letter), Some(':'), None) if letter.is_ascii_alphabetic() => Some(letter.to_ascii_uppercase()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_is_read_from_every_notation() {
        let guid = VolumeName::parse(r"\\?\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}");
        for text in [
            r"\\?\Volume{4152F97E-B029-41C9-96CE-EFA1B6232E54}\",
            r"\??\volume{4152f97e-b029-41c9-96ce-efa1b6232e54}",
            "¥¥?¥Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}¥",
            "{4152f97e-b029-41c9-96ce-efa1b6232e54}",
            r"{1} \\?\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}\",
            r"volume{} on \\?\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}",
        ] {
            assert_eq!(VolumeName::parse(text), guid, "{text}");
        }
        assert_eq!(VolumeName::parse("e:"), VolumeName::Letter('E'));
        assert_eq!(VolumeName::parse("C:\\"), VolumeName::Letter('C'));
    }

    #[test]
    fn only_what_is_certainly_one_volume_is_the_same() {
        let guid = |last: char| {
            VolumeName::parse(&format!(r"\\?\Volume{{4152f97e-b029-41c9-96ce-efa1b6232e5{last}}}"))
        };
        assert!(guid('4').is_same(&guid('4')) && !guid('4').is_same(&guid('5')));
        let letter = VolumeName::Letter;
        assert!(letter('E').is_same(&letter('E')) && !letter('E').is_same(&letter('F')));
        assert!(!letter('E').is_same(&guid('4')) && !guid('4').is_same(&letter('E')));
    }

    #[test]
    fn a_shortened_guid_or_a_folder_is_no_identity() {
        for text in [r"\\?\Volume{a12b3456-0000-0000-0000-10000000000}", r"C:\mount\x", "??", ""] {
            assert!(matches!(VolumeName::parse(text), VolumeName::Other(_)), "{text}");
        }
        let a = VolumeName::parse("??");
        assert!(!a.is_same(&a), "an unknown volume is not even the same as itself");
    }

    #[test]
    fn what_only_resembles_a_name_is_none() {
        for text in [
            r"\\?\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54 (mirrored)",
            r"\\?\Folder{4152f97e-b029-41c9-96ce-efa1b6232e54}\x",
            "4152f97e-b029-41c9-96ce-efa1b6232e54}",
            "{4152f97e-b029-41c9-96ce-efa1b6232e54",
            "{00000000-0000-0000-0000-000000000000}",
            "1:",
            "é:",
        ] {
            assert_eq!(VolumeName::parse(text), VolumeName::Other(text.to_owned()));
        }
    }
}
