//! What lies beside the logs: lists of volumes and exports of the registry, told by their content, and whose
//! they are.

mod manifest;
mod registry;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

pub(crate) use manifest::is_manifest;
pub use manifest::{Collections, Counts, collections};
pub use registry::{CreateTimeout, PROPOSAL};

use crate::correlation::inventory::{self, Inventory};
use crate::event::sequence::Sequence;
use crate::event::{SourceId, Trust};
use crate::issue::{Issue, IssueKind};
use crate::say::{Pattern, sentences};
use crate::source::{Modified, Source, Text};
use crate::timeline::{Collected, Computer};

/// The sentences of this room.
pub(crate) const ROOM: &[&[Pattern]] = &[SENTENCES, manifest::SENTENCES];

sentences! {
    zero_timeout() = "context.zero-timeout": "sets CreateTimeout to 0, which is no time; it is not taken";
    no_tools_list() = "context.no-tools-list":
        "names volumes, but not as a tool lists those of a host, so it is left aside; if it is such a list, give it with \
         --mountvol";
    several_timeouts() = "context.several-timeouts":
        "what lies beside the logs gives several values of CreateTimeout for it, so none is taken; give the right one with \
         --create-timeout";
}

/// What was taken from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The file.
    pub path: String,
    /// The computer it is of; none where that can't be told, and it is then of any.
    pub computer: Option<String>,
    /// What it says.
    pub what: What,
    /// Whether it was found beside the logs, not named by the user.
    pub is_found: bool,
}

impl Taken {
    /// A list that the user named.
    pub fn given(list: &Inventory) -> Self {
        Self {
            path: list.path.clone(),
            computer: list.host.clone(),
            what: What::Volumes(list.volumes.len()),
            is_found: false,
        }
    }
}

/// What a file says of its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// It lists so many volumes.
    Volumes(usize),
    /// It tells how long the host waits for a snapshot.
    CreateTimeout(CreateTimeout),
    /// It is the manifest of a collection on it.
    Collection(Counts),
}

/// Everything that was found.
#[derive(Debug, Default)]
pub struct Context {
    /// The lists of volumes.
    pub lists: Vec<Inventory>,
    /// What was taken from where, the lists too.
    pub taken: Vec<Taken>,
    /// Texts that tell nothing of a host after all.
    pub left_aside: Vec<String>,
    /// What is to be said of it.
    pub issues: Vec<Issue>,
    /// What collections tell of the logs of each computer, by its name.
    pub collected: BTreeMap<String, Collected>,
    /// Lists of which manifests tell that they are not whole.
    cut_lists: BTreeSet<String>,
}

/// Takes what texts say. Those whose content was given by the user already are left aside. `default` is the
/// `CreateTimeout` of a host that sets none.
pub fn take(
    texts: Vec<Text>,
    sources: &[Source],
    runs: &[Sequence],
    computers: &[Computer],
    given: &[String],
    default: SignedDuration,
) -> Context {
    let mut context = Context::default();
    let mut texts: Vec<Text> = texts.into_iter().filter(|text| !given.contains(&text.content)).collect();
    texts.sort_by(|a, b| a.path.cmp(&b.path));
    if texts.is_empty() {
        return context;
    }
    context.take_collections(collections(&texts, sources, runs, computers), &texts);
    let folders = Folders::of(sources, computers);
    for text in texts.iter().filter(|text| !is_manifest(&text.content)) {
        let owner = folders.owner(&text.path, computers);
        let computer = owner.map(|computer| computer.name.clone());
        let mut add = |what| {
            let (path, computer) = (text.path.clone(), computer.clone());
            context.taken.push(Taken { path, computer, what, is_found: !text.is_named });
        };
        let is_list = inventory::is_list(&text.content);
        match registry::create_timeout(&text.content) {
            Some(CreateTimeout::Set(value)) if value.is_zero() => {
                let text_of = zero_timeout();
                context.issues.push(Issue::note(IssueKind::SuspiciousValue, text_of).at_path(&text.path));
            }
            Some(timeout) => add(What::CreateTimeout(timeout)),
            None if !is_list => {
                if let Some(complaint) = text.complaint.clone() {
                    context.issues.push(complaint);
                } else {
                    context.issues.extend(hint(text));
                    context.left_aside.push(text.path.clone());
                }
            }
            None => {}
        }
        if is_list {
            let (list, mut issues) = inventory::parse(computer.clone(), &text.path, &text.content);
            context.issues.append(&mut issues);
            if let Some(list) = list {
                add(What::Volumes(list.volumes.len()));
                let written = written(text.modified, owner);
                let is_complete = list.is_complete && !context.cut_lists.contains(&text.path);
                context.lists.push(Inventory { written, is_found: !text.is_named, is_complete, ..list });
            }
        }
    }
    context.note_conflicts(computers, default);
    context
}

