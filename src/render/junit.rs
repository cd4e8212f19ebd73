//! JUnit, as CI systems read it: a suite for the input and one for each computer, a case for each run, each volsnap 27, all
//! trouble and what limits the answer.
//!
//! A case fails or errs exactly where the exit status says so (`status`, thing by thing), so a job is red when the program
//! says that a person must look, or that not everything could be told. Names of cases are ids, as in the JSON.

use std::io::{self, Write};
use std::time::Duration;

use chrono::DateTime;
use jiff::Timestamp;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::{Format, text};
use crate::catalogue::Tongue;
use crate::report::{ComputerReport, Report};
use crate::say::{Sentence, Voice};
use crate::status::{self, Exit, FailOn};
use crate::story::{self, CITED, Detail, Extent, Finding, headline};
use crate::timeline::EventIndex;

/// The format.
pub const FORMAT: Format = Format {
    name: "junit",
    help: "JUnit for CI systems, a case a run and a volsnap 27",
    extension: "xml",
    extent: Extent::Folded,
    tells_fingerprints: false,
    render: |report, _, out| render(report, out),
    fleet: None,
};

/// Writes the report as JUnit.
fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut document = quick_junit::Report::new(env!("CARGO_PKG_NAME"));
    document.add_test_suite(of_input(report));
    document.add_test_suites(report.computers.iter().map(|computer| of_computer(report, computer)));
    // What the serializer makes of a reader that went away is no such error any more.
    let mut text = Vec::new();
    document.serialize(&mut text).map_err(io::Error::other)?;
    out.write_all(&text)
}

/// What a case says, and what it asks for.
struct Told<'t> {
    exit: Exit,
    /// The word for it, as in the JSON.
    kind: &'t str,
    /// In one line.
    message: String,
    /// In full: `lines`.
    text: String,
}

fn case(class: &str, name: &str, told: &Told<'_>) -> TestCase {
    let bad = match told.exit {
        Exit::Fine => None,
        Exit::NeedsPerson => Some(NonSuccessKind::Failure),
        Exit::Undecided | Exit::NoEvents | Exit::Fatal => Some(NonSuccessKind::Error),
    };
    let mut case = TestCase::new(xml_line(name), TestCaseStatus::success());
    case.set_classname(xml_line(class));
    match bad {
        Some(bad) => {
            let mut status = TestCaseStatus::non_success(bad);
            status.set_message(xml_line(&told.message)).set_type(told.kind).set_description(&told.text);
            case.status = status;
        }
        None if !told.text.is_empty() => {
            case.set_system_out(&told.text);
        }
        None => {}
    }
    case
}

/// The logs that were read, and what could not be read.
fn of_input(report: &Report) -> TestSuite {
    let voice = Tongue::English.voice(None);
    let mut suite = TestSuite::new("input");
    let first: Vec<String> = story::first_lines(report, Extent::Folded)
        .iter()
        .map(|first| {
            let zone = first.of.map(|computer| &computer.zone);
            said(&Tongue::English.voice(zone), &first.line.text)
        })
        .collect();
    let told = Told {
        exit: status::of_events(report),
        kind: "no-events",
        message: first.join("; "),
        text: lines(&first),
    };
    suite.add_test_case(case("input", "events", &told));
    for source in &report.sources {
        let issues: Vec<String> = source.issues.iter().map(|issue| said(&voice, &issue.text)).collect();
        let told = Told {
            exit: status::of_source(source),
            kind: source.issues.first().map_or("incomplete", |issue| issue.kind.id()),
            message: issues.join("; "),
            text: lines(&issues),
        };
        suite.add_test_case(case("input.source", &source.path, &told));
    }
    for issue in report.issues.iter().filter(|issue| status::of_issue(issue) != Exit::Fine) {
        let place = [issue.place.path.as_deref(), issue.place.computer.as_deref()].into_iter().flatten();
        let name: Vec<&str> = std::iter::once(issue.kind.id()).chain(place).collect();
        let message = said(&voice, &issue.text);
        let text = lines(std::slice::from_ref(&message));
        let told = Told { exit: status::of_issue(issue), kind: issue.kind.id(), message, text };
        suite.add_test_case(case("input.issue", &name.join(" "), &told));
    }
    suite
}

fn of_computer(whole: &Report, report: &ComputerReport) -> TestSuite {
    let pen = Pen { report, fail_on: whole.fail_on, voice: Tongue::English.voice(Some(&report.zone)) };
    let mut suite = TestSuite::new(xml_line(&report.computer.name));
    if let Some(first) = report.computer.coverage.iter().map(|coverage| coverage.first).min() {
        suite.timestamp = time(first).map(Into::into);
    }
    suite.add_test_case(pen.limits(whole));
    for (number, run) in report.shown() {
        let exit = status::of_outcome(run.outcome, pen.fail_on);
        let name = format!("S{number} {}", run.started);
        let mut case = pen.case("run", &name, exit, run.outcome.id(), &story::of_run(report, number, run));
        set_times(&mut case, run.started, run.ended);
        suite.add_test_case(case);
    }
    for (number, run) in report.shown_others() {
        // What a job of another product asks for, it asks for as trouble.
        let name = format!("P{number} {}", run.started);
        let mut case = pen.case("run", &name, Exit::Fine, run.outcome.id(), &story::of_other_run(run));
        set_times(&mut case, run.started, run.ended);
        suite.add_test_case(case);
    }
    for judged in &report.volsnap27 {
        let exit = status::of_verdict(judged.verdict, pen.fail_on);
        let name = format!("{} {}", report.cite(judged.subject.index), judged.subject.time);
        let finding = story::of_27(report, judged);
        let mut case = pen.case("volsnap27", &name, exit, judged.verdict.id(), &finding);
        set_times(&mut case, judged.subject.time, None);
        suite.add_test_case(case);
    }
    for trouble in &report.trouble {
        let exit = status::of_weight(trouble.weight, pen.fail_on);
        let subject = trouble.volume.as_deref().or(trouble.subject.as_deref()).unwrap_or_default();
        let disk = trouble.disk.map_or_else(String::new, |disk| disk.to_string());
        let name = format!("{} {} {disk}{subject}", trouble.kind.id(), trouble.first);
        let finding = story::of_trouble(trouble);
        let mut case = pen.case("trouble", name.trim(), exit, trouble.kind.id(), &finding);
        set_times(&mut case, trouble.first, None);
        suite.add_test_case(case);
    }
    // Below the cases, as their next steps say.
    let advice: Vec<String> =
        report.advice.iter().flat_map(|advice| pen.finding(&story::of_advice(advice))).collect();
    if !advice.is_empty() {
        suite.set_system_out(lines(&advice));
    }
    suite
}

