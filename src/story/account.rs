//! What the answer rests on: what each log covers, and the account of the input.

use super::{Block, Cell, Extent, Line, Mood, Say, Section, Table, coverage_title, input_title, limits};
use crate::context::{CreateTimeout, Taken, What};
use crate::report::{ComputerReport, Report};
use crate::say::{Day, Log, Number, Path, Sentence, sentences};
use crate::source::Folder;
use crate::timeline::Coverage;

sentences! {
    no_failing_disk(first: Day, last: Day, gaps: usize) = "account.no-failing-disk":
        "No failing disk (disk 7, 11, 52, 154) in System from { $first } to { $last }{ $gaps ->
            [0] {\"\"}
            [one] , with a gap
           *[other] , with { $gaps } gaps
        }; that is no SMART check.";
    title_channel() = "coverage.title-channel": "channel";
    title_times() = "coverage.title-times": "from and to";
    title_records() = "coverage.title-records": "records";
    title_flaws() = "coverage.title-flaws": "flaws";
    channel(channel: Log) = "coverage.channel": "{ $channel }";
    records(count: u64) = "coverage.records": "{ $count }";
    no_flaws() = "coverage.no-flaws": "none";
    has_gaps(count: usize) = "coverage.gaps":
        "{ $count ->
            [one] { $count } gap
           *[other] { $count } gaps
        }";
    has_flaws() = "coverage.flaws": "see above";
    counted(logs: usize, records: u64) = "account.read":
        "{ $logs ->
            [one] { $logs } log
           *[other] { $logs } logs
        }, { $records ->
            [one] { $records } record read
           *[other] { $records } records read
        }";
    all_declared(read: Sentence) = "account.all-declared": "{ $read }, which is all that they declare";
    doubtful(read: Sentence) = "account.doubtful": "{ $read }; some of them can't be relied on";
    incomplete(read: Sentence, failed: u64, recovered: u64) = "account.incomplete":
        "{ $read }{ $failed ->
            [0] {\"\"}
           *[other] , { $failed } declared but not readable
        }{ $recovered ->
            [0] {\"\"}
           *[other] , { $recovered } stale ones recovered
        }; not everything could be read";
    recovered_too(read: Sentence, recovered: u64) = "account.recovered":
        "{ $read }, { $recovered } stale ones recovered; all that is declared was read";
    files(count: u64, parts: Vec<Sentence>) = "account.files":
        "{ $count ->
            [one] { $count } file was found
           *[other] { $count } files were found
        }: { $parts }";
    logs(count: u64) = "account.logs":
        "{ $count ->
            [one] { $count } log
           *[other] { $count } logs
        }";
    exports(count: u64) = "account.exports":
        "{ $count ->
            [one] { $count } export
           *[other] { $count } exports
        }";
    contexts(count: u64) = "account.contexts":
        "{ $count ->
            [one] { $count } list or registry export
           *[other] { $count } lists and registry exports
        }";
    archives(count: u64) = "account.archives":
        "{ $count ->
            [one] { $count } archive
           *[other] { $count } archives
        }";
    others(count: u64) = "account.others":
        "{ $count ->
            [one] { $count } other left aside
           *[other] { $count } others left aside
        }";
    told_of(count: u64) = "account.told": "{ $count } told of here";
    taken_volumes(count: usize) = "account.volumes":
        "{ $count ->
            [one] { $count } volume
           *[other] { $count } volumes
        }";
    taken_disks(ill: usize) = "account.disks":
        "the health of its disks ({ $ill ->
            [0] none is said to be ill
           *[other] { $ill } not well
        })";
    taken_timeout(milliseconds: Number) = "account.create-timeout": "CreateTimeout = { $milliseconds } ms";
    taken_default() = "account.default-timeout": "no CreateTimeout, so the default";
    taken_collection(exported: usize, absent: usize, failed: usize) = "account.collection":
        "what was collected ({ $exported ->
            [one] { $exported } log
           *[other] { $exported } logs
        }, { $absent } not there{ $failed ->
            [0] {\"\"}
           *[other] , { $failed } not exported
        })";
    taken(what: Sentence, path: Path) = "account.taken": "{ $what } from { $path }";
    taken_found(what: Sentence, path: Path) = "account.taken-found": "{ $what } from { $path } (found beside the logs)";
    of(what: Sentence, computer: Log) = "account.of": "{ $what } of { $computer }";
}

