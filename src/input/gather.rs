//! Everything that the logs gave, put together.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::archive::{self, Bytes, Meter};
use super::discover::Stream;
use super::entry::{self, Item, Site};
use super::extracted::{self, Extracted};
use super::harvest::take_over;
use super::sniff::Kind;
use super::{
    Format, Gathered, How, Input, LogHeader, Progress, Seen, Source, SourceYield, Tally, Text, discover,
    pieces,
};
use crate::event::sequence::Sequence;
use crate::event::{Event, EventRef, SourceId, Written};
use crate::extract::Form;
use crate::issue::{Issue, IssueKind};
use crate::say::sentences;
use crate::source::{Fingerprint, Folders, Use};

sentences! {
    left_aside(count: u64) = "file.left-aside":
        "{ $count ->
            [one] another file in a folder or archive is no event log and was left aside
           *[other] { $count } other files in folders and archives are no event logs and were left aside
        }";
}

/// How much of a text is read at a time.
const BLOCK: usize = 1 << 16;

/// Reads every log in files, folders and archives, on all cores.
///
/// The order of the sources follows their content, not their names, so that renamed files give the
/// same report.
pub fn gather(inputs: Vec<Input>, how: &How, progress: &dyn Progress) -> Gathered {
    let mut paths = Vec::new();
    let mut streams_given: Vec<(String, Box<dyn Read + Send>)> = Vec::new();
    for input in inputs {
        match input {
            Input::Path(path) => paths.push(path),
            Input::Bytes { name, bytes } => streams_given.push((name, Box::new(Cursor::new(bytes)))),
            Input::Reader { name, reader } => streams_given.push((name, reader)),
        }
    }
    let mut found = discover::discover(&paths, how.names_files);
    let logs = found.logs.iter().map(|log| log.size);
    let sizes = logs.chain(found.streams.iter().map(|stream| stream.size));
    progress.expect(sizes.fold(0, u64::saturating_add));
    let mut heap = Heap { issues: found.issues, folders: found.folders, seen: found.seen, ..Heap::default() };
    pieces::read(&found.logs, how, progress, &mut |read| match read {
        Ok(source) => heap.add(source),
        Err(issue) => heap.issues.push(*issue),
    });
    heap.paths = found.logs.into_iter().map(|log| text(log.path)).collect();
    heap.take_logs();
    // An archive is read by all cores where its format allows it, so one comes after the other.
    let is_archive = |stream: &Stream| matches!(stream.kind, Kind::Archive(_)) || stream.is_read_once;
    let archives = found.streams.extract_if(.., |stream| is_archive(stream)).collect::<Vec<_>>();
    let read = |stream: &Stream| {
        let meter = Meter::new(progress, stream.size);
        let items = read_stream(stream, how, &meter);
        meter.finish();
        items
    };
    let streams: Vec<Vec<Item>> = found.streams.par_iter().map(read).collect();
    let archives = archives.iter().map(read);
    for item in streams.into_iter().chain(archives).flatten() {
        heap.take(item, how);
    }
    for (name, mut stream) in streams_given {
        heap.folders.walk_file(&name);
        let mut items = Vec::new();
        entry::read(&mut stream, &Site::outside(name, true, u64::MAX), how, &mut items);
        for item in items {
            heap.take(item, how);
        }
    }
    heap.settle_files();
    heap.order()
}

fn read_stream(stream: &Stream, how: &How, meter: &Meter<'_>) -> Vec<Item> {
    let mut out = Vec::new();
    let place = &stream.place;
    if stream.is_standard_input() {
        entry::read(&mut std::io::stdin().lock(), place, how, &mut out);
        return out;
    }
    if let Kind::Archive(archive) = stream.kind {
        archive::read(archive, &Bytes::of_file(stream.path.clone(), meter), place, how, &mut out);
        return out;
    }
    if stream.kind == Kind::Extract(Form::Parquet) {
        extracted::read_file(&stream.path, place, how, &mut out);
        return out;
    }
    match File::open(&stream.path) {
        Ok(file) => {
            let mut stream = BufReader::with_capacity(BLOCK, meter.watch(file));
            entry::read(&mut stream, place, how, &mut out);
        }
        Err(error) => {
            let kind = if place.is_named { IssueKind::NotFound } else { IssueKind::Unreadable };
            let issue = Issue::loss(kind, super::limits::cant_be_read(&error));
            out.push(place.issue(issue));
        }
    }
    out
}

/// What was read so far. A source's number is that of its log until all are there.
#[derive(Default)]
struct Heap {
    /// Of the logs, by their numbers.
    paths: Vec<String>,
    entries: Vec<Entry>,
    names: BTreeSet<Arc<str>>,
    events: Vec<Event>,
    records: Vec<Written>,
    runs: Vec<Sequence>,
    requesters: BTreeSet<(Arc<str>, Arc<str>)>,
    texts: Vec<Text>,
    issues: Vec<Issue>,
    folders: Folders,
    seen: Vec<Seen>,
    /// What was said of files in extracts, and what became of these: both are settled.
    told: (Vec<Issue>, Folders),
    files: Vec<Fingerprint>,
}

