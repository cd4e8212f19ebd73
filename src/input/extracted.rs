//! Reads extracts, as if the logs that they were made of were read.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::contain::contain;
use super::entry::{Item, Site, hold};
use super::{How, limits, phrases};
use crate::event::{Event, EventRef, Written, providers};
use crate::extract::{Builder, Extract, Fault, Form, Kept, Known};
use crate::issue::{Issue, IssueKind};
use crate::say::{Log, Number, sentences};
use crate::source::SENTENCES as OF_SOURCES;

sentences! {
    newer(version: Number) = "extract.newer":
        "an extract of version { $version }, which this program does not know; it takes a newer volsift to read it";
    rows_lost(count: u64, first: Number) = "extract.rows-lost":
        "{ $count ->
            [one] a row of this extract can't be used, number { $first }
           *[other] { $count } rows of this extract can't be used, the first of them number { $first }
        }; what it told is lost: make it anew";
    cut() = "extract.cut": "this extract ends before its last row; what was behind is lost: make it anew";
    changed() = "extract.changed":
        "this extract is not as it was written: something in it was changed, and nobody knows what; make it anew";
    older() = "extract.older":
        "this extract was made by an older volsift, which did not keep all records that matter today; make it anew from the logs";
    damaged(reason: Log) = "extract.damaged": "this extract is damaged ({ $reason }); what is behind is lost: make it anew";
    no_extract() = "extract.none": "neither an extract of logs nor anything else that this program reads";
}

/// What was read of an extract.
#[derive(Debug)]
pub(super) struct Extracted {
    /// All but its records.
    pub(super) extract: Extract,
    /// What these say, and they where they are asked for.
    pub(super) events: Vec<(Event, Option<Written>)>,
}

/// Reads an extract from a stream.
pub(super) fn read(form: Form, stream: &mut dyn Read, place: &Site, how: &How, out: &mut Vec<Item>) {
    if form == Form::Ndjson {
        return take(form, place, how, out, |builder, tell| {
            builder.read_lines(stream, tell).err().map(|error| limits::issue_of(&error))
        });
    }
    match hold(stream, how.limits.held) {
        Ok(bytes) => take(form, place, how, out, |builder, tell| {
            builder
                .read_parquet_in(bytes, how.limits.held, tell)
                .err()
                .map(|error| damage(&error.to_string()))
        }),
        Err(error) => out.push(place.issue(limits::issue_of(&error))),
    }
}

/// Reads a Parquet file where it lies: it is read from its end.
pub(super) fn read_file(path: &Path, place: &Site, how: &How, out: &mut Vec<Item>) {
    match File::open(path) {
        Ok(file) => take(Form::Parquet, place, how, out, |builder, tell| {
            builder.read_parquet(file, how.limits.held, tell).err().map(|error| damage(&error.to_string()))
        }),
        Err(error) => out.push(place.issue(limits::issue_of(&error))),
    }
}

/// Of what is behind, nobody knows whose it is.
fn damage(reason: &str) -> Issue {
    Issue::loss(IssueKind::ExtractDamaged, damaged(Log::of(reason)))
}

/// What was wrong with rows.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fault of its own")]
struct Faults {
    lost: u64,
    first: u64,
    is_cut: bool,
    is_changed: bool,
    is_older: bool,
    newer: Option<u64>,
    is_none: bool,
}

impl Faults {
    fn add(&mut self, row: u64, fault: Fault) {
        match fault {
            Fault::Row => {
                if self.lost == 0 {
                    self.first = row;
                }
                self.lost = self.lost.saturating_add(1);
            }
            Fault::Cut => self.is_cut = true,
            Fault::Changed => self.is_changed = true,
            Fault::Older => self.is_older = true,
            Fault::Newer(version) => self.newer = Some(version),
            Fault::NoExtract => (self.is_none, self.is_cut) = (true, true),
        }
    }

    fn issues(&self) -> impl Iterator<Item = Issue> {
        let newer = self.newer.map(|version| Issue::loss(IssueKind::ExtractDamaged, newer(Number(version))));
        let lost = (self.lost > 0)
            .then(|| Issue::loss(IssueKind::ExtractDamaged, rows_lost(self.lost, Number(self.first))));
        let cut =
            (self.is_cut && self.newer.is_none()).then(|| Issue::loss(IssueKind::ExtractDamaged, cut()));
        let changed =
            (self.is_changed && self.lost == 0).then(|| Issue::loss(IssueKind::ExtractDamaged, changed()));
        let older = self.is_older.then(|| Issue::loss(IssueKind::ExtractDamaged, older()));
        newer.into_iter().chain(lost).chain(cut).chain(changed).chain(older)
    }
}

/// Reads the rows of an extract, and says what is wrong with them.
fn take(
    form: Form,
    place: &Site,
    how: &How,
    out: &mut Vec<Item>,
    job: impl FnOnce(&mut Builder<'_>, &mut dyn FnMut(u64, Fault)) -> Option<Issue>,
) {
    let known = Known::new(phrases().chain(OF_SOURCES.iter().cloned()));
    // What a record says is known here; of what it holds only that is kept, unless another extract is made of it.
    let mut events = Vec::new();
    let mut hand_on = |kept| {
        let read = event(kept);
        events.extend(read.map(|(event, written)| (event, how.keeps_records.then_some(written))));
    };
    let (mut builder, mut faults) = (Builder::handing_on(&known, &mut hand_on), Faults::default());
    let failed = contain(|| job(&mut builder, &mut |row, fault| faults.add(row, fault)));
    let failed = failed.unwrap_or_else(|| Some(damage("its reader fails")));
    // A table of somebody else is none of ours; lines are only read where they begin like ours.
    if faults.is_none && form == Form::Parquet {
        out.extend(place.is_named.then(|| place.issue(Issue::loss(IssueKind::NotAnEventLog, no_extract()))));
        return out.extend((!place.is_named).then(|| Item::Other(place.path.clone())));
    }
    let (extract, whole) = builder.finish();
    if whole.is_err() {
        faults.is_cut = true;
    }
    out.extend(failed.into_iter().chain(faults.issues()).map(|issue| place.issue(issue)));
    out.push(Item::Extract(place.path.clone(), Box::new(Extracted { extract, events })));
}

/// What a record that was kept says, to this version of the program; `None` where it does not matter to it.
fn event(kept: Kept) -> Option<(Event, Written)> {
    let Kept { source, trust, written } = kept;
    let system = &written.system;
    let kind = providers::read(system, &written.payload)?;
    let at = EventRef {
        source,
        provider: providers::name_of(system).clone(),
        channel: system.channel.clone(),
        event_id: system.event_id,
        event_record_id: system.event_record_id?,
        time_created: system.time_created?,
    };
    let computer = system.computer.clone();
    Some((Event { at, copies: Vec::new(), computer, trust, kind }, written))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that panics behind what it has read is told as a loss, and what it has read is kept.
    #[test]
    fn a_reader_that_fails_is_told_as_a_loss() {
        for form in [Form::Ndjson, Form::Parquet] {
            let (place, mut out) = (Site::outside("HV01.parquet".into(), true, 1), Vec::new());
            take(form, &place, &How::default(), &mut out, |_, _| panic!("a reader of an extract"));
            let is_told = out.iter().any(|item| matches!(item, Item::Issue(issue) if issue.is_loss));
            assert!(is_told && out.iter().any(|item| matches!(item, Item::Extract(..))), "{out:?}");
        }
    }
}
