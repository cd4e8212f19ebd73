//! The values of a record or a fragment, every one of them.

use super::super::values::{Size, Table, is_sid};

/// The types of values.
pub(super) mod kind {
    pub(in crate::input::chunk::peek::payload) const NULL: u8 = 0x00;
    pub(in crate::input::chunk::peek::payload) const STRING: u8 = 0x01;
    /// One byte a character, in a code page.
    pub(in crate::input::chunk::peek::payload) const ANSI: u8 = 0x02;
    pub(in crate::input::chunk::peek::payload) const I8: u8 = 0x03;
    pub(in crate::input::chunk::peek::payload) const U8: u8 = 0x04;
    pub(in crate::input::chunk::peek::payload) const I16: u8 = 0x05;
    pub(in crate::input::chunk::peek::payload) const U16: u8 = 0x06;
    pub(in crate::input::chunk::peek::payload) const I32: u8 = 0x07;
    pub(in crate::input::chunk::peek::payload) const U32: u8 = 0x08;
    pub(in crate::input::chunk::peek::payload) const I64: u8 = 0x09;
    pub(in crate::input::chunk::peek::payload) const U64: u8 = 0x0a;
    pub(in crate::input::chunk::peek::payload) const BOOL: u8 = 0x0d;
    pub(in crate::input::chunk::peek::payload) const BINARY: u8 = 0x0e;
    pub(in crate::input::chunk::peek::payload) const GUID: u8 = 0x0f;
    pub(in crate::input::chunk::peek::payload) const SIZE: u8 = 0x10;
    pub(in crate::input::chunk::peek::payload) const FILETIME: u8 = 0x11;
    pub(in crate::input::chunk::peek::payload) const SID: u8 = 0x13;
    pub(in crate::input::chunk::peek::payload) const HEX_32: u8 = 0x14;
    pub(in crate::input::chunk::peek::payload) const HEX_64: u8 = 0x15;
    pub(in crate::input::chunk::peek::payload) const FRAGMENT: u8 = 0x21;
    pub(in crate::input::chunk::peek::payload) const STRING_LIST: u8 = LIST | STRING;

    /// Set in the type of a list of values of one type.
    const LIST: u8 = 0x80;

    pub(in crate::input::chunk::peek::payload) fn is_list(kind: u8) -> bool {
        kind & LIST != 0
    }

    /// The type and the size of a list's items, where they are numbers.
    pub(in crate::input::chunk::peek::payload) fn number_of_list(kind: u8) -> Option<(u8, usize)> {
        let item = kind & !LIST;
        let size = match item {
            I8 | U8 => 1,
            I16 | U16 => 2,
            I32 | U32 | HEX_32 => 4,
            I64 | U64 | HEX_64 => 8,
            _ => return None,
        };
        is_list(kind).then_some((item, size))
    }
}

/// A value: its type, and where it lies in the chunk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub(super) kind: u8,
    pub(super) start: usize,
    size: u16,
}

impl Slot {
    /// What stands for a value that a table lacks.
    pub(super) const NONE: Self = Self { kind: kind::NULL, start: 0, size: 0 };

    /// The value of a descriptor, if its size is that of its type.
    pub(super) fn regular(data: &[u8], at: usize, [low, high, kind, _]: [u8; 4]) -> Option<Self> {
        let size = u16::from_le_bytes([low, high]);
        let slot = Self { kind, start: at, size };
        let is_regular = match Size::of(kind) {
            Size::Fixed(right) => right == size,
            Size::Any => true,
            Size::Text => size.is_multiple_of(2),
            Size::Sid => is_sid(data, at, size),
            Size::Unexpected => match kind {
                kind::BINARY | kind::FRAGMENT => true,
                kind::BOOL => size == 4,
                kind::SIZE => matches!(size, 4 | 8),
                kind::ANSI => slot.bytes(data)?.iter().all(|byte| matches!(*byte, 0 | b' '..=b'~')),
                kind::STRING_LIST => is_whole_list(slot.bytes(data)?),
                list => {
                    kind::number_of_list(list).is_some_and(|(_, item)| usize::from(size).is_multiple_of(item))
                }
            },
        };
        is_regular.then_some(slot)
    }

    pub(super) fn end(self) -> Option<usize> {
        self.start.checked_add(usize::from(self.size))
    }

    pub(super) fn bytes(self, data: &[u8]) -> Option<&[u8]> {
        data.get(self.start..self.end()?)
    }

    /// Whether it is a fragment that holds something.
    pub(super) fn is_fragment(self) -> bool {
        self.kind == kind::FRAGMENT && self.size > 0
    }

    /// Whether nothing is written for it.
    pub(super) fn is_empty(self) -> bool {
        self.kind == kind::NULL || self.size == 0
    }
}

/// More values than any record of Windows has.
const MOST: usize = 256;

/// All values of a table.
#[derive(Debug)]
pub(super) struct Slots {
    slots: Vec<Slot>,
    /// Where the last one ends.
    pub(super) end: usize,
}

impl Slots {
    /// The values of a table, each of the size that its type has, and none behind `end`; else `None`, since the
    /// decoder has its own ways with those.
    pub(super) fn of(data: &[u8], table: Table, end: usize) -> Option<Self> {
        let descriptors = table.descriptors(data)?;
        (descriptors.len() <= MOST).then_some(())?;
        let mut at = table.first_value();
        let mut slots = Vec::with_capacity(descriptors.len());
        for descriptor in descriptors {
            let slot = Slot::regular(data, at, *descriptor)?;
            at = slot.end()?;
            slots.push(slot);
        }
        (at < end).then_some(Self { slots, end: at })
    }

    pub(super) fn get(&self, index: usize) -> Option<Slot> {
        self.slots.get(index).copied()
    }

    /// How many of them are fragments that hold something.
    pub(super) fn fragments(&self) -> usize {
        self.slots.iter().filter(|slot| slot.is_fragment()).count()
    }
}

/// Whether every text of a list has its end.
fn is_whole_list(bytes: &[u8]) -> bool {
    let (units, rest) = bytes.as_chunks::<2>();
    rest.is_empty() && units.last().is_none_or(|unit| *unit == [0, 0])
}
