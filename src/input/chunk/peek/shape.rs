//! The shape of a template: where its records keep the fields of `System`.
//!
//! A template definition is the binary form of an event's XML with holes, and a record fills the
//! holes with values. The definition is followed token by token up to the end of `System`; whatever
//! Windows does not write there makes it a shape that is not understood, and its records go to
//! the decoder.

use std::cell::RefCell;
use std::rc::Rc;

use super::known::Memory;
use super::tokens::{
    CLOSE_EMPTY_ELEMENT, CLOSE_START_TAG, DEFINITION_HEADER, END_ELEMENT, Element, FRAGMENT_HEADER, Field,
    NOTHING, Name, Walk,
};

/// More values than any template of Windows has before its payload.
pub(super) const MAX_VALUES: usize = 24;

/// Where the fields of `System` stand in the records of one template; places are counted from the definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) provider: Field,
    pub(super) event_source_name: Option<Field>,
    pub(super) channel: Field,
    pub(super) computer: Field,
    pub(super) event_id: usize,
    pub(super) event_record_id: usize,
    pub(super) time_created: usize,
    pub(super) level: Option<Field>,
    /// The highest index that `System` uses.
    pub(super) last: usize,
    /// Where what stands behind `System` begins.
    pub(super) end: usize,
}

thread_local! {
    /// The shapes that a thread has met.
    static KNOWN: RefCell<Memory<Rc<Shape>>> = const { RefCell::new(Memory::new()) };
}

/// The shape of the definition at an offset of the chunk; `None` when anything in it is unexpected.
pub(super) fn shape(data: &[u8], definition: usize) -> Option<Rc<Shape>> {
    KNOWN.with_borrow_mut(|known| {
        if let Some(shape) = known.recall(data, definition, DEFINITION_HEADER, |_| true) {
            return Some(shape);
        }
        let mut walk = Walk::over(data, definition)?;
        let shape = Rc::new(read(&mut walk, definition)?);
        known.keep(walk, data, definition, DEFINITION_HEADER, &shape);
        Some(shape)
    })
}

fn read(walk: &mut Walk<'_>, definition: usize) -> Option<Shape> {
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
    walk.skip(1)?;
    fields.shape(walk, definition)
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
    level: Option<Field>,
}

impl Fields {
    /// The place of the text of an element, or of one of its attributes.
    fn place(&mut self, element: Name<'_>, attribute: Option<Name<'_>>) -> Option<&mut Option<Field>> {
        let Some(attribute) = attribute else {
            return match () {
                () if element.is("EventID") => Some(&mut self.event_id),
                () if element.is("Level") => Some(&mut self.level),
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

    fn shape(self, walk: &Walk<'_>, definition: usize) -> Option<Shape> {
        let place = |field: Field| match field {
            Field::Literal(range) => {
                let place = |at: usize| at.checked_sub(definition);
                Some(Field::Literal(place(range.start)?..place(range.end)?))
            }
            Field::Value(index) => Some(Field::Value(index)),
        };
        let value = |field: Option<Field>| match field? {
            Field::Value(index) => Some(index),
            Field::Literal(_) => None,
        };
        (walk.last < MAX_VALUES).then_some(())?;
        Some(Shape {
            provider: place(self.provider?)?,
            event_source_name: match self.event_source_name {
                Some(field) => Some(place(field)?),
                None => None,
            },
            channel: place(self.channel?)?,
            computer: place(self.computer?)?,
            event_id: value(self.event_id)?,
            event_record_id: value(self.event_record_id)?,
            time_created: value(self.time_created)?,
            level: self.level,
            last: walk.last,
            end: walk.at.checked_sub(definition)?,
        })
    }
}

impl Walk<'_> {
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
