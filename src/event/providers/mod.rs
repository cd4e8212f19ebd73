//! What each provider writes: one file a provider, each a table from id to meaning.
//!
//! A provider is found by name, ASCII-case-insensitively, in `Provider/@Name` or
//! `EventSourceName`; an event by (provider, id). Message texts play no part: they are localised.

pub mod backup;
mod backup_lists;
pub mod backup_tasks;
pub mod disk;
pub mod driver;
pub mod error_reporting;
pub mod event_log;
pub mod hyper_v;
pub mod kernel;
pub mod ntfs;
pub mod partition;
pub mod partmgr;
pub mod plug_and_play;
pub mod port;
pub mod products;
pub mod refs;
pub mod restore_scan;
pub mod service_control_manager;
pub mod snapshot_driver;
pub mod spp;
pub mod storage_path;
pub mod storage_spaces;
pub mod storport;
pub mod vhdmp;
pub mod virtual_disk_service;
pub mod volsnap;
pub mod volume_users;
pub mod vss;

pub use backup_lists::{ComponentSummary, Item, Items};

use std::collections::BTreeSet;
use std::sync::Arc;

use super::class::Class;
use super::{EventKind, Payload, System};

/// One provider: its names, and what it writes.
#[derive(Debug)]
pub struct Provider {
    /// Its names, current and classic, in any case.
    pub names: &'static [&'static str],
    /// The channel it writes to, for people who look for its log.
    pub channel: &'static str,
    /// The events that matter.
    pub events: &'static [EventRow],
    /// Whether its other events are kept too, because they name volumes.
    pub names_volumes: bool,
    /// Reads one of its records.
    pub read: fn(&System, &Payload) -> EventKind,
}

/// One event of a provider.
#[derive(Debug)]
pub struct EventRow {
    /// `EventID`.
    pub id: u16,
    /// The classes it can belong to; its fields may rule some out.
    pub classes: &'static [Class],
    /// What it says, in plain words.
    pub meaning: &'static str,
    /// It matters only if its payload names one of these; `None`: always.
    pub only_naming: Option<&'static Naming>,
}

/// What the payload of an event has to name, so that it matters.
#[derive(Debug)]
pub struct Naming {
    /// ASCII texts of which one stands in the payload, in any case, where it can matter.
    pub parts: &'static [&'static str],
    /// Whether the `Binary` of a payload names what matters; `None` where it leaves that open.
    pub in_binary: fn(&[u8]) -> Option<bool>,
}

impl EventRow {
    /// A row; a function so that tables stay one line a row.
    pub const fn new(id: u16, classes: &'static [Class], meaning: &'static str) -> Self {
        Self { id, classes, meaning, only_naming: None }
    }

    /// The same row for an event that matters only if its payload names one of these.
    #[must_use]
    pub const fn only_naming(self, naming: &'static Naming) -> Self {
        Self { id: self.id, classes: self.classes, meaning: self.meaning, only_naming: Some(naming) }
    }
}

/// Every provider that matters.
pub const PROVIDERS: &[Provider] = &[
    backup::PROVIDER,
    volsnap::PROVIDER,
    snapshot_driver::PROVIDER,
    restore_scan::PROVIDER,
    hyper_v::VMMS,
    hyper_v::STORAGE,
    disk::PROVIDER,
    disk::DIAGNOSTIC,
    partmgr::PROVIDER,
    ntfs::PROVIDER,
    vhdmp::PROVIDER,
    storport::PROVIDER,
    partition::PROVIDER,
    storage_spaces::PROVIDER,
    storage_path::ISCSI,
    storage_path::MPIO,
    storage_path::CLUSTER,
    refs::PROVIDER,
    virtual_disk_service::PROVIDER,
    spp::PROVIDER,
    vss::PROVIDER,
    vss::AUDIT,
    event_log::PROVIDER,
    event_log::CLEARED,
    kernel::GENERAL,
    kernel::POWER,
    error_reporting::PROVIDER,
    service_control_manager::PROVIDER,
    plug_and_play::PROVIDER,
    products::AZURE_BACKUP,
    products::VEEAM_AGENT,
    products::ALTARO,
    products::WINDOWS_BACKUP,
    products::SHADOW_PROTECT,
    products::SYSTEM_RESTORE,
    volume_users::DEFRAG,
    volume_users::CHKDSK,
    volume_users::WININIT,
    volume_users::DEDUPLICATION,
    volume_users::BITLOCKER,
    volume_users::BITLOCKER_DRIVER,
    volume_users::FILE_SERVER,
    volume_users::DFS_REPLICATION,
];

/// The provider of that name.
pub fn provider(name: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.names.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

/// The row of (provider, id), where it is one that matters.
pub fn row(name: &str, event_id: u16) -> Option<&'static EventRow> {
    provider(name)?.row(event_id)
}

/// What of the records of one origin can matter: found once, asked for every record.
#[derive(Debug, Clone, Copy)]
pub struct Interest {
    provider: Option<&'static Provider>,
    is_system: bool,
}

/// Whether a record can matter, as far as its `System` section tells.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    /// It can't.
    No,
    /// It can, if its payload names one of these.
    IfNaming(&'static Naming),
    /// It can.
    Yes,
}

