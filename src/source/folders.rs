//! The account of files: every one that was walked is a log, an export, context, an archive, another file that was left
//! aside, or one of which something is said.

use std::collections::{BTreeMap, BTreeSet};

use crate::issue::{Issue, IssueKind};
use crate::say::sentences;

sentences! {
    unaccounted(count: u64) = "file.unaccounted":
        "{ $count ->
            [one] { $count } file was
           *[other] { $count } files were
        } in it neither read nor told of, which is a fault of this program; unpack and give one by one";
}

/// What became of the files of one folder or archive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Folder {
    /// Files that were found.
    pub walked: u64,
    /// Event logs that were read.
    pub logs: u64,
    /// Exports of events that were read.
    pub exports: u64,
    /// Lists of volumes and exports of the registry.
    pub context: u64,
    /// Archives, whose files are counted by themselves.
    pub archives: u64,
    /// Other files, which were left aside.
    pub other: u64,
    /// Files that were not used, and of which an issue says why.
    pub told: u64,
}

impl Folder {
    /// Files of which it is known what became.
    fn used(&self) -> u64 {
        [self.logs, self.exports, self.context, self.archives, self.other]
            .into_iter()
            .fold(0, u64::saturating_add)
    }

    fn with(self, other: Self) -> Self {
        Self {
            walked: self.walked.saturating_add(other.walked),
            logs: self.logs.saturating_add(other.logs),
            exports: self.exports.saturating_add(other.exports),
            context: self.context.saturating_add(other.context),
            archives: self.archives.saturating_add(other.archives),
            other: self.other.saturating_add(other.other),
            told: self.told.saturating_add(other.told),
        }
    }

    /// Everything that was accounted for.
    pub fn accounted(&self) -> u64 {
        self.used().saturating_add(self.told)
    }
}

/// What a file was used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Log,
    Export,
    Context,
    Archive,
    Other,
}

/// The account of all folders and archives, by their paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folders {
    each: BTreeMap<String, Folder>,
    /// Files that were used, where something is said of a file of the same folder too.
    used: BTreeSet<String>,
    told: BTreeSet<String>,
}

impl Folders {
    /// The account of a folder that was made elsewhere.
    pub(crate) fn merge(&mut self, path: String, account: Folder) {
        let known = self.each.entry(path).or_default();
        *known = known.with(account);
    }

    /// The accounts of folders that were made elsewhere.
    pub(crate) fn merge_all(&mut self, others: Self) {
        others.each.into_iter().for_each(|(path, account)| self.merge(path, account));
    }

    /// A file that was found stands for those of which it tells, and is not counted itself.
    pub(crate) fn stands_for_others(&mut self, path: &str) {
        let place = place(path);
        let Some(folder) = self.each.get_mut(&place) else { return };
        folder.walked = folder.walked.saturating_sub(1);
        if *folder == Folder::default() {
            self.each.remove(&place);
        }
    }

    /// So many files were found in a folder.
    pub(crate) fn walk(&mut self, folder: &str, files: u64) {
        let folder = self.each.entry(folder.to_owned()).or_default();
        folder.walked = folder.walked.saturating_add(files);
    }

    /// A file was found.
    pub(crate) fn walk_file(&mut self, path: &str) {
        self.walk(&place(path), 1);
    }

    /// A file was used.
    pub(crate) fn take(&mut self, path: &str, as_what: Use) {
        let folder = self.each.entry(place(path)).or_default();
        let count = match as_what {
            Use::Log => &mut folder.logs,
            Use::Export => &mut folder.exports,
            Use::Context => &mut folder.context,
            Use::Archive => &mut folder.archives,
            Use::Other => &mut folder.other,
        };
        *count = count.saturating_add(1);
        if self.told.contains(path) || as_what != Use::Log {
            self.used.insert(path.to_owned());
        }
    }

