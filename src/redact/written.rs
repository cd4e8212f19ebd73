//! What records hold, for extracts: of each field what a report reads of it, with the same pseudonyms, and nothing else.
//!
//! What a field means, only the reader of its provider knows. So the reader is asked: a field without which the record reads
//! the same is emptied; of any other the pseudonym is taken that stands in the renamed event, if the record with it reads the
//! same but for names. What is left are numbers, codes and times. A field that none of this fits is emptied too: the record
//! then says less, and never a name.

use super::events;
use super::names::{Class, Names};
use super::pieces::{inside, parts, word_by_word};
use super::words;
use crate::event::bytes::{digits, hex};
use crate::event::pattern::{Pattern, pattern};
use crate::event::providers::products::GUEST;
use crate::event::providers::storage_path;
use crate::event::{EventKind, Payload, System, Written, partition_table, providers};
use crate::timeline::host;

/// How long the fixed part of an `IO_ERROR_LOG_PACKET` is; what a driver adds behind it may be anything. Unit: bytes.
const PACKET: usize = 40;

/// For each part of a field the whole record is read some ten times: a field with more parts than this, times its bytes, is emptied.
/// The components of two hundred virtual machines are less (measured: half a second).
const MOST_WORK: usize = 1 << 26;

/// Of these, where what is read begins: `ErrorCode`, `UniqueErrorValue` and `FinalStatus`, of four bytes each.
const PACKET_READ: [usize; 3] = [0x0c, 0x10, 0x14];

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
    // Nobody else's fields have parts.
    let is_of_xml = matches!(event, EventKind::Backup(_));
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
        if is_of_xml && original.len().saturating_mul(parts(&original)) > MOST_WORK {
            value.clear();
        } else if is_of_xml && original.contains('<') {
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
    // What nobody reads of a packet may be anything: one that is none, and told to be so, most of all.
    let packet: Vec<u8> = bytes.iter().copied().take(PACKET).collect();
    let only = |places: &[usize]| -> Vec<u8> {
        let is_read = |at: usize| places.iter().any(|start| (*start..start.saturating_add(4)).contains(&at));
        packet.iter().zip(0..).map(|(byte, at)| if is_read(at) { *byte } else { 0 }).collect()
    };
    let [code, place, status] = PACKET_READ;
    let parts: [&[usize]; 6] = [&[], &[status], &[code], &[place], &[code, status], &PACKET_READ];
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
    let mut ways = parts
        .into_iter()
        .map(only)
        .chain([packet.clone()])
        .chain(named)
        .chain([wanted.harmless(&bytes)])
        .chain(asked)
        .chain(is_service.then(|| bytes.clone()));
    payload.binary = ways
        .find(|way| {
            let tried = Payload { binary: Some(Ok(way.clone())), ..payload.clone() };
            wanted.has_shape(&tried)
        })
        .map(Ok);
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
    |names, text| names.value(Class::Device, text),
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
    /// The texts in UTF-16 that say nothing of whose they are; of the others, nothing but their place.
    fn harmless(&self, bytes: &[u8]) -> Vec<u8> {
        let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
        let texts = units.split(|unit| *unit == 0).map(|text| {
            let text = String::from_utf16_lossy(text);
            // What EventLog 6013 says of the version behind it is not read.
            let text = text.split(" Build ").next().unwrap_or_default().to_owned();
            if self.may_stay(&text) { text } else { self.harmless_words(&text) }
        });
        let texts: Vec<String> = texts.collect();
        texts.join("\0").encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    /// Of what a host says of itself a time zone, and the words of Windows' name that are the same everywhere. What other
    /// records say is a name as a whole.
    fn harmless_words(&self, text: &str) -> String {
        if !matches!(self.event, EventKind::HostFacts(_)) {
            return String::new();
        }
        let zone = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').trim();
        if host::is_known(zone) {
            return text.to_owned();
        }
        let is_said = |word: &&str| words::is_plain(word) || words::is_version(word);
        text.split(' ').filter(is_said).collect::<Vec<_>>().join(" ")
    }

    /// Whether a text is one of the names that have a pseudonym in the renamed event: a volume may be called `4711`.
    fn is_named(&self, text: &str) -> bool {
        self.names.iter().any(|(name, _)| name.trim() == text.trim())
    }

    /// Whether a text is a number or harmless, and no such name.
    fn may_stay(&self, text: &str) -> bool {
        let is_harmless = || words::is_plain(text) || storage_path::is_name_of_disk(text);
        !self.is_named(text) && (NUMBER.is_match(text) || is_harmless())
    }

    /// Whether a text stands in the renamed event.
    fn tells(&self, text: &str) -> bool {
        let quoted = format!("{text:?}");
        self.told.contains(quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default())
    }

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
        // What one way leaves as it is may be a name in another.
        let ways: Vec<String> = WAYS.iter().filter_map(|way| names.known(|names| way(names, text))).collect();
        let (same, other): (Vec<&String>, Vec<&String>) = ways.iter().partition(|renamed| *renamed == text);
        for renamed in other.into_iter().chain(same.first().copied().filter(|_| !self.is_named(text))) {
            if self.tells(renamed.trim()) && fits(renamed) {
                return renamed.clone();
            }
        }
        let named = self.named(text);
        if !named.is_empty() && fits(&named) {
            return named;
        }
        if self.may_stay(text) {
            return text.to_owned();
        }
        let plain = self.harmless_words(text);
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
        let renamed = word_by_word(text, |word| match names.value(Class::Text, word) {
            // A number that no report tells may be a part of a name.
            same if same == word && !words::is_plain_name(word) && !self.tells(word) => {
                names.of(Class::Text, word)
            }
            renamed => renamed,
        });
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
