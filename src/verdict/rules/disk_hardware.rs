//! V202: a disk was failing.

use jiff::{SignedDuration, Timestamp};

use super::{Manual, NEAR, Rule, around, when};
use crate::correlation::{Facts, Subject};
use crate::event::class::Class;
use crate::event::codes::STATUS_NO_SUCH_DEVICE;
use crate::event::{Event, EventKind, Trust};
use crate::timeline::{EventIndex, Span, shifted};
use crate::verdict::{Evidence, Opinion, Verdict};

/// Requests under way when a disk leaves fail within this.
const AFTER_LEAVING: SignedDuration = SignedDuration::from_secs(120);

pub(super) const RULE: Rule = Rule {
    id: "V202",
    name: "disk-hardware",
    manual: Manual {
        fires_when: "disk 7, 11, 52 or 154, or Backup 13/525 (bytes of a source that could not be read), within 10 minutes or inside the linked run; disk 51 or 153, or a port reset (129), likewise, unless a 51 or 153 fits a detached disk: a 51 with C000000E, or one of a disk that had left at most 120 seconds before and whose number was not given to another since",
        says: "actionable",
        because: "bad blocks and failing paths make snapshots fail, and then a 27 is the least of it. The article looks for disk 7 before anything else",
        what_to_do: "check the hardware with the vendor's tool, replace the disk, and export virtual machines before that; chkdsk /r only bridges the time",
        source: "texts of iologmsg.dll (libyal/winevt-kb); KB 244780 for disk 51; Microsoft's guidance on data corruption and disk errors names 129 and 153",
    },
    judge,
};

/// How many records are cited: enough to look at; the rest is in the log.
const SHOWN: usize = 10;

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let near = around(subject.time, NEAR);
    let run = facts.session(subject).and_then(|session| session.window).map(|window| Span {
        from: window.from,
        // For a 27 behind the end of its run, what lies between the two belongs to it too.
        to: if subject.time > window.end { subject.time } else { window.end },
    });
    let span = run.map_or(near, |run| Span { from: run.from.min(near.from), to: run.to.max(near.to) });
    let counts = |time: Timestamp| {
        let within = |span: Span| span.from <= time && time <= span.to;
        within(near) || run.is_some_and(within)
    };
    let faults = facts.computer.between(Class::DiskFault, span.from, span.to);
    let doubts = facts
        .computer
        .between(Class::DiskDoubt, span.from, span.to)
        .filter(|(_, event)| !fits_a_detach(facts, event));
    let mut found: Vec<(EventIndex, &Event)> =
        faults.chain(doubts).filter(|(_, event)| counts(event.time())).collect();
    found.sort_by_key(|(index, event)| (event.time().duration_since(subject.time).abs(), *index));
    let (index, nearest) = found.first()?;
    let more = match found.len() {
        1 => String::new(),
        count => format!(", and {} more in the same run or minutes", count.saturating_sub(1)),
    };
    let text = format!(
        "{} {} {}: {}{more}",
        nearest.at.provider,
        nearest.at.event_id,
        when(nearest.time(), subject.time),
        what(nearest)
    );
    let others = found.iter().skip(1).take(SHOWN).map(|(index, _)| *index);
    Some(Opinion::new(&RULE, Verdict::Actionable, text, Evidence::of(*index).and(others)))
}

fn what(event: &Event) -> String {
    let meaning = match &event.kind {
        EventKind::PortReset { device } => return format!("a storage port reset a device ({device})"),
        _ => {
            crate::event::providers::row(&event.at.provider, event.at.event_id).map_or("", |row| row.meaning)
        }
    };
    match event.disk_number() {
        Some(number) => format!("{meaning} (disk {number})"),
        None => meaning.to_owned(),
    }
}

/// A 51 with C000000E, or a 51 or 153 of a disk that had just left and was not replaced since. A record
/// whose bytes may be wrong excuses nothing.
fn fits_a_detach(facts: &Facts<'_>, event: &Event) -> bool {
    let EventKind::Driver(error) = &event.kind else { return false };
    let is_gone = event.at.event_id == 51 && error.status.status() == Some(STATUS_NO_SUCH_DEVICE);
    if is_gone && event.trust == Trust::Intact {
        return true;
    }
    let Some(number) = error.disk_number else { return false };
    let from = shifted(event.time(), SignedDuration::ZERO.saturating_sub(AFTER_LEAVING));
    let latest = |class: Class| {
        let of_disk = facts
            .computer
            .between(class, from, event.time())
            .filter(|(_, other)| other.disk_number() == Some(number));
        { of_disk }.next_back()
    };
    let Some((left, detach)) = latest(Class::Detach) else { return false };
    let came_back = latest(Class::Attach).is_some_and(|(came, _)| came > left);
    detach.trust == Trust::Intact && !came_back
}
