//! V208: a disk left right before that is none of the run's images.

use jiff::{SignedDuration, Timestamp};

use super::{Manual, NEAR, Rule, around};
use crate::correlation::{
    AFTER_LEAVING, Basis, Departure, Facts, STRONG_BEFORE, STRONG_WITHIN, Strength, Subject, TOLD_WITHIN,
};
use crate::event::class::Class;
use crate::event::providers::backup::{BackupEvent, BackupStep};
use crate::event::providers::disk;
use crate::event::volume::VolumeName;
use crate::event::{DiskNature, Event, EventKind};
use crate::say::{Cited, Lag, Number, Sentence, Word, meaning, sentences};
use crate::timeline::{EventIndex, Span, earlier, shifted};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

/// What a run misses within two nights may have left in the one before.
const MISSED_WITHIN: SignedDuration = SignedDuration::from_hours(48);
/// Of thousands of records nobody knows.
const MOST: usize = 512;

/// A disk of the host's own.
const REAL: &str = "real";
/// A disk of which the log of virtual disks does not know.
const UNKNOWN_TO_VHDMP: &str = "unknown-to-vhdmp";
/// A disk of which nothing is shown, but that it was there before the run.
const THERE_BEFORE: &str = "there-before";
/// A disk under whose number a real one is shown soon behind.
const CAME_BACK: &str = "came-back";
/// An image that came when the run had ended.
const LATER: &str = "later";
/// An image that was there before the run.
const OLDER: &str = "older";

pub(super) const RULE: Rule = Rule {
    id: "V208",
    name: "real-disk-left",
    manual: Manual {
        fires_when: "in the 120 seconds before the 27 (slack 2 seconds) a disk left that a record shows to be real (Partition 1006, Ntfs 4 or StorageSpaces-Driver 207 under its number, StorPort 551 of another miniport than vhdmp), or a virtual one that was there before the run, or came when it had ended; or one of which nothing is shown (disk 157), and a log of virtual disks covers the time and tells of no such disk then, or its number was told of outside every run before this one, by errors too, and neither that it left since (or 2 seconds before a request, 9, 51 or 153, that failed) nor that it came anew, or a disk that is real is shown under its number within 10 minutes behind, or a path to storage was in trouble within 10 minutes, or it left more than 2 minutes behind the run's end. Where Partition 1006 shows the 27's own volume in an image that the run attached, and that had not left more than 120 seconds before, only a real disk counts, or one of which a log of virtual disks does not know, or that was there before the run: the image may have lain on it. Else, where no virtual disk of the run left right before, one that is shown to be real counts from 10 minutes before to 60 seconds behind the 27, and one of which a log of virtual disks does not know to 60 seconds behind; where one did, what disk 157 tells of to 60 seconds behind, and of a disk that is shown to be real from 10 minutes before. Or Ntfs 50, 57 or 139 to 141 tells from 120 seconds before (10 minutes, where no virtual disk of the run left right before) to 60 seconds behind that writes to a volume with a letter were lost, or to one that a list, Backup or a record of its disk shows to be the host's own, and nothing shows the 27's own volume in an image of the run. Or, where the 27 would be benign by presumption only, a run within 48 hours behind the linked one finds no target (Backup 49; for a 27 behind the linked run's end, and not where its target is a share), or lacks a source that is not known to be another volume (146), which none of the 48 hours before the 27 did, and none ended well in between",
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
            [later] it is an image that was attached when the run had ended, so not by the run
            [there-before] it was there before the run began, and nothing shows it to be an image
            [unknown-to-vhdmp] the log of virtual disks covers that time and knows no such disk
            [came-back] nothing shows it to be an image, and minutes later a disk that is none has its number
            [path] nothing shows it to be an image, and a path to storage was in trouble then
           *[late] nothing shows it to be an image, and the run had ended minutes before
        }";
    some_disk_left(when: Lag, why: Word) = "V208.some-disk-left":
        "a disk left { $when }: { $why ->
            [real] it is no image, but a disk of its own
            [older] it is an image that was attached before the run began, so not by the run
            [later] it is an image that was attached when the run had ended, so not by the run
            [there-before] it was there before the run began, and nothing shows it to be an image
            [unknown-to-vhdmp] the log of virtual disks covers that time and knows no such disk
            [came-back] nothing shows it to be an image, and minutes later a disk that is none has its number
            [path] nothing shows it to be an image, and a path to storage was in trouble then
           *[late] nothing shows it to be an image, and the run had ended minutes before
        }";
    letter_lost(volume: VolumeName, event: Cited, when: Lag) = "V208.letter-lost":
        "writes to { $volume } were lost { $when } ({ $event }), as when a device is gone; the volumes that a run attaches get no \
         letter";
    host_lost(volume: VolumeName, event: Cited, when: Lag) = "V208.host-lost":
        "writes to { $volume } were lost { $when } ({ $event }), as when a device is gone; it is a volume of the host itself";
    missed(meaning: Sentence, event: Cited, when: Lag) = "V208.missed-since":
        "{ $meaning }, { $when } ({ $event }), and no run ended well before: what it misses may have left then";
    next() = "V208.next":
        "find out which disk it was, and compare the volume with mountvol's list from before (see what to do next)";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    disk(facts, subject).or_else(|| letter(facts, subject)).or_else(|| missed_since(facts, subject))
}

