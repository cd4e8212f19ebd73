//! The stages in order: the only file that names them all.

use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::advice::{self, Situation, VmLoad};
use crate::context::{self, Context, Taken};
use crate::cores;
use crate::correlation::{self, Basis, Inventories, Inventory, inventory};
use crate::extract::Extract;
use crate::input::{self, Gathered, How, Input, Progress};
use crate::inspect::{self, Inspection};
use crate::issue::Issue;
use crate::limit;
use crate::redact::{self, Names};
use crate::report::{ComputerReport, Report};
use crate::say::{Zone, ZoneOrigin};
use crate::session::{self, DEFAULT_CREATE_TIMEOUT, DEFAULT_GRACE, ProductRun, Session, Settings};
use crate::source::{Hurt, Modified, Provenance};
use crate::status::FailOn;
use crate::timeline::{self, Computer, Span};
use crate::trouble;
use crate::verdict;

/// How to analyse.
#[derive(Debug, Clone)]
pub struct Options {
    /// Volume lists: the computer, where it was named, and the file.
    pub inventories: Vec<(Option<String>, PathBuf)>,
    /// How long after a run a volsnap 27 can still belong to it.
    pub grace: SignedDuration,
    /// `CreateTimeout` of the hosts; else what lies beside the logs, else the default.
    pub create_timeout: Option<SignedDuration>,
    /// The zone of the times shown.
    pub zone: ZoneChoice,
    /// Report on nothing before.
    pub since: Option<TimeBound>,
    /// Report on nothing after.
    pub until: Option<TimeBound>,
    /// Report on these computers only; all when empty.
    pub computers: Vec<String>,
    /// What a "benign" has to rest on at least.
    pub require: Basis,
    /// What makes the exit status 1.
    pub fail_on: FailOn,
    /// How many virtual machines there are.
    pub load: Option<VmLoad>,
    /// How to read what was given.
    pub how: How,
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

impl TimeBound {
    /// The instant that is meant, of a time of day in that zone.
    pub fn instant(self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::Instant(time) => Some(time),
            Self::Civil(time) => Some(time.to_zoned(zone.clone()).ok()?.timestamp()),
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            inventories: Vec::new(),
            grace: DEFAULT_GRACE,
            create_timeout: None,
            zone: ZoneChoice::Host,
            since: None,
            until: None,
            computers: Vec::new(),
            require: Basis::Presumed,
            fail_on: FailOn::Actionable,
            load: None,
            how: How::default(),
        }
    }
}

/// Reads and analyses. What can't be read is no error: the report says what, where, and what it rests on.
pub fn analyze(inputs: Vec<Input>, options: &Options, progress: &dyn Progress) -> Report {
    let gathered = input::gather(inputs, &options.how, progress);
    let mut given = Given::default();
    for (host, path) in &options.inventories {
        given.read(host.clone(), path, None);
    }
    assemble(gathered, given, options)
}

/// Reads, puts pseudonyms in the place of names, and analyses: nothing in the report is a name that was read or asked for.
pub fn analyze_redacted(
    inputs: Vec<Input>,
    options: &Options,
    names: &mut Names,
    progress: &dyn Progress,
) -> Report {
    let mut gathered = input::gather(inputs, &options.how, progress);
    redact::gathered(&mut gathered, names);
    let mut given = Given::default();
    for (host, path) in &options.inventories {
        given.read(host.clone(), path, Some(names));
    }
    let computers = options.computers.iter().map(|name| names.computer(name)).collect();
    assemble(gathered, given, &Options { computers, ..options.clone() })
}

/// Reads, and says what was sent, before anything is judged; with pseudonyms where `names` are given.
pub fn inspect(
    inputs: Vec<Input>,
    how: &How,
    zone: &ZoneChoice,
    names: Option<&mut Names>,
    progress: &dyn Progress,
) -> Inspection {
    let how = How { names_files: true, takes_context: true, ..how.clone() };
    let mut gathered = input::gather(inputs, &how, progress);
    if let Some(names) = names {
        redact::gathered(&mut gathered, names);
    }
    inspect::inspect(gathered, |computer| zone_of(computer, zone))
}

