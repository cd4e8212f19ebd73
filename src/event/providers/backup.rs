//! `Microsoft-Windows-Backup`: Windows Server Backup, its own channel and its copies in Application.
//!
//! Ids, versions and fields: the provider's manifests of Windows 7 and Windows 10, and the message
//! resources of BlbEvents.dll (libyal/winevt-kb). Up to Server 2008 R2 codes are unsigned decimal
//! numbers, later hex; fields are read by name, so every version of a template is understood.

use jiff::Timestamp;

use super::backup_lists::{ComponentSummary, Item, Items, component_summary, items};
use super::driver::volumes_in;
use super::{EventRow, Provider};
use crate::event::class::Class::{Backup, BackupDamage, BackupTask, DiskFault};
use crate::event::codes::Hresult;
use crate::event::guid::Guid;
use crate::event::volume::VolumeName;
use crate::event::xml::time_or_none;
use crate::event::{EventKind, Payload, System};

/// What a record tells of a run: a step of it, its end, or why there was none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BackupStep {
    /// A run started.
    Started,
    /// It succeeded.
    Succeeded,
    /// It failed.
    Failed,
    /// It was not started: another backup or recovery was running.
    OtherRunning,
    /// It finished, but at least one volume or component failed.
    FailedInPart,
    /// It was cancelled.
    Cancelled,
    /// It failed because the snapshot of its source volumes could not be made.
    SnapshotFailed,
    /// Bytes of a source volume could not be read.
    SourceUnreadable,
    /// It ended; the fields say how.
    Ended,
    /// It was not started: the schedule conflicts with a group policy.
    PolicyConflict,
    /// It was not started: a recovery was being planned by another client.
    RecoveryPlanned,
    /// It was not started: the engine could not be reached.
    EngineUnreachable,
    /// It was not started: the settings of the schedule are missing.
    SettingsMissing,
    /// It failed to start.
    FailedToStart,
    /// Some files could not be backed up.
    FilesSkipped,
    /// An older image of a volume was dropped.
    OldImageDropped,
    /// An older image of a volume could not be dropped.
    OldImageKept,
    /// No storage location was found.
    NoTarget,
    /// The target ran out of space.
    TargetFull,
    /// The target is low on space.
    TargetLow,
    /// The share is not writable.
    ShareNotWritable,
    /// A volume that is new is not in the backup set.
    NewVolume,
    /// A volume of the backup set is missing.
    SourceMissing,
    /// The consistency check of an application's component failed.
    Inconsistent,
    /// What a backup stored before is damaged, or the catalog of it.
    StoredDamaged,
    /// Anything else; the record was kept because it names a volume.
    Other,
}

/// The steps: id in the backup channel, id of the copy in Application, step. Most copies lie 512 apart from their
/// originals, but not all. 565 has no original; it stands for itself.
#[rustfmt::skip]
const STEPS: &[(u16, Option<u16>, BackupStep)] = &[
    (1, None, BackupStep::Started),
    (2, Some(514), BackupStep::StoredDamaged),
    (3, None, BackupStep::StoredDamaged),
    (4, None, BackupStep::Succeeded),
    (5, Some(517), BackupStep::Failed),
    (6, Some(518), BackupStep::OtherRunning),
    (7, Some(519), BackupStep::FailedInPart),
    (8, None, BackupStep::Cancelled),
    (9, Some(521), BackupStep::SnapshotFailed),
    (10, Some(522), BackupStep::StoredDamaged),
    (11, None, BackupStep::StoredDamaged),
    (12, None, BackupStep::StoredDamaged),
    (13, Some(525), BackupStep::SourceUnreadable),
    (14, None, BackupStep::Ended),
    (15, Some(526), BackupStep::PolicyConflict),
    (16, Some(527), BackupStep::RecoveryPlanned),
    (17, Some(544), BackupStep::EngineUnreachable),
    (18, Some(545), BackupStep::SettingsMissing),
    (19, Some(546), BackupStep::FailedToStart),
    (20, None, BackupStep::OtherRunning),
    (21, Some(528), BackupStep::PolicyConflict),
    (22, None, BackupStep::RecoveryPlanned),
    (23, Some(547), BackupStep::FilesSkipped),
    (24, None, BackupStep::OldImageDropped),
    (25, None, BackupStep::OldImageKept),
    (49, Some(561), BackupStep::NoTarget),
    (50, None, BackupStep::TargetFull),
    (51, None, BackupStep::TargetLow),
    (52, Some(564), BackupStep::ShareNotWritable),
    (144, Some(656), BackupStep::NewVolume),
    (146, Some(658), BackupStep::SourceMissing),
    (161, Some(524), BackupStep::StoredDamaged),
    (565, Some(565), BackupStep::Inconsistent),
];

