//! The parts of the report below its first lines.

use std::collections::BTreeMap;
use std::io::{self, Write};

use comfy_table::{Cell, ContentArrangement, Table, presets};

use super::paint::{Paint, outcome_paint, verdict_paint};
use crate::advice::next_step;
use crate::event::providers::driver::StatusReading;
use crate::issue::Issue;
use crate::render::{Style, text};
use crate::report::{ComputerReport, Report, ZoneOrigin};
use crate::session::{Outcome, Session};
use crate::timeline::EventIndex;
use crate::verdict::{Judged, Verdict};

/// How many citations, and how many issues, stand in one list; JSON has them all.
const CITED: usize = 6;
const ISSUES: usize = 12;

/// Everything about one computer.
pub(super) fn computer(
    report: &ComputerReport,
    style: Style,
    whole: &Report,
    out: &mut dyn Write,
) -> io::Result<()> {
    if report.volsnap27.is_empty() && report.sessions.is_empty() && whole.computers.len() > 1 {
        return Ok(());
    }
    writeln!(out)?;
    writeln!(out, "{}", text::wrapped(&about(report), style.width, "", "  "))?;
    needs_a_person(report, style, out)?;
    runs(report, style, out)?;
    side_effects_and_benign(report, style, out)?;
    coverage(report, style, out)?;
    advice(report, style, out)
}

fn about(report: &ComputerReport) -> String {
    let computer = &report.computer;
    let windows = computer.windows.as_deref().unwrap_or("Windows version unknown (no EventLog 6013)");
    let zone = &report.zone;
    let times = match zone.origin {
        ZoneOrigin::Unknown => {
            "times in UTC: the host's zone is unknown (no EventLog 6013); name it with --tz".to_owned()
        }
        ZoneOrigin::Event6013 => format!("times in UTC and in the host's zone {} (event 6013)", zone.name),
        ZoneOrigin::Given if zone.is_utc() => "times in UTC".to_owned(),
        ZoneOrigin::Given => format!("times in UTC and {}", zone.name),
    };
    let names = match computer.aliases.as_slice() {
        [] => String::new(),
        aliases => format!(" (also {})", aliases.join(", ")),
    };
    format!("{}{names}: {windows}; {times}", computer.name)
}

fn heading(title: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{}", Paint::Bold.on(title, style))
}

/// 27s that agree in everything a person would act on.
type Group<'a> = Vec<&'a Judged>;

fn groups<'a>(report: &'a ComputerReport, verdict: Verdict) -> Vec<Group<'a>> {
    let mut keys: BTreeMap<(Option<usize>, Vec<&str>, String), usize> = BTreeMap::new();
    let mut groups: Vec<Group<'a>> = Vec::new();
    for judged in report.volsnap27.iter().filter(|judged| judged.verdict == verdict) {
        let rules = judged.opinions.iter().map(|opinion| opinion.rule).collect();
        let key = (judged.subject.link.session, rules, format!("{:?}", judged.confidence));
        let position = *keys.entry(key).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len().saturating_sub(1)
        });
        if let Some(group) = groups.get_mut(position) {
            group.push(judged);
        }
    }
    groups
}

fn needs_a_person(report: &ComputerReport, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let urgent: Vec<Group<'_>> = [Verdict::Actionable, Verdict::Undetermined]
        .into_iter()
        .flat_map(|verdict| groups(report, verdict))
        .collect();
    let failed: Vec<(usize, &Session)> =
        report.shown().filter(|(_, session)| next_step(session).is_some()).collect();
    if urgent.is_empty() && failed.is_empty() {
        return Ok(());
    }
    heading("NEEDS A PERSON", style, out)?;
    for group in &urgent {
        case(report, group, style, out)?;
    }
    for (number, session) in failed {
        failed_run(report, number, session, style, out)?;
    }
    Ok(())
}

