//! Advice on `CreateTimeout`: raise it, prove the theory, or tell that it is past.

use super::timeout_math::{DEFAULT_CREATE_TIMEOUT, DEFAULT_MARGIN, Proposal, VmLoad, propose, reg_add};
use super::{Advice, Situation};
use crate::session::{Cause, CauseKind, Certainty, Outcome, Session};
use crate::timeline::EventIndex;

/// A snapshot that takes longer than this says something about the host.
const HALF_THE_DEFAULT: jiff::SignedDuration = jiff::SignedDuration::from_mins(5);

/// The runs that failed for the snapshot's time-out since the last success; empty when a later
/// success has overcome them.
pub(super) fn current<'a>(situation: &Situation<'a>) -> Vec<(&'a Session, &'a Cause)> {
    let is_overcome = |session: &Session| {
        session.outcome.is_success() || session.snapshot.is_some_and(|wait| wait.succeeded)
    };
    let since = situation.sessions.iter().rposition(is_overcome);
    let recent = situation.sessions.iter().skip(since.map_or(0, |position| position.saturating_add(1)));
    timed_out(recent).collect()
}

fn timed_out<'a>(
    sessions: impl Iterator<Item = &'a Session>,
) -> impl Iterator<Item = (&'a Session, &'a Cause)> {
    sessions.filter_map(|session| {
        let cause = session.cause.as_ref().filter(|cause| cause.kind == CauseKind::SnapshotTimeout)?;
        Some((session, cause))
    })
}

fn evidence(runs: &[(&Session, &Cause)]) -> Vec<EventIndex> {
    runs.iter().flat_map(|(_, cause)| cause.evidence.iter().copied()).collect()
}

/// Raise the time-out.
pub(super) fn raise(situation: &Situation<'_>) -> Option<Advice> {
    let runs = current(situation);
    let (_, cause) = runs.last()?;
    let (proposal, basis) = proposal(situation)?;
    let certainty = match cause.certainty {
        Certainty::Certain => "The last run's snapshot was not made in time.",
        Certainty::Likely => "The last run's snapshot was very likely not made in time.",
        Certainty::Possible => {
            "The last run's snapshot was possibly not made in time; the other reading is some VSS failure."
        }
    };
    let text = format!(
        "{certainty} Raise CreateTimeout to {} min = {} ms (0x{:08X}): {basis}. The default is 10 min = 600\u{a0}000 ms. \
         Restart the host afterwards: Server 2008 R2 needs it, newer versions read the value at the next run.",
        proposal.minutes(),
        grouped(proposal.milliseconds),
        proposal.milliseconds
    );
    Some(Advice {
        id: "raise-create-timeout",
        text: text.into(),
        commands: vec![reg_add(proposal)],
        because: evidence(&runs),
        period: None,
    })
}

/// A value, and what it rests on: the user's numbers, else the logs', else a first step.
fn proposal(situation: &Situation<'_>) -> Option<(Proposal, String)> {
    let base = DEFAULT_CREATE_TIMEOUT;
    if let Some(load) = situation.load
        && let Ok(proposal) = propose(load, base, DEFAULT_MARGIN)
    {
        let basis = format!(
            "{} of {} VMs are backed up within 10 min, so 10 min x ceil({}/{}) + 10 min of margin",
            load.ok, load.total, load.total, load.ok
        );
        return Some((proposal, basis));
    }
    if let Some(load) = load_in_logs(situation.sessions)
        && let Ok(proposal) = propose(load, base, DEFAULT_MARGIN)
    {
        let basis = format!(
            "these logs show a run with {} VMs that succeeded and one with {} that did not, so 10 min x ceil({}/{}) + 10 min of margin",
            load.ok, load.total, load.total, load.ok
        );
        return Some((proposal, basis));
    }
    let longest = situation
        .sessions
        .iter()
        .filter_map(|session| session.snapshot)
        .filter(|wait| wait.succeeded)
        .map(|wait| wait.duration)
        .max()
        .filter(|longest| *longest > HALF_THE_DEFAULT);
    if let Some(longest) = longest
        && let Ok(proposal) = Proposal::of(
            longest
                .saturating_add(DEFAULT_MARGIN)
                .max(situation.settings.create_timeout.saturating_add(DEFAULT_MARGIN)),
        )
    {
        let basis = format!(
            "the longest snapshot in these logs that succeeded took {}, and 10 min of margin",
            crate::say::time::length(longest)
        );
        return Some((proposal, basis));
    }
    let proposal = Proposal::of(situation.settings.create_timeout.saturating_add(DEFAULT_MARGIN)).ok()?;
    let basis = "10 min more than now, as a first step; with the numbers of VMs (--vms-ok, --vms-total) the value can be calculated".to_owned();
    Some((proposal, basis))
}

