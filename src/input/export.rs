//! Events exported as XML: Event Viewer's "Save as XML", `wevtutil qe /f:xml`, `Get-WinEvent`'s `ToXml()`.
//!
//! Such a text has no checksums and does not say how many events it should have: what it declares is what
//! begins in it.

use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::keeper::Keeper;
use super::stream::fill;
use super::{Format, SourceYield, limits, text};
use crate::event::Trust;
use crate::event::providers;
use crate::event::xml::{Export, ExportError};
use crate::issue::{Issue, IssueKind};
use crate::say::{Log, Number, Sentence, sentences};

sentences! {
    reason_alone(reason: Log) = "export.reason": "{ $reason }";
    reason_behind(reason: Log, record: Number) = "export.reason-behind": "{ $reason } behind record { $record }";
    cut_in_event() = "export.cut-in-event": "the export is cut off: it ends inside an event; ask for it again";
    cut_in_event_behind(record: Number) = "export.cut-in-event-behind":
        "the export is cut off behind record { $record }: it ends inside an event; ask for it again";
    cut_in_root() = "export.cut-in-root": "the export is cut off: its last line is missing; ask for it again";
    cut_in_root_behind(record: Number) = "export.cut-in-root-behind":
        "the export is cut off behind record { $record }: its last line is missing; ask for it again";
    events_unreadable(count: u64, first: Sentence) = "export.events-unreadable":
        "{ $count ->
            [one] an event could not be read: { $first }
           *[other] { $count } events could not be read; the first: { $first }
        }";
}

/// Reads an export; `None` if it holds no event at all.
pub(super) fn read(stream: &mut dyn Read) -> Option<SourceYield> {
    let mut size = 0;
    let mut out = Losses::default();
    let mut keeper = Keeper::new(Trust::Intact);
    let mut fingerprint = 0_u64;
    let counted = Counter { inner: stream, count: &mut size };
    let mut export = Export::new(in_utf8(counted));
    while let Some(event) = export.next(providers::is_wanted) {
        match event {
            Ok(record) => {
                let id = record.system.event_record_id.unwrap_or_default();
                fingerprint = fingerprint.wrapping_mul(31).wrapping_add(id);
                out.last_id = Some(id);
                keeper.note_requester(&record.system.provider, &record.system.computer);
                keeper.keep(record);
            }
            Err(error) => out.add(&error),
        }
    }
    drop(export);
    let mut harvest = keeper.harvest;
    harvest.tally.failed = out.failed;
    if out.any() {
        harvest.runs.damage_around();
    }
    if harvest.tally.declared() == 0 {
        return None;
    }
    harvest.issues = out.issues();
    harvest.fingerprint = fingerprint;
    harvest.shrink();
    Some(SourceYield { log: 0, format: Format::Xml, size, header: None, harvest })
}

/// The same text in UTF-8. Bytes that are none, as consoles write them in older encodings, become U+FFFD: the
/// markup is ASCII in all of them.
pub(super) fn in_utf8(mut stream: impl Read) -> impl Read {
    let mut head = vec![0; 4];
    let (filled, _) = fill(&mut stream, &mut head);
    head.truncate(filled);
    let (encoding, _) = text::encoding(&head);
    let encoding: &'static Encoding = match encoding {
        text::Encoding::Utf8 => UTF_8,
        text::Encoding::Utf16Le => UTF_16LE,
        text::Encoding::Utf16Be => UTF_16BE,
    };
    DecodeReaderBytesBuilder::new()
        .encoding(Some(encoding))
        .bom_override(true)
        .strip_bom(true)
        .build(io::Cursor::new(head).chain(stream))
}

/// What could not be read.
#[derive(Default)]
struct Losses {
    /// Events that began and could not be read.
    failed: u64,
    /// Of these, those that are broken themselves, and why the first of them is.
    broken: u64,
    first: Option<Sentence>,
    /// The last event that was read.
    last_id: Option<u64>,
    end: Option<Issue>,
}

impl Losses {
    fn add(&mut self, error: &ExportError) {
        let last = self.last_id.map(Number);
        match error {
            ExportError::Event(reason) => {
                self.failed = self.failed.saturating_add(1);
                self.broken = self.broken.saturating_add(1);
                let reason = Log::of(reason);
                self.first.get_or_insert_with(|| match last {
                    Some(record) => reason_behind(reason, record),
                    None => reason_alone(reason),
                });
            }
            ExportError::CutInEvent => {
                self.failed = self.failed.saturating_add(1);
                let text = last.map_or_else(cut_in_event, cut_in_event_behind);
                self.end = Some(Issue::loss(IssueKind::Truncated, text));
            }
            ExportError::CutInRoot => {
                let text = last.map_or_else(cut_in_root, cut_in_root_behind);
                self.end = Some(Issue::loss(IssueKind::Truncated, text));
            }
            ExportError::Stream(error) => self.end = Some(limits::issue_of(error)),
        }
    }

    fn any(&self) -> bool {
        self.failed > 0 || self.end.is_some()
    }

    fn issues(self) -> Vec<Issue> {
        let broken = self.first.map(|first| {
            let text = events_unreadable(self.broken, first);
            Issue::loss(IssueKind::RecordsUnreadable, text)
        });
        broken.into_iter().chain(self.end).collect()
    }
}

/// Counts the bytes of a file.
struct Counter<'a, R> {
    inner: R,
    count: &'a mut u64,
}

impl<R: Read> Read for Counter<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        *self.count = self.count.saturating_add(count as u64);
        Ok(count)
    }
}
