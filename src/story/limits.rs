//! What limits the answer: holes in the logs, and what could not be read or understood.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::{Block, Extent, Line, Mood};
use crate::event::EventKind;
use crate::issue::{Issue, Place};
use crate::report::{ComputerReport, Report};
use crate::say::{Log, Number, Path, Sentence, Word, sentences};
use crate::source::Source;
use crate::timeline::{Coverage, GapCause};

sentences! {
    limit(text: Sentence) = "limits.limit": "{ $text }";
    gaps(channel: Log, gaps: usize, missing: u64, causes: Vec<Sentence>) = "limits.gaps":
        "{ $channel }: { $gaps ->
            [one] { $gaps } gap
           *[other] { $gaps } gaps
        }{ $missing ->
            [0] {\"\"}
            [one] , { $missing } record missing
           *[other] , { $missing } records missing
        } ({ $causes })";
    gap_cause(cause: Word) = "limits.gap-cause":
        "{ $cause ->
            [unreadable] can't be read
            [cleared] the log was cleared
            [recreated] the log was set up anew
            [two-logs] two logs differ under the same ids
           *[record-id-jump] overwritten or left out of the export
        }";
    filtered(channel: Log) = "limits.filtered":
        "{ $channel } looks filtered: only errors and warnings, none of the records that Windows writes every day; ask for \
         the whole log";
    bad_checksums(channel: Log) = "limits.checksums": "{ $channel }: records under a wrong checksum, which prove nothing benign";
    behind_headers(channel: Log) = "limits.behind-headers":
        "{ $channel } was copied while it was in use: records of chunks whose header lags prove nothing benign";
    of_cut_chunks(channel: Log) = "limits.cut-chunks": "{ $channel }: records of chunks that are cut prove nothing benign";
    begins_in_damage(channel: Log) = "limits.begins-in-damage": "{ $channel } begins in damage: what came before can't be read";
    ends_in_damage(channel: Log) = "limits.ends-in-damage": "{ $channel } may be cut off at its end";
    clock_set(count: usize) = "limits.clock-set":
        "{ $count ->
            [one] the clock was set { $count } time
           *[other] the clock was set { $count } times
        } by more than a correction: times around it are doubtful";
    issue(text: Sentence) = "limits.issue": "{ $text }";
    issue_at(place: Vec<Sentence>, text: Sentence) = "limits.issue-at": "{ $place }: { $text }";
    issue_more(text: Sentence, more: usize) = "limits.issue-more": "{ $text } (and { $more } more)";
    place_path(path: Path) = "limits.path": "{ $path }";
    place_computer(computer: Log) = "limits.computer": "{ $computer }";
    place_chunk(chunk: Number) = "limits.chunk": "chunk { $chunk }";
    place_chunks(first: Number, last: Number) = "limits.chunks": "chunks { $first } to { $last }";
    place_from(offset: Number) = "limits.from-offset": "from offset { $offset }";
    notes(count: usize) = "limits.notes": "{ $count } notes on what was read, none of them a loss (--all lists them)";
    place_offset(offset: Number) = "limits.offset": "offset { $offset }";
    place_record(record: Number) = "limits.record": "record { $record }";
    more_issues(count: usize) = "limits.more-issues": "and { $count } more; --all or --format json lists all";
}

/// What is said of several files at once is said so often, before the rest is only counted.
const ISSUES: usize = 8;

/// What limits what is known of one computer. Where it is the only one, every issue is about it.
pub(super) fn of_computer(whole: &Report, report: &ComputerReport, extent: Extent) -> Vec<Block> {
    let said = report.limits.iter().map(|found| Line {
        text: limit(found.text.clone()),
        mood: if found.is_undecided { Mood::Open } else { Mood::Plain },
    });
    let mut lines: Vec<Line> = said.collect();
    lines.extend(of_logs(whole, report));
    lines.extend(of_issues(whole, &|issue| concerns(whole, issue, report), extent));
    lines.into_iter().map(Block::Line).collect()
}

