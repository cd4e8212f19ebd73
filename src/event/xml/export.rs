//! Events exported as XML text: a stream of `<Event>` elements, with or without a root around them.
//!
//! The text is cut into pieces, each from the start of one event to the start of the next, and each piece is read by
//! itself: what is broken ends with its event, and the memory is that of one event.

use std::io::{self, Read};

use super::{Record, read_strictly};
use crate::event::System;

/// No record of Windows is longer as text: its binary form has less than 64 KiB.
const LONGEST: usize = 4 << 20;
/// How much is read at a time.
const BLOCK: usize = 1 << 16;
/// What an event begins with; a blank or the tag's end follows.
const START: &[u8] = b"<Event";
/// What an event ends with.
const END: &[u8] = b"</Event>";

/// Why an event, or the rest of the text, could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// One event is broken; there may be more behind it.
    #[error("{0}")]
    Event(String),
    /// The text ends inside an event.
    #[error("the text ends inside an event")]
    CutInEvent,
    /// The text ends before its root does.
    #[error("the text ends before its last line")]
    CutInRoot,
    /// The stream gives nothing more.
    #[error("{0}")]
    Stream(io::Error),
}

/// Reads events from a text in UTF-8.
#[derive(Debug)]
pub struct Export<R> {
    text: R,
    /// What was read, and from where on it is not taken yet: behind the first piece, from the start of an event.
    held: Vec<u8>,
    at: usize,
    is_at_end: bool,
    failure: Option<io::Error>,
    /// A root was begun, and has not ended.
    is_in_root: bool,
    /// Ends without a start that are still to be told.
    orphans: usize,
    /// What is still to be told at the end.
    pending: Option<ExportError>,
    is_done: bool,
}

impl<R: Read> Export<R> {
    /// Reads from the begin of a text.
    pub fn new(text: R) -> Self {
        Self {
            text,
            held: Vec::new(),
            at: 0,
            is_at_end: false,
            failure: None,
            is_in_root: false,
            orphans: 0,
            pending: None,
            is_done: false,
        }
    }

    /// The next event; `None` at the end. The payload is read only when `wanted` says so.
    pub fn next(&mut self, wanted: impl Fn(&System) -> bool) -> Option<Result<Record, ExportError>> {
        loop {
            if let Some(orphans) = self.orphans.checked_sub(1) {
                self.orphans = orphans;
                return Some(Err(ExportError::Event("its start is missing".to_owned())));
            }
            if self.is_done {
                return self.pending.take().map(Err);
            }
            let piece = match self.piece() {
                Ok(piece) => piece,
                Err(error) => return Some(Err(error)),
            };
            let is_last = self.is_at_end && self.rest().is_empty();
            if !is_start(&piece) {
                self.look_around(&piece);
                if is_last {
                    self.pending = self.end(&piece);
                }
                continue;
            }
            let Some(end) = memchr::memmem::find(&piece, END).map(|end| end.saturating_add(END.len())) else {
                if !is_last {
                    return Some(Err(ExportError::Event("its end is missing".to_owned())));
                }
                self.is_done = true;
                self.pending = self.failure.take().map(ExportError::Stream);
                return Some(Err(ExportError::CutInEvent));
            };
            let (event, behind) = piece.split_at(end);
            self.look_around(behind);
            let read = read_event(event, &wanted);
            if is_last {
                self.pending = self.end(behind);
            }
            return Some(read);
        }
    }

    /// What is not taken yet.
    fn rest(&self) -> &[u8] {
        self.held.get(self.at..).unwrap_or_default()
    }

    /// Takes a piece from the front: up to the next start of an event, or to the end.
    fn piece(&mut self) -> Result<Vec<u8>, ExportError> {
        let mut searched = usize::from(is_start(self.rest()));
        loop {
            let length = self.rest().len();
            let end = match next_start(self.rest(), searched) {
                Some(start) => start,
                None if self.is_at_end => length,
                None if length > LONGEST => {
                    self.skip();
                    return Err(ExportError::Event("longer than any event".to_owned()));
                }
                None => {
                    // A start may lie across the edge of what was read.
                    searched = length.saturating_sub(START.len()).max(searched);
                    self.fill();
                    continue;
                }
            };
            let piece = self.rest().get(..end).unwrap_or_default().to_vec();
            self.at = self.at.saturating_add(end);
            return Ok(piece);
        }
    }

    /// Leaves out everything before the next start of an event.
    fn skip(&mut self) {
        while next_start(self.rest(), 1).is_none() && !self.is_at_end {
            self.at = self.held.len().saturating_sub(START.len());
            self.fill();
        }
        let start = next_start(self.rest(), 1).unwrap_or(self.rest().len());
        self.at = self.at.saturating_add(start);
    }

    fn fill(&mut self) {
        self.held.drain(..self.at.min(self.held.len()));
        self.at = 0;
        let before = self.held.len();
        let read = self.text.by_ref().take(BLOCK as u64).read_to_end(&mut self.held);
        self.is_at_end = read.is_err() || self.held.len() == before;
        self.failure = read.err();
    }

