//! What the program makes of files, in a form that can be compared.

use std::collections::{BTreeMap, BTreeSet};

use volsift::correlation::Basis;
use volsift::report::{ComputerReport, Report};
use volsift::timeline::EventIndex;
use volsift::verdict::Verdict;
use volsift::{Input, Options, render, status};

use super::logs::{File, is_host};

/// A record as a report cites it: channel and number.
pub type Cited = (String, u64);

/// What is said of one 27.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub verdict: Verdict,
    pub basis: Option<Basis>,
    pub rules: Vec<&'static str>,
    /// What its opinions cite, and what its run is made of.
    pub cited: BTreeSet<Cited>,
}

impl Judged {
    /// How far from benign it is: 0 benign, 1 what a person may have to look at, 2 what needs one.
    pub fn height(&self) -> u8 {
        match self.verdict {
            Verdict::Benign => 0,
            Verdict::SideEffect => 1,
            Verdict::Undetermined => 2,
            Verdict::Actionable => 3,
        }
    }
}

/// What is said of everything.
#[derive(Debug)]
pub struct Seen {
    /// By the number of the record in System.
    pub judged: BTreeMap<u64, Judged>,
    pub report: Report,
}

pub fn analyze(files: &[File], options: &Options) -> Report {
    let inputs = files.iter().cloned().map(|(name, bytes)| Input::Bytes { name, bytes }).collect();
    volsift::analyze(inputs, options)
}

pub fn look(files: &[File]) -> Seen {
    look_as(files, &Options::default())
}

/// Looks with other options.
pub fn look_as(files: &[File], options: &Options) -> Seen {
    let report = analyze(files, options);
    let mut judged = BTreeMap::new();
    for computer in report.computers.iter().filter(|computer| is_host(&computer.computer.name)) {
        for found in &computer.volsnap27 {
            let number = computer.event(found.subject.index).unwrap().at.event_record_id;
            let cite = |index| cited(computer, index);
            let mut records: BTreeSet<Cited> =
                found.opinions.iter().flat_map(|opinion| opinion.evidence.records()).map(cite).collect();
            if let Some(run) = found.subject.link.session.and_then(|run| computer.sessions.get(run)) {
                records.extend(run.events.iter().chain(&run.outcome_evidence).map(|index| cite(*index)));
            }
            let rules = found.opinions.iter().map(|opinion| opinion.rule).collect();
            let (verdict, basis) = (found.verdict, found.basis);
            judged.insert(number, Judged { verdict, basis, rules, cited: records });
        }
    }
    Seen { judged, report }
}

fn cited(computer: &ComputerReport, index: EventIndex) -> Cited {
    let at = &computer.event(index).unwrap().at;
    (at.channel.to_string(), at.event_record_id)
}

impl Seen {
    /// Everything that is promised to be the same, but for names of files and times.
    pub fn told(&self) -> String {
        let mut out = format!("exit {}\n", status::of(&self.report).code());
        for computer in self.report.computers.iter().filter(|of| is_host(&of.computer.name)) {
            out += &of_computer(computer);
        }
        out
    }

    /// The report as JSON.
    pub fn json(&self) -> String {
        let style = render::Style {
            width: 80,
            color: false,
            ascii: false,
            extent: render::json::FORMAT.extent,
            sheet: render::sheets::Sheet::default(),
            tongue: volsift::catalogue::Tongue::English,
        };
        let mut out = Vec::new();
        (render::json::FORMAT.render)(&self.report, style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }
}

fn of_computer(computer: &ComputerReport) -> String {
    let cite = |index: &EventIndex| {
        let (channel, number) = cited(computer, *index);
        format!("{channel}#{number}")
    };
    let list = |records: &mut dyn Iterator<Item = EventIndex>| {
        records.map(|index| cite(&index)).collect::<Vec<_>>().join(",")
    };
    let mut out = String::new();
    for run in &computer.sessions {
        let lasts = run.ended.map(|ended| ended.duration_since(run.started));
        let cause = run.cause.as_ref().map(|cause| cause.kind.id());
        let records = list(&mut run.events.iter().copied());
        out += &format!("run {} {lasts:?} {cause:?} {records}\n", run.outcome.id());
    }
    for found in &computer.volsnap27 {
        let link = found.subject.link;
        out += &format!(
            "27 {} {} {:?} {:?} {} {:?}\n",
            cite(&found.subject.index),
            found.verdict.id(),
            found.basis,
            found.confidence,
            link.strength.id(),
            link.session
        );
        for opinion in &found.opinions {
            let records = list(&mut opinion.evidence.records());
            out += &format!("   {} {} {} {records}\n", opinion.rule, opinion.verdict.id(), opinion.text.id);
        }
    }
    for trouble in &computer.trouble {
        let records = list(&mut trouble.events.iter().copied());
        out += &format!("trouble {} {:?} {records}\n", trouble.kind.id(), trouble.weight);
    }
    for advice in &computer.advice {
        out += &format!("advice {} {}\n", advice.id, list(&mut advice.because.iter().copied()));
    }
    for limit in &computer.limits {
        out += &format!("limit {:?} {}\n", limit.kind, limit.is_undecided);
    }
    out
}
