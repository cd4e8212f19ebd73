//! How much an archive may unpack to: bounds against archives that are made to explode.
//!
//! They are counted from what an archive declares, in the order in which it lists its files, so that
//! the same archive meets the same bound whatever the threads.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::issue::{Issue, IssueKind};
use crate::say::{Log, Number, Sentence, sentences};

sentences! {
    unreadable(error: Log) = "file.cant-be-read": "can't be read: { $error }";
    cant_be_unpacked(error: Log) = "archive.cant-be-unpacked":
        "can't be unpacked any further: { $error }; ask for it again, or unpack it and give the folder";
    too_much(limit: Log) = "archive.too-much":
        "the archive unpacks to more than { $limit }, so what lies behind was not read; if it is no bomb, raise \
         --max-unpacked";
    too_large(limit: Log) = "archive.too-large":
        "unpacks to more than { $limit }, so it was not read further; if it is no bomb, raise --max-entry";
    too_dense(limit: Number) = "archive.too-dense":
        "unpacks to more than { $limit } times its packed size, as bombs do, so it was not read further; if it is none, \
         raise --max-ratio";
    too_much_memory(limit: Log) = "archive.too-much-memory":
        "needs more than { $limit } of memory to be unpacked; unpack it and give the folder, or raise --max-held";
}

/// Bounds on archives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that one archive may unpack to, archives inside it included.
    pub total: u64,
    /// Bytes that one file in an archive may unpack to.
    pub entry: u64,
    /// How many times its packed size a file, or an archive, may unpack to. Looked at only behind
    /// the first [`UNSUSPICIOUS`] bytes: a new log is mostly zeros and packs to next to nothing.
    pub ratio: u64,
    /// How many archives may lie in each other.
    pub nesting: u32,
    /// Bytes of memory for an archive that lies in another one or comes from standard input, and for the
    /// dictionary of a 7z archive.
    pub held: u64,
}

/// Bytes up to which no ratio is suspicious.
pub const UNSUSPICIOUS: u64 = 64 << 20;

impl Default for Limits {
    fn default() -> Self {
        Self { total: 64 << 30, entry: 16 << 30, ratio: 300, nesting: 3, held: 128 << 20 }
    }
}

/// Why an archive was not unpacked further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    Total(u64),
    Entry(u64),
    Ratio(u64),
    Held(u64),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Total(limit) | Self::Entry(limit) | Self::Held(limit) => {
                write!(f, "more than the bound of {}", size(*limit))
            }
            Self::Ratio(limit) => write!(f, "more than {limit} times the packed size"),
        }
    }
}

impl std::error::Error for Refused {}

impl From<Refused> for io::Error {
    fn from(refused: Refused) -> Self {
        Self::other(refused)
    }
}

impl Refused {
    /// The bound that an error tells of.
    fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }

    pub(super) fn issue(self) -> Issue {
        let bound = |limit: u64| Log(size(limit));
        let text = match self {
            Self::Total(limit) => too_much(bound(limit)),
            Self::Entry(limit) => too_large(bound(limit)),
            Self::Ratio(limit) => too_dense(Number(limit)),
            Self::Held(limit) => too_much_memory(bound(limit)),
        };
        Issue::loss(IssueKind::ArchiveLimit, text)
    }
}

/// What to say of a file that the system does not give.
pub(super) fn cant_be_read(error: &io::Error) -> Sentence {
    unreadable(Log::of(error.to_string()))
}

/// What to say of an error while something was unpacked.
pub(super) fn issue_of(error: &io::Error) -> Issue {
    match Refused::of(error) {
        Some(refused) => refused.issue(),
        None => Issue::loss(IssueKind::Unreadable, cant_be_unpacked(Log::of(error.to_string()))),
    }
}

/// Bytes in the largest unit that leaves no rest.
fn size(bytes: u64) -> String {
    const UNITS: [(u32, &str); 4] = [(30, "GiB"), (20, "MiB"), (10, "KiB"), (0, "bytes")];
    let unit = UNITS.iter().find(|(shift, _)| bytes.trailing_zeros() >= *shift && bytes >> shift > 0);
    unit.map_or_else(|| "0 bytes".to_owned(), |(shift, name)| format!("{} {name}", bytes >> shift))
}

