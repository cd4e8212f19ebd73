//! The next step for a run that did not succeed. It is decided with the advice, so that the two agree.

use jiff::SignedDuration;

use super::create_timeout::{Past, current, lacks_wait, past_of, proposed, set_since};
use super::timeout_math::Proposal;
use super::{Advice, Situation, id};
use crate::say::{Number, Sentence, code_next_step, sentences};
use crate::session::{CauseKind, Certainty, Outcome, Session};

sentences! {
    went_down() = "next.interrupted":
        "find out why the machine went down (Kernel-Power 41, EventLog 6008) and run the backup again";
    ask_for_end() = "next.end-not-seen":
        "ask for the log Microsoft-Windows-Backup, exported after the run ended (see what to do next)";
    not_proven() = "next.end-proves-nothing":
        "the record of its end proves nothing: look whether its backup is there (wbadmin get versions), or run it again";
    raise(minutes: Number) = "next.raise-create-timeout": "raise CreateTimeout to { $minutes } min (see what to do next)";
    ask_for_wait() = "next.ask-for-wait":
        "ask for the log Microsoft-Windows-Backup first (see what to do next): it tells how long the snapshot was waited for";
    machines() = "next.virtual-machines":
        "find out what holds the files of the virtual machines named (another backup, an antivirus, a checkpoint that is still \
         merging: Get-VMSnapshot), and run the backup again";
    run_again(value: SignedDuration) = "next.run-again":
        "run the backup again: CreateTimeout is { $value } by now (see what to do next)";
    overcome() = "next.overcome": "nothing is left to do for this run: later ones have overcome it";
    keep() = "next.keep-create-timeout":
        "keep CreateTimeout where it is now (see what to do next): with it, later runs have overcome this";
    check(minutes: Number) = "next.check-create-timeout":
        "find out what CreateTimeout is now, and raise it if it is less than { $minutes } min (see what to do next)";
}

/// The next step for each run, in their order; none for one that succeeded.
pub fn next_steps(situation: &Situation<'_>, advice: &[Advice]) -> Vec<Option<Sentence>> {
    let open = current(situation);
    let is_open = |session: &Session| open.iter().any(|run| std::ptr::eq(run.session, session));
    let is_advised = advice.iter().any(|advice| advice.id == id::RAISE_CREATE_TIMEOUT);
    let timeout = |session: &Session| {
        if !is_open(session) {
            return if open.is_empty() { past(situation) } else { overcome() };
        }
        if set_since(situation).is_some() {
            return run_again(situation.settings.create_timeout);
        }
        match proposed(situation).filter(|_| is_advised) {
            Some(_) if lacks_wait(situation) => ask_for_wait(),
            Some(proposal) => raise(Number(u64::from(proposal.minutes()))),
            None => CauseKind::SnapshotTimeout.next_step(),
        }
    };
    situation.sessions.iter().map(|session| step(session, &timeout)).collect()
}

/// Whether the log of Windows Server Backup would tell how a run ended: what was given holds no record of its own of
/// that. One that is there and proves nothing does not change with another export.
pub(super) fn lacks_end(session: &Session) -> bool {
    session.outcome == Outcome::EndNotSeen && (session.ended.is_none() || session.from_copies_only)
}

/// What is left to do about a time-out that later runs have overcome, as the advice says it.
fn past(situation: &Situation<'_>) -> Sentence {
    let minutes = |proposal: Proposal| Number(u64::from(proposal.minutes()));
    match past_of(situation) {
        Past::Over => overcome(),
        Past::Keep(_) => keep(),
        Past::Check(_, proposal) => check(minutes(proposal)),
        Past::Raise(_, proposal) => raise(minutes(proposal)),
    }
}

fn step(session: &Session, timeout: &dyn Fn(&Session) -> Sentence) -> Option<Sentence> {
    match session.outcome {
        Outcome::Succeeded | Outcome::SucceededWithSkippedFiles => return None,
        Outcome::Interrupted => return Some(went_down()),
        Outcome::EndNotSeen if lacks_end(session) => return Some(ask_for_end()),
        Outcome::EndNotSeen => return Some(not_proven()),
        Outcome::Cancelled => return Some(CauseKind::Cancelled.next_step()),
        Outcome::Partial | Outcome::Failed | Outcome::NotStarted => {}
    }
    // Some codes ask for a step of their own.
    let codes = [session.detail, session.hresult].into_iter().flatten().map(|coded| coded.code);
    let kind = session.cause.as_ref().map_or(CauseKind::Unknown, |cause| cause.kind);
    let has_vms = session.failed_vms.iter().any(|vm| vm.certainty < Certainty::Possible);
    codes.into_iter().find_map(code_next_step).or_else(|| {
        Some(match kind {
            CauseKind::SnapshotTimeout => timeout(session),
            CauseKind::VssWriter | CauseKind::Vss | CauseKind::Source if has_vms => machines(),
            _ => kind.next_step(),
        })
    })
}
