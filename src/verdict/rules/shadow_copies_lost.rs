//! V201: shadow copies of the same volume were lost in the same minutes.

use jiff::{SignedDuration, Timestamp};

use super::{Manual, NEAR, Rule, around, story};
use crate::correlation::{Facts, Fate, Subject};
use crate::event::class::Class;
use crate::event::volume::VolumeName;
use crate::event::{Event, EventKind};
use crate::say::{Cited, Clauses, Lag, Sentence, sentences};
use crate::timeline::EventIndex;
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

/// An I/O of the volume failed, or it was dismounted by force (volsnap.sys): its device may be gone.
const LOST_WITH_DEVICE: [u16; 2] = [14, 16];
/// volsnap 15 and the 27 it went with lay 62 ms apart.
const ANY_VOLUME_WITHIN: SignedDuration = SignedDuration::from_secs(5);
/// "Shadow copies were lost for want of memory", but seen with a vanished device.
const LOST_FOR_MEMORY: u16 = 15;

/// How far from a 27 the loss of the same volume's shadow copies still speaks of it.
const SAME_DAY: SignedDuration = SignedDuration::from_hours(24);
/// How far, where it lies inside a run.
const SAME_RUN: SignedDuration = SignedDuration::from_hours(1);

pub(super) const RULE: Rule = Rule {
    id: "V201",
    name: "shadow-copies-lost",
    manual: Manual {
        fires_when: "a volsnap event of loss (11 13-16 20 25 26 28 29 31 32 34-37 39 40 59 60 80-94) within 10 minutes names the same volume, as the volume or as its storage; or volsnap 15 stands within 5 seconds, whatever its volume. 14 or 16 of another volume that has a letter, within 5 seconds, makes the 27 undetermined where nothing proves it. One that names no readable volume, or a letter whose GUID neither a list nor Ntfs 4 or 142 tells (where Partition 1006 does not show the 27's own volume in an image of the run), makes the 27 undetermined; so does one of the same GUID within 24 hours (one hour, where it lies inside another run than the linked one: it may be a guest's own). It also fires where VolumeSnapshot-Driver lists shadow copies of the very volume (106) before the 27, and at a later start behind it none (100 and 101 only, or 104 with none), with that log and System whole between, fewer volsnap 33, 58 and 95 of the volume than copies, and the volume none that only exists while a backup runs; where that log may lack records between, because it was damaged or copied while in use, the 27 is undetermined. What the lists tell of earlier copies is said with each of its opinions, and changes none",
        says: "actionable, or undetermined",
        because: "the 27 is then the second half of a real loss. On Windows 11 a volsnap 15 with C000000E, 62 ms before a 27, meant shadow copies that were gone",
        what_to_do: "list what is left (vssadmin list shadows), look at the size and health of the shadow storage, and make a new backup soon",
        source: "message resources of volsnap.sys (libyal/winevt-kb); github.com/jschicht/Volsnap-Bug-Content; lists of copies at three starts of a public log",
    },
    judge,
    next_step: |_, opinion| Some(next_step(opinion)),
};

sentences! {
    lost_here(event: Cited, when: Lag) = "V201.same-volume":
        "shadow copies of the same volume were lost { $when } ({ $event })";
    lost_somewhere(event: Cited, when: Lag) = "V201.a-volume":
        "shadow copies of a volume were lost { $when } ({ $event })";
    lost_beside(event: Cited, when: Lag) = "V201.lost-beside":
        "shadow copies of a volume with a letter were lost { $when } ({ $event }): both volumes may have been on one device";
    lost_unnamed(event: Cited, when: Lag) = "V201.no-volume":
        "shadow copies were lost { $when } ({ $event }), but of no volume that can be read";
    lost_letter(event: Cited, when: Lag) = "V201.some-letter":
        "shadow copies of a letter were lost { $when } ({ $event }), and nothing tells which GUID it stands for";
    lost_that_day(event: Cited, when: Lag) = "V201.that-day":
        "shadow copies of the same volume were lost that day, { $when } ({ $event })";
    with_lists(clauses: Clauses) = "V201.with-lists": "{ $clauses }";
    listed_again(again: usize, of: usize, time: Timestamp) = "V201.listed-again":
        "{ $again ->
            [one] one shadow copy of the volume, of { $of } listed before the 27, is listed again behind it ({ $time }): it was not lost
           *[other] { $again } shadow copies of the volume, of { $of } listed before the 27, are listed again behind it \
             ({ $time }): these were not lost
        }";
    not_listed(count: usize, listed: Timestamp, missing: Timestamp) = "V201.not-listed":
        "{ $count ->
            [one] the one shadow copy of the volume, listed at the start of { $listed }, is not
           *[other] the { $count } shadow copies of the volume, listed at the start of { $listed }, are not
        } listed any more at that of { $missing }";
    not_listed_in_doubt(what: Sentence) = "V201.not-listed-in-doubt":
        "{ $what }, and the log that lists them may lack records between";
    next() = "V201.next":
        "vssadmin list shadows: see what is left; look at the size and health of the shadow storage, and make a new backup \
         soon";
    next_in_doubt() = "V201.next-in-doubt":
        "vssadmin list shadows: see what is left; mountvol's list tells whether it is the same volume (see what to do next)";
}

/// What a volsnap event tells of a loss, and what the driver's lists of two starts do.
fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let fate = subject.volume.as_ref().and_then(|volume| facts.copies_behind(volume, subject.time));
    let Some(opinion) = by_event(facts, subject) else {
        return fate.and_then(|fate| by_lists(facts, subject, fate));
    };
    Some(match fate {
        Some(fate) => {
            let text = with_lists(Clauses(vec![opinion.text, told(fate)]));
            Opinion { text, evidence: opinion.evidence.and(records(fate)), ..opinion }
        }
        None => opinion,
    })
}