    /// Files that lie behind what could be read of an archive, of which an issue says so.
    pub(crate) fn tell_more(&mut self, archive: &str, files: u64) {
        let folder = self.each.entry(archive.to_owned()).or_default();
        folder.told = folder.told.saturating_add(files);
    }

    /// Something is said of a file.
    pub(crate) fn tell(&mut self, path: &str) {
        self.told.insert(path.to_owned());
    }

    /// A text that might have been context, and is none.
    pub(crate) fn leave_aside(&mut self, path: &str) {
        let folder = self.each.entry(place(path)).or_default();
        folder.context = folder.context.saturating_sub(1);
        folder.other = folder.other.saturating_add(1);
    }

    /// Counts the files of which something is said and that were not used; what is left over was dropped, which is a
    /// fault of this program and told as a loss.
    pub(crate) fn settle(&mut self, logs: &BTreeSet<&str>) -> Vec<Issue> {
        for path in std::mem::take(&mut self.told) {
            if self.used.contains(&path) || logs.contains(path.as_str()) {
                continue;
            }
            let folder = self.each.entry(place(&path)).or_default();
            // An issue about a folder or an archive as a whole is about none of its files.
            if folder.accounted() < folder.walked {
                folder.told = folder.told.saturating_add(1);
            }
        }
        self.used.clear();
        let lost = self.each.iter().filter(|(_, folder)| folder.accounted() < folder.walked);
        lost.map(|(path, folder)| {
            let count = folder.walked.saturating_sub(folder.accounted());
            let text = unaccounted(count);
            Issue::loss(IssueKind::Unreadable, text).at_path(path)
        })
        .collect()
    }

    /// The same account under other names.
    pub(crate) fn renamed(self, mut name: impl FnMut(&str) -> String) -> Self {
        let mut each: BTreeMap<String, Folder> = BTreeMap::new();
        for (path, folder) in self.each {
            let known = each.entry(name(&path)).or_default();
            *known = known.with(folder);
        }
        let mut of = |paths: BTreeSet<String>| paths.iter().map(|path| name(path)).collect();
        Self { each, used: of(self.used), told: of(self.told) }
    }

    /// Each folder and archive with its account, by its path.
    pub fn each(&self) -> impl Iterator<Item = (&str, Folder)> {
        self.each.iter().map(|(path, folder)| (path.as_str(), *folder))
    }

    /// All of them together.
    pub fn sum(&self) -> Folder {
        self.each.values().fold(Folder::default(), |sum, folder| sum.with(*folder))
    }
}

/// The archive in which a file lies, else its folder.
pub(crate) fn place(path: &str) -> String {
    if let Some((archive, _)) = path.rsplit_once("!/") {
        return archive.to_owned();
    }
    match path.rsplit_once(['/', '\\']) {
        Some(("", _)) => "/".to_owned(),
        Some((folder, _)) => folder.to_owned(),
        None => ".".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dropped_is_told() {
        let mut folders = Folders::default();
        for path in ["logs/a.evtx", "logs/b.csv", "logs/c.bin"] {
            folders.walk_file(path);
        }
        folders.take("logs/a.evtx", Use::Log);
        folders.tell("logs/b.csv");
        let issues = folders.settle(&BTreeSet::new());
        assert_eq!(issues.len(), 1);
        let sum = folders.sum();
        assert_eq!((sum.walked, sum.logs, sum.told), (3, 1, 1));
    }

    #[test]
    fn folders_that_get_one_name_are_counted_together() {
        let mut folders = Folders::default();
        folders.walk("HV01", 1);
        folders.walk("hv01", 2);
        assert_eq!(folders.renamed(str::to_lowercase).sum().walked, 3);
    }

    #[test]
    fn files_lie_in_the_innermost_archive() {
        assert_eq!(place("x/a.zip!/b.7z!/HV01/System.evtx"), "x/a.zip!/b.7z");
        assert_eq!(place("x/System.evtx"), "x");
        assert_eq!(place("System.evtx"), ".");
    }
}
