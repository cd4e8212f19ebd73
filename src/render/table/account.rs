//! What the verdicts rest on, what to do next, and the account of the input.

use std::collections::BTreeMap;
use std::io::{self, Write};

use comfy_table::Cell;

use super::paint::Paint;
use super::{citations, heading, runs, said};
use crate::catalogue;
use crate::context::{CreateTimeout, Taken, What};
use crate::input::Folder;
use crate::issue::Issue;
use crate::render::{Style, text};
use crate::report::{ComputerReport, Report};

/// How many issues are shown; JSON has them all.
const ISSUES: usize = 12;

pub(super) fn coverage(report: &ComputerReport, style: Style, out: &mut dyn Write) -> io::Result<()> {
    heading("WHAT THIS RESTS ON", style, out)?;
    let mut table = runs::new(&["channel", "from and to", "records", "flaws"], style);
    runs::keep_times_whole(&mut table, style);
    for coverage in &report.computer.coverage {
        let mut flaws: Vec<String> = Vec::new();
        if !coverage.gaps.is_empty() {
            let mut causes: Vec<&str> = coverage.gaps.iter().map(|gap| gap.cause.id()).collect();
            causes.sort_unstable();
            causes.dedup();
            flaws.push(format!(
                "{} ({})",
                text::count(coverage.gaps.len(), "gap", "gaps"),
                causes.join(", ")
            ));
        }
        if !coverage.suspect.is_empty() {
            flaws.push("wrong checksums".to_owned());
        }
        if coverage.begins_in_damage {
            flaws.push("begins in damage".to_owned());
        }
        if coverage.ends_in_damage {
            flaws.push("end may be cut off".to_owned());
        }
        let flaws_paint = if flaws.is_empty() { Paint::Plain } else { Paint::Odd };
        table.add_row(vec![
            Cell::new(text::defuse(&coverage.channel)),
            Cell::new(format!(
                "{}\n{}",
                text::stacked(coverage.first, &report.zone),
                text::stacked(coverage.last, &report.zone)
            )),
            Cell::new(coverage.records),
            runs::painted(&if flaws.is_empty() { "none".to_owned() } else { flaws.join("\n") }, flaws_paint),
        ]);
    }
    runs::print(&table, out)
}

pub(super) fn advice(report: &ComputerReport, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if report.advice.is_empty() {
        return Ok(());
    }
    heading("WHAT TO DO NEXT", style, out)?;
    for advice in &report.advice {
        let because = match advice.because.as_slice() {
            [] => String::new(),
            cited => format!(" [{}]", citations(report, cited)),
        };
        writeln!(
            out,
            "{}",
            text::wrapped(&format!("{}{because}", said(report, &advice.text)), style.width, "* ", "  ")
        )?;
        if let Some(period) = advice.period {
            let line = format!(
                "period: {} to {}",
                text::both(period.from, &report.zone),
                text::both(period.to, &report.zone)
            );
            writeln!(out, "{}", text::wrapped(&line, style.width, "  ", "  "))?;
        }
        for command in &advice.commands {
            // Never wrapped: it is there to be copied.
            writeln!(out, "    {}", text::defuse(command))?;
        }
    }
    Ok(())
}

/// The account of the input, at the end.
pub(super) fn input(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let failed = report.sources.iter().fold(0_u64, |sum, source| sum.saturating_add(source.tally.failed));
    let recovered =
        report.sources.iter().fold(0_u64, |sum, source| sum.saturating_add(source.tally.recovered));
    let logs = text::count(report.sources.len(), "log", "logs");
    let mut line = format!("{logs}, {} records read", report.records_read());
    if failed > 0 {
        line.push_str(&format!(", {failed} declared but not readable"));
    }
    if recovered > 0 {
        line.push_str(&format!(", {recovered} stale ones recovered"));
    }
    if !report.is_complete() {
        line.push_str("; not everything could be read");
    } else if report.has_doubtful_records() {
        line.push_str("; some of them can't be relied on");
    } else if !report.sources.is_empty() {
        line.push_str(", which is all that they declare");
    }
    heading("INPUT", style, out)?;
    writeln!(out, "{}", text::wrapped(&line, style.width, "", "  "))?;
    let files = report.folders.sum();
    if files.walked > report.sources.len() as u64 {
        let line = format!(
            "{}: {}",
            text::count(
                usize::try_from(files.walked).unwrap_or(usize::MAX),
                "file was found",
                "files were found"
            ),
            became(files)
        );
        writeln!(out, "{}", text::wrapped(&line, style.width, "", "  "))?;
    }
    for taken in &report.taken {
        writeln!(out, "{}", text::wrapped(&context(taken), style.width, "", "  "))?;
    }
    let grouped = issues(report);
    for (issue, line) in grouped.iter().take(ISSUES) {
        let paint = if issue.is_loss { Paint::Odd } else { Paint::Faint };
        writeln!(out, "{}", paint.on(&text::wrapped(line, style.width, "! ", "  "), style))?;
    }
    match grouped.len().saturating_sub(ISSUES) {
        0 => Ok(()),
        left => writeln!(out, "! and {left} more; --format json lists all"),
    }
}