/// The ids in the backup channel, in order, and their steps.
pub fn steps() -> impl Iterator<Item = (u16, BackupStep)> {
    STEPS.iter().map(|(id, _, step)| (*id, *step))
}

/// Whether an id is that of a copy in Application.
pub fn is_copy(id: u16) -> bool {
    STEPS.iter().any(|(_, copy, _)| *copy == Some(id))
}

/// The id in the backup channel of a record, and its step.
fn step_of(id: u16) -> (u16, BackupStep) {
    let row = STEPS.iter().find(|(original, copy, _)| *original == id || *copy == Some(id));
    row.map_or((id, BackupStep::Other), |(original, _, step)| (*original, *step))
}

/// The backup engine's records.
pub const PROVIDER: Provider = Provider {
    names: &["Microsoft-Windows-Backup"],
    channel: "Microsoft-Windows-Backup",
    events: EVENTS,
    names_volumes: true,
    read,
};

const fn task_row(id: u16, meaning: &'static str) -> EventRow {
    EventRow::new(id, &[BackupTask], meaning)
}

const fn row(id: u16, meaning: &'static str) -> EventRow {
    EventRow::new(id, &[Backup], meaning)
}

#[rustfmt::skip]
const EVENTS: &[EventRow] = &[
    row(1, "a backup run started"),
    EventRow::new(2, &[BackupDamage], "the catalog of the backups is damaged"),
    EventRow::new(3, &[BackupDamage], "the catalog of the backups on a disk is damaged"),
    row(4, "the backup succeeded"),
    row(5, "the backup failed"),
    row(6, "not started: another backup or recovery was running"),
    row(7, "the backup finished, but at least one volume or component failed"),
    row(8, "the backup was cancelled"),
    row(9, "the backup failed because the snapshot of its source volumes could not be made"),
    EventRow::new(10, &[BackupDamage], "no backup that can be used is where backups are stored"),
    EventRow::new(11, &[BackupDamage], "the backup of a volume that was stored is damaged"),
    EventRow::new(12, &[BackupDamage], "what a backup stored of applications is damaged"),
    EventRow::new(13, &[Backup, DiskFault], "bytes of a source volume could not be read"),
    row(14, "the backup operation ended; its fields say how"),
    row(15, "not started: the schedule conflicts with a group policy"),
    row(16, "not started: a recovery was being planned by another client"),
    row(17, "not started: the backup engine could not be reached"),
    row(18, "not started: the settings of the schedule are missing"),
    row(19, "the backup failed to start"),
    row(20, "not started: another backup or recovery was running"),
    row(21, "not started: the schedule conflicts with a group policy"),
    row(22, "not started: a recovery was being planned by another client"),
    row(23, "some files could not be backed up"),
    row(24, "an older image of a volume was dropped; its backup is a full one"),
    row(25, "an older image of a volume could not be dropped"),
    row(49, "no backup storage location was found"),
    row(50, "the backup target ran out of space"),
    row(51, "the backup target is low on space"),
    row(52, "the backup share is not writable"),
    task_row(96, "a schedule of backups was set up"),
    task_row(97, "the schedule of backups was changed"),
    task_row(98, "the schedule of backups was removed"),
    task_row(99, "a schedule of backups was set up"),
    task_row(100, "the schedule of backups was removed"),
    row(144, "a volume that is new is not in the backup set"),
    row(146, "a volume of the backup set is missing"),
    EventRow::new(161, &[BackupDamage], "the catalog of the backups was deleted"),
    task_row(194, "a restore of volumes succeeded"),
    task_row(195, "a restore of volumes ended with errors"),
    task_row(196, "a restore of volumes failed"),
    task_row(198, "a restore of a volume failed or was cancelled, so the volume may be damaged"),
    task_row(199, "a restore failed, as the volume was too small"),
    task_row(209, "a restore of files succeeded"),
    task_row(210, "a restore of files ended with errors"),
    task_row(211, "a restore of files failed"),
    task_row(225, "a restore of components succeeded"),
    task_row(226, "a restore of components ended with errors"),
    task_row(227, "a restore of components failed"),
    EventRow::new(514, &[BackupDamage], "the catalog of the backups is damaged (copy of 2)"),
    row(517, "the backup failed (copy of 5)"),
    row(518, "not started: another backup or recovery was running (copy of 6)"),
    row(519, "the backup finished, but at least one volume or component failed (copy of 7)"),
    row(521, "the backup failed because the snapshot of its source volumes could not be made (copy of 9)"),
    EventRow::new(522, &[BackupDamage], "no backup that can be used is where backups are stored (copy of 10)"),
    EventRow::new(524, &[BackupDamage], "the catalog of the backups was deleted (copy of 161)"),
    EventRow::new(525, &[Backup, DiskFault], "bytes of a source volume could not be read (copy of 13)"),
    row(526, "not started: the schedule conflicts with a group policy (copy of 15)"),
    row(527, "not started: a recovery was being planned by another client (copy of 16)"),
    row(528, "not started: the schedule conflicts with a group policy (copy of 21)"),
    row(544, "not started: the backup engine could not be reached (copy of 17)"),
    row(545, "not started: the settings of the schedule are missing (copy of 18)"),
    row(546, "the backup failed to start (copy of 19)"),
    row(547, "some files could not be backed up (copy of 23)"),
    row(561, "no backup storage location was found (copy of 49)"),
    row(564, "the backup share is not writable (copy of 52)"),
    row(565, "the consistency check of an application's component failed"),
    task_row(608, "a schedule of backups was set up (copy of 96)"),
    task_row(609, "the schedule of backups was changed (copy of 97)"),
    task_row(610, "the schedule of backups was removed (copy of 98)"),
    task_row(611, "a schedule of backups was set up (copy of 99)"),
    task_row(612, "the schedule of backups was removed (copy of 100)"),
    row(656, "a volume that is new is not in the backup set (copy of 144)"),
    row(658, "a volume of the backup set is missing (copy of 146)"),
    task_row(706, "a restore of volumes succeeded (copy of 194)"),
    task_row(707, "a restore of volumes ended with errors (copy of 195)"),
    task_row(708, "a restore of volumes failed (copy of 196)"),
    task_row(710, "a restore of a volume failed or was cancelled, so the volume may be damaged (copy of 198)"),
    task_row(711, "a restore failed, as the volume was too small (copy of 199)"),
    task_row(721, "a restore of files succeeded (copy of 209)"),
    task_row(722, "a restore of files ended with errors (copy of 210)"),
    task_row(723, "a restore of files failed (copy of 211)"),
    task_row(737, "a restore of components succeeded (copy of 225)"),
    task_row(738, "a restore of components ended with errors (copy of 226)"),
    task_row(739, "a restore of components failed (copy of 227)"),
];

