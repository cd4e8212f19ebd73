//! Events exported as XML: Event Viewer's "Save as XML", `wevtutil qe /f:xml`, `Get-WinEvent`'s `ToXml()`.
//!
//! Such a text has no checksums and does not say how many events it should have: what it declares is what
//! begins in it.

mod part;
mod runs;
mod words;

use std::io::{self, Read};

use encoding_rs::{Encoding, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

use part::Part;
use words::Words;

use super::later::{InOrder, Later, later};
use super::stream::fill;
use super::{Decoding, Format, How, SourceYield, limits, sniff, text};
use crate::event::xml::{Between, Cut, Cutter};
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

/// How long a stretch is where events are short: large enough that handing it to another thread costs nothing worth
/// counting, small enough to stay in a core's cache.
const STRETCH: usize = 1 << 18;

/// How the events of an export are read.
#[derive(Debug, Clone, Copy)]
struct Manner {
    decoding: Decoding,
    keeps_records: bool,
}

/// What was read of an export so far.
#[derive(Debug)]
pub(super) struct Reading {
    /// The parts that are put together, and those behind them.
    whole: Part,
    parts: InOrder<Part>,
    size: u64,
    failure: Option<io::Error>,
}

/// Reads an export to its end; what others do of it may not be done yet.
pub(super) fn read(stream: &mut dyn Read, how: &How) -> Reading {
    let manner = Manner { decoding: how.decoding, keeps_records: how.keeps_records };
    read_in(STRETCH, stream, manner)
}

/// Reads an export that begins behind other words, such as those of a console, no further than so many bytes behind the
/// first; `None` where none does.
pub(super) fn read_late(stream: &mut dyn Read, far: u64, how: &How) -> io::Result<Option<Reading>> {
    let manner = Manner { decoding: how.decoding, keeps_records: how.keeps_records };
    let mut before = 0;
    let mut text = as_written(Counter { inner: stream, count: &mut before });
    let (mut held, mut passed) = (Vec::new(), 0_u64);
    let start = loop {
        let length = held.len();
        (&mut text).take(STRETCH as u64).read_to_end(&mut held)?;
        if let Some(start) = sniff::late_event(&held) {
            break start;
        }
        if held.len() == length || passed > far {
            return Ok(None);
        }
        let gone = held.len().saturating_sub(sniff::LATE_EDGE);
        held.drain(..gone);
        passed = passed.saturating_add(gone as u64);
    };
    held.drain(..start);
    let mut found = read_in(STRETCH, &mut held.chain(text), manner);
    found.size = before;
    Ok(Some(found))
}

/// The same in stretches of about so many bytes.
fn read_in(length: usize, stream: &mut dyn Read, manner: Manner) -> Reading {
    let mut out =
        Reading { whole: Part::new(manner.keeps_records), parts: InOrder::default(), size: 0, failure: None };
    let counted = Counter { inner: stream, count: &mut out.size };
    let mut cutter = Cutter::new(as_written(counted), length);
    let mut words = Words::default();
    while let Some(cut) = cutter.next_cut() {
        out.parts.push(match cut {
            // Nothing is left to do meanwhile.
            Cut::Stretch(text, true) => Later::now(Part::read(&words.read(text), true, manner)),
            Cut::Stretch(text, false) => {
                let text = words.read(text);
                later(move || Part::read(&text, false, manner))
            }
            Cut::TooLong => Later::now(Part::broken("longer than any event")),
        });
        while let Some(part) = out.parts.next_done() {
            out.whole.absorb(part);
        }
    }
    out.failure = cutter.failure();
    out
}

impl Reading {
    /// Adds up. If it holds no event at all, it is no source, and where it can't be read to its end that is to be told.
    pub(super) fn finish(mut self) -> Result<SourceYield, Option<Box<Issue>>> {
        while let Some(part) = self.parts.next() {
            self.whole.absorb(part);
        }
        let Part { keeper, ids, broken, first, between, .. } = self.whole;
        let has_failed = self.failure.is_some();
        let losses = Losses::new(broken, first, between, ids.last, self.failure);
        let mut harvest = keeper.harvest;
        harvest.tally.failed = losses.failed;
        if losses.any() {
            harvest.runs.damage_around();
        }
        if harvest.tally.declared() == 0 {
            return Err(losses.end.filter(|_| has_failed).map(Box::new));
        }
        harvest.issues = losses.issues();
        harvest.fingerprint = ids.sum();
        harvest.shrink();
        Ok(SourceYield { log: 0, format: Format::Xml, size: self.size, header: None, harvest })
    }
}

/// The same text in UTF-8, from what a Japanese console writes, too. Other bytes that are none become U+FFFD: what is looked for is
/// ASCII.
pub(super) fn in_utf8(mut stream: impl Read) -> impl Read {
    const ENOUGH: usize = 4096;
    let mut head = vec![0; ENOUGH];
    let (filled, _) = fill(&mut stream, &mut head);
    head.truncate(filled);
    let whole_lines =
        head.iter().rposition(|byte| *byte == b'\n').and_then(|end| head.get(..end)).unwrap_or(&head);
    let is_japanese = std::str::from_utf8(whole_lines).is_err() && text::japanese(whole_lines).is_some();
    decoded(io::Cursor::new(head).chain(stream), Some(if is_japanese { SHIFT_JIS } else { UTF_8 }))
}

/// The same, but that bytes without a mark stay as they are: what they are is decided where stretches are cut.
fn as_written(stream: impl Read) -> impl Read {
    decoded(stream, None)
}

fn decoded(mut stream: impl Read, narrow: Option<&'static Encoding>) -> impl Read {
    let mut head = vec![0; 4];
    let (filled, _) = fill(&mut stream, &mut head);
    head.truncate(filled);
    let encoding: Option<&'static Encoding> = match text::encoding(&head) {
        (text::Encoding::Utf8, 0) => narrow,
        (text::Encoding::Utf8, _) => Some(UTF_8),
        (text::Encoding::Utf16Le, _) => Some(UTF_16LE),
        (text::Encoding::Utf16Be, _) => Some(UTF_16BE),
    };
    DecodeReaderBytesBuilder::new()
        .encoding(encoding)
        .bom_override(true)
        .strip_bom(true)
        .build(io::Cursor::new(head).chain(stream))
}