/// What an archive has unpacked so far, with all archives inside it. Files are asked for one after another, so the
/// order does not depend on threads.
#[derive(Debug)]
pub(super) struct Account {
    packed: u64,
    spent: AtomicU64,
}

impl Account {
    /// Of an archive of so many bytes.
    pub(super) fn new(packed: u64) -> Arc<Self> {
        Arc::new(Self { packed, spent: AtomicU64::new(0) })
    }

    /// Asks for a file that declares so many bytes, packed and unpacked.
    pub(super) fn ask(&self, unpacked: u64, packed: u64, limits: Limits) -> Result<(), Refused> {
        if unpacked > limits.entry {
            return Err(Refused::Entry(limits.entry));
        }
        is_plausible(unpacked, packed, limits)?;
        let spent = self.spent.load(Ordering::Relaxed).saturating_add(unpacked);
        if spent > limits.total {
            return Err(Refused::Total(limits.total));
        }
        is_plausible(spent, self.packed, limits)?;
        self.spent.store(spent, Ordering::Relaxed);
        Ok(())
    }
}

fn is_plausible(unpacked: u64, packed: u64, limits: Limits) -> Result<(), Refused> {
    if unpacked > UNSUSPICIOUS.max(packed.saturating_mul(limits.ratio)) {
        return Err(Refused::Ratio(limits.ratio));
    }
    Ok(())
}

/// How many packed bytes there are.
#[derive(Debug, Clone)]
pub(super) enum Packed {
    /// So many.
    Known(u64),
    /// So many were taken in so far.
    Counted(Rc<Cell<u64>>),
}

/// A stream that gives no more than it may, whatever it declares.
#[derive(Debug)]
pub(super) struct Guard<R> {
    inner: R,
    limits: Limits,
    packed: Packed,
    given: u64,
}

impl<R> Guard<R> {
    pub(super) fn new(inner: R, limits: Limits, packed: Packed) -> Self {
        Self { inner, limits, packed, given: 0 }
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.given = self.given.saturating_add(count as u64);
        if self.given > self.limits.entry {
            return Err(Refused::Entry(self.limits.entry).into());
        }
        let packed = match &self.packed {
            Packed::Known(packed) => *packed,
            Packed::Counted(packed) => packed.get(),
        };
        is_plausible(self.given, packed, self.limits)?;
        Ok(count)
    }
}

/// Counts what goes through.
#[derive(Debug)]
pub(super) struct Counted<R> {
    pub(super) inner: R,
    pub(super) count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.count.set(self.count.get().saturating_add(count as u64));
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { total: 300 << 20, entry: 200 << 20, ratio: 10, nesting: 1, held: 1 };

    #[test]
    fn an_account_is_kept_file_by_file() {
        let account = Account::new(100 << 20);
        assert_eq!(account.ask(250 << 20, 250 << 20, LIMITS), Err(Refused::Entry(200 << 20)));
        assert_eq!(account.ask(180 << 20, 30 << 20, LIMITS), Ok(()));
        assert_eq!(account.ask(180 << 20, 30 << 20, LIMITS), Err(Refused::Total(300 << 20)));
        assert_eq!(account.ask(100 << 20, 30 << 20, LIMITS), Ok(()));
    }

    #[test]
    fn a_ratio_is_looked_at_once_a_file_is_large() {
        let account = Account::new(100 << 20);
        assert_eq!(account.ask(64 << 20, 1, LIMITS), Ok(()));
        assert_eq!(account.ask(65 << 20, 1, LIMITS), Err(Refused::Ratio(10)));
        let overlapping = Account::new(1 << 20);
        assert_eq!(overlapping.ask(60 << 20, 10 << 20, LIMITS), Ok(()));
        assert_eq!(overlapping.ask(60 << 20, 10 << 20, LIMITS), Err(Refused::Ratio(10)));
    }

    #[test]
    fn a_stream_that_lies_about_its_size_is_stopped() {
        let limits = Limits { entry: 1000, ..LIMITS };
        let mut guard = Guard::new(io::repeat(0), limits, Packed::Known(10));
        let error = io::copy(&mut guard, &mut io::sink()).unwrap_err();
        assert_eq!(Refused::of(&error), Some(Refused::Entry(1000)));
        assert_eq!(size(1000), "1000 bytes");
        assert_eq!(size(3 << 29), "1536 MiB");
    }
}
