//! V201: shadow copies of the same volume were lost in the same minutes.

use jiff::SignedDuration;

use super::{Manual, NEAR, Rule, around, when};
use crate::correlation::{Facts, Subject};
use crate::event::Event;
use crate::event::class::Class;
use crate::event::volume::VolumeName;
use crate::verdict::{Evidence, Opinion, Verdict};

/// volsnap 15 and the 27 it went with lay 62 ms apart.
const ANY_VOLUME_WITHIN: SignedDuration = SignedDuration::from_secs(5);
/// "Shadow copies were lost for want of memory", but seen with a vanished device.
const LOST_FOR_MEMORY: u16 = 15;

pub(super) const RULE: Rule = Rule {
    id: "V201",
    name: "shadow-copies-lost",
    manual: Manual {
        fires_when: "a volsnap event of loss (13 14 15 16 25 28 29 31 32 35 36 39 40 59 60 80-94) within 10 minutes names the same volume, as the volume or as its storage; or volsnap 15 stands within 5 seconds, whatever its volume. One that names no readable volume makes the 27 undetermined",
        says: "actionable",
        because: "the 27 is then the second half of a real loss. On Windows 11 a volsnap 15 with C000000E, 62 ms before a 27, meant shadow copies that were gone",
        what_to_do: "list what is left (vssadmin list shadows), look at the size and health of the shadow storage, and make a new backup soon",
        source: "message resources of volsnap.sys (libyal/winevt-kb); github.com/jschicht/Volsnap-Bug-Content",
    },
    judge,
};

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let near = around(subject.time, NEAR);
    let mut unnamed = None;
    for (index, event) in facts.computer.between(Class::Loss, near.from, near.to) {
        let same_volume = names(event, subject);
        let is_close_15 = event.at.event_id == LOST_FOR_MEMORY
            && event.time().duration_since(subject.time).abs() <= ANY_VOLUME_WITHIN;
        if same_volume || is_close_15 {
            let whose = if same_volume { "the same volume" } else { "a volume" };
            let text = format!(
                "volsnap {} {}: shadow copies of {whose} were lost",
                event.at.event_id,
                when(event.time(), subject.time)
            );
            let evidence = Evidence::of(index).and([subject.index]);
            return Some(
                Opinion::new(&RULE, Verdict::Actionable, text, evidence).of_same_volume(same_volume),
            );
        }
        if names_nothing_readable(event) {
            unnamed.get_or_insert((index, event));
        }
    }
    let (index, event) = unnamed?;
    let text = format!(
        "volsnap {} {} tells of lost shadow copies but names no volume that can be read",
        event.at.event_id,
        when(event.time(), subject.time)
    );
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(index).and([subject.index])))
}

/// Whether a record about a volume names none that could be compared.
pub(super) fn names_nothing_readable(event: &Event) -> bool {
    event.volumes().iter().all(|volume| matches!(volume, VolumeName::Other(_)))
}

fn names(event: &Event, subject: &Subject) -> bool {
    let volume = subject.volume.as_ref();
    volume.is_some_and(|volume| event.volumes().iter().any(|named| named.is_same(volume)))
}
