//! The `Binary` of a payload alone, without reading the rest.

use super::form::{Content, Form, Leaf, Op, Place};
use super::slots::{Slot, kind};
use super::{Forms, instance};
use crate::input::chunk::peek::shape::Shape;
use crate::input::chunk::peek::values::Table;

/// Where a form has the one value that is a `Binary`, or that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binary {
    /// In the value of that index.
    Value(usize),
    /// In the elements that the value of that index holds.
    Inside(usize, Place),
}

impl Binary {
    /// `None`: there is none, or there may be several.
    pub(super) fn of(form: &Form) -> Option<Self> {
        let mut found = None;
        for (position, op) in form.ops.iter().enumerate() {
            let (value, binary) = match op {
                Op::Leaf(Leaf { is_binary: true, content: Content::Value(value), .. }) => {
                    (*value, Self::Value(*value))
                }
                Op::Elements { value, place } => (*value, Self::Inside(*value, *place)),
                Op::Leaf(Leaf { is_binary: true, .. }) => return None,
                Op::Leaf(_) | Op::Unless { .. } => continue,
            };
            // Where another value decides whether it is there, that is too much to ask here.
            let is_guarded = form.ops.iter().take(position).zip(1..).any(|(guard, behind)| {
                matches!(guard, Op::Unless { null, skips }
                    if *null != value && position < skips.saturating_add(behind))
            });
            if is_guarded || found.replace(binary).is_some() {
                return None;
            }
        }
        found
    }
}

impl Forms {
    /// The bytes of the one `Binary` of a record; `None` where that takes more than a look. `table` has the values, of
    /// which those of `System` end at `behind_system`, and nothing else stands before `end`.
    pub(in crate::input::chunk::peek) fn binary<'a>(
        &mut self,
        data: &'a [u8],
        (definition, shape): (usize, &Shape),
        table: Table,
        (behind_system, end): (usize, usize),
    ) -> Option<&'a [u8]> {
        let form = self.form(data, definition, Some(shape.end), Place::EVENT)?;
        let from = (shape.last.checked_add(1)?, behind_system);
        let (slot, place) = match form.binary? {
            Binary::Value(value) => return binary_of(data, slot_at(data, table, from, end, value)?),
            Binary::Inside(value, place) => (slot_at(data, table, from, end, value)?, place),
        };
        slot.is_fragment().then_some(())?;
        let (definition, table) = instance(data, slot)?;
        let form = self.form(data, definition, None, place)?;
        match form.binary? {
            Binary::Value(value) => {
                binary_of(data, slot_at(data, table, (0, table.first_value()), slot.end()?, value)?)
            }
            // Windows has one fragment in a record.
            Binary::Inside(..) => None,
        }
    }
}

fn binary_of(data: &[u8], slot: Slot) -> Option<&[u8]> {
    (slot.kind == kind::BINARY).then(|| slot.bytes(data)).flatten()
}

/// The value of an index, if it and those before it have the sizes of their types; `from` is the first of them that was not
/// looked at yet, and where it lies.
fn slot_at(
    data: &[u8],
    table: Table,
    (first, mut at): (usize, usize),
    end: usize,
    index: usize,
) -> Option<Slot> {
    let mut found = None;
    for descriptor in table.descriptors(data)?.get(first..=index)? {
        let slot = Slot::regular(data, at, *descriptor)?;
        at = slot.end()?;
        found = Some(slot);
    }
    (at < end).then_some(found?)
}
