//! Lists that are frozen while they are written, so that their size costs no memory.

use std::borrow::Cow;
use std::cell::Cell;
use std::io;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::ser::{Error as _, SerializeSeq as _, Serializer};

use super::pen::{self, Layout, Spelled};
use crate::cores;

/// A list of few or small items: one after the other.
pub(super) struct Stream<'a, J>(Cell<Option<Box<dyn Iterator<Item = J> + 'a>>>);

impl<'a, J> Stream<'a, J> {
    pub(super) fn of(items: impl Iterator<Item = J> + 'a) -> Self {
        Self(Cell::new(Some(Box::new(items))))
    }
}

impl<J: Serialize> Serialize for Stream<'_, J> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.take().into_iter().flatten())
    }
}

/// A long list: its items are frozen and spelled on several cores, a window of them at a time.
pub(super) struct Long<'a, J> {
    windows: Cell<Option<Box<dyn Iterator<Item = Window> + 'a>>>,
    of: PhantomData<J>,
}

/// Items that are spelled already, in pieces.
type Window = Vec<io::Result<Vec<u8>>>;

/// Items of a long list, one after the other.
pub(super) struct Items {
    layout: Layout,
    text: Vec<u8>,
    /// What is put between them; nothing stands before the first.
    ends: fn(Layout, &mut Vec<u8>) -> io::Result<()>,
}

impl Items {
    /// The next item, where there is one.
    pub(super) fn push(&mut self, item: Option<impl Serialize>) -> io::Result<()> {
        let Some(item) = item else { return Ok(()) };
        if !self.text.is_empty() {
            (self.ends)(self.layout, &mut self.text)?;
        }
        pen::append(&item, self.layout, &mut self.text)
    }
}

/// Spells what is made of each key, on several cores, in the keys' order.
fn windows<'a, K: Sync + 'a>(
    layout: Layout,
    ends: fn(Layout, &mut Vec<u8>) -> io::Result<()>,
    keys: impl Iterator<Item = K> + 'a,
    item: impl Fn(&K, &mut Items) -> io::Result<()> + Sync + 'a,
) -> impl Iterator<Item = Window> + 'a {
    cores::in_order(keys, move |keys| {
        let mut items = Items { layout, text: Vec::new(), ends };
        keys.iter().try_for_each(|key| item(key, &mut items))?;
        Ok(items.text)
    })
}

impl<'a, J> Long<'a, J> {
    /// The list of what `item` makes of each key, at a depth of so many lists and objects around its items.
    pub(super) fn of<K: Sync + 'a>(
        depth: usize,
        keys: impl Iterator<Item = K> + 'a,
        item: impl Fn(&K, &mut Items) -> io::Result<()> + Sync + 'a,
    ) -> Self {
        let windows = windows(Layout::Indented(depth), pen::between_items, keys, item);
        Self { windows: Cell::new(Some(Box::new(windows))), of: PhantomData }
    }
}

impl<J> Serialize for Long<'_, J> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for piece in self.windows.take().into_iter().flatten().flatten() {
            let piece = piece.map_err(S::Error::custom)?;
            if !piece.is_empty() {
                list.serialize_element(&Spelled(&piece))?;
            }
        }
        list.end()
    }
}

/// Writes what is made of each key as a line, on several cores, in the keys' order.
pub(super) fn write_lines<'a, K: Sync + 'a>(
    keys: impl Iterator<Item = K> + 'a,
    item: impl Fn(&K, &mut Items) -> io::Result<()> + Sync + 'a,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let end_line = |_, text: &mut Vec<u8>| {
        text.push(b'\n');
        Ok(())
    };
    for piece in windows(Layout::Line, end_line, keys, item).flatten() {
        let piece = piece?;
        if !piece.is_empty() {
            out.write_all(&piece)?;
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}

/// To a reader, both are a list.
macro_rules! is_a_list {
    ($($list:ident)*) => {$(
        impl<J: JsonSchema> JsonSchema for $list<'_, J> {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                Vec::<J>::schema_name()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                Vec::<J>::json_schema(generator)
            }
        }
    )*};
}

is_a_list!(Stream Long);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Serialize)]
    struct Holder<'a> {
        list: Long<'a, usize>,
    }

    /// A list in an object, of which every third key gives no item.
    fn spelled(keys: std::ops::Range<usize>) -> String {
        let is_there = |key: usize| !key.is_multiple_of(3);
        let item = |key: usize| json!({ "key": key, "inner": [key, "\u{7f}"] });
        let list = Long::of(2, keys, move |key, items| items.push(is_there(*key).then(|| item(*key))));
        let mut long = Vec::new();
        pen::write(&Holder { list }, Layout::Indented(0), &mut long).unwrap();
        String::from_utf8(long).unwrap()
    }

    #[test]
    fn a_long_list_is_spelled_as_any_list() {
        for count in [0, 1, 2, 3, 64, 65, 3000] {
            let long = spelled(0..count);
            let value: serde_json::Value = serde_json::from_str(&long).unwrap();
            let usual = serde_json::to_string_pretty(&value).unwrap().replace('\u{7f}', "\\u007f");
            assert_eq!(long.trim_end(), usual);
        }
    }
}
