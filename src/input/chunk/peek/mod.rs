//! A look at records without decoding them: who wrote them, which event, when.
//!
//! A record is an instance of a template, and the few fields of `System` that tell whether it can
//! matter, and what its place in the log is, lie in its values or in the template. Only what
//! Windows writes is understood; anything else gives `None`, and the decoder is asked. What is seen
//! here is what the decoder would say, or nothing.

mod known;
mod names;
mod origin;
mod payload;
mod shape;
mod tokens;
mod values;

use std::rc::Rc;

use jiff::Timestamp;

use super::layout::{RECORD_HEADER_SIZE, Span, time, u32_at};
use crate::event::Payload;
use crate::event::providers::Wanted;
use names::Names;
pub(super) use origin::Origin;
use origin::{Texts, origin};
use payload::Forms;
use shape::{Shape, shape};
use tokens::{DEFINITION_HEADER, FRAGMENT_HEADER};
use values::{Layout, Table, Values};

/// The token of a template instance, and the byte that stands behind it.
const TEMPLATE_INSTANCE: [u8; 2] = [0x0c, 1];
/// The token behind the last value of a record.
const END_OF_FRAGMENT: u8 = 0;

/// More templates, and more origins, than any chunk of Windows has. They are looked through one by one, so
/// the rest of a chunk that has more is decoded.
const MOST: usize = 200;

/// What was seen of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sight {
    /// An index into the origins of the chunk.
    pub(super) origin: usize,
    pub(super) event_id: u16,
    pub(super) event_record_id: u64,
    pub(super) time_created: Timestamp,
    /// Whether it can matter.
    pub(super) is_wanted: bool,
    /// Whether nothing follows its values but the end of the record, so that where the record
    /// itself ends makes no difference to what it says; of a record that the decoder has to read.
    pub(super) ends_plainly: bool,
}

/// Looks at the records of one chunk.
#[derive(Debug)]
pub(super) struct Peek<'a> {
    data: &'a [u8],
    /// The templates met, by the offset of their definition.
    templates: Vec<Template>,
    origins: Vec<Origin>,
    /// The names looked for last.
    names: Option<Names>,
    forms: Forms,
}

/// A record of which everything was read that matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Whole {
    /// `Level`.
    pub(super) level: Option<u8>,
    /// What stands in `EventData` or `UserData`.
    pub(super) payload: Payload,
}

#[derive(Debug)]
struct Template {
    definition: usize,
    /// `None`: not understood.
    shape: Option<Rc<Shape>>,
    /// How the values of its last record lay.
    layout: Option<Box<Layout>>,
    /// The origins that were met, each with the texts that tell it from others.
    met: Vec<(Texts, usize)>,
}

