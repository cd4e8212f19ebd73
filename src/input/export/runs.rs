//! The records of a part of an export, as runs that are added up as if each record had come by itself.

use std::sync::Arc;

use jiff::Timestamp;

use crate::event::Trust;
use crate::event::sequence::{Sequence, Sequences};

/// Which way the ids of a run go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    /// As in exports that begin with the newest record.
    Down,
}

/// A record, or several that go on one way.
#[derive(Debug)]
struct Run {
    run: Sequence,
    /// Which way it goes on from the record right before it. Only such a run is ever more than one record: wherever
    /// that record was added, the next of the run joins it or begins a run of its own, and the others join that one.
    way: Option<Way>,
}

/// Runs in the order of the text. Names of computers and channels are kept once a run of records that share them.
#[derive(Debug, Default)]
pub(super) struct Runs(Vec<Run>);

impl Runs {
    /// Adds a record; gives its channel and its computer.
    pub(super) fn add(
        &mut self,
        id: u64,
        time: Timestamp,
        channel: &str,
        computer: &str,
    ) -> (Arc<str>, Arc<str>) {
        let last = self.0.last_mut();
        let Some(last) = last.filter(|last| *last.run.channel == *channel && *last.run.computer == *computer)
        else {
            let (channel, computer): (Arc<str>, Arc<str>) = (channel.into(), computer.into());
            let names = (Arc::clone(&channel), Arc::clone(&computer));
            self.0.push(Run { run: record(id, time, channel, computer), way: None });
            return names;
        };
        let names = (Arc::clone(&last.run.channel), Arc::clone(&last.run.computer));
        let way = last.way_to(id, time);
        match (way, last.way) {
            (Some(Way::Up), Some(Way::Up)) => {
                (last.run.last_id, last.run.time_of_last, last.run.last_time) = (id, time, time);
            }
            (Some(Way::Down), Some(Way::Down)) => {
                (last.run.first_id, last.run.time_of_first, last.run.first_time) = (id, time, time);
            }
            (_, before) => {
                let run = record(id, time, Arc::clone(&names.0), Arc::clone(&names.1));
                self.0.push(Run { run, way: way.filter(|_| before.is_none()) });
            }
        }
        names
    }

    /// Adds them to those of the parts before.
    pub(super) fn add_to(self, all: &mut Sequences) {
        self.0.into_iter().for_each(|run| all.append(run.run));
    }
}

impl Run {
    /// Which way a record goes on from the last that was added; `None` where its id or its time doesn't.
    fn way_to(&self, id: u64, time: Timestamp) -> Option<Way> {
        let is_up = |last: &Sequence| last.last_id.checked_add(1) == Some(id) && last.time_of_last <= time;
        let is_down =
            |last: &Sequence| id.checked_add(1) == Some(last.first_id) && time <= last.time_of_first;
        match self.way {
            None | Some(Way::Up) if is_up(&self.run) => Some(Way::Up),
            None | Some(Way::Down) if is_down(&self.run) => Some(Way::Down),
            _ => None,
        }
    }
}

/// A run of one record.
fn record(id: u64, time: Timestamp, channel: Arc<str>, computer: Arc<str>) -> Sequence {
    Sequence::of_one(id, time, channel, computer, Trust::Intact)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Ids that go up, down, back and forth, in two logs, at times that stand still, go on and fall back.
        #[test]
        fn runs_add_up_like_single_records(
            steps in prop::collection::vec((0..5_u8, prop::sample::select(vec![0, 1, 100, 200, 400, -1, -100, -200, -400]), 0..8_u8), 1..60),
            cuts in prop::collection::vec(any::<bool>(), 60),
        ) {
            let (mut single, mut joined, mut part) = (Sequences::default(), Sequences::default(), Runs::default());
            let (mut id, mut second) = (1000_u64, 1_000_000_i64);
            for ((step, seconds, log), cut) in steps.into_iter().zip(cuts) {
                id = match step { 0 | 1 => id.saturating_add(1), 2 | 3 => id.saturating_sub(1), _ => id.saturating_add(3) };
                second = second.saturating_add(seconds);
                let time = Timestamp::from_second(second).unwrap();
                let channel = if log == 0 { "B" } else { "A" };
                single.append(record(id, time, channel.into(), "HV01".into()));
                part.add(id, time, channel, "HV01");
                if cut {
                    std::mem::take(&mut part).add_to(&mut joined);
                }
            }
            part.add_to(&mut joined);
            prop_assert_eq!(single.into_list(), joined.into_list());
        }
    }
}
