//! The exit status: what a report asks for, the same for every format.

use crate::difference::Difference;
use crate::extract::Extract;
use crate::inspect::Inspection;
use crate::issue::{Issue, IssueKind};
use crate::limit::Limit;
use crate::report::{ComputerReport, Report};
use crate::session::Outcome;
use crate::source::Source;
use crate::trouble::Weight;
use crate::verdict::Verdict;

/// What makes a report one that needs a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FailOn {
    /// An actionable 27, a side effect, trouble beside the 27s, or a run that did not succeed.
    #[default]
    Actionable,
    /// These, and an undetermined 27.
    Undetermined,
    /// Nothing.
    Never,
}

/// How the program ends, and what one thing in a report asks for. A later one goes before an earlier one: a mistake in what
/// was asked before missing events, these before a found fault, that before a doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Nothing needs a person, and everything was read.
    Fine,
    /// Nothing bad seen, but not everything could be read or decided.
    Undecided,
    /// Something needs a person.
    NeedsPerson,
    /// No event at all in what was given.
    NoEvents,
    /// Wrong usage, or the work could not be done; also a path or list that was named and can't be read.
    Fatal,
}

impl Exit {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::NeedsPerson => 1,
            Self::Fatal => 2,
            Self::NoEvents => 3,
            Self::Undecided => 4,
        }
    }
}

/// The status of a list that judges nothing: whether anything is listed, and whether all could be read.
pub fn of_list(report: &Report, is_listed: bool) -> Exit {
    let issues: Vec<&Issue> = report.issues.iter().collect();
    listed(&issues, usize::from(is_listed), report.is_complete())
}

/// The status of an extract: whether there was anything, and whether all could be read.
pub fn of_extract(extract: &Extract) -> Exit {
    let of_sources = extract.sources.iter().flat_map(|source| &source.issues);
    let issues: Vec<&Issue> = extract.issues.iter().chain(of_sources).collect();
    let seen = extract.sources.iter().map(|source| source.tally.seen()).fold(0, u64::saturating_add);
    let is_lost = extract.sources.iter().any(|source| source.tally.failed > 0);
    let is_complete = !is_lost && !issues.iter().any(|issue| issue.is_loss);
    listed(&issues, usize::from(seen > 0), is_complete)
}

/// The status of what was sent.
pub fn of_inspection(inspection: &Inspection) -> Exit {
    let issues: Vec<&Issue> = inspection.all_issues().collect();
    let listed_records = usize::from(inspection.records_read() > 0);
    listed(&issues, listed_records, inspection.is_complete())
}

fn listed(issues: &[&Issue], rows: usize, is_complete: bool) -> Exit {
    let lists_no_evidence = |issue: &&Issue| issue.kind == IssueKind::EventListText;
    if issues.iter().any(|issue| issue.kind.is_mistake()) {
        Exit::Fatal
    } else if rows == 0 {
        Exit::NoEvents
    } else if !is_complete || issues.iter().any(lists_no_evidence) {
        Exit::Undecided
    } else {
        Exit::Fine
    }
}

/// The status of what differs between two reports: whether something that needs a person is new.
pub fn of_difference(difference: &Difference) -> Exit {
    if difference.new_needs() > 0 { Exit::NeedsPerson } else { Exit::Fine }
}

/// The status that a report asks for: the gravest of what the things in it ask for.
pub fn of(report: &Report) -> Exit {
    of_found(report).max(of_events(report))
}

/// What all that was found asks for, whether or not there was any event.
pub fn of_found(report: &Report) -> Exit {
    let computers = report.computers.iter().map(|computer| of_computer(computer, report.fail_on));
    let sources = report.sources.iter().map(of_source);
    let issues = report.issues.iter().map(of_issue);
    computers.chain(sources).chain(issues).fold(Exit::Fine, Ord::max)
}

/// What a computer asks for.
pub fn of_computer(computer: &ComputerReport, fail_on: FailOn) -> Exit {
    let judged = computer.volsnap27.iter().map(|judged| of_verdict(judged.verdict, fail_on));
    let runs = computer.shown().map(|(_, run)| of_outcome(run.outcome, fail_on));
    let trouble = computer.trouble.iter().map(|trouble| of_weight(trouble.weight, fail_on));
    let limits = computer.limits.iter().map(of_limit);
    judged.chain(runs).chain(trouble).chain(limits).fold(Exit::Fine, Ord::max)
}

