//! The payload of a record, read where it lies.
//!
//! A definition says which elements a payload has, and where its values go; so what the decoder would write as XML,
//! only to be read again, is put together at once. Whatever is not understood gives `None`, and the decoder is asked:
//! a type of value that Windows seldom uses, text that is no Unicode, an element that is no data.

mod binary;
mod form;
mod slots;
mod text;

use std::cell::RefCell;
use std::rc::Rc;

use super::known::Memory;
use super::shape::Shape;
use super::tokens::{DEFINITION_HEADER, FRAGMENT_HEADER, Field, Walk};
use super::values::Table;
use super::{END_OF_FRAGMENT, TEMPLATE_INSTANCE, Whole};
use crate::event::{Datum, Payload};
use crate::input::chunk::layout::u32_at;
use form::{Content, Form, Leaf, Op, Place};
use slots::{Slot, Slots, kind};

/// Payloads of Windows are a fragment in a fragment; deeper ones are left to the decoder.
const DEEPEST: u8 = 4;
/// More forms than any chunk of Windows has. They are looked through one by one, so what comes after them is decoded.
const MOST: usize = 200;

/// The forms that were met in a chunk.
#[derive(Debug, Default)]
pub(super) struct Forms {
    met: Vec<Met>,
}

#[derive(Debug)]
struct Met {
    definition: usize,
    /// Where the tokens begin, counted from the definition.
    from: usize,
    place: Place,
    /// `None`: not understood.
    form: Option<Rc<Form>>,
}

impl Forms {
    /// Reads the level and the payload of a record, whose template's definition and shape are given; `table` has its
    /// values, and nothing else stands before `end`.
    pub(super) fn read(
        &mut self,
        data: &[u8],
        (definition, shape): (usize, &Shape),
        table: Table,
        end: usize,
    ) -> Option<Whole> {
        let form = self.form(data, definition, Some(shape.end), Place::EVENT)?;
        let slots = Slots::of(data, table, end)?;
        let level = match &shape.level {
            None => None,
            Some(Field::Literal(_)) => return None,
            Some(Field::Value(value)) => match slots.get(*value)? {
                slot if slot.kind == kind::NULL => None,
                slot if slot.kind == kind::U8 => slot.bytes(data)?.first().copied(),
                _ => return None,
            },
        };
        let mut filler = Filler { data, forms: self, payload: Payload::default() };
        filler.fill(&form, &slots, 0)?;
        Some(Whole { level, payload: filler.payload })
    }

    /// The form of a definition in a place: from `behind_system` on, or all of it.
    fn form(
        &mut self,
        data: &[u8],
        definition: usize,
        behind_system: Option<usize>,
        place: Place,
    ) -> Option<Rc<Form>> {
        let from = behind_system.unwrap_or(DEFINITION_HEADER);
        let is = |met: &&Met| met.definition == definition && met.from == from && met.place == place;
        if let Some(known) = self.met.iter().find(is) {
            return known.form.clone();
        }
        (self.met.len() < MOST).then_some(())?;
        let form = form(data, definition, behind_system, place);
        self.met.push(Met { definition, from, place, form: form.clone() });
        form
    }
}

thread_local! {
    /// The forms that a thread has met, each with its place.
    static KNOWN: RefCell<Memory<(Place, Rc<Form>)>> = const { RefCell::new(Memory::new()) };
}

/// The same, known from another chunk or read.
fn form(data: &[u8], definition: usize, behind_system: Option<usize>, place: Place) -> Option<Rc<Form>> {
    let from = behind_system.unwrap_or(DEFINITION_HEADER);
    KNOWN.with_borrow_mut(|known| {
        if let Some((_, form)) = known.recall(data, definition, from, |(of, _)| *of == place) {
            return Some(form);
        }
        let mut walk = Walk::over(data, definition)?;
        walk.at = definition.checked_add(from)?;
        let form = Rc::new(Form::read(&mut walk, behind_system.is_some(), place)?);
        known.keep(walk, data, definition, from, &(place, Rc::clone(&form)));
        Some(form)
    })
}

/// Fills forms with values.
struct Filler<'a, 'f> {
    data: &'a [u8],
    forms: &'f mut Forms,
    payload: Payload,
}

