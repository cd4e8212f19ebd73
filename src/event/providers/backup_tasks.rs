//! What `Microsoft-Windows-Backup` tells of restores and of its schedule (BlbEvents.dll, as collected by libyal/winevt-kb).

/// What is told of restores and of the schedule, which is no step of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// A schedule was set up or changed.
    Scheduled,
    /// It was removed.
    ScheduleRemoved,
    /// A restore succeeded.
    Restored(Restore),
    /// It ended with errors.
    RestoredInPart(Restore),
    /// It failed.
    RestoreFailed(Restore),
}

/// What was to be restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restore {
    /// Whole volumes.
    Volumes,
    /// Files and folders.
    Files,
    /// Components of applications.
    Components,
}

/// What an id of Windows Server Backup tells of restores or the schedule; copies lie 512 apart.
pub fn task(id: u16) -> Option<Task> {
    Some(match if id >= COPIES { id.saturating_sub(COPIES) } else { id } {
        96 | 97 | 99 => Task::Scheduled,
        98 | 100 => Task::ScheduleRemoved,
        194 => Task::Restored(Restore::Volumes),
        195 => Task::RestoredInPart(Restore::Volumes),
        196 | 198 | 199 => Task::RestoreFailed(Restore::Volumes),
        209 => Task::Restored(Restore::Files),
        210 => Task::RestoredInPart(Restore::Files),
        211 => Task::RestoreFailed(Restore::Files),
        225 => Task::Restored(Restore::Components),
        226 => Task::RestoredInPart(Restore::Components),
        227 => Task::RestoreFailed(Restore::Components),
        _ => return None,
    })
}

/// How far the ids of copies in Application lie behind those of the backup channel.
const COPIES: u16 = 512;
