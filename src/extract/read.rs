//! Reads the rows of extracts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::row::{
    Digest, FolderRow, HeadRow, HeaderColumns, IssueRow, RecordRow, Row, RunRow, SourceRow, TRUSTS, TextRow,
    VERSION,
};
use super::{Extract, Kept, Known};
use crate::event::bytes;
use crate::event::sequence::Sequence;
use crate::event::{Datum, Payload, SourceId, System, Trust, Written, providers};
use crate::issue::{Issue, IssueKind, Place};
use crate::source::{Fingerprint, Folder, Format, LogHeader, Modified, Source, Tally, Text};

/// Why a row, or an extract, can't be used as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is of a later version than this program knows.
    Newer(u64),
    /// The row names a source that does not come before it, or says something that can't be.
    Row,
    /// It is none.
    NoExtract,
    /// The extract ends before its last row, or rows of it are missing.
    Cut,
    /// Its rows are not those that were written.
    Changed,
    /// It was made by a version that did not keep all records that matter to this one.
    Older,
}

impl Fault {
    /// Whether nothing behind it can be read.
    pub(super) fn is_final(self) -> bool {
        matches!(self, Self::Newer(_) | Self::NoExtract)
    }
}

/// Takes records as they are read.
struct HandOn<'k>(&'k mut dyn FnMut(Kept));

impl std::fmt::Debug for HandOn<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HandOn")
    }
}

/// Puts an extract together, row by row. Several may follow each other.
#[derive(Debug)]
pub struct Builder<'k> {
    known: &'k Known,
    extract: Extract,
    /// Who takes records; without, they are kept in the extract.
    hand_on: Option<HandOn<'k>>,
    /// The number of the first source of the extract that is read.
    first_source: usize,
    /// How many rows of it were read; none outside an extract.
    rows: Option<u64>,
    digest: Digest,
    has_begun: bool,
    /// What this version needs records for.
    interests: BTreeSet<String>,
    names: BTreeMap<String, Arc<str>>,
}

impl<'k> Builder<'k> {
    /// Of rows whose issues say what is known.
    pub fn new(known: &'k Known) -> Self {
        Self {
            known,
            extract: Extract::default(),
            hand_on: None,
            first_source: 0,
            rows: None,
            digest: Digest::default(),
            has_begun: false,
            interests: providers::interests(),
            names: BTreeMap::new(),
        }
    }

    /// The same, of which records are handed on as they are read, so that what they hold is not kept.
    pub fn handing_on(known: &'k Known, job: &'k mut dyn FnMut(Kept)) -> Self {
        Self { hand_on: Some(HandOn(job)), ..Self::new(known) }
    }

    /// A line of JSON.
    pub(super) fn line(&mut self, line: &str) -> Result<(), Fault> {
        self.read(serde_json::from_str(line))
    }

    /// The same, taken apart.
    pub(super) fn value(&mut self, value: serde_json::Value) -> Result<(), Fault> {
        self.read(serde_json::from_value(value))
    }

    fn read(&mut self, row: serde_json::Result<Row>) -> Result<(), Fault> {
        match row {
            Ok(row) => self.take(row),
            Err(_) if self.has_begun => {
                self.count();
                Err(Fault::Row)
            }
            Err(_) => Err(Fault::NoExtract),
        }
    }

    /// A row that could not be read.
    pub(super) fn count(&mut self) {
        self.rows = self.rows.map(|rows| rows.saturating_add(1));
    }

    pub(super) fn take(&mut self, row: Row) -> Result<(), Fault> {
        match row {
            Row::Extract(HeadRow { extract_version, program: _ }) => {
                let is_open = self.rows.replace(0).is_some();
                self.has_begun = true;
                self.digest = Digest::default();
                self.first_source = self.extract.sources.len();
                if extract_version > VERSION {
                    self.rows = None;
                    return Err(Fault::Newer(extract_version));
                }
                return if is_open { Err(Fault::Cut) } else { Ok(()) };
            }
            Row::End(end) => {
                let rows = self.rows.take();
                if rows != Some(end.rows) {
                    return Err(Fault::Cut);
                }
                let digits = std::mem::take(&mut self.digest).digits();
                if digits != end.digest {
                    return Err(Fault::Changed);
                }
                let kept: BTreeSet<String> = end.interests.into_iter().collect();
                return if self.interests.is_subset(&kept) { Ok(()) } else { Err(Fault::Older) };
            }
            _ => {}
        }
        if self.rows.is_none() {
            return Err(if self.has_begun { Fault::Cut } else { Fault::NoExtract });
        }
        self.count();
        if row != Row::Unknown {
            self.digest.add(&row);
        }
        self.add(row).ok_or(Fault::Row)
    }

    fn add(&mut self, row: Row) -> Option<()> {
        match row {
            Row::Source(row) => self.source(row)?,
            Row::File(row) => self.extract.files.push(Fingerprint { path: row.path, sha256: row.sha256 }),
            Row::Folder(row) => {
                let FolderRow { path, walked, logs, exports, context, archives, other, told } = row;
                let folder = Folder { walked, logs, exports, context, archives, other, told };
                self.extract.folders.merge(path, folder);
            }
            Row::Run(row) => self.run(row)?,
            Row::Record(row) => self.record(row)?,
            Row::Requester(row) => {
                let requester = (self.shared(row.computer), self.shared(row.provider));
                self.extract.requesters.insert(requester);
            }
            Row::Text(row) => self.text(row)?,
            Row::Issue(row) => self.issue(row)?,
            Row::Unknown | Row::Extract(_) | Row::End(_) => {}
        }
        Some(())
    }

