//! The form of a payload: what a definition says of it.

use std::sync::Arc;

use super::super::tokens::{
    CLOSE_EMPTY_ELEMENT, CLOSE_START_TAG, END_ELEMENT, END_OF_STREAM, FRAGMENT_HEADER, Field,
    NORMAL_SUBSTITUTION, NOTHING, Name, OPEN_ELEMENT, OPEN_ELEMENT_WITH_ATTRIBUTES, OPTIONAL_SUBSTITUTION,
    TEXT, Walk,
};
use super::binary::Binary;
use super::text;

/// What a payload is made of, in order.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) ops: Vec<Op>,
    /// Where its `Binary` stands.
    pub(super) binary: Option<Binary>,
}

/// A step of filling a form.
#[derive(Debug)]
pub(super) enum Op {
    /// The next `skips` steps are left out where a value is null.
    Unless {
        /// The index of the value.
        null: usize,
        /// How many steps.
        skips: usize,
    },
    /// Elements that a value holds.
    Elements {
        /// The index of the value.
        value: usize,
        /// Where they stand.
        place: Place,
    },
    /// An element that has no elements in the definition.
    Leaf(Leaf),
}

/// An element with text, or with a value, which may hold elements.
#[derive(Debug)]
pub(super) struct Leaf {
    pub(super) place: Place,
    /// Its `Name`, or the name of an element that is not `Data`.
    pub(super) name: Option<Arc<str>>,
    /// Whether it is the `Binary` of `EventData`.
    pub(super) is_binary: bool,
    pub(super) content: Content,
}

/// What stands in an element.
#[derive(Debug)]
pub(super) enum Content {
    /// Text of the definition, or none.
    Text(Box<str>),
    /// The value of that index.
    Value(usize),
}

/// Where elements stand below `Event`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// 1 for the children of `Event`.
    depth: u8,
    section: Section,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Event,
    EventData,
    UserData,
}

impl Place {
    /// The children of `Event`.
    pub(super) const EVENT: Self = Self { depth: 1, section: Section::Event };

    /// The children of an element that stands here.
    pub(super) fn inside(self) -> Self {
        Self { depth: self.depth.saturating_add(1), ..self }
    }

    /// Whether an element without elements is data.
    pub(super) fn is_data(self) -> bool {
        self.depth > 1
    }
}

/// Deeper elements than any payload of Windows has.
const DEEPEST: u8 = 16;

impl Form {
    /// Reads a definition, from behind `System` on or as a whole; `None` when anything in it is unexpected.
    pub(super) fn read(walk: &mut Walk<'_>, is_behind_system: bool, place: Place) -> Option<Self> {
        let mut form = Self { ops: Vec::new(), binary: None };
        if is_behind_system {
            form.elements(walk, place)?;
            // The end of `Event`.
            walk.expect(&[END_ELEMENT])?;
        } else {
            walk.expect(&FRAGMENT_HEADER)?;
            // The root of a fragment is there whatever it depends on.
            form.element(walk, place, true)?;
        }
        walk.expect(&[END_OF_STREAM])?;
        form.binary = Binary::of(&form);
        Some(form)
    }

    /// Elements up to the end of the one that holds them.
    fn elements(&mut self, walk: &mut Walk<'_>, place: Place) -> Option<()> {
        while walk.token()? != END_ELEMENT {
            match walk.token()? {
                OPEN_ELEMENT | OPEN_ELEMENT_WITH_ATTRIBUTES => self.element(walk, place, false)?,
                NORMAL_SUBSTITUTION | OPTIONAL_SUBSTITUTION => {
                    let Field::Value(value) = walk.content()? else { return None };
                    self.ops.push(Op::Elements { value, place });
                }
                _ => return None,
            }
        }
        Some(())
    }

    fn element(&mut self, walk: &mut Walk<'_>, place: Place, is_root: bool) -> Option<()> {
        (place.depth < DEEPEST).then_some(())?;
        let element = walk.open()?;
        let place = match place.section {
            Section::Event if element.name.is("EventData") => Place { section: Section::EventData, ..place },
            Section::Event if element.name.is("UserData") => Place { section: Section::UserData, ..place },
            Section::Event => return None,
            Section::EventData | Section::UserData => place,
        };
        let mut name = None;
        while walk.is_at_attribute() {
            let (attribute, Field::Literal(range)) = walk.attribute()? else { return None };
            let text = text::literal(walk.data.get(range)?)?;
            if attribute.is("Name") && name.is_none() {
                name = Some(Arc::from(text));
            }
        }
        let guard = (element.depends_on != NOTHING && !is_root).then(|| {
            self.ops.push(Op::Unless { null: usize::from(element.depends_on), skips: 0 });
            self.ops.len()
        });
        let leaf = |name: Option<Arc<str>>, content| {
            let is_in_data = place == Place { depth: 2, section: Section::EventData };
            let own = || (!element.name.is("Data")).then(|| element.name.text());
            Some(Op::Leaf(Leaf {
                place,
                is_binary: is_in_data && element.name.is("Binary"),
                name: match name {
                    Some(name) => Some(name),
                    None => own().flatten(),
                },
                content,
            }))
        };
        if walk.token()? == CLOSE_EMPTY_ELEMENT {
            walk.skip(1)?;
            self.ops.push(leaf(name, Content::Text(Box::default()))?);
        } else {
            walk.expect(&[CLOSE_START_TAG])?;
            match walk.token()? {
                END_ELEMENT => self.ops.push(leaf(name, Content::Text(Box::default()))?),
                TEXT | NORMAL_SUBSTITUTION | OPTIONAL_SUBSTITUTION => {
                    let content = match walk.content()? {
                        Field::Literal(range) => Content::Text(text::literal(walk.data.get(range)?)?.into()),
                        Field::Value(value) => Content::Value(value),
                    };
                    self.ops.push(leaf(name, content)?);
                }
                _ => self.elements(walk, place.inside())?,
            }
            walk.expect(&[END_ELEMENT])?;
        }
        if let Some(behind) = guard {
            let guarded = self.ops.len().checked_sub(behind)?;
            let Op::Unless { skips, .. } = self.ops.get_mut(behind.checked_sub(1)?)? else { return None };
            *skips = guarded;
        }
        Some(())
    }
}

impl Name<'_> {
    /// A name as text.
    fn text(self) -> Option<Arc<str>> {
        text::literal(self.0).map(Arc::from)
    }
}
