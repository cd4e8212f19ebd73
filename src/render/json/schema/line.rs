//! The report in lines: the objects of the document, apart from the lists that hold them.

use schemars::JsonSchema;
use serde::Serialize;

use super::JsonHead;
use super::computer::{JsonAbout, JsonAdvice, JsonCoverage, JsonLimit, JsonTrouble, Lists};
use super::event::JsonCited;
use super::input::{JsonFolder, JsonIssue, JsonSource, JsonTaken};
use super::session::JsonSession;
use super::volsnap27::JsonJudged;
use crate::report::Report;

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

impl<'a> Line<'a> {
    /// The lines of a report, in the order of the document.
    pub(in super::super) fn all(report: &'a Report) -> impl Iterator<Item = Self> {
        std::iter::once_with(|| Kind::Report(Whole { item: JsonHead::of(report) }))
            .chain(report.sources.iter().map(|source| Kind::Source(Whole { item: JsonSource::of(source) })))
            .chain(report.folders.each().map(|folder| Kind::Folder(Whole { item: JsonFolder::of(folder) })))
            .chain(report.taken.iter().map(|taken| Kind::Context(Whole { item: JsonTaken::of(taken) })))
            .chain(
                report.computers.iter().flat_map(|of| Kind::of_computer(Lists { report: of, whole: report })),
            )
            .chain(report.issues.iter().map(|issue| Kind::Issue(Whole { item: JsonIssue::of(issue) })))
            .map(Self)
    }
}

impl<'a> Kind<'a> {
    fn of_computer(lists: Lists<'a>) -> impl Iterator<Item = Self> {
        let computer = lists.report.computer.name.as_str();
        std::iter::once_with(move || {
            Self::Computer(Of { computer, item: JsonAbout::of(lists.report, lists.whole) })
        })
        .chain(lists.coverage().map(move |item| Self::Coverage(Of { computer, item })))
        .chain(lists.sessions().map(move |item| Self::Run(Of { computer, item })))
        .chain(lists.volsnap27().map(move |item| Self::Volsnap27(Of { computer, item })))
        .chain(lists.trouble().map(move |item| Self::Trouble(Of { computer, item })))
        .chain(lists.limits().map(move |item| Self::Limit(Of { computer, item })))
        .chain(lists.advice().map(move |item| Self::Advice(Of { computer, item })))
        .chain(lists.events().map(move |item| Self::Event(Of { computer, item })))
    }
}