/// What could not be read.
struct Losses {
    /// Events that began and could not be read.
    failed: u64,
    /// Of these, those that are broken themselves, and what the first of them is.
    broken: u64,
    first: Option<Sentence>,
    end: Option<Issue>,
}

impl Losses {
    fn new(
        broken: u64,
        first: Option<(String, Option<u64>)>,
        between: Between,
        last: Option<u64>,
        failure: Option<io::Error>,
    ) -> Self {
        let first = first.map(|(reason, last)| match last {
            Some(record) => reason_behind(Log::of(reason), Number(record)),
            None => reason_alone(Log::of(reason)),
        });
        let is_in_root = between.is_in_root == Some(true);
        // A tag that was begun is an event that was, unless a root was to end.
        let tag_is_event = between.ends_in_tag && !is_in_root && failure.is_none();
        let is_cut_in_event = between.ends_in_event || tag_is_event;
        let last = last.map(Number);
        let end = match failure {
            Some(error) => Some(limits::issue_of(&error)),
            None if is_cut_in_event => {
                let text = last.map_or_else(cut_in_event, cut_in_event_behind);
                Some(Issue::loss(IssueKind::Truncated, text))
            }
            None if is_in_root => {
                let text = last.map_or_else(cut_in_root, cut_in_root_behind);
                Some(Issue::loss(IssueKind::Truncated, text))
            }
            None => None,
        };
        Self { failed: broken.saturating_add(u64::from(is_cut_in_event)), broken, first, end }
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

#[cfg(test)]
mod tests;
