//! What happens to logs on their way.

use super::chunk::{SIZE, seal};

const HEADER_BLOCK: usize = 4096;

/// One kind of damage, as a scenario names it.
#[derive(Debug, Clone, PartialEq)]
pub enum Damage {
    /// Only so many bytes are left.
    Cut(usize),
    /// One bit of a byte is flipped.
    Flip(usize),
    /// A stretch is zeros.
    Zero { from: usize, length: usize },
    /// A chunk's header is that of the moment before its last record was written.
    StaleChunkHeader(usize),
    /// The log was cleared and written anew up to its first records: the last ones of a chunk are stale, and the
    /// first of these is half overwritten.
    Forgotten { chunk: usize, records: usize },
}

impl Damage {
    /// Reads `cut=N`, `flip=N`, `zero=FROM:LENGTH`, `stale=CHUNK`, `forgotten=CHUNK:RECORDS`; N may be 0x…
    pub fn parse(key: &str, value: &str) -> Option<Self> {
        let number = |text: &str| match text.strip_prefix("0x") {
            Some(hex) => usize::from_str_radix(hex, 16).ok(),
            None => text.parse().ok(),
        };
        Some(match key {
            "cut" => Damage::Cut(number(value)?),
            "flip" => Damage::Flip(number(value)?),
            "zero" => {
                let (from, length) = value.split_once(':')?;
                Damage::Zero { from: number(from)?, length: number(length)? }
            }
            "stale" => Damage::StaleChunkHeader(number(value)?),
            "forgotten" => {
                let (chunk, records) = value.split_once(':')?;
                Damage::Forgotten { chunk: number(chunk)?, records: number(records)? }
            }
            _ => return None,
        })
    }

    pub fn apply(&self, file: &mut Vec<u8>) {
        match *self {
            Damage::Cut(length) => file.truncate(length),
            Damage::Flip(at) => file[at] ^= 0x10,
            Damage::Zero { from, length } => file[from..from + length].fill(0),
            Damage::StaleChunkHeader(number) => {
                let start = HEADER_BLOCK + number * SIZE;
                make_stale(&mut file[start..start + SIZE]);
            }
            Damage::Forgotten { chunk, records } => {
                let start = HEADER_BLOCK + chunk * SIZE;
                for _ in 0..records {
                    make_stale(&mut file[start..start + SIZE]);
                }
                let end = u32::from_le_bytes(file[start + 48..start + 52].try_into().unwrap()) as usize;
                file[start + end..start + end + 24].fill(0);
                let last = file[start + 16..start + 24].to_vec();
                let next = u64::from_le_bytes(last.try_into().unwrap()) + 1;
                file[24..32].copy_from_slice(&next.to_le_bytes());
                let crc = crc32fast::hash(&file[..120]);
                file[124..128].copy_from_slice(&crc.to_le_bytes());
            }
        }
    }
}

/// Takes the last record out of the header's account, and makes the checksums right for the rest.
fn make_stale(chunk: &mut [u8]) {
    let u32_at = |chunk: &[u8], at: usize| u32::from_le_bytes(chunk[at..at + 4].try_into().unwrap());
    let last = u32_at(chunk, 44) as usize;
    let mut before = 512;
    let mut at = 512;
    while at < last {
        before = at;
        at += u32_at(chunk, at + 4) as usize;
    }
    for field in [16, 32] {
        let number = u64::from_le_bytes(chunk[field..field + 8].try_into().unwrap());
        chunk[field..field + 8].copy_from_slice(&(number - 1).to_le_bytes());
    }
    chunk[44..48].copy_from_slice(&(before as u32).to_le_bytes());
    chunk[48..52].copy_from_slice(&(last as u32).to_le_bytes());
    let crc = crc32fast::hash(&chunk[512..last]);
    chunk[52..56].copy_from_slice(&crc.to_le_bytes());
    seal(chunk);
}
