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
    starts: [usize; MAX_VALUES],
    types: [u8; MAX_VALUES],
    /// Where the values behind those begin, the payload among them.
    pub(super) rest: usize,
}

impl<'a> Values<'a> {
    /// Reads the table at an offset, up to the value of index `last`; nothing of it may reach behind
    /// `end`. `None` when a value has a type that `System` never has, or another size than its type:
    /// the decoder has its own ways with those.
    pub(super) fn read(data: &'a [u8], table: usize, end: usize, last: usize) -> Option<Self> {
        let count = usize::try_from(u32_at(data, table)?).ok()?;
        (last < count).then_some(())?;
        let descriptors = table.checked_add(4)?;
        let values = descriptors.checked_add(count.checked_mul(DESCRIPTOR)?)?;
        (values <= end).then_some(())?;
        let table = data.get(descriptors..values)?;
        let mut read = Self { data, starts: [0; MAX_VALUES], types: [NULL; MAX_VALUES], rest: values };
        let places = read.starts.iter_mut().zip(read.types.iter_mut());
        let mut at = values;
        for ((start, kind), [low, high, value_type, _]) in
            places.zip(table.as_chunks::<DESCRIPTOR>().0).take(last.checked_add(1)?)
        {
            let size = usize::from(u16::from_le_bytes([*low, *high]));
            is_regular(data, at, *value_type, size).then_some(())?;
            *start = at;
            *kind = *value_type;
            at = at.checked_add(size)?;
        }
        (at <= end).then_some(())?;
        read.rest = at;
        Some(read)
    }

    fn start(&self, index: usize, wanted: u8) -> Option<usize> {
        (*self.types.get(index)? == wanted).then_some(())?;
        self.starts.get(index).copied()
    }

    /// Where a text that is not empty stands.
    pub(super) fn string(&self, index: usize) -> Option<Range<usize>> {
        let start = self.start(index, STRING)?;
        let next = self.starts.get(index.checked_add(1)?).copied();
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

/// Whether a value has the size that its type has.
fn is_regular(data: &[u8], at: usize, value_type: u8, size: usize) -> bool {
    match value_type {
        // A null may have any size; its bytes mean nothing.
        NULL => true,
        STRING => size.is_multiple_of(2),
        0x03 | 0x04 => size == 1,
        0x05 | U16 => size == 2,
        0x07 | U32 | 0x0b | 0x14 => size == 4,
        0x09 | U64 | 0x0c | FILETIME | 0x15 => size == 8,
        // A GUID, a SYSTEMTIME.
        0x0f | 0x12 => size == 16,
        // Its second byte counts the parts of four bytes behind the first eight.
        SID => data
            .get(at.saturating_add(1))
            .is_some_and(|parts| size == usize::from(*parts).saturating_mul(4).saturating_add(8)),
        _ => false,
    }
}
