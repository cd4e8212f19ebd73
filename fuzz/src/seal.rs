//! Headers and checksums made right, so that what is changed is read and not refused at the door.

const FILE_HEADER: usize = 4096;
const CHUNK: usize = 0x1_0000;

/// Fills a log up to whole chunks.
pub fn fill_up(file: &mut Vec<u8>) {
    let chunks = file.len().saturating_sub(FILE_HEADER).div_ceil(CHUNK).max(1);
    file.resize(FILE_HEADER + chunks * CHUNK, 0);
}

/// A log of one chunk.
pub fn log_of_chunk(data: &[u8]) -> Vec<u8> {
    let mut file = vec![0; FILE_HEADER];
    let data = &data[..data.len().min(CHUNK)];
    file.extend_from_slice(data);
    file.resize(FILE_HEADER + CHUNK, 0);
    let last = u64::from_le_bytes(file[FILE_HEADER + 32..FILE_HEADER + 40].try_into().expect("eight bytes"));
    file[..8].copy_from_slice(b"ElfFile\0");
    file[24..32].copy_from_slice(&last.wrapping_add(1).to_le_bytes());
    file[32..36].copy_from_slice(&128_u32.to_le_bytes());
    file[36..38].copy_from_slice(&1_u16.to_le_bytes());
    file[38..40].copy_from_slice(&3_u16.to_le_bytes());
    file[40..42].copy_from_slice(&4096_u16.to_le_bytes());
    file[42..44].copy_from_slice(&1_u16.to_le_bytes());
    let crc = crc32fast::hash(&file[..120]);
    file[124..128].copy_from_slice(&crc.to_le_bytes());
    file
}

/// Makes both checksums of the one chunk of a log right.
pub fn seal_chunk(file: &mut [u8]) {
    let chunk = &mut file[FILE_HEADER..];
    let free = u32_at(chunk, 48) as usize;
    if (512..=CHUNK).contains(&free) {
        let crc = crc32fast::hash(&chunk[512..free]);
        chunk[52..56].copy_from_slice(&crc.to_le_bytes());
    }
    let mut covered = chunk[..120].to_vec();
    covered.extend_from_slice(&chunk[128..512]);
    let crc = crc32fast::hash(&covered);
    chunk[124..128].copy_from_slice(&crc.to_le_bytes());
}

/// Makes the checksums over the start header and the header of a .7z right.
pub fn seal_sevenz(file: &mut [u8]) {
    if file.len() < 32 {
        return;
    }
    let number = |at: usize| u64::from_le_bytes(file[at..at + 8].try_into().expect("eight bytes"));
    let start = usize::try_from(number(12)).ok().and_then(|offset| offset.checked_add(32));
    let end = start.zip(usize::try_from(number(20)).ok()).and_then(|(start, size)| start.checked_add(size));
    if let Some(header) = start.zip(end).and_then(|(start, end)| file.get(start..end)) {
        let crc = crc32fast::hash(header);
        file[28..32].copy_from_slice(&crc.to_le_bytes());
    }
    let crc = crc32fast::hash(&file[12..32]);
    file[8..12].copy_from_slice(&crc.to_le_bytes());
}

/// Makes the checksum of each header of a tape archive right, as far as sizes lead to them.
pub fn seal_tar(file: &mut [u8]) {
    let mut at = 0;
    while let Some(header) = file.get_mut(at..at + 512) {
        if header.iter().all(|byte| *byte == 0) {
            return;
        }
        header[257..262].copy_from_slice(b"ustar");
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        let digits = header[124..136].iter().filter(|byte| (b'0'..=b'7').contains(*byte));
        let size = digits.fold(0_usize, |size, digit| (size << 3 | usize::from(digit - b'0')) & 0xff_ffff);
        at += 512 + size.div_ceil(512) * 512;
    }
}

fn u32_at(data: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(data[at..at + 4].try_into().expect("four bytes"))
}
