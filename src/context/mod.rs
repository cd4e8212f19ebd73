//! What lies beside the logs: lists of volumes and exports of the registry, told by their content, and whose
//! they are.

mod registry;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

pub use registry::CreateTimeout;

use crate::correlation::inventory::{self, Inventory};
use crate::input::{Modified, Source, Text};
use crate::issue::{Issue, IssueKind};
use crate::timeline::Computer;

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
}

/// Everything that was found.
#[derive(Debug, Default)]
pub struct Context {
    /// The lists of volumes.
    pub lists: Vec<Inventory>,
    /// What was taken from where, the lists too.
    pub taken: Vec<Taken>,
    /// What is to be said of it.
    pub issues: Vec<Issue>,
}

/// Takes what texts say. Those whose content was given by the user already are left aside.
pub fn take(texts: Vec<Text>, sources: &[Source], computers: &[Computer], given: &[String]) -> Context {
    let mut context = Context::default();
    let mut texts: Vec<Text> = texts.into_iter().filter(|text| !given.contains(&text.content)).collect();
    texts.sort_by(|a, b| a.path.cmp(&b.path));
    if texts.is_empty() {
        return context;
    }
    let folders = Folders::of(sources, computers);
    for text in &texts {
        let owner = folders.owner(&text.path, computers);
        let computer = owner.map(|computer| computer.name.clone());
        let mut add = |what| {
            let (path, computer) = (text.path.clone(), computer.clone());
            context.taken.push(Taken { path, computer, what, is_found: true });
        };
        if let Some(timeout) = registry::create_timeout(&text.content) {
            add(What::CreateTimeout(timeout));
        }
        if inventory::is_list(&text.content) {
            let (list, mut issues) = inventory::parse(computer.clone(), &text.path, &text.content);
            context.issues.append(&mut issues);
            if let Some(list) = list {
                add(What::Volumes(list.volumes.len()));
                let written = written(text.modified, owner);
                context.lists.push(Inventory { written, ..list });
            }
        }
    }
    context.note_conflicts(computers);
    context
}

impl Context {
    /// `CreateTimeout` of a computer, where everything found agrees on it.
    pub fn create_timeout(&self, computer: &Computer, default: SignedDuration) -> Option<SignedDuration> {
        let values = self.values(computer, default);
        values.first().copied().filter(|_| values.len() == 1)
    }

    fn values(&self, computer: &Computer, default: SignedDuration) -> BTreeSet<SignedDuration> {
        let of_computer = self
            .taken
            .iter()
            .filter(|taken| taken.computer.as_ref().is_none_or(|name| computer.is_called(name)));
        of_computer
            .filter_map(|taken| match taken.what {
                What::CreateTimeout(CreateTimeout::Set(value)) => Some(value),
                What::CreateTimeout(CreateTimeout::Absent) => Some(default),
                What::Volumes(_) => None,
            })
            .collect()
    }

    fn note_conflicts(&mut self, computers: &[Computer]) {
        for computer in computers {
            if self.values(computer, SignedDuration::ZERO).len() > 1 {
                let text = "what lies beside the logs gives several values of CreateTimeout for it, so none is taken; give the right one with --create-timeout";
                self.issues.push(Issue::note(IssueKind::ContextConflict, text).on_computer(&computer.name));
            }
        }
    }
}

/// Which computers have logs below which folder or archive.
struct Folders(BTreeMap<String, BTreeSet<usize>>);

impl Folders {
    fn of(sources: &[Source], computers: &[Computer]) -> Self {
        let mut names: BTreeMap<&str, Option<usize>> = BTreeMap::new();
        let mut folders: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for source in sources {
            let of: BTreeSet<usize> = source
                .holds
                .iter()
                .filter_map(|(name, _)| {
                    *names
                        .entry(name)
                        .or_insert_with(|| computers.iter().position(|computer| computer.is_called(name)))
                })
                .collect();
            let path = with_slashes(&source.path);
            for folder in above(&path) {
                folders.entry(folder.to_owned()).or_default().extend(&of);
            }
        }
        Self(folders)
    }

    /// The computer that a file is of: the only one with logs beside it, or below the nearest folder above that
    /// has any; of several, the one whose name the file has.
    fn owner<'a>(&self, path: &str, computers: &'a [Computer]) -> Option<&'a Computer> {
        let path = with_slashes(path);
        let near = above(&path).find_map(|folder| self.0.get(folder).filter(|found| !found.is_empty()))?;
        let mut near = near.iter().filter_map(|position| computers.get(*position));
        if let (Some(only), None) = (near.clone().next(), near.clone().nth(1)) {
            return Some(only);
        }
        let file = path.rsplit('/').next().unwrap_or(&path).to_lowercase();
        let is_named = |computer: &&Computer| {
            let name = computer.name.to_lowercase();
            file.contains(name.split('.').next().unwrap_or(&name))
        };
        let named = near.by_ref().find(is_named)?;
        // A name inside another one tells nothing.
        near.find(is_named).is_none().then_some(named)
    }
}

fn with_slashes(path: &str) -> String {
    path.replace('\\', "/")
}

/// The folders and archives around a file, the nearest first; the last has no name and holds everything.
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
    }
}
