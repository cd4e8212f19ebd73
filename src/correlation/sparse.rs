//! What logs cover that are written to seldom: of VHDMP, StorPort, the snapshot driver, the partition manager.
//!
//! Nothing happens there for days, so the last record is not where such a log ends. It covers a later time, up to the
//! last record of System, if it is of the same moment: it has records of the run in question or of later ones.

use crate::session::Window;
use crate::timeline::{Computer, Coverage, Span};

/// The log in which something is written every few minutes.
const SYSTEM: &str = "System";

/// Whether a log of a channel covers a span of time, given the run in question.
pub(super) fn covers(computer: &Computer, channel: &str, span: Span, run: Option<Window>) -> bool {
    computer.coverage_like(channel).any(|coverage| {
        let begins = coverage.first <= span.from;
        begins && coverage.flaw_within(span).is_none() && reaches(computer, coverage, span, run)
    })
}

fn reaches(computer: &Computer, coverage: &Coverage, span: Span, run: Option<Window>) -> bool {
    if coverage.last >= span.to {
        return true;
    }
    let Some(system) = computer.coverage_of(SYSTEM) else { return false };
    let is_of_same_moment = run.is_some_and(|run| coverage.last >= run.from);
    let between = Span { from: coverage.last, to: span.to };
    is_of_same_moment
        && span.to <= system.last
        && !coverage.ends_in_damage
        && !coverage.ends_in_use
        && coverage.flaw_within(between).is_none()
}