/// Copies of the very volume that are not listed any more. Those of a guest are its own affair.
fn by_lists(facts: &Facts<'_>, subject: &Subject, fate: Fate<'_>) -> Option<Opinion> {
    let Fate::Gone(gone) = fate else { return None };
    let evidence = Evidence::of(gone.missing_at).and(records(fate)).and([subject.index]);
    let verdict = if gone.is_certain { Verdict::Actionable } else { Verdict::Undetermined };
    (!facts.is_of_passing(gone))
        .then(|| Opinion::new(&RULE, verdict, told(fate), evidence).of_same_volume(true))
}

fn told(fate: Fate<'_>) -> Sentence {
    match fate {
        Fate::ListedAgain { again, of, time, .. } => listed_again(again, of, time),
        Fate::Gone(gone) => {
            let said = not_listed(gone.records.len(), gone.listed, gone.missing);
            if gone.is_certain { said } else { not_listed_in_doubt(said) }
        }
    }
}

fn records(fate: Fate<'_>) -> Vec<EventIndex> {
    match fate {
        Fate::ListedAgain { record, .. } => vec![record],
        Fate::Gone(gone) => gone.records.iter().copied().chain([gone.missing_at]).collect(),
    }
}

fn by_event(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let near = around(subject.time, NEAR);
    let losses = || facts.computer.between(Class::Loss, near.from, near.to);
    let said = |event: &Event| (Cited::from(event), Lag::between(event.time(), subject.time));
    let certain = losses().find(|(_, event)| {
        let is_close_15 = event.at.event_id == LOST_FOR_MEMORY
            && event.time().duration_since(subject.time).abs() <= ANY_VOLUME_WITHIN;
        names(facts, event, subject) || is_close_15
    });
    if let Some((index, event)) = certain {
        let same_volume = names(facts, event, subject);
        let (cited, when) = said(event);
        let text = if same_volume { lost_here(cited, when) } else { lost_somewhere(cited, when) };
        let evidence = Evidence::of(index).and([subject.index]);
        return Some(Opinion::new(&RULE, Verdict::Actionable, text, evidence).of_same_volume(same_volume));
    }
    let unclear = losses().find_map(|(index, event)| {
        let (cited, when) = said(event);
        let is_close = event.time().duration_since(subject.time).abs() <= ANY_VOLUME_WITHIN;
        let has_letter = || event.volumes().iter().any(|volume| volume.letter().is_some());
        let is_of_device = LOST_WITH_DEVICE.contains(&event.at.event_id) && is_close && has_letter();
        if names_nothing_readable(event) {
            Some((index, lost_unnamed(cited, when)))
        } else if may_name(facts, event, subject) && facts.image_of_run(subject).is_none() {
            Some((index, lost_letter(cited, when)))
        } else if is_of_device && facts.identity(subject).is_none() {
            Some((index, lost_beside(cited, when)))
        } else {
            None
        }
    });
    let (index, text) = unclear.or_else(|| same_guid_that_day(facts, subject))?;
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(index).and([subject.index]));
    Some(opinion.asking(Ask::Mountvol))
}

/// A loss of the same GUID hours before or behind: its shadow copies were there, so it is hardly an image. Inside another
/// run it may be a guest's own loss, told when the image is attached.
fn same_guid_that_day(facts: &Facts<'_>, subject: &Subject) -> Option<(EventIndex, Sentence)> {
    subject.volume.as_ref().filter(|volume| volume.guid().is_some())?;
    let (day, run) = (around(subject.time, SAME_DAY), story(facts, subject));
    let (index, event) = facts.computer.between(Class::Loss, day.from, day.to).find(|(_, event)| {
        let distance = event.time().duration_since(subject.time).abs();
        let is_in_story = run.from <= event.time() && event.time() <= run.to;
        let is_near = distance <= SAME_RUN || is_in_story || !facts.windows.explain(event.time());
        is_near && names(facts, event, subject)
    })?;
    Some((index, lost_that_day(Cited::from(event), Lag::between(event.time(), subject.time))))
}

/// Whether a record does not name the volume that it is about so that it could be compared. That where its copies were stored
/// can be read does not help.
pub(super) fn names_nothing_readable(event: &Event) -> bool {
    let is_unreadable = |volume: &VolumeName| matches!(volume, VolumeName::Other(_));
    let own = match &event.kind {
        EventKind::Driver(error) => error.subject.as_ref(),
        _ => None,
    };
    own.is_some_and(is_unreadable) || event.volumes().iter().all(is_unreadable)
}

pub(super) fn names(facts: &Facts<'_>, event: &Event, subject: &Subject) -> bool {
    let volume = subject.volume.as_ref();
    volume.is_some_and(|volume| {
        event.volumes().iter().any(|named| facts.is_same_volume(named, volume, event.time()) == Some(true))
    })
}

/// Whether one of the two is a letter, and nothing tells that it is of another volume.
pub(super) fn may_name(facts: &Facts<'_>, event: &Event, subject: &Subject) -> bool {
    let Some(volume) = subject.volume.as_ref() else { return false };
    event.volumes().iter().any(|named| {
        let is_letter = named.letter().is_some() || volume.letter().is_some();
        is_letter
            && !matches!(named, VolumeName::Other(_))
            && facts.is_same_volume(named, volume, event.time()).is_none()
    })
}

fn next_step(opinion: &Opinion) -> Sentence {
    if opinion.verdict == Verdict::Actionable { next() } else { next_in_doubt() }
}
