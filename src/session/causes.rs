//! The kinds of causes: one row a cause, with what it is called, what tells of it, and what to do.

use crate::event::codes::hresult::CodeGroup;
use crate::say::{Pattern, Sentence};

/// The kinds of causes. The names are part of the JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CauseKind {
    /// The shared protection point was not made within `CreateTimeout`.
    SnapshotTimeout,
    /// Some VSS operation failed.
    Vss,
    /// A limit of VSS itself was exceeded; `CreateTimeout` does not move it.
    VssTimeout,
    /// A VSS writer failed.
    VssWriter,
    /// A VSS provider failed.
    VssProvider,
    /// No room for the shadow copy.
    ShadowStorage,
    /// The source snapshot vanished while it was read.
    SnapshotLost,
    /// A disk is failing.
    DiskHardware,
    /// The backup target cannot be used.
    TargetStorage,
    /// The share cannot be reached.
    Network,
    /// A source volume cannot be backed up.
    Source,
    /// The System Writer is missing.
    SystemWriter,
    /// Another run, a policy or a setting forbade it.
    Policy,
    /// It was cancelled.
    Cancelled,
    /// The code is not known.
    Unknown,
}

/// What is known of a kind of cause.
#[derive(Debug)]
pub struct CauseRow {
    /// The kind.
    pub kind: CauseKind,
    /// The name in the JSON.
    pub id: &'static str,
    /// The cause in plain words.
    pub phrase: &'static str,
    /// Which codes and events tell of it.
    pub told_by: &'static str,
    /// What to do about it.
    pub next_step: &'static str,
    /// The group of codes that stands for it.
    group: Option<CodeGroup>,
}

