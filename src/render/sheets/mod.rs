//! CSV for spreadsheets: a row a volsnap 27, a run, a cited record, or a log. docs/csv.md describes the columns.
//!
//! Spreadsheets take what looks like a formula for one, and logs are written by whoever attacked the machine, so every
//! cell goes through `cell`.

pub mod chronicle;

use std::borrow::Cow;
use std::io::{self, Write};

use csv::{Terminator, Writer, WriterBuilder};
use jiff::Timestamp;

use super::{Format, Style, text};
use crate::catalogue::Tongue;
use crate::event::codes::{Hresult, NtStatus};
use crate::event::providers::driver::StatusReading;
use crate::event::{Event, SourceId, Trust};
use crate::report::{ComputerReport, Report};
use crate::say::{Sentence, Zone};
use crate::session::products::WINDOWS_SERVER_BACKUP;
use crate::session::{ProductRun, Session};
use crate::source::Source;
use crate::story::Extent;
use crate::timeline::EventIndex;
use crate::verdict::{Basis, Judged};

/// The format.
pub const FORMAT: Format = Format {
    name: "csv",
    help: "CSV for spreadsheets, a row a volsnap 27",
    extension: "csv",
    extent: Extent::All,
    tells_fingerprints: false,
    render,
    fleet: None,
};

/// What a table holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sheet {
    /// What its rows are.
    pub rows: Rows,
    /// Whether it begins with a byte order mark.
    pub bom: bool,
}

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Rows {
    /// The volsnap 27s.
    #[default]
    Volsnap27,
    /// The runs, those of other products too.
    Runs,
    /// The records that the report cites.
    Records,
    /// The logs, and each time that one does not cover.
    Coverage,
}

impl Rows {
    /// The names of the columns. They are promised like keys of the JSON: some may be added at the end.
    pub fn header(self) -> &'static [&'static str] {
        match self {
            Self::Volsnap27 => VOLSNAP27,
            Self::Runs => RUNS,
            Self::Records => RECORDS,
            Self::Coverage => COVERAGE,
        }
    }
}

#[rustfmt::skip]
const VOLSNAP27: &[&str] = &[
    "computer", "ref", "time_utc", "time_local", "verdict", "confidence", "basis", "run", "link", "status", "status_name",
    "volume", "rules", "reasons", "next_step", "channel", "event_record_id", "source", "checksum_failed", "recovered",
];

#[rustfmt::skip]
const RUNS: &[&str] = &[
    "computer", "run", "product", "subject", "started_utc", "started_local", "ended_utc", "ended_local", "seconds",
    "outcome", "hresult", "hresult_name", "detail", "cause", "certainty", "cause_text", "snapshot_seconds",
    "snapshot_succeeded", "target", "volumes", "components", "failed_members", "volsnap27", "next_step", "events",
];

#[rustfmt::skip]
const RECORDS: &[&str] = &[
    "computer", "ref", "time_utc", "time_local", "channel", "provider", "event_id", "event_record_id", "source",
    "other_sources", "checksum_failed", "recovered",
];

#[rustfmt::skip]
const COVERAGE: &[&str] = &[
    "computer", "channel", "what", "from_utc", "from_local", "to_utc", "to_local", "records", "begins_in_damage",
    "ends_in_damage", "after_event_record_id", "before_event_record_id",
];

/// What stands between the items of a list in one cell.
const BETWEEN: &str = "; ";

fn render(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    mark(style, out)?;
    let mut sheet = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    let rows = style.sheet.rows;
    sheet.write_record(rows.header()).map_err(of_output)?;
    for computer in &report.computers {
        let mut pen = Pen { sheet: &mut sheet, report: computer, sources: &report.sources };
        match rows {
            Rows::Volsnap27 => computer.volsnap27.iter().try_for_each(|judged| pen.judged(judged))?,
            Rows::Runs => {
                computer.shown().try_for_each(|(number, session)| pen.session(number, session))?;
                computer.shown_others().try_for_each(|(number, run)| pen.product_run(number, run))?;
            }
            Rows::Records => computer.cited().into_iter().try_for_each(|index| pen.record(index))?,
            Rows::Coverage => pen.coverage()?,
        }
    }
    sheet.flush()
}

/// Why the output could not be written, as it was said: a reader that went away is no failure.
fn of_output(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// The byte order mark, where it is wanted.
fn mark(style: Style, out: &mut dyn Write) -> io::Result<()> {
    if style.sheet.bom { out.write_all("\u{feff}".as_bytes()) } else { Ok(()) }
}

/// What writes the rows of one computer.
struct Pen<'a, W: Write> {
    sheet: &'a mut Writer<W>,
    report: &'a ComputerReport,
    sources: &'a [Source],
}

impl<'a, W: Write> Pen<'a, W> {
    fn row(&mut self, cells: &[&str]) -> io::Result<()> {
        self.sheet.write_record(cells.iter().map(|text| cell(text).into_owned())).map_err(of_output)
    }

