//! What a verdict of "benign" would rest on: identity, a close circumstance, or the silence of everything else.

use super::{Facts, Strength, Subject};
use crate::event::Trust;
use crate::event::class::Class;
use crate::event::guid::Guid;
use crate::event::volume::VolumeName;
use crate::timeline::EventIndex;

/// What a "benign" rests on, from weak to strong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Inside or behind a good run, nothing against it, nothing for it.
    Presumed,
    /// A virtual disk left right before it, or a full list of the host's volumes does not hold the volume.
    Supported,
    /// The volume is shown to have been on a virtual disk that the run attached and that left right before.
    Proven,
}

impl Basis {
    /// All of them, the strongest first.
    pub const ALL: [Self; 3] = [Self::Proven, Self::Supported, Self::Presumed];

    /// The name in the JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Presumed => "presumed",
            Self::Supported => "supported",
            Self::Proven => "proven",
        }
    }
}

impl Facts<'_> {
    /// What a "benign" of a subject would rest on, and the records that show it.
    pub fn basis(&self, subject: &Subject) -> (Basis, Vec<EventIndex>) {
        if let Some(records) = self.identity(subject) {
            return (Basis::Proven, records);
        }
        let link = subject.link;
        if link.strength == Strength::Strong && link.detach_is_intact {
            return (Basis::Supported, link.detach.into_iter().collect());
        }
        let guid = subject.volume.as_ref().and_then(VolumeName::guid);
        // A list of later does not hold what was lost either.
        let may_be_lost = guid.is_none_or(Guid::is_of_boot)
            || self.disks.before(subject.time).iter().any(|departure| !departure.is_virtual());
        let basis =
            if subject.facts.is_absent() && !may_be_lost { Basis::Supported } else { Basis::Presumed };
        (basis, Vec::new())
    }

    /// A virtual disk that came in the run and left right before, and a record between that names the volume.
    fn identity(&self, subject: &Subject) -> Option<Vec<EventIndex>> {
        let window = self.session(subject)?.window?;
        let volume = subject.volume.as_ref().filter(|volume| volume.guid().is_some())?;
        self.disks.before(subject.time).iter().rev().find_map(|departure| {
            let (came, arrival) = departure.came.filter(|(came, _)| window.is_inside(*came))?;
            if !departure.is_virtual() || !departure.is_intact {
                return None;
            }
            let names = |event: &crate::event::Event| {
                event.trust == Trust::Intact && !event.classes().any(|class| class == Class::Subject)
            };
            let between = |from, to| self.computer.naming_between(volume, from, to);
            let (naming, _) = between(came, departure.time).find(|(_, event)| names(event))?;
            // It can't have been on a disk that had not come yet, nor live on when the disk had left.
            let is_before = between(window.from, came).any(|(_, event)| event.time() < came);
            let is_behind = between(departure.time, subject.time).any(|(_, event)| {
                departure.time < event.time() && event.time() < subject.time && event.is_sign_of_life()
            });
            if is_before || is_behind {
                return None;
            }
            Some(vec![arrival, naming, departure.index])
        })
    }
}
