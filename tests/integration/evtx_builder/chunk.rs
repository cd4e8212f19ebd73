//! One chunk: 64 KiB with its own names, templates and records.

use std::collections::BTreeMap;

use super::binxml::{Element, Item, Part, name_hash, template_bucket};
use super::record::Record;
use super::value::{Value, utf16};

pub const SIZE: usize = 0x1_0000;
const HEADER: usize = 0x200;

/// A chunk that is being filled.
#[derive(Debug, Clone)]
pub struct Chunk {
    data: Vec<u8>,
    names: BTreeMap<String, u32>,
    templates: BTreeMap<String, u32>,
    strings: [u32; 64],
    definitions: [u32; 32],
    first_id: u64,
    last_id: u64,
    last_offset: u32,
    /// The number of the first record since the log was cleared.
    first_number: u64,
}

/// What to undo when a record does not fit.
struct Mark {
    length: usize,
    names: Vec<String>,
    templates: Vec<String>,
    strings: [u32; 64],
    definitions: [u32; 32],
}

impl Chunk {
    pub fn new(first_id: u64, first_number: u64) -> Self {
        Self {
            data: vec![0; HEADER],
            names: BTreeMap::new(),
            templates: BTreeMap::new(),
            strings: [0; 64],
            definitions: [0; 32],
            first_id,
            last_id: first_id.wrapping_sub(1),
            last_offset: HEADER as u32,
            first_number,
        }
    }

    pub fn last_id(&self) -> u64 {
        self.last_id
    }

    pub fn records(&self) -> u64 {
        self.last_id.wrapping_sub(self.first_id).wrapping_add(1)
    }

    /// Adds a record; gives false, and leaves the chunk as it was, when it does not fit.
    pub fn add(&mut self, record: &Record, header_id: u64) -> bool {
        let mut mark = Mark {
            length: self.data.len(),
            names: Vec::new(),
            templates: Vec::new(),
            strings: self.strings,
            definitions: self.definitions,
        };
        let start = self.data.len();
        self.put(&[0x2a, 0x2a, 0, 0]);
        self.put(&[0; 4]);
        self.put(&header_id.to_le_bytes());
        self.put(&record.written.to_le_bytes());
        self.put(&[0x0f, 1, 1, 0]);
        self.instance(&record.definition(), &record.definition_guid(), &record.values(), &mut mark);
        self.put(&[0]);
        while !(self.data.len() - start + 4).is_multiple_of(8) {
            self.put(&[0]);
        }
        let size = (self.data.len() - start + 4) as u32;
        self.put(&size.to_le_bytes());
        self.data[start + 4..start + 8].copy_from_slice(&size.to_le_bytes());
        if self.data.len() > SIZE {
            self.undo(mark);
            return false;
        }
        self.last_id = header_id;
        self.last_offset = start as u32;
        true
    }

    fn undo(&mut self, mark: Mark) {
        self.data.truncate(mark.length);
        for name in mark.names {
            self.names.remove(&name);
        }
        for template in mark.templates {
            self.templates.remove(&template);
        }
        self.strings = mark.strings;
        self.definitions = mark.definitions;
    }

    fn put(&mut self, bytes: &[u8]) {
        self.data.extend_from_slice(bytes);
    }

    fn here(&self) -> u32 {
        self.data.len() as u32
    }

    /// A template instance: the definition at its first use, then the values.
    fn instance(&mut self, definition: &Element, guid: &[u8; 16], values: &[Field], mark: &mut Mark) {
        self.put(&[0x0c, 1]);
        self.put(&guid[..4]);
        let key = format!("{guid:?}{definition:?}");
        match self.templates.get(&key) {
            Some(offset) => self.put(&offset.to_le_bytes()),
            None => {
                let offset = self.here() + 4;
                self.put(&offset.to_le_bytes());
                self.templates.insert(key.clone(), offset);
                mark.templates.push(key);
                let bucket = template_bucket(guid);
                self.put(&self.definitions[bucket].to_le_bytes());
                self.definitions[bucket] = offset;
                self.put(guid);
                let size_at = self.data.len();
                self.put(&[0; 4]);
                self.put(&[0x0f, 1, 1, 0]);
                self.element(definition, mark);
                self.put(&[0]);
                self.fill_size(size_at);
            }
        }
        self.array(values, mark);
    }

    /// The substitution array; a nested instance is written in place, because its offsets depend on it.
    fn array(&mut self, values: &[Field], mark: &mut Mark) {
        self.put(&(values.len() as u32).to_le_bytes());
        let specs = self.data.len();
        self.put(&vec![0; values.len() * 4]);
        for (position, field) in values.iter().enumerate() {
            let start = self.data.len();
            let kind = match field {
                Field::Value(value) => {
                    self.put(&value.bytes());
                    value.kind()
                }
                Field::Nested { definition, guid, values, has_fragment_header } => {
                    if *has_fragment_header {
                        self.put(&[0x0f, 1, 1, 0]);
                    }
                    self.instance(definition, guid, values, mark);
                    self.put(&[0]);
                    0x21
                }
            };
            let length = (self.data.len() - start) as u16;
            let spec = specs + position * 4;
            self.data[spec..spec + 2].copy_from_slice(&length.to_le_bytes());
            self.data[spec + 2] = kind;
        }
    }

