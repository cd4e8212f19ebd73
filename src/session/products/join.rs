//! Which records of a product are one run.
//!
//! Their records carry nothing that is known to join them, so order does, and where it could mislead nothing is joined: a
//! result that may belong to one of two jobs is a run whose start is not seen, and the jobs are runs without an end.

use jiff::{SignedDuration, Timestamp};

use super::{Joins, PRODUCTS, Product, ProductOutcome, ProductRun, Step, Window};
use crate::event::class::Class;
use crate::event::{Event, EventKind, ProductRecord, Trust};
use crate::session::Settings;
use crate::session::rebuild::{MachineStates, machine_states};
use crate::timeline::{Computer, EventIndex, Flaw, Span, earlier, shifted};

/// A job whose result is not seen by then is not assumed to go on. A little less than a day, so that a nightly job whose
/// result is lost is not taken for a second one beside the next.
const LONGEST_OPEN: SignedDuration = SignedDuration::from_hours(20);
/// A job whose result was not seen may yet be at work so long: until then nobody knows whose the results behind it are.
const MAY_BE_AT_WORK: SignedDuration = SignedDuration::from_hours(72);
/// Results that stand this close together are of one run (as the records of the end of Windows Server Backup's do).
const WITH_THE_END: SignedDuration = SignedDuration::from_mins(5);

/// The runs of all other products on a computer, in the order of their starts.
pub fn runs(computer: &Computer, settings: Settings) -> Vec<ProductRun> {
    let machine = machine_states(computer);
    let mut runs: Vec<ProductRun> = PRODUCTS
        .iter()
        .filter(|product| product.joins != Joins::Rebuilt)
        .flat_map(|product| {
            let drafts = join(product, records(computer, product), computer, &machine);
            let mut starts: Vec<Timestamp> =
                drafts.iter().filter_map(|draft| draft.start.map(|(time, _)| time)).collect();
            starts.sort_unstable();
            drafts
                .into_iter()
                .map(|draft| draft.finish(product, &starts, computer, &machine, settings))
                .collect::<Vec<_>>()
        })
        .collect();
    runs.sort_by_key(|run| (run.started, run.events.first().copied()));
    runs
}

/// One record of a product.
#[derive(Clone, Copy)]
struct Entry<'a> {
    index: EventIndex,
    event: &'a Event,
    record: &'a ProductRecord,
    step: Step,
}

/// Stale records make no runs: nothing tells what is missing between them.
fn records<'a>(computer: &'a Computer, product: &Product) -> Vec<Entry<'a>> {
    let is_of = |event: &Event| product.provider.is_called(&event.at.provider);
    computer
        .all(Class::ProductRun)
        .filter(|(_, event)| event.trust != Trust::Carved && is_of(event))
        .filter_map(|(index, event)| match &event.kind {
            EventKind::Product(record) => {
                let step = product.step(event.at.event_id)?;
                Some(Entry { index, event, record, step })
            }
            _ => None,
        })
        .filter(|entry| entry.step != Step::SideJobByLevel)
        .collect()
}

/// A run while its records are being gathered.
struct Draft<'a> {
    start: Option<(Timestamp, EventIndex)>,
    /// The last record that tells the result.
    end: Option<(Timestamp, EventIndex)>,
    outcome: Option<ProductOutcome>,
    warned: bool,
    never_started: bool,
    /// Whether its result may be that of another job.
    is_doubtful: bool,
    entries: Vec<Entry<'a>>,
}

impl<'a> Draft<'a> {
    fn of(entry: Entry<'a>) -> Self {
        let mut draft = Self {
            start: None,
            end: None,
            outcome: None,
            warned: false,
            never_started: entry.step == Step::NeverStarts,
            is_doubtful: false,
            entries: Vec::new(),
        };
        draft.push(entry);
        draft
    }

    fn push(&mut self, entry: Entry<'a>) {
        let here = (entry.event.time(), entry.index);
        match entry.step {
            Step::Starts => self.start = self.start.or(Some(here)),
            Step::Warns => self.warned = true,
            Step::Beside | Step::SideJobByLevel => {}
            Step::InText | Step::Ends(_) | Step::EndsByLevel | Step::NeverStarts => {
                self.end = self.end.max(Some(here));
                // The worst of what is said.
                self.outcome = self.outcome.max(Some(outcome(&entry)));
            }
        }
        self.entries.push(entry);
    }

