//! The next step for a run that did not succeed, by its cause.

use crate::event::codes::Hresult;
use crate::session::{CauseKind, Outcome, Session};

/// What to do about a run; none for one that succeeded.
pub fn next_step(session: &Session) -> Option<&'static str> {
    match session.outcome {
        Outcome::Succeeded | Outcome::SucceededWithSkippedFiles => return None,
        Outcome::Interrupted => {
            return Some(
                "find out why the machine went down (Kernel-Power 41, EventLog 6008) and run the backup again",
            );
        }
        Outcome::EndNotSeen => {
            return Some("ask for the log Microsoft-Windows-Backup, exported after the run ended");
        }
        Outcome::Cancelled => return Some("find out who or what cancelled it; run the backup again"),
        Outcome::Partial | Outcome::Failed | Outcome::NotStarted => {}
    }
    if let Some(step) = by_code(session) {
        return Some(step);
    }
    let kind = session.cause.as_ref().map_or(CauseKind::Unknown, |cause| cause.kind);
    Some(match kind {
        CauseKind::SnapshotTimeout => "raise CreateTimeout (see the advice below)",
        CauseKind::Vss => "look at VSS and SPP events of that time; vssadmin list writers",
        CauseKind::VssTimeout => {
            "CreateTimeout does not help: lighten the disks' load at that time; vssadmin list writers"
        }
        CauseKind::VssWriter => "vssadmin list writers; restart the service of the writer that failed",
        CauseKind::VssProvider => "vssadmin list providers; remove or update other products' providers",
        CauseKind::ShadowStorage => {
            "vssadmin list shadowstorage; make room, or resize it (small system partitions too)"
        }
        CauseKind::SnapshotLost => {
            "look at the volsnap events of that time: the source's shadow storage gave out"
        }
        CauseKind::DiskHardware => "check the disk first",
        CauseKind::TargetStorage => "check the backup target: space, access, whether it is attached",
        CauseKind::Network => "check the share: path, credentials, the network at that time",
        CauseKind::Source => "check the source volume that the run names",
        CauseKind::SystemWriter => "vssadmin list writers; repair the System Writer",
        CauseKind::Policy => "check the schedule, other runs at that time, and group policies for backup",
        CauseKind::Cancelled => "find out who or what cancelled it; run the backup again",
        CauseKind::Unknown => "look the code up; give it to Microsoft support with the run's events",
    })
}

/// Causes whose code needs a step of its own.
fn by_code(session: &Session) -> Option<&'static str> {
    let codes = [session.detail, session.hresult].into_iter().flatten().map(|coded| coded.code);
    codes.into_iter().find_map(Hresult::next_step)
}
