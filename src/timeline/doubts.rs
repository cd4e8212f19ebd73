//! Records whose bytes may be wrong: at which times nothing can be relied on because of them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::span::Span;
use crate::event::sequence::Sequence;
use crate::event::{SourceId, Trust};

/// Whether the bytes of a run may be wrong. The last chunk of a log that was copied while in use has a header older than its
/// records, which says nothing of them.
pub(super) fn is_hurt(run: &Sequence) -> bool {
    run.trust == Trust::ChecksumFailed && !run.in_use
}

/// Per source, the times in which records lie whose bytes may be wrong.
#[derive(Debug, Default)]
pub(super) struct Doubts(BTreeMap<SourceId, Vec<Span>>);

impl Doubts {
    /// Of all runs, source by source in the order in which they lie there. A wrong byte may make another time, log or computer
    /// of a record, so the records tell neither when they are of nor whose: their neighbours that can be trusted do.
    pub(super) fn of(runs: &[Sequence]) -> Self {
        let mut doubts: BTreeMap<SourceId, Vec<Span>> = BTreeMap::new();
        for of_source in runs.chunk_by(|run, next| run.source == next.source) {
            let is_intact = |run: &&Sequence| run.trust == Trust::Intact;
            // Of a source of which nothing can be trusted, nobody knows what it is.
            if !of_source.iter().any(|run| is_intact(&run)) {
                continue;
            }
            for (position, run) in of_source.iter().enumerate() {
                if !is_hurt(run) {
                    continue;
                }
                let before = of_source.iter().take(position).rfind(is_intact);
                let behind = of_source.iter().skip(position).find(is_intact);
                let from = before.map_or(Timestamp::MIN, |run| run.time_of_last);
                let to = behind.map_or(Timestamp::MAX, |run| run.time_of_first);
                doubts.entry(run.source).or_default().push(Span { from: from.min(to), to: to.max(from) });
            }
        }
        Self(doubts)
    }

    /// Those of one source.
    pub(super) fn in_source(&self, source: SourceId) -> &[Span] {
        self.0.get(&source).map_or(&[], Vec::as_slice)
    }
}

/// Where records come from chunks with a wrong checksum and no intact run holds them too. The runs are
/// ordered by their first id; stretches that touch are one.
pub(super) fn suspect(runs: &[&Sequence], doubts: &Doubts) -> Vec<Span> {
    let mut farthest: Option<&Sequence> = None;
    let mut spans: Vec<Span> = Vec::new();
    let mut sources: Vec<SourceId> = Vec::new();
    for run in runs {
        if run.trust == Trust::Intact {
            if farthest.is_none_or(|other| other.last_id < run.last_id) {
                farthest = Some(run);
            }
            if !sources.contains(&run.source) {
                sources.push(run.source);
            }
        } else if !farthest.is_some_and(|intact| covers(intact, run)) {
            spans.push(Span { from: run.first_time, to: run.last_time });
        }
    }
    for source in sources {
        let is_told_elsewhere = |span: &Span| {
            runs.iter().any(|run| {
                run.trust == Trust::Intact
                    && run.source != source
                    && run.first_time <= span.from
                    && span.to <= run.last_time
            })
        };
        spans.extend(doubts.in_source(source).iter().filter(|span| !is_told_elsewhere(span)));
    }
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
            _ => joined.push(span),
        }
    }
    joined
}

