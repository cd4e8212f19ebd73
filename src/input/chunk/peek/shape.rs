//! The shape of a template: where its records keep the fields of `System`.
//!
//! A template definition is the binary form of an event's XML with holes, and a record fills the
//! holes with values. The definition is followed token by token up to the end of `System`; whatever
//! Windows does not write there makes it a shape that is not understood, and its records go to
//! the decoder. Tokens and layout: MS-EVEN6 2.2.12 and libyal's libevtx documentation.

use std::ops::Range;

use crate::input::chunk::layout::{u16_at, u32_at};

/// More values than any template of Windows has before its payload.
pub(super) const MAX_VALUES: usize = 24;

const OPEN_ELEMENT: u8 = 0x01;
const OPEN_ELEMENT_WITH_ATTRIBUTES: u8 = 0x41;
const CLOSE_START_TAG: u8 = 0x02;
const CLOSE_EMPTY_ELEMENT: u8 = 0x03;
const END_ELEMENT: u8 = 0x04;
const TEXT: u8 = 0x05;
const LAST_ATTRIBUTE: u8 = 0x06;
const ATTRIBUTE: u8 = 0x46;
const NORMAL_SUBSTITUTION: u8 = 0x0d;
const OPTIONAL_SUBSTITUTION: u8 = 0x0e;
/// A fragment header: token, version 1.1, no flags.
pub(super) const FRAGMENT_HEADER: [u8; 4] = [0x0f, 1, 1, 0];
/// The type of UTF-16 text, as a token's and as a value's.
pub(super) const STRING: u8 = 0x01;
/// A definition's link, GUID and size stand before its tokens.
pub(super) const DEFINITION_HEADER: usize = 24;

/// Where a field of text stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    /// In the definition itself: UTF-16 at these offsets of the chunk.
    Literal(Range<usize>),
    /// In the value of that index.
    Value(usize),
}

/// Where the fields of `System` stand in the records of one template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) provider: Field,
    pub(super) event_source_name: Option<Field>,
    pub(super) channel: Field,
    pub(super) computer: Field,
    pub(super) event_id: usize,
    pub(super) event_record_id: usize,
    pub(super) time_created: usize,
    /// The highest index that `System` uses.
    pub(super) last: usize,
}

/// Reads the definition at an offset of the chunk; `None` when anything in it is unexpected.
pub(super) fn shape(data: &[u8], definition: usize) -> Option<Shape> {
    let start = definition.checked_add(DEFINITION_HEADER)?;
    let size = usize::try_from(u32_at(data, definition.checked_add(20)?)?).ok()?;
    // Nothing behind the definition's declared end is looked at.
    let data = data.get(..start.checked_add(size)?)?;
    let mut walk = Walk { data, at: start, last: 0 };
    walk.expect(&FRAGMENT_HEADER)?;
    walk.open()?.name.is("Event").then_some(())?;
    while walk.is_at_attribute() {
        walk.attribute()?;
    }
    walk.expect(&[CLOSE_START_TAG])?;
    let system = walk.open()?;
    (system.name.is("System") && system.depends_on == NOTHING).then_some(())?;
    walk.expect(&[CLOSE_START_TAG])?;
    let mut fields = Fields::default();
    while walk.token()? != END_ELEMENT {
        walk.child(&mut fields)?;
    }
    fields.shape(walk.last)
}

/// What was found of `System`. A field that comes twice is unexpected.
#[derive(Default)]
struct Fields {
    provider: Option<Field>,
    event_source_name: Option<Field>,
    channel: Option<Field>,
    computer: Option<Field>,
    event_id: Option<Field>,
    event_record_id: Option<Field>,
    time_created: Option<Field>,
}

impl Fields {
    /// The place of the text of an element, or of one of its attributes.
    fn place(&mut self, element: Name<'_>, attribute: Option<Name<'_>>) -> Option<&mut Option<Field>> {
        let Some(attribute) = attribute else {
            return match () {
                () if element.is("EventID") => Some(&mut self.event_id),
                () if element.is("EventRecordID") => Some(&mut self.event_record_id),
                () if element.is("Channel") => Some(&mut self.channel),
                () if element.is("Computer") => Some(&mut self.computer),
                () => None,
            };
        };
        match () {
            () if element.is("Provider") && attribute.is("Name") => Some(&mut self.provider),
            () if element.is("Provider") && attribute.is("EventSourceName") => {
                Some(&mut self.event_source_name)
            }
            () if element.is("TimeCreated") && attribute.is("SystemTime") => Some(&mut self.time_created),
            () => None,
        }
    }