/// 512 is in no manifest of any Windows; the article this program starts from writes it for 521.
pub fn canonical_id(provider: &str, event_id: u16) -> u16 {
    let is_misprint = event_id == 512 && PROVIDER.is_called(provider);
    if is_misprint { 521 } else { event_id }
}

/// One record of the backup engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupEvent {
    /// The id in the backup channel; a copy in Application has that of its original.
    pub id: u16,
    /// What it tells.
    pub step: BackupStep,
    /// Whether this is a copy in Application.
    pub is_copy: bool,
    /// The GUID of the backup set: `BackupTemplateID`, or event 9's `BackupSetId`.
    pub set_id: Option<Guid>,
    /// `BackupTime` or `BackupStartTime`, UTC. Rewritten by the engine once the snapshot exists.
    pub backup_time: Option<Timestamp>,
    /// The engine's own code.
    pub hresult: Option<Hresult>,
    /// The code below it, of VSS, SPP or Win32.
    pub detail: Option<Hresult>,
    /// Where the backup is written to.
    pub target: Option<String>,
    /// `NumOfVolumes`.
    pub declared_volumes: Option<u32>,
    /// `VolumesInfo`.
    pub volumes: Items,
    /// `ComponentInfo`.
    pub components: Items,
    /// `ComponentInfoSummary`.
    pub component_summary: Option<ComponentSummary>,
    /// `SourceSnapStartTime`.
    pub snapshot_started: Option<Timestamp>,
    /// `SourceSnapEndTime`; none when the snapshot did not succeed.
    pub snapshot_ended: Option<Timestamp>,
    /// `BackupSourceNumUnreadableBytes` of events 13 and 525.
    pub unreadable_bytes: Option<i64>,
    /// The volume that the record is about.
    pub volume: Option<String>,
    /// Volumes that the record names by GUID.
    pub volumes_named: Vec<VolumeName>,
    /// Volumes of the host that the record names, by GUID or letter, and what as. A run never backs up its own temporary
    /// volumes, nor to them.
    pub volumes_of_host: Vec<(VolumeName, Role)>,
    /// Fields that are there but can't be understood.
    pub unreadable_fields: Vec<UnreadableField>,
}