/// Reads, and keeps what the analysis needs of it; with pseudonyms where `names` are given.
pub fn extract(inputs: Vec<Input>, how: &How, names: Option<&mut Names>, progress: &dyn Progress) -> Extract {
    let how = How { keeps_records: true, ..how.clone() };
    let mut gathered = input::gather(inputs, &how, progress);
    if let Some(names) = names {
        redact::gathered(&mut gathered, names);
    }
    gathered.into_extract()
}

/// The volume lists that the user named.
#[derive(Debug, Default)]
pub struct Given {
    /// The lists.
    pub lists: Vec<Inventory>,
    /// Their files' texts.
    pub texts: Vec<String>,
    /// What is to be said of them.
    pub issues: Vec<Issue>,
}

impl Given {
    fn read(&mut self, host: Option<String>, path: &Path, mut names: Option<&mut Names>) {
        let mut name = path.display().to_string();
        let mut host = host;
        if let Some(names) = &mut names {
            name = names.file(&name);
            host = host.map(|host| names.computer(&host));
        }
        match input::text::read(path) {
            Ok(text) => {
                let text = match names {
                    Some(names) => redact::list(&text, names),
                    None => text,
                };
                let (list, mut found) = inventory::parse(host, &name, &text);
                let written = match input::text::modified(path) {
                    Some(Modified::At(time)) => Some(time),
                    _ => None,
                };
                self.lists.extend(list.map(|list| Inventory { written, ..list }));
                self.issues.append(&mut found);
                self.texts.push(text);
            }
            Err(error) => {
                self.issues.push(inventory::unreadable(&error, &name));
            }
        }
    }
}

/// Analyses what was read. Pure: the same input gives the same report.
pub fn assemble(mut gathered: Gathered, given: Given, options: &Options) -> Report {
    let events = std::mem::take(&mut gathered.events);
    let timeline = timeline::build(events, &gathered.runs, &gathered.requesters, &gathered.collected());
    let mut issues = given.issues;
    issues.append(&mut gathered.issues);
    issues.extend(timeline.issues);
    let mut context = context::take(
        gathered.texts,
        &gathered.sources,
        &gathered.runs,
        &timeline.computers,
        &given.texts,
        DEFAULT_CREATE_TIMEOUT,
    );
    issues.append(&mut context.issues);
    let mut folders = gathered.folders;
    context.left_aside.iter().for_each(|path| folders.leave_aside(path));
    let given_lists = given.lists;
    let mut taken: Vec<Taken> = given_lists.iter().map(Taken::given).collect();
    taken.extend(context.taken.iter().cloned());
    let found = std::mem::take(&mut context.lists);
    let lists = given_lists.into_iter().chain(found).collect();
    let inventories = Inventories::new(lists, &timeline.computers);
    inventories.note_hosts(&mut issues);
    issues.extend(timeline::note_unknown(&options.computers, &timeline.computers));
    let unread = context::with_unread(&gathered.sources, &gathered.runs, &issues, &timeline.computers);
    let mut computers = Vec::new();
    for mut computer in timeline.computers {
        computer.has_unread_log = unread.contains(&computer.name);
        computer.collected = context.collected.remove(&computer.name);
        computer.ill_disk = context.ill_disk_of(&computer);
        let is_wanted =
            options.computers.is_empty() || options.computers.iter().any(|name| computer.is_called(name));
        if is_wanted {
            let settings = settings_of(&computer, options, &context);
            let slip =
                advice::note_slip(settings.create_timeout, options.create_timeout.is_some(), &computer.name);
            issues.extend(slip.filter(|slip| !issues.contains(slip)));
            computers.push(report_on(computer, &inventories, settings, options, &mut issues));
        }
    }
    Report {
        hurt: Hurt::of(&gathered.sources),
        sources: gathered.sources,
        folders,
        computers,
        issues,
        is_bounded: options.since.is_some() || options.until.is_some(),
        fail_on: options.fail_on,
        taken,
        provenance: Provenance { files: gathered.files, ..Provenance::default() },
    }
}