    /// Looks at what stands between events: a root, or the end of an event without its start.
    fn look_around(&mut self, between: &[u8]) {
        self.orphans = self.orphans.saturating_add(memchr::memmem::find_iter(between, END).count());
        if memchr::memmem::find(between, b"<Events").is_some() {
            self.is_in_root = true;
        }
        if memchr::memmem::find(between, b"</Events>").is_some() {
            self.is_in_root = false;
        }
    }

    /// What is to be said at the end of the text, behind its last event.
    fn end(&mut self, rest: &[u8]) -> Option<ExportError> {
        self.is_done = true;
        // A tag that was begun is an event that was, or the root's end.
        let has_begun = !rest.trim_ascii_end().ends_with(b">") && rest.contains(&b'<');
        let is_cut = self.failure.is_some() || self.is_in_root || has_begun;
        is_cut.then(|| self.cut())
    }

    fn cut(&mut self) -> ExportError {
        match self.failure.take() {
            Some(error) => ExportError::Stream(error),
            None if self.is_in_root => ExportError::CutInRoot,
            None => ExportError::CutInEvent,
        }
    }
}

/// Whether a piece begins with the start of an event.
fn is_start(piece: &[u8]) -> bool {
    piece
        .strip_prefix(START)
        .is_some_and(|rest| matches!(rest.first(), Some(b' ' | b'\t' | b'\r' | b'\n' | b'>')))
}

/// Where the next event begins.
fn next_start(held: &[u8], from: usize) -> Option<usize> {
    let rest = held.get(from..)?;
    memchr::memmem::find_iter(rest, START)
        .map(|at| at.saturating_add(from))
        .find(|at| held.get(*at..).is_some_and(is_start))
}

fn read_event(event: &[u8], wanted: &impl Fn(&System) -> bool) -> Result<Record, ExportError> {
    // What a disk gives instead of lost text.
    if event.contains(&0) {
        return Err(ExportError::Event("it holds zeros where text should be".to_owned()));
    }
    let text = String::from_utf8_lossy(event);
    read_strictly(&text, wanted).map_err(|error| ExportError::Event(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: u64) -> String {
        format!(
            "<Event xmlns='x'><System><Provider Name='volsnap'/><EventID>27</EventID>\
             <TimeCreated SystemTime='2012-01-18T07:26:31Z'/><EventRecordID>{id}</EventRecordID>\
             </System><EventData><Data>a &lt;Event&gt;</Data></EventData></Event>"
        )
    }

    /// Ids of events, and errors by their first letters: e an event, c a cut in an event, r one in the root.
    fn read(text: &[u8]) -> Vec<String> {
        let mut export = Export::new(text);
        let mut found = Vec::new();
        while let Some(next) = export.next(|_| true) {
            found.push(match next {
                Ok(record) => record.system.event_record_id.unwrap().to_string(),
                Err(ExportError::Event(_)) => "e".into(),
                Err(ExportError::CutInEvent) => "c".into(),
                Err(ExportError::CutInRoot) => "r".into(),
                Err(ExportError::Stream(_)) => "s".into(),
            });
        }
        found
    }

    #[test]
    fn events_are_read_with_and_without_a_root() {
        let events = event(1) + "\r\n" + &event(2) + "\r\n";
        assert_eq!(read(events.as_bytes()), ["1", "2"]);
        assert_eq!(read(format!("<?xml?><Events>{events}</Events>\n").as_bytes()), ["1", "2"]);
        assert_eq!(read(b"no events"), [""; 0]);
    }

    #[test]
    fn a_cut_is_told_wherever_it_is() {
        let events = event(1) + "\n" + &event(2);
        for (prefix, suffix) in [("", "\n"), ("<Events>", "</Events>")] {
            let text = format!("{prefix}{events}{suffix}");
            for length in prefix.len() + 1..text.len() {
                let found = read(&text.as_bytes()[..length]);
                let last = found.last().map_or("", String::as_str);
                let first_ends = prefix.len() + event(1).len();
                let is_between = prefix.is_empty()
                    && (length == first_ends || length == first_ends + 1 || length == text.len() - 1);
                assert_eq!(["c", "r"].contains(&last), !is_between, "{length} {found:?}");
                assert_eq!(found.first().is_some_and(|first| first == "1"), length >= first_ends);
            }
        }
    }

    #[test]
    fn a_text_that_begins_inside_an_event_has_lost_one() {
        let text = event(1) + &event(2);
        assert_eq!(read(&text.as_bytes()[30..]), ["e", "2"]);
    }

    #[test]
    fn what_is_broken_ends_with_its_event() {
        let whole = event(1) + &event(2) + &event(3);
        for (from, to) in
            [("SystemTime='", "SystemTime="), ("</EventData>", ""), ("</Event>", ""), ("<System>", "<Sys")]
        {
            let middle = event(2).replace(from, to);
            assert_eq!(read((event(1) + &middle + &event(3)).as_bytes()), ["1", "e", "3"], "{from}");
        }
        let mut zeros = whole.clone().into_bytes();
        zeros[event(1).len() + 60..event(1).len() + 90].fill(0);
        assert_eq!(read(&zeros), ["1", "e", "3"]);
        let long = event(2).replace("a &lt;", &"a".repeat(2 * LONGEST));
        assert_eq!(read((event(1) + &long + &event(3)).as_bytes()), ["1", "e", "3"]);
    }
}