/// How many VMs the runs list: the most that succeeded, and those of the last that did not.
fn load_in_logs(sessions: &[Session]) -> Option<VmLoad> {
    let vms = |session: &Session| {
        let count = session
            .components
            .iter()
            .filter(|member| member.application.as_deref().is_some_and(|name| name.contains("Hyper-V")))
            .count();
        u32::try_from(count).ok().filter(|count| *count > 0)
    };
    let ok = sessions.iter().filter(|session| session.outcome.is_success()).filter_map(vms).max()?;
    let (failed, _) = timed_out(sessions.iter()).last()?;
    let total = vms(failed)?;
    (total > ok).then_some(VmLoad { ok, total })
}

/// Prove that load is the reason.
pub(super) fn prove_load_theory(situation: &Situation<'_>) -> Option<Advice> {
    let runs = current(situation);
    let (_, cause) = runs.last()?;
    (cause.certainty != Certainty::Certain || situation.load.is_none()).then(|| Advice {
        id: "prove-load-theory",
        text: "To prove that load is the reason: shut down or save the virtual machines and run one backup. If it \
               succeeds, the disks can't make the snapshot in time while all of them run."
            .into(),
        commands: Vec::new(),
        because: evidence(&runs), period: None })
}

/// The time-out was raised already.
pub(super) fn contact_support(situation: &Situation<'_>) -> Option<Advice> {
    let runs = current(situation);
    let is_raised = situation.settings.create_timeout > DEFAULT_CREATE_TIMEOUT;
    (is_raised && !runs.is_empty()).then(|| Advice {
        id: "contact-support",
        text: format!(
            "The snapshot still fails although CreateTimeout is {}. Check that the value is a REG_DWORD in \
             milliseconds and that the host was restarted; if it is, this is a case for Microsoft support.",
            crate::say::time::length(situation.settings.create_timeout)
        )
        .into(),
        commands: vec![
            r#"reg query "HKLM\Software\Microsoft\Windows NT\CurrentVersion\SPP" /v CreateTimeout"#
                .to_owned(),
        ],
        because: evidence(&runs),
        period: None,
    })
}

/// A later success has overcome it.
pub(super) fn past(situation: &Situation<'_>) -> Option<Advice> {
    if !current(situation).is_empty() {
        return None;
    }
    let runs: Vec<(&Session, &Cause)> = timed_out(situation.sessions.iter()).collect();
    runs.last()?;
    let success = situation.sessions.iter().rev().find(|session| session.outcome.is_success())?;
    let took = success
        .snapshot
        .filter(|wait| wait.succeeded && success.outcome != Outcome::EndNotSeen)
        .map_or_else(String::new, |wait| {
            format!("; its snapshot took {}", crate::say::time::length(wait.duration))
        });
    let count = match runs.len() {
        1 => "One earlier run".to_owned(),
        count => format!("{count} earlier runs"),
    };
    let mut text = format!(
        "{count} failed because the snapshot was not made in time; a later run succeeded{took}, so that is past."
    );
    if success.snapshot.is_some_and(|wait| wait.succeeded && wait.duration > DEFAULT_CREATE_TIMEOUT) {
        text.push_str(" It needed more than the default of 10 min, so keep CreateTimeout where it is now.");
    }
    if let Some(load) = situation.load
        && let Ok(proposal) = propose(load, DEFAULT_CREATE_TIMEOUT, DEFAULT_MARGIN)
    {
        text.push_str(&format!(
            " For {} VMs of which {} are backed up within 10 min, CreateTimeout should be {} min = {} ms (0x{:08X}).",
            load.total, load.ok, proposal.minutes(), grouped(proposal.milliseconds), proposal.milliseconds
        ));
        return Some(Advice {
            id: "past-create-timeout",
            text: text.into(),
            commands: vec![reg_add(proposal)],
            because: evidence(&runs),
            period: None,
        });
    }
    let because = evidence(&runs).into_iter().chain(success.outcome_evidence.iter().copied()).collect();
    Some(Advice { id: "past-create-timeout", text: text.into(), commands: Vec::new(), because, period: None })
}

/// `1 800 000`, with blanks that do not break
pub(super) fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (position, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(position);
        if position > 0 && left % 3 == 0 {
            // No line is broken inside a number; rendering makes it a plain blank.
            out.push('\u{a0}');
        }
        out.push(digit);
    }
    out
}
