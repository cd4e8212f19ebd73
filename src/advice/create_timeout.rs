//! Advice on `CreateTimeout`: raise it, prove the theory, or tell that it is past.

use jiff::SignedDuration;

use super::timeout_math::{DEFAULT_CREATE_TIMEOUT, DEFAULT_MARGIN, Proposal, VmLoad, propose, reg_add};
use super::{Advice, Situation};
use crate::event::providers::backup;
use crate::say::{Day, Milliseconds, Number, Sentence, sentences};
use crate::session::{Cause, CauseKind, Certainty, Session};
use crate::timeline::EventIndex;

/// A snapshot that takes longer than this says something about the host.
const HALF_THE_DEFAULT: SignedDuration = SignedDuration::from_mins(5);
/// So many good nights in a row behind a failure overcome it.
const GOOD_NIGHTS: usize = 10;

sentences! {
    certain() = "advice.not-in-time": "The last run's snapshot was not made in time.";
    likely() = "advice.likely-not-in-time": "The last run's snapshot was very likely not made in time.";
    possible() = "advice.possibly-not-in-time":
        "The last run's snapshot was possibly not made in time; the other reading is some VSS failure.";
    comes_and_goes(failed: usize, nights: usize, last: Day) = "advice.comes-and-goes":
        "In { $failed } of { $nights } nights the snapshot was not made in time, the last on { $last }.";
    raise_to(why: Sentence, minutes: Number, value: Milliseconds, basis: Sentence) = "advice.raise":
        "{ $why } Raise CreateTimeout to { $minutes } min = { $value }: { $basis }. The default is 10 min. Restart the host \
         afterwards: Server 2008 R2 needs it, newer versions read the value at the next run.";
    if_so(why: Sentence, minutes: Number, value: Milliseconds, basis: Sentence) = "advice.raise-if-so":
        "{ $why } If the log of Windows Server Backup shows a wait of 10 min, raise CreateTimeout to { $minutes } min = \
         { $value }: { $basis }.";
    given_load(ok: Number, total: Number) = "advice.basis-given":
        "{ $ok } of { $total } VMs are backed up within 10 min, so 10 min x ceil({ $total }/{ $ok }) + 10 min of margin";
    load_in_these(ok: Number, total: Number) = "advice.basis-in-logs":
        "these logs show a run with { $ok } VMs that succeeded and one with { $total } that did not, so 10 min x \
         ceil({ $total }/{ $ok }) + 10 min of margin";
    longest_here(longest: SignedDuration) = "advice.basis-longest":
        "the longest snapshot in these logs that succeeded took { $longest }, and 10 min of margin";
    first_step() = "advice.basis-first-step":
        "10 min more than now, as a first step; with the numbers of VMs (--vms-ok, --vms-total) the value can be calculated";
    prove_load() = "advice.prove-load":
        "To prove that load is the reason: shut down or save the virtual machines and run one backup. If it succeeds, the \
         disks can't make the snapshot in time while all of them run.";
    still_fails(value: SignedDuration) = "advice.contact-support":
        "The snapshot still fails although CreateTimeout is { $value }. Check that the value is a REG_DWORD in milliseconds \
         and that the host was restarted; if it is, this is a case for Microsoft support.";
    past_failures(count: usize, last: Day) = "advice.past":
        "{ $count ->
            [one] One earlier run ({ $last }) failed because its snapshot was not made in time
           *[other] { $count } earlier runs, the last on { $last }, failed because the snapshot was not made in time
        }; later runs succeeded, so that is past.";
    past_longer(past: Sentence, took: SignedDuration) = "advice.past-keep":
        "{ $past } A snapshot took { $took } since, more than the default of 10 min, so keep CreateTimeout where it is now.";
    past_and_load(past: Sentence, ok: Number, total: Number, minutes: Number, value: Milliseconds) = "advice.past-load":
        "{ $past } For { $total } VMs of which { $ok } are backed up within 10 min, CreateTimeout should be { $minutes } min \
         = { $value }.";
}

