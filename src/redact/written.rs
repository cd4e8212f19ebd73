//! What records hold, for extracts: of each field what a report reads of it, with the same pseudonyms, and nothing else.
//!
//! What a field means, only the reader of its provider knows. So the reader is asked: a field without which the record reads
//! the same is emptied; of any other the pseudonym is taken that stands in the renamed event, if the record with it reads the
//! same but for names. What is left are numbers, codes and times. A field that none of this fits is emptied too: the record
//! then says less, and never a name.

use super::events;
use super::names::{Class, Names};
use super::words;
use crate::event::bytes::{digits, hex};
use crate::event::pattern::{Pattern, pattern};
use crate::event::providers::products::GUEST;
use crate::event::{EventKind, Payload, System, Written, partition_table, providers, xml};
use crate::timeline::host;

/// How long the fixed part of an `IO_ERROR_LOG_PACKET` is; what a driver adds behind it may be anything. Unit: bytes.
const PACKET: usize = 40;

/// The values of attributes, and texts, within XML in a field.
static INSIDE: Pattern = Pattern::new(|| pattern(r#""([^"<>]*)"|'([^'<>]*)'|>([^<>]+)<"#));

/// A number, a code or a time: what stays as it is where the record needs it.
static NUMBER: Pattern = Pattern::new(|| {
    pattern(
        r"^\s*(?:[-+]?[0-9]+|0[xX][0-9a-fA-F]{1,16}|[0-9-]{10}[T ][0-9:.]+Z?|[A-Za-z]:\\?|true|false|%%[0-9]+)\s*$",
    )
});

/// Renames what a record holds, of which the event and the renamed event are known. The names of its computer and its log
/// are renamed by whoever knows them. Whether the record still reads as the renamed event.
pub(super) fn payload(
    written: &mut Written,
    event: &EventKind,
    renamed: &EventKind,
    names: &mut Names,
) -> bool {
    let Written { system, payload } = written;
    let told = format!("{renamed:?}");
    let wanted = Wanted { system, event, renamed, shape: shape(event), names: pairs(event, &told), told };
    let originals = payload.data.iter().map(|datum| datum.value.clone()).collect::<Vec<_>>();
    for place in 0..payload.data.len() {
        let Some(original) = payload.data.get(place).map(|datum| datum.value.clone()) else { continue };
        if original.is_empty() {
            continue;
        }
        let set = |payload: &mut Payload, value: String| {
            if let Some(datum) = payload.data.get_mut(place) {
                datum.value = value;
            }
        };
        set(payload, String::new());
        if wanted.reads_alike(payload) {
            continue;
        }
        set(payload, original.clone());
        let mut value = original.clone();
        if original.contains('<') {
            value = inside(&original, |value, part| {
                let tried = |part: &str| {
                    let mut payload = payload.clone();
                    set(&mut payload, value(part));
                    payload
                };
                wanted.leaf(part, &tried, names)
            });
        } else if let Some(table) = table(&original, event, renamed) {
            value = table;
        } else {
            let tried = |part: &str| {
                let mut payload = payload.clone();
                set(&mut payload, part.to_owned());
                payload
            };
            value = wanted.leaf(&value, &tried, names);
        }
        set(payload, value);
    }
    if payload.binary.is_some() {
        binary(payload, &wanted);
    }
    wanted.is_right(payload) || wanted.set_right(payload, &originals, names)
}

/// What of the bytes behind its fields a record needs: nothing, the fixed part of a packet, with what is named behind it, texts
/// that are harmless, or the name of a service, which is a known one.
fn binary(payload: &mut Payload, wanted: &Wanted<'_>) {
    let original = payload.binary.take();
    if wanted.has_shape(payload) {
        return;
    }
    let Some(Ok(bytes)) = original else {
        // What is no packet is told, but not what it says.
        payload.binary = original.map(|_| Err("?".to_owned()));
        return;
    };
    let packet: Vec<u8> = bytes.iter().copied().take(PACKET).collect();
    let named = wanted.names.iter().map(|(_, pseudonym)| {
        let units = pseudonym.encode_utf16().chain([0]).flat_map(u16::to_le_bytes);
        packet.iter().copied().chain(units).collect()
    });
    // Where a record of VSS names who asked, in the words around it.
    let asked = match wanted.renamed {
        EventKind::Machinery(event) => event.requester.as_ref(),
        _ => None,
    };
    let asked = asked.map(|program| format!("- Code: - Call: - CMD: {program}").into_bytes());
    let is_service = matches!(wanted.event, EventKind::Service { .. });
    let mut ways = std::iter::once(packet.clone())
        .chain(named)
        .chain([harmless(&bytes)])
        .chain(asked)
        .chain(is_service.then(|| bytes.clone()));
    payload.binary = ways
        .find(|way| {
            let tried = Payload { binary: Some(Ok(way.clone())), ..payload.clone() };
            wanted.has_shape(&tried)
        })
        .map(Ok);
}

/// The texts in UTF-16 that say nothing of whose they are; of the others, nothing but their place.
fn harmless(bytes: &[u8]) -> Vec<u8> {
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
    let texts = units.split(|unit| *unit == 0).map(|text| {
        let text = String::from_utf16_lossy(text);
        // What EventLog 6013 says of the version behind it is not read.
        let text = text.split(" Build ").next().unwrap_or_default().to_owned();
        if NUMBER.is_match(&text) || words::is_plain(&text) { text } else { harmless_words(&text) }
    });
    let texts: Vec<String> = texts.collect();
    texts.join("\0").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A time zone, and the words of Windows' name that are the same everywhere.
fn harmless_words(text: &str) -> String {
    let zone = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').trim();
    if host::is_known(zone) {
        return text.to_owned();
    }
    let is_said = |word: &&str| words::is_plain(word) || words::is_version(word);
    text.split(' ').filter(is_said).collect::<Vec<_>>().join(" ")
}

/// What a record has to read as.
struct Wanted<'e> {
    system: &'e System,
    event: &'e EventKind,
    renamed: &'e EventKind,
    /// It, but for names.
    shape: EventKind,
    /// The renamed event, as text in which its pseudonyms stand.
    told: String,
    /// What stands in the event, and its pseudonyms; the longest first.
    names: Vec<(String, String)>,
}

/// The strings of an event, in order, and those of the renamed one.
fn pairs(event: &EventKind, told: &str) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = strings(&format!("{event:?}"))
        .into_iter()
        .zip(strings(told))
        .filter(|(name, pseudonym)| name != pseudonym && !name.is_empty())
        .collect();
    pairs.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    pairs
}

/// The strings in what Rust prints of a value, for people.
fn strings(printed: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut characters = printed.chars();
    while characters.any(|c| c == '"') {
        let mut text = String::new();
        while let Some(character) = characters.next().filter(|c| *c != '"') {
            match character {
                '\\' => match characters.next() {
                    Some('n') => text.push('\n'),
                    Some('r') => text.push('\r'),
                    Some('t') => text.push('\t'),
                    Some('0') => text.push('\0'),
                    Some('u') => {
                        let digits: String = characters.by_ref().skip(1).take_while(|c| *c != '}').collect();
                        text.extend(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32));
                    }
                    Some(other) => text.push(other),
                    None => {}
                },
                other => text.push(other),
            }
        }
        found.push(text);
    }
    found
}

