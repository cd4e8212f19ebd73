//! `other-product-failed`: the latest job of another backup product did not succeed. Earlier ones stand in the list of
//! runs: products try again by themselves.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::{About, PAST, Search, Trouble, TroubleKind, Weight};
use crate::event::class::Class;
use crate::event::{Event, EventKind, Trust};
use crate::say::{Log, Word, sentences};
use crate::session::ProductRun;
use crate::session::products::{Joins, ProductOutcome, Step, product};
use crate::timeline::earlier;

sentences! {
    job_failed_before(product: Word) = "trouble.product-failed-before":
        "a job of { $product } failed within a day before its last good one: make sure that it was the same job";
    jobs_fail_again(product: Word) = "trouble.product-fails-again":
        "jobs of { $product } fail again and again, though a later one succeeds each time: it may be two jobs, one of which never does";
    side_job_failed(product: Word) = "trouble.product-side-job-failed":
        "the last copy or verification of what { $product } had backed up failed";
    side_job_failed_for(product: Word, subject: Log) = "trouble.product-side-job-failed-for":
        "the last copy or verification of what { $product } had backed up of { $subject } failed";
    job_failed(product: Word, outcome: Word) = "trouble.product-failed":
        "the last job of { $product } { $outcome ->
            [cancelled] was cancelled
            [interrupted] was interrupted
            [end-not-seen] began, and its end is not in its log
           *[failed] failed
        }";
    job_failed_for(product: Word, subject: Log, outcome: Word) = "trouble.product-failed-for":
        "the last job of { $product } for { $subject } { $outcome ->
            [cancelled] was cancelled
            [interrupted] was interrupted
            [end-not-seen] began, and its end is not in its log
           *[failed] failed
        }";
}

/// A little less than a day, after which the next run has come.
const ONE_NIGHT: SignedDuration = SignedDuration::from_hours(20);
/// So often in a week.
const AGAIN: usize = 3;

/// The latest run of each product that makes backups; of one that tells of each machine by itself, of each machine.
pub(super) fn failed(search: &Search<'_>) -> Vec<Trouble> {
    let mut latest: BTreeMap<(&str, Option<&str>), &ProductRun> = BTreeMap::new();
    // A job of which the end is not seen overcomes nothing.
    let is_decided = |run: &&ProductRun| run.outcome.is_success() || run.outcome.is_trouble();
    for run in search.facts.other_runs.iter().filter(|run| run.product.makes_backups).filter(is_decided) {
        let subject = run.subject.as_deref().filter(|_| run.product.joins == Joins::OneRecord);
        let known = latest.entry((run.product.id, subject)).or_insert(run);
        if !is_of_another_machine(known, run) {
            *known = run;
        }
    }
    let failed = latest.iter().filter(|(_, run)| run.outcome.is_trouble());
    let mut found: Vec<Trouble> =
        failed.filter_map(|((_, subject), run)| trouble(search, *subject, run)).collect();
    found.extend(overcome(search, &latest));
    found.extend(without_end(search));
    found.extend(side_jobs(search));
    found
}

/// Whether a good record of one machine stands behind a bad one of another: where a product writes one for each machine and
/// run, and the records do not name the machines, the results of one night can't overcome each other.
fn is_of_another_machine(bad: &ProductRun, good: &ProductRun) -> bool {
    good.product.joins == Joins::OneRecord
        && good.subject.is_none()
        && bad.outcome.is_trouble()
        && good.outcome.is_success()
        && good.started.duration_since(bad.started) <= ONE_NIGHT
}

/// How often in the week before a product's last good job a job failed and another one behind it did not. What happens again
/// and again is either two jobs, one of which never succeeds, or one that needs two attempts.
fn times_overcome(runs: &[ProductRun], last: &ProductRun) -> usize {
    const A_WEEK: SignedDuration = SignedDuration::from_hours(168);
    let week = earlier(last.started, A_WEEK);
    let is_of_it = |run: &&ProductRun| {
        run.product == last.product
            && (week..=last.started).contains(&run.started)
            && (run.outcome.is_success() || run.outcome.is_trouble())
    };
    let outcomes: Vec<bool> = runs.iter().filter(is_of_it).map(|run| run.outcome.is_success()).collect();
    outcomes.windows(2).filter(|pair| matches!(pair, [false, true])).count()
}

/// The last job of a product whose result has not come for so long that it is not to be waited for.
fn without_end(search: &Search<'_>) -> Vec<Trouble> {
    let mut last: BTreeMap<&str, &ProductRun> = BTreeMap::new();
    for run in search.facts.other_runs.iter().filter(|run| run.product.makes_backups) {
        last.insert(run.product.id, run);
    }
    let end = search.facts.computer.end();
    let is_late = |run: &ProductRun| end.is_some_and(|end| end.duration_since(run.started) > ONE_NIGHT);
    let late = last
        .values()
        .filter(|run| run.outcome == ProductOutcome::EndNotSeen && run.start_event.is_some() && is_late(run));
    late.filter_map(|run| trouble(search, None, run)).collect()
}

