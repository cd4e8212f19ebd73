//! What a thread has understood of definitions, kept from chunk to chunk by their content.
//!
//! Every chunk has its own copy of the definitions that its records use. The copies differ in where names stand: a name is
//! written where a chunk uses it first, and later uses point there. So a copy says the same where its bytes are the same
//! but for these pointers, and the names that they lead to are the same.

use std::collections::BTreeMap;

use super::tokens::{DEFINITION_HEADER, Walk, name_at};
use crate::input::chunk::layout::u32_at;

/// More definitions than a host's logs have. A thread that meets more reads the rest anew in each chunk.
const MOST: usize = 1000;
/// A larger definition than Windows has is read anew too, so that what is kept stays within some MiB.
const LARGEST: usize = 4096;

/// What was understood, by the GUID and the size of the definition.
#[derive(Debug)]
pub(super) struct Memory<V> {
    known: BTreeMap<Key, Vec<(Tokens, V)>>,
    count: usize,
}

type Key = ([u8; 16], u32);

/// A use of a name.
#[derive(Debug, Clone)]
pub(in crate::input::chunk::peek) struct Use {
    /// Where its pointer stands; in [`Tokens`], counted from the first token.
    pub(in crate::input::chunk::peek) at: usize,
    /// Whether the name itself stands behind it.
    pub(in crate::input::chunk::peek) is_first: bool,
    /// The name, in UTF-16.
    pub(in crate::input::chunk::peek) name: Box<[u8]>,
}

/// Tokens of a definition, with the names that they use.
#[derive(Debug)]
struct Tokens {
    /// Where they begin, counted from the definition.
    from: usize,
    bytes: Box<[u8]>,
    uses: Box<[Use]>,
}

impl<V: Clone> Memory<V> {
    pub(super) const fn new() -> Self {
        Self { known: BTreeMap::new(), count: 0 }
    }

    /// What was understood of the same tokens elsewhere; `from` is where they begin, counted from the definition.
    pub(super) fn recall(
        &self,
        data: &[u8],
        definition: usize,
        from: usize,
        is: impl Fn(&V) -> bool,
    ) -> Option<V> {
        let alike = self.known.get(&key(data, definition)?)?;
        let found = alike
            .iter()
            .find(|(tokens, value)| tokens.from == from && is(value) && tokens.stand_in(data, definition));
        found.map(|(_, value)| value.clone())
    }

    /// Keeps what was understood of the tokens that a walk went over.
    pub(super) fn keep(&mut self, walk: Walk<'_>, data: &[u8], definition: usize, from: usize, value: &V) {
        let tokens = Tokens::of(walk, definition, from);
        if let Some((key, tokens)) = key(data, definition).zip(tokens)
            && self.count < MOST
            && tokens.bytes.len() <= LARGEST
        {
            self.count = self.count.saturating_add(1);
            self.known.entry(key).or_default().push((tokens, value.clone()));
        }
    }
}

fn key(data: &[u8], definition: usize) -> Option<Key> {
    let guid = data.get(definition.checked_add(4)?..)?.first_chunk()?;
    Some((*guid, u32_at(data, definition.checked_add(20)?)?))
}

impl Tokens {
    fn of(walk: Walk<'_>, definition: usize, from: usize) -> Option<Self> {
        let start = definition.checked_add(from)?;
        let mut uses = walk.uses;
        for of_name in &mut uses {
            of_name.at = of_name.at.checked_sub(start)?;
        }
        Some(Self { from, bytes: walk.data.get(start..walk.at)?.into(), uses: uses.into() })
    }

    /// Whether the same tokens with the same names stand in a definition of the same size.
    fn stand_in(&self, data: &[u8], definition: usize) -> bool {
        self.compare(data, definition).is_some()
    }

    fn compare(&self, data: &[u8], definition: usize) -> Option<()> {
        /// A pointer to a name; the name's own link to the next one is as long.
        const POINTER: usize = 4;
        let size = usize::try_from(u32_at(data, definition.checked_add(20)?)?).ok()?;
        let data = data.get(..definition.checked_add(DEFINITION_HEADER)?.checked_add(size)?)?;
        let start = definition.checked_add(self.from)?;
        let found = data.get(start..start.checked_add(self.bytes.len())?)?;
        let mut done = 0;
        for Use { at, is_first, name } in &self.uses {
            (found.get(done..*at)? == self.bytes.get(done..*at)?).then_some(())?;
            let node = usize::try_from(u32_at(found, *at)?).ok()?;
            done = at.checked_add(POINTER)?;
            (*is_first == (node == start.checked_add(done)?)).then_some(())?;
            if *is_first {
                done = done.checked_add(POINTER)?;
            } else {
                (name_at(data, node)? == &**name).then_some(())?;
            }
        }
        (found.get(done..)? == self.bytes.get(done..)?).then_some(())
    }
}