/// A text that no tool printed proves nothing by itself, but the user may know it for a list.
fn hint(text: &Text) -> Option<Issue> {
    inventory::parse(None, &text.path, &text.content).0?;
    let hint = no_tools_list();
    Some(Issue::note(IssueKind::InventoryDoubtful, hint).at_path(&text.path))
}

/// Whether a text tells of a host, taken or not: a list of volumes, or an export of the registry that is not this
/// program's own proposal.
pub fn is_context(text: &str) -> bool {
    what(text).is_some()
}

/// What a text tells of its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Its volumes.
    Volumes,
    /// How long it waits for a snapshot.
    CreateTimeout,
    /// Something else out of its registry.
    Registry,
    /// What a collection on it found.
    Collection,
}

/// What a text tells of its host, taken or not; `None` where it tells nothing.
pub fn what(text: &str) -> Option<Kind> {
    if is_manifest(text) {
        Some(Kind::Collection)
    } else if inventory::is_list(text) {
        Some(Kind::Volumes)
    } else if registry::create_timeout(text).is_some() {
        Some(Kind::CreateTimeout)
    } else {
        registry::is_export(text).then_some(Kind::Registry)
    }
}

impl Context {
    /// Manifests that are not believed are left aside; an issue says why.
    fn take_collections(&mut self, found: Collections, texts: &[Text]) {
        for manifest in texts.iter().filter(|text| is_manifest(&text.content)) {
            match found.believed.iter().find(|believed| believed.path == manifest.path) {
                Some(believed) => self.taken.push(Taken {
                    path: believed.path.clone(),
                    computer: Some(believed.computer.clone()),
                    what: What::Collection(believed.counts),
                    is_found: !manifest.is_named,
                }),
                None => self.left_aside.push(manifest.path.clone()),
            }
        }
        self.issues.extend(found.issues);
        self.collected = found.of;
        self.cut_lists = found.cut_lists;
    }

    /// `CreateTimeout` of a computer, where everything found agrees on it.
    pub fn create_timeout(&self, computer: &Computer, default: SignedDuration) -> Option<SignedDuration> {
        let values = self.values(computer, default);
        values.first().copied().filter(|_| values.len() == 1)
    }

    fn values(&self, computer: &Computer, default: SignedDuration) -> BTreeSet<SignedDuration> {
        let of_computer = self.taken.iter().filter(|taken| {
            taken.computer.as_ref().is_none_or(|name| computer.name.eq_ignore_ascii_case(name))
        });
        of_computer
            .filter_map(|taken| match taken.what {
                What::CreateTimeout(CreateTimeout::Set(value)) => Some(value),
                What::CreateTimeout(CreateTimeout::Absent) => Some(default),
                What::Volumes(_) | What::Collection(_) => None,
            })
            .collect()
    }

    fn note_conflicts(&mut self, computers: &[Computer], default: SignedDuration) {
        for computer in computers {
            if self.values(computer, default).len() > 1 {
                let text = several_timeouts();
                self.issues.push(Issue::note(IssueKind::ContextConflict, text).on_computer(&computer.name));
            }
        }
    }
}

/// The logs that were given and of which nothing is certain, not even whose they are.
pub fn unknown_logs<'a>(sources: &'a [Source], runs: &[Sequence], issues: &'a [Issue]) -> Vec<&'a str> {
    let vouched: BTreeSet<SourceId> =
        runs.iter().filter(|run| run.trust == Trust::Intact).map(|run| run.source).collect();
    let unknown =
        (0..).map(SourceId).zip(sources).filter(|(id, source)| !vouched.contains(id) && source.is_unknown());
    // What calls itself a log and is none, can't be opened, or lies in an archive that does not give it.
    let is_unread = |issue: &&Issue| {
        matches!(
            issue.kind,
            IssueKind::NotAnEventLog
                | IssueKind::EmptyFile
                | IssueKind::Unreadable
                | IssueKind::ArchiveDamaged
                | IssueKind::ArchiveLocked
                | IssueKind::ArchiveLimit
                | IssueKind::UnsupportedFormat
        )
    };
    let unread = issues.iter().filter(is_unread).filter_map(|issue| issue.place.path.as_deref());
    let unread = unread.filter(|path| path.to_ascii_lowercase().ends_with(".evtx"));
    unknown.map(|(_, source)| source.path.as_str()).chain(unread).collect()
}