/// The latest copy or verification of each kind and machine, where its record is one of an error.
fn side_jobs(search: &Search<'_>) -> Vec<Trouble> {
    let mut latest = BTreeMap::new();
    for (index, event) in search.facts.computer.all(Class::ProductRun) {
        let EventKind::Product(record) = &event.kind else { continue };
        let Some(product) = product(&event.at.provider) else { continue };
        let is_side_job = product.step(event.at.event_id) == Some(Step::SideJobByLevel);
        if is_side_job && event.trust != Trust::Carved && search.is_wanted(event.time()) {
            let subject = record.subject.as_deref();
            let failed = ProductOutcome::of_level(record.level) == ProductOutcome::Failed;
            let key = (product.id, event.at.event_id, subject);
            // Where machines are not named, a good record of the same night is of another one.
            let is_of_another =
                latest.get(&key).is_some_and(|(_, was_failed, (_, last)): &(_, bool, (_, &Event))| {
                    let is_near = event.time().duration_since(last.time()) <= ONE_NIGHT;
                    product.joins == Joins::OneRecord
                        && subject.is_none()
                        && *was_failed
                        && !failed
                        && is_near
                });
            if !is_of_another {
                latest.insert(key, (product, failed, (index, event)));
            }
        }
    }
    let failed = latest.into_iter().filter(|(_, (_, failed, _))| *failed);
    failed
        .filter_map(|((.., subject), (product, _, last))| {
            let name = Word(product.name);
            let phrase = match subject {
                Some(subject) => side_job_failed_for(name, Log::of(subject)),
                None => side_job_failed(name),
            };
            let about = subject.map_or_else(|| product.name.to_owned(), str::to_owned);
            let about = About { subject: Some(about), ..About::default() };
            search.trouble(TroubleKind::OtherProductFailed, Weight::NeedsPerson, about, phrase, &vec![last])
        })
        .collect()
}

/// Jobs that failed within a day before a good one of the same product: most likely it tried again, but it may be another
/// job, of which the records tell nothing.
fn overcome(search: &Search<'_>, latest: &BTreeMap<(&str, Option<&str>), &ProductRun>) -> Vec<Trouble> {
    const A_DAY: SignedDuration = SignedDuration::from_hours(24);
    let runs = search.facts.other_runs;
    let good = latest.iter().filter(|(_, run)| run.outcome.is_success());
    good.filter_map(|((_, subject), last)| {
        let is_before = |run: &&ProductRun| {
            run.product == last.product
                && run.outcome.is_trouble()
                && subject.is_none_or(|subject| run.subject.as_deref() == Some(subject))
                && earlier(last.started, A_DAY) <= run.started
                && run.started <= last.started
        };
        let again = last.product.joins == Joins::StartToResult && times_overcome(runs, last) >= AGAIN;
        let (phrase, weight) = if again {
            (jobs_fail_again(Word(last.product.name)), Weight::NeedsPerson)
        } else {
            (job_failed_before(Word(last.product.name)), Weight::Told)
        };
        let events = runs.iter().filter(is_before).flat_map(|run| run.events.iter());
        let events = events.filter_map(|index| Some((*index, search.facts.computer.event(*index)?)));
        let group = events.filter(|(_, event)| search.is_wanted(event.time())).collect();
        let about = subject.map_or_else(|| last.product.name.to_owned(), str::to_owned);
        let about = About { subject: Some(about), ..About::default() };
        search.trouble(TroubleKind::OtherProductFailed, weight, about, phrase, &group)
    })
    .collect()
}

fn trouble(search: &Search<'_>, subject: Option<&str>, run: &ProductRun) -> Option<Trouble> {
    let (product, outcome) = (Word(run.product.name), Word(run.outcome.id()));
    let phrase = match subject {
        Some(subject) => job_failed_for(product, Log::of(subject), outcome),
        None => job_failed(product, outcome),
    };
    let about = subject.map_or_else(|| run.product.name.to_owned(), str::to_owned);
    let about = About { subject: Some(about), ..About::default() };
    // Of several results the worst counts, so all records are cited.
    let events = run.events.iter().filter_map(|index| Some((*index, search.facts.computer.event(*index)?)));
    let group = events.filter(|(_, event)| search.is_wanted(event.time())).collect();
    // The product's own log ends with its last job, so what is long past is measured by all logs.
    let end = search.facts.computer.end();
    let last = run.ended.unwrap_or(run.started);
    let is_past = end.is_some_and(|end| last < earlier(end, PAST));
    let weight = if is_past { Weight::Past } else { Weight::NeedsPerson };
    search.trouble(TroubleKind::OtherProductFailed, weight, about, phrase, &group)
}
