//! Everything that the logs gave, put together.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Decoding, Gathered, Progress, Source, SourceYield, Tally, discover, pieces};
use crate::event::run::Run;
use crate::event::{Event, SourceId};
use crate::issue::{Issue, IssueKind};

/// Reads every log in files and folders, on all cores.
///
/// The order of the sources follows their content, not their names, so that renamed files give the
/// same report.
pub fn gather(paths: &[PathBuf], decoding: Decoding, progress: &dyn Progress) -> Gathered {
    let found = discover::discover(paths);
    progress.expect(found.logs.iter().fold(0_u64, |sum, log| sum.saturating_add(log.size)));
    let mut heap = Heap { issues: found.issues, ..Heap::default() };
    pieces::read(&found.logs, decoding, progress, &mut |read| match read {
        Ok(source) => heap.add(source),
        Err(issue) => heap.issues.push(*issue),
    });
    if found.other_files > 0 {
        let text =
            format!("{} other files in the folders are no event logs and were left aside", found.other_files);
        heap.issues.push(Issue::note(IssueKind::OtherFiles, text));
    }
    heap.order(found.logs.into_iter().map(|log| log.path).collect())
}

/// What was read so far. A source's number is that of its log until all are there.
#[derive(Default)]
struct Heap {
    entries: Vec<Entry>,
    names: BTreeSet<Arc<str>>,
    events: Vec<Event>,
    runs: Vec<Run>,
    requesters: BTreeSet<(Arc<str>, Arc<str>)>,
    issues: Vec<Issue>,
}

/// A source, as small as can be: there may be a hundred thousand.
struct Entry {
    log: usize,
    size: u64,
    tally: Tally,
    /// Its first run.
    run: Option<usize>,
    fingerprint: u64,
    issues: Vec<Issue>,
}

impl Heap {
    fn add(&mut self, mut source: SourceYield) {
        let id = number(source.log);
        source.events.iter_mut().for_each(|event| event.at.source = id);
        self.events.append(&mut source.events);
        let run = (!source.runs.is_empty()).then_some(self.runs.len());
        for run in source.runs {
            let (computer, channel) = (self.shared(&run.computer), self.shared(&run.channel));
            self.runs.push(Run { source: id, computer, channel, ..run });
        }
        self.requesters.append(&mut source.requesters);
        source.issues.shrink_to_fit();
        self.entries.push(Entry {
            log: source.log,
            size: source.size,
            tally: source.tally,
            run,
            fingerprint: source.fingerprint,
            issues: source.issues,
        });
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
    fn order(mut self, mut paths: Vec<PathBuf>) -> Gathered {
        self.entries.sort_unstable_by(|a, b| by_content(a, b, &self.runs));
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
                path: paths.get_mut(entry.log).map(|path| text(std::mem::take(path))).unwrap_or_default(),
                size: entry.size,
                tally: entry.tally,
                issues,
                holds: holds(runs.unwrap_or_default()),
            });
        }
        Gathered {
            sources,
            events: self.events,
            runs: self.runs,
            requesters: self.requesters,
            issues: self.issues,
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
fn holds(runs: &[Run]) -> Vec<(Arc<str>, Arc<str>)> {
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
fn by_content(a: &Entry, b: &Entry, runs: &[Run]) -> Ordering {
    let first = |entry: &Entry| runs.get(entry.run?);
    let (run, other) = (first(a), first(b));
    let by_name = |of: fn(&Run) -> &str| lower(run.map_or("", of)).cmp(lower(other.map_or("", of)));
    let first_id = |run: Option<&Run>| run.map_or(u64::MAX, |run| run.first_id);
    by_name(|run| &run.computer)
        .then_with(|| by_name(|run| &run.channel))
        .then_with(|| first_id(run).cmp(&first_id(other)))
        .then_with(|| (a.size, a.fingerprint, a.log).cmp(&(b.size, b.fingerprint, b.log)))
}

fn lower(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}
