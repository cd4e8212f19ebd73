//! `HV01` and `hv01.example.local`: one computer where record ids prove it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::logs::{Restarts, RunsOfNames, single_logs};
use crate::event::sequence::Sequence;
use crate::event::{Event, EventKind, SourceId, Trust};
use crate::issue::{Issue, IssueKind};
use crate::say::{Log, sentences};

sentences! {
    may_be_one(short: Log, full: Log) = "computer.may-be-one":
        "{ $short } and { $full } may be one computer, but no record ids prove it, so they are kept apart; logs of both names \
         that overlap or follow each other would";
    are_two(short: Log, full: Log) = "computer.are-two":
        "{ $short } and { $full } are two machines: their logs hold different records under the same ids at the same time";
}

/// Short names and the full ones that begin with them, in lower case.
#[derive(Default)]
pub(super) struct FullNames {
    /// Pairs that may be one computer.
    possible: BTreeSet<(String, String)>,
    /// Those that are: the ids of a channel go on from one to the other, or are the same.
    pub(super) proven: BTreeSet<(String, String)>,
    /// The runs of short names whose ids go on from a run of the full name, or to one, or are the same:
    /// source, channel, first id.
    tied: BTreeSet<(SourceId, Arc<str>, u64)>,
}

impl FullNames {
    pub(super) fn of(
        runs: &[Sequence],
        of_names: &RunsOfNames<'_>,
        events: &[Event],
        collected: &BTreeSet<SourceId>,
    ) -> Self {
        let mut found = Self::default();
        for full in of_names.0.keys() {
            let short = full.split('.').next().unwrap_or(full);
            if short != full && of_names.0.contains_key(short) {
                found.possible.insert((short.to_owned(), full.clone()));
            }
        }
        if found.possible.is_empty() {
            return found;
        }
        let logs = single_logs(runs);
        found.tie_runs(runs, of_names, events, &logs);
        found.tie_across_gaps(of_names, &logs, collected);
        found.tie_records(runs, events);
        found
    }

    /// Ids that go on from a run to the next one, in logs of one channel.
    fn tie_runs(
        &mut self,
        runs: &[Sequence],
        of_names: &RunsOfNames<'_>,
        events: &[Event],
        logs: &[Vec<&Sequence>],
    ) {
        let restarts = Restarts::of(events);
        let mut by_first: BTreeMap<(String, u64), Vec<&Sequence>> = BTreeMap::new();
        for run in logs.iter().flatten() {
            by_first.entry((run.channel.to_lowercase(), run.first_id)).or_default().push(run);
        }
        let mut known: BTreeMap<(String, Arc<str>, Arc<str>), bool> = BTreeMap::new();
        for run in runs {
            let Some(next) = run.last_id.checked_add(1) else { continue };
            let next = by_first.get(&(run.channel.to_lowercase(), next)).into_iter().flatten();
            for next in next {
                let Some((short, full)) = self.ordered(run, next) else { continue };
                if !is_same_log_going_on(run, next, &restarts) || is_used_on(run, next, runs, events) {
                    continue;
                }
                let log = (short.computer.to_lowercase(), full.computer.clone(), short.channel.clone());
                if *known.entry(log).or_insert_with(|| is_one_sequence(of_names, short, full)) {
                    self.tie(short, full);
                }
            }
        }
    }

    /// In one log, a full name behind the short one, or before it, is that of the same machine also where records between them
    /// are missing: no two machines write to one log. A collector's log may hold those of several, so there it has to
    /// be the only name beside.
    fn tie_across_gaps(
        &mut self,
        of_names: &RunsOfNames<'_>,
        logs: &[Vec<&Sequence>],
        collected: &BTreeSet<SourceId>,
    ) {
        for log in logs {
            let names: BTreeSet<String> = log.iter().map(|run| run.computer.to_lowercase()).collect();
            let is_of_several =
                log.first().is_some_and(|run| collected.contains(&run.source)) && names.len() > 2;
            if is_of_several || names.len() < 2 {
                continue;
            }
            // Records whose bytes may be wrong count against "benign" only, so it harms nothing that they join.
            let current: Vec<&Sequence> =
                log.iter().copied().filter(|run| run.trust != Trust::Carved).collect();
            for (run, next) in current.iter().zip(current.iter().skip(1)) {
                if let Some((short, full)) = self.ordered(run, next)
                    && is_one_sequence(of_names, short, full)
                {
                    self.tie(short, full);
                }
            }
        }
    }

