//! V502: nobody knows how the run ended.

use super::{Manual, Rule};
use crate::correlation::{Facts, Subject};
use crate::say::{Sentence, sentences};
use crate::session::Outcome;
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V502",
    name: "run-end-not-seen",
    manual: Manual {
        fires_when: "the run that the 27 is linked to has no end in the logs, or an end that proves nothing",
        says: "undetermined",
        because: "the article's condition is that the backup itself succeeded, and the logs do not show that. The Application log alone never does: it has no copy of the events that tell of success",
        what_to_do: "ask for the log Microsoft-Windows-Backup, exported after the run ended",
        source: "ids of the provider's manifest: Application has no copy of events 1, 4, 8 and 14",
    },
    judge,
    next_step: |_, opinion| Some(next_step(opinion)),
};

sentences! {
    application_only() = "V502.application-only":
        "the run is known from the Application log only, which can't prove success";
    not_proven() = "V502.not-proven": "the records of the run's end do not prove how it ended";
    not_seen() = "V502.not-seen": "the logs do not show how the run it belongs to ended";
    next() = "V502.next": "ask for the log Microsoft-Windows-Backup, exported after the run ended (see what to do next)";
    next_proves_nothing() = "V502.next-proves-nothing":
        "look whether the backup of that run is there (wbadmin get versions), or run it again";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let session = facts.session(subject).filter(|session| session.outcome == Outcome::EndNotSeen)?;
    let text = if session.from_copies_only {
        application_only()
    } else if session.ended.is_some() {
        not_proven()
    } else {
        not_seen()
    };
    let evidence = Evidence::of(subject.index).and(session.start_event).and(session.end_event);
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, evidence);
    // Another export does not change a record that proves nothing.
    let is_there = session.ended.is_some() && !session.from_copies_only;
    Some(if is_there { opinion } else { opinion.asking(Ask::BackupLog) })
}

fn next_step(opinion: &Opinion) -> Sentence {
    if opinion.ask.is_some() { next() } else { next_proves_nothing() }
}
