//! The report in lines: the objects of the document, apart from the lists that hold them.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::JsonHead;
use super::computer::{JsonAbout, JsonAdvice, JsonCoverage, JsonLimit, JsonTrouble, Lists, Run};
use super::event::JsonCited;
use super::input::{JsonFolder, JsonIssue, JsonSource, JsonTaken};
use super::session::JsonSession;
use super::volsnap27::JsonJudged;
use crate::render::json::lists::{self, Items};
use crate::render::json::pen::{self, Layout};
use crate::report::Report;
use crate::timeline::EventIndex;
use crate::verdict::Judged;

/// One line.
#[derive(Serialize, JsonSchema)]
#[serde(transparent)]
pub(in super::super) struct Line<'a>(Kind<'a>);

/// One line, by its type.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[schemars(inline)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
enum Kind<'a> {
    /// The first line: `schema_version`, `tool` and `summary` of the report.
    Report(Whole<JsonHead<'a>>),
    /// An entry of `sources`.
    Source(Whole<JsonSource<'a>>),
    /// An entry of `files`.
    Folder(Whole<JsonFolder<'a>>),
    /// An entry of `context`.
    Context(Whole<JsonTaken<'a>>),
    /// An entry of `computers`, without its lists, which have lines of their own behind it.
    Computer(Of<'a, JsonAbout<'a>>),
    /// An entry of `computers[].coverage`.
    Coverage(Of<'a, JsonCoverage<'a>>),
    /// An entry of `computers[].sessions`.
    Run(Of<'a, JsonSession<'a>>),
    /// An entry of `computers[].volsnap27`.
    Volsnap27(Of<'a, JsonJudged<'a>>),
    /// An entry of `computers[].trouble`.
    Trouble(Of<'a, JsonTrouble<'a>>),
    /// An entry of `computers[].limits`.
    Limit(Of<'a, JsonLimit<'a>>),
    /// An entry of `computers[].advice`.
    Advice(Of<'a, JsonAdvice<'a>>),
    /// An entry of `computers[].events`.
    Event(Of<'a, JsonCited<'a>>),
    /// An entry of `issues`; those of a source stand in its line.
    Issue(Whole<JsonIssue<'a>>),
}

/// Something of no computer.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Whole<J> {
    #[serde(flatten)]
    item: J,
}

/// Something of a computer.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Of<'a, J> {
    /// The computer that it belongs to: `name` of a computer.
    computer: &'a str,
    #[serde(flatten)]
    item: J,
}

/// Writes the lines of a report, in the order of the document.
pub(in super::super) fn write_lines(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let one = |kind: Kind<'_>, out: &mut dyn Write| pen::write(&Line(kind), Layout::Line, out);
    one(Kind::Report(Whole { item: JsonHead::of(report) }), out)?;
    for source in &report.sources {
        one(Kind::Source(Whole { item: JsonSource::of(source) }), out)?;
    }
    for folder in report.folders.each() {
        one(Kind::Folder(Whole { item: JsonFolder::of(folder) }), out)?;
    }
    for taken in &report.taken {
        one(Kind::Context(Whole { item: JsonTaken::of(taken) }), out)?;
    }
    for computer in &report.computers {
        write_computer(Lists { report: computer, whole: report }, out)?;
    }
    report.issues.iter().try_for_each(|issue| one(Kind::Issue(Whole { item: JsonIssue::of(issue) }), out))
}

fn write_computer(lists: Lists<'_>, out: &mut dyn Write) -> io::Result<()> {
    let computer = lists.report.computer.name.as_str();
    let one = |kind: Kind<'_>, out: &mut dyn Write| pen::write(&Line(kind), Layout::Line, out);
    one(Kind::Computer(Of { computer, item: JsonAbout::of(lists.report, lists.whole) }), out)?;
    for item in lists.coverage() {
        one(Kind::Coverage(Of { computer, item }), out)?;
    }
    let run = |run: &Run<'_>, items: &mut Items| {
        items.push(Some(Line(Kind::Run(Of { computer, item: lists.run(*run) }))))
    };
    lists::write_lines(lists.runs(), run, out)?;
    let judged = |judged: &&Judged, items: &mut Items| {
        items.push(lists.judged(judged).map(|item| Line(Kind::Volsnap27(Of { computer, item }))))
    };
    lists::write_lines(lists.report.volsnap27.iter(), judged, out)?;
    for item in lists.trouble() {
        one(Kind::Trouble(Of { computer, item }), out)?;
    }
    for item in lists.limits() {
        one(Kind::Limit(Of { computer, item }), out)?;
    }
    for item in lists.advice() {
        one(Kind::Advice(Of { computer, item }), out)?;
    }
    let event = |index: &EventIndex, items: &mut Items| {
        items.push(lists.event(*index).map(|item| Line(Kind::Event(Of { computer, item }))))
    };
    lists::write_lines(lists.report.cited().into_iter(), event, out)
}
