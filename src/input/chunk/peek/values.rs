//! The table of values of a record: a count, a descriptor each, then the values back to back.

use std::ops::Range;

use super::shape::MAX_VALUES;
use super::tokens::STRING;
use crate::input::chunk::layout::{u16_at, u32_at, u64_at};

const NULL: u8 = 0x00;
const U16: u8 = 0x06;
const U32: u8 = 0x08;
const U64: u8 = 0x0a;
const FILETIME: u8 = 0x11;
const SID: u8 = 0x13;
/// A descriptor: length, type, a zero.
const DESCRIPTOR: usize = 4;

/// A table of values: where its descriptors and its values begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table {
    descriptors: usize,
    values: usize,
}

impl Table {
    /// The table at an offset.
    pub(super) fn at(data: &[u8], offset: usize) -> Option<Self> {
        let count = usize::try_from(u32_at(data, offset)?).ok()?;
        let descriptors = offset.checked_add(4)?;
        Some(Self { descriptors, values: descriptors.checked_add(count.checked_mul(DESCRIPTOR)?)? })
    }

    /// The first descriptors, up to that of index `last`.
    fn first<'a>(&self, data: &'a [u8], last: usize) -> Option<&'a [u8]> {
        let end = self.descriptors.checked_add(last.checked_add(1)?.checked_mul(DESCRIPTOR)?)?;
        (end <= self.values).then(|| data.get(self.descriptors..end)).flatten()
    }

    /// Where its values begin.
    pub(super) fn first_value(&self) -> usize {
        self.values
    }

    /// All its descriptors: size, type, a zero.
    pub(super) fn descriptors<'a>(&self, data: &'a [u8]) -> Option<&'a [[u8; DESCRIPTOR]]> {
        Some(data.get(self.descriptors..self.values)?.as_chunks::<DESCRIPTOR>().0)
    }

    /// Where all its values end, the payload included; `None` when one has another size than its type,
    /// since the decoder then ends elsewhere.
    pub(super) fn regular_end(&self, data: &[u8]) -> Option<usize> {
        /// ANSI text, bytes, a fragment: read by their size.
        const OF_ANY_SIZE: [u8; 3] = [0x02, 0x0e, 0x21];
        self.descriptors(data)?.iter().try_fold(self.values, |at, [low, high, kind, _]| {
            let size = u16::from_le_bytes([*low, *high]);
            let is_regular = match Size::of(*kind) {
                Size::Fixed(right) => right == size,
                Size::Any => true,
                Size::Text => size.is_multiple_of(2),
                Size::Sid => is_sid(data, at, size),
                Size::Unexpected => OF_ANY_SIZE.contains(kind),
            };
            is_regular.then(|| at.checked_add(usize::from(size))).flatten()
        })
    }
}

/// How the values that `System` uses lie in a table. The records of a template mostly have the same
/// descriptors, so the layout of one serves for the next.
#[derive(Debug)]
pub(super) struct Layout {
    /// Where the descriptors stand that it was read from.
    descriptors: Range<usize>,
    /// Type and place of each value, counted from the first.
    places: [(u8, u16); MAX_VALUES],
    /// Place and size of the SID, whose size must agree with its bytes.
    sid: Option<(u16, u16)>,
    length: u16,
}

impl Layout {
    /// Reads the descriptors of a table up to that of index `last`. `None` when a value has a type that
    /// `System` never has, or another size than its type: the decoder has its own ways with those.
    pub(super) fn of(data: &[u8], table: Table, last: usize) -> Option<Self> {
        let bytes = table.first(data, last)?;
        let mut layout = Self {
            descriptors: table.descriptors..table.descriptors.checked_add(bytes.len())?,
            places: [(NULL, 0); MAX_VALUES],
            sid: None,
            length: 0,
        };
        for (place, [low, high, kind, _]) in layout.places.iter_mut().zip(bytes.as_chunks::<DESCRIPTOR>().0) {
            let size = u16::from_le_bytes([*low, *high]);
            match Size::of(*kind) {
                Size::Fixed(right) if right == size => {}
                Size::Any => {}
                Size::Text if size.is_multiple_of(2) => {}
                // One, the user's, is all that Windows writes there.
                Size::Sid if layout.sid.is_none() => layout.sid = Some((layout.length, size)),
                _ => return None,
            }
            *place = (*kind, layout.length);
            layout.length = layout.length.checked_add(size)?;
        }
        Some(layout)
    }

    /// Whether a table has the same descriptors.
    pub(super) fn fits(&self, data: &[u8], table: Table, last: usize) -> bool {
        let known = data.get(self.descriptors.clone());
        known.is_some() && known == table.first(data, last)
    }
}

/// The values that `System` uses, by index, and where the others begin.
#[derive(Debug)]
pub(super) struct Values<'a> {
    data: &'a [u8],
    layout: &'a Layout,
    /// Where they begin.
    pub(super) first: usize,
    /// Where the values behind those begin, the payload among them.
    pub(super) rest: usize,
}

impl<'a> Values<'a> {
    /// The values of a table that has this layout; none may reach behind `end`.
    pub(super) fn of(data: &'a [u8], table: Table, layout: &'a Layout, end: usize) -> Option<Self> {
        let rest = table.values.checked_add(usize::from(layout.length))?;
        (rest <= end).then_some(())?;
        if let Some((place, size)) = layout.sid {
            is_sid(data, table.values.checked_add(usize::from(place))?, size).then_some(())?;
        }
        Some(Self { data, layout, first: table.values, rest })
    }

    fn start(&self, index: usize, wanted: u8) -> Option<usize> {
        let (kind, place) = self.layout.places.get(index)?;
        (*kind == wanted).then(|| self.first.checked_add(usize::from(*place))).flatten()
    }

    /// Where a text that is not empty stands.
    pub(super) fn string(&self, index: usize) -> Option<Range<usize>> {
        let start = self.start(index, STRING)?;
        let next = self.layout.places.get(index.checked_add(1)?).map(|(_, place)| usize::from(*place));
        // Behind the last one stands no place; none but the first is at the beginning.
        let end = match next {
            Some(next) if next > 0 => self.first.checked_add(next)?,
            _ => self.rest,
        };
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

/// What size the values of a type have.
pub(super) enum Size {
    Fixed(u16),
    /// UTF-16.
    Text,
    Sid,
    /// A null may have any size; its bytes mean nothing.
    Any,
    /// No value of `System` has this type.
    Unexpected,
}

impl Size {
    pub(super) fn of(kind: u8) -> Self {
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
pub(super) fn is_sid(data: &[u8], at: usize, size: u16) -> bool {
    let parts = data.get(at.saturating_add(1)).copied().map(u16::from);
    parts.is_some_and(|parts| size == parts.saturating_mul(4).saturating_add(8))
}
