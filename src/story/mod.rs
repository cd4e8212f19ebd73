//! The story: what is told of a report, in which sections and in which order, and what is folded.
//!
//! It is decided here once, as data; a format for people draws it and decides nothing. In the order in which it is
//! needed on the phone: a first line to act on, what needs a person, what to do next, what limits the answer, the runs,
//! the other volsnap 27s, and the account of the input.

mod account;
mod by_run;
pub mod chronicle;
pub mod clock;
pub mod difference;
mod findings;
mod groups;
pub mod headline;
mod hosts;
pub mod inspection;
pub(crate) mod labels;
pub mod lanes;
mod limits;
pub mod nights;
mod other_runs;
pub mod page;
mod quiet;
mod records;
mod runs;
pub mod snapshots;

use jiff::Timestamp;

pub use records::record;

use crate::advice::Advice;
use crate::report::{ComputerReport, Report};
use crate::say::{Pattern, Sentence, sentences};
use crate::session::{ProductRun, Session, SnapshotWait};
use crate::timeline::EventIndex;
use crate::trouble::Trouble;
use crate::verdict::Judged;

/// How much is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Extent {
    /// The first lines only.
    Summary,
    /// What a ticket needs: what needs a person, what to do, what limits the answer, the runs of trouble.
    Ticket,
    /// What is alike is folded, and quiet computers share a line.
    #[default]
    Folded,
    /// Everything.
    All,
}

/// How a line is meant, from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mood {
    /// Just told.
    Plain,
    /// Nothing to do, and everything could be told.
    Good,
    /// Not everything could be told.
    Open,
    /// A person must look.
    Bad,
}

/// Everything that is told, in order.
#[derive(Debug)]
pub struct Story<'a> {
    /// The first lines.
    pub first: Vec<First<'a>>,
    /// What is told of each computer, the worst first.
    pub chapters: Vec<Chapter<'a>>,
    /// The account of the input.
    pub account: Vec<Section>,
}

/// A first line.
#[derive(Debug)]
pub struct First<'a> {
    /// The line.
    pub line: Line,
    /// The computer that it is of, in whose zone its days are told; none for a line of several.
    pub of: Option<&'a ComputerReport>,
}

/// What is told of one computer. Its times are said in its zone.
#[derive(Debug)]
pub struct Chapter<'a> {
    /// The computer, whose records are cited.
    pub report: &'a ComputerReport,
    /// What is told.
    pub sections: Vec<Section>,
}

/// Blocks under a title.
#[derive(Debug)]
pub struct Section {
    /// The title; none where the blocks need no introduction.
    pub title: Option<Sentence>,
    /// What is told.
    pub blocks: Vec<Block>,
    /// Whether it is a few lines that go on with what stands above.
    pub is_brief: bool,
}

/// One thing that is told.
#[derive(Debug)]
pub enum Block {
    /// A line.
    Line(Line),
    /// Something that was found, with what bears it out.
    Finding(Finding),
    /// Rows of cells.
    Table(Table),
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it says.
    pub text: Sentence,
    /// How it is meant.
    pub mood: Mood,
}

/// Something that was found, or is to be done, with what bears it out.
#[derive(Debug)]
pub struct Finding {
    /// What it is.
    pub head: Line,
    /// The records that the head itself rests on.
    pub cites: Vec<EventIndex>,
    /// What bears it out, in order.
    pub details: Vec<Detail>,
}

/// One line of a finding.
#[derive(Debug)]
pub enum Detail {
    /// Which records, when, where.
    Fact(Sentence),
    /// Why it is so, and the records that prove it.
    Reason(Sentence, Vec<EventIndex>),
    /// What to do about it.
    Next(Sentence),
    /// A command to paste; never wrapped.
    Command(String),
}

/// Rows of cells.
#[derive(Debug)]
pub struct Table {
    /// The titles of the columns.
    pub columns: Vec<Sentence>,
    /// The rows, each with as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Debug)]
pub enum Cell {
    /// Words, one or more lines of them.
    Words(Vec<Line>),
    /// What something is, and more exactly: beside each other where there is room, else below.
    Exactly(Line, Sentence),
    /// An instant, or the first and the last of several.
    Times(Timestamp, Option<Timestamp>),
}

impl Cell {
    fn plain(text: Sentence) -> Self {
        Self::Words(vec![Line::plain(text)])
    }