/// Whether an intact run holds all the records of another.
fn covers(intact: &Sequence, other: &Sequence) -> bool {
    intact.first_id <= other.first_id
        && other.last_id <= intact.last_id
        && intact.first_time <= other.first_time
        && other.last_time <= intact.last_time
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run of one source, from one second to another.
    fn run(channel: &str, from: i64, to: i64, trust: Trust) -> Sequence {
        let time = |second| Timestamp::from_second(second).unwrap();
        let one =
            Sequence::of_one(u64::try_from(from).unwrap(), time(from), channel.into(), "HV01".into(), trust);
        Sequence { last_id: u64::try_from(to).unwrap(), time_of_last: time(to), last_time: time(to), ..one }
    }

    fn spans(runs: &[Sequence]) -> Vec<(i64, i64)> {
        let doubts = Doubts::of(runs);
        let second = |time: Timestamp| match time {
            time if time == Timestamp::MIN => i64::MIN,
            time if time == Timestamp::MAX => i64::MAX,
            time => time.as_second(),
        };
        doubts.in_source(SourceId(0)).iter().map(|span| (second(span.from), second(span.to))).collect()
    }

    #[test]
    fn doubt_reaches_to_the_neighbours_whatever_the_records_say() {
        let whole = |from, to| run("A", from, to, Trust::Intact);
        // A changed byte made another log and another time of it.
        let changed = run("B", 9000, 9000, Trust::ChecksumFailed);
        assert_eq!(spans(&[whole(1, 10), changed.clone(), whole(20, 30)]), [(10, 20)]);
        assert_eq!(spans(&[whole(1, 10), changed.clone()]), [(10, i64::MAX)]);
        assert_eq!(spans(&[changed.clone(), whole(20, 30)]), [(i64::MIN, 20)]);
        assert_eq!(spans(std::slice::from_ref(&changed)), [], "nobody knows which log it is");
        assert_eq!(spans(&[whole(1, 10), whole(11, 30)]), []);
    }

    /// What is suspect of the runs of one channel.
    fn suspects(runs: &[Sequence]) -> Vec<(i64, i64)> {
        let mut ordered: Vec<&Sequence> = runs.iter().collect();
        ordered.sort_by_key(|run| (run.first_id, run.last_id));
        let spans = suspect(&ordered, &Doubts::of(runs));
        spans.iter().map(|span| (span.from.as_second(), span.to.as_second())).collect()
    }

    #[test]
    fn what_an_intact_copy_holds_is_not_suspect() {
        let hurt = run("A", 12, 18, Trust::ChecksumFailed);
        let source = |run: Sequence, source| Sequence { source: SourceId(source), ..run };
        let damaged = [run("A", 1, 10, Trust::Intact), hurt.clone(), run("A", 20, 30, Trust::Intact)];
        let with = |copy: Sequence| {
            let runs: Vec<Sequence> = damaged.iter().cloned().chain([source(copy, 1)]).collect();
            suspects(&runs)
        };
        assert_eq!(suspects(&damaged), [(10, 20)]);
        assert_eq!(with(run("A", 1, 30, Trust::Intact)), []);
        assert_eq!(with(run("A", 10, 20, Trust::Intact)), []);
        assert_eq!(
            with(run("A", 1, 30, Trust::ChecksumFailed)),
            [(1, 30)],
            "a copy whose bytes may be wrong"
        );
        assert_eq!(with(run("A", 11, 30, Trust::Intact)), [(10, 20)], "it begins too late");
        assert_eq!(with(run("A", 1, 19, Trust::Intact)), [(10, 20)], "it ends too early");
        // A record with a wild time makes a run of the same log reach over all.
        let wild = Sequence { first_time: damaged[0].first_time, ..damaged[2].clone() };
        assert_eq!(suspects(&[damaged[0].clone(), hurt, wild]), [(10, 20)]);
    }

    #[test]
    fn a_copy_covers_by_ids_and_by_times() {
        let intact = run("A", 10, 20, Trust::Intact);
        let other = |ids: (u64, u64), from, to| Sequence {
            first_id: ids.0,
            last_id: ids.1,
            ..run("A", from, to, Trust::ChecksumFailed)
        };
        assert!(covers(&intact, &other((10, 20), 10, 20)));
        assert!(!covers(&intact, &other((9, 20), 10, 20)));
        assert!(!covers(&intact, &other((10, 21), 10, 20)));
        assert!(!covers(&intact, &other((10, 20), 9, 20)));
        assert!(!covers(&intact, &other((10, 20), 10, 21)));
    }

    #[test]
    fn of_copies_that_end_alike_the_longest_counts_and_stretches_apart_stay_two() {
        let copy = Sequence { source: SourceId(1), ..run("A", 20, 30, Trust::Intact) };
        // The clock was set back for a while: the time lies before the shorter copy begins.
        let hurt = Sequence {
            source: SourceId(2),
            first_id: 21,
            last_id: 25,
            ..run("A", 5, 25, Trust::ChecksumFailed)
        };
        assert_eq!(suspects(&[run("A", 1, 30, Trust::Intact), copy, hurt]), []);
        let apart: Vec<Sequence> = [(12, 14), (16, 18)]
            .iter()
            .map(|(from, to)| run("A", *from, *to, Trust::ChecksumFailed))
            .collect();
        assert_eq!(suspects(&apart), [(12, 14), (16, 18)]);
    }

    #[test]
    fn the_end_of_a_log_in_use_is_no_doubt_about_the_rest() {
        let last = Sequence { in_use: true, ..run("A", 11, 20, Trust::ChecksumFailed) };
        assert_eq!(spans(&[run("A", 1, 10, Trust::Intact), last]), []);
    }
}
