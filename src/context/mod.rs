//! What lies beside the logs: lists of volumes and of disks and exports of the registry, told by their content, and whose
//! they are.

mod disks;
mod folders;
mod manifest;
mod registry;
mod unread;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

pub use disks::without_names as disks_without_names;
use folders::Folders;
pub use folders::folders_around;
pub(crate) use manifest::is_manifest;
pub use manifest::{Collections, Counts, collections};
pub use registry::{CreateTimeout, PROPOSAL};
pub use unread::{Unread, unread, with_unread};

use crate::correlation::inventory::{self, Inventory};
use crate::event::sequence::Sequence;
use crate::issue::{Issue, IssueKind};
use crate::say::{Pattern, sentences};
use crate::source::{Modified, Source, Text};
use crate::timeline::{Collected, Computer, IllDisk};

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
    /// It lists disks, and says of so many that they are not well.
    Disks(usize),
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
    /// The first disk of each list of which it says that it is not well, with the computer; of any computer where that can't be told.
    pub ill_disks: Vec<(Option<String>, IllDisk)>,
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
    let folders = Folders::of(sources, runs, computers);
    for text in texts.iter().filter(|text| !is_manifest(&text.content)) {
        let owner = folders.owner(&text.path, computers);
        let computer = owner.map(|computer| computer.name.clone());
        let mut add = |what| {
            let (path, computer) = (text.path.clone(), computer.clone());
            context.taken.push(Taken { path, computer, what, is_found: !text.is_named });
        };
        let is_list = inventory::is_list(&text.content);
        let is_of_disks = disks::is_list(&text.content);
        if is_of_disks {
            let ill = disks::ill(&text.content);
            add(What::Disks(ill.as_ref().map_or(0, |(_, count)| *count)));
            context.ill_disks.extend(ill.map(|(disk, _)| (computer.clone(), disk)));
        }
        match registry::create_timeout(&text.content) {
            Some(CreateTimeout::Set(value)) if value.is_zero() => {
                let text_of = zero_timeout();
                context.issues.push(Issue::note(IssueKind::SuspiciousValue, text_of).at_path(&text.path));
            }
            Some(timeout) => add(What::CreateTimeout(timeout)),
            None if !is_list && !is_of_disks => {
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
    /// Its disks, and how they are.
    Disks,
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
    } else if disks::is_list(text) {
        Some(Kind::Disks)
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

    /// A disk of a computer of which a list says that it is not well, and whether the list is known to be of that computer.
    pub fn ill_disk_of(&self, computer: &Computer) -> Option<(IllDisk, bool)> {
        let is_of = |name: &String| computer.name.eq_ignore_ascii_case(name);
        let own = self.ill_disks.iter().find(|(name, _)| name.as_ref().is_some_and(is_of));
        let any = || self.ill_disks.iter().find(|(name, _)| name.is_none());
        own.or_else(any).map(|(name, disk)| (disk.clone(), name.is_some()))
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
                What::Volumes(_) | What::Disks(_) | What::Collection(_) => None,
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
