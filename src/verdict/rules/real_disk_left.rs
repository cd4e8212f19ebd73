//! V208: a disk left right before that is none of the run's images.

use jiff::{SignedDuration, Timestamp};

use super::{Manual, Rule, around};
use crate::correlation::{AFTER_LEAVING, Departure, Facts, Subject};
use crate::event::DiskNature;
use crate::event::class::Class;
use crate::say::{Lag, Number, Word, sentences};
use crate::timeline::Span;
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

/// A departure so long behind the run's end is no part of its clearing up.
const BEHIND_END: SignedDuration = SignedDuration::from_secs(120);
/// Records of one moment, where whole seconds are written.
const SAME_MOMENT: SignedDuration = SignedDuration::from_secs(2);
/// Trouble of a path this near a departure is its reason.
const PATH_WITHIN: SignedDuration = SignedDuration::from_secs(120);

/// An image that was there before the run.
const OLDER: &str = "older";

pub(super) const RULE: Rule = Rule {
    id: "V208",
    name: "real-disk-left",
    manual: Manual {
        fires_when: "in the 120 seconds before the 27 (slack 2 seconds) a disk left that a record shows to be real (Partition 1006, Ntfs 4 or StorageSpaces-Driver 207 under its number, StorPort 551 of another miniport than vhdmp), or a virtual one that was there before the run; or one of which nothing is shown (disk 157), and a log of virtual disks covers the time and tells of no such disk then, or a path to storage was in trouble within 120 seconds, or it left more than 2 minutes behind the run's end and no virtual disk within 2 seconds of it. Where Partition 1006 shows the 27's own volume in an image that the run attached, and that had not left more than 120 seconds before, only a real disk counts: the image may have lain on it",
        says: "undetermined",
        because: "disk 157 is written for every disk that leaves by surprise. A USB disk that is pulled and a LUN that drops leave the same 27 as an image that a backup detached",
        what_to_do: "find out which disk it was, and compare the 27's volume with mountvol's list from before",
        source: "disk 157: Microsoft's Japanese support blog, 2015-01-15, and the NT debugging blog, 2013-12-27; bus types: ntddstor.h",
    },
    judge,
    next_step: |_, _| Some(next()),
};

sentences! {
    disk_left(disk: Number, when: Lag, why: Word) = "V208.disk-left":
        "disk { $disk } left { $when }: { $why ->
            [real] it is no image, but a disk of its own
            [older] it is an image that was attached before the run began, so not by the run
            [unknown-to-vhdmp] the log of virtual disks covers that time and knows no such disk
            [path] nothing shows it to be an image, and a path to storage was in trouble then
           *[late] nothing shows it to be an image, and the run had ended minutes before
        }";
    some_disk_left(when: Lag, why: Word) = "V208.some-disk-left":
        "a disk left { $when }: { $why ->
            [real] it is no image, but a disk of its own
            [older] it is an image that was attached before the run began, so not by the run
            [unknown-to-vhdmp] the log of virtual disks covers that time and knows no such disk
            [path] nothing shows it to be an image, and a path to storage was in trouble then
           *[late] nothing shows it to be an image, and the run had ended minutes before
        }";
    next() = "V208.next":
        "find out which disk it was, and compare the volume with mountvol's list from before (see what to do next)";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    // Which image the volume was in is known, so other images are none of its business; but what left before may be the
    // disk on which that image lay.
    // An image that had left long before may be gone for good while the volume is on another disk.
    let has_left = |left: Timestamp| subject.time.duration_since(left) > AFTER_LEAVING;
    let image = facts.image_of_run(subject);
    let is_known = image.is_some_and(|image| !image.left.is_some_and(|(left, _)| has_left(left)));
    let (departure, why) = facts
        .departures(subject.time)
        .iter()
        .rev()
        .filter(|departure| !is_known || departure.is_real())
        .find_map(|departure| Some((departure, reason(facts, subject, departure)?)))?;
    let when = Lag::between(departure.time, subject.time);
    let text = match departure.number {
        Some(number) => disk_left(Number(u64::from(number)), when, Word(why)),
        None => some_disk_left(when, Word(why)),
    };
    let shown = departure.shown.map(|(_, index)| index);
    // That it is older, the record shows that met it first; that the log does not know its arrival, none does.
    let is_met_before = facts.window(subject).is_some_and(|run| departure.met < run.from);
    let met = (why == OLDER && is_met_before).then_some(departure.met_by);
    let evidence = Evidence::of(departure.index).and(met).and(shown).and([subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::Mountvol))
}

/// Why a departure is none of the run's: a word that the sentence selects by.
fn reason(facts: &Facts<'_>, subject: &Subject, departure: &Departure) -> Option<&'static str> {
    let run = facts.window(subject);
    match departure.shown.map(|(nature, _)| nature) {
        Some(DiskNature::Real) => return Some("real"),
        Some(DiskNature::Virtual) => {
            return facts.is_older_than(departure, run).then_some(OLDER);
        }
        None => {}
    }
    let moment = Span { from: departure.time, to: departure.time };
    departure.number?;
    if facts.vhdmp_covers(moment, run) {
        return Some("unknown-to-vhdmp");
    }
    let path = around(departure.time, PATH_WITHIN);
    let has_trouble = [Class::PathLost, Class::PathShaken]
        .into_iter()
        .any(|class| facts.computer.between(class, path.from, path.to).next().is_some());
    if has_trouble {
        return Some("path");
    }
    let ended = facts.session(subject).and_then(|session| session.ended);
    let is_behind = ended.is_some_and(|ended| departure.time.duration_since(ended) > BEHIND_END);
    let beside = facts.departures_within(around(departure.time, SAME_MOMENT));
    (is_behind && !beside.iter().any(Departure::is_virtual)).then_some("late")
}
