//! V304: the volume is most likely one of the host's own.

use jiff::{SignedDuration, Timestamp};

use super::{Manual, Rule, around, ends, permanent_volume};
use crate::correlation::{AFTER_LEAVING, Facts, Kept, Subject};
use crate::event::class::Class;
use crate::event::volume::VolumeName;
use crate::event::{DiskNature, Event};
use crate::say::{Cited, Lag, Path, sentences};
use crate::timeline::{EventIndex, Span, earlier};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

/// What is told of an image's volume may be written so long behind its end, as sums of its use are.
const WRITTEN_WITHIN: SignedDuration = SignedDuration::from_mins(10);

pub(super) const RULE: Rule = Rule {
    id: "V304",
    name: "volume-of-the-host",
    manual: Manual {
        fires_when: "another event than a 27 names the volume within 5 minutes of a start of the machine and outside every run; or the snapshot driver lists shadow copies of it outside every run before the 27 (VolumeSnapshot-Driver 106), or volsnap tells of them there (but a 27); or it is named outside every run both before the linked one and behind it; or, in the same boot, by a record that is no 27 and no partition table, or by a second sum of its use more than 10 minutes behind the first, outside every run before it, and not on a disk that is told to have left since; or by such a record behind it, when no image was there within 10 minutes before; or Partition 1006 shows it in an image that was there before the linked run, or on a disk of which nothing shows what it is (left less than 120 seconds before, or not at all); or in an image of the run whose file was attached outside every run that is known as well; or files lie on it: the path of an image or of a machine's file begins with it, or an image has its GUID as name (VHDMP, Partition 1006, Hyper-V), and no table of Partition 1006 shows it in an image of the run; or its GUID was made while a host started (version 1, node 806e6f6e6963), and Partition 1006 shows it in no image of the run; or Ntfs 4 or 142 tells that it had a letter (where Partition 1006 shows it in an image of the run: outside every run)",
        says: "undetermined",
        because: "what is mounted at a start stays. Volumes that are met at run time get GUIDs that end in the address of a network card; those made at a start end in 806e6f6e6963 on every machine",
        what_to_do: "ask for mountvol's output from before the fault: a list of later does not hold a volume that was lost",
        source: "forms of volume GUIDs measured on public logs; the article on the Shared Protection Point timer, 2012, told two volumes apart by their last block, so neither had this node",
    },
    judge,
    next_step: |_, opinion| Some(if opinion.ask == Some(Ask::BackupLog) { next_log() } else { next() }),
};

sentences! {
    had_letter(volume: VolumeName, letter: VolumeName) = "V304.had-letter":
        "{ $volume } had the letter { $letter }, and the volumes that a run attaches get none";
    owned(volume: VolumeName) = "V304.owned-copies":
        "shadow copies of { $volume } are told of outside every run before, so it is hardly a volume of a run";
    around_run(volume: VolumeName) = "V304.around-run":
        "{ $volume } is named outside every run, before this run began and behind it";
    before_run(volume: VolumeName, event: Cited, when: Lag) = "V304.before-run":
        "{ $volume } is told of outside every run, before this run began ({ $event }, { $when }), and what it was on then is not shown to have left";
    in_older(volume: VolumeName) = "V304.in-older-image":
        "{ $volume } is in an image that was attached before the run began, so not by the run";
    in_older_file(volume: VolumeName, file: Path) = "V304.in-older-file":
        "{ $volume } is in the image { $file }, which was attached before the run began, so not by the run";
    in_somebodys(volume: VolumeName, file: Path, time: Timestamp) = "V304.in-somebodys-image":
        "{ $volume } is in the image { $file }, which was attached outside every run, too ({ $time })";
    on_older(volume: VolumeName) = "V304.on-older-disk":
        "{ $volume } is on a disk that was there before the run began, and nothing shows it to be an image";
    on_unknown(volume: VolumeName) = "V304.on-unknown-disk":
        "{ $volume } is on a disk that came in the run, and nothing shows it to be an image";
    was_there(volume: VolumeName) = "V304.at-boot":
        "{ $volume } was there right after the machine had started, outside every run";
    holds_file(volume: VolumeName, file: Path, event: Cited) = "V304.holds-file":
        "{ $volume } holds { $file } ({ $event }), so it is hardly a volume that a run attached";
    has_image(volume: VolumeName, file: Path, event: Cited) = "V304.has-image":
        "{ $volume } has its GUID in the name of the image { $file } ({ $event }), so the image may have been made of it: a source of the backup";
    boot_guid(volume: VolumeName) = "V304.boot-guid":
        "{ $volume } got its GUID while a host started (it ends in 806e6f6e6963); volumes that a run attaches get another \
         kind";
    before_known_run(volume: VolumeName, event: Cited, when: Lag) = "V304.before-known-runs":
        "{ $volume } is told of outside every run that is known, before this run began ({ $event }, { $when }); whether a run went on then, no \
         log tells";
    behind_run(volume: VolumeName, event: Cited, when: Lag) = "V304.behind-run":
        "{ $volume } is told of outside every run behind this one ({ $event }, { $when }), so it did not go with what the run attached";
    behind_known_run(volume: VolumeName, event: Cited, when: Lag) = "V304.behind-known-runs":
        "{ $volume } is told of behind this run, outside every run that is known ({ $event }, { $when }); whether a run went on then, no log tells";
    next_log() = "V304.next-log": "ask for the log Microsoft-Windows-Backup, reaching further back (see what to do next)";
    next() = "V304.next": "compare the volume with mountvol's list (see what to do next)";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let volume = subject.volume.as_ref()?;
    seen_at_boot(facts, subject, volume)
        .or_else(|| owns_copies(facts, subject, volume))
        .or_else(|| there_around_run(facts, subject, volume))
        .or_else(|| in_older_image(facts, subject, volume))
        .or_else(|| on_unknown_disk(facts, subject, volume))
        .or_else(|| in_somebodys_image(facts, subject, volume))
        .or_else(|| {
            // What a record shows in an image of the run is a volume of the run, whatever its name looks like.
            let is_of_run =
                facts.image_of_run(subject).is_some() || facts.image_of_product(subject).is_some();
            let by_name = || {
                keeps_files(facts, subject, volume)
                    .or_else(|| made_at_boot(subject, volume))
                    .or_else(|| has_letter(facts, subject, volume))
            };
            // It may be a copy of a volume that had a letter when no run was going on.
            if is_of_run { had_letter_outside(facts, subject, volume) } else { by_name() }
        })
        .or_else(|| there_before_run(facts, subject, volume))
        .or_else(|| there_behind_run(facts, subject, volume))
}