    /// The time of its last record.
    fn last(&self) -> Timestamp {
        self.entries.iter().map(|entry| entry.event.time()).max().unwrap_or_default()
    }

    /// Whether a later record may be of this run: the machine did not go down between, and none of its records is missing,
    /// which could be the result of this run and the start of another.
    fn may_go_on(&self, next: &Entry<'_>, computer: &Computer, machine: &MachineStates) -> bool {
        let (last, time) = (self.last(), next.event.time());
        if time < last || time.duration_since(last) > LONGEST_OPEN {
            return false;
        }
        let went_down = last < time && machine.range(last..time).next().is_some();
        let between = Span { from: last, to: time };
        let log = computer.coverage_of(&next.event.at.channel);
        let has_gap = log.is_none_or(|log| matches!(log.flaw_within(between), Some(Flaw::Gap(_))));
        !went_down && !has_gap
    }

    /// Whether a record stands with the end that was told, or with what is all that is known of a run.
    fn stands_with_end(&self, time: Timestamp) -> bool {
        let end = self.end.map(|(end, _)| end).or_else(|| self.start.is_none().then(|| self.last()));
        end.is_some_and(|end| end <= time && time.duration_since(end) <= WITH_THE_END)
    }
}

/// What a record of a result says.
fn outcome(entry: &Entry<'_>) -> ProductOutcome {
    match entry.step {
        Step::Ends(outcome) => outcome,
        Step::NeverStarts => ProductOutcome::Failed,
        Step::EndsByLevel => ProductOutcome::of_level(entry.record.level),
        Step::Starts | Step::Warns | Step::Beside | Step::SideJobByLevel | Step::InText => {
            ProductOutcome::Unknown
        }
    }
}

fn join<'a>(
    product: &Product,
    entries: Vec<Entry<'a>>,
    computer: &Computer,
    machine: &MachineStates,
) -> Vec<Draft<'a>> {
    if product.joins == Joins::OneRecord {
        return entries.into_iter().map(Draft::of).collect();
    }
    let mut done: Vec<Draft<'a>> = Vec::new();
    let mut open: Vec<Draft<'a>> = Vec::new();
    // Results that came while more than one job went on.
    let mut unclear = 0_usize;
    // When jobs were heard of last that may yet be at work.
    let mut unheard: Vec<Timestamp> = Vec::new();
    for entry in entries {
        let time = entry.event.time();
        let given_up = open.extract_if(.., |draft| !draft.may_go_on(&entry, computer, machine));
        for draft in given_up.collect::<Vec<_>>() {
            unheard.push(draft.last());
            done.push(draft);
        }
        unheard.retain(|last| {
            let went_down = *last < time && machine.range(*last..time).next().is_some();
            time.duration_since(*last) <= MAY_BE_AT_WORK && !went_down
        });
        if open.is_empty() {
            unclear = 0;
        }
        match (entry.step, open.as_mut_slice()) {
            (Step::Starts, _) => {
                open.push(Draft { is_doubtful: !unheard.is_empty(), ..Draft::of(entry) });
            }
            (Step::NeverStarts, _) => done.push(Draft::of(entry)),
            (Step::Beside | Step::Warns, [only]) => only.push(entry),
            // Of which of several jobs is not known.
            (Step::Beside, _) | (Step::Warns, [.., _]) => {}
            (_, []) => match done.last_mut() {
                Some(last) if last.stands_with_end(time) && !last.never_started => last.push(entry),
                _ => {
                    // One that has no start may have given its start, or taken its result, from a run before.
                    let is_near = |draft: &&mut Draft<'_>| time.duration_since(draft.last()) <= LONGEST_OPEN;
                    done.iter_mut().filter(is_near).for_each(|draft| draft.is_doubtful = true);
                    unheard.pop();
                    done.push(Draft::of(entry));
                }
            },
            (_, [only]) if unclear == 0 => {
                only.push(entry);
                done.append(&mut open);
            }
            (_, several) => {
                unclear = unclear.saturating_add(1);
                let all = several.len();
                done.push(Draft::of(entry));
                if unclear >= all {
                    done.append(&mut open);
                    unclear = 0;
                }
            }
        }
    }
    done.append(&mut open);
    done
}

