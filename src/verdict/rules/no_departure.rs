//! V405: the log that would show the departure is there, and shows none.

use jiff::{SignedDuration, Timestamp};

use super::{Manual, NEAR, Rule, around, ends};
use crate::correlation::{Departure, Facts, LiesOn, STRONG_BEFORE, STRONG_WITHIN, Subject};
use crate::event::class::Class;
use crate::event::volume::VolumeName;
use crate::event::{Event, EventKind};
use crate::say::{Cited, Lag, Log, Path, Sentence, sentences};
use crate::session::Window;
use crate::timeline::{EventIndex, Span, earlier, shifted};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

/// VHDMP 2 is written when the removal is done, which may be behind the 27.
const DONE_WITHIN: SignedDuration = SignedDuration::from_secs(10);

pub(super) const RULE: Rule = Rule {
    id: "V405",
    name: "no-departure",
    manual: Manual {
        fires_when: "a log of virtual disks (VHDMP) covers the time of the 27, shows disks attached in the run, and no virtual disk left from 120 seconds before the 27 to 10 seconds behind it; or it covers the whole run up to there, shows disks attached in other runs, and none that was there, came or left in this one; or Partition 1006 shows the image that holds the volume still attached more than 10 seconds behind the 27; or Ntfs 4, 98 or 142 tells that the volume was mounted when the last virtual disk before the 27 had left for 2 seconds, or more than 10 seconds behind the 27, in the same boot and outside every run, with no image attached in between; or that it was mounted in the run, within 10 minutes before it, or in the same boot more than 10 seconds behind the 27, when a log of virtual disks covers the time between and no image was attached within 10 seconds of the mount",
        says: "undetermined",
        because: "the noise is that of a disk that has just left. Where the log shows all that came and left, and nothing left then, the 27 is of something else",
        what_to_do: "compare the volume with mountvol's list; look what happened to it at that time",
        source: "the mechanism that the article on the Shared Protection Point timer, 2012, describes; VHDMP: message resources of vhdmp.sys",
    },
    judge,
    next_step: |_, _| Some(next()),
};

sentences! {
    image_stays(volume: VolumeName) = "V405.image-stays":
        "the image that holds { $volume } was still attached behind it, so no device was gone";
    file_stays(volume: VolumeName, file: Path) = "V405.file-stays":
        "{ $file }, the image that holds { $volume }, was still attached behind it, so no device was gone";
    held(what: Sentence, process: Log, event: Cited, when: Lag) = "V405.held":
        "{ $what }; { $process } kept a virtual disk from being removed { $when } ({ $event })";
    lives(volume: VolumeName) = "V405.lives-on":
        "{ $volume } was mounted when the last virtual disk before this had left already";
    well_behind(volume: VolumeName, event: Cited, when: Lag) = "V405.well-behind":
        "{ $volume } was mounted and well { $when } ({ $event }), outside every run, and no image came in between";
    before_images(volume: VolumeName, event: Cited, when: Lag) = "V405.before-images":
        "{ $volume } was mounted { $when } ({ $event }), when the log of virtual disks shows none attached, so it was on no image";
    none_of_run() = "V405.none-left":
        "the log of virtual disks shows what the run attached and detached, and none of it left around this time";
    none_came() = "V405.none-came":
        "the log of virtual disks shows what other runs attached, and that none was attached in this one";
    next() = "V405.next":
        "compare the volume with mountvol's list (see what to do next), and look what happened to it at that time";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    still_there(facts, subject)
        .or_else(|| none_left(facts, subject))
        .or_else(|| lives_on(facts, subject))
        .or_else(|| lives_behind(facts, subject))
        .or_else(|| was_there(facts, subject))
}

/// The image that holds the volume was still attached.
fn still_there(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let volume = subject.volume.as_ref()?;
    let LiesOn::Image(image) = facts.lies_on(volume, subject.time) else { return None };
    let is_there = image.is_there(facts.computer, subject.time) == Some(true)
        && image.is_there_behind(shifted(subject.time, DONE_WITHIN));
    let text = match &image.file {
        _ if !is_there => return None,
        Some(file) => file_stays(volume.clone(), Path(file.clone())),
        None => image_stays(volume.clone()),
    };
    let left = image.left.map(|(_, index)| index);
    let evidence = Evidence::of(image.index).and(left).and([subject.index]);
    let (text, evidence) = match blocked(facts, subject) {
        Some((index, process, event, when)) => (held(text, process, event, when), evidence.and([index])),
        None => (text, evidence),
    };
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, evidence);
    Some(opinion.of_same_volume(true).asking(Ask::Mountvol))
}

/// A program that kept an image from being removed about then.
fn blocked(facts: &Facts<'_>, subject: &Subject) -> Option<(EventIndex, Log, Cited, Lag)> {
    let near = around(subject.time, NEAR);
    let (index, event) = facts.computer.between(Class::RemovalBlocked, near.from, near.to).next()?;
    let EventKind::RemovalBlocked { process, .. } = &event.kind else { return None };
    Some((index, Log::of(&**process), Cited::from(event), Lag::between(event.time(), subject.time)))
}

