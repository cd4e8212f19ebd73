//! Who worked with snapshots near a 27: named by the rules for what lies in no run. It decides nothing.

use super::NEAR;
use crate::correlation::{Asked, Facts, Requester, Subject};
use crate::say::{Cited, Lag, Log, Sentence, Word, sentences};
use crate::timeline::EventIndex;

sentences! {
    asked(program: Log, when: Lag, event: Cited) = "who.asked-for-snapshot":
        "{ $program } asked for a snapshot { $when } ({ $event })";
    worked(program: Log, when: Lag, event: Cited) = "who.worked-with-snapshots":
        "{ $program } worked with snapshots { $when } ({ $event })";
    service_ran(service: Log, product: Word, when: Lag, event: Cited) = "who.service-ran":
        "{ $service }, a service of { $product }, started or stopped { $when } ({ $event })";
    and_who(said: Sentence, who: Sentence) = "who.said-and-who": "{ $said }; { $who }";
}

/// What is said of a 27 with who worked with snapshots near it, and the record that names them.
pub(super) fn naming(facts: &Facts<'_>, subject: &Subject, said: Sentence) -> (Sentence, Option<EventIndex>) {
    let Some(requester) = facts.requester(subject.time, NEAR) else { return (said, None) };
    match told(facts, subject, requester) {
        Some(who) => (and_who(said, who), Some(requester.index)),
        None => (said, None),
    }
}

fn told(facts: &Facts<'_>, subject: &Subject, requester: Requester<'_>) -> Option<Sentence> {
    let event = facts.computer.event(requester.index)?;
    let (name, when, event) =
        (Log::of(requester.name), Lag::between(event.time(), subject.time), Cited::from(event));
    Some(match (requester.how, requester.product) {
        (Asked::ServiceRan, Some(product)) => service_ran(name, Word(product), when, event),
        (Asked::ForSnapshot, _) => asked(name, when, event),
        (Asked::WorkedWithSnapshots | Asked::ServiceRan, _) => worked(name, when, event),
    })
}
