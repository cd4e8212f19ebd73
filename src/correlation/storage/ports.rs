//! Records of ports, which name no disk number.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::{SignedDuration, Timestamp};

use super::disks::MOST_AT_ONCE;
use super::{Departure, Disks};
use crate::event::class::Class;
use crate::event::providers::storport;
use crate::event::{DiskNature, EventKind, Trust};
use crate::timeline::{Computer, EventIndex, earlier, shifted};

/// A 551 of StorPort, which names no number, and its 157 lie this close together (39 ms were measured from VHDMP 2).
const PORT_AND_DISK: SignedDuration = SignedDuration::from_secs(1);

impl Disks {
    /// StorPort's records name no number: each tells what a 157 beside it was that nothing else tells of, where it can
    /// be no other. Those that find none are departures of their own.
    pub(super) fn tell_by_ports(&mut self, computer: &Computer) {
        // One that names its disk by its id stands among the departures already.
        let told: BTreeSet<EventIndex> = self.departures.iter().map(|departure| departure.index).collect();
        let ports: Vec<Departure> = computer
            .all(Class::Detach)
            .filter(|(index, event)| event.trust != Trust::Carved && !told.contains(index))
            .filter_map(|(index, event)| {
                let EventKind::StorPort(port) = &event.kind else { return None };
                let nature = storport::nature(port.miniport.as_deref())?;
                let is_intact = event.trust == Trust::Intact;
                let shown = (is_intact || nature == DiskNature::Real).then_some((nature, index));
                let time = event.time();
                let (number, came, met, met_by) = (None, None, time, index);
                Some(Departure { time, index, number, shown, came, met, met_by, is_intact })
            })
            .collect();
        let mut paired: BTreeSet<EventIndex> = BTreeSet::new();
        for port in &ports {
            let near = self.near(port.time);
            let beside = near_in(&ports, port.time);
            let alike =
                ports.get(beside).unwrap_or_default().iter().filter(|other| other.is_like(port)).count();
            let unknown: Vec<usize> = near
                .take(MOST_AT_ONCE)
                .filter(|position| {
                    self.departures.get(*position).is_some_and(|departure| {
                        departure.shown.is_none() && !paired.contains(&departure.index)
                    })
                })
                .collect();
            // Each departure has one record of its port. Those that are told already have taken theirs; where two
            // disks left and one port is free, nothing tells of which it speaks.
            let told: BTreeSet<(Option<u32>, Timestamp)> = self
                .departures
                .get(self.near(port.time))
                .unwrap_or_default()
                .iter()
                .filter(|departure| departure.is_like(port))
                .map(|departure| (departure.number, departure.met))
                .collect();
            let is_certain = unknown.len().saturating_add(told.len()) <= alike || port.is_real();
            let distance = |position: &usize| {
                self.departures.get(*position).map(|departure| departure.time.duration_since(port.time).abs())
            };
            let nearest = unknown.into_iter().filter(|_| is_certain).min_by_key(distance);
            if let Some(departure) = nearest.and_then(|position| self.departures.get_mut(position)) {
                departure.shown = port.shown;
                paired.insert(departure.index);
            }
        }
        let more: Vec<Departure> = ports
            .into_iter()
            .map(|port| {
                let near = self.departures.get(self.near(port.time)).unwrap_or_default();
                // The port's record of a departure that others tell of as well.
                match near.iter().find(|other| other.is_like(&port)) {
                    Some(same) => Departure {
                        time: port.time,
                        index: port.index,
                        shown: port.shown,
                        is_intact: same.is_intact && port.is_intact,
                        ..*same
                    },
                    None => port,
                }
            })
            .collect();
        self.departures.extend(more);
        self.departures.sort_by_key(|departure| (departure.time, departure.index));
    }

    fn near(&self, time: Timestamp) -> Range<usize> {
        near_in(&self.departures, time)
    }
}

/// Which departures lie as near to a time as a port's record lies to its disk's.
fn near_in(departures: &[Departure], time: Timestamp) -> Range<usize> {
    let (from, to) = (earlier(time, PORT_AND_DISK), shifted(time, PORT_AND_DISK));
    departures.partition_point(|departure| departure.time < from)
        ..departures.partition_point(|departure| departure.time <= to)
}