/// The runs that failed for the snapshot's time-out and that nothing behind them has overcome: neither ten good nights
/// nor a longer `CreateTimeout`, which a snapshot shows that took longer than those runs waited.
pub(super) fn current<'a>(situation: &Situation<'a>) -> Vec<(&'a Session, &'a Cause)> {
    let sessions = situation.sessions;
    let is_timeout = |session: &Session| {
        session.cause.as_ref().is_some_and(|cause| cause.kind == CauseKind::SnapshotTimeout)
    };
    let since_last = sessions.iter().rev().take_while(|session| !is_timeout(session));
    if since_last.filter(|session| session.outcome.is_success()).count() >= GOOD_NIGHTS {
        return Vec::new();
    }
    let is_overcome = |position: usize, failed: &Session| {
        let behind = || sessions.iter().skip(position.saturating_add(1));
        let waited = failed.snapshot.map_or(DEFAULT_CREATE_TIMEOUT, |wait| wait.duration);
        behind()
            .filter_map(|session| session.snapshot.filter(|wait| wait.succeeded))
            .any(|wait| wait.duration > waited)
    };
    let all = sessions.iter().enumerate().filter_map(|(position, session)| {
        let cause = session.cause.as_ref().filter(|cause| cause.kind == CauseKind::SnapshotTimeout)?;
        Some((position, session, cause))
    });
    all.filter(|(position, session, _)| !is_overcome(*position, session))
        .map(|(_, session, cause)| (session, cause))
        .collect()
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

/// Whether the log that would tell how long the last run waited was not given, so that it is asked for first.
pub(super) fn lacks_wait(situation: &Situation<'_>) -> bool {
    let has_log = situation.computer.coverage_like(backup::PROVIDER.channel).next().is_some();
    !has_log && current(situation).last().is_some_and(|(_, cause)| cause.certainty == Certainty::Possible)
}

/// The value to raise `CreateTimeout` to, where it should be raised.
pub(super) fn proposed(situation: &Situation<'_>) -> Option<Proposal> {
    (!current(situation).is_empty()).then(|| proposal(situation))?.map(|(proposal, _)| proposal)
}

/// Raise the time-out.
pub(super) fn raise(situation: &Situation<'_>) -> Option<Advice> {
    let runs = current(situation);
    let (session, cause) = runs.last()?;
    let (proposal, basis) = proposal(situation)?;
    let goes_on =
        situation.sessions.iter().any(|other| other.started > session.started && other.outcome.is_success());
    let why = match cause.certainty {
        _ if goes_on => comes_and_goes(runs.len(), situation.sessions.len(), Day(session.started)),
        Certainty::Certain => certain(),
        Certainty::Likely => likely(),
        Certainty::Possible => possible(),
    };
    let (minutes, value) = (Number(u64::from(proposal.minutes())), Milliseconds(proposal.milliseconds));
    let say = if lacks_wait(situation) { if_so } else { raise_to };
    Some(Advice {
        id: "raise-create-timeout",
        text: say(why, minutes, value, basis),
        commands: vec![reg_add(proposal)],
        because: evidence(&runs),
        period: None,
    })
}

/// A value, and what it rests on: the user's numbers, else the logs', else a first step.
fn proposal(situation: &Situation<'_>) -> Option<(Proposal, Sentence)> {
    let base = DEFAULT_CREATE_TIMEOUT;
    let number = |number: u32| Number(u64::from(number));
    if let Some(load) = situation.load
        && let Ok(proposal) = propose(load, base, DEFAULT_MARGIN)
    {
        return Some((proposal, given_load(number(load.ok), number(load.total))));
    }
    if let Some(load) = load_in_logs(situation.sessions)
        && let Ok(proposal) = propose(load, base, DEFAULT_MARGIN)
    {
        return Some((proposal, load_in_these(number(load.ok), number(load.total))));
    }
    let now = situation.settings.create_timeout.saturating_add(DEFAULT_MARGIN);
    let longest = longest(situation).filter(|longest| *longest > HALF_THE_DEFAULT);
    if let Some(longest) = longest
        && let Ok(proposal) = Proposal::of(longest.saturating_add(DEFAULT_MARGIN).max(now))
    {
        return Some((proposal, longest_here(longest)));
    }
    Some((Proposal::of(now).ok()?, first_step()))
}

/// The longest snapshot that was made.
fn longest(situation: &Situation<'_>) -> Option<SignedDuration> {
    let made = situation.sessions.iter().filter_map(|session| session.snapshot.filter(|wait| wait.succeeded));
    made.map(|wait| wait.duration).max()
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
        text: prove_load(),
        commands: Vec::new(),
        because: evidence(&runs),
        period: None,
    })
}

/// The time-out was raised already.
pub(super) fn contact_support(situation: &Situation<'_>) -> Option<Advice> {
    let runs = current(situation);
    let value = situation.settings.create_timeout;
    let command = r#"reg query "HKLM\Software\Microsoft\Windows NT\CurrentVersion\SPP" /v CreateTimeout"#;
    (value > DEFAULT_CREATE_TIMEOUT && !runs.is_empty()).then(|| Advice {
        id: "contact-support",
        text: still_fails(value),
        commands: vec![command.to_owned()],
        because: evidence(&runs),
        period: None,
    })
}

/// Later runs have overcome it.
pub(super) fn past(situation: &Situation<'_>) -> Option<Advice> {
    if !current(situation).is_empty() {
        return None;
    }
    let runs: Vec<(&Session, &Cause)> = timed_out(situation.sessions.iter()).collect();
    let (last, _) = runs.last()?;
    let success = situation.sessions.iter().rev().find(|session| session.outcome.is_success())?;
    let mut text = past_failures(runs.len(), Day(last.started));
    if let Some(took) = longest(situation).filter(|took| *took > DEFAULT_CREATE_TIMEOUT) {
        text = past_longer(text, took);
    }
    let mut commands = Vec::new();
    if let Some(load) = situation.load
        && let Ok(proposal) = propose(load, DEFAULT_CREATE_TIMEOUT, DEFAULT_MARGIN)
    {
        let number = |number: u32| Number(u64::from(number));
        let (minutes, value) = (number(proposal.minutes()), Milliseconds(proposal.milliseconds));
        text = past_and_load(text, number(load.ok), number(load.total), minutes, value);
        commands.push(reg_add(proposal));
    }
    let because = evidence(&runs).into_iter().chain(success.outcome_evidence.iter().copied()).collect();
    Some(Advice { id: "past-create-timeout", text, commands, because, period: None })
}
