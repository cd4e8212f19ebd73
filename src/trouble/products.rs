//! `other-product-failed`: the latest job of another backup product did not succeed. Earlier ones stand in the list of
//! runs: products try again by themselves.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::{About, PAST, Search, Trouble, TroubleKind, Weight};
use crate::event::class::Class;
use crate::event::{EventKind, Trust};
use crate::say::{Log, Word, sentences};
use crate::session::ProductRun;
use crate::session::products::{Joins, ProductOutcome, Step, product};
use crate::timeline::earlier;

sentences! {
    job_failed_before(product: Word) = "trouble.product-failed-before":
        "a job of { $product } failed within a day before its last good one: make sure that it was the same job";
    side_job_failed(product: Word) = "trouble.product-side-job-failed":
        "the last copy or verification of what { $product } had backed up failed";
    side_job_failed_for(product: Word, subject: Log) = "trouble.product-side-job-failed-for":
        "the last copy or verification of what { $product } had backed up of { $subject } failed";
    job_failed(product: Word, outcome: Word) = "trouble.product-failed":
        "the last job of { $product } { $outcome ->
            [cancelled] was cancelled
            [interrupted] was interrupted
           *[failed] failed
        }";
    job_failed_for(product: Word, subject: Log, outcome: Word) = "trouble.product-failed-for":
        "the last job of { $product } for { $subject } { $outcome ->
            [cancelled] was cancelled
            [interrupted] was interrupted
           *[failed] failed
        }";
}

/// The latest run of each product that makes backups; of one that tells of each machine by itself, of each machine.
pub(super) fn failed(search: &Search<'_>) -> Vec<Trouble> {
    let mut latest: BTreeMap<(&str, Option<&str>), &ProductRun> = BTreeMap::new();
    // A job of which the end is not seen overcomes nothing.
    let is_decided = |run: &&ProductRun| run.outcome.is_success() || run.outcome.is_trouble();
    for run in search.facts.other_runs.iter().filter(|run| run.product.makes_backups).filter(is_decided) {
        let subject = run.subject.as_deref().filter(|_| run.product.joins == Joins::OneRecord);
        latest.insert((run.product.id, subject), run);
    }
    let failed = latest.iter().filter(|(_, run)| run.outcome.is_trouble());
    let mut found: Vec<Trouble> =
        failed.filter_map(|((_, subject), run)| trouble(search, *subject, run)).collect();
    found.extend(overcome(search, &latest));
    found.extend(side_jobs(search));
    found
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
            latest.insert((product.id, event.at.event_id, subject), (product, failed, (index, event)));
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
        let phrase = job_failed_before(Word(last.product.name));
        let events = runs.iter().filter(is_before).flat_map(|run| run.events.iter());
        let events = events.filter_map(|index| Some((*index, search.facts.computer.event(*index)?)));
        let group = events.filter(|(_, event)| search.is_wanted(event.time())).collect();
        let about = subject.map_or_else(|| last.product.name.to_owned(), str::to_owned);
        let about = About { subject: Some(about), ..About::default() };
        search.trouble(TroubleKind::OtherProductFailed, Weight::Told, about, phrase, &group)
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
    let is_past = run.ended.zip(end).is_some_and(|(ended, end)| ended < earlier(end, PAST));
    let weight = if is_past { Weight::Past } else { Weight::NeedsPerson };
    search.trouble(TroubleKind::OtherProductFailed, weight, about, phrase, &group)
}