/// Every kind of cause, in the order of the enum.
pub const CAUSES: &[CauseRow] = &[
    CauseRow {
        kind: CauseKind::SnapshotTimeout,
        id: "snapshot-timeout",
        phrase: "the snapshot of the source volumes (shared protection point) was not made in time",
        told_by: "code 0x80780021 or detail 0x81000101: certain. 0x807800A1 after a wait of nine tenths of CreateTimeout or more: likely. 0x807800A1 with the wait unknown: possible",
        next_step: "raise CreateTimeout (volsift timeout); prove the load theory with the virtual machines shut down",
        group: Some(CodeGroup::SnapshotTimeout),
    },
    CauseRow {
        kind: CauseKind::Vss,
        id: "vss",
        phrase: "a VSS operation failed",
        told_by: "0x807800A1 without a telling detail and after a short wait, and other general codes of VSS",
        next_step: "look at VSS and SPP events of that time; vssadmin list writers",
        group: Some(CodeGroup::Vss),
    },
    CauseRow {
        kind: CauseKind::VssTimeout,
        id: "vss-timeout",
        phrase: "a time limit of VSS itself was exceeded",
        told_by: "detail 0x80042313, 14, 28, 29, 2E or 0x800423F2",
        next_step: "CreateTimeout does not help: lighten the disks' load at that time; vssadmin list writers",
        group: Some(CodeGroup::VssTimeout),
    },
    CauseRow {
        kind: CauseKind::VssWriter,
        id: "vss-writer",
        phrase: "a VSS writer failed",
        told_by: "detail 0x800423F0 to F5, FB, 36 and others of writers. Of one virtual machine: Hyper-V-VMMS 18012 and others of backups and checkpoints between start and end of the run, where that machine is a component that failed: certain; other records of it, or no code of its own: likely; where the run lists no components: possible",
        next_step: "vssadmin list writers; restart the service of the writer that failed",
        group: Some(CodeGroup::VssWriter),
    },
    CauseRow {
        kind: CauseKind::VssProvider,
        id: "vss-provider",
        phrase: "a VSS provider failed",
        told_by: "detail 0x80042306, 0F and others of providers",
        next_step: "vssadmin list providers; remove or update other products' providers",
        group: Some(CodeGroup::VssProvider),
    },
    CauseRow {
        kind: CauseKind::ShadowStorage,
        id: "shadow-storage",
        phrase: "there was no room for the shadow copy",
        told_by: "detail 0x8004231F, 17, 1E or code 0x80780119",
        next_step: "vssadmin list shadowstorage; make room, or resize it (small system partitions too)",
        group: Some(CodeGroup::ShadowStorage),
    },
    CauseRow {
        kind: CauseKind::SnapshotLost,
        id: "snapshot-lost",
        phrase: "the source snapshot vanished while it was being read",
        told_by: "code 0x80780169",
        next_step: "look at the volsnap events of that time: the source's shadow storage gave out",
        group: Some(CodeGroup::SnapshotLost),
    },
    CauseRow {
        kind: CauseKind::DiskHardware,
        id: "disk-hardware",
        phrase: "a disk is failing",
        told_by: "disk 7 or Backup 13/525 in the run; always beside the code's own cause",
        next_step: "check the disk first",
        group: None,
    },
    CauseRow {
        kind: CauseKind::TargetStorage,
        id: "target-storage",
        phrase: "the backup target could not be used",
        told_by: "codes of the target, Backup 49, 50, 52",
        next_step: "check the backup target: space, access, whether it is attached",
        group: Some(CodeGroup::TargetStorage),
    },
    CauseRow {
        kind: CauseKind::Network,
        id: "network",
        phrase: "the backup share could not be reached",
        told_by: "code 0x8078015B and Win32 codes of the network",
        next_step: "check the share: path, credentials, the network at that time",
        group: Some(CodeGroup::Network),
    },
    CauseRow {
        kind: CauseKind::Source,
        id: "source",
        phrase: "a source volume could not be backed up",
        told_by: "codes of a source volume",
        next_step: "check the source volume that the run names",
        group: Some(CodeGroup::Source),
    },
    CauseRow {
        kind: CauseKind::SystemWriter,
        id: "system-writer",
        phrase: "the System Writer is missing",
        told_by: "code 0x80780102",
        next_step: "vssadmin list writers; repair the System Writer",
        group: Some(CodeGroup::SystemWriter),
    },
    CauseRow {
        kind: CauseKind::Policy,
        id: "policy",
        phrase: "another run, a policy or a setting prevented it",
        told_by: "Backup 6, 15, 16, 18, 20 to 22, and codes of locks and policies",
        next_step: "check the schedule, other runs at that time, and group policies for backup",
        group: Some(CodeGroup::Policy),
    },
    CauseRow {
        kind: CauseKind::Cancelled,
        id: "cancelled",
        phrase: "it was cancelled",
        told_by: "Backup 8, code 0x8078001D or 0x80780167",
        next_step: "find out who or what cancelled it; run the backup again",
        group: Some(CodeGroup::Cancelled),
    },
    CauseRow {
        kind: CauseKind::Unknown,
        id: "unknown",
        phrase: "no code that this program knows tells why",
        told_by: "a code that this program does not know",
        next_step: "look the code up; give it to Microsoft support with the run's events",
        group: None,
    },
];

impl CauseKind {
    /// Its row.
    fn row(self) -> Option<&'static CauseRow> {
        CAUSES.iter().find(|row| row.kind == self)
    }

    /// The kind that a group of codes stands for.
    pub(super) fn of_group(group: CodeGroup) -> Option<Self> {
        CAUSES.iter().find(|row| row.group == Some(group)).map(|row| row.kind)
    }

    /// The name in the JSON.
    pub fn id(self) -> &'static str {
        self.row().map_or("", |row| row.id)
    }

    /// The cause in plain words.
    pub fn phrase(self) -> Sentence {
        Sentence::of_table("cause", self.id())
    }

    /// What to do about it.
    pub fn next_step(self) -> Sentence {
        Sentence::of_table("next", self.id())
    }
}

/// The patterns of all rows.
pub(crate) fn phrases() -> impl Iterator<Item = Pattern> {
    CAUSES.iter().flat_map(|row| {
        [Pattern::of_table("cause", row.id, row.phrase), Pattern::of_table("next", row.id, row.next_step)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_row_in_order() {
        assert!(CAUSES.windows(2).all(|pair| pair[0].kind < pair[1].kind));
        assert_eq!(CAUSES.last().map(|row| row.kind), Some(CauseKind::Unknown));
        assert_eq!(CAUSES.len(), CauseKind::Unknown as usize + 1);
    }
}
