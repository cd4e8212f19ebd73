//! What departing disks leave in the log beside volsnap 27, counted by run.

use super::link::{STRONG_BEFORE, STRONG_WITHIN, Windows};
use crate::event::class::Class;
use crate::timeline::{Computer, EventIndex, shifted};
use jiff::SignedDuration;

/// For each run, the records of departing disks that fall between its start and end, or right after
/// a departure in its time of grace.
pub fn detach_noise(computer: &Computer, windows: &Windows, sessions: usize) -> Vec<Vec<EventIndex>> {
    let mut noise = vec![Vec::new(); sessions];
    for (index, event) in computer.all(Class::DetachNoise) {
        let time = event.time();
        let Some((session, place)) = windows.owner(time) else { continue };
        let follows_detach = || {
            let from = shifted(time, SignedDuration::ZERO.saturating_sub(STRONG_WITHIN));
            computer.between(Class::Detach, from, shifted(time, STRONG_BEFORE)).next().is_some()
        };
        if place == super::Place::InRun || follows_detach() {
            noise.get_mut(session).into_iter().for_each(|list: &mut Vec<EventIndex>| list.push(index));
        }
    }
    noise
}
