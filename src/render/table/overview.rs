//! What needs a person: 27s that are actionable or undetermined, and runs that did not succeed.

use std::io::{self, Write};

use super::paint::{Paint, outcome_paint};
use super::{CITED, citations, heading, records, said};
use crate::advice::next_step;
use crate::render::{Style, text};
use crate::report::ComputerReport;
use crate::say::ZoneOrigin;
use crate::session::Session;
use crate::trouble::{Trouble, Weight};
use crate::verdict::Verdict;

pub(super) fn about(report: &ComputerReport) -> String {
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

pub(super) fn needs_a_person(report: &ComputerReport, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let urgent: Vec<records::Group<'_>> = [Verdict::Actionable, Verdict::Undetermined]
        .into_iter()
        .flat_map(|verdict| records::groups(report, verdict))
        .collect();
    let failed: Vec<(usize, &Session)> =
        report.shown().filter(|(_, session)| next_step(session).is_some()).collect();
    let trouble = |weight| report.trouble.iter().filter(move |trouble| trouble.weight == weight);
    let needs = trouble(Weight::NeedsPerson).count();
    let told = report.trouble.len().saturating_sub(needs);
    if !urgent.is_empty() || !failed.is_empty() || needs > 0 {
        heading("NEEDS A PERSON", style, out)?;
    }
    for group in &urgent {
        records::in_full(report, group, style, out)?;
    }
    for trouble in trouble(Weight::NeedsPerson) {
        one_trouble(report, trouble, style, out)?;
    }
    for (number, session) in failed {
        failed_run(report, number, session, style, out)?;
    }
    if told > 0 {
        heading("WORTH KNOWING", style, out)?;
        for trouble in trouble(Weight::Told).chain(trouble(Weight::Past)) {
            one_trouble(report, trouble, style, out)?;
        }
    }
    Ok(())
}

fn one_trouble(
    report: &ComputerReport,
    trouble: &Trouble,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (paint, past) = match trouble.weight {
        Weight::NeedsPerson => (Paint::Bold.and(Paint::Bad), ""),
        Weight::Told => (Paint::Bold, ""),
        Weight::Past => (Paint::Bold, " (past: more than 30 days before the log ends)"),
    };
    let phrase = format!("{}{past}", said(report, &trouble.phrase));
    writeln!(out, "{}", paint.on(&text::wrapped(&phrase, style.width, "", "  "), style))?;
    let line = |text: &str, first: &str, out: &mut dyn Write| {
        writeln!(out, "{}", text::wrapped(text, style.width, first, "    "))
    };
    line(&text::both(trouble.first, &report.zone), "  ", out)?;
    if trouble.last > trouble.first {
        line(&format!("to {}", text::both(trouble.last, &report.zone)), "  ", out)?;
    }
    line(&format!("{} [{}]", said(report, &trouble.text), citations(report, &trouble.events)), "  - ", out)?;
    line(&format!("next: {}", trouble.kind.next_step()), "  > ", out)
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
        line(&format!("waited {} for the snapshot", crate::say::time::length(wait.duration)), "  - ", out)?;
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
