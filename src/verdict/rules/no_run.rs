//! V401: no run and no departure explain it.

use super::{Manual, Rule, who_asked};
use crate::correlation::{Facts, Subject};
use crate::event::providers::backup;
use crate::say::{Sentence, sentences};
use crate::timeline::Span;
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V401",
    name: "no-run",
    manual: Manual {
        fires_when: "the 27 lies in no backup run's window, no run of another product lies around it (V404), and no disk left in the 120 seconds before",
        says: "undetermined. Names who asked for a snapshot within 10 minutes, where a record tells (VSS 8231, VSSAudit 8222 8223, the binary data of any VSS record, System Restore 8193 8194), or whose service started or stopped (7036); Windows' own programs are nobody",
        because: "the logs that were given do not explain it. Often the log of Windows Server Backup is just missing",
        what_to_do: "ask for that log and give it too, if the host has the feature; if no backup ran then, look what else makes shadow copies on the host, and into the log of who is named",
        source: "the definition of benign: noise of a run's temporary volume",
    },
    judge,
    next_step: |_, opinion| Some(next_step(opinion)),
};

sentences! {
    no_run() = "V401.no-run": "no backup run covers this time, and no disk left right before";
    no_run_but_traces() = "V401.no-run-but-traces":
        "no backup run covers this time, and no disk left right before; traces of snapshot work are near";
    not_covered() = "V401.not-covered":
        "the log of Windows Server Backup begins only behind this time, and no disk left right before";
    not_covered_but_traces() = "V401.not-covered-but-traces":
        "the log of Windows Server Backup begins only behind this time, and no disk left right before; traces of snapshot work are near";
    no_log() = "V401.no-log":
        "no backup run is in these logs: the log Microsoft-Windows-Backup is missing, or holds none";
    no_log_but_traces() = "V401.no-log-but-traces":
        "no backup run is in these logs: the log Microsoft-Windows-Backup is missing, or holds none; traces of snapshot \
         work are near";
    next() = "V401.next": "ask for the log Microsoft-Windows-Backup (see what to do next)";
    next_unknown() = "V401.next-unknown": "find out what backs this host up, and ask for its log (see what to do next)";
    next_product() = "V401.next-product": "look into the log of the product that backs up here (see what to do next)";
    next_covered() = "V401.next-covered": "find out what else makes shadow copies on the host at that time";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let has_left = !facts.departures(subject.time).is_empty();
    if subject.link.session.is_some() || has_left || facts.product_run_around(subject.time).is_some() {
        return None;
    }
    let has_backup_log = facts.sessions.iter().any(|session| session.window.is_some());
    let text = match (
        has_backup_log,
        !facts.backup_log_begins_behind(subject.time),
        subject.link.activity.is_some(),
    ) {
        (true, true, false) => no_run(),
        (true, true, true) => no_run_but_traces(),
        (true, false, false) => not_covered(),
        (true, false, true) => not_covered_but_traces(),
        (false, _, false) => no_log(),
        (false, _, true) => no_log_but_traces(),
    };
    let (text, who) = who_asked::naming(facts, subject, text);
    let evidence = Evidence::of(subject.index).and(subject.link.activity).and(who);
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, evidence);
    // A log that covers the time and tells of no run tells of none in another export.
    let moment = Span { from: subject.time, to: subject.time };
    let is_covered =
        facts.computer.coverage_like(backup::PROVIDER.channel).any(|log| log.lacks(moment).is_empty())
            || is_told_behind(facts, subject);
    Some(match (has_backup_log && who.is_some(), is_covered) {
        // Who is named is asked, once it is known that no run of Windows Server Backup covers this time.
        (true, _) => opinion.asking(Ask::OtherProduct),
        (false, true) => opinion,
        (false, false) => opinion.asking(asked_for(facts)),
    })
}

/// Whether the 27 lies behind the last record of a log that a collection exported later, so that no run was logged there.
fn is_told_behind(facts: &Facts<'_>, subject: &Subject) -> bool {
    let until = facts.computer.exported_until(backup::PROVIDER.channel);
    let mut logs = facts.computer.coverage_like(backup::PROVIDER.channel);
    until.is_some_and(|until| subject.time <= until)
        && logs.any(|log| log.last < subject.time && !log.ends_in_damage && !log.ends_in_use)
}

/// Whose log would tell. Of a host that shows Windows Server Backup no manifest is believed that it has no such log.
fn asked_for(facts: &Facts<'_>) -> Ask {
    if facts.shows_server_backup {
        Ask::BackupLog
    } else if facts.another_backs_up {
        Ask::OtherProduct
    } else {
        Ask::WhatBacksUp
    }
}

fn next_step(opinion: &Opinion) -> Sentence {
    match opinion.ask {
        Some(Ask::BackupLog) => next(),
        Some(Ask::WhatBacksUp) => next_unknown(),
        Some(_) => next_product(),
        None => next_covered(),
    }
}
