//! The timeline: per computer, every event in one total order, and what the logs cover.
//!
//! This room joins copies of records, sorts, indexes, and finds gaps. It says nothing of what
//! events mean.

mod chain;
mod clock;
mod collected;
mod computers;
mod copies;
mod coverage;
mod doubts;
mod full_names;
pub mod host;
mod lack;
mod logs;
mod machine;
mod namesake;
mod span;
mod two_logs;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

pub use clock::CLOCK_CHANGE;
use clock::PastClock;
pub use collected::{Collected, IllDisk, Told};
pub use coverage::{Coverage, Flaw, Gap, GapCause};
use doubts::Doubts;
pub use host::HostZone;
pub use lack::Lack;
pub use namesake::Namesake;
use span::Reach;
pub use span::Span;

use crate::event::class::Class;
use crate::event::sequence::Sequence;
use crate::event::volume::VolumeName;
use crate::event::{Event, EventKind, SourceId, Trust};
use crate::issue::{Issue, IssueKind};
use crate::say::{Log, Pattern, sentences};

/// The log in which Windows, its drivers and its file systems write: of starts, of the clock, of volumes and disks.
pub const SYSTEM: &str = "System";

/// The sentences of this room.
pub(crate) const ROOM: &[&[Pattern]] =
    &[SENTENCES, computers::SENTENCES, copies::SENTENCES, full_names::SENTENCES, host::SENTENCES];

sentences! {
    no_computer(name: Log) = "computer.none": "no log is of { $name }: no computer is in these logs";
    other_computers(name: Log, known: Vec<Log>) = "computer.others": "no log is of { $name }; these are: { $known }";
    two_of_one_name(channel: Log) = "computer.two-of-one-name":
        "logs of { $channel } hold different records under the same ids at the same time: two machines have this name, or a \
         machine was set up anew with its clock set back. Nothing of that time is relied on; give the logs of each machine \
         by themselves";
}

/// The place of an event in its computer's timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventIndex(usize);

impl EventIndex {
    /// The place as a number, by which a page can name the event.
    pub fn place(self) -> usize {
        self.0
    }
}

/// Several records tell of one boot; those this close together are the same.
const SAME_BOOT: SignedDuration = SignedDuration::from_mins(5);

/// One computer: its events in total order, indexed, and what its logs cover.
#[derive(Debug)]
pub struct Computer {
    /// Its latest name.
    pub name: String,
    /// Earlier names, and other spellings.
    pub aliases: Vec<String>,
    /// The sources that hold records of it.
    pub sources: BTreeSet<SourceId>,
    events: Vec<Event>,
    by_class: BTreeMap<Class, Vec<EventIndex>>,
    by_volume: BTreeMap<VolumeName, Vec<EventIndex>>,
    /// By begin.
    clock_changes: Vec<(Span, EventIndex)>,
    clock_reach: Reach,
    past_clocks: Vec<PastClock>,
    late_clocks: Vec<(Span, EventIndex)>,
    /// What its logs cover, by channel.
    pub coverage: Vec<Coverage>,
    /// The zone of its clock, from EventLog 6013.
    pub zone: Option<HostZone>,
    /// Its Windows version, from EventLog 6013.
    pub windows: Option<String>,
    /// Providers of other backup products that logged something.
    pub other_requesters: Vec<String>,
    /// When it was started: from the earliest to the latest record of each start.
    pub boots: Vec<Span>,
    /// What collections on it tell of its logs.
    pub collected: Option<Collected>,
    /// A disk of which a list says that it is not well, and whether the list is known to be of this computer.
    pub ill_disk: Option<(IllDisk, bool)>,
    /// Whether something was given beside its logs that can't be read, or not be relied on: it may be any log of this computer.
    pub has_unread_log: bool,
    /// Other computers of these logs that may be this one under another name.
    pub may_be: Vec<Namesake>,
}

/// Everything that was read, in order.
#[derive(Debug)]
pub struct Timeline {
    /// The computers, by name.
    pub computers: Vec<Computer>,
    /// What was noticed while putting things in order.
    pub issues: Vec<Issue>,
}