/// The volume was mounted still, or anew, when the last virtual disk had left.
fn lives_on(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let volume = subject.volume.as_ref()?;
    let left = facts.departures(subject.time).iter().rfind(|departure| departure.is_virtual())?;
    let behind = facts.computer.naming_between(volume, left.time, subject.time);
    let (alive, _) = behind
        .filter(|(_, event)| shifted(left.time, STRONG_BEFORE) < event.time() && event.time() < subject.time)
        .find(|(_, event)| event.is_sign_of_life())?;
    let text = lives(volume.clone());
    let evidence = Evidence::of(left.index).and([alive, subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::Mountvol))
}

/// The volume is mounted and well behind the 27, in the same boot and outside every run, and no image came in between.
fn lives_behind(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let volume = subject.volume.as_ref()?;
    let from = shifted(subject.time, DONE_WITHIN);
    let came_back = facts.comes_back(volume, subject.time, subject.time);
    let attached = facts.attached_within(Span { from: subject.time, to: came_back });
    let attached = attached.and_then(|index| facts.computer.event(index)).map(Event::time);
    let until = attached.map_or(came_back, |attached| attached.min(came_back));
    let (time, alive) = facts.sightings(volume)?.well_outside(from, until)?;
    // Of runs of that time nobody knows.
    if facts.backup_log_begins_behind(time) {
        return None;
    }
    let event = facts.computer.event(alive)?;
    let text = well_behind(volume.clone(), Cited::from(event), Lag::between(time, subject.time));
    let evidence = Evidence::of(alive).and([subject.index]);
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, evidence);
    Some(opinion.of_same_volume(true).asking(Ask::Mountvol))
}

/// The volume was mounted in the run, right before it, or behind the 27, when no image was attached.
fn was_there(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let (volume, window) = (subject.volume.as_ref()?, facts.window(subject)?);
    let seen = facts.sightings(volume)?;
    let before = Span { from: earlier(window.start, NEAR), to: subject.time };
    let behind = Span { from: shifted(subject.time, DONE_WITHIN), to: Timestamp::MAX };
    let behind = facts.computer.within_boot(subject.time, behind);
    let mounted = [before, behind].into_iter().find_map(|span| {
        let mut mounts = ends(seen.alive_within(span.from, span.to)).copied();
        mounts.find(|mount| mount.is_well && is_without_image(facts, subject, window, mount.time))
    })?;
    let event = facts.computer.event(mounted.index)?;
    // A table knows better.
    if facts.image_of_run(subject).is_some() {
        return None;
    }
    let when = Lag::between(event.time(), subject.time);
    let text = before_images(volume.clone(), Cited::from(event), when);
    let evidence = Evidence::of(mounted.index).and([subject.index]);
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, evidence);
    Some(opinion.of_same_volume(true).asking(Ask::Mountvol))
}

/// Whether the log of virtual disks shows, from the 27 to that time or back to it, in the same boot, that none was attached then.
fn is_without_image(facts: &Facts<'_>, subject: &Subject, window: Window, time: Timestamp) -> bool {
    let between = Span { from: time.min(subject.time), to: time.max(subject.time) };
    time != subject.time
        && facts.computer.boot_of(time) == facts.computer.boot_of(subject.time)
        && !facts.had_image_around(around(time, DONE_WITHIN))
        && facts.vhdmp_covers(between, Some(window))
}

fn none_left(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let window = facts.window(subject)?;
    let near = Span { from: earlier(subject.time, STRONG_WITHIN), to: shifted(subject.time, DONE_WITHIN) };
    let Some(attached) = facts.attached_within(window.run()) else {
        return none_came_at_all(facts, subject, window);
    };
    let left = facts.departures_within(near).iter().any(Departure::is_virtual);
    if left || !facts.vhdmp_covers(near, Some(window)) {
        return None;
    }
    let text = none_of_run();
    let evidence = Evidence::of(attached).and([subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::Mountvol))
}

/// Each run that is known to attach something is told in the log of virtual disks, and this one is known to have attached nothing.
fn none_came_at_all(facts: &Facts<'_>, subject: &Subject, window: Window) -> Option<Opinion> {
    let run = Span { from: window.from, to: window.end.max(shifted(subject.time, DONE_WITHIN)) };
    if facts.had_image_around(run) || !facts.vhdmp_covers(run, Some(window)) {
        return None;
    }
    let mut others = facts.sessions.iter().filter_map(|other| other.window);
    let attached = others.find_map(|other| facts.attached_within(other.run()))?;
    let evidence = Evidence::of(attached).and([subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, none_came(), evidence).asking(Ask::Mountvol))
}
