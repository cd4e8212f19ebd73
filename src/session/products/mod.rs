//! Which products back up, and their runs: Windows Server Backup, which the rest of this room rebuilds, and others.
//!
//! A slice with one file a product: its name, its log, what each of its records says of a run, and how records join.
//! Runs of the others are a list of their own. No volsnap 27 is linked to them as to its run: they explain why something
//! came and went, and tell how the job around a 27 ended.
//!
//! Acronis, Arcserve, Backup Exec, `BackupAssist`, Cohesity, Commvault, Data Protection Manager, Datto, Macrium, Nakivo,
//! `NetBackup` and Rubrik write nothing on the host whose ids are publicly known. They are known by who asked for a
//! snapshot, or by their services, only.

mod altaro;
mod azure_backup;
mod join;
mod shadow_protect;
mod system_restore;
mod veeam_agent;
mod windows_backup;
mod windows_server_backup;

use jiff::Timestamp;

pub use join::runs;
pub use windows_server_backup::PRODUCT as WINDOWS_SERVER_BACKUP;

use super::Window;
use crate::event::class::Class;
use crate::event::providers::Provider;
use crate::event::providers::service_control_manager::BACKUP_ENGINE;
use crate::event::{Event, EventKind};
use crate::timeline::{Computer, EventIndex};

/// One product.
#[derive(Debug)]
pub struct Product {
    /// The name in the JSON.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Who writes its records, and to which log.
    pub provider: &'static Provider,
    /// What its records say of a run, by id; none where another file of this room rebuilds its runs.
    pub steps: &'static [(u16, Step)],
    /// How its records make runs.
    pub joins: Joins,
    /// Whether its runs are backups. A restore point is none: it attaches no image, and nobody relies on it.
    pub makes_backups: bool,
}

/// Every product whose records tell of its runs.
pub const PRODUCTS: &[Product] = &[
    windows_server_backup::PRODUCT,
    azure_backup::PRODUCT,
    veeam_agent::PRODUCT,
    altaro::PRODUCT,
    windows_backup::PRODUCT,
    shadow_protect::PRODUCT,
    system_restore::PRODUCT,
];

/// How the records of a product make runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joins {
    /// As `rebuild` does it.
    Rebuilt,
    /// A record of the start and one of the result, by their order.
    StartToResult,
    /// Each record is a run, of which start and length are not told.
    OneRecord,
}

/// What a record says of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It began.
    Starts,
    /// It ended so.
    Ends(ProductOutcome),
    /// It ended, and the level of the record says how.
    EndsByLevel,
    /// It did not begin.
    NeverStarts,
    /// Something was not as it should be; the result is told elsewhere.
    Warns,
    /// It says nothing of how a run went.
    Beside,
    /// Work on what was backed up before (a copy elsewhere, a verification) ended, and the level of the record says how.
    /// It makes no snapshot and is no run.
    SideJobByLevel,
    /// It tells of a run, but how it went stands in its text only.
    InText,
}

/// How a run of another product ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProductOutcome {
    /// Its own record says so.
    Succeeded,
    /// Its own record says so.
    SucceededWithWarnings,
    /// It ended, but how is not told by an id.
    Unknown,
    /// The logs do not show how it ended.
    EndNotSeen,
    /// The machine went down during the run.
    Interrupted,
    /// It was cancelled.
    Cancelled,
    /// It failed, or never began.
    Failed,
}

impl ProductOutcome {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Succeeded,
        Self::SucceededWithWarnings,
        Self::Unknown,
        Self::EndNotSeen,
        Self::Interrupted,
        Self::Cancelled,
        Self::Failed,
    ];

    /// The name in the JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::SucceededWithWarnings => "succeeded-with-warnings",
            Self::Unknown => "unknown",
            Self::EndNotSeen => "end-not-seen",
            Self::Interrupted => "interrupted",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    /// Whether the product says that its backup is there.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Succeeded | Self::SucceededWithWarnings)
    }

    /// Whether it is known that it is not.
    pub fn is_trouble(self) -> bool {
        matches!(self, Self::Interrupted | Self::Cancelled | Self::Failed)
    }
}

