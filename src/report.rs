//! The report: the one value that every renderer sees.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::advice::Advice;
use crate::context::Taken;
use crate::correlation::Noise;
use crate::event::{Event, EventRef, Trust};
use crate::issue::Issue;
use crate::limit::Limit;
use crate::say::{Sentence, Zone};
use crate::session::{Outcome, ProductRun, Session, SnapshotTrend};
use crate::source::{Folders, Hurt, Provenance, Source};
use crate::status::{self, Exit, FailOn};
use crate::timeline::{Computer, Coverage, EventIndex, GapCause, Span};
use crate::trouble::Trouble;
use crate::verdict::{Basis, Judged, Verdict};

/// What was found in everything that was given.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report {
    /// What was read.
    pub sources: Vec<Source>,
    /// Which of them could not be read whole, by the computers in them.
    pub hurt: Hurt,
    /// What became of every file that was found.
    pub folders: Folders,
    /// The computers that are reported on, by name.
    pub computers: Vec<ComputerReport>,
    /// What could not be read or understood, beyond the sources' own issues.
    pub issues: Vec<Issue>,
    /// What was taken from files that are no logs: volume lists, `CreateTimeout`.
    pub taken: Vec<Taken>,
    /// Whether only a part of the time is reported on.
    pub is_bounded: bool,
    /// What makes the report one that needs a person.
    pub fail_on: FailOn,
    /// How it was asked for, and of what; empty where nobody says so.
    pub provenance: Provenance,
}

/// What was found of one computer.
#[derive(Debug)]
#[non_exhaustive]
pub struct ComputerReport {
    /// Its events and what its logs cover.
    pub computer: Computer,
    /// The zone in which its times are shown beside UTC.
    pub zone: Zone,
    /// The time that is reported on, whose bounds may have been given in that zone.
    pub range: Span,
    /// All its runs, by start; their ids count from 1 in this order.
    pub sessions: Vec<Session>,
    /// Which of them are reported on.
    pub shown_sessions: Vec<usize>,
    /// All runs of other products, by start; their ids count from 1 in this order.
    pub other_runs: Vec<ProductRun>,
    /// Which of them are reported on.
    pub shown_other_runs: Vec<usize>,
    /// The volsnap 27s that are reported on, in order.
    pub volsnap27: Vec<Judged>,
    /// For each run, what it left in the log beside 27s.
    pub noise: Vec<Noise>,
    /// What needs a person beside the 27s, the worst first.
    pub trouble: Vec<Trouble>,
    /// What limits the answer.
    pub limits: Vec<Limit>,
    /// Whether a list of its volumes would make presumed verdicts surer, and none was given.
    pub asks_for_mountvol: bool,
    /// How long its snapshots take, and how far from their limit.
    pub snapshot_trend: Option<SnapshotTrend>,
    /// What to do next.
    pub advice: Vec<Advice>,
    /// What to do about each run, in the order of the runs; none where nothing has to be done.
    pub next_steps: Vec<Option<Sentence>>,
}

impl ComputerReport {
    /// Whether a person must look, by the definition of the exit status: that of the first line and of every count.
    pub fn needs_a_person(&self) -> bool {
        status::of_computer(self, FailOn::Actionable) == Exit::NeedsPerson
    }

    /// How many benign 27s rest on a basis.
    pub fn count_basis(&self, basis: Basis) -> usize {
        self.volsnap27.iter().filter(|judged| judged.basis == Some(basis)).count()
    }