/// What writes the cases of one computer.
struct Pen<'a> {
    report: &'a ComputerReport,
    fail_on: FailOn,
    voice: Voice<'a>,
}

impl Pen<'_> {
    fn case(&self, class: &str, name: &str, exit: Exit, kind: &str, finding: &Finding) -> TestCase {
        let head = said(&self.voice, &finding.head.text);
        let reason = finding.details.iter().find_map(|detail| match detail {
            Detail::Reason(sentence, _) => Some(said(&self.voice, sentence)),
            Detail::Fact(_) | Detail::Next(_) | Detail::Command(_) => None,
        });
        let message = std::iter::once(head).chain(reason).collect::<Vec<_>>().join("; ");
        let told = Told { exit, kind, message, text: lines(&self.finding(finding)) };
        case(&format!("{}.{class}", self.report.computer.name), name, &told)
    }

    /// Something that was found, or is to be done, line by line.
    fn finding(&self, finding: &Finding) -> Vec<String> {
        let said = |sentence| said(&self.voice, sentence);
        let head = format!("{}{}", said(&finding.head.text), self.citations(&finding.cites));
        let details = finding.details.iter().map(|detail| match detail {
            Detail::Fact(sentence) | Detail::Next(sentence) => said(sentence),
            Detail::Reason(sentence, cites) => format!("{}{}", said(sentence), self.citations(cites)),
            Detail::Command(command) => command.clone(),
        });
        std::iter::once(head).chain(details).collect()
    }

    /// What limits the answer. This case is always there, so that no suite is empty.
    fn limits(&self, whole: &Report) -> TestCase {
        let limits = &self.report.limits;
        let exit = limits.iter().map(status::of_limit).fold(Exit::Fine, Ord::max);
        let grave = limits.iter().filter(|limit| status::of_limit(limit) == exit);
        let messages: Vec<String> = grave.map(|limit| said(&self.voice, &limit.text)).collect();
        let first = headline::of_computer(whole, self.report).text;
        let text: Vec<String> = std::iter::once(&first)
            .chain(limits.iter().map(|limit| &limit.text))
            .map(|sentence| said(&self.voice, sentence))
            .collect();
        let kind =
            limits.iter().find(|limit| status::of_limit(limit) == exit).map_or("", |limit| limit.kind.id());
        let told = Told { exit, kind, message: messages.join("; "), text: lines(&text) };
        case(&format!("{}.limits", self.report.computer.name), "limits", &told)
    }

    /// ` (System#4711, System#4712, +3)`
    fn citations(&self, records: &[EventIndex]) -> String {
        if records.is_empty() {
            return String::new();
        }
        let mut shown: Vec<String> =
            records.iter().take(CITED).map(|index| self.report.cite(*index)).collect();
        let left = records.len().saturating_sub(CITED);
        if left > 0 {
            shown.push(format!("+{left}"));
        }
        format!(" ({})", shown.join(", "))
    }
}

/// When something began, and how long it took.
fn set_times(case: &mut TestCase, from: Timestamp, to: Option<Timestamp>) {
    case.timestamp = time(from).map(Into::into);
    case.time = to.and_then(|to| Duration::try_from(to.duration_since(from)).ok());
}

fn time(time: Timestamp) -> Option<DateTime<chrono::Utc>> {
    DateTime::from_timestamp(time.as_second(), u32::try_from(time.subsec_nanosecond()).ok()?)
}

fn said(voice: &Voice<'_>, sentence: &Sentence) -> String {
    voice.text(sentence).replace('\u{a0}', " ")
}

/// Each line, with a line feed behind it.
fn lines(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [xml_line(line), "\n".to_owned()]).collect()
}

/// Text of one line in which nothing is left that commands a terminal or that XML forbids.
fn xml_line(text: &str) -> String {
    let defused = text::defuse(text);
    defused.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_forbids_is_spelled_out() {
        for (attack, shown) in
            [("a\u{0}b", "a\\u{0}b"), ("\u{1b}[2J", "\\u{1b}[2J"), ("\u{ffff}", "\\u{ffff}"), ("]]>", "]]>")]
        {
            assert_eq!(xml_line(attack), shown);
        }
        assert_eq!(lines(&["a\nb".to_owned(), "c".to_owned()]), "a\\u{a}b\nc\n");
    }
}