    /// Keeps a field where it plays a part; `None` when it was there already.
    fn keep(&mut self, element: &Element<'_>, attribute: Option<Name<'_>>, field: Field) -> Option<()> {
        // An element is left out when the value it depends on is null. Its own value is looked at; that of
        // another is not.
        let is_sure = element.depends_on == NOTHING
            || (attribute.is_none() && field == Field::Value(usize::from(element.depends_on)));
        match self.place(element.name, attribute) {
            Some(_) if !is_sure => None,
            Some(Some(_)) => None,
            Some(place) => {
                *place = Some(field);
                Some(())
            }
            None => Some(()),
        }
    }

    fn shape(self, last: usize) -> Option<Shape> {
        let value = |field: Option<Field>| match field? {
            Field::Value(index) => Some(index),
            Field::Literal(_) => None,
        };
        (last < MAX_VALUES).then_some(Shape {
            provider: self.provider?,
            event_source_name: self.event_source_name,
            channel: self.channel?,
            computer: self.computer?,
            event_id: value(self.event_id)?,
            event_record_id: value(self.event_record_id)?,
            time_created: value(self.time_created)?,
            last,
        })
    }
}

/// The start of an element.
struct Element<'a> {
    name: Name<'a>,
    /// The index of the value without which it is left out.
    depends_on: u16,
}

/// The dependency id of an element that depends on no value.
const NOTHING: u16 = 0xffff;

/// A name in UTF-16.
#[derive(Clone, Copy)]
struct Name<'a>(&'a [u8]);

impl Name<'_> {
    /// Letters and digits, as Windows' own; another character could be read as markup.
    fn is_plain(self) -> bool {
        let (units, rest) = self.0.as_chunks::<2>();
        let is_ascii = units.iter().all(|[low, high]| *high == 0 && low.is_ascii_alphanumeric());
        rest.is_empty() && is_ascii && units.first().is_some_and(|[low, _]| low.is_ascii_alphabetic())
    }

    fn is(self, ascii: &str) -> bool {
        let (units, rest) = self.0.as_chunks::<2>();
        rest.is_empty()
            && units.len() == ascii.len()
            && units.iter().zip(ascii.bytes()).all(|(unit, byte)| *unit == [byte, 0])
    }
}

/// Follows the tokens of a definition.
struct Walk<'a> {
    data: &'a [u8],
    at: usize,
    /// The highest index of a value met so far.
    last: usize,
}

impl<'a> Walk<'a> {
    fn token(&self) -> Option<u8> {
        self.data.get(self.at).copied()
    }

    fn skip(&mut self, length: usize) -> Option<()> {
        self.at = self.at.checked_add(length)?;
        Some(())
    }

    fn expect(&mut self, tokens: &[u8]) -> Option<()> {
        let found = self.data.get(self.at..)?.starts_with(tokens);
        found.then_some(())?;
        self.skip(tokens.len())
    }

    /// A name stands where it is used first in the chunk; later uses point there.
    fn name(&mut self) -> Option<Name<'a>> {
        /// A name's link to the next one, and its hash.
        const LINK: usize = 6;
        let node = usize::try_from(u32_at(self.data, self.at)?).ok()?;
        self.skip(4)?;
        let units = node.checked_add(LINK)?;
        let length = usize::from(u16_at(self.data, units)?).checked_mul(2)?;
        let text = units.checked_add(2)?;
        let name = self.data.get(text..text.checked_add(length)?)?;
        if node == self.at {
            // Link, hash, count, text and its NUL.
            self.skip(length.checked_add(10)?)?;
        }
        Name(name).is_plain().then_some(Name(name))
    }

    /// The start of an element, up to its attributes.
    fn open(&mut self) -> Option<Element<'a>> {
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

    fn is_at_attribute(&self) -> bool {
        matches!(self.token(), Some(ATTRIBUTE | LAST_ATTRIBUTE))
    }

    fn attribute(&mut self) -> Option<(Name<'a>, Field)> {
        self.skip(1)?;
        let name = self.name()?;
        Some((name, self.content()?))
    }

    /// Text, or a hole for a value.
    fn content(&mut self) -> Option<Field> {
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
                self.skip(4)?;
                self.last = self.last.max(index);
                Some(Field::Value(index))
            }
            _ => None,
        }
    }

    /// A child of `System`: attributes, then nothing, or one piece of content.
    fn child(&mut self, fields: &mut Fields) -> Option<()> {
        let element = self.open()?;
        while self.is_at_attribute() {
            let (name, field) = self.attribute()?;
            fields.keep(&element, Some(name), field)?;
        }
        if self.token()? == CLOSE_EMPTY_ELEMENT {
            return self.skip(1);
        }
        self.expect(&[CLOSE_START_TAG])?;
        if self.token()? != END_ELEMENT {
            let field = self.content()?;
            fields.keep(&element, None, field)?;
        }
        self.expect(&[END_ELEMENT])
    }
}