/// A source, as small as can be: there may be a hundred thousand.
struct Entry {
    log: usize,
    format: Format,
    size: u64,
    tally: Tally,
    /// Its first run.
    run: Option<usize>,
    fingerprint: u64,
    issues: Vec<Issue>,
    header: Option<LogHeader>,
    is_extracted: bool,
}

impl Heap {
    /// The logs on disk that were read.
    fn take_logs(&mut self) {
        for entry in &self.entries {
            if let Some(path) = self.paths.get(entry.log) {
                self.folders.take(path, Use::Log);
            }
        }
    }

    fn take(&mut self, item: Item, how: &How) {
        match item {
            Item::Source(path, mut source) => {
                let as_what = if source.format == Format::Xml { Use::Export } else { Use::Log };
                self.folders.take(&path, as_what);
                source.log = self.paths.len();
                self.paths.push(path);
                self.add(*source);
            }
            Item::Issue(issue) => self.issues.push(issue),
            Item::Text(text) => {
                self.folders.take(&text.path, Use::Context);
                self.texts.push(text);
            }
            Item::Other(path) => self.folders.take(&path, Use::Other),
            Item::Archive(path, files) => {
                self.folders.take(&path, Use::Archive);
                self.folders.walk(&path, files);
            }
            Item::Found(path) => self.folders.walk(&path, 1),
            Item::Unread(path, files) => self.folders.tell_more(&path, files),
            Item::Seen(seen) => self.seen.push(seen),
            Item::Extract(path, extract) => {
                self.folders.stands_for_others(&path);
                self.take_extract(*extract, how);
            }
            Item::Reading(_) => self.take(item.settle(), how),
        }
    }

    /// Says how many files were left aside, and accounts for all of them.
    fn settle_files(&mut self) {
        for path in self.issues.iter().filter_map(|issue| issue.place.path.as_deref()) {
            self.folders.tell(path);
        }
        let logs: BTreeSet<&str> =
            self.entries.iter().filter_map(|entry| Some(self.paths.get(entry.log)?.as_str())).collect();
        let lost = self.folders.settle(&logs);
        let (told, folders) = std::mem::take(&mut self.told);
        self.folders.merge_all(folders);
        self.issues.extend(told);
        let others = self.folders.sum().other;
        let text = (others > 0).then(|| left_aside(others));
        self.issues.extend(text.map(|text| Issue::note(IssueKind::OtherFiles, text)));
        self.issues.extend(lost);
    }

    fn add(&mut self, source: SourceYield) {
        let id = number(source.log);
        let mut read = source.harvest;
        read.events.iter_mut().for_each(|event| event.at.source = id);
        take_over(&mut self.events, read.events);
        take_over(&mut self.records, read.records);
        let run = (!read.runs.is_empty()).then_some(self.runs.len());
        for run in read.runs.into_list() {
            let (computer, channel) = (self.shared(&run.computer), self.shared(&run.channel));
            self.runs.push(Sequence { source: id, computer, channel, ..run });
        }
        self.requesters.append(&mut read.requesters);
        read.issues.shrink_to_fit();
        self.entries.push(Entry {
            log: source.log,
            format: source.format,
            size: source.size,
            tally: read.tally,
            run,
            fingerprint: read.fingerprint,
            issues: read.issues,
            header: source.header,
            is_extracted: false,
        });
    }

    /// What an extract holds, as if its sources had been read here.
    fn take_extract(&mut self, extracted: Extracted, how: &How) {
        let Extracted { extract, events } = extracted;
        let first = self.paths.len();
        let id =
            |source: SourceId| number(first.saturating_add(usize::try_from(source.0).unwrap_or(usize::MAX)));
        let mut runs_of: BTreeMap<SourceId, usize> = BTreeMap::new();
        for run in extract.runs {
            let source = id(run.source);
            runs_of.entry(source).or_insert(self.runs.len());
            let (computer, channel) = (self.shared(&run.computer), self.shared(&run.channel));
            self.runs.push(Sequence { source, computer, channel, ..run });
        }
        for source in extract.sources {
            let log = self.paths.len();
            self.paths.push(source.path);
            self.entries.push(Entry {
                log,
                format: source.format,
                size: source.size,
                tally: source.tally,
                run: runs_of.get(&number(log)).copied(),
                fingerprint: source.fingerprint,
                issues: source.issues,
                header: source.header,
                is_extracted: true,
            });
        }
        for (event, written) in events {
            self.events.push(Event { at: EventRef { source: id(event.at.source), ..event.at }, ..event });
            self.records.extend(written);
        }
        self.requesters.extend(extract.requesters);
        self.told.1.merge_all(extract.folders);
        for text in extract.texts {
            if !how.takes_context && !text.is_named {
                self.told.1.leave_aside(&text.path);
                continue;
            }
            let place = Site::outside(text.path.clone(), true, text.size);
            let complaint = text.is_named.then(|| place.complaint(Kind::Text)).flatten();
            self.texts.push(Text { complaint, ..text });
        }
        self.told.0.extend(extract.issues);
        self.files.extend(extract.files);
    }