/// What became of files: `3 logs, 1 archive, 5 others left aside`.
fn became(files: Folder) -> String {
    let parts: Vec<String> = [
        (files.logs, "log", "logs"),
        (files.exports, "export", "exports"),
        (files.context, "list or registry export", "lists and registry exports"),
        (files.archives, "archive", "archives"),
        (files.other, "other left aside", "others left aside"),
        (files.told, "told of below", "told of below"),
    ]
    .into_iter()
    .filter(|(number, ..)| *number > 0)
    .map(|(number, one, many)| format!("{number} {}", if number == 1 { one } else { many }))
    .collect();
    parts.join(", ")
}

/// What was taken from a file that is no log.
fn context(taken: &Taken) -> String {
    let what = match taken.what {
        What::Volumes(1) => "1 volume".to_owned(),
        What::Volumes(count) => format!("{count} volumes"),
        What::CreateTimeout(CreateTimeout::Set(value)) => {
            format!("CreateTimeout = {} ms", value.as_millis())
        }
        What::CreateTimeout(CreateTimeout::Absent) => "no CreateTimeout, so the default".to_owned(),
    };
    let of = taken.computer.as_ref().map_or_else(String::new, |computer| format!(" of {computer}"));
    let found = if taken.is_found { " (found beside the logs)" } else { "" };
    format!("{what}{of} from {}{found}", taken.path)
}

/// Issues as lines, losses first; what several files have in common is said once.
fn issues(report: &Report) -> Vec<(&Issue, String)> {
    let of_sources = report.sources.iter().flat_map(|source| &source.issues);
    let mut all: Vec<&Issue> = report.issues.iter().chain(of_sources).collect();
    all.sort_by_key(|issue| !issue.is_loss);
    let mut lines: Vec<(&Issue, u32)> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for issue in all {
        let is_of_file = issue.place.chunk.is_none() && issue.place.record.is_none();
        let text = catalogue::voice(None).print(&issue.text, text::defuse_into);
        match known.get(&text).and_then(|position| lines.get_mut(*position)) {
            Some((_, count)) if is_of_file => *count = count.saturating_add(1),
            _ => {
                if is_of_file {
                    known.insert(text, lines.len());
                }
                lines.push((issue, 1));
            }
        }
    }
    let others = |count: u32| match count {
        1 => String::new(),
        count => format!(" (and {} more)", count.saturating_sub(1)),
    };
    lines
        .into_iter()
        .map(|(issue, count)| {
            (
                issue,
                format!(
                    "{}{}{}",
                    place(report, issue),
                    catalogue::voice(None).print(&issue.text, text::defuse_into),
                    others(count)
                ),
            )
        })
        .collect()
}

fn place(report: &Report, issue: &Issue) -> String {
    let place = &issue.place;
    let source = place
        .source
        .and_then(|id| report.sources.get(usize::try_from(id.0).ok()?))
        .map(|source| source.path.as_str());
    let mut words: Vec<String> = Vec::new();
    words.extend(place.path.as_deref().or(source).map(str::to_owned));
    words.extend(place.computer.clone());
    words.extend(place.chunk.map(|chunk| format!("chunk {chunk}")));
    words.extend(place.offset.map(|offset| format!("offset {offset}")));
    words.extend(place.record.map(|record| format!("record {record}")));
    if words.is_empty() { String::new() } else { format!("{}: ", words.join(", ")) }
}
