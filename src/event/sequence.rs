//! Sequences: unbroken stretches of records, what coverage is made of.
//!
//! A log of a million records is a handful of runs, so coverage costs no memory worth counting.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{SourceId, Trust};

/// Consecutive records of one computer and channel in one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    /// The source.
    pub source: SourceId,
    /// `Computer`, as written.
    pub computer: Arc<str>,
    /// `Channel`, as written.
    pub channel: Arc<str>,
    /// The first `EventRecordID`.
    pub first_id: u64,
    /// The last `EventRecordID`.
    pub last_id: u64,
    /// `TimeCreated` of the record with the first id.
    pub time_of_first: Timestamp,
    /// `TimeCreated` of the record with the last id.
    pub time_of_last: Timestamp,
    /// The earliest `TimeCreated`; at boot, records with higher ids may have earlier times.
    pub first_time: Timestamp,
    /// The latest `TimeCreated`.
    pub last_time: Timestamp,
    /// Whether the checksums over these records matched.
    pub trust: Trust,
    /// Whether records right before these could not be read.
    pub damage_before: bool,
    /// Whether records right behind these could not be read.
    pub damage_after: bool,
    /// Whether the log was in use when it was copied, so that records behind these may not have reached it yet.
    pub in_use: bool,
}

impl Sequence {
    /// The sequence of one record, of a source that has no number yet.
    pub fn of_one(id: u64, time: Timestamp, channel: Arc<str>, computer: Arc<str>, trust: Trust) -> Self {
        Self {
            source: SourceId(0),
            computer,
            channel,
            first_id: id,
            last_id: id,
            time_of_first: time,
            time_of_last: time,
            first_time: time,
            last_time: time,
            trust,
            damage_before: false,
            damage_after: false,
            in_use: false,
        }
    }
}

/// Times that fall back by more than this, from one record to the next, tell of a clock that was set back. At a start,
/// records are written out of order by less (54 s at most in public logs).
pub const FALLS_BACK: SignedDuration = SignedDuration::from_secs(120);

/// Whether a record behind another tells of a clock that was set back.
pub fn falls_back(time: Timestamp, next: Timestamp) -> bool {
    next < time && time.duration_since(next) > FALLS_BACK
}

/// The runs of a stretch of a source, gathered record by record or from the runs of its parts.
///
/// Several logs may lie in one source in any order, as forwarded events do; each goes on where it left off. A
/// record that could not be read may be of any of them.
#[derive(Debug, Default)]
pub struct Sequences {
    list: Vec<Sequence>,
    /// For each run, how many losses there were when it was last added to.
    seen: Vec<u32>,
    /// The latest run of each channel and computer, where there are several.
    latest: BTreeMap<(Arc<str>, Arc<str>), usize>,
    /// How often records could not be read so far.
    losses: u32,
    /// Whether that happened since the last one that was.
    damaged: bool,
}

impl Sequences {
    /// A record, or a run of them, was read. It joins the latest run of its log where nothing lies between.
    pub fn append(&mut self, mut run: Sequence) {
        self.damaged = false;
        let losses = self.losses;
        let open = self.latest_of(&run);
        let seen = open.and_then(|position| self.seen.get(position).copied()).unwrap_or(0);
        run.damage_before |= seen < losses;
        if let Some(position) = open
            && let (Some(open), Some(seen)) = (self.list.get_mut(position), self.seen.get_mut(position))
        {
            *seen = losses;
            if open.goes_on_with(&run) {
                return open.extend(&run);
            }
            if open.is_headed_by(&run) {
                return open.extend_back(&run);
            }
        }
        self.push(run);
    }

    /// A record could not be read.
    pub fn damage(&mut self) {
        self.damaged = true;
        self.losses = self.losses.saturating_add(1);
        self.damage_behind();
    }

    /// Records behind those that were read are missing.
    pub fn damage_behind(&mut self) {
        let last = self.list.len().checked_sub(1);
        for position in self.latest.values().copied().chain(last) {
            if let Some(run) = self.list.get_mut(position) {
                run.damage_after = true;
            }
        }
    }

    /// The log was in use: what came behind the last records may not have reached the file.
    pub fn mark_in_use(&mut self) {
        let last = self.list.len().checked_sub(1);
        for position in self.latest.values().copied().chain(last) {
            if let Some(run) = self.list.get_mut(position) {
                run.in_use = true;
            }
        }
    }

    /// Records are missing, and nothing tells on which side of those that were read: an export may begin with
    /// the newest.
    pub fn damage_around(&mut self) {
        for run in &mut self.list {
            (run.damage_before, run.damage_after) = (true, true);
        }
    }

