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
    place_offset(offset: Number) = "limits.offset": "offset { $offset }";
    place_record(record: Number) = "limits.record": "record { $record }";
    more_issues(count: usize) = "limits.more-issues": "and { $count } more; --all or --format json lists all";
}

/// What is said of several files at once is said so often, before the rest is only counted.
const ISSUES: usize = 8;

/// What limits what is known of one computer. Where it is the only one, every issue is about it.
pub(super) fn of_computer(whole: &Report, report: &ComputerReport, extent: Extent) -> Vec<Block> {
    let mut lines: Vec<Line> = report
        .limits
        .iter()
        .map(|found| Line {
            text: limit(found.text.clone()),
            mood: if found.is_undecided { Mood::Open } else { Mood::Plain },
        })
        .collect();
    for coverage in &report.computer.coverage {
        lines.extend(flaws(coverage).into_iter().map(|text| Line { text, mood: Mood::Open }));
        if looks_filtered(report, coverage) {
            lines.push(Line { text: filtered(Log::of(&coverage.channel)), mood: Mood::Open });
        }
    }
    let changes = report.computer.all_clock_changes().len();
    lines.extend((changes > 0).then(|| Line::plain(clock_set(changes))));
    lines.extend(of_issues(whole, &|issue| concerns(whole, issue, report), extent));
    lines.into_iter().map(Block::Line).collect()
}

/// Issues that are of no computer that has a chapter.
pub(super) fn of_others(whole: &Report, told: &[&ComputerReport], extent: Extent) -> Vec<Block> {
    let is_told = |issue: &Issue| told.iter().any(|report| concerns(whole, issue, report));
    let lines = of_issues(whole, &|issue| !is_told(issue), extent);
    lines.into_iter().map(Block::Line).collect()
}

/// What is wrong with a channel's coverage.
fn flaws(coverage: &Coverage) -> Vec<Sentence> {
    let channel = || Log::of(&coverage.channel);
    let mut flaws = Vec::new();
    if !coverage.gaps.is_empty() {
        let mut causes: Vec<&str> = coverage.gaps.iter().map(|gap| gap.cause.id()).collect();
        causes.sort_unstable();
        causes.dedup();
        let causes = causes.into_iter().map(|cause| gap_cause(Word(cause))).collect();
        flaws.push(gaps(channel(), coverage.gaps.len(), coverage.missing(), causes));
    }
    flaws.extend((!coverage.suspect.is_empty()).then(|| bad_checksums(channel())));
    flaws.extend(coverage.begins_in_damage.then(|| begins_in_damage(channel())));
    flaws.extend(coverage.ends_in_damage.then(|| ends_in_damage(channel())));
    flaws
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

/// Whether an issue is about a computer. Where it is the only one, every issue is that names no other.
fn concerns(whole: &Report, issue: &Issue, report: &ComputerReport) -> bool {
    let is_called = |name: &str| report.computer.is_called(name);
    if let Some(name) = &issue.place.computer {
        return is_called(name);
    }
    let holds = source(whole, &issue.place).map(|source| source.holds.as_slice()).unwrap_or_default();
    whole.computers.len() == 1 || (!holds.is_empty() && holds.iter().all(|(name, _)| is_called(name)))
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
    let mut lines: Vec<(&Issue, usize)> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for found in all {
        let is_of_file = found.place.chunk.is_none() && found.place.record.is_none();
        let key = format!("{:?}", found.text);
        match known.get(&key).and_then(|position| lines.get_mut(*position)) {
            Some((_, count)) if is_of_file => *count = count.saturating_add(1),
            _ => {
                if is_of_file {
                    known.insert(key, lines.len());
                }
                lines.push((found, 1));
            }
        }
    }
    let shown = if extent == Extent::All { lines.len() } else { ISSUES };
    let left = lines.len().saturating_sub(shown);
    let said = lines.into_iter().take(shown).map(|(found, count)| Line {
        text: told(whole, found, count),
        mood: if found.is_loss { Mood::Open } else { Mood::Plain },
    });
    said.chain((left > 0).then(|| Line::plain(more_issues(left)))).collect()
}

fn told(whole: &Report, found: &Issue, count: usize) -> Sentence {
    let place = place(whole, &found.place);
    let text = if place.is_empty() { issue(found.text.clone()) } else { issue_at(place, found.text.clone()) };
    match count {
        1 => text,
        count => issue_more(text, count.saturating_sub(1)),
    }
}

fn place(whole: &Report, place: &Place) -> Vec<Sentence> {
    let source = source(whole, place).map(|source| source.path.as_str());
    let mut words = Vec::new();
    words.extend(place.path.as_deref().or(source).map(|path| place_path(Path(path.to_owned()))));
    words.extend(place.computer.as_ref().map(|name| place_computer(Log::of(name))));
    words.extend(place.chunk.map(|chunk| place_chunk(Number(chunk))));
    words.extend(place.offset.map(|offset| place_offset(Number(offset))));
    words.extend(place.record.map(|record| place_record(Number(record))));
    words
}
