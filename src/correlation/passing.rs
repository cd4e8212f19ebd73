//! Volumes that only ever exist while a backup runs.

use super::{Facts, Placement, TOLD_WITHIN};
use crate::event::DiskNature;
use crate::event::providers::backup::Role;
use crate::event::volume::VolumeName;
use crate::event::{Event, EventKind};
use crate::session::Session;
use crate::timeline::{Span, earlier, shifted};

impl Facts<'_> {
    /// Whether an event is of volumes that pass: they have no letter, no list and no record of Backup names them, they
    /// are on no real disk, every event that names them lies inside a run's window, and either a record shows them on
    /// a virtual disk or the run writes to a share or a letter. Else the volume may be the backup's own disk, which
    /// has no letter and holds the older backups as its shadow copies. Of a nameless volume, this event is all that
    /// is known.
    pub fn is_passing(&self, event: &Event) -> bool {
        let time = event.time();
        let Some(run) = self.windows.explained_by(time).and_then(|at| self.sessions.get(at)) else {
            return false;
        };
        // What a run attached has left soon behind its end; and where the log of images shows none, there was none.
        let has_left = run.window.is_some_and(|window| !window.may_take(time));
        let near = Span { from: earlier(time, TOLD_WITHIN), to: shifted(time, TOLD_WITHIN) };
        if has_left || (self.vhdmp_covers(near, run.window) && !self.had_image_around(near)) {
            return false;
        }
        match event.volumes() {
            [] => {
                writes_elsewhere(run)
                    && !matches!(&event.kind, EventKind::Ntfs(ntfs) if ntfs.is_named_otherwise)
            }
            volumes => volumes.iter().all(|volume| self.passes(volume, run)),
        }
    }

    /// Whether that an event is of passing volumes is only presumed: no record shows any of them on a virtual disk.
    pub fn is_passing_presumed(&self, event: &Event) -> bool {
        self.is_passing(event) && !event.volumes().iter().any(|volume| self.was_in_image(volume))
    }

    /// Whether a record shows a volume on a virtual disk, at any time.
    pub fn was_in_image(&self, volume: &VolumeName) -> bool {
        self.placements(volume).iter().any(|placement| placement.nature == DiskNature::Virtual)
    }

    /// Whether a record shows a volume on a disk of the host's own, or names it as a target or a source of a backup.
    pub fn is_of_host(&self, volume: &VolumeName) -> bool {
        let is_real = |placement: &Placement| placement.nature == DiskNature::Real;
        self.placements(volume).iter().any(is_real) || self.names.by_backup(volume).is_some()
    }

    /// Whether Backup names a volume as a target.
    pub fn is_target(&self, volume: &VolumeName) -> bool {
        self.names.by_backup(volume).is_some_and(|(role, ..)| role == Role::Target)
    }

    /// Whether a list of volumes names it, wherever it has its place.
    pub fn is_listed(&self, volume: &VolumeName) -> bool {
        let mut lists = self.inventories.for_computer(self.computer);
        lists.any(|(list, _)| list.find(volume, false).is_some())
    }

    /// Whether a list of volumes shows it to be one of the host's own.
    pub fn is_listed_for_good(&self, volume: &VolumeName) -> bool {
        let mut lists = self.inventories.for_computer(self.computer);
        lists.any(|(list, _)| {
            let in_run = list.written.is_some_and(|written| self.windows.near(written).is_some());
            list.find(volume, in_run).is_some_and(|mention| mention.is_permanent)
        })
    }

    fn passes(&self, volume: &VolumeName, run: &Session) -> bool {
        let placements = self.placements(volume);
        let is_on = |nature| placements.iter().any(|placement| placement.nature == nature);
        volume.guid().is_some_and(|guid| !guid.is_of_boot())
            && !is_on(DiskNature::Real)
            && self.names.by_backup(volume).is_none()
            && !self.is_listed(volume)
            && self.sightings(volume).is_some_and(|seen| seen.any.first.is_none())
            && (is_on(DiskNature::Virtual) || writes_elsewhere(run))
    }
}

/// Whether a run's target is a share or a letter, and so no disk of the backup's own.
fn writes_elsewhere(run: &Session) -> bool {
    run.target.as_deref().is_some_and(|target| {
        let target = target.trim();
        let is_share =
            target.starts_with(r"\\") && !target.starts_with(r"\\?\") && !target.starts_with(r"\\.\");
        is_share || VolumeName::parse(target).letter().is_some()
    })
}
