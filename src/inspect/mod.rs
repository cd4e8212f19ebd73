//! What was sent, before anything is judged: every file with what it is, every log with what it holds, and which logs of
//! which computer are there or missing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::context;
use crate::event::class::Class;
use crate::event::providers::{backup, volsnap};
use crate::event::sequence::Sequence;
use crate::event::{Event, SourceId};
use crate::input::Gathered;
use crate::issue::Issue;
use crate::say::Zone;
use crate::source::{Folders, Format, LogHeader, Seen, Source, Tally, Text};
use crate::timeline::{self, Collected, Computer, Coverage, Told};

/// What was sent.
#[derive(Debug)]
pub struct Inspection {
    /// The computers of the logs, by name.
    pub computers: Vec<Machine>,
    /// Every file that was found: logs first, then what something is said of, then the rest, by path.
    pub files: Vec<File>,
    /// What is said of no file in particular.
    pub issues: Vec<Issue>,
    /// The account of folders and archives.
    pub folders: Folders,
}

/// One computer.
#[derive(Debug)]
pub struct Machine {
    /// Its name, its other names, its Windows.
    pub name: String,
    /// Earlier names and other spellings.
    pub aliases: Vec<String>,
    /// What EventLog 6013 says of its Windows.
    pub windows: Option<String>,
    /// The zone in which its times are shown beside UTC.
    pub zone: Zone,
    /// What its logs cover, all files together.
    pub logs: Vec<Coverage>,
    /// How many volsnap 27s they hold, copies counted once.
    pub volsnap27: usize,
    /// Channels without which nothing can be told.
    pub missing: Vec<&'static str>,
    /// What collections on it tell of its logs.
    pub collected: Vec<(String, Told)>,
}

/// One file.
#[derive(Debug)]
pub struct File {
    /// Its path.
    pub path: String,
    /// Its size in bytes, where it is known.
    pub size: Option<u64>,
    /// What it is, by the ids of `source::CONTENTS`.
    pub what: &'static str,
    /// What it holds, of a log.
    pub log: Option<Log>,
    /// How many files lie in it, of an archive.
    pub members: Option<u64>,
    /// What is wrong with it.
    pub issues: Vec<Issue>,
}

/// What a log or an export holds.
#[derive(Debug)]
pub struct Log {
    /// Its header.
    pub header: Option<LogHeader>,
    /// The account of its records.
    pub tally: Tally,
    /// What it holds of each channel of each computer.
    pub parts: Vec<Part>,
    /// The events in it that can matter, by provider and id.
    pub events: Vec<Count>,
    /// The zone of its times: that of its computer, where it is of one.
    pub zone: Option<Zone>,
}

/// Records of one channel and computer in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The computer, as written.
    pub computer: Arc<str>,
    /// The channel, as written.
    pub channel: Arc<str>,
    /// How many records there are.
    pub records: u64,
    /// The lowest and the highest record id.
    pub ids: (u64, u64),
    /// The earliest and the latest time.
    pub times: (Timestamp, Timestamp),
}

/// How many records of one kind a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The provider, as written.
    pub provider: Arc<str>,
    /// The event's id.
    pub event_id: u16,
    /// How many.
    pub count: u64,
}

