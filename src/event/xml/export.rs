//! Events exported as XML text: a stream of `<Event>` elements, with or without a root around them.
//!
//! Read one by one, in bounded memory. What is broken ends with its event; the next one is found again.

use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::events::Event as Token;

use super::walk::Walk;
use super::{Record, XmlError, attribute, check};
use crate::event::System;

/// No record of Windows is longer as text: its binary form has less than 64 KiB.
const LONGEST: u64 = 4 << 20;
/// The namespace of events (MS-EVEN6, 2.2.17).
const NAMESPACE: &str = "http://schemas.microsoft.com/win/2004/08/events/event";
/// What an event begins with.
const START: &[u8] = b"<Event";

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
    /// None once the text is at its end.
    reader: Option<Reader<Bounded<R>>>,
    buffer: Vec<u8>,
    root: Root,
    /// An event begins here that was met inside another one.
    begun: Option<Walk>,
    /// The end of an event that was given up is still to come.
    owes_end: bool,
}

/// How far the text is with the root around its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Root {
    None,
    Open,
    Closed,
}

impl<R: BufRead> Export<R> {
    /// Reads from the begin of a text.
    pub fn new(text: R) -> Self {
        let bounded = Bounded { inner: text, left: LONGEST, passed: 0, has_zero: false };
        Self {
            reader: Some(reader(bounded)),
            buffer: Vec::new(),
            root: Root::None,
            begun: None,
            owes_end: false,
        }
    }

    /// The next event; `None` at the end. The payload is read only when `wanted` says so.
    pub fn next(&mut self, wanted: impl Fn(&System) -> bool) -> Option<Result<Record, ExportError>> {
        let walk = match self.begun.take() {
            Some(walk) => walk,
            None => match self.seek_event()? {
                Ok(walk) => walk,
                Err(error) => return Some(Err(error)),
            },
        };
        self.read_event(walk, &wanted)
    }

    /// Goes on to the start of the next event.
    fn seek_event(&mut self) -> Option<Result<Walk, ExportError>> {
        loop {
            let reader = self.reader.as_mut()?;
            reader.get_mut().allow();
            self.buffer.clear();
            match reader.read_event_into(&mut self.buffer) {
                Ok(Token::Start(start)) => match start.local_name().as_ref() {
                    "Event" => {
                        self.owes_end = false;
                        let mut walk = Walk::default();
                        walk.take(Token::Start(start));
                        return Some(Ok(walk));
                    }
                    "Events" => self.root = Root::Open,
                    _ => {}
                },
                Ok(Token::End(end)) => match end.local_name().as_ref() {
                    "Events" => self.root = Root::Closed,
                    // The text begins inside an event, or the start of one is broken.
                    "Event" if std::mem::take(&mut self.owes_end) => {}
                    "Event" => {
                        return Some(Err(ExportError::Event("its start is missing".to_owned())));
                    }
                    _ => {}
                },
                Ok(Token::Eof) => {
                    self.reader = None;
                    return (self.root == Root::Open).then_some(Err(ExportError::CutInRoot));
                }
                Ok(_) => {}
                // Between events nothing is lost but what is no event.
                Err(error) => match self.find_again(error) {
                    Ok(()) if self.reader.is_some() => {}
                    Ok(()) if self.root == Root::Open => return Some(Err(ExportError::CutInRoot)),
                    Ok(()) => return Some(Err(ExportError::CutInEvent)),
                    Err(error) => return Some(Err(error)),
                },
            }
        }
    }

