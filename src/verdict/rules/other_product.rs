//! V404: a run of another product lies around it.

use super::{Manual, Rule, noise_of_another_product, who_asked};
use crate::correlation::{Facts, STRONG_WITHIN, Side, Subject};
use crate::say::{Cited, Lag, Sentence, Word, sentences};
use crate::session::{ProductOutcome, ProductRun};
use crate::timeline::shifted;
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V404",
    name: "other-product",
    manual: Manual {
        fires_when: "the 27 lies in no window of a run of Windows Server Backup, but a backup run of another product lies around it, as that product's own records tell: Azure Backup (CloudBackup 1 3 10 11), Veeam Agent (110 190 191), Altaro (5000 5001 5002), Windows Backup (4097 to 4104), ShadowProtect (1120 1121 1122). From 5 s before its start to the time of grace behind its result; where its start is not seen, as long before its record; never across a stop or start of the machine. Also in the time of grace behind a run of Windows Server Backup, inside a job that began behind that run and is not known to have succeeded; and in a run of Windows Server Backup, or in the time of grace behind it, inside a job that failed, was cancelled or interrupted, or up to 120 seconds behind it, where nothing proves whose image it was. Not where V602 proves it",
        says: "undetermined: probably noise where its job ended well; that it failed, was cancelled, or does not tell its end, where that is so",
        because: "the product's images and shadow copies come and go like those of Windows Server Backup, but nothing here ties the 27's own volume to them. Only the product's own record tells its result; errors of VSS beside a job prove nothing",
        what_to_do: "mend the job if it failed; else give the logs that show which disk the volume lay on (Partition/Diagnostic, VHDMP)",
        source: "records of the products: message resources of sdengin2.dll (libyal/winevt-kb) for Windows Backup, public scripts that watch them for the others. Other products write nothing with known ids on the host; V401 and V403 name who asked",
    },
    judge,
    next_step: |_, _| Some(next()),
};

sentences! {
    around(product: Word, outcome: Word, when: Lag, event: Cited) = "V404.run-around":
        "no run of Windows Server Backup in these logs covers this time, but one of { $product } lies around it: { $outcome ->
            [succeeded] probably noise, its job ended well { $when } ({ $event })
            [succeeded-with-warnings] probably noise, its job ended with warnings { $when } ({ $event })
            [cancelled] its job was cancelled { $when } ({ $event })
            [failed] its job failed { $when } ({ $event })
            [interrupted] its job was interrupted by the machine's going down { $when } ({ $event })
           *[unknown] its job ended { $when } ({ $event }), which does not say how
        }";
    end_not_seen(product: Word, when: Lag, event: Cited) = "V404.end-not-seen":
        "no run of Windows Server Backup in these logs covers this time, but one of { $product } began { $when } ({ $event }), and its end is \
         not seen in these logs: its own log tells whether it ended well";
    start_not_seen(product: Word, outcome: Word, when: Lag, event: Cited) = "V404.start-not-seen":
        "no run of Windows Server Backup in these logs covers this time, but a job of { $product }, whose start is not told, { $outcome ->
            [succeeded] ended well { $when } ({ $event }): perhaps noise of it
            [succeeded-with-warnings] ended with warnings { $when } ({ $event }): perhaps noise of it
            [cancelled] was cancelled { $when } ({ $event })
            [failed] failed { $when } ({ $event })
           *[unknown] is told of { $when } ({ $event }); how it ended does not follow from the record's id
        }";
    failed_inside(product: Word, outcome: Word, when: Lag, event: Cited) = "V404.failed-beside":
        "it lies in a run of Windows Server Backup, or in the time of grace behind it, and in or right behind a job of { $product } that \
         { $outcome ->
            [cancelled] was cancelled
            [interrupted] was interrupted
           *[failed] failed
        } { $when } ({ $event }), and nothing tells whose disk it was";
    next() = "V404.next": "look into the log of that product for its run at that time (see what to do next)";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    if noise_of_another_product::told(facts, subject).is_some() {
        return None;
    }
    let run = facts.product_run_around(subject.time)?;
    if subject.link.session.is_some() && !is_nearer(facts, subject, run) {
        return failed_beside(facts, subject);
    }
    let (text, evidence) = told(facts, subject, run)?;
    let (text, who) = who_asked::naming(facts, subject, text);
    let evidence =
        evidence.and(run.events.iter().copied()).and(subject.link.detach).and(who).and([subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::OtherProduct))
}

/// Whether a 27 in the time of grace behind a run of Windows Server Backup lies inside a job that began behind that run, and
/// that is not known to have succeeded: of two, the one that goes on is nearer. Not where the volume is shown to be of the run.
fn is_nearer(facts: &Facts<'_>, subject: &Subject, run: &ProductRun) -> bool {
    let ended = facts.session(subject).and_then(|session| session.ended);
    subject.link.place == Some(Side::AfterRun)
        && run.start_event.is_some()
        && run.window.is_some_and(|window| window.is_inside(subject.time))
        && ended.is_some_and(|ended| ended < run.started)
        && !run.outcome.is_success()
        && facts.identity(subject).is_none()
}

/// A job that did not end well, at that time or right before, beside a good run of Windows Server Backup: whose disk it was that left, nothing
/// tells.
fn failed_beside(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let mut jobs = facts.product_runs_around(subject.time);
    let failed = jobs.find(|job| {
        let is_near = || job.ended.is_some_and(|ended| subject.time <= shifted(ended, STRONG_WITHIN));
        // Where its start is not told, it lies as long before its record as the 27 may.
        let has_begun = job.start_event.is_none() || job.started <= subject.time;
        has_begun && job.outcome.is_trouble() && is_near()
    })?;
    let at = failed.end_event?;
    if facts.identity(subject).is_some() {
        return None;
    }
    let event = facts.computer.event(at)?;
    let when = Lag::between(event.time(), subject.time);
    let text = failed_inside(Word(failed.product.name), Word(failed.outcome.id()), when, Cited::from(event));
    let evidence = Evidence::of(at).and(failed.start_event).and([subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::Mountvol))
}

/// What is known of the run, and the record that tells it.
fn told(facts: &Facts<'_>, subject: &Subject, run: &ProductRun) -> Option<(Sentence, Evidence)> {
    let (product, outcome) = (Word(run.product.name), Word(run.outcome.id()));
    let at = run.end_event.or(run.start_event).or(run.events.first().copied())?;
    let event = facts.computer.event(at)?;
    let (when, cited) = (Lag::between(event.time(), subject.time), Cited::from(event));
    let text = match (run.start_event, run.outcome) {
        (Some(_), ProductOutcome::EndNotSeen) => end_not_seen(product, when, cited),
        (Some(_), _) => around(product, outcome, when, cited),
        (None, _) => start_not_seen(product, outcome, when, cited),
    };
    Some((text, Evidence::of(at)))
}
