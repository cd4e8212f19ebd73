//! A night of a host, in a few bytes.

use jiff::civil::Date;

use super::host::Ending;
use crate::report::ComputerReport;
use crate::say::words;
use crate::story::Mood;
use crate::story::nights::{Bar, Night};
use crate::trouble::Weight;
use crate::verdict::Verdict;

/// What is known of a night of a host, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NightState {
    /// The logs do not tell of all of it, and no run is seen in it.
    NotCovered,
    /// The logs tell of all of it, and no run is seen in it.
    NoRun,
    /// Runs that succeeded.
    Good,
    /// The same, and 27s that are benign.
    GoodWithNoise,
    /// It can't be told for sure.
    CantBeTold,
    /// A run did not succeed.
    Failed,
    /// Something else needs a person: a 27 that is actionable, or trouble.
    NeedsPerson,
}

words! {
    pub NightState {
        NotCovered = "not-covered",
        NoRun = "no-run",
        Good = "good",
        GoodWithNoise = "good-with-noise",
        CantBeTold = "cant-be-told",
        Failed = "failed",
        NeedsPerson = "needs-person",
    }
}

/// A night in which something happened, in the zone of its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostNight {
    /// The day at whose noon it begins.
    pub day: Date,
    /// What is known of it.
    pub state: NightState,
    /// Whether a person must look at it.
    pub needs_a_person: bool,
    /// Backup runs that began in it and succeeded.
    pub succeeded: u16,
    /// Those that did not succeed.
    pub failed: u16,
    /// Those whose end is not told.
    pub unknown: u16,
}

impl HostNight {
    /// What is kept of a night; nothing where nothing happened.
    pub(super) fn of(night: &Night, report: &ComputerReport) -> Option<Self> {
        if night.mood == Mood::Plain {
            return None;
        }
        let mut kept = Self {
            day: night.day,
            state: NightState::Good,
            needs_a_person: night.mood == Mood::Bad,
            succeeded: 0,
            failed: 0,
            unknown: 0,
        };
        for bar in night.runs.iter().filter(|bar| !bar.goes_on) {
            let count = match ending(bar, report) {
                Some(Ending::Succeeded) => &mut kept.succeeded,
                Some(Ending::Failed) => &mut kept.failed,
                Some(Ending::Unknown) => &mut kept.unknown,
                None => continue,
            };
            *count = count.saturating_add(1);
        }
        let is_actionable = night.errors.iter().any(|error| error.verdict == Verdict::Actionable);
        let is_urgent = is_actionable || night.trouble.iter().any(|sign| sign.weight == Weight::NeedsPerson);
        let failed = night.runs.iter().any(|bar| ending(bar, report) == Some(Ending::Failed));
        kept.state = match night.mood {
            _ if is_urgent => NightState::NeedsPerson,
            // A side effect is told in the night behind its run too.
            Mood::Bad => NightState::Failed,
            _ if failed => NightState::Failed,
            Mood::Open => NightState::CantBeTold,
            Mood::Good | Mood::Plain if night.errors.is_empty() => NightState::Good,
            Mood::Good | Mood::Plain => NightState::GoodWithNoise,
        };
        Some(kept)
    }

    /// What two parts of the logs of a host tell of one night.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            day: self.day,
            state: self.state.max(other.state),
            needs_a_person: self.needs_a_person || other.needs_a_person,
            succeeded: self.succeeded.saturating_add(other.succeeded),
            failed: self.failed.saturating_add(other.failed),
            unknown: self.unknown.saturating_add(other.unknown),
        }
    }
}

/// How the run of a bar ended; none for what is no backup.
fn ending(bar: &Bar, report: &ComputerReport) -> Option<Ending> {
    let place = bar.number.checked_sub(1)?;
    if bar.is_of_product {
        let run = report.other_runs.get(place)?;
        run.product.makes_backups.then(|| Ending::of_product(run.outcome))
    } else {
        report.sessions.get(place).map(|run| Ending::of(run.outcome))
    }
}