impl Interest {
    /// The interest in what a provider (by name and `EventSourceName`) writes to a channel.
    pub fn of(provider: &str, event_source_name: Option<&str>, channel: &str) -> Self {
        Self {
            provider: self::provider(provider).or_else(|| self::provider(event_source_name?)),
            is_system: channel.eq_ignore_ascii_case("System"),
        }
    }

    /// Whether an event of that id can matter.
    pub fn in_event(self, event_id: u16) -> Wanted {
        let known = self.provider.and_then(|provider| match provider.row(event_id) {
            Some(row) => Some(row.only_naming.map_or(Wanted::Yes, Wanted::IfNaming)),
            // Of those without a row nothing else matters, and they name volumes in texts.
            None if provider.names_volumes && provider.events.is_empty() => {
                Some(Wanted::IfNaming(&volume_users::PATHS))
            }
            None => provider.names_volumes.then_some(Wanted::Yes),
        });
        match known {
            Some(known) => known,
            None if self.is_system && port::tells(self.provider, event_id) => {
                Wanted::IfNaming(&port::DEVICES)
            }
            None => Wanted::No,
        }
    }
}

/// Everything that records are kept for, a line for each thing: an event of a provider, a word that its payload has to name,
/// all events of a provider, an error of a port by whatever driver, a product that takes snapshots. What another version keeps can
/// be compared.
pub fn interests() -> BTreeSet<String> {
    let of_provider = |provider: &'static Provider| {
        provider.names.iter().flat_map(move |name| {
            let rows = provider.events.iter().flat_map(move |row| {
                let parts = row.only_naming.map_or(&[][..], |naming| naming.parts);
                let event = format!("{name} {}", row.id);
                let named = parts.iter().map(move |part| format!("{name} {} {part}", row.id));
                named.chain([event])
            });
            rows.chain(provider.names_volumes.then(|| format!("{name} *")))
        })
    };
    let requesters = OTHER_REQUESTERS.iter().map(|part| format!("requester {part}"));
    let ports = port::ERRORS.iter().flat_map(|(id, _)| {
        port::DEVICES.parts.iter().map(move |part| format!("* {id} {part}")).chain([format!("* {id}")])
    });
    PROVIDERS.iter().flat_map(of_provider).chain(requesters).chain(ports).collect()
}

/// Whether a record's payload has to be looked at.
pub fn is_wanted(system: &System) -> bool {
    let interest = Interest::of(&system.provider, system.event_source_name.as_deref(), &system.channel);
    !matches!(interest.in_event(system.event_id), Wanted::No)
}

/// The typed form of a record; `None` when it does not matter after all.
pub fn read(system: &System, payload: &Payload) -> Option<EventKind> {
    if let Some(error) = port::read(system, payload) {
        return Some(error);
    }
    let provider = of(system)?;
    let kind = (provider.read)(system, payload);
    let row = provider.row(system.event_id);
    let matters = match (&kind, row) {
        (EventKind::Service { name, .. }, Some(_)) => service_control_manager::matters(name),
        _ => row.is_some() || names_a_volume(&kind),
    };
    matters.then_some(kind)
}

/// The name under which a record's provider is kept: `EventSourceName` where only that is known.
pub fn name_of(system: &System) -> &Arc<str> {
    match &system.event_source_name {
        Some(classic) if provider(&system.provider).is_none() && provider(classic).is_some() => classic,
        _ => &system.provider,
    }
}

fn of(system: &System) -> Option<&'static Provider> {
    provider(name_of(system))
}

fn names_a_volume(kind: &EventKind) -> bool {
    match kind {
        EventKind::Driver(error) => !error.volumes.is_empty(),
        EventKind::SnapshotDriver(event) => !event.volumes.is_empty(),
        EventKind::Ntfs(event) => !event.volumes.is_empty(),
        EventKind::Backup(event) => !event.volumes_named.is_empty(),
        EventKind::Product(record) => !record.volumes.is_empty(),
        EventKind::VolumeUsed { volumes } => !volumes.is_empty(),
        _ => false,
    }
}

impl Provider {
    /// The row of an id, where it is one that matters.
    pub fn row(&self, event_id: u16) -> Option<&'static EventRow> {
        // The article this program starts from writes 512 where Windows wrote 521.
        let event_id = backup::canonical_id(self.names_first(), event_id);
        self.events.binary_search_by_key(&event_id, |row| row.id).ok().and_then(|at| self.events.get(at))
    }

    /// Whether a name is one of its names.
    pub fn is_called(&self, name: &str) -> bool {
        self.names.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Its current name.
    pub fn names_first(&self) -> &'static str {
        self.names.first().copied().unwrap_or_default()
    }
}

/// Backup and snapshot products whose presence explains shadow copies and detaches that no
/// Windows Server Backup run explains. Parts of provider names, lower case.
pub const OTHER_REQUESTERS: &[&str] = &[
    "veeam",
    "msdpm",
    "dpmra",
    "altaro",
    "hornetsecurity",
    "acronis",
    "backup exec",
    "unitrends",
    "arxone",
    "backupassist",
    "sesam",
    "commvault",
    "nakivo",
    "storagecraft",
    "shadowprotect",
    "cloudbackup",
    "macrium",
    "datto",
];

/// Whether a provider's name is that of another backup product.
pub fn is_other_requester(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    OTHER_REQUESTERS.iter().any(|known| name.contains(known))
}

#[cfg(test)]
mod tests;