    /// Names of computers and channels are kept once.
    fn shared(&mut self, name: &Arc<str>) -> Arc<str> {
        if let Some(known) = self.names.get(name) {
            return Arc::clone(known);
        }
        self.names.insert(Arc::clone(name));
        Arc::clone(name)
    }

    /// Numbers the sources in the order of their content.
    fn order(mut self) -> Gathered {
        let mut paths = self.paths;
        // Extracts may have told of files in any order.
        self.issues.sort_by_cached_key(place_of);
        self.texts.sort_by(|a, b| (&a.path, &a.content).cmp(&(&b.path, &b.content)));
        self.files.sort();
        self.files.dedup();
        self.entries.sort_unstable_by(|a, b| by_content(a, b, &self.runs, &paths));
        let mut numbers = vec![SourceId(0); paths.len()];
        for (position, entry) in self.entries.iter().enumerate() {
            if let Some(place) = numbers.get_mut(entry.log) {
                *place = number(position);
            }
        }
        let renumber = |source: &mut SourceId| {
            let log = usize::try_from(source.0).unwrap_or(usize::MAX);
            *source = numbers.get(log).copied().unwrap_or(*source);
        };
        self.events.iter_mut().for_each(|event| renumber(&mut event.at.source));
        self.runs.iter_mut().for_each(|run| renumber(&mut run.source));
        self.runs.sort_by_key(|run| run.source);
        let mut of_sources = self.runs.chunk_by(|run, next| run.source == next.source).peekable();
        let mut sources = Vec::with_capacity(self.entries.len());
        for (position, entry) in self.entries.into_iter().enumerate() {
            let id = number(position);
            let runs = of_sources.next_if(|runs| runs.first().is_some_and(|run| run.source == id));
            let mut issues = entry.issues;
            for issue in &mut issues {
                issue.place.source = Some(id);
            }
            sources.push(Source {
                path: paths.get_mut(entry.log).map(std::mem::take).unwrap_or_default(),
                format: entry.format,
                size: entry.size,
                tally: entry.tally,
                issues,
                holds: holds(runs.unwrap_or_default()),
                header: entry.header,
                fingerprint: entry.fingerprint,
                is_extracted: entry.is_extracted,
            });
        }
        Gathered {
            sources,
            events: self.events,
            records: self.records,
            runs: self.runs,
            requesters: self.requesters,
            texts: self.texts,
            issues: self.issues,
            folders: self.folders,
            seen: self.seen,
            files: self.files,
        }
    }
}

fn number(position: usize) -> SourceId {
    SourceId(u32::try_from(position).unwrap_or(u32::MAX))
}

/// A path as text, without a copy where it is text already.
fn text(path: PathBuf) -> String {
    path.into_os_string().into_string().unwrap_or_else(|path| path.to_string_lossy().into_owned())
}

/// Computers and channels in runs.
fn holds(runs: &[Sequence]) -> Vec<(Arc<str>, Arc<str>)> {
    let mut holds: Vec<(Arc<str>, Arc<str>)> = Vec::with_capacity(1);
    for run in runs {
        if holds.last().is_none_or(|(computer, channel)| *computer != run.computer || *channel != run.channel)
        {
            holds.push((Arc::clone(&run.computer), Arc::clone(&run.channel)));
        }
    }
    holds.sort();
    holds.dedup();
    holds.shrink_to_fit();
    holds
}

/// Content first; the path decides only between files that are equal byte by byte.
fn by_content(a: &Entry, b: &Entry, runs: &[Sequence], paths: &[String]) -> Ordering {
    let first = |entry: &Entry| runs.get(entry.run?);
    let (run, other) = (first(a), first(b));
    let by_name = |of: fn(&Sequence) -> &str| lower(run.map_or("", of)).cmp(lower(other.map_or("", of)));
    let first_id = |run: Option<&Sequence>| run.map_or(u64::MAX, |run| run.first_id);
    by_name(|run| &run.computer)
        .then_with(|| by_name(|run| &run.channel))
        .then_with(|| first_id(run).cmp(&first_id(other)))
        .then_with(|| (a.size, a.fingerprint).cmp(&(b.size, b.fingerprint)))
        .then_with(|| paths.get(a.log).cmp(&paths.get(b.log)))
        .then_with(|| a.log.cmp(&b.log))
}

/// By what issues are ordered: where they are, else what they are.
fn place_of(issue: &Issue) -> (Option<String>, Option<u64>, Option<u64>, IssueKind, String) {
    let place = &issue.place;
    (place.path.clone(), place.chunk, place.offset, issue.kind, format!("{:?}", issue.text))
}

fn lower(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}