    /// Reads on to the end of an event.
    fn read_event(
        &mut self,
        mut walk: Walk,
        wanted: &impl Fn(&System) -> bool,
    ) -> Option<Result<Record, ExportError>> {
        let reader = self.reader.as_mut()?;
        reader.get_mut().allow();
        let mut is_wanted = true;
        loop {
            self.buffer.clear();
            match reader.read_event_into(&mut self.buffer) {
                Ok(Token::Eof) => {
                    self.reader = None;
                    return Some(Err(ExportError::CutInEvent));
                }
                Ok(Token::Start(start))
                    if start.local_name().as_ref() == "Event"
                        && attribute(&start, "xmlns").is_some_and(|name| name == NAMESPACE) =>
                {
                    let mut next = Walk::default();
                    next.take(Token::Start(start));
                    self.begun = Some(next);
                    return Some(Err(ExportError::Event("its end is missing".to_owned())));
                }
                Ok(token) => walk.take(token),
                Err(error) => {
                    self.owes_end = true;
                    let text = error.to_string();
                    return Some(Err(match self.find_again(error) {
                        Ok(()) if self.reader.is_none() => ExportError::CutInEvent,
                        Ok(()) => ExportError::Event(format!("not well-formed: {text}")),
                        Err(error) => error,
                    }));
                }
            }
            if walk.has_just_left_system() {
                is_wanted = wanted(&walk.system);
            }
            if walk.is_done() {
                break;
            }
        }
        if reader.get_mut().has_zero {
            return Some(Err(ExportError::Event("it holds zeros where text should be".to_owned())));
        }
        Some(match check(&walk.system) {
            Ok(()) => Ok(Record { system: walk.system, payload: is_wanted.then_some(walk.payload) }),
            Err(error @ (XmlError::NoIdentity | XmlError::NoTime | XmlError::Malformed { .. })) => {
                Err(ExportError::Event(error.to_string()))
            }
        })
    }

    /// Goes on to the next place where an event could begin, past an error; there is no reader any more where
    /// the text ends before.
    fn find_again(&mut self, error: Error) -> Result<(), ExportError> {
        let Some(old) = self.reader.take() else { return Ok(()) };
        let mut bounded = old.into_inner();
        if let Error::Io(error) = error
            && !Exceeded::is(&error)
        {
            return Err(ExportError::Stream(io::Error::new(error.kind(), error.to_string())));
        }
        bounded.left = u64::MAX;
        if bounded.skip_to(START).map_err(ExportError::Stream)? {
            self.reader = Some(reader(bounded));
        }
        Ok(())
    }
}

fn reader<R: BufRead>(text: R) -> Reader<R> {
    let mut reader = Reader::from_reader(text);
    // The root may have begun before what is read.
    reader.config_mut().allow_unmatched_ends = true;
    reader.config_mut().check_end_names = true;
    reader
}

/// A text of which only so much is given at a time, so that nothing without an end fills the memory.
#[derive(Debug)]
struct Bounded<R> {
    inner: R,
    left: u64,
    /// How many bytes went through since the last error.
    passed: u64,
    /// Whether a zero byte went through: what a disk gives instead of lost text.
    has_zero: bool,
}

/// More text than an event can have.
#[derive(Debug, thiserror::Error)]
#[error("longer than any event")]
struct Exceeded;

impl Exceeded {
    fn is(error: &io::Error) -> bool {
        error.get_ref().and_then(|inner| inner.downcast_ref::<Self>()).is_some()
    }
}

impl<R> Bounded<R> {
    fn allow(&mut self) {
        self.left = LONGEST;
        self.has_zero = false;
    }
}

impl<R: BufRead> Bounded<R> {
    /// Leaves out everything before a word; false if it does not come.
    fn skip_to(&mut self, word: &[u8]) -> io::Result<bool> {
        if std::mem::take(&mut self.passed) == 0 && !self.inner.fill_buf()?.is_empty() {
            // An error on the spot must not be met twice.
            self.inner.consume(1);
        }
        loop {
            let available = match self.inner.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if available.is_empty() {
                return Ok(false);
            }
            let length = available.len();
            if let Some(found) = memchr::memmem::find(available, word) {
                self.inner.consume(found);
                return Ok(true);
            }
            // A word across the edge of two buffers is read byte by byte by whoever comes next: it begins
            // with a tag's start, which is kept.
            match memchr::memrchr(b'<', available) {
                Some(last) if last > 0 && length.saturating_sub(last) < word.len() => {
                    self.inner.consume(last);
                    return Ok(true);
                }
                _ => self.inner.consume(length),
            }
        }
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), available.get(..count)) {
            to.copy_from_slice(from);
        }
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other(Exceeded));
        }
        let available = self.inner.fill_buf()?;
        self.has_zero |= memchr::memchr(0, available).is_some();
        let most = usize::try_from(self.left).unwrap_or(usize::MAX);
        Ok(available.get(..available.len().min(most)).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count as u64);
        self.passed = self.passed.saturating_add(count as u64);
        self.inner.consume(count);
    }
}
