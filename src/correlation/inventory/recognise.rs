//! Tells a list of volumes from any other text that names some, such as events exported as text: those name the
//! volumes of backups too.

use super::other_tools::lettered;
use super::{BESIDE_NAME, DRIVE_LETTER, LABELLED, MOUNT, SHADOW_COPY, VOLUME, joined, parse};
use crate::event::pattern::{Pattern, pattern};

/// A volume alone on its line, as mountvol and fsutil print it.
static ALONE: Pattern = Pattern::new(|| pattern(r"(?i)^[\\¥￥]{2}[?.][\\¥￥]volume\{[^{}]*\}[\\¥￥]?$"));
/// What stands below a volume that is mounted nowhere: `*** NO MOUNT POINTS ***` in any language.
static NOWHERE: Pattern = Pattern::new(|| pattern(r"^\*\*\*.*\*\*\*$"));
/// A volume behind a label, at the end of its line, as vssadmin prints it.
static BEHIND_LABEL: Pattern = Pattern::new(|| {
    pattern(r#"(?i)^[^"'<>=]{1,60}[:：][^"'<>=]*[\\¥￥]{2}[?.][\\¥￥]volume\{[^{}]*\}[\\¥￥]?$"#)
});
/// The properties in which Get-Volume names a volume; its `ObjectId` names it among other things.
static PROPERTY: Pattern =
    Pattern::new(|| pattern(r"(?i)^(?:UniqueId|Path)\s*:\s*[\\¥￥]{2}[?.][\\¥￥]volume\{[^{}]*\}[\\¥￥]?$"));
/// See [`PROPERTY`]; and its rest, where the console broke the line.
static OBJECT_ID: Pattern = Pattern::new(|| pattern(r#"(?i)^ObjectId\s*:|:VO:|\}[\\¥￥]"$"#));

/// Whether a text is a list of volumes that one of the known tools printed: every line with a volume has to stand
/// where that tool puts it, and some volume has to have a letter, as on every host. Or it is of another tool, and names a volume
/// with a letter.
pub fn is_list(text: &str) -> bool {
    let is_known = has_form_of_list(text) && parse(None, "", text).0.is_some_and(|list| list.knows_letters());
    is_known || !lettered(text).is_empty()
}

/// Whether every line with a volume stands where one of the tools puts it.
pub(super) fn has_form_of_list(text: &str) -> bool {
    let lines: Vec<String> = joined(text).into_iter().filter(|line| !line.is_empty()).collect();
    let has_letters = lines.iter().any(|line| DRIVE_LETTER.is_match(line));
    let before = std::iter::once(None).chain(lines.iter().map(Some));
    let behind = lines.iter().skip(1).map(Some).chain(std::iter::once(None));
    let mut places = before.zip(&lines).zip(behind);
    places.all(|((before, line), behind)| {
        let is = |line: Option<&String>, patterns: &[&Pattern]| {
            line.is_some_and(|line| patterns.iter().any(|pattern| pattern.is_match(line)))
        };
        if !VOLUME.is_match(line) {
            return true;
        }
        if ALONE.is_match(line) {
            return is(behind, &[&MOUNT, &NOWHERE]);
        }
        if has_letters && (PROPERTY.is_match(line) || OBJECT_ID.is_match(line)) {
            return true;
        }
        // vssadmin: below its path; or with its name in parentheses, alone or above its shadow copy.
        let is_below_path = is(before, &[&LABELLED, &VOLUME]) && !is(behind, &[&SHADOW_COPY]);
        BEHIND_LABEL.is_match(line) && (BESIDE_NAME.is_match(line) || is_below_path || is_path(line, behind))
    })
}

/// The path of a volume without a letter is its name, and stands above it.
fn is_path(line: &str, behind: Option<&String>) -> bool {
    let name = |line: &str| Some(VOLUME.captures(line)?.get(1)?.as_str().to_lowercase());
    behind.is_some_and(|behind| name(behind) == name(line))
}