/// Says what was sent, of everything that was read.
pub fn inspect(mut gathered: Gathered, zone_of: impl Fn(&Computer) -> Zone) -> Inspection {
    let events = std::mem::take(&mut gathered.events);
    let mut counts = count(&events);
    let timeline = timeline::build(events, &gathered.runs, &gathered.requesters, &gathered.collected());
    let mut found =
        context::collections(&gathered.texts, &gathered.sources, &gathered.runs, &timeline.computers);
    gathered.issues.append(&mut found.issues);
    let computers: Vec<(Computer, Zone)> = timeline
        .computers
        .into_iter()
        .map(|mut computer| {
            computer.collected = found.of.remove(&computer.name);
            computer
        })
        .map(|computer| (zone_of(&computer), computer))
        .map(|(zone, of)| (of, zone))
        .collect();
    let mut parts = parts(&gathered.runs);
    let mut files: BTreeMap<String, File> = BTreeMap::new();
    for Seen { path, size, what } in gathered.seen {
        let size = size.or(files.get(&path).and_then(|file| file.size));
        files.insert(path.clone(), File { size, ..File::new(path, what) });
    }
    for text in &gathered.texts {
        let what = of_text(text);
        let tells_of_host = matches!(what, Some("volume-list" | "create-timeout" | "collection"));
        if !tells_of_host && text.complaint.is_none() {
            gathered.folders.leave_aside(&text.path);
        }
        if let Some(file) = files.get_mut(&text.path) {
            file.what = what.unwrap_or(file.what);
            file.issues.extend(text.complaint.clone().filter(|_| !tells_of_host));
        }
    }
    for (id, source) in (0..).map(SourceId).zip(gathered.sources) {
        let parts = parts.remove(&id).unwrap_or_default();
        let zone = zone(&parts, &computers);
        let events = counts.remove(&id).unwrap_or_default();
        files.insert(source.path.clone(), File::of_log(source, parts, events, zone));
    }
    for (path, folder) in gathered.folders.each() {
        if let Some(file) = files.get_mut(path).filter(|file| file.log.is_none()) {
            file.members = Some(folder.walked);
        }
    }
    let mut issues = timeline.issues;
    for issue in gathered.issues {
        match issue.place.path.clone() {
            Some(path) => match files.get_mut(&path) {
                Some(file) => file.issues.push(issue),
                // A folder, a path that is not there, or a file of an archive that was not opened.
                None if issue.is_loss => {
                    let file = files.entry(path.clone()).or_insert_with(|| File::new(path, "unread"));
                    file.issues.push(issue);
                }
                None => issues.push(issue),
            },
            None => issues.push(issue),
        }
    }
    // Every file has a row of its own here, so nobody needs to know how many were left aside.
    issues.retain(|issue| issue.kind != crate::issue::IssueKind::OtherFiles);
    let mut files: Vec<File> = files.into_values().collect();
    files
        .iter_mut()
        .filter(|file| file.what == "xml" && file.log.is_none())
        .for_each(|file| file.what = "other-xml");
    files.sort_by_key(File::rank);
    let computers = computers.into_iter().map(|(computer, zone)| Machine::of(computer, zone)).collect();
    Inspection { computers, files, issues, folders: gathered.folders }
}

impl Inspection {
    /// How many records could be read.
    pub fn records_read(&self) -> u64 {
        let logs = self.files.iter().filter_map(|file| file.log.as_ref());
        logs.fold(0, |sum, log| sum.saturating_add(log.tally.seen()))
    }

    /// What is wrong with anything.
    pub fn all_issues(&self) -> impl Iterator<Item = &Issue> {
        self.issues.iter().chain(self.files.iter().flat_map(|file| &file.issues))
    }

    /// Whether every record that the logs declare was read.
    pub fn is_complete(&self) -> bool {
        let failed = |file: &File| file.log.as_ref().is_some_and(|log| log.tally.failed > 0);
        !self.files.iter().any(failed) && !self.all_issues().any(|issue| issue.is_loss)
    }
}

impl File {
    fn new(path: String, what: &'static str) -> Self {
        Self { path, size: None, what, log: None, members: None, issues: Vec::new() }
    }

    fn of_log(source: Source, parts: Vec<Part>, events: Vec<Count>, zone: Option<Zone>) -> Self {
        let what = match source.format {
            Format::Evtx => "evtx",
            Format::Xml => "xml",
        };
        let log = Log { header: source.header, tally: source.tally, parts, events, zone };
        let (size, issues) = (Some(source.size), source.issues);
        Self { size, log: Some(log), issues, ..Self::new(source.path, what) }
    }