    fn empty() -> Self {
        Self::Words(Vec::new())
    }
}

impl Line {
    fn plain(text: Sentence) -> Self {
        Self { text, mood: Mood::Plain }
    }
}

impl Section {
    /// A section with a title; none where there is nothing to tell.
    fn titled(title: Sentence, blocks: Vec<Block>) -> Option<Self> {
        (!blocks.is_empty()).then_some(Self { title: Some(title), blocks, is_brief: false })
    }
}

/// Makes the sentence of a number of things.
type Say<T> = fn(T) -> Sentence;

/// How many citations, volumes or members stand in one list; the JSON has them all.
pub const CITED: usize = 6;

sentences! {
    /// What is said behind the records that are cited: there are more.
    pub more_records(count: usize) = "story.more-records": "{ $count } more";
    needs_a_person() = "story.needs-a-person": "Needs a person";
    next() = "story.what-to-do-next": "What to do next";
    worth_knowing() = "story.worth-knowing": "Worth knowing";
    limits_title() = "story.what-limits-the-answer": "What limits the answer";
    runs_title() = "story.backup-runs": "Backup runs";
    trouble_title() = "story.runs-of-trouble": "Backup runs with trouble";
    others_title() = "story.other-27s": "Other volsnap 27";
    coverage_title() = "story.what-this-rests-on": "What this rests on";
    input_title() = "story.input": "Input";
}

pub use findings::makes_surer;
pub use findings::whole_trouble;
pub use hosts::{first_lines, unread_files};

/// One volsnap 27, told by itself.
pub fn of_27(report: &ComputerReport, judged: &Judged) -> Finding {
    records::alone(report, judged)
}

/// One run of Windows Server Backup, told by itself.
pub fn of_run(report: &ComputerReport, number: usize, run: &Session) -> Finding {
    findings::of_runs(report, &[(number, run)])
}

/// One run of another product, told by itself.
pub fn of_other_run(run: &ProductRun) -> Finding {
    other_runs::alone(run)
}

/// Trouble, told by itself.
pub fn of_trouble(trouble: &Trouble) -> Finding {
    findings::of_trouble(trouble, false)
}

/// One piece of advice, told by itself.
pub fn of_advice(advice: &Advice) -> Finding {
    findings::told_advice(advice, Extent::All)
}

/// How long the snapshot of a run took, or was waited for in vain.
pub fn snapshot(wait: SnapshotWait) -> Sentence {
    if wait.succeeded { runs::snapshot_took(wait.duration) } else { findings::waited(wait.duration) }
}

/// The sentences of the story.
pub(crate) const ROOM: &[&[Pattern]] = &[
    SENTENCES,
    account::SENTENCES,
    findings::SENTENCES,
    by_run::SENTENCES,
    headline::SENTENCES,
    hosts::SENTENCES,
    labels::SENTENCES,
    limits::SENTENCES,
    other_runs::SENTENCES,
    page::SENTENCES,
    quiet::SENTENCES,
    records::SENTENCES,
    runs::SENTENCES,
];

/// The sentences of the lists that judge nothing.
pub(crate) const LISTS: &[&[&[Pattern]]] =
    &[chronicle::ROOM, &[inspection::SENTENCES, difference::SENTENCES]];

/// Tells a report.
pub fn tell(report: &Report, extent: Extent) -> Story<'_> {
    let first = first_lines(report, extent);
    if extent == Extent::Summary {
        return Story { first, chapters: Vec::new(), account: Vec::new() };
    }
    let is_one = report.computers.len() == 1;
    let mut told: Vec<(Mood, &ComputerReport)> =
        report.computers.iter().map(|computer| (headline::mood(report, computer), computer)).collect();
    told.sort_by_key(|(mood, _)| std::cmp::Reverse(*mood));
    let chapters: Vec<Chapter<'_>> = told
        .into_iter()
        .filter(|(mood, computer)| match extent {
            Extent::All => is_one || !is_empty(computer),
            Extent::Folded | Extent::Ticket | Extent::Summary => {
                is_one || *mood > Mood::Good || computer.advice.iter().any(quiet::is_told)
            }
        })
        .map(|(mood, computer)| Chapter {
            report: computer,
            sections: if mood <= Mood::Good && extent != Extent::All {
                vec![quiet::section(report, computer)]
            } else {
                sections(report, computer, extent)
            },
        })
        .collect();
    let is_quiet = |computer: &ComputerReport| headline::mood(report, computer) <= Mood::Good;
    let is_brief = is_one && extent != Extent::All && report.computers.iter().all(is_quiet);
    let of: Vec<&ComputerReport> = chapters.iter().map(|chapter| chapter.report).collect();
    let account = account::input(report, &of, extent, is_brief);
    Story { first, chapters, account }
}

/// Whether there is nothing to tell of a computer.
fn is_empty(computer: &ComputerReport) -> bool {
    computer.volsnap27.is_empty()
        && computer.sessions.is_empty()
        && computer.other_runs.is_empty()
        && computer.trouble.is_empty()
        && computer.limits.is_empty()
}

fn sections(whole: &Report, report: &ComputerReport, extent: Extent) -> Vec<Section> {
    let about = Section {
        title: None,
        blocks: vec![Block::Line(Line::plain(headline::about(report, extent == Extent::All)))],
        is_brief: false,
    };
    let is_ticket = extent == Extent::Ticket;
    let beside_a_ticket = |section: &dyn Fn() -> Option<Section>| if is_ticket { None } else { section() };
    let of_lists = [
        Section::titled(needs_a_person(), findings::needs_a_person(report, extent)),
        Section::titled(next(), findings::advice(report, extent, |advice| !advice.is_account())),
        beside_a_ticket(&|| Section::titled(worth_knowing(), findings::worth_knowing(report))),
        Section::titled(limits_title(), limits::of_computer(whole, report, extent)),
        Section::titled(if is_ticket { trouble_title() } else { runs_title() }, runs::table(report, extent)),
        beside_a_ticket(&|| Section::titled(others_title(), records::harmless(report, extent))),
        beside_a_ticket(&|| account::rests_on(report, extent)),
    ];
    std::iter::once(about).chain(of_lists.into_iter().flatten()).collect()
}
