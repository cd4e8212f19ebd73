//! What differs between two reports, as it is told: a line for the whole, then the computers, those with something new first.

use super::{Block, CITED, Detail, Finding, Line, Mood, Section, runs};
use crate::difference::{Change, Difference, Kind, OfComputer, What};
use crate::say::{Log, Sentence, Word, sentences};
use crate::session::Outcome;
use crate::verdict::Verdict;

sentences! {
    nothing() = "diff.nothing": "No difference.";
    summary(needs: usize, new: usize, changed: usize, gone: usize, unchanged: usize) = "diff.summary":
        "{ $needs ->
            [0] Nothing new needs a person
            [one] { $needs } thing that needs a person is new
           *[other] { $needs } things that need a person are new
        }: { $new } new, { $changed } changed, { $gone } gone{ $unchanged ->
            [0] {\"\"}
            [one] ; 1 computer without a difference
           *[other] ; { $unchanged } computers without a difference
        }";
    computer(name: Log, needs: usize) = "diff.computer":
        "{ $name }{ $needs ->
            [0] {\"\"}
            [one] : { $needs } new thing needs a person
           *[other] : { $needs } new things need a person
        }";
    new(what: Sentence) = "diff.new": "new: { $what }";
    gone(what: Sentence) = "diff.gone": "gone: { $what }";
    changed(what: Sentence, before: Sentence) = "diff.changed": "changed: { $what }; before: { $before }";
    goes_on(what: Sentence) = "diff.goes-on": "goes on: { $what }";
    whole(headline: Log) = "diff.whole": "the computer; { $headline }";
    error(record: Log, time: jiff::Timestamp, verdict: Sentence) = "diff.error":
        "volsnap 27 { $record }, { $time }: { $verdict }";
    errors(count: usize, records: Vec<Log>, first: jiff::Timestamp, last: jiff::Timestamp, verdict: Sentence) = "diff.errors":
        "{ $count } volsnap 27 from { $first } to { $last }: { $verdict } ({ $records })";
    because(what: Sentence, why: Log) = "diff.because": "{ $what }: { $why }";
    run(time: jiff::Timestamp, outcome: Sentence) = "diff.run": "backup run of { $time }: { $outcome }";
    run_of(product: Log, time: jiff::Timestamp, outcome: Sentence) = "diff.run-of":
        "run of { $product }, { $time }: { $outcome }";
    told(text: Log) = "diff.told": "{ $text }";
    limit(text: Log) = "diff.limit": "limit of the answer: { $text }";
    verdict(verdict: Word) = "diff.verdict":
        "{ $verdict ->
            [actionable] actionable
            [side-effect] side effect
            [benign] benign
           *[undetermined] undetermined
        }";
    state(state: Log) = "diff.state": "{ $state }";
}

/// Tells it.
pub fn tell(difference: &Difference) -> Vec<Section> {
    let needs = difference.new_needs();
    let (text, mood) = if difference.computers.is_empty() {
        (nothing(), Mood::Good)
    } else {
        let [new, changed, gone] = [Kind::New, Kind::Changed, Kind::Gone].map(|kind| difference.count(kind));
        let mood = if needs > 0 { Mood::Bad } else { Mood::Good };
        (summary(needs, new, changed, gone, difference.unchanged), mood)
    };
    let first = Section { title: None, blocks: vec![Block::Line(Line { text, mood })], is_brief: true };
    let computers = difference.computers.iter().map(|computer| Section {
        title: None,
        blocks: vec![Block::Finding(of_computer(computer))],
        is_brief: false,
    });
    std::iter::once(first).chain(computers).collect()
}

fn of_computer(computer: &OfComputer) -> Finding {
    let needs = computer.new_needs();
    let mood = if needs > 0 { Mood::Bad } else { Mood::Plain };
    let alike = |one: &Change, other: &Change| {
        let is_error = |change: &Change| change.item.what == What::Volsnap27;
        is_error(one)
            && is_error(other)
            && (one.kind, &one.before, &one.item.state) == (other.kind, &other.before, &other.item.state)
    };
    let details =
        computer.changes.chunk_by(alike).map(|changes| Detail::Reason(of_changes(changes), Vec::new()));
    Finding {
        head: Line { text: self::computer(Log::of(&computer.name), needs), mood },
        cites: Vec::new(),
        details: details.collect(),
    }
}

/// Differences that are told in one line.
fn of_changes(changes: &[Change]) -> Sentence {
    let Some(first) = changes.first() else { return nothing() };
    let what = match changes {
        [_] => of_one(first),
        several => of_errors(several, first),
    };
    match (first.kind, &first.before) {
        (Kind::New, _) => new(what),
        (Kind::Gone, _) => gone(what),
        (Kind::Changed, Some(before)) if *before != first.item.state => {
            changed(what, state_of(first.item.what, &first.item.name, before))
        }
        (Kind::Changed, _) => goes_on(what),
    }
}

fn of_errors(changes: &[Change], first: &Change) -> Sentence {
    let times = || changes.iter().filter_map(|change| change.item.time);
    let names = changes.iter().map(|change| Log::of(&change.item.name)).take(CITED);
    let more = changes.len().saturating_sub(CITED);
    let records = names.chain((more > 0).then(|| Log::of(format!("+{more}")))).collect();
    match (times().min(), times().max()) {
        (Some(start), Some(end)) => {
            errors(changes.len(), records, start, end, state_of(What::Volsnap27, "", &first.item.state))
        }
        _ => of_one(first),
    }
}

fn of_one(change: &Change) -> Sentence {
    let item = &change.item;
    let state = state_of(item.what, &item.name, &item.state);
    match (item.what, item.time) {
        (What::Volsnap27, Some(time)) => {
            let said = error(Log::of(&item.name), time, state);
            if item.text.is_empty() { said } else { because(said, Log::of(&item.text)) }
        }
        (What::Run, Some(time)) if item.name == OWN => run(time, state),
        (What::Run, Some(time)) => run_of(Log::of(&item.name), time, state),
        (What::Computer, _) => whole(Log::of(&item.text)),
        (What::Limit, _) => limit(Log::of(&item.text)),
        (What::Trouble | What::Volsnap27 | What::Run, _) => told(Log::of(&item.text)),
    }
}

/// The product of which only the start of its runs is told.
const OWN: &str = "windows-server-backup";

/// A state in words, where this version knows it.
fn state_of(what: What, name: &str, state: &str) -> Sentence {
    let known = match what {
        What::Volsnap27 => {
            let known = Verdict::ALL.iter().find(|verdict| verdict.id() == state);
            known.map(|known| verdict(Word(known.id())))
        }
        What::Run if name == OWN => {
            let known = Outcome::ALL.iter().find(|outcome| outcome.id() == state);
            known.map(|known| runs::outcome(1, Word(known.id())))
        }
        What::Computer | What::Run | What::Trouble | What::Limit => None,
    };
    known.unwrap_or_else(|| self::state(Log::of(state)))
}
