//! Sheets of Excel, which are archives: one may list events, and is no log.

use std::io::Read as _;

use zip::ZipArchive;

use super::Bytes;
use super::zipped::Listed;
use crate::input::entry::{Item, Site};
use crate::input::promise::has_extension;
use crate::issue::{Issue, IssueKind};
use crate::say::sentences;

sentences! {
    is_sheet() = "archive.is-sheet":
        "a sheet of Excel that names volsnap. No verdict comes from it: such a sheet lacks the status, the record ids or the exact times \
         of events. Ask for the log itself: wevtutil epl System C:\\System.evtx";
}

/// So many parts of one are looked at.
const PARTS: usize = 24;

/// Tells of a sheet that seems to list events of volsnap.
pub(super) fn note(archive: &ZipArchive<Bytes<'_>>, listed: &[Listed], place: &Site, out: &mut Vec<Item>) {
    let texts = listed.iter().filter(|file| file.name.starts_with("xl/") && has_extension(&file.name, "xml"));
    let mut archive = archive.clone();
    let is_named = texts.take(PARTS).any(|file| names_volsnap(&mut archive, file.index).unwrap_or(false));
    if is_named {
        out.push(place.issue(Issue::note(IssueKind::EventListText, is_sheet())));
    }
}

/// Whether a part of it has the name; what can't be read is told where it is read.
fn names_volsnap(archive: &mut ZipArchive<Bytes<'_>>, index: usize) -> Option<bool> {
    const FAR: u64 = 4 << 20;
    const NAME: &[u8] = b"volsnap";
    let mut text = Vec::new();
    archive.by_index(index).ok()?.take(FAR).read_to_end(&mut text).ok()?;
    Some(text.windows(NAME.len()).any(|at| at.eq_ignore_ascii_case(NAME)))
}