    /// What was read. `Err`: something is missing at the end.
    pub fn finish(self) -> (Extract, Result<(), Fault>) {
        let whole = if self.rows.is_some() { Err(Fault::Cut) } else { Ok(()) };
        (self.extract, whole)
    }

    /// The number of a source that was read before.
    fn source_id(&self, number: u64) -> Option<SourceId> {
        let place = self.first_source.checked_add(usize::try_from(number).ok()?)?;
        (place < self.extract.sources.len()).then_some(SourceId(u32::try_from(place).ok()?))
    }

    /// Names repeat from row to row.
    fn shared(&mut self, name: String) -> Arc<str> {
        if let Some(known) = self.names.get(&name) {
            return Arc::clone(known);
        }
        let shared: Arc<str> = name.as_str().into();
        self.names.insert(name, Arc::clone(&shared));
        shared
    }

    fn source(&mut self, row: SourceRow) -> Option<()> {
        let place = self.extract.sources.len().checked_sub(self.first_source)?;
        if u64::try_from(place).ok()? != row.source {
            return None;
        }
        let header = row.header.map(|header| {
            let HeaderColumns {
                format_major,
                format_minor,
                chunks_declared,
                chunks_found,
                next_record_id,
                is_dirty,
                is_full,
                is_header_intact,
            } = header;
            LogHeader {
                version: (format_major, format_minor),
                chunks_declared,
                chunks_found,
                next_record_id,
                is_dirty,
                is_full,
                is_intact: is_header_intact,
            }
        });
        self.extract.sources.push(Source {
            path: row.path,
            format: of_id(Format::ALL, Format::id, &row.format)?,
            size: row.size,
            tally: Tally {
                read: row.read,
                failed: row.failed,
                skipped: row.skipped,
                recovered: row.recovered,
            },
            issues: Vec::new(),
            // Its runs tell it.
            holds: Vec::new(),
            header,
            fingerprint: row.fingerprint,
            is_extracted: true,
        });
        Some(())
    }

    fn run(&mut self, row: RunRow) -> Option<()> {
        if row.first_id > row.last_id {
            return None;
        }
        let run = Sequence {
            source: self.source_id(row.source)?,
            computer: self.shared(row.computer),
            channel: self.shared(row.channel),
            first_id: row.first_id,
            last_id: row.last_id,
            time_of_first: time(&row.time_of_first)?,
            time_of_last: time(&row.time_of_last)?,
            first_time: time(&row.first_time)?,
            last_time: time(&row.last_time)?,
            trust: trust(&row.trust)?,
            damage_before: row.damage_before,
            damage_after: row.damage_after,
            in_use: row.in_use,
        };
        self.extract.runs.push(run);
        Some(())
    }

    fn record(&mut self, row: RecordRow) -> Option<()> {
        let system = System {
            provider: self.shared(row.provider),
            event_source_name: row.event_source_name.map(|name| self.shared(name)),
            event_id: row.event_id,
            level: row.level,
            time_created: Some(time(&row.time_created)?),
            time_without_zone: None,
            event_record_id: Some(row.event_record_id),
            channel: self.shared(row.channel),
            computer: self.shared(row.computer),
        };
        let data = row.data.into_iter().map(|datum| {
            let name = datum.name.map(|name| self.shared(name));
            Datum { name, value: datum.value }
        });
        let payload = Payload { data: data.collect(), binary: row.binary.map(|digits| bytes::hex(&digits)) };
        let kept = Kept {
            source: self.source_id(row.source)?,
            trust: trust(&row.trust)?,
            written: Written { system, payload },
        };
        match &mut self.hand_on {
            Some(HandOn(job)) => job(kept),
            None => self.extract.records.push(kept),
        }
        Some(())
    }

    fn text(&mut self, row: TextRow) -> Option<()> {
        let modified = match row.modified {
            Some(text) => match text.parse::<Timestamp>() {
                Ok(time) => Some(Modified::At(time)),
                Err(_) => Some(Modified::Local(text.parse::<DateTime>().ok()?)),
            },
            None => None,
        };
        self.extract.texts.push(Text {
            path: row.path,
            content: row.content,
            size: row.size,
            modified,
            is_named: row.is_named,
            complaint: None,
        });
        Some(())
    }

    fn issue(&mut self, row: IssueRow) -> Option<()> {
        let source = match row.source {
            Some(number) => Some(self.source_id(number)?),
            None => None,
        };
        let issue = Issue {
            // One of a later version.
            kind: of_id(IssueKind::ALL, IssueKind::id, &row.kind).unwrap_or(IssueKind::Unreadable),
            place: Place {
                source,
                path: row.path,
                computer: row.computer,
                chunk: row.chunk,
                offset: row.offset,
                record: row.record,
            },
            text: self.known.sentence(&row.sentence),
            is_loss: row.is_loss,
        };
        let of_source = source.and_then(|id| self.extract.sources.get_mut(usize::try_from(id.0).ok()?));
        match of_source {
            Some(source) => source.issues.push(issue),
            None => self.extract.issues.push(issue),
        }
        Some(())
    }
}

fn time(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

fn trust(word: &str) -> Option<Trust> {
    TRUSTS.iter().find(|(_, known)| *known == word).map(|(trust, _)| *trust)
}

fn of_id<T: Copy>(all: &[T], id: fn(T) -> &'static str, word: &str) -> Option<T> {
    all.iter().copied().find(|value| id(*value) == word)
}