    /// The same record under both names.
    fn tie_records(&mut self, runs: &[Sequence], events: &[Event]) {
        let names: BTreeSet<&String> = self.possible.iter().flat_map(|(short, full)| [short, full]).collect();
        let mut records: BTreeMap<(u64, Timestamp, u16), Vec<&Event>> = BTreeMap::new();
        for event in events.iter().filter(|event| names.contains(&event.computer.to_lowercase())) {
            let key = (event.at.event_record_id, event.time(), event.at.event_id);
            records.entry(key).or_default().push(event);
        }
        let of = |event: &Event| {
            runs.iter().find(|run| {
                run.source == event.at.source
                    && run.computer == event.computer
                    && run.channel == event.at.channel
                    && (run.first_id..=run.last_id).contains(&event.at.event_record_id)
            })
        };
        let mut known: BTreeSet<(SourceId, SourceId, Arc<str>)> = BTreeSet::new();
        for same in records.into_values() {
            for (position, one) in same.iter().enumerate() {
                for other in same.iter().skip(position.saturating_add(1)) {
                    let is_same = one.at.channel.eq_ignore_ascii_case(&other.at.channel)
                        && !one.computer.eq_ignore_ascii_case(&other.computer);
                    // One record of two logs says it for all of them.
                    if is_same
                        && known.insert((one.at.source, other.at.source, Arc::clone(&one.at.channel)))
                        && let Some((run, next)) = of(one).zip(of(other))
                        && let Some((short, full)) = self.ordered(run, next)
                    {
                        self.tie(short, full);
                    }
                }
            }
        }
    }

    /// Two runs in the order of short name and full name, if their names may be those of one computer.
    fn ordered<'a>(&self, run: &'a Sequence, other: &'a Sequence) -> Option<(&'a Sequence, &'a Sequence)> {
        let is_shorter = run.computer.len() < other.computer.len();
        let (short, full) = if is_shorter { (run, other) } else { (other, run) };
        let pair = (short.computer.to_lowercase(), full.computer.to_lowercase());
        self.possible.contains(&pair).then_some((short, full))
    }

    fn tie(&mut self, short: &Sequence, full: &Sequence) {
        self.proven.insert((short.computer.to_lowercase(), full.computer.to_lowercase()));
        self.tied.insert((short.source, Arc::clone(&short.channel), short.first_id));
    }

    /// Whether a run of a short name is tied to the full one.
    pub(super) fn is_tied(&self, run: &Sequence) -> bool {
        self.tied.contains(&(run.source, Arc::clone(&run.channel), run.first_id))
    }

    /// Pairs that nothing proves, and nothing speaks against.
    pub(super) fn doubtful(
        &self,
        followers: &BTreeMap<String, BTreeSet<String>>,
        of_names: &RunsOfNames<'_>,
        events: &[Event],
    ) -> BTreeSet<(String, String)> {
        let is_known = |short: &str, full: &str| {
            followers.get(short).is_some_and(|after| after.iter().any(|name| name.to_lowercase() == full))
        };
        let pairs = self.possible.iter().filter(|(short, full)| !is_known(short, full));
        pairs
            .filter(|(short, full)| !hold_different_records(of_names, events, short, full))
            .cloned()
            .collect()
    }
}

/// What is to be said of pairs of names that may be one computer.
pub(super) fn doubts(pairs: &BTreeSet<(String, String)>, spelled: &BTreeMap<String, String>) -> Vec<Issue> {
    let as_written = |name: &String| Log(spelled.get(name).unwrap_or(name).clone());
    let say = |(one, other): &(String, String)| may_be_one(as_written(one), as_written(other));
    pairs.iter().map(|pair| Issue::note(IssueKind::ComputerName, say(pair))).collect()
}

/// Takes back what was found where a short and a full name are of two machines after all: their logs of one channel
/// overlap in time and hold different records under the same ids.
pub(super) fn part_two_machines(
    of_names: &RunsOfNames<'_>,
    events: &[Event],
    followers: &mut BTreeMap<String, BTreeSet<String>>,
) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (short, after) in followers {
        after.retain(|full| {
            let is_pair = full.split('.').next().is_some_and(|part| part.eq_ignore_ascii_case(short));
            let differ = is_pair && hold_different_records(of_names, events, short, full);
            if differ {
                let text = are_two(Log::of(short), Log::of(full.as_str()));
                issues.push(Issue::note(IssueKind::ComputerName, text));
            }
            !differ
        });
    }
    issues
}

