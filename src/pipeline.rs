//! The stages in order: the only file that names them all.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::path::PathBuf;

use crate::advice::{self, Situation, VmLoad};
use crate::correlation::{self, Inventories, inventory};
use crate::input::{self, Decoding, Gathered, Progress};
use crate::issue::{Issue, IssueKind};
use crate::report::{ComputerReport, Report, Zone, ZoneOrigin};
use crate::session::{self, Session, Settings};
use crate::timeline::{self, Computer, Span};
use crate::verdict;

/// What to analyse, and how.
#[derive(Debug, Clone)]
pub struct Request {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Volume lists: the computer, where it was named, and the file.
    pub inventories: Vec<(Option<String>, PathBuf)>,
    /// Windows and time-outs.
    pub settings: Settings,
    /// The zone of the times shown.
    pub zone: ZoneChoice,
    /// Report on nothing before.
    pub since: Option<TimeBound>,
    /// Report on nothing after.
    pub until: Option<TimeBound>,
    /// Report on these computers only; all when empty.
    pub computers: Vec<String>,
    /// How many virtual machines there are.
    pub load: Option<VmLoad>,
    /// Which records to decode; the report does not depend on it.
    pub decoding: Decoding,
}

/// Which zone to show times in.
#[derive(Debug, Clone)]
pub enum ZoneChoice {
    /// Each computer's own.
    Host,
    /// This one.
    Given {
        /// Its rules.
        rules: TimeZone,
        /// Its name.
        name: String,
    },
}

/// A bound of the time that is reported on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeBound {
    /// An instant.
    Instant(Timestamp),
    /// A time of day in the chosen zone.
    Civil(DateTime),
}

/// Reads and analyses.
pub fn analyze(request: &Request, progress: &dyn Progress) -> Report {
    let gathered = input::gather(&request.paths, request.decoding, progress);
    let mut lists = Vec::new();
    let mut issues = Vec::new();
    for (host, path) in &request.inventories {
        let name = path.display().to_string();
        match input::text::read(path) {
            Ok(text) => {
                let (list, mut found) = inventory::parse(host.clone(), &name, &text);
                lists.extend(list);
                issues.append(&mut found);
            }
            Err(error) => {
                let issue =
                    Issue::loss(IssueKind::Unreadable, format!("the volume list can't be read: {error}"));
                issues.push(issue.at_path(name));
            }
        }
    }
    assemble(gathered, lists, issues, request)
}

/// Analyses what was read. Pure: the same input gives the same report.
pub fn assemble(
    mut gathered: Gathered,
    lists: Vec<inventory::Inventory>,
    mut issues: Vec<Issue>,
    request: &Request,
) -> Report {
    let events = std::mem::take(&mut gathered.events);
    let timeline = timeline::build(events, &gathered.runs, &gathered.requesters);
    issues.append(&mut gathered.issues);
    issues.extend(timeline.issues);
    let inventories = Inventories::new(lists, timeline.computers.len());
    note_strange_inventories(&inventories, &timeline.computers, &mut issues);
    let mut computers = Vec::new();
    for computer in timeline.computers {
        let is_wanted =
            request.computers.is_empty() || request.computers.iter().any(|name| is_called(&computer, name));
        if is_wanted {
            computers.push(report_on(computer, &inventories, request, &mut issues));
        }
    }
    Report {
        sources: gathered.sources,
        computers,
        issues,
        is_bounded: request.since.is_some() || request.until.is_some(),
        inventories: inventories.lists().iter().map(|list| list.path.clone()).collect(),
    }
}

/// The names of all computers in the sources, sorted.
pub fn names(sources: &[input::Source]) -> Vec<String> {
    let mut names: Vec<String> =
        sources.iter().flat_map(|source| &source.holds).map(|(computer, _)| computer.to_string()).collect();
    names.sort();
    names.dedup();
    names
}

fn report_on(
    computer: Computer,
    inventories: &Inventories,
    request: &Request,
    issues: &mut Vec<Issue>,
) -> ComputerReport {
    let zone = zone_of(&computer, &request.zone);
    let sessions = session::rebuild(&computer, request.settings, issues);
    let range = Range::of(request, &zone);
    let (facts, subjects) = correlation::correlate(&computer, &sessions, inventories);
    let volsnap27 = subjects
        .into_iter()
        .filter(|subject| range.holds(subject.time))
        .map(|subject| verdict::judge(&facts, subject))
        .collect::<Vec<_>>();
    let detach_noise = correlation::detach_noise(&computer, &facts.windows, sessions.len());
    let situation = Situation {
        computer: &computer,
        sessions: &sessions,
        judged: &volsnap27,
        settings: request.settings,
        load: request.load,
    };
    let advice = advice::advise(&situation);
    let shown_sessions = sessions
        .iter()
        .enumerate()
        .filter(|(_, session)| range.touches(session))
        .map(|(position, _)| position)
        .collect();
    ComputerReport { computer, zone, sessions, shown_sessions, volsnap27, detach_noise, advice }
}

fn zone_of(computer: &Computer, choice: &ZoneChoice) -> Zone {
    match choice {
        ZoneChoice::Given { rules, name } => {
            Zone { rules: rules.clone(), name: name.clone(), origin: ZoneOrigin::Given }
        }
        ZoneChoice::Host => match &computer.zone {
            Some(host) => {
                Zone { rules: host.zone.clone(), name: host.name.clone(), origin: ZoneOrigin::Event6013 }
            }
            None => Zone { rules: TimeZone::UTC, name: "UTC".to_owned(), origin: ZoneOrigin::Unknown },
        },
    }
}

/// The time that is reported on; evidence outside it is used all the same.
struct Range {
    since: Timestamp,
    until: Timestamp,
}

impl Range {
    fn of(request: &Request, zone: &Zone) -> Self {
        let instant = |bound: TimeBound| match bound {
            TimeBound::Instant(time) => Some(time),
            TimeBound::Civil(time) => Some(time.to_zoned(zone.rules.clone()).ok()?.timestamp()),
        };
        Self {
            since: request.since.and_then(instant).unwrap_or(Timestamp::MIN),
            until: request.until.and_then(instant).unwrap_or(Timestamp::MAX),
        }
    }

    fn holds(&self, time: Timestamp) -> bool {
        self.since <= time && time <= self.until
    }

    fn touches(&self, session: &Session) -> bool {
        let end = session.window.map(|window| window.end).or(session.ended).unwrap_or(session.started);
        Span { from: session.started, to: end.max(session.started) }
            .overlaps(Span { from: self.since, to: self.until })
    }
}

fn is_called(computer: &Computer, name: &str) -> bool {
    std::iter::once(&computer.name).chain(&computer.aliases).any(|known| {
        known.eq_ignore_ascii_case(name)
            || known.split('.').next().is_some_and(|short| short.eq_ignore_ascii_case(name))
    })
}

/// A list for a computer that no log is of was probably given under a wrong name.
fn note_strange_inventories(inventories: &Inventories, computers: &[Computer], issues: &mut Vec<Issue>) {
    for list in inventories.lists() {
        let Some(host) = &list.host else { continue };
        if !computers.iter().any(|computer| is_called(computer, host)) {
            let text = format!("no log is of a computer named {host}, so this volume list is not used");
            issues.push(Issue::note(IssueKind::ComputerName, text).at_path(&list.path));
        }
    }
}
