//! The table of values of a record: a count, a descriptor each, then the values back to back.

use std::ops::Range;

use super::shape::MAX_VALUES;
use crate::input::chunk::layout::{u16_at, u32_at, u64_at};

pub(super) const STRING: u8 = 0x01;
const NULL: u8 = 0x00;
const U16: u8 = 0x06;
const U32: u8 = 0x08;
const U64: u8 = 0x0a;
const FILETIME: u8 = 0x11;
const SID: u8 = 0x13;
/// A descriptor: length, type, a zero.
const DESCRIPTOR: usize = 4;

/// The values that `System` uses, by index, and where the others begin.
#[derive(Debug)]
pub(super) struct Values<'a> {
    data: &'a [u8],
    /// Type and place in the chunk.
    places: [(u8, u16); MAX_VALUES],
    /// Where the values behind those begin, the payload among them.
    pub(super) rest: usize,
}

impl<'a> Values<'a> {
    /// Reads the table at an offset, up to the value of index `last`; nothing of it may reach behind
    /// `end`. `None` when a value has a type that `System` never has, or another size than its type:
    /// the decoder has its own ways with those.
    pub(super) fn read(data: &'a [u8], table: usize, end: usize, last: usize) -> Option<Self> {
        let count = usize::try_from(u32_at(data, table)?).ok()?;
        let descriptors = table.checked_add(4)?;
        let values = descriptors.checked_add(count.checked_mul(DESCRIPTOR)?)?;
        let (table, _) = data.get(descriptors..values)?.as_chunks::<DESCRIPTOR>();
        let mut read = Self { data, places: [(NULL, 0); MAX_VALUES], rest: values };
        for (place, [low, high, kind, _]) in read.places.iter_mut().zip(table.get(..=last)?) {
            let size = usize::from(u16::from_le_bytes([*low, *high]));
            match Size::of(*kind) {
                Size::Fixed(right) if usize::from(right) == size => {}
                Size::Any => {}
                Size::Text if size.is_multiple_of(2) => {}
                Size::Sid if is_sid(data, read.rest, size) => {}
                _ => return None,
            }
            *place = (*kind, u16::try_from(read.rest).ok()?);
            read.rest = read.rest.checked_add(size)?;
        }
        (read.rest <= end).then_some(read)
    }

    fn start(&self, index: usize, wanted: u8) -> Option<usize> {
        let (kind, place) = self.places.get(index)?;
        (*kind == wanted).then_some(usize::from(*place))
    }

    /// Where a text that is not empty stands.
    pub(super) fn string(&self, index: usize) -> Option<Range<usize>> {
        let start = self.start(index, STRING)?;
        let next = self.places.get(index.checked_add(1)?).map(|(_, place)| usize::from(*place));
        let end = next.filter(|next| *next > 0).unwrap_or(self.rest);
        (start < end).then_some(start..end)
    }

    /// An event's id: the low half of 32 bits where it has 32.
    pub(super) fn event_id(&self, index: usize) -> Option<u16> {
        u16_at(self.data, self.start(index, U16).or_else(|| self.start(index, U32))?)
    }

    pub(super) fn u64(&self, index: usize) -> Option<u64> {
        u64_at(self.data, self.start(index, U64)?)
    }

    /// A FILETIME: steps of 100 ns since 1601.
    pub(super) fn filetime(&self, index: usize) -> Option<u64> {
        u64_at(self.data, self.start(index, FILETIME)?)
    }
}

/// Where all values of a table end, the payload included.
pub(super) fn end(data: &[u8], table: usize) -> Option<usize> {
    let count = usize::try_from(u32_at(data, table)?).ok()?;
    let descriptors = table.checked_add(4)?;
    let values = descriptors.checked_add(count.checked_mul(DESCRIPTOR)?)?;
    let (descriptors, _) = data.get(descriptors..values)?.as_chunks::<DESCRIPTOR>();
    descriptors.iter().try_fold(values, |at, [low, high, _, _]| {
        at.checked_add(usize::from(u16::from_le_bytes([*low, *high])))
    })
}

/// What size the values of a type have.
enum Size {
    Fixed(u8),
    /// UTF-16.
    Text,
    Sid,
    /// A null may have any size; its bytes mean nothing.
    Any,
    /// No value of `System` has this type.
    Unexpected,
}

impl Size {
    fn of(kind: u8) -> Self {
        match kind {
            NULL => Self::Any,
            STRING => Self::Text,
            0x03 | 0x04 => Self::Fixed(1),
            0x05 | U16 => Self::Fixed(2),
            0x07 | U32 | 0x14 => Self::Fixed(4),
            0x09 | U64 | 0x15 | FILETIME => Self::Fixed(8),
            // A GUID.
            0x0f => Self::Fixed(16),
            SID => Self::Sid,
            _ => Self::Unexpected,
        }
    }
}

/// Its second byte counts the parts of four bytes behind the first eight.
fn is_sid(data: &[u8], at: usize, size: usize) -> bool {
    let parts = data.get(at.saturating_add(1)).copied().map(usize::from);
    parts.is_some_and(|parts| size == parts.saturating_mul(4).saturating_add(8))
}