/// What a volsnap 27 asks for.
pub fn of_verdict(verdict: Verdict, fail_on: FailOn) -> Exit {
    match verdict {
        Verdict::Undetermined if fail_on == FailOn::Undetermined => Exit::NeedsPerson,
        Verdict::Undetermined => Exit::Undecided,
        verdict => bad(verdict.needs_a_person(), fail_on),
    }
}

/// What a run of Windows Server Backup asks for. Those of other products ask for something as trouble.
pub fn of_outcome(outcome: Outcome, fail_on: FailOn) -> Exit {
    if outcome == Outcome::EndNotSeen { Exit::Undecided } else { bad(outcome.is_trouble(), fail_on) }
}

/// What trouble beside the 27s asks for.
pub fn of_weight(weight: Weight, fail_on: FailOn) -> Exit {
    bad(weight == Weight::NeedsPerson, fail_on)
}

/// What a limit of the answer asks for.
pub fn of_limit(limit: &Limit) -> Exit {
    undecided(limit.is_undecided)
}

/// What a log asks for: one that could not be read whole, or has wrong checksums and bears verdicts, leaves doubt.
pub fn of_source(source: &Source) -> Exit {
    let is_lost = source.tally.failed > 0 || source.issues.iter().any(|issue| issue.is_loss);
    undecided(is_lost || source.is_doubtful())
}

/// What an issue of no source asks for.
pub fn of_issue(issue: &Issue) -> Exit {
    if issue.kind.is_mistake() {
        return Exit::Fatal;
    }
    undecided(issue.is_loss || issue.kind == IssueKind::EventListText)
}

/// What the lack of all events asks for.
pub fn of_events(report: &Report) -> Exit {
    if report.records_read() == 0 || report.computers.is_empty() { Exit::NoEvents } else { Exit::Fine }
}

fn bad(is_bad: bool, fail_on: FailOn) -> Exit {
    if is_bad && fail_on != FailOn::Never { Exit::NeedsPerson } else { Exit::Fine }
}

fn undecided(is_open: bool) -> Exit {
    if is_open { Exit::Undecided } else { Exit::Fine }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Format, Tally};

    fn source(read: u64, failed: u64) -> Source {
        Source {
            path: "System.evtx".into(),
            format: Format::Evtx,
            size: 69_632,
            tally: Tally { read, failed, ..Tally::default() },
            issues: Vec::new(),
            holds: Vec::new(),
            header: None,
            fingerprint: 0,
            is_extracted: false,
        }
    }

    fn of_sources(sources: Vec<Source>, issues: Vec<Issue>) -> Exit {
        of_extract(&Extract { sources, issues, ..Extract::default() })
    }

    fn lost() -> Issue {
        Issue::loss(IssueKind::Truncated, crate::session::CauseKind::Unknown.phrase())
    }

    #[test]
    fn an_extract_is_whole_where_its_sources_are() {
        assert_eq!(of_sources(vec![source(5, 0)], Vec::new()), Exit::Fine);
        assert_eq!(of_sources(vec![source(5, 1)], Vec::new()), Exit::Undecided);
        assert_eq!(of_sources(vec![source(5, 0)], vec![lost()]), Exit::Undecided);
        let cut = Source { issues: vec![lost()], ..source(5, 0) };
        assert_eq!(of_sources(vec![cut], Vec::new()), Exit::Undecided);
        assert_eq!(of_sources(vec![source(0, 0)], Vec::new()), Exit::NoEvents);
        assert_eq!(of_sources(Vec::new(), Vec::new()), Exit::NoEvents);
    }

    #[test]
    fn a_log_is_whole_where_nothing_of_it_was_lost() {
        let cut = |read, failed| Source { issues: vec![lost()], ..source(read, failed) };
        assert_eq!(of_source(&source(5, 0)), Exit::Fine);
        for lost in [source(5, 1), cut(5, 0), cut(5, 1)] {
            assert_eq!(of_source(&lost), Exit::Undecided);
        }
    }
}
