//! A page: the story with pictures. Every computer has a chapter, and what to do next stands before why.

use jiff::SignedDuration;

use super::by_run::{OfRuns, by_run};
use super::nights::{Night, Nights, nights};
use super::snapshots::{Snapshots, snapshots};
use super::{
    Extent, First, Line, Mood, Section, account, coverage_title, first_lines, headline, others_title,
    sections,
};
use crate::report::{ComputerReport, Report};
use crate::say::{Clauses, Log, Sentence, Word, sentences};
use crate::timeline::{Span, earlier, shifted};
use crate::trouble::Weight;
use crate::verdict::Verdict;

sentences! {
    title() = "page.title": "volsift report";
    title_of(computer: Log) = "page.title-of": "{ $computer }: volsift report";
    title_of_several(count: usize) = "page.title-of-several": "{ $count } computers: volsift report";
    computers(count: usize) = "page.box-computers":
        "{ $count ->
            [one] computer
           *[other] computers
        }";
    runs(count: usize) = "page.box-runs":
        "{ $count ->
            [one] backup run
           *[other] backup runs
        }";
    other_runs(count: usize) = "page.box-other-runs":
        "{ $count ->
            [one] run of another product
           *[other] runs of other products
        }";
    failed(count: usize) = "page.box-failed":
        "{ $count ->
            [one] run did not succeed
           *[other] runs did not succeed
        }";
    verdict(count: usize, verdict: Word) = "page.box-verdict":
        "volsnap 27 { $verdict ->
            [actionable] actionable
            [side-effect] { $count ->
                [one] side effect
               *[other] side effects
            }
            [benign] benign
           *[undetermined] undetermined
        }";
    no_errors() = "page.box-no-27": "volsnap 27 seen";
    trouble(count: usize) = "page.box-trouble":
        "{ $count ->
            [one] other trouble
           *[other] other troubles
        }";
    incomplete() = "page.banner-incomplete":
        "Not everything that the logs declare could be read. What was lost may hold more than is told here.";
    doubtful() = "page.banner-doubtful":
        "Parts of the logs have wrong checksums. What lies under them proves nothing benign.";
    of_it(clauses: Clauses) = "page.of-computer": "{ $clauses }";
    more_undecided(count: usize) = "page.banner-more":
        "{ $count ->
            [one] { $count } more limit stands
           *[other] { $count } more limits stand
        } with the computers below";
    undecided(computer: Log, limit: Sentence) = "page.banner-undecided": "{ $computer }: { $limit }";
}

/// Everything that is on a page, in order.
#[derive(Debug)]
pub struct Page<'a> {
    /// What the page is called.
    pub title: Sentence,
    /// The first lines.
    pub first: Vec<First<'a>>,
    /// The counts.
    pub boxes: Vec<Count>,
    /// Why the answer is not whole; empty where it is.
    pub banner: Vec<Line>,
    /// What is told of each computer, the worst first.
    pub chapters: Vec<Chapter<'a>>,
    /// The account of the input.
    pub account: Vec<Section>,
}

/// A number in a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The number.
    pub number: usize,
    /// Of what.
    pub of: Sentence,
    /// How it is meant.
    pub mood: Mood,
    /// Its name for programs that look at the page.
    pub id: &'static str,
}

/// What is told of one computer.
#[derive(Debug)]
pub struct Chapter<'a> {
    /// The computer.
    pub report: &'a ComputerReport,
    /// How it is meant.
    pub mood: Mood,
    /// Its first line, without its name.
    pub line: Line,
    /// What stands before the pictures.
    pub sections: Vec<Section>,
    /// Its nights.
    pub nights: Nights,
    /// Its snapshots.
    pub snapshots: Option<Snapshots>,
    /// Every 27, run by run.
    pub by_run: Vec<OfRuns<'a>>,
    /// That earlier ones were left out.
    pub left_out: Option<Sentence>,
    /// The time of the pictures of days: of the snapshots, and of what the logs cover.
    pub period: Option<Span>,
}