    /// Whether a record could not be read since the last one that was.
    pub fn ends_in_damage(&self) -> bool {
        self.damaged
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The run that was begun last.
    pub fn last(&self) -> Option<&Sequence> {
        self.list.last()
    }

    /// The runs, in the order in which they were begun.
    pub fn into_list(mut self) -> Vec<Sequence> {
        self.list.shrink_to_fit();
        self.list
    }

    /// The same runs as if nothing had been lost between them and what comes.
    pub fn settle(&mut self) {
        self.damaged = false;
        self.losses = 0;
        self.seen.fill(0);
    }

    fn latest_of(&self, of: &Sequence) -> Option<usize> {
        let last = self.list.len().checked_sub(1)?;
        let is_of_last = self.list.get(last)?.is_of_log(of);
        if is_of_last { Some(last) } else { self.latest.get(&of.log()).copied() }
    }

    fn push(&mut self, run: Sequence) {
        // A map is worth its memory only where logs alternate.
        if let Some(last) = self.list.last().filter(|last| !last.is_of_log(&run)) {
            self.latest.insert(last.log(), self.list.len().saturating_sub(1));
        }
        self.list.push(run);
        self.seen.push(self.losses);
    }
}

impl Sequence {
    /// How many records it has.
    pub fn records(&self) -> u64 {
        self.last_id.saturating_sub(self.first_id).saturating_add(1)
    }

    fn log(&self) -> (Arc<str>, Arc<str>) {
        (Arc::clone(&self.channel), Arc::clone(&self.computer))
    }

    fn is_of_log(&self, other: &Self) -> bool {
        self.channel == other.channel && self.computer == other.computer
    }

    fn goes_on_with(&self, next: &Self) -> bool {
        self.last_id.checked_add(1) == Some(next.first_id)
            && self.trust == next.trust
            && !self.damage_after
            && !next.damage_before
            // What is doubtful of a time that falls back must be found again.
            && !falls_back(self.time_of_last, next.time_of_first)
    }

    /// Whether a run comes right before, as in exports that begin with the newest record.
    fn is_headed_by(&self, next: &Self) -> bool {
        /// At boot, records are written before the clock is set.
        const BOOT: SignedDuration = SignedDuration::from_mins(5);
        next.last_id.checked_add(1) == Some(self.first_id)
            && next.time_of_last.duration_since(self.time_of_first) <= BOOT
            && self.trust == Trust::Intact
            && next.trust == Trust::Intact
            && !self.damage_before
            && !self.damage_after
            && !next.damage_before
            && !next.damage_after
    }

    fn extend(&mut self, next: &Self) {
        self.last_id = next.last_id;
        self.time_of_last = next.time_of_last;
        self.damage_after = next.damage_after;
        self.in_use = next.in_use;
        self.widen(next);
    }

    fn extend_back(&mut self, next: &Self) {
        self.first_id = next.first_id;
        self.time_of_first = next.time_of_first;
        self.widen(next);
    }