fn hold_different_records(of_names: &RunsOfNames<'_>, events: &[Event], short: &str, full: &str) -> bool {
    let (shorts, fulls) = (of_names.of(short), of_names.of(full));
    let meet = |one: &Sequence, other: &Sequence| {
        one.channel.eq_ignore_ascii_case(&other.channel)
            && one.first_id <= other.last_id
            && other.first_id <= one.last_id
    };
    let times = |list: &[&Sequence], channel: &str| {
        let of_channel = || list.iter().filter(|run| run.channel.eq_ignore_ascii_case(channel));
        Some((of_channel().map(|run| run.first_time).min()?, of_channel().map(|run| run.last_time).max()?))
    };
    shorts.iter().any(|one| {
        let overlaps = times(shorts, &one.channel).zip(times(fulls, &one.channel));
        // Logs of other times: the machine may have been set up anew.
        let is_same_time = overlaps.is_some_and(|(a, b)| a.0 <= b.1 && b.0 <= a.1);
        is_same_time && fulls.iter().any(|other| meet(one, other) && differ(one, other, events))
    })
}

/// Whether two runs that share record ids hold different records under them.
fn differ(one: &Sequence, other: &Sequence, events: &[Event]) -> bool {
    if one.last_time < other.first_time || other.last_time < one.first_time {
        return true;
    }
    let shared = one.first_id.max(other.first_id)..=one.last_id.min(other.last_id);
    let of = |run: &Sequence| -> BTreeMap<u64, (Timestamp, u16)> {
        events
            .iter()
            .filter(|event| {
                event.at.source == run.source
                    && event.computer == run.computer
                    && event.at.channel == run.channel
                    && shared.contains(&event.at.event_record_id)
            })
            .map(|event| (event.at.event_record_id, (event.time(), event.at.event_id)))
            .collect()
    };
    let (ours, theirs) = (of(one), of(other));
    let known = ours.iter().filter_map(|(id, record)| Some((record, theirs.get(id)?)));
    // Records that can matter are few; one under an id that is another's record differs as well.
    let mut is_same = false;
    for (record, twin) in known {
        if record != twin {
            return true;
        }
        is_same = true;
    }
    let alone = ours.keys().chain(theirs.keys()).any(|id| ours.contains_key(id) != theirs.contains_key(id));
    alone && !is_same
}

/// Whether a run goes on with another one that has another name. In one log, ids that go on say it. Of two logs
/// both have to be long, since short ones meet by chance, and the machine has to have been restarted between them,
/// as it is when it joins a domain.
fn is_same_log_going_on(run: &Sequence, next: &Sequence, restarts: &Restarts) -> bool {
    /// Fewer records of a log are found in a collector's.
    const LONG: u64 = 16;
    /// The machine may stand still over a weekend.
    const SOON: SignedDuration = SignedDuration::from_hours(96);
    let pause = next.time_of_first.duration_since(run.time_of_last);
    if pause.is_negative() || pause > SOON {
        return false;
    }
    let are_long = run.records() >= LONG && next.records() >= LONG;
    run.source == next.source || (are_long && restarts.lie_between(run, next))
}

/// Whether the name that another one seems to have replaced, by ids that meet in two logs, is still in use hours later,
/// and not right behind a start, where members of a domain write the short one.
fn is_used_on(run: &Sequence, next: &Sequence, runs: &[Sequence], events: &[Event]) -> bool {
    const LATER: SignedDuration = SignedDuration::from_hours(1);
    const AT_START: SignedDuration = SignedDuration::from_mins(10);
    if run.source == next.source {
        return false;
    }
    let is_at_start = |time: Timestamp| {
        events.iter().any(|event| {
            matches!(event.kind, EventKind::Machine(_)) && event.time().duration_since(time).abs() <= AT_START
        })
    };
    runs.iter().any(|other| {
        other.computer.eq_ignore_ascii_case(&run.computer)
            && other.last_time.duration_since(next.time_of_first) > LATER
            && !is_at_start(other.last_time)
    })
}

/// Whether the runs of both names in a channel can be one sequence of records: ids that go up with time, and that
/// no two runs share. In a collector's log, where ids of two machines are thin, some go on by chance.
fn is_one_sequence(of_names: &RunsOfNames<'_>, short: &Sequence, full: &Sequence) -> bool {
    /// Records of a boot come before the clock is set.
    const BOOT: SignedDuration = SignedDuration::from_mins(5);
    let mut both: Vec<&Sequence> = [short, full]
        .into_iter()
        .flat_map(|of| of_names.of(&of.computer))
        .filter(|run| run.channel.eq_ignore_ascii_case(&short.channel))
        .copied()
        .collect();
    both.sort_by_key(|run| (run.first_id, run.last_id));
    both.windows(2).all(|pair| match pair {
        [run, next] if run.computer.eq_ignore_ascii_case(&next.computer) => true,
        [run, next] => {
            let is_behind = next.first_id > run.last_id;
            is_behind && next.time_of_first.duration_since(run.time_of_last) >= -BOOT
        }
        _ => true,
    })
}

#[cfg(test)]
mod tests;