/// Tells a page.
pub fn tell(report: &Report, extent: Extent) -> Page<'_> {
    let mut first = first_lines(report, extent);
    let is_brief = extent == Extent::Summary;
    // The table of computers has a row for each of these.
    if !is_brief && report.computers.len() > 1 {
        let mut place = 0_usize;
        first.retain(|line| {
            place = place.saturating_add(1);
            place == 1 || (line.of.is_none() && line.line.mood != Mood::Good)
        });
    }
    let mut told: Vec<(Mood, &ComputerReport)> =
        report.computers.iter().map(|computer| (headline::mood(report, computer), computer)).collect();
    told.sort_by_key(|(mood, _)| std::cmp::Reverse(*mood));
    let chapters: Vec<Chapter<'_>> = told
        .into_iter()
        .filter(|_| !is_brief)
        .map(|(mood, computer)| chapter(report, mood, computer, extent))
        .collect();
    let of: Vec<&ComputerReport> = report.computers.iter().collect();
    let account = if is_brief { Vec::new() } else { account::input(report, &of, extent, false) };
    let (boxes, banner) = if is_brief { (Vec::new(), Vec::new()) } else { (boxes(report), banner(report)) };
    Page { title: name(report), first, boxes, banner, chapters, account }
}

fn name(report: &Report) -> Sentence {
    match report.computers.as_slice() {
        [] => title(),
        [one] => title_of(Log::of(&one.computer.name)),
        several => title_of_several(several.len()),
    }
}

fn chapter<'a>(whole: &'a Report, mood: Mood, report: &'a ComputerReport, extent: Extent) -> Chapter<'a> {
    // The pictures and the lists by run tell these.
    let is_elsewhere = |section: &Section| {
        section.title.as_ref().is_some_and(|title| *title == others_title() || *title == coverage_title())
    };
    let mut told = sections(whole, report, extent);
    told.retain(|section| !is_elsewhere(section));
    told.sort_by_key(place);
    let snapshots = snapshots(report);
    let (by_run, left_out) = by_run(report, extent);
    Chapter {
        report,
        mood,
        line: Line { text: of_it(Clauses(headline::clauses(whole, report))), mood },
        sections: told,
        nights: nights(report),
        period: period(report, snapshots.as_ref()),
        snapshots,
        by_run,
        left_out,
    }
}

/// What to do next stands before why.
fn place(section: &Section) -> u8 {
    match &section.title {
        None => 0,
        Some(title) if *title == super::next() => 1,
        Some(_) => 2,
    }
}

fn boxes(report: &Report) -> Vec<Count> {
    let sum = |of: &dyn Fn(&ComputerReport) -> usize| {
        report.computers.iter().map(of).fold(0, usize::saturating_add)
    };
    let mut boxes = Vec::new();
    let mut add = |number: usize, of: fn(usize) -> Sentence, mood: Mood, id: &'static str| {
        boxes.push(Count { number, of: of(number), mood, id });
    };
    if report.computers.len() > 1 {
        add(report.computers.len(), computers, Mood::Plain, "computers");
    }
    let runs_of = sum(&|computer| computer.shown_sessions.len());
    let bad = sum(&|computer| computer.shown().filter(|(_, run)| run.outcome.is_trouble()).count());
    add(runs_of, runs, Mood::Plain, "runs");
    if runs_of > 0 {
        add(bad, failed, if bad > 0 { Mood::Bad } else { Mood::Good }, "failed");
    }
    let others = sum(&|computer| computer.shown_other_runs.len());
    if others > 0 {
        add(others, other_runs, Mood::Plain, "other-runs");
    }
    for verdict in Verdict::ALL {
        let number = report.count(verdict);
        let mood = match verdict {
            Verdict::Benign => Mood::Good,
            Verdict::SideEffect | Verdict::Undetermined => Mood::Open,
            Verdict::Actionable => Mood::Bad,
        };
        if number > 0 {
            boxes.push(Count {
                number,
                of: self::verdict(number, Word(verdict.id())),
                mood,
                id: verdict.id(),
            });
        }
    }
    if sum(&|computer| computer.volsnap27.len()) == 0 {
        boxes.push(Count { number: 0, of: no_errors(), mood: Mood::Plain, id: "volsnap27" });
    }
    let needs = |computer: &ComputerReport| {
        computer.trouble.iter().filter(|trouble| trouble.weight == Weight::NeedsPerson).count()
    };
    let number = sum(&needs);
    if number > 0 {
        boxes.push(Count { number, of: trouble(number), mood: Mood::Bad, id: "trouble" });
    }
    boxes
}

/// So many limits stand in the banner.
const LIMITS: usize = 6;

