//! V301: the volume is one of the host's own.

use jiff::SignedDuration;

use super::{Manual, Rule};
use crate::correlation::{Facts, LiesOn, Permanence, Placement, Subject};
use crate::event::providers::backup::Role;
use crate::event::volume::VolumeName;
use crate::say::{Cited, Lag, Log, Sentence, Word, sentences};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V301",
    name: "permanent-volume",
    manual: Manual {
        fires_when: "all 32 digits of the volume's GUID, or its drive letter, are in a volume list; or a record of Windows Server Backup names it as target, as source, or as missing (24 25 50 51 144 146 13/525, BackupTarget, VolumesInfo); or the partition table in Partition 1006, or a record of Ntfs that tells the bus, shows it on a real disk (beside a virtual one: what was there at the 27's time decides, else undetermined); or the logs name it outside every run, grace included, on two boots or a day apart: any record that is read here, and those of the defragmenter, chkdsk, deduplication, BitLocker, File Server Resource Manager, System Restore (8195 8196), VSS and its audit (8222 8223) that hold its GUID path; or the audit of VSS tells, at whatever time, that a shadow copy of it was made, and Partition 1006 does not show it in an image of the run. Another product's run explains it as well, where its start and its result are seen in a whole log",
        says: "actionable; undetermined where a list holds a name that is cut and begins with the volume's first 8 digits or more, or another volume with the same disk signature, by sightings of which the Backup log does not cover the times, or each of which was in an image that is shown to come and to go, by 144 or the audit of VSS alone, on a real disk that came in the run, where the volume has no letter in a list that was made while a backup ran, or that tells of shadow copies, and where only the logs of another name name it, or are damaged, and that may be this computer's",
        because: "the noise comes from temporary volumes. A volume that stays mounted has shadow copies of its own, and a 27 on it means that they were not found again",
        what_to_do: "check the volume's disk and its shadow storage. If the list was made while a backup ran, make it again outside one: it then holds temporary volumes",
        source: "the article on the Shared Protection Point timer, 2012, which compares with mountvol; forms of volume GUIDs measured on public logs",
    },
    judge,
    next_step: |_, opinion| Some(next_step(opinion)),
};

sentences! {
    listed_as(volume: VolumeName, listed: Sentence) = "V301.listed": "{ $volume } is a volume of the host itself: { $listed }";
    not_in_set(volume: VolumeName) = "V301.in-no-set":
        "{ $volume } is named as new and in no backup set; it may be the host's, or another product's image";
    named_by_backup(volume: VolumeName, role: Word) = "V301.named-by-backup":
        "{ $volume } is { $role ->
            [source] a source of the backup
           *[target] the target of the backup
        }, so it is a volume of the host itself";
    on_both(volume: VolumeName) = "V301.on-virtual-and-real-disk":
        "{ $volume } was on a virtual disk and on a real one: one is a copy of the other";
    on_new_disk(volume: VolumeName) = "V301.on-new-disk":
        "{ $volume } was on a real disk that came just then: a LUN, or a disk that a product added";
    on_real_disk_since(volume: VolumeName) = "V301.on-real-disk":
        "{ $volume } is on a real disk, not in an image";
    seen_outside(volume: VolumeName, how: Word, distance: SignedDuration) = "V301.stays":
        "{ $volume } is named outside every backup run { $how ->
            [boots] on two boots
           *[days] a day or more apart
        } ({ $distance } between the first and the last), so it stays mounted";
    seen_in_images(volume: VolumeName, how: Word, distance: SignedDuration) = "V301.in-images":
        "{ $volume } is named outside every backup run { $how ->
            [boots] on two boots
           *[days] a day or more apart
        } ({ $distance } between the first and the last), each time in an image that came and went: somebody else attaches it, too";
    seen_uncovered(volume: VolumeName, how: Word, distance: SignedDuration) = "V301.may-stay":
        "{ $volume } is named { $how ->
            [boots] on two boots
           *[days] a day or more apart
        } ({ $distance } between the first and the last) at times of which the log of Windows Server Backup does not \
         tell: it may stay mounted, or runs that are not known may have attached it";
    listed_without_letter(volume: VolumeName, listed: Sentence) = "V301.listed-without-letter":
        "{ $volume } has no letter in { $listed }, which was made while a backup ran, or tells of shadow copies: it may be \
         the host's own or the backup's. A list made outside a backup would tell";
    may_be_listed(volume: VolumeName, listed: Sentence) = "V301.may-be-listed":
        "{ $volume } may be a volume of the host itself: { $listed }";
    copied(volume: VolumeName, event: Cited, when: Lag) = "V301.copied":
        "a shadow copy of { $volume } was made { $when } ({ $event }), as a backup does of its sources, and of no image that it attached";
    named_elsewhere(volume: VolumeName, other: Log) = "V301.of-another-name":
        "{ $volume } is named in the logs of { $other }, which may be this computer under another name: it may be a volume of the \
         host";
    of_damaged_name(other: Log) = "V301.of-a-damaged-name":
        "logs of { $other }, which may be this computer under another name, are damaged: they may have shown the volume to be the \
         host's own";
    next() = "V301.next":
        "check the disk of the volume, and look which of its shadow copies are left (vssadmin list shadows)";
    next_list() = "V301.next-list": "ask for mountvol's list, made outside a backup (see what to do next)";
    next_log() = "V301.next-log": "ask for the log Microsoft-Windows-Backup, reaching further back (see what to do next)";
    next_disk() = "V301.next-disk": "find out on which disk the volume lies, and who attached it";
}

