//! What the logs do not cover of a night: one lane of System, which holds the 27s, and one of the log of the runs.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::clock::{self, Stretch};
use crate::report::ComputerReport;
use crate::say::Zone;
use crate::session::products::{self, WINDOWS_SERVER_BACKUP};
use crate::timeline::{Coverage, SYSTEM, Span, shifted};

/// What is not covered of one night.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lanes {
    /// Where System is not to be relied on: a 27 there would not be seen.
    pub system: Vec<Stretch>,
    /// Where the log of Windows Server Backup is not to be relied on: a run there would not be seen.
    pub backup: Vec<Stretch>,
}

/// When the logs of a computer do not cover the time, by log and in order.
#[derive(Debug)]
pub(super) struct Gaps {
    system: Vec<Span>,
    backup: Vec<Span>,
}

/// Runs come once a week at least, so a log of them that ended so much earlier than System was given too early.
const RUNS_COME: SignedDuration = SignedDuration::from_hours(8 * 24);

impl Gaps {
    pub(super) fn of(report: &ComputerReport) -> Self {
        let computer = &report.computer;
        let end = computer.end().unwrap_or(Timestamp::MAX);
        let all = || vec![Span { from: Timestamp::MIN, to: Timestamp::MAX }];
        let system = match computer.coverage_of(SYSTEM) {
            None => all(),
            // Behind the last record of any log, nobody claims anything.
            Some(log) => flaws(log, (log.last < end).then_some(log.last)),
        };
        let backup = match computer.coverage_of(WINDOWS_SERVER_BACKUP.provider.channel) {
            None if products::shows_server_backup(computer) => all(),
            None => Vec::new(),
            Some(log) => {
                let is_old = end.duration_since(log.last) > RUNS_COME;
                // Its first record is that of the first run; what lies before is covered where nothing came before.
                let flaws = flaws(log, is_old.then_some(log.last));
                let begins = |span: &Span| span.from == Timestamp::MIN && log.begins_with_first;
                flaws.into_iter().filter(|span| !begins(span)).collect()
            }
        };
        Self { system, backup }
    }

    /// The nights within a span of time of which neither log lacks anything, from a first to a last each, in order.
    pub(super) fn whole_nights(&self, within: Span, zone: &Zone) -> Vec<(Date, Date)> {
        let mut flaws: Vec<Span> = self.system.iter().chain(&self.backup).copied().collect();
        flaws.sort_unstable();
        let mut covered = Vec::new();
        let mut from = within.from;
        let behind = Span { from: within.to, to: Timestamp::MAX };
        for flaw in flaws.into_iter().chain([behind]) {
            if from < flaw.from.min(within.to) {
                covered.extend(clock::whole_nights(from, flaw.from.min(within.to), zone));
            }
            from = from.max(flaw.to);
        }
        covered
    }

    /// What is not covered of the night of a day.
    pub(super) fn of_night(&self, day: Date, from: Timestamp, end: Timestamp, zone: &Zone) -> Lanes {
        let last = shifted(end, SignedDuration::from_nanos(-1));
        let night = Span { from, to: last };
        let cut = |spans: &[Span]| -> Vec<Stretch> {
            let near = spans.iter().filter(|span| span.overlaps(night));
            near.filter_map(|span| clock::stretch(day, span.from.max(from), span.to.min(end), zone)).collect()
        };
        Lanes { system: cut(&self.system), backup: cut(&self.backup) }
    }
}

/// Where a log does not cover the time: before its first record, in its gaps, where its checksums are wrong, and behind
/// its last record where that is said.
fn flaws(log: &Coverage, behind: Option<Timestamp>) -> Vec<Span> {
    let before = Span { from: Timestamp::MIN, to: log.first };
    let behind = behind.map(|last| Span { from: last, to: Timestamp::MAX });
    let gaps = log.gaps.iter().map(|gap| gap.span);
    std::iter::once(before).chain(gaps).chain(log.suspect_within()).chain(behind).collect()
}