    fn element(&mut self, element: &Element, mark: &mut Mark) {
        let has_attributes = !element.attributes.is_empty();
        self.put(&[if has_attributes { 0x41 } else { 0x01 }]);
        self.put(&element.dependency().to_le_bytes());
        let size_at = self.data.len();
        self.put(&[0; 4]);
        self.name(&element.name, mark);
        if has_attributes {
            let list_at = self.data.len();
            self.put(&[0; 4]);
            let last = element.attributes.len() - 1;
            for (position, (name, part)) in element.attributes.iter().enumerate() {
                self.put(&[if position == last { 0x06 } else { 0x46 }]);
                self.name(name, mark);
                self.part(part);
            }
            self.fill_size(list_at);
        }
        if element.closes_itself {
            self.put(&[0x03]);
        } else {
            self.put(&[0x02]);
            for item in &element.content {
                match item {
                    Item::Element(child) => self.element(child, mark),
                    Item::Part(part) => self.part(part),
                }
            }
            self.put(&[0x04]);
        }
        self.fill_size(size_at);
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Text(text) => {
                let units = utf16(text);
                self.put(&[0x05, 0x01]);
                self.put(&((units.len() / 2) as u16).to_le_bytes());
                self.put(&units);
            }
            Part::Normal(index, kind) => {
                self.put(&[0x0d]);
                self.put(&index.to_le_bytes());
                self.put(&[*kind]);
            }
            Part::Optional(index, kind) => {
                self.put(&[0x0e]);
                self.put(&index.to_le_bytes());
                self.put(&[*kind]);
            }
        }
    }

    /// A name's offset, with its node behind it at the first use.
    fn name(&mut self, name: &str, mark: &mut Mark) {
        if let Some(offset) = self.names.get(name) {
            let offset = offset.to_le_bytes();
            return self.put(&offset);
        }
        let offset = self.here() + 4;
        self.put(&offset.to_le_bytes());
        let hash = name_hash(name);
        let bucket = usize::from(hash) % 64;
        self.put(&self.strings[bucket].to_le_bytes());
        self.strings[bucket] = offset;
        self.put(&hash.to_le_bytes());
        let units = utf16(name);
        self.put(&((units.len() / 2) as u16).to_le_bytes());
        self.put(&units);
        self.put(&[0, 0]);
        self.names.insert(name.into(), offset);
        mark.names.push(name.into());
    }

    /// Sizes count from behind their own field.
    fn fill_size(&mut self, at: usize) {
        let size = (self.data.len() - at - 4) as u32;
        self.data[at..at + 4].copy_from_slice(&size.to_le_bytes());
    }

    /// The finished 64 KiB.
    pub fn finish(&self) -> Vec<u8> {
        let mut data = self.data.clone();
        let free = data.len() as u32;
        let records_crc = crc32fast::hash(&data[HEADER..]);
        data.resize(SIZE, 0);
        let count = self.records();
        data[..8].copy_from_slice(b"ElfChnk\0");
        let mut at = 8;
        for number in [self.first_number, self.first_number + count - 1, self.first_id, self.last_id] {
            data[at..at + 8].copy_from_slice(&number.to_le_bytes());
            at += 8;
        }
        for number in [128, self.last_offset, free, records_crc] {
            data[at..at + 4].copy_from_slice(&number.to_le_bytes());
            at += 4;
        }
        data[120..124].copy_from_slice(&1_u32.to_le_bytes());
        for (position, offset) in self.strings.iter().chain(&self.definitions).enumerate() {
            let at = 128 + position * 4;
            data[at..at + 4].copy_from_slice(&offset.to_le_bytes());
        }
        seal(&mut data);
        data
    }
}

/// Writes the checksum of a chunk's header, which covers that of its records.
pub fn seal(data: &mut [u8]) {
    let covered = [&data[..120], &data[128..HEADER]].concat();
    let crc = crc32fast::hash(&covered);
    data[124..128].copy_from_slice(&crc.to_le_bytes());
}

/// Gives the records of a chunk other ids, in their headers and in their values, from `to` on instead of from `from` on.
pub fn renumber(data: &mut [u8], from: u64, to: u64) {
    let word = |data: &[u8], at: usize| u32::from_le_bytes(data[at..at + 4].try_into().unwrap()) as usize;
    let (mut at, free, mut place) = (HEADER, word(data, 48), 0);
    while at < free {
        let size = word(data, at + 4);
        let (old, new) = ((from + place).to_le_bytes(), (to + place).to_le_bytes());
        let found: Vec<usize> = memchr::memmem::find_iter(&data[at..at + size], &old).collect();
        assert_eq!(found.len(), 2, "the id of a record stands in its header and in its values");
        for offset in found {
            data[at + offset..at + offset + 8].copy_from_slice(&new);
        }
        (at, place) = (at + size, place + 1);
    }
    let crc = crc32fast::hash(&data[HEADER..free]);
    data[52..56].copy_from_slice(&crc.to_le_bytes());
    seal(data);
}

/// A value, or a fragment that is a value.
#[derive(Debug, Clone)]
pub enum Field {
    Value(Value),
    Nested { definition: Element, guid: [u8; 16], values: Vec<Field>, has_fragment_header: bool },
}