/// Puts what was read in order.
///
/// `collected` are sources that may hold forwarded events, which stand in the order of their arrival.
pub fn build(
    events: Vec<Event>,
    runs: &[Sequence],
    requesters: &Requesters,
    collected: &BTreeSet<SourceId>,
) -> Timeline {
    let names = computers::resolve(runs, &events, collected);
    let mut issues = names.issues.clone();
    let mut parts: BTreeMap<String, Parts<'_>> = BTreeMap::new();
    for run in runs {
        let name = names.of(run.source, &run.channel, &run.computer);
        let part = parts.entry(name.to_lowercase()).or_default();
        part.see(name, &run.computer);
        part.runs.push(run);
    }
    let stretches = stretches(&events, |event| {
        let name = names.of(event.at.source, &event.at.channel, &event.computer);
        let key = name.to_lowercase();
        parts.entry(key.clone()).or_default().see(name, &event.computer);
        key
    });
    hand_out(events, stretches, &mut parts);
    for (computer, provider) in requesters {
        let name = names.of_name(computer);
        if let Some(part) = parts.get_mut(&name.to_lowercase()) {
            part.requesters.push(provider.to_string());
        }
    }
    let doubts = Doubts::of(runs);
    let finish = |(key, part): (String, Parts<'_>)| (key, part.finish(&doubts, &mut issues));
    let mut computers: BTreeMap<String, Computer> = parts.into_iter().map(finish).collect();
    for (one, other) in names.may_be_one() {
        let other = computers.get(&other).map(Namesake::of);
        if let (Some(computer), Some(other)) = (computers.get_mut(&one), other) {
            computer.may_be.push(other);
        }
    }
    Timeline { computers: computers.into_values().collect(), issues }
}

/// Whose events follow each other, and how many.
fn stretches(events: &[Event], mut whose: impl FnMut(&Event) -> String) -> Vec<(String, usize)> {
    let mut stretches: Vec<(String, usize)> = Vec::new();
    // Most events follow one of the same log.
    let of_same_log = |event: &Event, next: &Event| {
        event.at.source == next.at.source
            && event.at.channel == next.at.channel
            && event.computer == next.computer
    };
    for of_log in events.chunk_by(of_same_log) {
        let Some(key) = of_log.first().map(&mut whose) else { continue };
        match stretches.last_mut() {
            Some((known, count)) if *known == key => *count = count.saturating_add(of_log.len()),
            _ => stretches.push((key, of_log.len())),
        }
    }
    stretches
}

/// Gives each computer its events; where there is one computer, without moving them.
fn hand_out(events: Vec<Event>, stretches: Vec<(String, usize)>, parts: &mut BTreeMap<String, Parts<'_>>) {
    if let [(key, _)] = stretches.as_slice() {
        parts.entry(key.clone()).or_default().events = events;
        return;
    }
    let mut events = events.into_iter();
    for (key, count) in stretches {
        parts.entry(key).or_default().events.extend(events.by_ref().take(count));
    }
}

/// Computers on which other backup products logged something, with their providers.
pub type Requesters = BTreeSet<(Arc<str>, Arc<str>)>;

/// What belongs to one computer.
#[derive(Default)]
struct Parts<'a> {
    name: String,
    spellings: Vec<String>,
    runs: Vec<&'a Sequence>,
    events: Vec<Event>,
    requesters: Vec<String>,
}

impl Parts<'_> {
    fn see(&mut self, name: &str, spelling: &str) {
        if self.name.is_empty() {
            name.clone_into(&mut self.name);
        }
        if !self.spellings.iter().any(|known| known == spelling) {
            self.spellings.push(spelling.to_owned());
        }
    }

    fn finish(mut self, doubts: &Doubts, issues: &mut Vec<Issue>) -> Computer {
        let mut events = self.events;
        copies::sort_and_join(&mut events, &self.name, issues);
        self.requesters.sort();
        self.requesters.dedup();
        self.spellings.sort();
        self.spellings.retain(|spelling| *spelling != self.name);
        let coverage = coverage::build(&self.runs, &events, doubts);
        note_two_logs(&coverage, &self.name, issues);
        let mut computer = Computer {
            coverage,
            name: self.name,
            aliases: self.spellings,
            sources: self.runs.iter().map(|run| run.source).collect(),
            events,
            by_class: BTreeMap::new(),
            by_volume: BTreeMap::new(),
            clock_changes: Vec::new(),
            clock_reach: Reach::default(),
            past_clocks: Vec::new(),
            late_clocks: Vec::new(),
            zone: None,
            windows: None,
            other_requesters: self.requesters,
            boots: Vec::new(),
            collected: None,
            ill_disk: None,
            has_unread_log: false,
            may_be: Vec::new(),
        };
        computer.index(&self.runs);
        computer.learn_host(issues);
        computer
    }
}

