//! V501: the run that it belongs to did not succeed.

use super::{Manual, Rule};
use crate::correlation::{Facts, Subject};
use crate::say::{Word, sentences};
use crate::session::{CauseKind, Outcome};
use crate::verdict::{Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V501",
    name: "run-not-successful",
    manual: Manual {
        fires_when: "the run that the 27 is linked to failed, was cancelled, was interrupted, or succeeded only in part",
        says: "side-effect",
        because: "the 27 is what the run's temporary volumes leave behind, whether the run succeeds or not. It is not the cause: in the article, the snapshot's time-out was",
        what_to_do: "leave the 27 and mend the run; its cause stands beside it",
        source: "the article on the Shared Protection Point timer, 2012",
    },
    judge,
    next_step: |_, _| None,
};

sentences! {
    ended(how: Word) = "V501.not-successful":
        "the backup run it belongs to { $how ->
            [partial] succeeded only in part
            [cancelled] was cancelled
            [interrupted] was interrupted
           *[failed] failed
        }; mend the run, not the 27";
    ended_with_cause(how: Word, cause: Word) = "V501.not-successful-cause":
        "the backup run it belongs to { $how ->
            [partial] succeeded only in part
            [cancelled] was cancelled
            [interrupted] was interrupted
           *[failed] failed
        } ({ $cause }); mend the run, not the 27";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let session = facts.session(subject)?;
    let is_meant = matches!(
        session.outcome,
        Outcome::Failed | Outcome::Partial | Outcome::Cancelled | Outcome::Interrupted
    );
    let how = is_meant.then(|| Word(session.outcome.id()))?;
    let text = match session.cause.as_ref().filter(|cause| cause.kind != CauseKind::Cancelled) {
        Some(cause) => ended_with_cause(how, Word(cause.kind.id())),
        None => ended(how),
    };
    let evidence = Evidence::of(subject.index).and(session.outcome_evidence.iter().copied());
    Some(Opinion::new(&RULE, Verdict::SideEffect, text, evidence))
}
