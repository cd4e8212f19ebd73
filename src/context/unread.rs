//! What was given and could not be read: nobody knows what stood in it, nor of which computer.

use std::collections::BTreeSet;
use std::path::Path;

use super::folders::Folders;
use super::manifest;
use crate::event::sequence::Sequence;
use crate::event::{SourceId, Trust};
use crate::issue::{Issue, IssueKind};
use crate::source::Source;
use crate::timeline::Computer;

/// A log of which nothing is certain, or an archive or folder that may have held logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread<'a> {
    /// Where it lies.
    pub path: &'a str,
    /// Whether it is a log. That is of any computer with logs below the nearest folder that has some: what it is called tells
    /// nothing. An archive or a folder, which is most often of a computer of its own, is of those with logs right
    /// beside it, or of the only one around.
    pub is_log: bool,
}

/// What was given and can't be read.
pub fn unread<'a>(sources: &'a [Source], runs: &[Sequence], issues: &'a [Issue]) -> Vec<Unread<'a>> {
    let vouched = vouched(runs);
    let unknown =
        (0..).map(SourceId).zip(sources).filter(|(id, source)| !vouched.contains(id) && source.is_unknown());
    let unknown = unknown.map(|(_, source)| Unread { path: &source.path, is_log: true });
    unknown.chain(issues.iter().filter_map(of_issue)).collect()
}

/// The logs in which a record can be relied on.
pub(super) fn vouched(runs: &[Sequence]) -> BTreeSet<SourceId> {
    runs.iter().filter(|run| run.trust == Trust::Intact).map(|run| run.source).collect()
}

/// What calls itself a log and is none, can't be opened, lies in an archive that does not give it, or is named by a manifest and missing; and
/// such archives.
fn of_issue(issue: &Issue) -> Option<Unread<'_>> {
    let is_other = matches!(issue.kind, IssueKind::NotAnEventLog | IssueKind::EmptyFile);
    let is_unread = matches!(
        issue.kind,
        IssueKind::Unreadable
            | IssueKind::ArchiveDamaged
            | IssueKind::ArchiveLocked
            | IssueKind::ArchiveLimit
            | IssueKind::UnsupportedFormat
    );
    // A manifest names a log that does not lie beside it: evidence that was there, whoever took it away.
    if issue.text.id == manifest::LACKS_FILE {
        return issue.place.path.as_deref().map(|path| Unread { path, is_log: true });
    }
    let path = issue.place.path.as_deref().filter(|_| is_unread || is_other)?;
    let name = path.to_ascii_lowercase();
    let ends_with = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let file = name.rsplit(['/', '\\']).next().unwrap_or(&name);
    let bare = unpacked(file);
    let has = |ending: &str| Path::new(bare).extension().is_some_and(|end| end == ending);
    let is_export = has("xml") && EXPORTS.iter().any(|word| bare.contains(word));
    let is_log = has("evtx") || is_export;
    let may_hold_logs =
        if is_other { ends_with(ARCHIVES) } else { !ends_with(NO_LOGS) && !NO_FOLDERS.contains(&file) };
    (is_log || (issue.is_loss && may_hold_logs)).then_some(Unread { path, is_log })
}

/// Words in the names of exports; much else is XML.
const EXPORTS: &[&str] = &[
    "system",
    "application",
    "security",
    "setup",
    "event",
    "microsoft-windows",
    "operational",
    "admin",
    "volsnap",
    "backup",
];

/// Windows' own folders in the root of a drive, and those of other systems: nobody lays logs there, and few may look into them.
const NO_FOLDERS: &[&str] =
    &["system volume information", "$recycle.bin", "lost+found", ".trashes", ".spotlight-v100"];

/// How archives are called.
const ARCHIVES: &[&str] = &[".zip", ".7z", ".cab", ".tar", ".tgz", ".gz", ".zst"];

/// How texts, mails and images of media are called, which lie beside logs often and hold some hardly ever.
const NO_LOGS: &[&str] = &[
    ".txt", ".csv", ".log", ".reg", ".eml", ".msg", ".iso", ".wim", ".esd", ".ps1", ".htm", ".html", ".xml",
];

fn unpacked(name: &str) -> &str {
    [".gz", ".zst"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

/// The computers of which something unread may be.
pub fn with_unread(
    sources: &[Source],
    runs: &[Sequence],
    issues: &[Issue],
    computers: &[Computer],
) -> BTreeSet<String> {
    // Rows that are lost may have been of any host.
    if issues.iter().any(|issue| issue.kind == IssueKind::ExtractDamaged) {
        return computers.iter().map(|computer| computer.name.clone()).collect();
    }
    let unread = unread(sources, runs, issues);
    if unread.is_empty() {
        return BTreeSet::new();
    }
    let folders = Folders::of(sources, runs, computers);
    let concerned: BTreeSet<&str> = unread
        .iter()
        .flat_map(|unread| folders.concerned(unread, computers))
        .map(|computer| computer.name.as_str())
        .collect();
    concerned.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unread_of(kind: IssueKind, path: &str) -> Option<bool> {
        let issue = Issue::loss(kind, super::super::no_tools_list()).at_path(path);
        of_issue(&issue).map(|unread| unread.is_log)
    }

    #[test]
    fn a_log_is_one_however_it_is_packed() {
        assert_eq!(unread_of(IssueKind::ArchiveDamaged, "a/System.EVTX.gz"), Some(true));
        assert_eq!(unread_of(IssueKind::Unreadable, "a/b.zip!/System.xml"), Some(true));
        assert_eq!(unread_of(IssueKind::ArchiveLocked, "a/b.zip"), Some(false));
        assert_eq!(unread_of(IssueKind::Unreadable, "a/b"), Some(false));
        assert_eq!(unread_of(IssueKind::Unreadable, "E:/System Volume Information"), None);
        assert_eq!(unread_of(IssueKind::EmptyFile, "a/gpresult.xml"), None);
        assert_eq!(unread_of(IssueKind::UnsupportedFormat, "a/offer.eml"), None);
        assert_eq!(unread_of(IssueKind::ArchiveDamaged, "a/b.zip!/mountvol.txt"), None);
        assert_eq!(unread_of(IssueKind::TraceFile, "a/b.etl"), None);
        assert_eq!(unread_of(IssueKind::EmptyFile, "a/b.zip"), Some(false));
        assert_eq!(unread_of(IssueKind::EmptyFile, "/dev/null"), None);
    }
}