impl Filler<'_, '_> {
    /// A form with its values, behind which the record or the fragment has to end.
    fn fill(&mut self, form: &Form, slots: &Slots, depth: u8) -> Option<()> {
        (self.data.get(slots.end) == Some(&END_OF_FRAGMENT)).then_some(())?;
        // Each fragment among the values has its one place.
        let mut fragments = slots.fragments();
        let mut position = 0;
        while let Some(op) = form.ops.get(position) {
            position = position.checked_add(1)?;
            match op {
                Op::Unless { null, skips } => {
                    if slots.get(*null).is_some_and(|slot| slot.kind == kind::NULL) {
                        position = position.checked_add(*skips)?;
                    }
                }
                Op::Elements { value, place } => match slots.get(*value) {
                    Some(slot) if slot.is_fragment() => {
                        fragments = fragments.checked_sub(1)?;
                        self.inner(slot, *place, depth)?;
                    }
                    Some(slot) => slot.is_empty().then_some(())?,
                    None => {}
                },
                Op::Leaf(leaf) => fragments = fragments.checked_sub(self.leaf(leaf, slots, depth)?)?,
            }
        }
        (fragments == 0).then_some(())
    }

    /// An element; gives how many fragments it placed.
    fn leaf(&mut self, leaf: &Leaf, slots: &Slots, depth: u8) -> Option<usize> {
        let slot = match &leaf.content {
            Content::Text(text) => {
                self.push(leaf, text.to_string())?;
                return Some(0);
            }
            Content::Value(value) => slots.get(*value).unwrap_or(Slot::NONE),
        };
        if slot.is_fragment() {
            (!leaf.is_binary).then_some(())?;
            self.inner(slot, leaf.place.inside(), depth)?;
            return Some(1);
        }
        match slot.kind {
            // The containing element comes as often as the list has items; an empty list is no text.
            list if kind::is_list(list) => {
                let texts = text::list(list, slot.bytes(self.data)?)?;
                if texts.is_empty() {
                    self.push(leaf, String::new())?;
                }
                for text in texts {
                    self.push(leaf, text)?;
                }
            }
            kind::BINARY if leaf.is_binary => {
                self.payload.binary = Some(Ok(slot.bytes(self.data)?.to_vec()));
            }
            _ => {
                let text = text::of(slot.kind, slot.bytes(self.data)?)?;
                self.push(leaf, text)?;
            }
        }
        Some(0)
    }

    fn push(&mut self, leaf: &Leaf, value: String) -> Option<()> {
        if leaf.is_binary {
            // As hexadecimal digits of nothing; any other text is left to the decoder.
            value.is_empty().then_some(())?;
            self.payload.binary = Some(Ok(Vec::new()));
        } else if leaf.place.is_data() {
            self.payload.data.push(Datum { name: leaf.name.clone(), value });
        }
        Some(())
    }

    /// A fragment that is a value: an instance of a template.
    fn inner(&mut self, slot: Slot, place: Place, depth: u8) -> Option<()> {
        let depth = depth.checked_add(1).filter(|depth| *depth < DEEPEST)?;
        let (definition, table) = instance(self.data, slot)?;
        let form = self.forms.form(self.data, definition, None, place)?;
        let slots = Slots::of(self.data, table, slot.end()?)?;
        self.fill(&form, &slots, depth)
    }
}

/// The template of a fragment that is a value, by the offset of its definition, and the fragment's own values.
fn instance(data: &[u8], slot: Slot) -> Option<(usize, Table)> {
    let bytes = slot.bytes(data)?;
    // Some have a header, and some begin at once.
    let header = if bytes.starts_with(&FRAGMENT_HEADER) { FRAGMENT_HEADER.len() } else { 0 };
    let instance: &[u8; 10] = bytes.get(header..)?.first_chunk()?;
    instance.starts_with(&TEMPLATE_INSTANCE).then_some(())?;
    let definition = usize::try_from(u32_at(instance, 6)?).ok()?;
    let behind = slot.start.checked_add(header)?.checked_add(instance.len())?;
    let table = if definition == behind {
        let size = usize::try_from(u32_at(data, definition.checked_add(20)?)?).ok()?;
        definition.checked_add(DEFINITION_HEADER)?.checked_add(size)?
    } else {
        behind
    };
    Some((definition, Table::at(data, table)?))
}
