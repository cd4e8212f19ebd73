//! The exit status: what a report asks for, the same for every format.

use crate::inspect::Inspection;
use crate::issue::{Issue, IssueKind};
use crate::report::{ComputerReport, Report};
use crate::session::Outcome;
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

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing needs a person, and everything was read.
    Fine,
    /// Something needs a person.
    NeedsPerson,
    /// Wrong usage, or the work could not be done; also a path or list that was named and can't be read.
    Fatal,
    /// No event at all in what was given.
    NoEvents,
    /// Nothing bad seen, but not everything could be read or decided.
    Undecided,
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

/// The status that a report asks for. A mistake in what was asked before missing events, these before a found fault,
/// that before a doubt.
pub fn of(report: &Report) -> Exit {
    if report.issues.iter().any(|issue| issue.kind.is_mistake()) {
        return Exit::Fatal;
    }
    if report.records_read() == 0 || report.computers.is_empty() {
        return Exit::NoEvents;
    }
    let bad = report.computers.iter().any(ComputerReport::needs_a_person);
    let undetermined = report.count(Verdict::Undetermined) > 0;
    let needs_person = match report.fail_on {
        FailOn::Actionable => bad,
        FailOn::Undetermined => bad || undetermined,
        FailOn::Never => false,
    };
    let undecided = undetermined
        || report.count_outcome(Outcome::EndNotSeen) > 0
        || !report.is_complete()
        || report.has_doubtful_records()
        || report.issues.iter().any(|issue| issue.kind == IssueKind::EventListText)
        || report.computers.iter().any(|computer| computer.limits.iter().any(|limit| limit.is_undecided));
    if needs_person {
        Exit::NeedsPerson
    } else if undecided {
        Exit::Undecided
    } else {
        Exit::Fine
    }
}
