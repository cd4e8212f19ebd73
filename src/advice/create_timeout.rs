//! Advice on `CreateTimeout`: raise it, prove the theory, or tell that it is past.

use jiff::SignedDuration;

use super::timeout_math::{
    DEFAULT_CREATE_TIMEOUT, DEFAULT_MARGIN, Proposal, VmLoad, propose, reg_add, reg_query,
};
use super::{Advice, Situation, headroom, id};
use crate::event::providers::backup;
use crate::say::{Day, Milliseconds, Number, Sentence, Word, sentences};
use crate::session::{Cause, CauseKind, Certainty, Session};
use crate::timeline::EventIndex;

/// A snapshot that takes longer than this says something about the host.
const HALF_THE_DEFAULT: SignedDuration = SignedDuration::from_mins(5);
/// So many good nights in a row behind a failure overcome it.
const GOOD_NIGHTS: usize = 10;

sentences! {
    not_in_time(run: Number, day: Day, certainty: Word, more: usize) = "advice.run-not-in-time":
        "In run S{ $run } of { $day } the snapshot was { $certainty ->
            [certain] not made in time
            [likely] very likely not made in time
           *[possible] possibly not made in time; the other reading is some VSS failure
        }{ $more ->
            [0] .
            [one] . So it was in one run before.
           *[other] . So it was in { $more } runs before.
        }";
    comes_and_goes(failed: usize, nights: usize, certainty: Word, last: Day) = "advice.comes-and-goes-so-sure":
        "In { $failed } of { $nights } nights the snapshot was { $certainty ->
            [certain] not made in time
            [likely] very likely not made in time
           *[possible] possibly not made in time; the other reading is some VSS failure
        }, the last on { $last }.";
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
    more_than_load(minutes: Number) = "advice.basis-more-than-load":
        "10 min more than now, as the { $minutes } min that follow from the numbers of VMs are no more than that";
    waited_in_vain(waited: SignedDuration) = "advice.basis-waited":
        "a run waited { $waited } for its snapshot in vain, so CreateTimeout is about that already, and 10 min of margin";
    prove_load() = "advice.prove-load":
        "To prove that load is the reason: shut down or save the virtual machines and run one backup. If it succeeds, the \
         disks can't make the snapshot in time while all of them run.";
    raised_since(why: Sentence, waited: SignedDuration, value: SignedDuration) = "advice.raised-since":
        "{ $why } It waited { $waited }, and CreateTimeout is { $value } by now: make sure that the host was restarted since, \
         and run the backup again.";
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
    past_and_check(past: Sentence, ok: Number, total: Number, minutes: Number, value: Milliseconds) = "advice.past-check":
        "{ $past } For { $total } VMs of which { $ok } are backed up within 10 min, CreateTimeout should be { $minutes } min \
         = { $value }: find out what it is now, and raise it to that if it is less.";
    past_and_raise(past: Sentence, ok: Number, total: Number, minutes: Number, value: Milliseconds, now: SignedDuration) = "advice.past-raise":
        "{ $past } For { $total } VMs of which { $ok } are backed up within 10 min, CreateTimeout should be { $minutes } min \
         = { $value }, and it is { $now }: raise it.";
}

/// A run that failed for the snapshot's time-out.
#[derive(Clone, Copy)]
pub(super) struct TimedOut<'a> {
    /// Its place among all runs, from 0.
    position: usize,
    pub(super) session: &'a Session,
    pub(super) cause: &'a Cause,
}

impl TimedOut<'_> {
    /// Its number, as in `S1`.
    pub(super) fn number(&self) -> Number {
        Number(u64::try_from(self.position.saturating_add(1)).unwrap_or(u64::MAX))
    }

    /// How long it waited for the snapshot that was not made, as far as that is known.
    fn waited(&self) -> Option<SignedDuration> {
        self.session.snapshot.filter(|wait| !wait.succeeded).map(|wait| wait.duration)
    }
}

fn timed_out<'a>(situation: &Situation<'a>) -> Vec<TimedOut<'a>> {
    let all = situation.sessions.iter().enumerate().filter_map(|(position, session)| {
        let cause = session.cause.as_ref().filter(|cause| cause.kind == CauseKind::SnapshotTimeout)?;
        Some(TimedOut { position, session, cause })
    });
    all.collect()
}

/// The runs that failed for the snapshot's time-out and that nothing behind them has overcome: neither ten good nights
/// nor a longer `CreateTimeout`, which a snapshot shows that took longer than those runs waited.
pub(super) fn current<'a>(situation: &Situation<'a>) -> Vec<TimedOut<'a>> {
    let sessions = situation.sessions;
    let mut all = timed_out(situation);
    let Some(last) = all.last() else { return all };
    let since_last = sessions.iter().skip(last.position);
    if since_last.filter(|session| session.outcome.is_success()).count() >= GOOD_NIGHTS {
        return Vec::new();
    }
    let is_overcome = |failed: &TimedOut<'_>| {
        let behind = || sessions.iter().skip(failed.position.saturating_add(1));
        let waited = failed.session.snapshot.map_or(DEFAULT_CREATE_TIMEOUT, |wait| wait.duration);
        behind()
            .filter_map(|session| session.snapshot.filter(|wait| wait.succeeded))
            .any(|wait| wait.duration > waited)
    };
    all.retain(|failed| !is_overcome(failed));
    all
}

