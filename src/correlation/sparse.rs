//! What logs cover that are written to seldom: of VHDMP, StorPort, the snapshot driver, the partition manager.
//!
//! Nothing happens there for days, so the last record is not where such a log ends. It covers a later time, up to the
//! last record of System, if it is of the same moment: it has records of the run in question or of later ones; or a
//! collection exported both together, while the log was switched on. Then a log that holds no record at all, or whose
//! first record is the first that was ever written to it, tells that nothing was logged before. One that was cut by its
//! size does not.
//!
//! Whatever a run is asked about here ([`covers`] with `Some`) counts against a benign verdict only: that a log which would
//! tell of an image does not. So an invented manifest makes nothing benign. Where coverage would speak for it, there is no
//! run (`None`), and no manifest is asked.

use crate::event::EventKind;
use crate::event::class::Class;
use crate::session::Window;
use crate::timeline::{Computer, Coverage, SYSTEM, Span};

/// Whether a log of a channel covers a span of time, given the run in question.
pub(super) fn covers(computer: &Computer, channel: &str, span: Span, run: Option<Window>) -> bool {
    let is_exported = run.is_some() && is_exported(computer, channel, span);
    let covered = computer.coverage_like(channel).any(|coverage| {
        let begins = coverage.first <= span.from || is_exported && coverage.begins_with_first;
        begins
            && coverage.flaw_within(span).is_none()
            && reaches(
                computer,
                coverage,
                span,
                run.is_some_and(|run| coverage.last >= run.from) || is_exported,
            )
    });
    covered || is_exported && computer.is_exported_empty(channel) && !was_cleared(computer, channel)
}

/// Whether a collection exported the log beside a System log that covers the span.
fn is_exported(computer: &Computer, channel: &str, span: Span) -> bool {
    let begins = computer.coverage_of(SYSTEM).is_some_and(|system| system.first <= span.from);
    begins && computer.exported_until(channel).is_some_and(|until| span.to <= until)
}

/// Whether System tells that the log was emptied, so that its emptiness tells nothing.
fn was_cleared(computer: &Computer, channel: &str) -> bool {
    let (provider, _) = channel.split_once('/').unwrap_or((channel, ""));
    let provider = provider.to_ascii_lowercase();
    computer.all(Class::Cleared).any(|(_, event)| match &event.kind {
        EventKind::LogCleared { channel: Some(cleared) } => {
            cleared.to_ascii_lowercase().starts_with(&provider)
        }
        _ => false,
    })
}

fn reaches(computer: &Computer, coverage: &Coverage, span: Span, is_of_same_moment: bool) -> bool {
    if coverage.last >= span.to {
        return true;
    }
    let Some(system) = computer.coverage_of(SYSTEM) else { return false };
    let between = Span { from: coverage.last, to: span.to };
    is_of_same_moment
        && span.to <= system.last
        && !coverage.ends_in_damage
        && !coverage.ends_in_use
        && coverage.flaw_within(between).is_none()
}