/// Why the answer is not whole.
fn banner(report: &Report) -> Vec<Line> {
    let open = |text: Sentence| Line { text, mood: Mood::Open };
    let mut lines = Vec::new();
    lines.extend((!report.is_complete()).then(|| open(incomplete())));
    lines.extend(report.has_doubtful_records().then(|| open(doubtful())));
    let of = |computer: &ComputerReport| {
        let limits = computer.limits.iter().filter(|limit| limit.is_undecided);
        limits.map(|limit| open(undecided(Log::of(&computer.computer.name), limit.text.clone()))).collect()
    };
    let mut limits: Vec<Line> =
        report.computers.iter().flat_map(|computer| -> Vec<Line> { of(computer) }).collect();
    let left = limits.len().saturating_sub(LIMITS);
    // One line more takes no more room than to say that there is one.
    if left > 1 {
        limits.truncate(LIMITS);
        limits.push(open(more_undecided(left)));
    }
    lines.extend(limits);
    lines
}

/// The time that the pictures of days show: that of the runs, the 27s and the logs that decide, but of logs that reach
/// back much longer than the runs only so much that the runs can be told apart.
fn period(report: &ComputerReport, snapshots: Option<&Snapshots>) -> Option<Span> {
    /// The runs fill this part of the picture at least.
    const PART: i32 = 4;
    let runs =
        report.shown().map(|(_, run)| Span { from: run.started, to: run.ended.unwrap_or(run.last_heard) });
    let errors =
        report.volsnap27.iter().map(|judged| Span { from: judged.subject.time, to: judged.subject.time });
    let happened = around(runs.chain(errors));
    let covered = around(report.computer.coverage.iter().map(|log| Span { from: log.first, to: log.last }));
    let whole = around(happened.into_iter().chain(covered))?;
    let mut period = match happened {
        Some(happened) => {
            let length = happened.to.duration_since(happened.from).max(SignedDuration::from_hours(24));
            let room = length.saturating_mul(PART);
            Span {
                from: whole.from.max(earlier(happened.from, room)),
                to: whole.to.min(shifted(happened.to, room)),
            }
        }
        None => whole,
    };
    // Where the trend meets its limit, if that is not far.
    if let Some(meets) = snapshots.and_then(|told| told.meets) {
        let length = period.to.duration_since(period.from);
        if meets <= shifted(period.to, length) {
            period.to = period.to.max(meets);
        }
    }
    Some(period)
}

fn around(spans: impl Iterator<Item = Span>) -> Option<Span> {
    spans.reduce(|one, other| Span { from: one.from.min(other.from), to: one.to.max(other.to) })
}

/// So many nights are told one by one; of more, each is a square, and those of trouble are told one by one.
const NIGHTS: usize = 62;
/// So many 27s can be told apart in nights.
const ERRORS: usize = 20_000;

/// How nights are told.
#[derive(Debug)]
pub struct NightsTold<'a> {
    /// Whether each is a square, in months.
    pub has_squares: bool,
    /// Those told one by one, in order, with how many nights of nothing lie before each.
    pub rows: Vec<(&'a Night, usize)>,
    /// How many nights of trouble before them are told as squares only.
    pub left: usize,
}

impl Nights {
    /// How they are told.
    pub fn told(&self, extent: Extent) -> NightsTold<'_> {
        let errors = self.all.iter().map(|night| night.errors.len()).fold(0, usize::saturating_add);
        let has_squares = extent != Extent::All && (self.all.len() > NIGHTS || errors > ERRORS);
        let wanted: Vec<&Night> =
            self.all.iter().filter(|night| !has_squares || night.mood >= Mood::Open).collect();
        let left = if has_squares { wanted.len().saturating_sub(NIGHTS) } else { 0 };
        let mut before: Option<&Night> = None;
        let rows = wanted
            .into_iter()
            .skip(left)
            .map(|night| {
                let days = before.map_or(1, |before| before.days_to(night));
                before = Some(night);
                (night, if has_squares { 0 } else { days.saturating_sub(1) })
            })
            .collect();
        NightsTold { has_squares, rows, left }
    }
}

impl Night {
    /// How many days lie from this night to another.
    fn days_to(&self, later: &Self) -> usize {
        later.day.since(self.day).map_or(0, |days| usize::try_from(days.get_days()).unwrap_or(0))
    }
}