/// Names that were asked for and that no log has.
pub fn note_unknown<'a>(asked: &'a [String], computers: &'a [Computer]) -> impl Iterator<Item = Issue> + 'a {
    let is_unknown = |name: &&String| !computers.iter().any(|computer| computer.is_called(name));
    asked.iter().filter(is_unknown).map(|name| {
        let known: Vec<Log> = computers.iter().map(|computer| Log::of(&computer.name)).collect();
        let name = Log::of(name);
        let text = if known.is_empty() { no_computer(name) } else { other_computers(name, known) };
        Issue::note(IssueKind::NoSuchComputer, text)
    })
}

/// Tells of logs that can't be of one machine.
fn note_two_logs(coverage: &[Coverage], computer: &str, issues: &mut Vec<Issue>) {
    for coverage in coverage {
        let of_two = coverage.gaps.iter().filter(|gap| gap.cause == GapCause::TwoLogs).count();
        if of_two > 0 {
            let text = two_of_one_name(Log::of(&coverage.channel));
            issues.push(Issue::loss(IssueKind::ComputerName, text).on_computer(computer));
        }
    }
}

impl Computer {
    /// Its name, and its earlier ones and other spellings.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.aliases).map(String::as_str)
    }

    /// Whether it has that name, now or earlier; a short name stands for the full one as well.
    pub fn is_called(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.names().any(|known| {
            let known = known.to_lowercase();
            known == name || known.split('.').next() == Some(name.as_str())
        })
    }

    fn index(&mut self, runs: &[&Sequence]) {
        for (position, event) in self.events.iter().enumerate() {
            let index = EventIndex(position);
            for class in event.classes() {
                self.by_class.entry(class).or_default().push(index);
            }
            for volume in event.volumes() {
                if !matches!(volume, VolumeName::Other(_)) {
                    self.by_volume.entry(volume.clone()).or_default().push(index);
                }
            }
        }
        let mut boots: Vec<Span> = Vec::new();
        for (_, event) in self.all(Class::Boot) {
            let time = event.time();
            match boots.last_mut() {
                Some(last) if time.duration_since(last.to) <= SAME_BOOT => last.to = time,
                _ => boots.push(Span { from: time, to: time }),
            }
        }
        self.boots = boots;
        self.past_clocks = clock::past_clocks(self, runs);
        self.late_clocks = clock::late_clocks(self);
        self.clock_changes = clock::changes(self);
        self.clock_changes.extend(self.past_clocks.iter().map(|past| (past.span, past.index)));
        self.clock_changes.sort_unstable();
        self.clock_reach = Reach::of(self.clock_changes.iter().map(|(change, _)| *change));
    }

    fn learn_host(&mut self, issues: &mut Vec<Issue>) {
        let latest = self
            .all(Class::Host)
            .filter(|(_, event)| event.trust != Trust::Carved)
            .filter_map(|(index, event)| match &event.kind {
                EventKind::HostFacts(facts) => Some((index, facts.clone())),
                _ => None,
            })
            .next_back();
        let Some((index, facts)) = latest else { return };
        self.windows.clone_from(&facts.windows);
        self.zone = host::zone(index, &facts);
        if let Some(zone) = &self.zone
            && zone.daylight_saving_unknown
        {
            issues.push(host::issue(zone).on_computer(&self.name));
        }
    }

    /// The event at an index.
    pub fn event(&self, index: EventIndex) -> Option<&Event> {
        self.events.get(index.0)
    }

    /// All its events in total order.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = (EventIndex, &Event)> {
        self.events.iter().enumerate().map(|(position, event)| (EventIndex(position), event))
    }

    /// All events of a class, in total order.
    pub fn all(&self, class: Class) -> impl DoubleEndedIterator<Item = (EventIndex, &Event)> {
        self.listed(self.by_class.get(&class).map_or(&[], Vec::as_slice))
    }

    /// The events of a class from one time to another, both included.
    pub fn between(
        &self,
        class: Class,
        from: Timestamp,
        to: Timestamp,
    ) -> impl DoubleEndedIterator<Item = (EventIndex, &Event)> {
        self.listed(self.cut(self.by_class.get(&class), from, to))
    }

    /// Every event that names a volume, in total order.
    pub fn naming(&self, volume: &VolumeName) -> impl DoubleEndedIterator<Item = (EventIndex, &Event)> {
        self.listed(self.by_volume.get(volume).map_or(&[], Vec::as_slice))
    }

    /// Those of them from one time to another, both included.
    pub fn naming_between(
        &self,
        volume: &VolumeName,
        from: Timestamp,
        to: Timestamp,
    ) -> impl DoubleEndedIterator<Item = (EventIndex, &Event)> {
        self.listed(self.cut(self.by_volume.get(volume), from, to))
    }

    fn cut<'a>(&self, all: Option<&'a Vec<EventIndex>>, from: Timestamp, to: Timestamp) -> &'a [EventIndex] {
        let all = all.map_or(&[][..], Vec::as_slice);
        let time = |index: &EventIndex| self.event(*index).map(Event::time);
        let start = all.partition_point(|index| time(index) < Some(from));
        let end = all.partition_point(|index| time(index) <= Some(to));
        all.get(start..end).unwrap_or_default()
    }

    fn listed(&self, indices: &[EventIndex]) -> impl DoubleEndedIterator<Item = (EventIndex, &Event)> {
        indices.iter().filter_map(|index| Some((*index, self.event(*index)?)))
    }

    /// The coverage of a channel.
    pub fn coverage_of(&self, channel: &str) -> Option<&Coverage> {
        self.coverage.iter().find(|coverage| coverage.channel.eq_ignore_ascii_case(channel))
    }

    /// The coverage of the logs of a channel's provider; Windows spells some with a slash and with a hyphen.
    pub fn coverage_like(&self, channel: &str) -> impl Iterator<Item = &Coverage> {
        let (provider, _) = channel.split_once('/').unwrap_or((channel, ""));
        let provider = provider.to_ascii_lowercase();
        self.coverage
            .iter()
            .filter(move |coverage| coverage.channel.to_ascii_lowercase().starts_with(&provider))
    }

    /// The latest time that any log of the computer covers.
    pub fn end(&self) -> Option<Timestamp> {
        self.coverage.iter().map(|coverage| coverage.last).max()
    }

    /// Clock changes that could have moved events past each other in a span of time: all between the old
    /// and the new reading is doubtful, and what lies behind a start with a clock that was late.
    pub fn clock_changes(&self, span: Span) -> impl Iterator<Item = (EventIndex, &Event)> {
        let changes = self.clock_reach.overlapping(&self.clock_changes, span, |(change, _)| *change);
        let late = self.late_clocks.iter().filter(move |(late, _)| late.overlaps(span));
        changes.chain(late).filter_map(|(_, index)| Some((*index, self.event(*index)?)))
    }

    /// Whether a record was written while the clock stood in the past, so that its time tells nothing.
    pub fn is_on_past_clock(&self, event: &Event) -> bool {
        self.past_clocks.iter().any(|past| past.holds(event))
    }

    /// Every such change, with the time that it makes doubtful.
    pub fn all_clock_changes(&self) -> &[(Span, EventIndex)] {
        &self.clock_changes
    }
}

/// A time moved back by a duration, or the begin of time.
pub fn earlier(time: Timestamp, by: SignedDuration) -> Timestamp {
    shifted(time, SignedDuration::ZERO.saturating_sub(by))
}

/// A time moved by a duration, or the end of time.
pub fn shifted(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_add(by).unwrap_or(if by.is_negative() { Timestamp::MIN } else { Timestamp::MAX })
}

#[cfg(test)]
mod tests;
