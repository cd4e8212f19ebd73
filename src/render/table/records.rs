//! volsnap 27s in groups: those that agree in everything a person would act on are told once.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::paint::{Paint, verdict_paint};
use super::{CITED, citations, heading, said};
use crate::event::providers::driver::StatusReading;
use crate::render::{Style, text};
use crate::report::ComputerReport;
use crate::timeline::EventIndex;
use crate::verdict::{Judged, Verdict};

/// 27s that agree in everything a person would act on.
pub(super) type Group<'a> = Vec<&'a Judged>;

pub(super) fn groups<'a>(report: &'a ComputerReport, verdict: Verdict) -> Vec<Group<'a>> {
    let mut keys: BTreeMap<_, usize> = BTreeMap::new();
    let mut groups: Vec<Group<'a>> = Vec::new();
    for judged in report.volsnap27.iter().filter(|judged| judged.verdict == verdict) {
        let rules: Vec<&str> = judged.opinions.iter().map(|opinion| opinion.rule).collect();
        let link = judged.subject.link;
        let key = (
            link.session,
            link.strength,
            rules,
            judged.confidence,
            judged.basis,
            judged.subject.status.status(),
        );
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

/// One group of 27s: the first in full, the others counted.
pub(super) fn in_full(
    report: &ComputerReport,
    group: &[&Judged],
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
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
        let line = format!("{} {}{proof}", opinion.rule, said(report, &opinion.text));
        writeln!(out, "{}", text::wrapped(&line, style.width, "  - ", "    "))?;
    }
    if let (Some(last), true) = (group.last(), group.len() > 1) {
        let more = text::count(group.len().saturating_sub(1), "more like it", "more like it");
        let line = format!(
            "{more}, the last {} at {}",
            report.cite(last.subject.index),
            text::both(last.subject.time, &report.zone)
        );
        writeln!(out, "{}", text::wrapped(&line, style.width, "  + ", "    "))?;
    }
    Ok(())
}

fn status(reading: &StatusReading) -> String {
    match reading {
        StatusReading::Known(status) => format!("{status} {}", status.label()),
        StatusReading::Missing => "no status".to_owned(),
        StatusReading::Unreadable { .. } => "status unreadable".to_owned(),
        StatusReading::Differ { field, packet } => format!("status {field} or {packet}"),
    }
}

pub(super) fn side_effects_and_benign(
    report: &ComputerReport,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
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
    let basis = first.basis.map_or_else(String::new, |basis| format!(", {}", basis.id()));
    let line = format!("{count}{run}{basis}, {} confidence", first.confidence.id());
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
        let line =
            format!("{} {} [{}]", opinion.rule, said(report, &opinion.text), citations(report, &cited));
        writeln!(out, "{}", text::wrapped(&line, style.width, "  - ", "    "))?;
    }
    let mut volumes: Vec<String> =
        group.iter().filter_map(|judged| judged.subject.volume.as_ref()).map(ToString::to_string).collect();
    volumes.sort();
    volumes.dedup();
    for volume in volumes.iter().take(CITED) {
        writeln!(out, "{}", text::wrapped(&format!("volume {volume}"), style.width, "  - ", "    "))?;
    }
    match volumes.len().saturating_sub(CITED) {
        0 => Ok(()),
        left => writeln!(out, "  - and {}", text::count(left, "more volume", "more volumes")),
    }
}
