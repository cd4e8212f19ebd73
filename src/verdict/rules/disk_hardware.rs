//! V202: a disk was failing.

use jiff::Timestamp;

use super::{Manual, NEAR, Rule, around, meaning, when};
use crate::correlation::{Facts, Subject};
use crate::event::Event;
use crate::timeline::Span;
use crate::verdict::{Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V202",
    name: "disk-hardware",
    manual: Manual {
        fires_when: "disk 7, 11, 52 or 154, or Backup 13/525 (bytes of a source that could not be read), within 10 minutes or inside the linked run; disk 51 or 153, or a port reset (129), likewise, unless a 51 or 153 fits a disk that left (a 51 with C000000E, or one of a disk that had left at most 120 seconds before and whose number was not given to another since), and that disk is shown to be virtual, or nothing is shown of it and no log of virtual disks covers the time",
        says: "actionable; undetermined where the disk that left behind the run's end is unknown",
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
    let trouble = facts.disk_trouble(span);
    let (found, verdict) = if trouble.is_empty() {
        (facts.disk_doubts(span), Verdict::Undetermined)
    } else {
        (trouble, Verdict::Actionable)
    };
    let nearest_first = nearest_first(found, subject.time);
    let mut shown = nearest_first.take(SHOWN.saturating_add(1));
    let index = shown.next()?;
    let nearest = facts.computer.event(index)?;
    let more = match found.len() {
        1 => String::new(),
        count => format!(", and {} more in the same run or minutes", count.saturating_sub(1)),
    };
    let doubt = match verdict {
        Verdict::Undetermined => ", which had just left; nothing shows that it was an image",
        _ => "",
    };
    let text = format!(
        "{} {} {}: {}{doubt}{more}",
        nearest.at.provider,
        nearest.at.event_id,
        when(nearest.time(), subject.time),
        what(nearest)
    );
    Some(Opinion::new(&RULE, verdict, text, Evidence::of(index).and(shown)))
}

/// Records in the order of their distance from a time, without sorting all of them; of those as far, in
/// their own order.
fn nearest_first<T: Copy>(found: &[(Timestamp, T)], time: Timestamp) -> impl Iterator<Item = T> {
    let (before, after) = found.split_at(found.partition_point(|(at, _)| *at < time));
    // Backwards, but for records of one moment.
    let mut before = before.chunk_by(|a, b| a.0 == b.0).rev().flatten().peekable();
    let mut after = after.iter().peekable();
    std::iter::from_fn(move || {
        let distance = |entry: Option<&&(Timestamp, T)>| entry.map(|(at, _)| at.duration_since(time).abs());
        let next = match (distance(before.peek()), distance(after.peek())) {
            (Some(back), Some(forth)) if forth < back => after.next(),
            (Some(_), _) => before.next(),
            (None, _) => after.next(),
        };
        next.map(|(_, record)| *record)
    })
}

fn what(event: &Event) -> String {
    match event.disk_number() {
        Some(number) => format!("{} (disk {number})", meaning(event)),
        None => meaning(event),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_of_one_moment_are_cited_in_their_order() {
        let at = |second, index| (Timestamp::from_second(second).unwrap(), index);
        let found = [at(10, 0), at(20, 1), at(20, 2), at(30, 3), at(30, 4)];
        let order = |second| nearest_first(&found, at(second, 0).0).collect::<Vec<_>>();
        assert_eq!(order(25), [1, 2, 3, 4, 0]);
        assert_eq!(order(31), [3, 4, 1, 2, 0]);
        assert_eq!(order(10), [0, 1, 2, 3, 4]);
    }
}