impl<'a> Peek<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, templates: Vec::new(), origins: Vec::new(), names: None, forms: Forms::default() }
    }

    /// Who wrote the records that were looked at.
    pub(super) fn into_origins(self) -> Vec<Origin> {
        self.origins
    }

    /// Looks at one record; `None` when it is not what Windows writes. Of one that can matter the payload is read as
    /// well, where that is understood too.
    pub(super) fn look(&mut self, span: Span) -> (Option<Sight>, Option<Whole>) {
        match self.sight(span) {
            Some((sight, table, template, end)) if sight.is_wanted => {
                let whole = self.whole(table, template, end);
                // Only the decoder asks for it.
                let ends_plainly = whole.is_none() && ends_plainly(self.data, table, end);
                (Some(Sight { ends_plainly, ..sight }), whole)
            }
            Some((sight, ..)) => (Some(sight), None),
            None => (None, None),
        }
    }

    /// The payload of a record, whose values end before `end`.
    fn whole(&mut self, table: Table, template: usize, end: usize) -> Option<Whole> {
        let template = self.templates.get(template)?;
        self.forms.read(self.data, (template.definition, template.shape.as_ref()?), table, end)
    }

    /// The `Binary` of the same record.
    fn binary(&mut self, template: usize, table: Table, within: (usize, usize)) -> Option<&'a [u8]> {
        let template = self.templates.get(template)?;
        self.forms.binary(self.data, (template.definition, template.shape.as_ref()?), table, within)
    }

    fn sight(&mut self, span: Span) -> Option<(Sight, Table, usize, usize)> {
        let data = self.data;
        let instance = span.start.checked_add(RECORD_HEADER_SIZE)?;
        let head: &[u8; 14] = data.get(instance..)?.first_chunk()?;
        let (fragment, rest) = head.split_first_chunk::<4>()?;
        let (token, rest) = rest.split_first_chunk::<2>()?;
        (*fragment == FRAGMENT_HEADER && *token == TEMPLATE_INSTANCE).then_some(())?;
        // Behind four bytes of the template's GUID.
        let definition = usize::try_from(u32_at(rest, 4)?).ok()?;
        let behind = instance.checked_add(head.len())?;
        let table = if definition == behind {
            let size = usize::try_from(u32_at(data, definition.checked_add(20)?)?).ok()?;
            definition.checked_add(DEFINITION_HEADER)?.checked_add(size)?
        } else {
            behind
        };
        let table = Table::at(data, table)?;
        let template = self.template(definition)?;
        let Template { shape, layout, .. } = self.templates.get_mut(template)?;
        let shape = shape.as_ref()?;
        let known = layout.take().filter(|known| known.fits(data, table, shape.last));
        let layout = layout.insert(match known {
            Some(known) => known,
            None => Box::new(Layout::of(data, table, shape.last)?),
        });
        // The copy of the size is no value.
        let end = span.end.checked_sub(4)?;
        let values = Values::of(data, table, layout, end)?;
        let event_id = values.event_id(shape.event_id)?;
        let event_record_id = values.u64(shape.event_record_id)?;
        let time_created = time(values.filetime(shape.time_created)?)?;
        let texts = Texts::of(definition, shape, &values)?;
        let (values_begin, behind_system) = (values.first, values.rest);
        let origin = self.origin(template, texts)?;
        let is_wanted = match self.origins.get(origin)?.interest.in_event(event_id) {
            Wanted::No => false,
            Wanted::Yes => true,
            Wanted::IfNaming(naming) => {
                let binary = self.binary(template, table, (behind_system, end));
                match binary.and_then(naming.in_binary) {
                    Some(told) => told,
                    None => self.names(naming.parts).stand_in(data.get(values_begin..end)?),
                }
            }
        };
        let sight = Sight { origin, event_id, event_record_id, time_created, is_wanted, ends_plainly: false };
        Some((sight, table, template, end))
    }

    fn names(&mut self, names: &'static [&'static str]) -> &Names {
        if !self.names.as_ref().is_some_and(|known| known.are(names)) {
            self.names = None;
        }
        self.names.get_or_insert_with(|| Names::of(names))
    }

    /// The index of the template whose definition is at that offset.
    fn template(&mut self, definition: usize) -> Option<usize> {
        if let Some(known) = self.templates.iter().position(|known| known.definition == definition) {
            return Some(known);
        }
        let position = self.templates.len();
        (position < MOST).then(|| {
            let shape = shape(self.data, definition);
            self.templates.push(Template { definition, shape, layout: None, met: Vec::new() });
            position
        })
    }

    fn origin(&mut self, template: usize, texts: Texts) -> Option<usize> {
        let data = self.data;
        let template = self.templates.get_mut(template)?;
        if let Some((_, known)) = template.met.iter().rev().find(|(known, _)| known.is_same(&texts, data)) {
            return Some(*known);
        }
        let index = self.origins.len();
        (index < MOST).then_some(())?;
        let mut origin = origin(data, &texts)?;
        origin.log =
            self.origins.iter().find(|known| known.is_of_same_log(&origin)).map_or(index, |known| known.log);
        self.origins.push(origin);
        template.met.push((texts, index));
        Some(index)
    }
}

/// Whether the values of a table end with the record.
fn ends_plainly(data: &[u8], table: Table, end: usize) -> bool {
    let values_end = table.regular_end(data).filter(|values_end| *values_end < end);
    values_end.is_some_and(|values_end| data.get(values_end) == Some(&END_OF_FRAGMENT))
}
