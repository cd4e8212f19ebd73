//! Who wrote a record, and whether that can matter. It is the same few all over a log, so each thread
//! keeps what it found from chunk to chunk.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::Sight;
use super::shape::Shape;
use super::tokens::Field;
use super::values::Values;
use crate::event::System;
use crate::event::providers::{Interest, is_other_requester};

/// Who wrote a record, and whether that can matter.
#[derive(Debug, Clone)]
pub(in crate::input::chunk) struct Origin {
    pub(in crate::input::chunk) provider: Arc<str>,
    event_source_name: Option<Arc<str>>,
    pub(in crate::input::chunk) channel: Arc<str>,
    pub(in crate::input::chunk) computer: Arc<str>,
    /// The same number for the same channel and computer, within a chunk.
    pub(in crate::input::chunk) log: usize,
    pub(in crate::input::chunk) is_other_requester: bool,
    pub(super) interest: Interest,
}

impl Origin {
    /// The `System` section of a record of this origin.
    pub(in crate::input::chunk) fn system(&self, sight: Sight) -> System {
        System {
            provider: Arc::clone(&self.provider),
            event_source_name: self.event_source_name.clone(),
            event_id: sight.event_id,
            level: None,
            time_created: Some(sight.time_created),
            time_without_zone: None,
            event_record_id: Some(sight.event_record_id),
            channel: Arc::clone(&self.channel),
            computer: Arc::clone(&self.computer),
        }
    }

    pub(super) fn is_of_same_log(&self, other: &Self) -> bool {
        self.channel == other.channel && self.computer == other.computer
    }

    fn read(data: &[u8], texts: &Texts) -> Option<Self> {
        let event_source_name = match &texts.event_source_name {
            Some(range) => Some(text(data, range)?),
            None => None,
        };
        let (provider, channel) = (text(data, &texts.provider)?, text(data, &texts.channel)?);
        // A record of zeros has no channel; what it is, the decoder tells.
        if channel.is_empty() {
            return None;
        }
        Some(Self {
            interest: Interest::of(&provider, event_source_name.as_deref(), &channel),
            is_other_requester: is_other_requester(&provider),
            computer: text(data, &texts.computer)?,
            provider,
            event_source_name,
            channel,
            log: 0,
        })
    }
}

/// More than a host has providers. A thread that meets more finds the rest anew each time.
const MOST_KNOWN: usize = 2000;

thread_local! {
    /// The origins that a thread has met, by the bytes of their texts.
    static KNOWN: RefCell<BTreeMap<Vec<u8>, Origin>> = const { RefCell::new(BTreeMap::new()) };
}

/// The origin that the texts of a record tell of; `None` when one of them is left to the decoder.
pub(super) fn origin(data: &[u8], texts: &Texts) -> Option<Origin> {
    let key = texts.key(data)?;
    KNOWN.with_borrow_mut(|known| {
        if let Some(origin) = known.get(&key) {
            return Some(origin.clone());
        }
        let origin = Origin::read(data, texts)?;
        if known.len() < MOST_KNOWN {
            known.insert(key, origin.clone());
        }
        Some(origin)
    })
}

/// Where the texts of a record's `System` stand.
#[derive(Debug)]
pub(super) struct Texts {
    provider: Range<usize>,
    event_source_name: Option<Range<usize>>,
    channel: Range<usize>,
    computer: Range<usize>,
}

impl Texts {
    /// The texts of a record with these values, of the template whose definition and shape are given.
    pub(super) fn of(definition: usize, shape: &Shape, values: &Values<'_>) -> Option<Self> {
        let place = |field: &Field| match field {
            Field::Literal(range) => {
                let place = |at: usize| definition.checked_add(at);
                Some(place(range.start)?..place(range.end)?)
            }
            Field::Value(index) => values.string(*index),
        };
        Some(Self {
            provider: place(&shape.provider)?,
            event_source_name: match &shape.event_source_name {
                Some(field) => Some(place(field)?),
                None => None,
            },
            channel: place(&shape.channel)?,
            computer: place(&shape.computer)?,
        })
    }

    /// Whether the texts at other places are the same.
    pub(super) fn is_same(&self, other: &Self, data: &[u8]) -> bool {
        let same = |a: &Range<usize>, b: &Range<usize>| a == b || data.get(a.clone()) == data.get(b.clone());
        same(&self.provider, &other.provider)
            && same(&self.channel, &other.channel)
            && same(&self.computer, &other.computer)
            && match (&self.event_source_name, &other.event_source_name) {
                (Some(a), Some(b)) => same(a, b),
                (None, None) => true,
                _ => false,
            }
    }

    /// All texts in a row, each behind its length, so that no two rows are the same by chance.
    fn key(&self, data: &[u8]) -> Option<Vec<u8>> {
        let mut key = Vec::with_capacity(256);
        let others = [&self.provider, &self.channel, &self.computer];
        for range in others.into_iter().chain(&self.event_source_name) {
            key.extend_from_slice(&range.len().to_le_bytes());
            key.extend_from_slice(data.get(range.clone())?);
        }
        Some(key)
    }
}

/// A name as the decoder would give it. Control characters, surrogates and blanks at the ends are left
/// to the decoder, since XML has its own ways with them.
fn text(data: &[u8], range: &Range<usize>) -> Option<Arc<str>> {
    let (units, rest) = data.get(range.clone())?.as_chunks::<2>();
    let text: Option<String> = units
        .iter()
        .map(|unit| {
            char::from_u32(u32::from(u16::from_le_bytes(*unit))).filter(|c| *c >= ' ' && *c < '\u{e000}')
        })
        .collect();
    let text = text?;
    (rest.is_empty() && !text.is_empty() && text.trim() == text).then(|| text.into())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::input::chunk::peek) fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn texts_that_xml_would_change_are_left_to_the_decoder() {
        let read = |text_: &str| text(&utf16(text_), &(0..utf16(text_).len())).map(|text| text.to_string());
        assert_eq!(read("Größe & <x>"), Some("Größe & <x>".to_owned()));
        assert_eq!(read("a\tb"), None);
        assert_eq!(read("a "), None);
        assert_eq!(read("a\0"), None);
        assert_eq!(read(""), None);
        assert_eq!(read("\u{1f600}"), None);
    }
}