/// The driver told of shadow copies of it outside every run: a volume of a run has none that anybody would miss.
fn owns_copies(facts: &Facts<'_>, subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    let (_, index) = facts.sightings(volume)?.copy_told.filter(|(told, _)| *told < subject.time)?;
    let text = owned(volume.clone());
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(index).and([subject.index]));
    Some(opinion.of_same_volume(true).asking(Ask::Mountvol))
}

/// It is named outside every run, before this one and behind it.
fn there_around_run(facts: &Facts<'_>, subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    let window = facts.window(subject)?;
    let seen = &facts.sightings(volume)?.any;
    let ((first, before), (last, behind)) = (seen.first?, seen.last?);
    if before >= window.from || behind <= window.to {
        return None;
    }
    let text = around_run(volume.clone());
    let evidence = Evidence::of(first).and([last, subject.index]);
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, evidence);
    Some(opinion.of_same_volume(true).asking(Ask::Mountvol))
}

/// It is named outside every run before this one, and has not been lost by a start of the machine since: so it did not come with
/// the run.
fn there_before_run(facts: &Facts<'_>, subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    let window = facts.window(subject)?;
    // That it stays says more.
    if permanent_volume::speaks(facts, subject) {
        return None;
    }
    let boot = facts.computer.begin_of_boot(subject.time);
    let (time, index) = facts.sightings(volume)?.told_outside(boot, window.from)?;
    let event = facts.computer.event(index)?;
    let when = Lag::between(time, subject.time);
    // A run of which no log was given may explain it.
    let may_be_of_run = facts.shows_server_backup && !facts.backup_log_covers(time);
    let (text, ask) = if may_be_of_run {
        (before_known_run(volume.clone(), Cited::from(event), when), Ask::BackupLog)
    } else {
        (before_run(volume.clone(), Cited::from(event), when), Ask::Mountvol)
    };
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(index).and([subject.index]));
    Some(opinion.of_same_volume(true).asking(ask))
}

