//! What differs between two reports: what is new, what is gone, what has changed.
//!
//! Both are JSON, which is promised, so the older one may be of an older version of this program. Nothing is judged anew.

mod read;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub use read::{NoReport, Told, read};

use crate::say::words;

/// What a report tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A computer as a whole.
    Computer,
    /// A volsnap 27.
    Volsnap27,
    /// A backup run, of whatever product.
    Run,
    /// Trouble beside the 27s.
    Trouble,
    /// A limit of the answer.
    Limit,
}

words! {
    pub What {
        Computer = "computer",
        Volsnap27 = "volsnap27",
        Run = "run",
        Trouble = "trouble",
        Limit = "limit",
    }
}

/// One thing that a report tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub what: What,
    /// By what it is known again in another report.
    key: String,
    /// A citation, a product, or what the report calls it.
    pub name: String,
    /// When it was, or began.
    pub time: Option<Timestamp>,
    /// When it ended, or was seen last.
    pub end: Option<Timestamp>,
    /// A verdict, an outcome or a weight, by its name in the JSON.
    pub state: String,
    /// Whether a person must look, by the definition of the exit status.
    pub needs_a_person: bool,
    /// What the report says of it, in English.
    pub text: String,
}

/// How it differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Only the newer report tells of it.
    New,
    /// Both do, and not the same.
    Changed,
    /// Only the older one does.
    Gone,
}

words! {
    pub Kind {
        New = "new",
        Changed = "changed",
        Gone = "gone",
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// How it differs.
    pub kind: Kind,
    /// The newer one, where it is there.
    pub item: Item,
    /// Its state in the older report, where both tell of it.
    pub before: Option<String>,
    /// Whether it needs a person and did not before.
    pub is_new_need: bool,
}

/// What differs of one computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfComputer {
    /// Its name in the newer report, else in the older one.
    pub name: String,
    /// What needs a person first, then by kind and time.
    pub changes: Vec<Change>,
}

/// What differs between two reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// The computers of which something differs, those with something that newly needs a person first.
    pub computers: Vec<OfComputer>,
    /// How many others both reports tell of.
    pub unchanged: usize,
}

impl Difference {
    /// All differences.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.computers.iter().flat_map(|computer| &computer.changes)
    }

    /// How many are of a kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.changes().filter(|change| change.kind == kind).count()
    }

    /// How many need a person and did not before.
    pub fn new_needs(&self) -> usize {
        self.changes().filter(|change| change.is_new_need).count()
    }
}

impl OfComputer {
    /// How many need a person and did not before.
    pub fn new_needs(&self) -> usize {
        self.changes.iter().filter(|change| change.is_new_need).count()
    }
}

/// Compares two reports. Computers are known by their names, earlier ones too; a 27 by its record, a run by its start or by the
/// time that it shares with a run of the same product, trouble and limits by what they are of.
pub fn between(old: &Told, new: &Told) -> Difference {
    let mut difference = Difference::default();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (position, computer) in old.computers.iter().enumerate() {
        for name in computer.names() {
            known.entry(name).or_insert(position);
        }
    }
    let mut left: BTreeMap<usize, &read::Computer> = old.computers.iter().enumerate().collect();
    for computer in &new.computers {
        let before = computer.names().find_map(|name| left.remove(known.get(&name)?));
        let changes = if let Some(before) = before {
            changes(&before.items(), &computer.items())
        } else {
            let whole = std::iter::once(computer.whole()).chain(computer.items());
            whole.map(|item| Change::new(item, None)).collect()
        };
        difference.take(&computer.name, changes);
    }
    for computer in left.into_values() {
        difference.take(&computer.name, vec![Change::gone(computer.whole())]);
    }
    difference.computers.sort_by_cached_key(|computer| {
        (std::cmp::Reverse(computer.new_needs()), computer.name.to_lowercase())
    });
    difference
}

impl Difference {
    fn take(&mut self, name: &str, mut changes: Vec<Change>) {
        if changes.is_empty() {
            self.unchanged = self.unchanged.saturating_add(1);
            return;
        }
        changes.sort_by_key(|change| (!change.is_new_need, change.kind, change.item.what, change.item.time));
        self.computers.push(OfComputer { name: name.to_owned(), changes });
    }
}

impl Change {
    fn new(item: Item, before: Option<&Item>) -> Self {
        Self {
            kind: if before.is_some() { Kind::Changed } else { Kind::New },
            is_new_need: item.needs_a_person && before.is_none_or(|before| !before.needs_a_person),
            before: before.map(|before| before.state.clone()),
            item,
        }
    }

    fn gone(item: Item) -> Self {
        Self { kind: Kind::Gone, item, before: None, is_new_need: false }
    }
}

fn changes(old: &[Item], new: &[Item]) -> Vec<Change> {
    let mut known: BTreeMap<(What, &str), Vec<&Item>> = BTreeMap::new();
    for item in old {
        known.entry((item.what, &item.key)).or_default().push(item);
    }
    let mut changes = Vec::new();
    let mut unknown = Vec::new();
    for item in new {
        match known.get_mut(&(item.what, item.key.as_str())).and_then(Vec::pop) {
            Some(before) => changes.extend(changed(before, item)),
            None => unknown.push(item),
        }
    }
    let mut left: Vec<&Item> = known.into_values().flatten().collect();
    for item in unknown {
        // Of a run that an older report saw only in part, the start may have been another.
        match left.iter().position(|before| before.shares_time(item)) {
            Some(position) => changes.extend(changed(left.remove(position), item)),
            None => changes.push(Change::new(item.clone(), None)),
        }
    }
    changes.extend(left.into_iter().cloned().map(Change::gone));
    changes
}

fn changed(before: &Item, item: &Item) -> Option<Change> {
    let goes_on = item.what == What::Trouble && item.end > before.end;
    (before.state != item.state || goes_on).then(|| Change::new(item.clone(), Some(before)))
}

impl Item {
    /// Whether both are runs of one product at one time.
    fn shares_time(&self, other: &Self) -> bool {
        let span = |item: &Self| Some((item.time?, item.end.or(item.time)?));
        let (Some((from, to)), Some((start, end))) = (span(self), span(other)) else { return false };
        self.what == What::Run
            && other.what == What::Run
            && self.name == other.name
            && from <= end
            && start <= to
    }
}

#[cfg(test)]
mod tests;
