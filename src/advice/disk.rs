//! Advice on hardware.

use super::{Advice, Situation};
use crate::event::class::Class;
use crate::timeline::{EventIndex, Span};

/// The id of a bad block.
const BAD_BLOCK: u16 = 7;

/// Disk 7 was seen: hardware first.
pub(super) fn replace_disk(situation: &Situation<'_>) -> Option<Advice> {
    let bad: Vec<(EventIndex, u16)> = situation
        .computer
        .all(Class::DiskFault)
        .map(|(index, event)| (index, event.at.event_id))
        .filter(|(_, id)| matches!(id, 7 | 11 | 52 | 154 | 13 | 525))
        .collect();
    let (_, first_id) = bad.first()?;
    let what = match *first_id {
        BAD_BLOCK => "Disk 7 (bad blocks)",
        11 => "Disk 11 (error of the controller)",
        52 => "Disk 52 (the disk predicts its failure)",
        154 => "Disk 154 (hardware error)",
        _ => "Unreadable bytes of a source volume",
    };
    let text = format!(
        "{what} seen: hardware first. Check the disk with the vendor's tool or SMART, export the virtual machines, then \
         replace the disk; chkdsk /r only bridges the time until then."
    );
    Some(Advice {
        id: "replace-disk",
        text,
        commands: Vec::new(),
        because: bad.into_iter().map(|(index, _)| index).collect(),
        period: None,
    })
}

/// No disk 7 in the period that the logs cover: worth saying, and not a clean bill.
pub(super) fn no_disk_7(situation: &Situation<'_>) -> Option<Advice> {
    let system = situation.computer.coverage_of("System")?;
    let is_asked =
        !situation.judged.is_empty() || situation.sessions.iter().any(|session| session.outcome.is_trouble());
    let seen = situation.computer.all(Class::DiskFault).next().is_some();
    if seen || !is_asked {
        return None;
    }
    let gaps = match system.gaps.len() {
        0 => String::new(),
        1 => ", which have a gap".to_owned(),
        count => format!(", which have {count} gaps"),
    };
    let text = format!(
        "No failing disk (disk 7, 11, 52, 154) in the System records of this period{gaps}. That does not replace a SMART check."
    );
    let period = Span { from: system.first, to: system.last };
    Some(Advice { id: "no-disk-7", text, commands: Vec::new(), because: Vec::new(), period: Some(period) })
}
