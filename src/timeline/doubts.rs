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

    #[test]
    fn the_end_of_a_log_in_use_is_no_doubt_about_the_rest() {
        let last = Sequence { in_use: true, ..run("A", 11, 20, Trust::ChecksumFailed) };
        assert_eq!(spans(&[run("A", 1, 10, Trust::Intact), last]), []);
    }
}