/// Soon behind, before a run has ended well, a run finds no target or lacks a source: what it misses may have left then.
fn missed_since(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let (end, run) = (facts.window(subject)?.end, facts.session(subject)?);
    if facts.basis(subject).0 > Basis::Presumed {
        return None;
    }
    let latest = shifted(end, MISSED_WITHIN);
    let later = facts.sessions.get(facts.sessions.partition_point(|run| run.started <= end)..);
    let mut later = later.into_iter().flatten().take_while(|run| run.started <= latest);
    let next_good = later.find(|run| run.outcome.is_success());
    let until = next_good.map_or(latest, |run| run.ended.unwrap_or(run.started).min(latest));
    let is_other = |volume: &VolumeName, event: &Event| {
        let own = subject.volume.as_ref();
        own.is_some_and(|own| facts.is_same_volume(volume, own, event.time()) == Some(false))
    };
    // What was missing before did not leave then, and a share is no disk.
    let before = facts.computer.between(Class::Backup, earlier(subject.time, MISSED_WITHIN), subject.time);
    let before: Vec<&BackupEvent> = before.rev().take(MOST).filter_map(|(_, event)| backup(event)).collect();
    let is_new = |told: &BackupEvent| {
        !before.iter().any(|known| known.step == told.step && known.volume == told.volume)
    };
    let is_share = run
        .target
        .as_deref()
        .is_some_and(|target| target.starts_with(r"\\") && VolumeName::parse(target).guid().is_none());
    let mut behind = facts.computer.between(Class::Backup, end, until).take(MOST);
    let (index, event) = behind.find(|(_, event)| {
        backup(event).is_some_and(|told| match told.step {
            // Until a run has ended it wrote to its target, so what it is about before is something else.
            BackupStep::NoTarget => !is_share && end < shifted(subject.time, STRONG_BEFORE) && is_new(told),
            BackupStep::SourceMissing => {
                is_new(told) && !told.volumes_of_host.iter().any(|(volume, _)| is_other(volume, event))
            }
            _ => false,
        })
    })?;
    let text = missed(meaning(event), Cited::from(event), Lag::between(event.time(), subject.time));
    let evidence = Evidence::of(index).and([subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::Mountvol))
}

fn backup(event: &Event) -> Option<&BackupEvent> {
    match &event.kind {
        EventKind::Backup(backup) => Some(backup),
        _ => None,
    }
}