/// What limits what is known of a quiet computer: its first line says the limits already, and nothing was lost.
pub(super) fn of_quiet(whole: &Report, report: &ComputerReport) -> Vec<Block> {
    let mut lines = of_logs(whole, report);
    let mut issues = of_issues(whole, &|issue| concerns(whole, issue, report), Extent::All);
    if issues.len() > 1 && issues.iter().all(|line| line.mood == Mood::Plain) {
        issues = vec![Line::plain(notes(issues.len()))];
    }
    lines.extend(issues);
    lines.into_iter().map(Block::Line).collect()
}

/// What is wrong with the logs of a computer.
fn of_logs(whole: &Report, report: &ComputerReport) -> Vec<Line> {
    let mut lines = Vec::new();
    for coverage in &report.computer.coverage {
        lines.extend(flaws(whole, coverage));
        if looks_filtered(report, coverage) {
            lines.push(Line { text: filtered(Log::of(&coverage.channel)), mood: Mood::Open });
        }
    }
    let changes = report.computer.all_clock_changes().len();
    lines.extend((changes > 0).then(|| Line::plain(clock_set(changes))));
    lines
}

/// Issues that are of no computer that has a chapter.
pub(super) fn of_others(whole: &Report, told: &[&ComputerReport], extent: Extent) -> Vec<Block> {
    let is_told = |issue: &Issue| told.iter().any(|report| concerns(whole, issue, report));
    let lines = of_issues(whole, &|issue| !is_told(issue), extent);
    lines.into_iter().map(Block::Line).collect()
}

/// What is wrong with a channel's coverage.
fn flaws(whole: &Report, coverage: &Coverage) -> Vec<Line> {
    let channel = || Log::of(&coverage.channel);
    let open = |text: Sentence| Line { text, mood: Mood::Open };
    let mut flaws = Vec::new();
    if !coverage.gaps.is_empty() {
        let mut causes: Vec<&str> = coverage.gaps.iter().map(|gap| gap.cause.id()).collect();
        causes.sort_unstable();
        causes.dedup();
        let causes = causes.into_iter().map(|cause| gap_cause(Word(cause))).collect();
        flaws.push(open(gaps(channel(), coverage.gaps.len(), coverage.missing(), causes)));
    }
    flaws.extend((!coverage.suspect.is_empty()).then(|| suspect(whole, coverage)));
    flaws.extend(coverage.begins_in_damage.then(|| open(begins_in_damage(channel()))));
    flaws.extend(coverage.ends_in_damage.then(|| open(ends_in_damage(channel()))));
    flaws
}

/// Why records of a channel prove nothing benign: as the first line and the exit status have it.
fn suspect(whole: &Report, coverage: &Coverage) -> Line {
    let held = || {
        let places = coverage.sources.iter().filter_map(|id| usize::try_from(id.0).ok());
        places.filter_map(|place| whole.sources.get(place))
    };
    let channel = Log::of(&coverage.channel);
    if held().any(Source::has_wrong_checksums) {
        let mood = if held().any(Source::is_doubtful) { Mood::Open } else { Mood::Plain };
        Line { text: bad_checksums(channel), mood }
    } else if held().any(Source::lags) {
        Line::plain(behind_headers(channel))
    } else {
        Line { text: of_cut_chunks(channel), mood: Mood::Open }
    }
}

/// Whether a System log holds only what somebody chose. EventLog 6013 comes every day at noon, and services come and
/// go all the time; a log of several days that lacks more records than it has, and all of those, was filtered.
fn looks_filtered(report: &ComputerReport, coverage: &Coverage) -> bool {
    const SEVERAL_DAYS: SignedDuration = SignedDuration::from_hours(3 * 24);
    let is_daily = |kind: &EventKind| {
        matches!(kind, EventKind::HostFacts(_) | EventKind::Machine(_) | EventKind::Service { .. })
    };
    coverage.channel.eq_ignore_ascii_case("System")
        && coverage.last.duration_since(coverage.first) >= SEVERAL_DAYS
        && coverage.missing() > coverage.records
        && coverage.gaps.iter().any(|gap| gap.cause == GapCause::RecordIdJump)
        && !report.computer.events().any(|(_, event)| is_daily(&event.kind))
}