/// Whether the rule speaks of a 27.
pub(super) fn speaks(facts: &Facts<'_>, subject: &Subject) -> bool {
    judge(facts, subject).is_some()
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let volume = subject.volume.as_ref()?;
    if let Some(listed) = &subject.facts.in_inventory {
        let text = listed_as(volume.clone(), listed.clone());
        let is_sure = volume.guid().is_some();
        return Some(
            Opinion::new(&RULE, Verdict::Actionable, text, Evidence::of(subject.index))
                .of_same_volume(is_sure),
        );
    }
    let opinions = [
        told_by_backup(facts, subject, volume),
        on_real_disk(facts, subject, volume),
        stays(facts, subject, volume),
        doubtful(subject, volume),
        snapshotted(facts, subject, volume),
        under_another_name(facts, subject, volume),
    ];
    // The first of the worst.
    opinions.into_iter().flatten().min_by_key(|opinion| std::cmp::Reverse(opinion.verdict))
}

/// A run never backs up its own temporary volumes, nor to them.
fn told_by_backup(facts: &Facts<'_>, subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    let (role, index, tie) = facts.named_by_backup(volume)?;
    let evidence = Evidence::of(index).and(tie).and([subject.index]);
    if role == Role::NotInSet {
        let text = not_in_set(volume.clone());
        return Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::Mountvol));
    }
    let text = named_by_backup(volume.clone(), Word(if role == Role::Source { "source" } else { "target" }));
    Some(Opinion::new(&RULE, Verdict::Actionable, text, evidence).of_same_volume(true))
}

/// What it lies on is told by a partition table, or by a record of its mount.
fn on_real_disk(facts: &Facts<'_>, subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    let (disk, verdict, text) = match facts.lies_on(volume, subject.time) {
        LiesOn::Unknown | LiesOn::Image(_) => return None,
        LiesOn::Either(disk) => (disk, Verdict::Undetermined, on_both(volume.clone())),
        LiesOn::Disk(disk) if came_just_then(facts, subject, disk) => {
            (disk, Verdict::Undetermined, on_new_disk(volume.clone()))
        }
        LiesOn::Disk(disk) => (disk, Verdict::Actionable, on_real_disk_since(volume.clone())),
    };
    let evidence = Evidence::of(disk.index).and([subject.index]);
    Some(Opinion::new(&RULE, verdict, text, evidence).of_same_volume(true))
}

