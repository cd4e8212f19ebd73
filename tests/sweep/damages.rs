//! Which damage is done to a log: the same each time.

use std::collections::BTreeSet;
use std::fmt;

use super::layout::{CHUNK, FILE_HEADER, Log};

/// How many places a log is cut at, and how many of its bytes are changed, one at a time.
pub const CUTS: usize = 200;
pub const FLIPS: usize = 500;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Cut,
    Flip,
    Zero,
    Swap,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Cut, Self::Flip, Self::Zero, Self::Swap];

    pub fn words(self) -> &'static str {
        match self {
            Self::Cut => "cut",
            Self::Flip => "a byte changed",
            Self::Zero => "a chunk zeroed",
            Self::Swap => "two chunks swapped",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Damage {
    Cut(usize),
    Flip(usize, u8),
    Zero(usize),
    Swap(usize, usize),
}

impl Damage {
    pub fn kind(self) -> Kind {
        match self {
            Self::Cut(_) => Kind::Cut,
            Self::Flip(..) => Kind::Flip,
            Self::Zero(_) => Kind::Zero,
            Self::Swap(..) => Kind::Swap,
        }
    }

    pub fn apply(self, file: &[u8]) -> Vec<u8> {
        let mut bytes = file.to_vec();
        let slot = |number: usize| {
            let start = (FILE_HEADER + number * CHUNK).min(file.len());
            start..(start + CHUNK).min(file.len())
        };
        match self {
            Self::Cut(length) => bytes.truncate(length),
            Self::Flip(at, mask) => bytes[at] ^= mask,
            Self::Zero(number) => bytes[slot(number)].fill(0),
            Self::Swap(one, other) => {
                bytes[slot(one)].copy_from_slice(&file[slot(other)]);
                bytes[slot(other)].copy_from_slice(&file[slot(one)]);
            }
        }
        bytes
    }

    /// The records that it may cost.
    pub fn touches(self, log: &Log) -> BTreeSet<usize> {
        match self {
            Self::Cut(length) => log.touched_by_cut(length),
            Self::Flip(at, _) => log.touched_by_byte(at),
            Self::Zero(slot) => log.touched_by_loss_of(slot),
            Self::Swap(..) => BTreeSet::new(),
        }
    }

    /// The records of which a checksum fails, or which it may cost.
    pub fn doubts(self, log: &Log) -> BTreeSet<usize> {
        let mut all = self.touches(log);
        if let Self::Flip(at, _) | Self::Cut(at) = self
            && let Some(at) = at.checked_sub(FILE_HEADER)
        {
            all.append(&mut log.touched_by_loss_of(at / CHUNK));
        }
        all
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut(length) => write!(f, "cut={length:#x}"),
            Self::Flip(at, mask) => write!(f, "byte={at:#x}^{mask:#x}"),
            Self::Zero(slot) => write!(f, "zeroed chunk {slot}"),
            Self::Swap(one, other) => write!(f, "swapped chunks {one} and {other}"),
        }
    }
}

/// All damage that is done to a log.
pub fn of(log: &Log) -> Vec<Damage> {
    let mut all: Vec<Damage> = places(log, CUTS).map(Damage::Cut).collect();
    let masks = [0x01, 0x10, 0x80, 0xff, 0x04];
    all.extend(places(log, FLIPS).zip(masks.into_iter().cycle()).map(|(at, mask)| Damage::Flip(at, mask)));
    all.extend(log.chunks.iter().map(|slot| Damage::Zero(*slot)));
    // Only whole chunks change places.
    let whole: Vec<usize> =
        log.chunks.iter().copied().filter(|slot| FILE_HEADER + (slot + 1) * CHUNK <= log.length).collect();
    let neighbours = whole.windows(2).map(|pair| (pair[0], pair[1]));
    let ends = whole.first().copied().zip(whole.last().copied()).filter(|_| whole.len() > 2);
    all.extend(neighbours.chain(ends).map(|(one, other)| Damage::Swap(one, other)));
    all
}

/// So many places of a log. Nine of ten lie where the log holds something, spread evenly over that; most of a small log
/// is empty, and damage there harms nothing. The rest is spread over the whole file.
fn places(log: &Log, count: usize) -> impl Iterator<Item = usize> {
    let used = log.used();
    let bytes: usize = used.iter().map(|(start, end)| end - start).sum();
    let inside = count * 9 / 10;
    let of_used = move |number: usize| {
        let mut rest = (2 * number + 1) * bytes / (2 * inside);
        for (start, end) in &used {
            if rest < end - start {
                return start + rest;
            }
            rest -= end - start;
        }
        0
    };
    let (length, outside) = (log.length, count - inside);
    (0..inside).map(of_used).chain((0..outside).map(move |number| (2 * number + 1) * length / (2 * outside)))
}
