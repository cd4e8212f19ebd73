//! Advice on virtual disks that may be damaged.

use super::ask::SHOWN;
use super::{Advice, Situation, id};
use crate::event::Event;
use crate::event::class::Class;
use crate::say::{Cited, Clauses, Sentence, meaning, sentences};
use crate::timeline::EventIndex;
use crate::verdict::{Ask, Judged, Opinion};

sentences! {
    in_doubt(reasons: Clauses) = "advice.image-in-doubt":
        "A virtual disk may be damaged: { $reasons }. Look at the disk or share on which its image lies, and check the \
         image: mount it read-only, run chkdsk on it, or make that backup again.";
    left_dirty(event: Cited) = "advice.image-left-dirty": "it left the host with data unflushed ({ $event })";
    storage_failed(meaning: Sentence, event: Cited) = "advice.image-storage-failed":
"{ $meaning } ({ $event })";
    damaged_inside(event: Cited) = "advice.image-damaged-inside":
        "the file system of a volume inside it is damaged ({ $event })";
}

/// The image that lost data: each way in which it did is told once, with the records that say so.
pub(super) fn check_image(situation: &Situation<'_>) -> Option<Advice> {
    let asking = situation.judged.iter().flat_map(|judged| {
        let opinions = judged.deciding().filter(|opinion| opinion.ask == Some(Ask::CheckImage));
        opinions.filter_map(|opinion| proof(situation, judged, opinion))
    });
    let mut told: Vec<(&Event, Sentence)> = Vec::new();
    let mut because: Vec<EventIndex> = Vec::new();
    for (index, event) in asking {
        let is_same = |other: &Event| {
            other.at.event_id == event.at.event_id
                && other.at.provider.eq_ignore_ascii_case(&event.at.provider)
        };
        let is_told = told.iter().any(|(other, _)| is_same(other));
        if !is_told {
            told.push((event, reason(event)));
        }
        if !because.contains(&index) && (!is_told || because.len() < SHOWN) {
            because.push(index);
        }
    }
    let reasons: Vec<Sentence> = told.into_iter().map(|(_, reason)| reason).collect();
    (!reasons.is_empty()).then(|| Advice {
        id: id::CHECK_IMAGE,
        text: in_doubt(Clauses(reasons)),
        commands: Vec::new(),
        because,
        period: None,
    })
}

/// The record beside the 27 itself that an opinion rests on.
fn proof<'a>(
    situation: &Situation<'a>,
    judged: &Judged,
    opinion: &Opinion,
) -> Option<(EventIndex, &'a Event)> {
    let index = opinion.evidence.records().find(|index| *index != judged.subject.index)?;
    Some((index, situation.computer.event(index)?))
}

fn reason(event: &Event) -> Sentence {
    let cited = Cited::from(event);
    let is_of = |class: Class| event.classes().any(|other| other == class);
    if is_of(Class::ImageAtRisk) {
        left_dirty(cited)
    } else if is_of(Class::FileSystemDamage) {
        damaged_inside(cited)
    } else {
        storage_failed(meaning(event), cited)
    }
}
