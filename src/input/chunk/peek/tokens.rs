//! The tokens of a template definition, the binary form of an event's XML with holes for values.
//!
//! Layout: MS-EVEN6 2.2.12 and libyal's libevtx documentation. Only what Windows writes is followed; anything else ends
//! the walk.

use std::ops::Range;

use super::known::Use;
use crate::input::chunk::layout::{u16_at, u32_at};

/// The end of a definition or fragment.
pub(in crate::input::chunk::peek) const END_OF_STREAM: u8 = 0x00;
pub(in crate::input::chunk::peek) const OPEN_ELEMENT: u8 = 0x01;
pub(in crate::input::chunk::peek) const OPEN_ELEMENT_WITH_ATTRIBUTES: u8 = 0x41;
pub(in crate::input::chunk::peek) const CLOSE_START_TAG: u8 = 0x02;
pub(in crate::input::chunk::peek) const CLOSE_EMPTY_ELEMENT: u8 = 0x03;
pub(in crate::input::chunk::peek) const END_ELEMENT: u8 = 0x04;
pub(in crate::input::chunk::peek) const TEXT: u8 = 0x05;
const LAST_ATTRIBUTE: u8 = 0x06;
const ATTRIBUTE: u8 = 0x46;
pub(in crate::input::chunk::peek) const NORMAL_SUBSTITUTION: u8 = 0x0d;
pub(in crate::input::chunk::peek) const OPTIONAL_SUBSTITUTION: u8 = 0x0e;
/// A fragment header: token, version 1.1, no flags.
pub(in crate::input::chunk::peek) const FRAGMENT_HEADER: [u8; 4] = [0x0f, 1, 1, 0];
/// The type of UTF-16 text, as a token's and as a value's.
pub(in crate::input::chunk::peek) const STRING: u8 = 0x01;
/// A definition's link, GUID and size stand before its tokens.
pub(in crate::input::chunk::peek) const DEFINITION_HEADER: usize = 24;

/// Where a field of text stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::input::chunk::peek) enum Field {
    /// In the definition itself: UTF-16 at these offsets of the chunk.
    Literal(Range<usize>),
    /// In the value of that index.
    Value(usize),
}

/// The start of an element.
pub(in crate::input::chunk::peek) struct Element<'a> {
    pub(in crate::input::chunk::peek) name: Name<'a>,
    /// The index of the value without which it is left out.
    pub(in crate::input::chunk::peek) depends_on: u16,
}

/// The dependency id of an element that depends on no value.
pub(in crate::input::chunk::peek) const NOTHING: u16 = 0xffff;

/// A name in UTF-16.
#[derive(Clone, Copy)]
pub(in crate::input::chunk::peek) struct Name<'a>(pub(in crate::input::chunk::peek) &'a [u8]);

impl Name<'_> {
    /// Letters, digits and underscores, as Windows' own; another character could be read as markup.
    fn is_plain(self) -> bool {
        let is_of_names = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let (units, rest) = self.0.as_chunks::<2>();
        let is_ascii = units.iter().all(|[low, high]| *high == 0 && is_of_names(*low));
        rest.is_empty() && is_ascii && units.first().is_some_and(|[low, _]| low.is_ascii_alphabetic())
    }

    pub(in crate::input::chunk::peek) fn is(self, ascii: &str) -> bool {
        let (units, rest) = self.0.as_chunks::<2>();
        rest.is_empty()
            && units.len() == ascii.len()
            && units.iter().zip(ascii.bytes()).all(|(unit, byte)| *unit == [byte, 0])
    }
}

/// Whether it is the type of a value, or of a list of values.
fn is_type(byte: u8) -> bool {
    matches!(byte, 0x00..=0x15 | 0x21 | 0x81..=0x95)
}

/// Follows the tokens of a definition.
pub(in crate::input::chunk::peek) struct Walk<'a> {
    pub(in crate::input::chunk::peek) data: &'a [u8],
    pub(in crate::input::chunk::peek) at: usize,
    /// The highest index of a value met so far.
    pub(in crate::input::chunk::peek) last: usize,
    /// The names met so far.
    pub(in crate::input::chunk::peek) uses: Vec<Use>,
}

