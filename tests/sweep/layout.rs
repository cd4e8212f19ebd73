//! Where the records of a whole log lie, and which of them need which bytes: found apart from the program's own reader,
//! so that it says what damage may cost at most.

use std::collections::BTreeSet;

pub const FILE_HEADER: usize = 4096;
pub const CHUNK: usize = 0x1_0000;
pub const CHUNK_HEADER: usize = 512;

/// Bytes that more than one record may need: a template's definition, or a name in one.
struct Shared {
    start: usize,
    end: usize,
    /// The records that need it, by their numbers in the log.
    users: BTreeSet<usize>,
}

/// A record, by its place in the file.
pub struct Record {
    pub start: usize,
    pub end: usize,
    /// The id in its header.
    pub id: u64,
    /// The chunk in which it lies.
    pub slot: usize,
    /// Where the last byte lies that it needs.
    needs_up_to: usize,
}

/// What lies where in a log.
pub struct Log {
    pub length: usize,
    pub records: Vec<Record>,
    shared: Vec<Shared>,
    /// The slots that hold a chunk.
    pub chunks: Vec<usize>,
    /// Whether it was in use when it was copied, so that its header may lag behind.
    pub is_dirty: bool,
}

impl Log {
    pub fn of(file: &[u8]) -> Self {
        // MS-EVEN6: bit 0 of the flags at offset 120.
        let is_dirty = file.get(120).is_some_and(|flags| flags & 1 != 0);
        let mut log = Self {
            length: file.len(),
            records: Vec::new(),
            shared: Vec::new(),
            chunks: Vec::new(),
            is_dirty,
        };
        for (slot, data) in file.get(FILE_HEADER..).unwrap_or_default().chunks(CHUNK).enumerate() {
            if data.starts_with(b"ElfChnk\0") {
                log.chunks.push(slot);
            }
            log.take(slot, data);
        }
        log
    }

    fn take(&mut self, slot: usize, data: &[u8]) {
        let base = FILE_HEADER + slot * CHUNK;
        let first = self.records.len();
        let mut at = CHUNK_HEADER;
        let mut expected = None;
        while let Some((size, id)) =
            record_at(data, at).filter(|(_, id)| expected.is_none_or(|next| next == *id))
        {
            self.records.push(Record {
                start: base + at,
                end: base + at + size,
                id,
                slot,
                needs_up_to: base + at + size,
            });
            at += size;
            expected = id.checked_add(1);
        }
        let mut shared: Vec<Shared> = Vec::new();
        for number in first..self.records.len() {
            let record = &self.records[number];
            let mut open = vec![(record.start - base, record.end - base)];
            let mut seen: BTreeSet<(usize, usize)> = BTreeSet::new();
            while let Some((start, end)) = open.pop() {
                for part in named_in(data, start, end) {
                    if seen.insert(part) {
                        open.push(part);
                    }
                }
            }
            let furthest = seen.iter().map(|(_, end)| base + end).max().unwrap_or(0);
            let record = &mut self.records[number];
            record.needs_up_to = record.needs_up_to.max(furthest);
            for (start, end) in seen {
                match shared.iter_mut().find(|known| known.start == base + start && known.end == base + end) {
                    Some(known) => drop(known.users.insert(number)),
                    None => {
                        shared.push(Shared { start: base + start, end: base + end, users: [number].into() })
                    }
                }
            }
        }
        self.shared.append(&mut shared);
    }

    /// The records that a changed byte may cost: the one that it lies in, and those that need what it lies in.
    pub fn touched_by_byte(&self, at: usize) -> BTreeSet<usize> {
        let own =
            self.records.iter().enumerate().filter(|(_, record)| (record.start..record.end).contains(&at));
        let shared = self.shared.iter().filter(|shared| (shared.start..shared.end).contains(&at));
        own.map(|(number, _)| number).chain(shared.flat_map(|shared| shared.users.iter().copied())).collect()
    }

    /// The records that a cut may cost: those that do not lie before it, with what they need.
    pub fn touched_by_cut(&self, length: usize) -> BTreeSet<usize> {
        self.touched(|record| record.needs_up_to > length)
    }

    /// The records of a chunk.
    pub fn touched_by_loss_of(&self, slot: usize) -> BTreeSet<usize> {
        self.touched(|record| record.slot == slot)
    }

    fn touched(&self, is_touched: impl Fn(&Record) -> bool) -> BTreeSet<usize> {
        self.records
            .iter()
            .enumerate()
            .filter(|(_, record)| is_touched(record))
            .map(|(number, _)| number)
            .collect()
    }

    /// The stretches of the file that hold something: headers and records.
    pub fn used(&self) -> Vec<(usize, usize)> {
        let headers =
            self.chunks.iter().map(|slot| FILE_HEADER + slot * CHUNK).map(|at| (at, at + CHUNK_HEADER));
        let records = self.records.iter().map(|record| (record.start, record.end));
        let mut all: Vec<_> = std::iter::once((0, 128)).chain(headers).chain(records).collect();
        all.sort_unstable();
        all.retain(|(_, end)| *end <= self.length);
        all
    }
}

/// Size and id of a whole record.
fn record_at(data: &[u8], at: usize) -> Option<(usize, u64)> {
    let size = u32_at(data, at + 4)?;
    let length = size as usize;
    let is_whole =
        u32_at(data, at)? == 0x2a2a && length >= 28 && u32_at(data, (at + length).checked_sub(4)?)? == size;
    let id = u64::from_le_bytes(data.get(at + 8..at + 16)?.try_into().unwrap());
    (is_whole && at + length <= data.len()).then_some((length, id))
}

/// The names and definitions that a stretch of a chunk points to.
fn named_in(data: &[u8], start: usize, end: usize) -> impl Iterator<Item = (usize, usize)> {
    (start..end.saturating_sub(3)).filter_map(move |at| {
        let place = u32_at(data, at)? as usize;
        if !(CHUNK_HEADER..CHUNK).contains(&place) {
            return None;
        }
        let template = at.checked_sub(4).and_then(|before| u32_at(data, before));
        name_at(data, place).or_else(|| definition_at(data, place, template?))
    })
}

/// A name: the place of the next one, a hash, its length, UTF-16, zero.
fn name_at(data: &[u8], at: usize) -> Option<(usize, usize)> {
    let count = usize::from(u16::from_le_bytes(data.get(at + 6..at + 8)?.try_into().unwrap()));
    let end = at + 8 + 2 * count;
    let text = data.get(at + 8..end)?;
    let is_name = (1..256).contains(&count)
        && text
            .chunks_exact(2)
            .all(|unit| unit[1] == 0 && (unit[0].is_ascii_alphanumeric() || b"-_.:".contains(&unit[0])))
        && data.get(end..end + 2)? == [0, 0];
    is_name.then_some((at, end + 2))
}

/// A definition: the place of the next one, a GUID whose first bytes are the template's id, its size.
fn definition_at(data: &[u8], at: usize, template: u32) -> Option<(usize, usize)> {
    let end = at + 24 + u32_at(data, at + 20)? as usize;
    (u32_at(data, at + 4)? == template && end <= data.len() && end > at + 24).then_some((at, end))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().unwrap()))
}