/// A way to rename a text.
type Rename = fn(&mut Names, &str) -> String;
/// The ways in which the texts of events are renamed.
const WAYS: &[Rename] = &[
    |names, text| names.value(Class::Text, text),
    |names, text| names.value(Class::File, text),
    Names::vm,
    |names, text| names.value(Class::Label, text),
    |names, text| names.value(Class::Model, text),
    |names, text| names.value(Class::Target, text),
    |names, text| names.value(Class::Program, text),
    Names::channel,
];

/// An event in which all names of a class are one.
fn shape(event: &EventKind) -> EventKind {
    let mut shape = event.clone();
    events::kind(&mut shape, &mut Names::without_names());
    shape
}

impl Wanted<'_> {
    fn reads_alike(&self, payload: &Payload) -> bool {
        providers::read(self.system, payload).is_some_and(|read| read == *self.event)
    }

    fn is_right(&self, payload: &Payload) -> bool {
        providers::read(self.system, payload).is_some_and(|read| read == *self.renamed)
    }

    /// Looks for the one field in which the record reads otherwise than the renamed event, as two that are alike in shape may.
    fn set_right(&self, payload: &mut Payload, originals: &[String], names: &mut Names) -> bool {
        // What several fields name together stands in one of them.
        for ((name, pseudonym), place) in
            self.names.iter().flat_map(|pair| (0..originals.len()).map(move |place| (pair, place)))
        {
            let mut tried = payload.clone();
            for (other, (datum, original)) in tried.data.iter_mut().zip(originals).enumerate() {
                if other == place {
                    datum.value.clone_from(pseudonym);
                } else if name.contains(original.as_str()) {
                    datum.value.clear();
                }
            }
            if self.is_right(&tried) {
                *payload = tried;
                return true;
            }
        }
        for (place, original) in originals.iter().enumerate().filter(|(_, text)| !text.contains('<')) {
            let ways = WAYS.iter().map(|way| way(names, original)).collect::<Vec<_>>();
            let kept = NUMBER.is_match(original).then(|| original.clone());
            for way in ways.into_iter().chain([self.named(original)]).chain(kept) {
                let mut tried = payload.clone();
                if let Some(datum) = tried.data.get_mut(place) {
                    datum.value = way;
                }
                if self.is_right(&tried) {
                    *payload = tried;
                    return true;
                }
            }
        }
        false
    }

    fn has_shape(&self, payload: &Payload) -> bool {
        providers::read(self.system, payload).is_some_and(|read| shape(&read) == self.shape)
    }

    /// What stands in the place of a text, where `tried` is the record with another one there.
    fn leaf(&self, text: &str, tried: &dyn Fn(&str) -> Payload, names: &mut Names) -> String {
        if self.reads_alike(&tried("")) {
            return String::new();
        }
        let fits = |text: &str| self.has_shape(&tried(text));
        let told = |text: &str| {
            let quoted = format!("{text:?}");
            self.told.contains(quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default())
        };
        for way in WAYS {
            if let Some(renamed) = names.known(|names| way(names, text))
                && told(renamed.trim())
                && fits(&renamed)
            {
                return renamed;
            }
        }
        let named = self.named(text);
        if !named.is_empty() && fits(&named) {
            return named;
        }
        if NUMBER.is_match(text) || words::is_plain(text) {
            return text.to_owned();
        }
        let plain = harmless_words(text);
        if !plain.is_empty() && fits(&plain) {
            return plain;
        }
        // A command line, a message, and what else has several names in it.
        for class in [Class::Target, Class::Program, Class::Label, Class::File] {
            if let Some(renamed) = names.known(|names| word_by_word(text, |word| names.value(class, word)))
                && fits(&renamed)
            {
                return renamed;
            }
        }
        let renamed = word_by_word(text, |word| names.value(Class::Text, word));
        if fits(&renamed) {
            return renamed;
        }
        let renamed = names.value(Class::Text, text);
        if fits(&renamed) { renamed } else { String::new() }
    }

    /// Of a text the lines that name something, with pseudonyms for what is named, and what must stand before it.
    fn named(&self, text: &str) -> String {
        let line = |line: &str| {
            let (name, pseudonym) = self.names.iter().find(|(name, _)| line.contains(name.as_str()))?;
            let before = line.split(name.as_str()).next().unwrap_or_default();
            let label = if before.trim() == GUEST { before } else { "" };
            Some(format!("{label}{pseudonym}"))
        };
        text.lines().filter_map(line).collect::<Vec<_>>().join("\n")
    }
}