/// It is told of outside every run behind this one, in the same boot, and no disk is known that may have brought it back.
fn there_behind_run(facts: &Facts<'_>, subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    let window = facts.window(subject)?;
    if permanent_volume::speaks(facts, subject) {
        return None;
    }
    let until = facts.comes_back(volume, subject.time, subject.time);
    // Of a run of which no log was given.
    let may_be_of_run = |time: Timestamp| facts.shows_server_backup && !facts.backup_log_covers(time);
    let is_passed_over = |time: Timestamp, event: &Event| {
        facts.had_image_around(Span { from: earlier(time, WRITTEN_WITHIN), to: time })
            || !facts.is_outside_runs(time)
            || (may_be_of_run(time) && is_beside_another(facts, volume, event))
    };
    let told = ends(facts.sightings(volume)?.told_outside_within(window.end, until));
    let mut told = told.filter_map(|(time, index)| Some((*time, *index, facts.computer.event(*index)?)));
    let (time, index, event) = told.find(|(time, _, event)| !is_passed_over(*time, event))?;
    let when = Lag::between(time, subject.time);
    // That log ends with its last run, so asking for more of it rarely helps.
    let say = if may_be_of_run(time) { behind_known_run } else { behind_run };
    let text = say(volume.clone(), Cited::from(event), when);
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(index).and([subject.index]));
    Some(opinion.of_same_volume(true).asking(Ask::Mountvol))
}

/// Whether lost writes stand beside another 27 of the volume, which is judged by itself.
fn is_beside_another(facts: &Facts<'_>, volume: &VolumeName, event: &Event) -> bool {
    let near = around(event.time(), AFTER_LEAVING);
    let mut beside = facts.computer.naming_between(volume, near.from, near.to);
    let is_subject = |other: &Event| other.classes().any(|class| class == Class::Subject);
    event.classes().any(|class| class == Class::DetachNoise) && beside.any(|(_, other)| is_subject(other))
}

/// A table shows it on a disk of unknown kind: what was there before the run is not the run's, and of what came in it nobody knows.
fn on_unknown_disk(facts: &Facts<'_>, subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    let window = facts.window(subject)?;
    let (since, index) = facts.on_unknown_disk(volume, subject.time)?;
    let is_older = since < window.start;
    let text = if is_older { on_older(volume.clone()) } else { on_unknown(volume.clone()) };
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(index).and([subject.index]));
    Some(opinion.of_same_volume(true).asking(Ask::Mountvol))
}

/// The image was there before the run, so the run did not attach it.
fn in_older_image(facts: &Facts<'_>, subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    let window = facts.window(subject)?;
    let image = facts.placements(volume).iter().find(|placement| {
        placement.nature == DiskNature::Virtual
            && placement.from < window.start
            && placement.is_there(facts.computer, subject.time) == Some(true)
    })?;
    let text = match &image.file {
        Some(file) => in_older_file(volume.clone(), Path(file.clone())),
        None => in_older(volume.clone()),
    };
    let opinion =
        Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(image.index).and([subject.index]));
    Some(opinion.of_same_volume(true).asking(Ask::Mountvol))
}

/// Somebody attaches the same image when no run goes on, so it may have been somebody in the run as well.
fn in_somebodys_image(facts: &Facts<'_>, subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    let image = facts.image_of_somebody(subject)?;
    let text = in_somebodys(volume.clone(), Path(image.file.clone()?), image.from);
    let evidence = Evidence::of(image.index).and([subject.index]);
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, evidence);
    Some(opinion.of_same_volume(true).asking(Ask::Mountvol))
}

fn has_letter(facts: &Facts<'_>, subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    Some(with_letter(subject, volume, facts.letter_of(volume)?))
}

fn had_letter_outside(facts: &Facts<'_>, subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    Some(with_letter(subject, volume, facts.letter_outside_runs(volume)?))
}

fn with_letter(subject: &Subject, volume: &VolumeName, (letter, index): (char, EventIndex)) -> Opinion {
    let text = had_letter(volume.clone(), VolumeName::Letter(letter));
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(index).and([subject.index]));
    opinion.of_same_volume(true).asking(Ask::Mountvol)
}

fn seen_at_boot(facts: &Facts<'_>, subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    let index = facts.sightings(volume)?.at_boot?;
    let text = was_there(volume.clone());
    let evidence = Evidence::of(index).and([subject.index]);
    Some(
        Opinion::new(&RULE, Verdict::Undetermined, text, evidence).of_same_volume(true).asking(Ask::Mountvol),
    )
}

/// Images and machines lie on it, or it is what an image was made of.
fn keeps_files(facts: &Facts<'_>, subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    let (kept, index, file) = facts.kept_on(volume)?;
    let say = match kept {
        Kept::File => holds_file,
        Kept::Image => has_image,
    };
    let text = say(volume.clone(), Path(file.to_owned()), Cited::from(facts.computer.event(index)?));
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(index).and([subject.index]));
    Some(opinion.of_same_volume(true).asking(Ask::Mountvol))
}

/// A list that lacks it may have been made when it was lost.
fn made_at_boot(subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    volume.guid().filter(|guid| guid.is_of_boot())?;
    let text = boot_guid(volume.clone());
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(subject.index));
    Some(opinion.of_same_volume(true).asking(Ask::Mountvol))
}