/// One run of another product.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ProductRun {
    /// Whose run it is.
    pub product: &'static Product,
    /// What it is about, where its records name it: a virtual machine, a target. From log text.
    pub subject: Option<String>,
    /// When it began: the record of its start, else the first of its records.
    pub started: Timestamp,
    /// The record of its start, when it was seen.
    pub start_event: Option<EventIndex>,
    /// When it ended, if the logs show it.
    pub ended: Option<Timestamp>,
    /// The record of its result, or of the machine's going down.
    pub end_event: Option<EventIndex>,
    /// How it ended: the worst that its records say.
    pub outcome: ProductOutcome,
    /// Every record of it, in order.
    pub events: Vec<EventIndex>,
    /// Whether the bytes of all its records can be trusted.
    pub is_intact: bool,
    /// Whether the log that holds its records is whole from its start to its end, the clock was not set meanwhile, and no
    /// other job of the product can have given it its result.
    pub is_covered: bool,
    /// Around which times it lies, as far as that is known; none for a run that never began.
    pub window: Option<Window>,
}

impl ProductRun {
    /// Whether start and result are both told, by records that can be trusted in a log that lacks none between, with
    /// the clock left alone. Only such a run explains why something is seen.
    pub fn is_whole(&self) -> bool {
        let is_seen = self.start_event.is_some() && self.ended.is_some();
        self.is_intact && self.is_covered && is_seen && self.outcome != ProductOutcome::Interrupted
    }
}

/// The product that writes under a provider's name.
pub fn product(provider: &str) -> Option<&'static Product> {
    let is_of =
        |product: &&Product| product.provider.names.iter().any(|known| known.eq_ignore_ascii_case(provider));
    PRODUCTS.iter().find(is_of)
}

/// Whether anything shows that Windows Server Backup is on a host: its records, or its engine at work.
pub fn shows_server_backup(computer: &Computer) -> bool {
    let has_log = computer.coverage_like(WINDOWS_SERVER_BACKUP.provider.channel).next().is_some();
    has_log || sign_of_server_backup(computer).is_some()
}

/// The first of its records, else of its engine at work.
pub fn sign_of_server_backup(computer: &Computer) -> Option<EventIndex> {
    let is_engine = |event: &Event| match &event.kind {
        EventKind::Service { name, .. } => name.eq_ignore_ascii_case(BACKUP_ENGINE),
        _ => false,
    };
    let mut engine = computer.all(Class::Activity).filter(|(_, event)| is_engine(event));
    computer.all(Class::Backup).next().or_else(|| engine.next()).map(|(index, _)| index)
}

/// Whether records of another product tell that it backs a host up.
pub fn another_backs_up(computer: &Computer) -> bool {
    another_backs_up_since(computer, None)
}

/// Whether they tell so behind a time.
pub fn another_backs_up_since(computer: &Computer, since: Option<Timestamp>) -> bool {
    let makes_backups =
        |event: &Event| product(&event.at.provider).is_some_and(|product| product.makes_backups);
    computer.all(Class::ProductRun).any(|(_, event)| since < Some(event.time()) && makes_backups(event))
}

/// Levels of records (winmeta.xml): what the result of a job is where only they tell.
const CRITICAL: u8 = 1;
const ERROR: u8 = 2;
const WARNING: u8 = 3;
const INFORMATION: u8 = 4;

impl ProductOutcome {
    /// What the level of a record says.
    pub fn of_level(level: Option<u8>) -> Self {
        match level {
            Some(CRITICAL..=ERROR) => Self::Failed,
            Some(WARNING) => Self::SucceededWithWarnings,
            Some(INFORMATION) => Self::Succeeded,
            _ => Self::Unknown,
        }
    }
}

impl Product {
    /// What a record with an id says of a run.
    pub fn step(&self, event_id: u16) -> Option<Step> {
        self.steps.iter().find(|(id, _)| *id == event_id).map(|(_, step)| *step)
    }
}

impl PartialEq for Product {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_of_a_product_that_is_read_has_a_step() {
        for product in PRODUCTS.iter().filter(|product| product.joins != Joins::Rebuilt) {
            let rows: Vec<u16> = product.provider.events.iter().map(|row| row.id).collect();
            let steps: Vec<u16> = product.steps.iter().map(|(id, _)| *id).collect();
            assert_eq!(rows, steps, "{}", product.id);
        }
    }

    #[test]
    fn ids_are_kebab_case_and_used_once() {
        let mut ids: Vec<&str> = PRODUCTS.iter().map(|product| product.id).collect();
        assert!(ids.iter().all(|id| id.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), PRODUCTS.len());
    }
}
