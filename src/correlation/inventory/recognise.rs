//! Tells a list of volumes from any other text that names some, such as events exported as text: those name the
//! volumes of backups too.

use super::{CUT, DRIVE_LETTER, LABELLED, MOUNT, VOLUME, parse};
use crate::event::pattern::{Pattern, pattern};

/// A volume alone on its line, as mountvol and fsutil print it.
static ALONE: Pattern = Pattern::new(|| pattern(r"(?i)^[\\¥￥]{2}[?.][\\¥￥]volume\{[^{}]*\}[\\¥￥]?$"));
/// A volume behind a label, at the end of its line, as vssadmin and Get-Volume print it.
static BEHIND_LABEL: Pattern = Pattern::new(|| {
    pattern(r#"(?i)^[^"'<>=]{1,60}[:：][^"'<>=]*[\\¥￥]{2}[?.][\\¥￥]volume\{[^{}]*\}[\\¥￥]?$"#)
});

/// Whether a text is a list of volumes that one of the known tools printed.
///
/// Every line with a volume has to look like one of such a list, and has to stand beside a letter, another
/// volume or a shadow copy where those tools print them; and some volume has to have a letter, as on every host.
pub fn is_list(text: &str) -> bool {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match lines.last_mut() {
            Some(last) if CUT.is_match(last) => last.push_str(line),
            _ => lines.push(line.to_owned()),
        }
    }
    let fits = |position: usize| {
        let Some(line) = lines.get(position) else { return true };
        if ALONE.is_match(line) {
            return true;
        }
        let before = position.checked_sub(1).and_then(|before| lines.get(before));
        let behind = lines.get(position.saturating_add(1));
        BEHIND_LABEL.is_match(line) && [before, behind].into_iter().flatten().any(|line| is_neighbour(line))
    };
    let mut named =
        (0..lines.len()).filter(|position| lines.get(*position).is_some_and(|line| VOLUME.is_match(line)));
    named.all(fits) && parse(None, "", text).0.is_some_and(|list| list.knows_letters())
}

fn is_neighbour(line: &str) -> bool {
    [&MOUNT, &LABELLED, &DRIVE_LETTER, &super::SHADOW_COPY, &VOLUME]
        .into_iter()
        .any(|pattern| pattern.is_match(line))
}