/// The computers of which such a log may be: those with logs beside it, or below the nearest folder above that has any. What it
/// is called tells nothing.
pub fn with_unknown_logs(
    sources: &[Source],
    runs: &[Sequence],
    issues: &[Issue],
    computers: &[Computer],
) -> BTreeSet<String> {
    // Rows that are lost may have been of any host.
    if issues.iter().any(|issue| issue.kind == IssueKind::ExtractDamaged) {
        return computers.iter().map(|computer| computer.name.clone()).collect();
    }
    let unknown = unknown_logs(sources, runs, issues);
    if unknown.is_empty() {
        return BTreeSet::new();
    }
    let folders = Folders::of(sources, computers);
    let near = unknown.into_iter().flat_map(|path| folders.near(path, computers));
    near.map(|computer| computer.name.clone()).collect()
}

/// Which computers have logs below which folder or archive.
struct Folders(BTreeMap<String, BTreeSet<usize>>);

impl Folders {
    fn of(sources: &[Source], computers: &[Computer]) -> Self {
        let mut folders: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (position, computer) in computers.iter().enumerate() {
            let of_computer =
                computer.sources.iter().filter_map(|id| sources.get(usize::try_from(id.0).ok()?));
            for source in of_computer {
                let path = with_slashes(&source.path);
                for folder in above(&path) {
                    folders.entry(folder.to_owned()).or_default().insert(position);
                }
            }
        }
        Self(folders)
    }

    /// The computer that a file is of: the one that its name names, else the only one with logs beside it, or
    /// below the nearest folder above that has any.
    fn owner<'a>(&self, path: &str, computers: &'a [Computer]) -> Option<&'a Computer> {
        let path = with_slashes(path);
        let file = path.rsplit('/').next().unwrap_or(&path).to_lowercase();
        let words: Vec<&str> = file.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
        let is_named = |computer: &&Computer| {
            let name = computer.name.to_lowercase();
            let short = name.split('.').next().unwrap_or(&name);
            words.iter().any(|word| *word == short || word.split('-').any(|part| part == short))
        };
        let mut named = computers.iter().filter(is_named);
        if let Some(first) = named.next() {
            // Of two with that name, none.
            return named.next().is_none().then_some(first);
        }
        let mut near = self.near(&path, computers);
        let first = near.next()?;
        near.next().is_none().then_some(first)
    }

    /// The computers with logs beside a file, or below the nearest folder above that has any.
    fn near<'a>(&self, path: &str, computers: &'a [Computer]) -> impl Iterator<Item = &'a Computer> {
        let path = with_slashes(path);
        let mut folders = above(&path);
        let near = folders.find_map(|folder| self.0.get(folder).filter(|found| !found.is_empty()));
        let near: Vec<usize> = near.into_iter().flatten().copied().collect();
        near.into_iter().filter_map(|position| computers.get(position))
    }
}

fn with_slashes(path: &str) -> String {
    path.replace('\\', "/")
}

/// The folders and archives around a file, the nearest first; the last has no name and holds everything.
pub fn folders_around(path: &str) -> Vec<String> {
    above(&with_slashes(path)).map(str::to_owned).collect()
}

fn above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| match path.rsplit_once('/') {
        Some((folder, _)) => Some(folder),
        None => (!path.is_empty()).then_some(""),
    })
    .skip(1)
}

/// When a text was written, in the zone of its computer where its archive does not name one.
fn written(modified: Option<Modified>, owner: Option<&Computer>) -> Option<Timestamp> {
    match modified? {
        Modified::At(time) => Some(time),
        Modified::Local(time) => {
            let zone = owner?.zone.as_ref()?;
            time.to_zoned(zone.zone.clone()).ok().map(|time| time.timestamp())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_met_from_the_inside_out() {
        let folders: Vec<&str> = above("a/b.zip!/HV01/mountvol.txt").collect();
        assert_eq!(folders, ["a/b.zip!/HV01", "a/b.zip!", "a", ""]);
        assert_eq!(above("mountvol.txt").collect::<Vec<_>>(), [""]);
        assert_eq!(folders_around("a\\HV01/System.evtx"), ["a/HV01", "a", ""]);
    }
}