/// The device of a volume that stays seems to be gone, and nothing shows that the 27 is of another volume.
fn letter(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    // Where a virtual disk left right before, what was lost minutes ago is not what the 27 is about.
    let within = if subject.link.strength == Strength::Strong { STRONG_WITHIN } else { NEAR };
    let (index, event, volume) = facts.lasting_loss(subject.time, within)?;
    if facts.image_of_run(subject).is_some() {
        return None;
    }
    let when = Lag::between(event.time(), subject.time);
    let say = if volume.letter().is_some() { letter_lost } else { host_lost };
    let text = say(volume.clone(), Cited::from(event), when);
    let evidence = Evidence::of(index).and([subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::Mountvol))
}

fn disk(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    // Which image the volume was in is known, so other images are none of its business; but what left before may be the
    // disk on which that image lay.
    // An image that had left long before may be gone for good while the volume is on another disk.
    let has_left = |left: Timestamp| subject.time.duration_since(left) > AFTER_LEAVING;
    let image = facts.image_of_run(subject);
    let is_known = image.is_some_and(|image| !image.left.is_some_and(|(left, _)| has_left(left)));
    let told = |departure| Some((departure, reason(facts, subject, departure)?));
    let right_before = facts.departures(subject.time).iter().rev();
    let is_host = |(_, why): &(&Departure, &str)| matches!(*why, REAL | UNKNOWN_TO_VHDMP | THERE_BEFORE);
    let right_before = right_before.filter_map(told).find(|told| !is_known || is_host(told));
    // The removal may be told behind the requests that failed; and a disk of the host's own may have left earlier. Where an image of the
    // run left right before, only what left by surprise: disks are ejected when a backup has ended.
    let around = Span { from: earlier(subject.time, NEAR), to: shifted(subject.time, TOLD_WITHIN) };
    let is_strong = subject.link.strength == Strength::Strong;
    let in_around = || {
        let all = facts.departures_within(around).iter().filter(|_| !is_known);
        let counts = |departure: &Departure| {
            let is_behind = subject.time < departure.time && !departure.is_virtual();
            let is_surprise = || is_surprise(facts, departure);
            (is_behind || departure.is_real()) && (!is_strong || is_surprise())
        };
        let told = all.filter(|departure| counts(departure)).filter_map(told).filter(is_host);
        told.min_by_key(|(departure, _)| departure.time.duration_since(subject.time).abs())
    };
    let (departure, why) = right_before.or_else(in_around)?;
    let when = Lag::between(departure.time, subject.time);
    let text = match departure.number {
        Some(number) => disk_left(Number(u64::from(number)), when, Word(why)),
        None => some_disk_left(when, Word(why)),
    };
    let back = (why == CAME_BACK).then(|| real_behind(facts, departure)).flatten();
    let shown = departure.shown.map(|(_, index)| index).or(back);
    // That it is older, the record shows that met it first; that the log does not know its arrival, none does.
    let is_met_before = facts.window(subject).is_some_and(|run| departure.met < run.start);
    let met = ([OLDER, THERE_BEFORE].contains(&why) && is_met_before).then_some(departure.met_by);
    let of_trouble = || trouble_before(facts, departure, facts.window(subject)?.start);
    let met = met.or_else(|| (why == THERE_BEFORE).then(of_trouble).flatten());
    let evidence = Evidence::of(departure.index).and(met).and(shown).and([subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::Mountvol))
}

/// Whether a disk left without having been asked to.
fn is_surprise(facts: &Facts<'_>, departure: &Departure) -> bool {
    facts.computer.event(departure.index).is_some_and(|event| event.at.event_id == disk::SURPRISE_REMOVAL)
}

/// Whether a disk is told of under the same number since a run began: it may be another one, whose coming was told and the departure of
/// the one before it was not.
fn came_again(facts: &Facts<'_>, departure: &Departure, since: Timestamp) -> bool {
    let seen = facts.computer.between(Class::DiskSeen, since, departure.time).take(MOST);
    let is_it = |event: &Event| event.disk_number() == departure.number;
    seen.enumerate().any(|(count, (_, event))| is_it(event) || count.saturating_add(1) == MOST)
}