fn evidence(runs: &[TimedOut<'_>]) -> Vec<EventIndex> {
    runs.iter().flat_map(|run| run.cause.evidence.iter().copied()).collect()
}

/// Whether the log that would tell how long the last of these runs waited was not given, so that it is asked for first.
pub(super) fn lacks_wait(situation: &Situation<'_>) -> bool {
    let has_log = situation.computer.coverage_like(backup::PROVIDER.channel).next().is_some();
    !has_log && current(situation).last().is_some_and(|run| run.cause.certainty == Certainty::Possible)
}

/// The value to raise `CreateTimeout` to, where it should be raised.
pub(super) fn proposed(situation: &Situation<'_>) -> Option<Proposal> {
    let runs = current(situation);
    (!runs.is_empty()).then(|| proposal(situation, &runs))?.map(|(proposal, _)| proposal)
}

/// How long these runs waited, where that is less than what was found beside the logs: it was set after them. Where the
/// numbers of VMs ask for more than that, it is to be raised all the same.
pub(super) fn set_since(situation: &Situation<'_>) -> Option<SignedDuration> {
    let set = situation.settings.create_timeout;
    let is_less = of_load(situation).is_some_and(|(_, proposal)| proposal.duration() > set);
    let waited =
        current(situation).iter().map(TimedOut::waited).collect::<Option<Vec<_>>>()?.into_iter().max()?;
    (situation.settings.may_be_newer && whole_minutes(waited) < set && !is_less).then_some(waited)
}

/// Raise the time-out.
pub(super) fn raise(situation: &Situation<'_>) -> Option<Advice> {
    let runs = current(situation);
    let why = why(situation, &runs)?;
    if let Some(waited) = set_since(situation) {
        return Some(Advice {
            id: id::CREATE_TIMEOUT_RAISED,
            text: raised_since(why, waited, situation.settings.create_timeout),
            commands: vec![reg_query()],
            because: evidence(&runs),
            period: None,
        });
    }
    let (proposal, basis) = proposal(situation, &runs)?;
    let (minutes, value) = (Number(u64::from(proposal.minutes())), Milliseconds(proposal.milliseconds));
    let say = if lacks_wait(situation) { if_so } else { raise_to };
    Some(Advice {
        id: id::RAISE_CREATE_TIMEOUT,
        text: say(why, minutes, value, basis),
        commands: vec![reg_add(proposal)],
        because: evidence(&runs),
        period: None,
    })
}

/// Which runs failed so, no surer than the last of them allows.
fn why(situation: &Situation<'_>, runs: &[TimedOut<'_>]) -> Option<Sentence> {
    let last = runs.last()?;
    let certainty = last.cause.certainty;
    let as_sure = runs.iter().filter(|run| run.cause.certainty <= certainty).count();
    let (day, certainty) = (Day(last.session.started), Word(certainty.id()));
    let mut behind = situation.sessions.iter().skip(last.position);
    Some(if behind.any(|session| session.outcome.is_success()) {
        comes_and_goes(as_sure, situation.sessions.len(), certainty, day)
    } else {
        not_in_time(last.number(), day, certainty, as_sure.saturating_sub(1))
    })
}

/// What says on which numbers of VMs a value rests.
type Basis = fn(Number, Number) -> Sentence;

/// A value that is more than what these runs had, and what it rests on: the user's numbers, else the logs', else a
/// first step.
fn proposal(situation: &Situation<'_>, runs: &[TimedOut<'_>]) -> Option<(Proposal, Sentence)> {
    let number = |number: u32| Number(u64::from(number));
    let set = situation.settings.create_timeout;
    let waited = runs.iter().filter_map(TimedOut::waited).max();
    // A run gives up within seconds of its limit, on either side.
    let now = waited.map_or(set, |waited| set.max(whole_minutes(waited)));
    let of_load = |load: VmLoad| propose(load, DEFAULT_CREATE_TIMEOUT, DEFAULT_MARGIN).ok();
    let is_more = |proposal: &Proposal| proposal.duration() > now;
    let in_logs = load_in_logs(situation);
    let loads: [(Option<VmLoad>, Basis); 2] = [(situation.load, given_load), (in_logs, load_in_these)];
    for (load, say) in loads {
        if let Some(load) = load
            && let Some(proposal) = of_load(load).filter(is_more)
        {
            return Some((proposal, say(number(load.ok), number(load.total))));
        }
    }
    let longest = longest(situation).filter(|longest| *longest > HALF_THE_DEFAULT && *longest >= now);
    if let Some(longest) = longest
        && let Ok(proposal) = Proposal::of(longest.saturating_add(DEFAULT_MARGIN))
    {
        return Some((proposal, longest_here(longest)));
    }
    let not_enough = situation.load.or(in_logs).and_then(of_load);
    let basis = match (waited.filter(|_| now > set), not_enough) {
        (Some(waited), _) => waited_in_vain(waited),
        (None, Some(proposal)) => more_than_load(number(proposal.minutes())),
        (None, None) => first_step(),
    };
    Some((Proposal::of(now.saturating_add(DEFAULT_MARGIN)).ok()?, basis))
}