/// Whether a disk of its own came in the run, or in the hour before a 27 without one: a LUN that a provider brought.
/// A mount without a number counts as an arrival; a partition table does only where it tells of one.
fn came_just_then(facts: &Facts<'_>, subject: &Subject, disk: &Placement) -> bool {
    /// A disk that came this long before a 27 may be what a product without records of its own had attached.
    const ATTACHED_WITHIN: SignedDuration = SignedDuration::from_hours(1);
    let came = disk.came.map(|(came, _)| came).or_else(|| disk.number.is_none().then_some(disk.from));
    let Some(came) = came else { return false };
    let before = subject.time.duration_since(came);
    let is_recent = !before.is_negative() && before <= ATTACHED_WITHIN;
    facts.window(subject).map_or(is_recent, |window| window.is_inside(came))
}

/// The logs themselves show it.
fn stays(facts: &Facts<'_>, subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    let seen = facts.sightings(volume)?;
    let (seen, is_covered) = match (seen.covered.permanence(), seen.any.permanence()) {
        (Permanence::Stays, _) => (&seen.covered, true),
        (_, Permanence::Stays) => (&seen.any, false),
        _ => return None,
    };
    let (first, first_time) = seen.first?;
    let (last, last_time) = seen.last?;
    let how = Word(if seen.two_boots { "boots" } else { "days" });
    let distance = last_time.duration_since(first_time);
    let evidence = Evidence::of(first).and([last, subject.index]);
    if is_covered && facts.sightings(volume)?.lasting.first.is_none() {
        let text = seen_in_images(volume.clone(), how, distance);
        let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, evidence);
        return Some(opinion.of_same_volume(true).asking(Ask::Mountvol));
    }
    if is_covered {
        let text = seen_outside(volume.clone(), how, distance);
        return Some(Opinion::new(&RULE, Verdict::Actionable, text, evidence).of_same_volume(true));
    }
    let text = seen_uncovered(volume.clone(), how, distance);
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, evidence);
    let ask = if facts.shows_server_backup { Ask::BackupLog } else { Ask::Mountvol };
    Some(opinion.of_same_volume(true).asking(ask))
}

/// A list shows it, but may have been made when a backup's own volumes were there; or may show it, where a name is cut.
fn doubtful(subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    let facts = &subject.facts;
    let without_letter =
        facts.in_doubtful_inventory.clone().map(|listed| listed_without_letter(volume.clone(), listed));
    let may_be = || facts.may_be_in_inventory.clone().map(|listed| may_be_listed(volume.clone(), listed));
    let text = without_letter.or_else(may_be)?;
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(subject.index)).asking(Ask::Mountvol))
}

/// Somebody made a shadow copy of it: a run does so of its sources, and of no image that it attached.
fn snapshotted(facts: &Facts<'_>, subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    let index = facts.sightings(volume)?.snapshotted?;
    if facts.image_of_run(subject).is_some() || facts.image_of_product(subject).is_some() {
        return None;
    }
    let event = facts.computer.event(index)?;
    let text = copied(volume.clone(), Cited::from(event), Lag::between(event.time(), subject.time));
    let evidence = Evidence::of(index).and([subject.index]);
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, evidence);
    Some(opinion.of_same_volume(true).asking(Ask::Mountvol))
}

/// The logs of another computer show it, and that may be this one.
fn under_another_name(facts: &Facts<'_>, subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    let may_be = &facts.computer.may_be;
    let named = may_be.iter().find(|other| other.volumes.contains(volume));
    let named = named.map(|other| named_elsewhere(volume.clone(), Log::of(&other.name)));
    let damaged =
        || may_be.iter().find(|other| other.is_damaged).map(|other| of_damaged_name(Log::of(&other.name)));
    let text = named.or_else(damaged)?;
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(subject.index)).asking(Ask::Mountvol))
}

fn next_step(opinion: &Opinion) -> Sentence {
    match (opinion.verdict, opinion.ask) {
        (Verdict::Actionable, _) => next(),
        (_, Some(Ask::BackupLog)) => next_log(),
        (_, Some(_)) => next_list(),
        (_, None) => next_disk(),
    }
}