/// One group of 27s: the first in full, the others counted.
fn case(report: &ComputerReport, group: &[&Judged], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = group.first() else { return Ok(()) };
    let subject = &first.subject;
    let mark = format!("{} ({} confidence)", first.verdict.id(), first.confidence.id());
    writeln!(out, "{}", Paint::Bold.and(verdict_paint(first.verdict)).on(&mark, style))?;
    let event_id = report.event(subject.index).map_or(27, |event| event.at.event_id);
    let name = if event_id == 27 { "volsnap 27" } else { "a volsnap 27 that could not be logged" };
    let line = format!("{}: {name}, {}", report.cite(subject.index), status(&subject.status));
    writeln!(out, "{}", text::wrapped(&line, style.width, "  ", "    "))?;
    writeln!(out, "{}", text::wrapped(&text::both(subject.time, &report.zone), style.width, "  ", "    "))?;
    if let Some(volume) = &subject.volume {
        let hint = subject
            .facts
            .hint
            .as_deref()
            .map_or_else(String::new, |hint| format!(" ({hint}: a hint, no proof)"));
        writeln!(out, "{}", text::wrapped(&format!("volume {volume}{hint}"), style.width, "  ", "    "))?;
    }
    for opinion in first.opinions.iter().filter(|opinion| opinion.verdict != Verdict::Benign) {
        let cited: Vec<EventIndex> =
            opinion.evidence.records().filter(|index| *index != subject.index).collect();
        let proof = match cited.as_slice() {
            [] => String::new(),
            cited => format!(" [{}]", citations(report, cited)),
        };
        let line = format!("{} {}{proof}", opinion.rule, opinion.text);
        writeln!(out, "{}", text::wrapped(&line, style.width, "  - ", "    "))?;
    }
    if let (Some(last), true) = (group.last(), group.len() > 1) {
        let more = text::count(group.len().saturating_sub(1), "more like it", "more like it");
        let line = format!(
            "{more}, the last {} at {}",
            report.cite(last.subject.index),
            text::utc(last.subject.time)
        );
        writeln!(out, "{}", text::wrapped(&line, style.width, "  + ", "    "))?;
    }
    Ok(())
}

fn status(reading: &StatusReading) -> String {
    match reading {
        StatusReading::Known(status) => format!("{status} {}", status.label()),
        StatusReading::Missing => "no status".to_owned(),
        StatusReading::Unreadable(_) => "status unreadable".to_owned(),
        StatusReading::Differ { field, packet } => format!("status {field} or {packet}"),
    }
}

fn citations(report: &ComputerReport, indices: &[EventIndex]) -> String {
    let mut shown: Vec<String> = indices.iter().take(CITED).map(|index| report.cite(*index)).collect();
    let left = indices.len().saturating_sub(CITED);
    if left > 0 {
        shown.push(format!("{left} more"));
    }
    shown.join(", ")
}

fn failed_run(
    report: &ComputerReport,
    number: usize,
    session: &Session,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let paint = Paint::Bold.and(outcome_paint(session.outcome));
    writeln!(out, "{}", paint.on(&format!("backup run S{number}: {}", session.outcome.id()), style))?;
    let line = |text: &str, first: &str, out: &mut dyn Write| {
        writeln!(out, "{}", text::wrapped(text, style.width, first, "    "))
    };
    line(&text::both(session.started, &report.zone), "  ", out)?;
    if let Some(cause) = &session.cause {
        let mut sentence =
            format!("cause: {} ({}): {}", cause.kind.id(), cause.certainty.id(), cause.kind.phrase());
        if let Some(other) = cause.other_reading {
            sentence.push_str(&format!("; other reading: {}, because {}", other.kind.id(), other.because));
        }
        line(&format!("{sentence} [{}]", citations(report, &cause.evidence)), "  - ", out)?;
    }
    for cause in &session.other_causes {
        let sentence =
            format!("also: {} ({}): {}", cause.kind.id(), cause.certainty.id(), cause.kind.phrase());
        line(&format!("{sentence} [{}]", citations(report, &cause.evidence)), "  - ", out)?;
    }
    for (name, coded) in [("code", session.hresult), ("detail", session.detail)] {
        if let Some(coded) = coded.filter(|coded| coded.code.0 != 0) {
            let meaning = coded.code.meaning();
            line(
                &format!("{name} {} = {}: {meaning} [{}]", coded.code, coded.code.0, report.cite(coded.at)),
                "  - ",
                out,
            )?;
        }
    }
    if let Some(wait) = session.snapshot.filter(|wait| !wait.succeeded) {
        line(
            &format!("waited {} for the snapshot", crate::verdict::rules::length(wait.duration)),
            "  - ",
            out,
        )?;
    }
    let members = session.volumes.iter().chain(&session.components);
    for member in members.filter(|member| member.failed_with.is_some()).take(CITED) {
        let code = member.failed_with.map_or_else(String::new, |code| format!("{code}: {}", code.meaning()));
        line(&format!("{} failed with {code}", member.name), "  - ", out)?;
    }
    if !session.machinery.is_empty() {
        line(
            &format!("VSS and SPP errors meanwhile [{}]", citations(report, &session.machinery)),
            "  - ",
            out,
        )?;
    }
    if let Some(step) = next_step(session) {
        line(&format!("next: {step}"), "  > ", out)?;
    }
    Ok(())
}