/// What a record names a volume of the host as, from weak to strong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A volume that is new and in no backup set (144): it may be another product's image.
    NotInSet,
    /// One that is backed up, or was missing or unreadable.
    Source,
    /// Where the backup is written to.
    Target,
}

/// The volumes of the host that a record names.
fn volumes_of_host(step: BackupStep, payload: &Payload, volumes: &Items) -> Vec<(VolumeName, Role)> {
    let mut found: Vec<(VolumeName, Role)> = Vec::new();
    let mut add = |text: Option<&str>, role: Role| {
        let name = text.map(VolumeName::parse);
        let known = name.filter(|name| name.guid().is_some() || name.letter().is_some());
        if let Some(name) = known.filter(|name| !found.iter().any(|(other, _)| other == name)) {
            found.push((name, role));
        }
    };
    add(payload.field("BackupTarget"), Role::Target);
    let of_path = match step {
        BackupStep::TargetFull | BackupStep::TargetLow | BackupStep::ShareNotWritable => Role::Target,
        BackupStep::NewVolume => Role::NotInSet,
        _ => Role::Source,
    };
    add(payload.field("VolumeAccessPath"), of_path);
    for field in ["VolumeGuid", "VolumeGUID"] {
        add(payload.field(field), Role::Source);
    }
    for item in &volumes.items {
        add(item.access_path.as_deref(), Role::Source);
        add(Some(&item.name), Role::Source);
    }
    // A list that is broken names its volumes all the same.
    for guid in &volumes.guids {
        add(Some(guid), Role::Source);
    }
    found
}

/// A field that holds something else than its name promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableField {
    /// Its name, or the first of the names that it goes by.
    pub name: &'static str,
    /// What it holds.
    pub value: String,
}

