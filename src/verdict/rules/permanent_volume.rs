//! V301: the volume is one of the host's own.

use super::{Manual, Rule};
use crate::correlation::{Facts, Permanence, Subject};
use crate::event::volume::VolumeName;
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V301",
    name: "permanent-volume",
    manual: Manual {
        fires_when: "all 32 digits of the volume's GUID, or its drive letter, are in a volume list that was given; or the logs name it outside every run, grace included, on two boots or a day apart",
        says: "actionable; undetermined where the volume has no letter in a list that was made while a backup ran, or that tells of shadow copies",
        because: "the noise comes from temporary volumes. A volume that stays mounted has shadow copies of its own, and a 27 on it means that they were not found again",
        what_to_do: "check the volume's disk and its shadow storage. If the list was made while a backup ran, make it again outside one: it then holds temporary volumes",
        source: "the article on the Shared Protection Point timer, 2012, which compares with mountvol; forms of volume GUIDs measured on public logs",
    },
    judge,
};

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let volume = subject.volume.as_ref()?;
    if let Some(listed) = &subject.facts.in_inventory {
        let text = format!("{volume} is a volume of the host itself: {listed}");
        let is_sure = volume.guid().is_some();
        return Some(
            Opinion::new(&RULE, Verdict::Actionable, text, Evidence::of(subject.index))
                .of_same_volume(is_sure),
        );
    }
    stays(facts, subject, volume).or_else(|| doubtful(subject, volume))
}

/// The logs themselves show it.
fn stays(facts: &Facts<'_>, subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    let seen = facts.sightings(volume).filter(|seen| seen.permanence() == Permanence::Stays)?;
    let (first, first_time) = seen.first?;
    let (last, last_time) = seen.last?;
    let how = if seen.two_boots { "on two boots" } else { "a day or more apart" };
    let text = format!(
        "{volume} is named outside every backup run {how} ({} between the first and the last), so it stays mounted",
        super::length(last_time.duration_since(first_time))
    );
    Some(
        Opinion::new(&RULE, Verdict::Actionable, text, Evidence::of(first).and([last, subject.index]))
            .of_same_volume(true),
    )
}

/// A list shows it, but it may have been made when a backup's own volumes were there.
fn doubtful(subject: &Subject, volume: &VolumeName) -> Option<Opinion> {
    let listed = subject.facts.in_doubtful_inventory.as_ref()?;
    let text = format!(
        "{volume} has no letter in {listed}, which was made while a backup ran, or tells of shadow copies: it may be the host's own or the backup's. A list made outside a backup would tell"
    );
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, Evidence::of(subject.index)).asking(Ask::Mountvol))
}