    fn widen(&mut self, next: &Self) {
        self.first_time = self.first_time.min(next.first_time);
        self.last_time = self.last_time.max(next.last_time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(channel: &str, id: u64, second: i64) -> Sequence {
        let time = Timestamp::from_second(second).unwrap();
        Sequence::of_one(id, time, channel.into(), "HV01".into(), Trust::Intact)
    }

    /// Channel, first and last id, `<` for damage before and `>` for damage behind.
    fn list(runs: Sequences) -> Vec<String> {
        let text = |run: Sequence| {
            let (before, after) =
                (if run.damage_before { "<" } else { "" }, if run.damage_after { ">" } else { "" });
            format!("{before}{}{}-{}{after}", run.channel, run.first_id, run.last_id)
        };
        runs.into_list().into_iter().map(text).collect()
    }

    #[test]
    fn logs_that_alternate_go_on_where_they_left_off() {
        let mut runs = Sequences::default();
        for (channel, id) in [("A", 1), ("B", 7), ("A", 2), ("B", 8), ("A", 4)] {
            runs.append(record(channel, id, 0));
        }
        assert_eq!(list(runs), ["A1-2", "B7-8", "A4-4"]);
    }

    #[test]
    fn a_run_may_grow_backwards_but_not_into_the_future() {
        let mut runs = Sequences::default();
        for (id, second) in [(9, 900), (8, 800), (7, 700), (6, 9000)] {
            runs.append(record("A", id, second));
        }
        assert_eq!(list(runs), ["A7-9", "A6-6"]);
    }

    #[test]
    fn a_loss_may_be_of_every_log() {
        let mut runs = Sequences::default();
        for (channel, id) in [("A", 1), ("B", 7)] {
            runs.append(record(channel, id, 0));
        }
        runs.damage();
        assert!(runs.ends_in_damage());
        for (channel, id) in [("B", 8), ("A", 2), ("A", 3), ("C", 1)] {
            runs.append(record(channel, id, 0));
        }
        assert!(!runs.ends_in_damage());
        assert_eq!(list(runs), ["A1-1>", "B7-7>", "<B8-8", "<A2-3", "<C1-1"]);
    }

    #[test]
    fn a_loss_on_no_known_side_is_on_both() {
        let mut runs = Sequences::default();
        runs.append(record("A", 1, 0));
        runs.damage_around();
        assert_eq!(list(runs), ["<A1-1>"]);
    }
    #[test]
    fn a_log_in_use_may_go_on_in_each_of_its_channels() {
        let mut runs = Sequences::default();
        for (channel, id) in [("A", 1), ("B", 7), ("A", 9)] {
            runs.append(record(channel, id, 0));
        }
        runs.mark_in_use();
        let ends: Vec<_> = runs.into_list().iter().map(|run| (run.last_id, run.in_use)).collect();
        assert_eq!(ends, [(1, true), (7, true), (9, true)]);
        let mut runs = Sequences::default();
        runs.append(record("A", 1, 0));
        runs.mark_in_use();
        runs.append(record("A", 2, 0));
        let ends: Vec<_> = runs.into_list().iter().map(|run| (run.last_id, run.in_use)).collect();
        assert_eq!(ends, [(2, false)], "what goes on knows better");
    }

    #[test]
    fn a_run_goes_on_only_where_nothing_speaks_against_it() {
        let joined = |change: fn(&mut Sequence, &mut Sequence)| {
            let (mut one, mut next) = (record("A", 1, 1000), record("A", 2, 1000));
            change(&mut one, &mut next);
            let mut runs = Sequences::default();
            runs.append(one);
            runs.append(next);
            runs.into_list().len() == 1
        };
        assert!(joined(|_, _| {}));
        assert!(!joined(|_, next| *next = record("A", 3, 1000)));
        assert!(!joined(|_, next| next.trust = Trust::ChecksumFailed));
        assert!(!joined(|one, _| one.damage_after = true));
        assert!(!joined(|_, next| next.damage_before = true));
        assert!(
            joined(|_, next| *next = record("A", 2, 880)),
            "two minutes back are a clock that is corrected"
        );
        assert!(!joined(|_, next| *next = record("A", 2, 879)));
    }

    #[test]
    fn a_run_has_a_head_only_where_nothing_speaks_against_it() {
        let joined = |change: fn(&mut Sequence, &mut Sequence)| {
            let (mut one, mut head) = (record("A", 2, 1000), record("A", 1, 1000));
            change(&mut one, &mut head);
            let mut runs = Sequences::default();
            runs.append(one);
            runs.append(head);
            runs.into_list().len() == 1
        };
        assert!(joined(|_, _| {}));
        assert!(joined(|_, head| *head = record("A", 1, 1300)), "five minutes, as at a start");
        assert!(!joined(|_, head| *head = record("A", 1, 1301)));
        assert!(!joined(|one, _| one.trust = Trust::ChecksumFailed));
        assert!(!joined(|_, head| head.trust = Trust::ChecksumFailed));
        assert!(
            !joined(|one, head| (one.trust, head.trust) = (Trust::ChecksumFailed, Trust::ChecksumFailed))
        );
        assert!(!joined(|one, _| one.damage_before = true));
        assert!(!joined(|one, _| one.damage_after = true));
        assert!(!joined(|_, head| head.damage_before = true));
        assert!(!joined(|_, head| head.damage_after = true));
    }

    #[test]
    fn a_run_knows_its_bounds() {
        let mut runs = Sequences::default();
        assert!(runs.is_empty() && runs.last().is_none());
        for (id, second) in [(5, 1000), (6, 990), (7, 1020), (4, 1010)] {
            runs.append(record("A", id, second));
        }
        assert!(!runs.is_empty());
        assert_eq!(runs.last().map(|run| (run.first_id, run.last_id, run.records())), Some((4, 7, 4)));
        let run = runs.into_list().remove(0);
        let second = |time: Timestamp| time.as_second();
        assert_eq!((second(run.first_time), second(run.last_time)), (990, 1020));
        assert_eq!((second(run.time_of_first), second(run.time_of_last)), (1010, 1020));
    }

    #[test]
    fn what_is_settled_is_no_loss_of_what_follows() {
        let mut runs = Sequences::default();
        runs.append(record("A", 1, 0));
        runs.damage();
        runs.settle();
        assert!(!runs.ends_in_damage());
        runs.append(record("B", 1, 0));
        assert_eq!(list(runs), ["A1-1>", "B1-1"]);
    }
}