    fn said(&self, sentence: &Sentence) -> String {
        Tongue::English.voice(Some(&self.report.zone)).text(sentence)
    }

    fn path(&self, id: SourceId) -> &'a str {
        let source = usize::try_from(id.0).ok().and_then(|place| self.sources.get(place));
        source.map_or("", |source| &source.path)
    }

    fn times(&self, time: Timestamp) -> (String, String) {
        (utc(time), local(time, &self.report.zone))
    }

    fn judged(&mut self, judged: &Judged) -> io::Result<()> {
        let (report, subject) = (self.report, &judged.subject);
        let Some(event) = report.event(subject.index) else { return Ok(()) };
        let status = match subject.status {
            StatusReading::Known(status) => Some(status),
            StatusReading::Missing | StatusReading::Unreadable { .. } | StatusReading::Differ { .. } => None,
        };
        let rules: Vec<&str> = judged.deciding().map(|opinion| opinion.rule).collect();
        let reasons: Vec<String> = judged.deciding().map(|opinion| self.said(&opinion.text)).collect();
        let run =
            subject.link.session.map_or_else(String::new, |place| format!("S{}", place.saturating_add(1)));
        let (time_utc, time_local) = self.times(event.time());
        let (checksum_failed, recovered) = trust(event);
        self.row(&[
            &report.computer.name,
            &report.cite(subject.index),
            &time_utc,
            &time_local,
            judged.verdict.id(),
            judged.confidence.id(),
            judged.basis.map_or("", Basis::id),
            &run,
            subject.link.strength.id(),
            &status.map_or_else(String::new, |status| status.to_string()),
            status.and_then(NtStatus::name).unwrap_or_default(),
            &subject.volume.as_ref().map_or_else(String::new, ToString::to_string),
            &rules.join(BETWEEN),
            &reasons.join(BETWEEN),
            &judged.next_step.as_ref().map_or_else(String::new, |step| self.said(step)),
            &event.at.channel,
            &event.at.event_record_id.to_string(),
            self.path(event.at.source),
            checksum_failed,
            recovered,
        ])
    }

    fn session(&mut self, number: usize, session: &Session) -> io::Result<()> {
        let report = self.report;
        let (started_utc, started_local) = self.times(session.started);
        let (ended_utc, ended_local) = session.ended.map(|ended| self.times(ended)).unwrap_or_default();
        let cause = session.cause.as_ref();
        let of_run =
            |judged: &&Judged| judged.subject.link.session.and_then(|at| at.checked_add(1)) == Some(number);
        let members = || session.volumes.iter().chain(&session.components);
        let failed = members().filter(|member| member.failed_with.is_some());
        self.row(&[
            &report.computer.name,
            &format!("S{number}"),
            WINDOWS_SERVER_BACKUP.id,
            "",
            &started_utc,
            &started_local,
            &ended_utc,
            &ended_local,
            &seconds(session.started, session.ended),
            session.outcome.id(),
            &session.hresult.map_or_else(String::new, |coded| coded.code.to_string()),
            session.hresult.and_then(|coded| name(coded.code)).unwrap_or_default(),
            &session.detail.map_or_else(String::new, |coded| coded.code.to_string()),
            cause.map_or("", |cause| cause.kind.id()),
            cause.map_or("", |cause| cause.certainty.id()),
            &cause.map_or_else(String::new, |cause| self.said(&cause.phrase())),
            &session.snapshot.map_or_else(String::new, |wait| wait.duration.as_secs_f64().to_string()),
            session.snapshot.map_or("", |wait| yes(wait.succeeded)),
            session.target.as_deref().unwrap_or_default(),
            &list(session.volumes.iter().map(|member| &*member.name)),
            &list(session.components.iter().map(|member| &*member.name)),
            &list(failed.map(|member| &*member.name).chain(session.failed_vms.iter().map(|vm| &*vm.name))),
            &report.volsnap27.iter().filter(of_run).count().to_string(),
            &report.next_step(number).map_or_else(String::new, |step| self.said(step)),
            &cites(&session.events, report),
        ])
    }

    /// A run of another product, of which less is known.
    fn product_run(&mut self, number: usize, run: &ProductRun) -> io::Result<()> {
        let report = self.report;
        let (started_utc, started_local) = self.times(run.started);
        let (ended_utc, ended_local) = run.ended.map(|ended| self.times(ended)).unwrap_or_default();
        self.row(&[
            &report.computer.name,
            &format!("P{number}"),
            run.product.id,
            run.subject.as_deref().unwrap_or_default(),
            &started_utc,
            &started_local,
            &ended_utc,
            &ended_local,
            &seconds(run.started, run.ended),
            run.outcome.id(),
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            &cites(&run.events, report),
        ])
    }

    fn record(&mut self, index: EventIndex) -> io::Result<()> {
        let report = self.report;
        let Some(event) = report.event(index) else { return Ok(()) };
        let (time_utc, time_local) = self.times(event.time());
        let (checksum_failed, recovered) = trust(event);
        self.row(&[
            &report.computer.name,
            &report.cite(index),
            &time_utc,
            &time_local,
            &event.at.channel,
            &event.at.provider,
            &event.at.event_id.to_string(),
            &event.at.event_record_id.to_string(),
            self.path(event.at.source),
            &list(event.copies.iter().map(|id| self.path(*id))),
            checksum_failed,
            recovered,
        ])
    }

    fn coverage(&mut self) -> io::Result<()> {
        let report = self.report;
        let computer = &report.computer;
        for coverage in &computer.coverage {
            let (first_utc, first_local) = self.times(coverage.first);
            let (last_utc, last_local) = self.times(coverage.last);
            self.row(&[
                &computer.name,
                &coverage.channel,
                "covered",
                &first_utc,
                &first_local,
                &last_utc,
                &last_local,
                &coverage.records.to_string(),
                yes(coverage.begins_in_damage),
                yes(coverage.ends_in_damage),
                "",
                "",
            ])?;
            for hole in report.holes(coverage) {
                let (from_utc, from_local) = self.times(hole.from);
                let (to_utc, to_local) = self.times(hole.to);
                let id = |id: Option<u64>| id.map_or_else(String::new, |id| id.to_string());
                self.row(&[
                    &computer.name,
                    &coverage.channel,
                    hole.cause,
                    &from_utc,
                    &from_local,
                    &to_utc,
                    &to_local,
                    "",
                    "",
                    "",
                    &id(hole.between.map(|(after, _)| after)),
                    &id(hole.between.map(|(_, before)| before)),
                ])?;
            }
        }
        Ok(())
    }
}