/// A text in which each word is replaced, and what stands between words stays.
fn word_by_word(text: &str, mut job: impl FnMut(&str) -> String) -> String {
    let is_between = |c: char| c.is_whitespace() || "\"'(),;".contains(c);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| !is_between(c)) {
        let (between, word) = rest.split_at(start);
        let (word, behind) = word.split_at(word.find(is_between).unwrap_or(word.len()));
        out.push_str(between);
        out.push_str(&job(word));
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// XML in which each value and text is replaced: `job` is given what makes the whole of a part, and the part.
fn inside(original: &str, mut job: impl FnMut(&dyn Fn(&str) -> String, &str) -> String) -> String {
    let mut out = String::with_capacity(original.len());
    let mut rest = original;
    while let Some(found) = INSIDE.captures(rest) {
        let group = (1..=3).find_map(|group| found.get(group));
        let Some(part) = group else { break };
        let (before, behind) =
            (rest.get(..part.start()).unwrap_or_default(), rest.get(part.end()..).unwrap_or_default());
        let whole = |value: &str| format!("{out}{before}{}{behind}", xml::escaped(value));
        let value = job(&whole, &xml::unescaped(part.as_str()));
        out.push_str(&markup(before));
        out.push_str(&xml::escaped(&value));
        rest = behind;
        // The quote or bracket behind it.
        let next = rest.chars().next().map_or(0, char::len_utf8);
        // A bracket that ends one text may begin the next.
        let next = if rest.starts_with('<') { 0 } else { next };
        out.push_str(rest.get(..next).unwrap_or_default());
        rest = rest.get(next..).unwrap_or_default();
    }
    out.push_str(&markup(rest));
    out
}

/// What stands between values: names of elements and attributes stay. What else does, where quotes are lost, may be anything.
fn markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        let (between, behind) = rest.split_at(start);
        let (word, behind) =
            behind.split_at(behind.find(|c: char| !c.is_alphanumeric()).unwrap_or(behind.len()));
        let is_name = between.ends_with(['<', '/', '?']) || behind.trim_start().starts_with('=');
        out.push_str(between);
        out.push_str(if is_name && word.is_ascii() || words::is_plain(word) { word } else { "x" });
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The table of a disk's partitions, as one that holds nothing but their numbers and the pseudonyms of their volumes.
fn table(text: &str, event: &EventKind, renamed: &EventKind) -> Option<String> {
    let (EventKind::DiskSeen(before), EventKind::DiskSeen(after)) = (event, renamed) else { return None };
    let bytes = hex(text).ok().filter(|bytes| bytes.len() > PACKET)?;
    if partition_table::read(&bytes) != before.partitions {
        return None;
    }
    let table = partition_table::write(&after.partitions, &bytes);
    Some(digits(&table))
}
