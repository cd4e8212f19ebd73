//! What `Microsoft-Windows-Backup` tells of restores and of its schedule (BlbEvents.dll, as collected by libyal/winevt-kb).

/// What is told of restores and of the schedule, which is no step of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// A schedule was set up or changed.
    Scheduled,
    /// It was removed.
    ScheduleRemoved,
    /// A restore succeeded.
    Restored,
    /// It ended with errors.
    RestoredInPart,
    /// It failed.
    RestoreFailed,
}

/// What an id of Windows Server Backup tells of restores or the schedule; copies lie 512 apart.
pub fn task(id: u16) -> Option<Task> {
    Some(match if id >= COPIES { id.saturating_sub(COPIES) } else { id } {
        96 | 97 | 99 => Task::Scheduled,
        98 | 100 => Task::ScheduleRemoved,
        194 | 209 | 225 => Task::Restored,
        195 | 210 | 226 => Task::RestoredInPart,
        196 | 198 | 199 | 211 | 227 => Task::RestoreFailed,
        _ => return None,
    })
}

/// How far the ids of copies in Application lie behind those of the backup channel.
const COPIES: u16 = 512;