/// `2012-01-18 07:26:31`, which spreadsheets take for a time; the name of the column has the zone.
fn utc(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// `2012-01-18 16:26:31 +09:00`
fn local(time: Timestamp, zone: &Zone) -> String {
    zone.local(time).strftime("%Y-%m-%d %H:%M:%S %:z").to_string()
}

fn seconds(started: Timestamp, ended: Option<Timestamp>) -> String {
    ended.map_or_else(String::new, |ended| ended.duration_since(started).as_secs().to_string())
}

fn name(code: Hresult) -> Option<&'static str> {
    code.known().and_then(|known| known.name)
}

fn yes(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

/// Whether the checksum over a record failed, and whether it was carved.
fn trust(event: &Event) -> (&'static str, &'static str) {
    (yes(event.trust == Trust::ChecksumFailed), yes(event.trust == Trust::Carved))
}

fn list<'t>(items: impl Iterator<Item = &'t str>) -> String {
    items.collect::<Vec<_>>().join(BETWEEN)
}

fn cites(events: &[EventIndex], report: &ComputerReport) -> String {
    events.iter().map(|index| report.cite(*index)).collect::<Vec<_>>().join(BETWEEN)
}

/// A cell that no spreadsheet takes for a formula and no terminal for a command: an apostrophe before what begins one,
/// and control characters and the like spelled out. Where the list separator of Windows is a semicolon, Excel splits
/// at it inside quotes that do not begin its cell, so what stands behind one begins a cell too.
fn cell(text: &str) -> Cow<'_, str> {
    if !text.split(';').any(begins_formula) {
        return text::defuse(text);
    }
    let parts: Vec<String> = text
        .split(';')
        .map(|part| {
            let part_defused = text::defuse(part);
            if begins_formula(part) { format!("'{part_defused}") } else { part_defused.into_owned() }
        })
        .collect();
    Cow::Owned(parts.join(";"))
}

/// Whether a cell with this text would be taken for a formula by some program, also behind blanks, or with the wide
/// signs that Japanese spreadsheets know.
fn begins_formula(text: &str) -> bool {
    let first = text.chars().next();
    let first_seen = text.chars().find(|character| !character.is_whitespace() && !character.is_control());
    matches!(first, Some('\t' | '\r' | '\n'))
        || matches!(first_seen, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_text() {
        for (attack, shown) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\\u{9}=1"),
            ("\r=1", "'\\u{d}=1"),
            ("\n=1", "'\\u{a}=1"),
            ("  =1", "'  =1"),
            ("＝1", "'＝1"),
            ("a;=1;b", "a;'=1;b"),
            ("\u{1b}[2J", "\\u{1b}[2J"),
        ] {
            assert_eq!(cell(attack), shown);
        }
    }

    #[test]
    fn honest_cells_are_left_alone() {
        for text in ["", "HV01", "2012-01-18 07:26:31", r"\\?\Volume{4152f97e}", "a; b", "重要"] {
            assert!(matches!(cell(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn no_header_names_a_column_twice() {
        for rows in [Rows::Volsnap27, Rows::Runs, Rows::Records, Rows::Coverage] {
            let mut names = rows.header().to_vec();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), rows.header().len());
        }
    }
}
