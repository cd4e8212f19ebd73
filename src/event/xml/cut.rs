//! An export as a stream of text, cut into stretches: each from the start of one event to the start of another, so
//! that each can be read by itself. The memory is that of one stretch, or of one event.

use std::io::{self, Read};

use super::export::{START, is_start, next_start};

/// No record of Windows is longer as text: its binary form has less than 64 KiB.
pub(super) const LONGEST: usize = 4_194_304;
/// How much is read at a time.
const BLOCK: usize = 65_536;

/// What comes next of an export.
#[derive(Debug)]
pub enum Cut {
    /// A stretch of it, which is cut between characters, and whether the text ends there.
    Stretch(Vec<u8>, bool),
    /// An event, or what should be one, that is longer than any; it is left out.
    TooLong,
}

/// Cuts a text in UTF-8, or in an encoding of before it that has ASCII in it.
#[derive(Debug)]
pub struct Cutter<R> {
    text: R,
    /// What was read and is not taken yet: behind the first stretch, from the start of an event.
    held: Vec<u8>,
    length: usize,
    is_at_end: bool,
    is_done: bool,
    failure: Option<io::Error>,
}

impl<R: Read> Cutter<R> {
    /// Cuts from the begin of a text, stretches of about so many bytes. What is read of them does not depend on it.
    pub fn new(text: R, length: usize) -> Self {
        Self { text, held: Vec::new(), length, is_at_end: false, is_done: false, failure: None }
    }

    /// The next stretch; `None` behind the last.
    pub fn next_cut(&mut self) -> Option<Cut> {
        if self.is_done {
            return None;
        }
        let mut searched = usize::from(is_start(&self.held));
        loop {
            let held = self.held.len();
            let start = if held >= self.length { self.start(searched) } else { None };
            if let Some(start) = start {
                let rest = self.held.split_off(start);
                let stretch = std::mem::replace(&mut self.held, rest);
                return Some(Cut::Stretch(stretch, false));
            }
            if self.is_at_end {
                self.is_done = true;
                let stretch = std::mem::take(&mut self.held);
                return Some(Cut::Stretch(stretch, true));
            }
            if held >= self.length {
                if held > LONGEST {
                    self.skip();
                    return Some(Cut::TooLong);
                }
                // A start may lie across the edge of what was read.
                searched = held.saturating_sub(START.len()).max(searched);
            }
            self.fill();
        }
    }

    /// Why the stream gives nothing more, where it failed.
    pub fn failure(self) -> Option<io::Error> {
        self.failure
    }

    /// Where to cut: at the last start within the length of a stretch, or else at the first.
    fn start(&self, searched: usize) -> Option<usize> {
        let edge = self.length.saturating_add(START.len()).saturating_add(1);
        let near = self.held.get(..edge).unwrap_or(&self.held);
        last_start(near, searched).or_else(|| next_start(&self.held, searched))
    }

    /// Leaves out everything before the next start of an event.
    fn skip(&mut self) {
        // What is kept may hold a start that lies across the edge of what was read; its first byte is of no start any more.
        let kept = START.len().saturating_add(1);
        while next_start(&self.held, 1).is_none() && !self.is_at_end {
            self.held.drain(..self.held.len().saturating_sub(kept));
            self.fill();
        }
        let start = next_start(&self.held, 1).unwrap_or(self.held.len());
        self.held.drain(..start);
    }

    fn fill(&mut self) {
        let before = self.held.len();
        let read = self.text.by_ref().take(BLOCK as u64).read_to_end(&mut self.held);
        self.is_at_end = read.is_err() || self.held.len() == before;
        self.failure = read.err();
    }
}

/// Where the last event begins.
fn last_start(held: &[u8], from: usize) -> Option<usize> {
    let rest = held.get(from..)?;
    memchr::memmem::rfind_iter(rest, START)
        .map(|at| at.saturating_add(from))
        .find(|at| held.get(*at..).is_some_and(is_start))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What follows an event that is too long lies anywhere in what is read at a time.
    #[test]
    fn the_event_behind_one_that_is_too_long_is_met_wherever_it_lies() {
        for more in 0..20 {
            let long = format!("<Event>{}", "x".repeat(LONGEST + 3 * BLOCK - 20 + more));
            let text = format!("{long}<Event>second</Event>");
            let mut cutter = Cutter::new(text.as_bytes(), 64);
            let (mut told, mut rest) = (0, String::new());
            while let Some(cut) = cutter.next_cut() {
                match cut {
                    Cut::TooLong => told += 1,
                    Cut::Stretch(stretch, _) => rest.push_str(str::from_utf8(&stretch).unwrap()),
                }
            }
            assert_eq!((told, &*rest), (1, "<Event>second</Event>"), "{more}");
        }
    }

    #[test]
    fn an_event_may_be_as_long_as_the_longest() {
        let of = |length: usize| format!("<Event>{}", "x".repeat(length - "<Event>".len()));
        for (length, told) in [(LONGEST, 0), (LONGEST + BLOCK, 1)] {
            let text = of(length) + "<Event>second</Event>";
            let mut cutter = Cutter::new(text.as_bytes(), 64);
            let cuts = std::iter::from_fn(|| cutter.next_cut());
            assert_eq!(cuts.filter(|cut| matches!(cut, Cut::TooLong)).count(), told, "{length}");
        }
    }

    #[test]
    fn a_stream_that_fails_says_why() {
        struct Fails;
        impl Read for Fails {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("no more"))
            }
        }
        let mut cutter = Cutter::new(b"<Event>first".chain(Fails), 64);
        assert!(matches!(cutter.next_cut(), Some(Cut::Stretch(text, true)) if text == b"<Event>first"));
        assert!(cutter.next_cut().is_none());
        assert_eq!(cutter.failure().map(|error| error.to_string()).as_deref(), Some("no more"));
        assert!(Cutter::new(&b""[..], 64).failure().is_none());
    }
}