/// Whether an issue is about a computer. Where it is the only one that is shown, every issue is but those of others' logs.
fn concerns(whole: &Report, issue: &Issue, report: &ComputerReport) -> bool {
    let is_called = |name: &str| report.computer.is_called(name);
    if let Some(name) = &issue.place.computer {
        return is_called(name);
    }
    let holds = source(whole, &issue.place).map(|source| source.holds.as_slice()).unwrap_or_default();
    let is_alone = whole.computers.len() == 1;
    if holds.is_empty() {
        return is_alone;
    }
    let mut names = holds.iter().map(|(name, _)| name);
    if is_alone { names.any(|name| is_called(name)) } else { names.all(|name| is_called(name)) }
}

fn source<'a>(whole: &'a Report, place: &Place) -> Option<&'a Source> {
    let by_path = || whole.sources.iter().find(|source| place.path.as_ref() == Some(&source.path));
    place.source.and_then(|id| whole.sources.get(usize::try_from(id.0).ok()?)).or_else(by_path)
}

/// Issues as lines, losses first; what several files have in common is said once.
fn of_issues(whole: &Report, is_wanted: &dyn Fn(&Issue) -> bool, extent: Extent) -> Vec<Line> {
    let of_sources = whole.sources.iter().flat_map(|source| &source.issues);
    let mut all: Vec<&Issue> =
        whole.issues.iter().chain(of_sources).filter(|issue| is_wanted(issue)).collect();
    all.sort_by_key(|issue| !issue.is_loss);
    let mut lines: Vec<Alike<'_>> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for found in all {
        if extent != Extent::All
            && let Some(last) = lines.last_mut()
            && last.goes_on_with(found)
        {
            last.last = found;
            continue;
        }
        let is_of_file = found.place.chunk.is_none() && found.place.record.is_none();
        let key = format!("{:?}", found.text);
        match known.get(&key).and_then(|position| lines.get_mut(*position)) {
            Some(alike) if is_of_file => alike.files = alike.files.saturating_add(1),
            _ => {
                if is_of_file {
                    known.insert(key, lines.len());
                }
                lines.push(Alike { first: found, last: found, files: 1 });
            }
        }
    }
    let shown = if extent == Extent::All { lines.len() } else { ISSUES };
    let left = lines.len().saturating_sub(shown);
    let said = lines.into_iter().take(shown).map(|alike| Line {
        text: told(whole, &alike),
        mood: if alike.first.is_loss { Mood::Open } else { Mood::Plain },
    });
    said.chain((left > 0).then(|| Line::plain(more_issues(left)))).collect()
}

/// Issues of one text: of several files, or of chunks one behind the other.
struct Alike<'a> {
    first: &'a Issue,
    last: &'a Issue,
    files: usize,
}

impl Alike<'_> {
    /// Whether the next chunk of the same log has the same issue.
    fn goes_on_with(&self, next: &Issue) -> bool {
        let (last, place) = (&self.last.place, &next.place);
        let follows =
            last.chunk.and_then(|chunk| chunk.checked_add(1)) == place.chunk && place.chunk.is_some();
        follows
            && (&last.path, last.source, &last.computer) == (&place.path, place.source, &place.computer)
            && last.record.is_none()
            && place.record.is_none()
            && (self.last.kind, self.last.is_loss, &self.last.text) == (next.kind, next.is_loss, &next.text)
    }
}

fn told(whole: &Report, alike: &Alike<'_>) -> Sentence {
    let found = alike.first;
    let place = place(whole, &found.place, &alike.last.place);
    let text = if place.is_empty() { issue(found.text.clone()) } else { issue_at(place, found.text.clone()) };
    match alike.files {
        1 => text,
        count => issue_more(text, count.saturating_sub(1)),
    }
}

fn place(whole: &Report, place: &Place, last: &Place) -> Vec<Sentence> {
    let source = source(whole, place).map(|source| source.path.as_str());
    let mut words = Vec::new();
    words.extend(place.path.as_deref().or(source).map(|path| place_path(Path(path.to_owned()))));
    words.extend(place.computer.as_ref().map(|name| place_computer(Log::of(name))));
    let is_several = place.chunk != last.chunk;
    words.extend(place.chunk.zip(last.chunk).map(|(first, last)| {
        if is_several { place_chunks(Number(first), Number(last)) } else { place_chunk(Number(first)) }
    }));
    let offset = if is_several { place_from } else { place_offset };
    words.extend(place.offset.map(|at| offset(Number(at))));
    words.extend(place.record.map(|record| place_record(Number(record))));
    words
}
