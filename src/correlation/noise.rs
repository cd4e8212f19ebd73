//! What a run leaves in the log beside volsnap 27: of departing disks, of damage inside images, and of cluster shared
//! volumes that were not prepared for its snapshot.

use jiff::SignedDuration;

use super::Facts;
use super::link::{STRONG_BEFORE, STRONG_WITHIN, Side};
use crate::event::class::Class;
use crate::timeline::{Computer, EventIndex, shifted};

/// What one run leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Noise {
    /// Records of departing disks that fall between its start and end, or right after a departure in its time of
    /// grace.
    pub of_departures: Vec<EventIndex>,
    /// Records of damaged file systems on volumes that pass: inside the images that the run attached.
    pub inside_images: Vec<EventIndex>,
    /// Records of snapshots of cluster shared volumes that were not prepared for them: what was backed up may be invalid.
    pub unprepared: Vec<EventIndex>,
}

impl Noise {
    /// All of it.
    pub fn all(&self) -> impl Iterator<Item = &EventIndex> {
        self.of_departures.iter().chain(&self.inside_images).chain(&self.unprepared)
    }
}

/// What each run leaves.
pub fn noise(facts: &Facts<'_>) -> Vec<Noise> {
    let computer: &Computer = facts.computer;
    let mut noise = vec![Noise::default(); facts.sessions.len()];
    for (index, event) in computer.all(Class::DetachNoise) {
        let time = event.time();
        let Some((session, place)) = facts.windows.owner(time) else { continue };
        let follows_detach = || {
            let from = shifted(time, SignedDuration::ZERO.saturating_sub(STRONG_WITHIN));
            computer.between(Class::Detach, from, shifted(time, STRONG_BEFORE)).next().is_some()
        };
        if place == Side::InRun || follows_detach() {
            noise.get_mut(session).into_iter().for_each(|noise| noise.of_departures.push(index));
        }
    }
    for (index, event) in computer.all(Class::FileSystemDamage).filter(|(_, event)| facts.is_passing(event)) {
        let run = facts.windows.owner(event.time()).and_then(|(session, _)| noise.get_mut(session));
        if let Some(noise) = run {
            noise.inside_images.push(index);
        }
    }
    for (index, event) in computer.all(Class::CopyUnprepared) {
        let run = facts.windows.owner(event.time()).and_then(|(session, _)| noise.get_mut(session));
        if let Some(noise) = run {
            noise.unprepared.push(index);
        }
    }
    noise
}