    /// How many 27s have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.volsnap27.iter().filter(|judged| judged.verdict == verdict).count()
    }

    /// How many of the reported runs ended so.
    pub fn count_outcome(&self, outcome: Outcome) -> usize {
        self.shown().filter(|(_, session)| session.outcome == outcome).count()
    }

    /// The runs that are reported on, with their numbers from 1.
    pub fn shown(&self) -> impl Iterator<Item = (usize, &Session)> {
        self.shown_sessions
            .iter()
            .filter_map(|index| Some((index.saturating_add(1), self.sessions.get(*index)?)))
    }

    /// The runs of other products that are reported on, with their numbers from 1.
    pub fn shown_others(&self) -> impl Iterator<Item = (usize, &ProductRun)> {
        self.shown_other_runs
            .iter()
            .filter_map(|index| Some((index.saturating_add(1), self.other_runs.get(*index)?)))
    }

    /// The numbers of the reported runs during which the file system inside an image was damaged.
    pub fn with_damaged_images(&self) -> Vec<usize> {
        let is_damaged = |number: usize| {
            let noise = number.checked_sub(1).and_then(|place| self.noise.get(place));
            noise.is_some_and(|noise| !noise.inside_images.is_empty())
        };
        self.shown().map(|(number, _)| number).filter(|number| is_damaged(*number)).collect()
    }

    /// The event at an index.
    pub fn event(&self, index: EventIndex) -> Option<&Event> {
        self.computer.event(index)
    }

    /// What to do about the run with a number from 1.
    pub fn next_step(&self, number: usize) -> Option<&Sentence> {
        self.next_steps.get(number.checked_sub(1)?)?.as_ref()
    }

    /// Every record that is cited, in order.
    pub fn cited(&self) -> BTreeSet<EventIndex> {
        let sessions = self.shown().flat_map(|(_, session)| {
            let causes = session.cause.iter().chain(&session.other_causes).flat_map(|cause| &cause.evidence);
            session
                .events
                .iter()
                .chain(&session.outcome_evidence)
                .chain(&session.machinery)
                .chain(&session.slow_guest_io)
                .chain(causes)
        });
        let others = self.shown_others().flat_map(|(_, run)| run.events.iter().chain(&run.end_event));
        let noise =
            self.shown_sessions.iter().filter_map(|position| self.noise.get(*position)).flat_map(Noise::all);
        let advice = self.advice.iter().flat_map(|advice| &advice.because);
        let opinions = self.volsnap27.iter().flat_map(|judged| &judged.opinions);
        let mut cited: BTreeSet<EventIndex> =
            sessions.chain(others).chain(noise).chain(advice).copied().collect();
        cited.extend(opinions.flat_map(|opinion| opinion.evidence.records()));
        cited.extend(self.volsnap27.iter().filter_map(|judged| judged.subject.link.detach));
        cited.extend(
            self.trouble.iter().flat_map(|trouble| trouble.events.iter().chain(&trouble.beside).copied()),
        );
        cited
    }

    /// Where a log does not cover its time, with the cause: gaps, then wrong checksums, then, in the log System, the
    /// clock's being set.
    pub fn holes(&self, coverage: &Coverage) -> Vec<Hole> {
        let mut holes: Vec<Hole> = coverage
            .gaps
            .iter()
            .map(|gap| Hole {
                between: (gap.cause != GapCause::Recreated).then_some((gap.after_id, gap.before_id)),
                ..Hole::of(gap.span, gap.cause.id())
            })
            .collect();
        holes.extend(coverage.suspect_within().map(|span| Hole::of(span, CHECKSUM)));
        if coverage.channel.eq_ignore_ascii_case("System") {
            let changes = self.computer.all_clock_changes();
            holes.extend(changes.iter().map(|(span, _)| Hole::of(*span, CLOCK_SET)));
        }
        holes
    }

    /// How a record is cited: `System#4711`, and whether it is a stale one.
    pub fn cite(&self, index: EventIndex) -> String {
        self.event(index).map_or_else(String::new, |event| match event.trust {
            Trust::Carved => format!("{} (recovered)", citation(&event.at)),
            Trust::Intact | Trust::ChecksumFailed => citation(&event.at),
        })
    }
}

/// A time that a log does not cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// From when.
    pub from: Timestamp,
    /// To when.
    pub to: Timestamp,
    /// Why, by the name in the JSON.
    pub cause: &'static str,
    /// Between which `EventRecordID`s, where ids tell.
    pub between: Option<(u64, u64)>,
}

/// A chunk with a wrong checksum lies there.
const CHECKSUM: &str = "checksum";
/// The clock was set.
const CLOCK_SET: &str = "clock-set";

impl Hole {
    /// All causes of holes, by their names in the JSON.
    pub fn causes() -> impl Iterator<Item = &'static str> {
        GapCause::ALL.iter().map(|cause| cause.id()).chain([CHECKSUM, CLOCK_SET])
    }

    fn of(span: Span, cause: &'static str) -> Self {
        Self { from: span.from, to: span.to, cause, between: None }
    }
}

/// `System#4711`: channel and EventRecordID, which a person can look for in Event Viewer.
pub fn citation(at: &EventRef) -> String {
    format!("{}#{}", at.channel, at.event_record_id)
}

impl Report {
    /// Whether every record that the input declares was read.
    pub fn is_complete(&self) -> bool {
        let lost = |issue: &Issue| issue.is_loss;
        !self.issues.iter().any(lost)
            && self.sources.iter().all(|source| source.tally.failed == 0 && !source.issues.iter().any(lost))
    }

    /// Whether chunks with a wrong checksum lie in logs that decide verdicts: a record in them may have
    /// turned into something that no rule looks at.
    pub fn has_doubtful_records(&self) -> bool {
        self.sources.iter().any(Source::is_doubtful)
    }

    /// How many 27s of all computers have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.computers.iter().map(|computer| computer.count(verdict)).fold(0, usize::saturating_add)
    }

    /// How many benign 27s of all computers rest on a basis.
    pub fn count_basis(&self, basis: Basis) -> usize {
        self.computers.iter().map(|computer| computer.count_basis(basis)).fold(0, usize::saturating_add)
    }

    /// How many reported runs of all computers ended so.
    pub fn count_outcome(&self, outcome: Outcome) -> usize {
        self.computers.iter().map(|computer| computer.count_outcome(outcome)).fold(0, usize::saturating_add)
    }

    /// How many records were read.
    pub fn records_read(&self) -> u64 {
        self.sources.iter().fold(0, |sum, source| sum.saturating_add(source.tally.seen()))
    }
}