fn table(header: &[&str], style: Style) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(style.width).unwrap_or(u16::MAX))
        .set_header(header.iter().map(|title| (*title).to_owned()).collect::<Vec<_>>());
    if style.color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table
}

/// comfy-table pads its lines; trailing blanks help nobody.
fn print(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    for line in table.to_string().lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn painted(text: &str, paint: Paint) -> Cell {
    let cell = Cell::new(text);
    match paint.color() {
        Some(color) => cell.fg(color),
        None => cell,
    }
}

fn runs(report: &ComputerReport, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if report.shown_sessions.is_empty() {
        return Ok(());
    }
    heading("BACKUP RUNS", style, out)?;
    let mut table = table(&["run", "start and end", "outcome", "volsnap 27"], style);
    for (number, session) in report.shown() {
        let end = session
            .ended
            .map_or_else(|| "end not in these logs".to_owned(), |ended| text::stacked(ended, &report.zone));
        let times = match session.outcome {
            Outcome::NotStarted => text::stacked(session.started, &report.zone),
            _ => format!("{}\n{end}", text::stacked(session.started, &report.zone)),
        };
        let mut outcome = session.outcome.id().to_owned();
        if let Some(cause) = &session.cause {
            outcome.push_str(&format!("\n{} ({})", cause.kind.id(), cause.certainty.id()));
        }
        if let Some(coded) = session.hresult.filter(|coded| coded.code.0 != 0) {
            outcome.push_str(&format!("\n{} = {}", coded.code, coded.code.0));
        }
        if let Some(wait) = session.snapshot.filter(|wait| wait.succeeded) {
            outcome.push_str(&format!("\nsnapshot in {}", crate::verdict::rules::length(wait.duration)));
        }
        table.add_row(vec![
            Cell::new(format!("S{number}")),
            Cell::new(times),
            painted(&outcome, outcome_paint(session.outcome)),
            Cell::new(tally(report, number)),
        ]);
    }
    print(&table, out)
}

/// What belongs to a run: its 27s by verdict, and other noise of departing disks.
fn tally(report: &ComputerReport, number: usize) -> String {
    let position = number.saturating_sub(1);
    let mut lines: Vec<String> = Verdict::ALL
        .into_iter()
        .filter_map(|verdict| {
            let of_run =
                |judged: &&Judged| judged.verdict == verdict && judged.subject.link.session == Some(position);
            let count = report.volsnap27.iter().filter(of_run).count();
            (count > 0).then(|| format!("{count} {}", verdict.id()))
        })
        .collect();
    let noise = report.detach_noise.get(position).map_or(0, Vec::len);
    if noise > 0 {
        lines.push(format!("+ {noise} other records of departing disks"));
    }
    if lines.is_empty() { "none".to_owned() } else { lines.join("\n") }
}

fn side_effects_and_benign(report: &ComputerReport, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for (verdict, title) in
        [(Verdict::SideEffect, "SIDE EFFECTS (mend the run, not the 27)"), (Verdict::Benign, "BENIGN")]
    {
        let groups = groups(report, verdict);
        if groups.is_empty() {
            continue;
        }
        heading(title, style, out)?;
        for group in groups {
            harmless(report, &group, style, out)?;
        }
    }
    Ok(())
}

fn harmless(report: &ComputerReport, group: &[&Judged], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return Ok(()) };
    let run = first
        .subject
        .link
        .session
        .map_or_else(String::new, |position| format!(" of run S{}", position.saturating_add(1)));
    let count = text::count(group.len(), "volsnap 27", "volsnap 27s");
    let line = format!("{count}{run}, {} confidence", first.confidence.id());
    writeln!(out, "{}", verdict_paint(first.verdict).on(&line, style))?;
    let time = |judged: &Judged| {
        format!("{} {}", report.cite(judged.subject.index), text::both(judged.subject.time, &report.zone))
    };
    writeln!(out, "{}", text::wrapped(&time(first), style.width, "  ", "    "))?;
    if group.len() > 1 {
        writeln!(out, "{}", text::wrapped(&format!("to {}", time(last)), style.width, "  ", "    "))?;
    }
    for opinion in &first.opinions {
        let cited: Vec<EventIndex> =
            opinion.evidence.records().filter(|index| *index != first.subject.index).collect();
        let line = format!("{} {} [{}]", opinion.rule, opinion.text, citations(report, &cited));
        writeln!(out, "{}", text::wrapped(&line, style.width, "  - ", "    "))?;
    }
    let mut volumes: Vec<String> =
        group.iter().filter_map(|judged| judged.subject.volume.as_ref()).map(ToString::to_string).collect();
    volumes.sort();
    volumes.dedup();
    let shown = volumes.iter().take(CITED).cloned().collect::<Vec<_>>().join(" ");
    let left = volumes.len().saturating_sub(CITED);
    let more = if left > 0 { format!(" and {left} more") } else { String::new() };
    writeln!(
        out,
        "{}",
        text::wrapped(
            &format!("{}: {shown}{more}", text::count(volumes.len(), "volume", "volumes")),
            style.width,
            "  - ",
            "    "
        )
    )
}