impl BackupEvent {
    /// A volume or component of the record that did not succeed.
    pub fn failed_item(&self) -> Option<&Item> {
        self.volumes.failed().or_else(|| self.components.failed())
    }
}

fn read(system: &System, payload: &Payload) -> EventKind {
    let written = canonical_id(&system.provider, system.event_id);
    let (id, step) = step_of(written);
    let mut unreadable_fields = Vec::new();
    let mut code = |names: &[&'static str]| {
        let text = names.iter().find_map(|name| payload.field(name))?;
        let code = Hresult::parse(text);
        if code.is_none() {
            let name = names.first().copied().unwrap_or_default();
            unreadable_fields.push(UnreadableField { name, value: text.to_owned() });
        }
        code
    };
    let hresult = code(&["HRESULT", "SppErrorCode", "ErrorCode"]);
    let detail = code(&["DetailedHRESULT"]).filter(|detail| detail.0 != 0);
    let summary = payload.field("ComponentInfoSummary").filter(|text| !text.trim().is_empty());
    let component_summary = summary.and_then(component_summary);
    if summary.is_some() && component_summary.is_none() {
        let value = summary.unwrap_or_default().to_owned();
        unreadable_fields.push(UnreadableField { name: "ComponentInfoSummary", value });
    }
    let text = |name: &str| payload.field(name).filter(|text| !text.trim().is_empty()).map(str::to_owned);
    let volumes = items(payload.field("VolumesInfo"), "VolumeInfo", "VolumeInfoItem");
    EventKind::Backup(Box::new(BackupEvent {
        volumes_of_host: volumes_of_host(step, payload, &volumes),
        id,
        step,
        is_copy: is_copy(written),
        set_id: payload.guid("BackupTemplateID").or_else(|| payload.guid("BackupSetId")),
        backup_time: payload
            .field("BackupTime")
            .or_else(|| payload.field("BackupStartTime"))
            .and_then(time_or_none),
        hresult,
        detail,
        target: text("BackupTarget").or_else(|| text("BackupTargetFriendlyName")),
        declared_volumes: payload.field("NumOfVolumes").and_then(|text| text.trim().parse().ok()),
        volumes,
        components: items(payload.field("ComponentInfo"), "ComponentInfo", "ComponentInfoItem"),
        component_summary,
        snapshot_started: payload.field("SourceSnapStartTime").and_then(time_or_none),
        snapshot_ended: payload.field("SourceSnapEndTime").and_then(time_or_none),
        unreadable_bytes: payload
            .field("BackupSourceNumUnreadableBytes")
            .and_then(|text| text.trim().parse().ok()),
        volume: text("VolumeFriendlyName").or_else(|| text("FailedVolumeNames")),
        volumes_named: volumes_in(payload).into_iter().filter(|name| name.guid().is_some()).collect(),
        unreadable_fields,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_copy_is_known_by_its_text_too() {
        for row in EVENTS.iter().filter(|row| is_copy(row.id) && row.id != 565) {
            let (original, _) = step_of(row.id);
            assert!(row.meaning.ends_with(&format!("(copy of {original})")), "{}", row.id);
        }
    }

    #[test]
    fn every_event_has_a_step_and_every_step_an_event() {
        for row in EVENTS.iter().filter(|row| super::super::backup_tasks::task(row.id).is_none()) {
            assert_ne!(step_of(row.id).1, BackupStep::Other, "{}", row.id);
            assert_eq!(is_copy(row.id), row.id >= 512, "{}", row.id);
        }
        for (id, copy, _) in STEPS {
            for id in [Some(*id), *copy].into_iter().flatten() {
                assert!(EVENTS.iter().any(|row| row.id == id), "{id}");
            }
        }
        assert!(STEPS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn the_misprint_of_the_article_is_read_as_521() {
        assert_eq!(canonical_id("microsoft-windows-backup", 512), 521);
        assert_eq!(canonical_id("volsnap", 512), 512);
    }
}
