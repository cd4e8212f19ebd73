//! V202: a disk was failing.

use jiff::Timestamp;

use super::{Manual, NEAR, Rule, around};
use crate::correlation::{Facts, Subject};
use crate::event::Event;
use crate::event::providers::disk::BAD_BLOCK;
use crate::say::{Cited, Lag, Number, Sentence, Word, meaning, sentences};
use crate::timeline::Span;
use crate::verdict::{Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V202",
    name: "disk-hardware",
    manual: Manual {
        fires_when: "disk 5, 7, 11, 52 or 154, Ntfs 150 (clusters that were bad), DiskDiagnostic 1 (SMART), StorageSpaces-Driver 204 or 206, or Backup 13/525 (bytes of a source that could not be read), within 10 minutes or inside the linked run; disk 9, 51 or 153, or an error of a storage port (5, 9, 11, 117, 118 or 129 of any driver in System that names \\Device\\RaidPort, \\Device\\ScsiPort, \\Device\\Scsi\\…, \\Device\\Ide\\IdePort or \\Device\\Ide\\iaStor), likewise, unless a record of a disk fits one that left (a 51 with C000000E, or one of a disk that had left at most 120 seconds before and whose number was not given to another since), and that disk is shown to be virtual, or nothing is shown of it and no log of virtual disks covers the time",
        says: "actionable; undetermined where the disk that left behind the run's end is unknown",
        because: "bad blocks and failing paths make snapshots fail, and then a 27 is the least of it. The article looks for disk 7 before anything else",
        what_to_do: "check the hardware with the vendor's tool, replace the disk, and export virtual machines before that; chkdsk /r only bridges the time",
        source: "texts of iologmsg.dll (libyal/winevt-kb); KB 244780 for disk 51; KB 154690 for 9 and 11 of any controller; Microsoft's guidance on data corruption and disk errors names 129 and 153",
    },
    judge,
    next_step: |_, opinion| Some(next_step(opinion)),
};

/// How many records are cited: enough to look at; the rest is in the log.
const SHOWN: usize = 10;

sentences! {
    of_disk(kind: Word, disk: Number, when: Lag, event: Cited) = "V202.on-disk":
        "{ $kind ->
            [bad-block] a bad block was reported
            [parity] a parity error was reported
            [timeout] an I/O that was not answered in time was reported
            [controller] an error of the controller was reported
            [paging] an error while paging was reported
            [prediction] a failure to come was reported
            [retried] an I/O that had to be tried again was reported
            [hardware] a hardware error was reported
           *[other] an error was reported
        } on disk { $disk } { $when } ({ $event })";
    of_some_disk(meaning: Sentence, event: Cited, when: Lag) = "V202.of-some-disk":
        "{ $meaning }, { $when } ({ $event })";
    several(found: Sentence, more: usize) = "V202.several": "{ $found }, and { $more } more in the same run or minutes";
    doubt(found: Sentence) = "V202.doubt": "{ $found }; the disk had just left, and nothing shows that it was an image";
    doubts(found: Sentence, more: usize) = "V202.doubts":
        "{ $found }, and { $more } more in the same run or minutes; the disk had just left, and nothing shows that it was \
         an image";
    next() = "V202.next": "check the disk first: the vendor's tool, SMART (see what to do next)";
    next_in_doubt() = "V202.next-in-doubt": "find out which disk had left, and check it if it was no image";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let near = around(subject.time, NEAR);
    // For a 27 behind the end of its run, what lies between the two belongs to it too.
    let span = facts
        .window(subject)
        .map_or(near, |run| Span { from: run.from.min(near.from), to: run.end.max(near.to) });
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
    let what = what(nearest, subject.time);
    let text = match (verdict, found.len().saturating_sub(1)) {
        (Verdict::Undetermined, 0) => doubt(what),
        (Verdict::Undetermined, more) => doubts(what, more),
        (_, 0) => what,
        (_, more) => several(what, more),
    };
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

/// What was reported of a disk: a word that the sentence selects by.
fn kind(event: &Event) -> &'static str {
    match event.at.event_id {
        BAD_BLOCK => "bad-block",
        5 => "parity",
        9 => "timeout",
        11 => "controller",
        51 => "paging",
        52 => "prediction",
        153 => "retried",
        154 => "hardware",
        _ => "other",
    }
}

/// What a record says, of which disk, and when.
fn what(event: &Event, subject: Timestamp) -> Sentence {
    let (cited, when) = (Cited::from(event), Lag::between(event.time(), subject));
    match event.disk_number() {
        Some(number) => of_disk(Word(kind(event)), Number(u64::from(number)), when, cited),
        None => of_some_disk(meaning(event), cited, when),
    }
}

fn next_step(opinion: &Opinion) -> Sentence {
    if opinion.verdict == Verdict::Actionable { next() } else { next_in_doubt() }
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