/// The name of a node of the chunk's table of names, in UTF-16.
pub(in crate::input::chunk::peek) fn name_at(data: &[u8], node: usize) -> Option<&[u8]> {
    /// A name's link to the next one, and its hash.
    const LINK: usize = 6;
    let units = node.checked_add(LINK)?;
    let length = usize::from(u16_at(data, units)?).checked_mul(2)?;
    let text = units.checked_add(2)?;
    data.get(text..text.checked_add(length)?)
}

impl<'a> Walk<'a> {
    /// A walk over the definition at an offset of the chunk, which sees nothing behind its declared end.
    pub(in crate::input::chunk::peek) fn over(data: &'a [u8], definition: usize) -> Option<Self> {
        let start = definition.checked_add(DEFINITION_HEADER)?;
        let size = usize::try_from(u32_at(data, definition.checked_add(20)?)?).ok()?;
        Some(Self { data: data.get(..start.checked_add(size)?)?, at: start, last: 0, uses: Vec::new() })
    }

    pub(in crate::input::chunk::peek) fn token(&self) -> Option<u8> {
        self.data.get(self.at).copied()
    }

    pub(in crate::input::chunk::peek) fn skip(&mut self, length: usize) -> Option<()> {
        self.at = self.at.checked_add(length)?;
        Some(())
    }

    pub(in crate::input::chunk::peek) fn expect(&mut self, tokens: &[u8]) -> Option<()> {
        let found = self.data.get(self.at..)?.starts_with(tokens);
        found.then_some(())?;
        self.skip(tokens.len())
    }

    /// A name stands where it is used first in the chunk; later uses point there.
    fn name(&mut self) -> Option<Name<'a>> {
        let at = self.at;
        let node = usize::try_from(u32_at(self.data, at)?).ok()?;
        self.skip(4)?;
        let name = name_at(self.data, node)?;
        let is_first = node == self.at;
        if is_first {
            // Link, hash, count, text and its NUL.
            self.skip(name.len().checked_add(10)?)?;
        }
        self.uses.push(Use { at, is_first, name: name.into() });
        Name(name).is_plain().then_some(Name(name))
    }

    /// The start of an element, up to its attributes.
    pub(in crate::input::chunk::peek) fn open(&mut self) -> Option<Element<'a>> {
        let token = self.token()?;
        let depends_on = u16_at(self.data, self.at.checked_add(1)?)?;
        // Token, dependency id, size.
        self.skip(7)?;
        let name = self.name()?;
        match token {
            OPEN_ELEMENT => Some(Element { name, depends_on }),
            OPEN_ELEMENT_WITH_ATTRIBUTES => {
                // The size of the list.
                self.skip(4)?;
                Some(Element { name, depends_on })
            }
            _ => None,
        }
    }

    pub(in crate::input::chunk::peek) fn is_at_attribute(&self) -> bool {
        matches!(self.token(), Some(ATTRIBUTE | LAST_ATTRIBUTE))
    }

    pub(in crate::input::chunk::peek) fn attribute(&mut self) -> Option<(Name<'a>, Field)> {
        self.skip(1)?;
        let name = self.name()?;
        Some((name, self.content()?))
    }

    /// Text, or a hole for a value.
    pub(in crate::input::chunk::peek) fn content(&mut self) -> Option<Field> {
        match self.token()? {
            TEXT => {
                (self.data.get(self.at.checked_add(1)?) == Some(&STRING)).then_some(())?;
                let length = usize::from(u16_at(self.data, self.at.checked_add(2)?)?).checked_mul(2)?;
                self.skip(4)?;
                let start = self.at;
                self.skip(length)?;
                Some(Field::Literal(start..self.at))
            }
            NORMAL_SUBSTITUTION | OPTIONAL_SUBSTITUTION => {
                let index = usize::from(u16_at(self.data, self.at.checked_add(1)?)?);
                // The decoder takes no other type for one.
                is_type(*self.data.get(self.at.checked_add(3)?)?).then_some(())?;
                self.skip(4)?;
                self.last = self.last.max(index);
                Some(Field::Value(index))
            }
            _ => None,
        }
    }
}