/// What the answer rests on: what was looked for and not seen, and, where everything is told, what the logs cover.
pub(super) fn rests_on(report: &ComputerReport, extent: Extent) -> Option<Section> {
    let mut blocks: Vec<Block> = no_disk(report).map(Block::Line).into_iter().collect();
    if extent == Extent::All {
        blocks.extend(coverage(report));
        return Section::titled(coverage_title(), blocks);
    }
    // One line needs no title.
    (!blocks.is_empty()).then_some(Section { title: None, blocks, is_brief: false })
}

fn no_disk(report: &ComputerReport) -> Option<Line> {
    let period = report.advice.iter().find(|advice| advice.is_account())?.period?;
    let gaps = report.computer.coverage_of("System").map_or(0, |system| system.gaps.len());
    Some(Line::plain(no_failing_disk(Day(period.from), Day(period.to), gaps)))
}

/// From when to when each channel's records are there.
fn coverage(report: &ComputerReport) -> Vec<Block> {
    let columns = vec![title_channel(), title_times(), title_records(), title_flaws()];
    let rows: Vec<Vec<Cell>> = report.computer.coverage.iter().map(row).collect();
    if rows.is_empty() { Vec::new() } else { vec![Block::Table(Table { columns, rows })] }
}

fn row(coverage: &Coverage) -> Vec<Cell> {
    let is_flawed = !coverage.suspect.is_empty() || coverage.begins_in_damage || coverage.ends_in_damage;
    let flaws = match coverage.gaps.len() {
        0 if is_flawed => Line { text: has_flaws(), mood: Mood::Open },
        0 => Line::plain(no_flaws()),
        gaps => Line { text: has_gaps(gaps), mood: Mood::Open },
    };
    vec![
        Cell::plain(channel(Log::of(&coverage.channel))),
        Cell::Times(coverage.first, Some(coverage.last)),
        Cell::plain(records(coverage.records)),
        Cell::Words(vec![flaws]),
    ]
}

/// The account of the input, at the end; without a title where the report is short.
pub(super) fn input(
    report: &Report,
    told: &[&ComputerReport],
    extent: Extent,
    is_brief: bool,
) -> Vec<Section> {
    let mut lines = vec![Line::plain(what_was_read(report))];
    let files = report.folders.sum();
    let is_ticket = extent == Extent::Ticket;
    if !is_ticket && files.walked > u64::try_from(report.sources.len()).unwrap_or(u64::MAX) {
        lines.push(Line::plain(self::files(files.walked, became(files))));
    }
    lines.extend(report.taken.iter().filter(|_| !is_ticket).map(|taken| Line::plain(context(taken))));
    let mut blocks: Vec<Block> = lines.into_iter().map(Block::Line).collect();
    blocks.extend(limits::of_others(report, told, extent));
    // One line needs no title.
    let title = (extent == Extent::All || blocks.len() > 1).then(input_title);
    vec![Section { title: title.filter(|_| !is_brief), blocks, is_brief }]
}

fn what_was_read(report: &Report) -> Sentence {
    let sum = |of: fn(&crate::source::Tally) -> u64| {
        report.sources.iter().map(|source| of(&source.tally)).fold(0, u64::saturating_add)
    };
    let (failed, recovered) = (sum(|tally| tally.failed), sum(|tally| tally.recovered));
    let read = counted(report.sources.len(), report.records_read());
    if !report.is_complete() {
        incomplete(read, failed, recovered)
    } else if report.has_doubtful_records() {
        doubtful(read)
    } else if report.sources.is_empty() {
        read
    } else if recovered > 0 {
        recovered_too(read, recovered)
    } else {
        all_declared(read)
    }
}

/// What became of files: `3 logs, 1 archive, 5 others left aside`.
fn became(files: Folder) -> Vec<Sentence> {
    let parts: [(u64, Say<u64>); 6] = [
        (files.logs, logs),
        (files.exports, exports),
        (files.context, contexts),
        (files.archives, archives),
        (files.other, others),
        (files.told, told_of),
    ];
    parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, say)| say(count)).collect()
}

/// What was taken from a file that is no log.
fn context(found: &Taken) -> Sentence {
    let what = match found.what {
        What::Volumes(count) => taken_volumes(count),
        What::CreateTimeout(CreateTimeout::Set(value)) => {
            taken_timeout(Number(u64::try_from(value.as_millis()).unwrap_or(u64::MAX)))
        }
        What::CreateTimeout(CreateTimeout::Absent) => taken_default(),
        What::Disks(ill) => taken_disks(ill),
        What::Collection(counts) => taken_collection(counts.exported, counts.absent, counts.failed),
    };
    let what = match &found.computer {
        Some(computer) => of(what, Log::of(computer)),
        None => what,
    };
    let path = Path(found.path.clone());
    if found.is_found { taken_found(what, path) } else { taken(what, path) }
}
