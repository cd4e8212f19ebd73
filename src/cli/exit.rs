//! The exit status: one enum, the same for every format.

use crate::report::Report;
use crate::session::Outcome;
use crate::verdict::Verdict;

use super::args::FailOn;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing needs a person, and everything was read.
    Fine,
    /// Something needs a person.
    NeedsPerson,
    /// Wrong usage, or the work could not be done.
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

/// The status that a report asks for. A missing log before a found fault before a doubt.
pub(super) fn of(report: &Report, fail_on: FailOn) -> Exit {
    if report.records_read() == 0 || report.computers.is_empty() {
        return Exit::NoEvents;
    }
    let trouble =
        [Outcome::Failed, Outcome::Cancelled, Outcome::Interrupted, Outcome::Partial, Outcome::NotStarted]
            .into_iter()
            .any(|outcome| report.count_outcome(outcome) > 0);
    let bad = report.count(Verdict::Actionable) > 0 || report.count(Verdict::SideEffect) > 0 || trouble;
    let undetermined = report.count(Verdict::Undetermined) > 0;
    let needs_person = match fail_on {
        FailOn::Actionable => bad,
        FailOn::Undetermined => bad || undetermined,
        FailOn::Never => false,
    };
    let undecided = undetermined
        || report.count_outcome(Outcome::EndNotSeen) > 0
        || !report.is_complete()
        || report.has_doubtful_records();
    if needs_person {
        Exit::NeedsPerson
    } else if undecided {
        Exit::Undecided
    } else {
        Exit::Fine
    }
}