    /// What is looked at first.
    fn rank(&self) -> u8 {
        match self {
            Self { log: Some(_), .. } => 0,
            file if file.issues.iter().any(|issue| issue.is_loss) => 1,
            file if !file.issues.is_empty() => 2,
            Self { members: Some(_), .. } => 4,
            file if ["volume-list", "create-timeout", "collection"].contains(&file.what) => 3,
            _ => 5,
        }
    }
}

impl Machine {
    fn of(computer: Computer, zone: Zone) -> Self {
        // Without the first there is no 27, and without the second nothing shows that one is benign.
        let wanted = [volsnap::PROVIDER.channel, backup::PROVIDER.channel];
        let is_missing = |channel: &&str| computer.coverage_like(channel).next().is_none();
        Self {
            missing: wanted.into_iter().filter(is_missing).collect(),
            volsnap27: computer.all(Class::Subject).count(),
            name: computer.name,
            aliases: computer.aliases,
            windows: computer.windows,
            zone,
            logs: computer.coverage,
            collected: computer
                .collected
                .iter()
                .flat_map(Collected::each)
                .map(|(channel, told)| (channel.to_owned(), told))
                .collect(),
        }
    }
}

/// How many records of each provider and id each source holds.
fn count(events: &[Event]) -> BTreeMap<SourceId, Vec<Count>> {
    let mut counts: BTreeMap<(SourceId, &Arc<str>, u16), u64> = BTreeMap::new();
    for event in events {
        let count = counts.entry((event.at.source, &event.at.provider, event.at.event_id)).or_default();
        *count = count.saturating_add(1);
    }
    let mut of_sources: BTreeMap<SourceId, Vec<Count>> = BTreeMap::new();
    for ((source, provider, event_id), count) in counts {
        let provider = Arc::clone(provider);
        of_sources.entry(source).or_default().push(Count { provider, event_id, count });
    }
    of_sources
}

/// Computer and channel.
type LogName<'a> = (&'a Arc<str>, &'a Arc<str>);

/// What each source holds of each log.
fn parts(runs: &[Sequence]) -> BTreeMap<SourceId, Vec<Part>> {
    let mut parts: BTreeMap<SourceId, BTreeMap<LogName<'_>, Part>> = BTreeMap::new();
    for run in runs {
        let part =
            parts.entry(run.source).or_default().entry((&run.computer, &run.channel)).or_insert_with(|| {
                Part {
                    computer: Arc::clone(&run.computer),
                    channel: Arc::clone(&run.channel),
                    records: 0,
                    ids: (run.first_id, run.last_id),
                    times: (run.first_time, run.last_time),
                }
            });
        part.records = part.records.saturating_add(run.records());
        part.ids = (part.ids.0.min(run.first_id), part.ids.1.max(run.last_id));
        part.times = (part.times.0.min(run.first_time), part.times.1.max(run.last_time));
    }
    parts.into_iter().map(|(source, parts)| (source, parts.into_values().collect())).collect()
}

/// The zone of a log of one computer.
fn zone(parts: &[Part], computers: &[(Computer, Zone)]) -> Option<Zone> {
    let names: BTreeSet<&str> = parts.iter().map(|part| &*part.computer).collect();
    let mut of = computers.iter().filter(|(computer, _)| names.iter().all(|name| computer.is_called(name)));
    let (_, zone) = of.next().filter(|_| !names.is_empty())?;
    Some(zone.clone())
}

/// What a text says of a host.
fn of_text(text: &Text) -> Option<&'static str> {
    context::what(&text.content).map(|what| match what {
        context::Kind::Volumes => "volume-list",
        context::Kind::Disks => "disk-list",
        context::Kind::CreateTimeout => "create-timeout",
        context::Kind::Registry => "registry-export",
        context::Kind::Collection => "collection",
    })
}
