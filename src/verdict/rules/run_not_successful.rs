//! V501: the run that it belongs to did not succeed.

use super::{Manual, Rule};
use crate::correlation::{Facts, Subject};
use crate::session::Outcome;
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
};

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let session = facts.session(subject)?;
    let how = match session.outcome {
        Outcome::Failed => "failed",
        Outcome::Partial => "succeeded only in part",
        Outcome::Cancelled => "was cancelled",
        Outcome::Interrupted => "was interrupted",
        Outcome::Succeeded
        | Outcome::SucceededWithSkippedFiles
        | Outcome::NotStarted
        | Outcome::EndNotSeen => return None,
    };
    let cause = session
        .cause
        .as_ref()
        .map_or_else(String::new, |cause| format!(" ({}: {})", cause.kind.id(), cause.kind.phrase()));
    let text = format!("the backup run it belongs to {how}{cause}; mend the run, not the 27");
    let evidence = Evidence::of(subject.index).and(session.outcome_evidence.iter().copied());
    Some(Opinion::new(&RULE, Verdict::SideEffect, text, evidence))
}