fn coverage(report: &ComputerReport, style: Style, out: &mut dyn Write) -> io::Result<()> {
    heading("WHAT THIS RESTS ON", style, out)?;
    let mut table = table(&["channel", "from and to", "records", "flaws"], style);
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
        if coverage.ends_in_damage {
            flaws.push("ends in damage".to_owned());
        }
        let flaws_paint = if flaws.is_empty() { Paint::Plain } else { Paint::Odd };
        table.add_row(vec![
            Cell::new(text::defuse(&coverage.channel)),
            Cell::new(format!("{}\n{}", text::utc(coverage.first), text::utc(coverage.last))),
            Cell::new(coverage.records),
            painted(&if flaws.is_empty() { "none".to_owned() } else { flaws.join("\n") }, flaws_paint),
        ]);
    }
    print(&table, out)
}

fn advice(report: &ComputerReport, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if report.advice.is_empty() {
        return Ok(());
    }
    heading("WHAT TO DO NEXT", style, out)?;
    for advice in &report.advice {
        let because = match advice.because.as_slice() {
            [] => String::new(),
            cited => format!(" [{}]", citations(report, cited)),
        };
        writeln!(out, "{}", text::wrapped(&format!("{}{because}", advice.text), style.width, "* ", "  "))?;
        for command in &advice.commands {
            // Never wrapped: it is there to be copied.
            writeln!(out, "    {}", text::defuse(command))?;
        }
    }
    Ok(())
}

/// The account of the input, at the end.
pub(super) fn rests_on(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let failed = report.sources.iter().fold(0_u64, |sum, source| sum.saturating_add(source.tally.failed));
    let logs = text::count(report.sources.len(), "log", "logs");
    let mut line = format!("{logs}, {} records read", report.records_read());
    if failed > 0 {
        line.push_str(&format!(", {failed} declared but not readable"));
    }
    if !report.is_complete() {
        line.push_str("; not everything could be read");
    }
    if !report.inventories.is_empty() {
        line.push_str(&format!("; volume lists: {}", report.inventories.join(", ")));
    }
    heading("INPUT", style, out)?;
    writeln!(out, "{}", text::wrapped(&line, style.width, "", "  "))?;
    let of_sources = report
        .sources
        .iter()
        .flat_map(|source| source.issues.iter().map(move |issue| (Some(source.path.as_str()), issue)));
    let issues: Vec<(Option<&str>, &Issue)> =
        report.issues.iter().map(|issue| (None, issue)).chain(of_sources).collect();
    for (path, issue) in issues.iter().take(ISSUES) {
        let line = place(report, *path, issue) + &issue.text;
        let paint = if issue.is_loss { Paint::Odd } else { Paint::Faint };
        writeln!(out, "{}", paint.on(&text::wrapped(&line, style.width, "! ", "  "), style))?;
    }
    let left = issues.len().saturating_sub(ISSUES);
    if left > 0 {
        writeln!(out, "! and {left} more; --format json lists all")?;
    }
    Ok(())
}

fn place(report: &Report, path: Option<&str>, issue: &Issue) -> String {
    let place = &issue.place;
    let source = place
        .source
        .and_then(|id| report.sources.get(usize::try_from(id.0).ok()?))
        .map(|source| source.path.as_str());
    let mut words: Vec<String> = Vec::new();
    words.extend(path.or(place.path.as_deref()).or(source).map(str::to_owned));
    words.extend(place.computer.clone());
    words.extend(place.chunk.map(|chunk| format!("chunk {chunk}")));
    words.extend(place.offset.map(|offset| format!("offset {offset}")));
    words.extend(place.record.map(|record| format!("record {record}")));
    if words.is_empty() { String::new() } else { format!("{}: ", words.join(", ")) }
}