impl Draft<'_> {
    fn finish(
        self,
        product: &'static Product,
        starts: &[Timestamp],
        computer: &Computer,
        machine: &MachineStates,
        settings: Settings,
    ) -> ProductRun {
        let first = self.entries.iter().map(|entry| entry.event.time()).min().unwrap_or_default();
        let started = self.start.map_or(first, |(time, _)| time);
        let mut end = self.end.filter(|_| product_tells_end(&self.entries));
        let next = starts.get(starts.partition_point(|start| *start <= started)).copied();
        let mut outcome = self.outcome.unwrap_or(ProductOutcome::EndNotSeen);
        if outcome == ProductOutcome::Succeeded && self.warned {
            outcome = ProductOutcome::SucceededWithWarnings;
        }
        let down = machine.range(started..).next().map(|(time, index)| (*time, *index));
        let down = down.filter(|(time, _)| next.is_none_or(|next| *time < next));
        if let (None, Some(down), ProductOutcome::EndNotSeen) = (end, down, outcome)
            && self.start.is_some()
        {
            outcome = ProductOutcome::Interrupted;
            end = Some(down);
        }
        let window = (!self.never_started).then(|| {
            let grace = settings.grace;
            let last = self.last();
            let window = match (self.start, end) {
                // Nobody knows when it began: it is looked for as long before its record as behind it.
                (None, _) => Window::new(earlier(started, grace), last, grace),
                (Some(_), Some((end, _))) => Window::new(started, end, grace),
                (Some(_), None) => {
                    let longest = shifted(started, LONGEST_OPEN);
                    let until = [next, computer.end()].into_iter().flatten().fold(longest, Timestamp::min);
                    Window::new(started, until, SignedDuration::ZERO)
                }
            };
            // No window reaches across a stop or a start of the machine, which takes the volumes along.
            let from = machine.range(..started).next_back().map_or(window.from, |(time, _)| *time);
            let to = machine.range(window.end..).next().map_or(window.to, |(time, _)| *time);
            Window { from: window.from.max(from), to: window.to.min(to), ..window }
        });
        let mut events: Vec<EventIndex> = self.entries.iter().map(|entry| entry.index).collect();
        events.sort_unstable();
        ProductRun {
            product,
            subject: self.entries.iter().find_map(|entry| entry.record.subject.clone()),
            started,
            start_event: self.start.map(|(_, index)| index),
            ended: end.map(|(time, _)| time),
            end_event: end.map(|(_, index)| index),
            outcome,
            is_intact: self.entries.iter().all(|entry| entry.event.trust == Trust::Intact),
            is_covered: !self.is_doubtful
                && self.start.is_some()
                && self.end.is_some()
                && is_covered(&self.entries, computer),
            events,
            window,
        }
    }
}

/// Whether the end is told at all: a record whose text alone says what it is may be one of a start.
fn product_tells_end(entries: &[Entry<'_>]) -> bool {
    entries.iter().all(|entry| entry.step != Step::InText)
}

/// Whether the log of a run's records, which is one, is whole from the first to the last of them, and the clock was not
/// set meanwhile.
fn is_covered(entries: &[Entry<'_>], computer: &Computer) -> bool {
    let times = || entries.iter().map(|entry| entry.event.time());
    let (Some(from), Some(to)) = (times().min(), times().max()) else { return false };
    let span = Span { from, to };
    let Some(channel) = entries.first().map(|entry| &entry.event.at.channel) else { return false };
    let is_one = entries.iter().all(|entry| entry.event.at.channel.eq_ignore_ascii_case(channel));
    let is_whole = computer.coverage_of(channel).is_some_and(|coverage| {
        coverage.first <= from && to <= coverage.last && coverage.flaw_within(span).is_none()
    });
    is_one && is_whole && computer.clock_changes(span).next().is_none()
}