/// What the user says goes before what lies beside the logs.
fn settings_of(computer: &Computer, options: &Options, context: &Context) -> Settings {
    let found = context.create_timeout(computer, DEFAULT_CREATE_TIMEOUT);
    Settings {
        grace: options.grace,
        create_timeout: options.create_timeout.or(found).unwrap_or(DEFAULT_CREATE_TIMEOUT),
        is_known: options.create_timeout.or(found).is_some(),
        may_be_newer: options.create_timeout.is_none() && found.is_some(),
    }
}

fn report_on(
    computer: Computer,
    inventories: &Inventories,
    settings: Settings,
    options: &Options,
    issues: &mut Vec<Issue>,
) -> ComputerReport {
    let zone = zone_of(&computer, &options.zone);
    let sessions = session::rebuild(&computer, settings, issues);
    let range = Range::of(options, &zone.rules);
    let other_runs = session::products::runs(&computer, settings);
    let (facts, subjects) =
        correlation::correlate(&computer, &sessions, &other_runs, inventories, options.require);
    inventory::note_lists_of_runs(&facts, issues);
    let subjects = subjects.into_iter().filter(|subject| range.holds(subject.time)).collect();
    let volsnap27 = cores::each(subjects, |subject| verdict::judge(&facts, subject));
    let noise = correlation::noise(&facts);
    let of_others = other_runs.iter().enumerate();
    let shown_other_runs =
        of_others.filter(|(_, run)| range.touches_other(run)).map(|(position, _)| position).collect();
    let shown: Vec<(usize, &Session)> =
        sessions.iter().enumerate().filter(|(_, session)| range.touches(session)).collect();
    let shown_sessions = shown.iter().map(|(position, _)| *position).collect();
    let shown: Vec<&Session> = shown.into_iter().map(|(_, session)| session).collect();
    let limits = limit::find(&facts, &shown, &volsnap27, range.span());
    let trouble = trouble::find(&facts, range.span());
    let has_own_list = inventories.for_computer(&computer).any(|(list, is_own)| is_own && list.is_complete);
    let has_presumed = volsnap27.iter().any(|judged| judged.basis == Some(Basis::Presumed));
    let asks_for_mountvol = has_presumed && !has_own_list;
    let snapshot_trend = session::trend(&sessions, settings);
    let situation = Situation {
        snapshot_trend: snapshot_trend.as_ref(),
        computer: &computer,
        sessions: &sessions,
        shown: &shown,
        judged: &volsnap27,
        settings,
        load: options.load,
        trouble: &trouble,
        limits: &limits,
        asks_for_mountvol,
    };
    let advice = advice::advise(&situation);
    let next_steps = advice::next_steps(&situation, &advice);
    ComputerReport {
        computer,
        zone,
        range: range.span(),
        sessions,
        shown_sessions,
        other_runs,
        shown_other_runs,
        volsnap27,
        noise,
        trouble,
        limits,
        asks_for_mountvol,
        snapshot_trend,
        advice,
        next_steps,
    }
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
            None => Zone::unknown(),
        },
    }
}

/// From when to when two bounds reach.
pub fn span_of(since: Option<TimeBound>, until: Option<TimeBound>, zone: &TimeZone) -> Span {
    let instant = |bound: TimeBound| bound.instant(zone);
    Span {
        from: since.and_then(instant).unwrap_or(Timestamp::MIN),
        to: until.and_then(instant).unwrap_or(Timestamp::MAX),
    }
}

/// The time that is reported on; evidence outside it is used all the same.
struct Range {
    since: Timestamp,
    until: Timestamp,
}

impl Range {
    fn of(options: &Options, zone: &TimeZone) -> Self {
        let Span { from, to } = span_of(options.since, options.until, zone);
        Self { since: from, until: to }
    }

    fn span(&self) -> Span {
        Span { from: self.since, to: self.until }
    }

    fn holds(&self, time: Timestamp) -> bool {
        self.since <= time && time <= self.until
    }

    fn touches(&self, session: &Session) -> bool {
        let end = session.window.map(|window| window.end).or(session.ended).unwrap_or(session.started);
        Span { from: session.started, to: end.max(session.started) }
            .overlaps(Span { from: self.since, to: self.until })
    }

    fn touches_other(&self, run: &ProductRun) -> bool {
        let end = run.ended.unwrap_or(run.started);
        Span { from: run.started, to: end.max(run.started) }.overlaps(self.span())
    }
}