/// The nearest whole minute.
fn whole_minutes(duration: SignedDuration) -> SignedDuration {
    SignedDuration::from_mins(duration.saturating_add(SignedDuration::from_secs(30)).as_mins())
}

/// The longest snapshot that was made.
fn longest(situation: &Situation<'_>) -> Option<SignedDuration> {
    let made = situation.sessions.iter().filter_map(|session| session.snapshot.filter(|wait| wait.succeeded));
    made.map(|wait| wait.duration).max()
}

/// How many VMs the runs list: the most that succeeded, and those of the last that did not.
fn load_in_logs(situation: &Situation<'_>) -> Option<VmLoad> {
    let vms = |session: &Session| {
        let count = session
            .components
            .iter()
            .filter(|member| member.application.as_deref().is_some_and(|name| name.contains("Hyper-V")))
            .count();
        u32::try_from(count).ok().filter(|count| *count > 0)
    };
    let succeeded = situation.sessions.iter().filter(|session| session.outcome.is_success());
    let ok = succeeded.filter_map(vms).max()?;
    let total = vms(timed_out(situation).last()?.session)?;
    (total > ok).then_some(VmLoad { ok, total })
}

/// Prove that load is the reason.
pub(super) fn prove_load_theory(situation: &Situation<'_>) -> Option<Advice> {
    let runs = current(situation);
    let cause = runs.last()?.cause;
    (cause.certainty != Certainty::Certain || situation.load.is_none()).then(|| Advice {
        id: id::PROVE_LOAD_THEORY,
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
    let is_tried = set_since(situation).is_none();
    (value > DEFAULT_CREATE_TIMEOUT && is_tried && !runs.is_empty()).then(|| Advice {
        id: id::CONTACT_SUPPORT,
        text: still_fails(value),
        commands: vec![reg_query()],
        because: evidence(&runs),
        period: None,
    })
}

/// What is to be done about time-outs that later runs have overcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Past {
    /// Nothing, or what is said of snapshots that grow.
    Over,
    /// A snapshot took so long since: leave `CreateTimeout` as it is.
    Keep(SignedDuration),
    /// The numbers of VMs ask for more than it may be.
    Check(VmLoad, Proposal),
    /// They ask for more than it is.
    Raise(VmLoad, Proposal),
}

/// The one decision behind the advice and the next steps of runs that were overcome.
pub(super) fn past_of(situation: &Situation<'_>) -> Past {
    if headroom::tells(situation) {
        return Past::Over;
    }
    let took = longest(situation).unwrap_or_default();
    let of_load = of_load(situation).filter(|(_, proposal)| proposal.duration() > took);
    match of_load {
        Some((load, proposal)) if !situation.settings.is_known => Past::Check(load, proposal),
        Some((load, proposal)) if proposal.duration() > situation.settings.create_timeout => {
            Past::Raise(load, proposal)
        }
        _ if took > DEFAULT_CREATE_TIMEOUT => Past::Keep(took),
        _ => Past::Over,
    }
}

/// The value that follows from the numbers of VMs, where the user gave them.
pub(super) fn of_load(situation: &Situation<'_>) -> Option<(VmLoad, Proposal)> {
    let load = situation.load?;
    Some((load, propose(load, DEFAULT_CREATE_TIMEOUT, DEFAULT_MARGIN).ok()?))
}

/// Later runs have overcome it.
pub(super) fn past(situation: &Situation<'_>) -> Option<Advice> {
    if !current(situation).is_empty() {
        return None;
    }
    let runs = timed_out(situation);
    let last = runs.last()?.session;
    let success = situation.sessions.iter().rev().find(|session| session.outcome.is_success())?;
    let number = |number: u32| Number(u64::from(number));
    let said = |load: VmLoad, proposal: Proposal| {
        let (minutes, value) = (number(proposal.minutes()), Milliseconds(proposal.milliseconds));
        (number(load.ok), number(load.total), minutes, value)
    };
    let past = past_failures(runs.len(), Day(last.started));
    let (text, commands) = match past_of(situation) {
        Past::Over => (past, Vec::new()),
        Past::Keep(took) => (past_longer(past, took), Vec::new()),
        Past::Check(load, proposal) => {
            let (ok, total, minutes, value) = said(load, proposal);
            let commands = vec![reg_query(), reg_add(proposal)];
            (past_and_check(past, ok, total, minutes, value), commands)
        }
        Past::Raise(load, proposal) => {
            let (ok, total, minutes, value) = said(load, proposal);
            let now = situation.settings.create_timeout;
            (past_and_raise(past, ok, total, minutes, value, now), vec![reg_add(proposal)])
        }
    };
    let because = evidence(&runs).into_iter().chain(success.outcome_evidence.iter().copied()).collect();
    Some(Advice { id: id::PAST_CREATE_TIMEOUT, text, commands, because, period: None })
}