/// The last error, or other word of the driver, of a disk under the same number outside every run before this one, in the same boot, where
/// nothing tells that it left or came since.
fn trouble_before(facts: &Facts<'_>, departure: &Departure, start: Timestamp) -> Option<EventIndex> {
    let before = Span { from: facts.computer.begin_of_boot(departure.time), to: start };
    let errors = [facts.disk_trouble(before), facts.disk_doubts(before)];
    let errors = errors.into_iter().flat_map(|errors| errors.iter().rev().take(MOST)).copied();
    // What the driver says without an error names a disk that is there, too: that its id is another's, or that it is not ready.
    let others = facts.computer.between(Class::DetachNoise, before.from, before.to).rev().take(MOST);
    let others = others.map(|(index, event)| (event.time(), index));
    let departures = facts.departures_within(before).iter().rev().take(MOST);
    let left = departures.filter(|other| other.number == departure.number).map(|other| other.time).next();
    let told = errors.chain(others).filter(|(time, index)| {
        let event = facts.computer.event(*index);
        // Requests still fail right behind what they were meant for. A fault, or the word of a disk that comes, is of one that is there.
        let is_request = event.is_some_and(|event| event.classes().any(|class| class == Class::DiskDoubt));
        let since = if is_request { earlier(*time, STRONG_BEFORE) } else { *time };
        event.and_then(Event::disk_number) == departure.number
            && left.is_none_or(|left| left < since)
            && facts.is_outside_runs(*time)
    });
    let (time, index) = told.max()?;
    (!came_again(facts, departure, time)).then_some(index)
}

/// The record that shows a disk that is real under the same number minutes behind a departure.
fn real_behind(facts: &Facts<'_>, departure: &Departure) -> Option<EventIndex> {
    let (nature, shown) = facts.disk_at(departure.number?, shifted(departure.time, NEAR))?;
    let time = facts.computer.event(shown)?.time();
    (nature == DiskNature::Real && departure.time < time).then_some(shown)
}

/// Why a departure is none of the run's: a word that the sentence selects by.
fn reason(facts: &Facts<'_>, subject: &Subject, departure: &Departure) -> Option<&'static str> {
    let run = facts.window(subject);
    match departure.shown.map(|(nature, _)| nature) {
        Some(DiskNature::Real) => return Some(REAL),
        Some(DiskNature::Virtual) => {
            let is_later = facts.came_behind(departure, run);
            return facts.is_older_than(departure, run).then_some(OLDER).or(is_later.then_some(LATER));
        }
        None => {}
    }
    let moment = Span { from: departure.time, to: departure.time };
    departure.number?;
    if facts.vhdmp_covers(moment, run) {
        return Some(UNKNOWN_TO_VHDMP);
    }
    if run.is_some_and(|run| departure.met < run.start && !came_again(facts, departure, run.start))
        && facts.is_outside_runs(departure.met)
        || run.is_some_and(|run| trouble_before(facts, departure, run.start).is_some())
    {
        return Some(THERE_BEFORE);
    }
    if real_behind(facts, departure).is_some() {
        return Some(CAME_BACK);
    }
    // Trouble of a path in the same minutes is the reason of a departure of which nothing is shown.
    let path = around(departure.time, NEAR);
    let has_trouble = [Class::PathLost, Class::PathShaken]
        .into_iter()
        .any(|class| facts.computer.between(class, path.from, path.to).next().is_some());
    if has_trouble {
        return Some("path");
    }
    let has_ended = facts.session(subject).is_some_and(|session| session.ended.is_some());
    let is_behind = has_ended && run.is_some_and(|run| !run.may_take(departure.time));
    is_behind.then_some("late")
}
