//! Makes logs of any size for `benches/compare.sh`, with the builder of the fixtures.
//!
//! `cargo bench --bench make -- KIND NUMBER… PATH`:
//!
//! - `nightly MEGABYTES PERCENT FILE`: a System log of which so many records in a hundred can matter, all of
//!   them written in the hours of the nightly backup, as a host writes them;
//! - `even MEGABYTES PERCENT FILE`: the same, but spread evenly, which no host does: every chunk has some;
//! - `small COUNT FOLDER`: logs of one chunk with a few records that can't matter, of as many channels;
//! - `nights COUNT FOLDER`: the logs of a host with so many backup runs, ten volsnap 27 and 87 other
//!   records that matter in each;
//! - `pack FILE ARCHIVE`: a file in an archive, or packed, as the archive's name says.

#![allow(
    missing_docs,
    unreachable_pub,
    unused_imports,
    clippy::pedantic,
    clippy::restriction,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    reason = "a tool for benches"
)]

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use jiff::SignedDuration;
use jiff::civil::{DateTime, date};

#[allow(dead_code, clippy::pedantic, clippy::restriction, reason = "a part of it is used")]
#[path = "../tests/integration/evtx_builder/mod.rs"]
mod evtx_builder;

use evtx_builder::pack::{Files, Zip};
use evtx_builder::{chunk, file, pack, scenario};

const HEADER_BLOCK: usize = 4096;

/// A log that is written in slices, each a scenario of its own, so that it can be larger than memory.
struct Growing {
    out: BufWriter<File>,
    channel: &'static str,
    next_id: u64,
    chunks: u64,
}

impl Growing {
    fn new(path: &Path, channel: &'static str) -> Self {
        let mut out = BufWriter::new(File::create(path).unwrap());
        out.write_all(&[0; HEADER_BLOCK]).unwrap();
        Self { out, channel, next_id: 1, chunks: 0 }
    }

    /// Adds the records of a scenario; those of other channels are left out.
    fn add(&mut self, text: &str) {
        let text = format!("log {} first-record={}\n{text}", self.channel, self.next_id);
        let files = scenario::build(&text);
        let name = format!("{}.evtx", self.channel.replace('/', "%4"));
        let Some(bytes) = files.get(&name) else { return };
        self.next_id = u64::from_le_bytes(bytes[24..32].try_into().unwrap());
        let chunks = &bytes[HEADER_BLOCK..];
        self.chunks += (chunks.len() / chunk::SIZE) as u64;
        self.out.write_all(chunks).unwrap();
    }

    fn size(&self) -> u64 {
        HEADER_BLOCK as u64 + self.chunks * chunk::SIZE as u64
    }

    fn finish(mut self) {
        let header =
            file::header(0, self.chunks.saturating_sub(1), self.next_id, (self.chunks & 0xffff) as u16, 0);
        self.out.seek(SeekFrom::Start(0)).unwrap();
        self.out.write_all(&header).unwrap();
        self.out.flush().unwrap();
    }
}

/// A minute of a host's System log: a hundred records, of which the first ones matter.
fn minute(text: &mut String, time: DateTime, percent: usize) {
    let at = time.strftime("%H:%M:%S");
    let noise = [
        "Service 7036 name=Spooler",
        "Tcpip 4201 \"\\DEVICE\\TCPIP_{846EE342-7039-11DE-9D20-806E6F6E6963}\" \"Local Area Connection\"",
        "Service 7036 name=wuauserv state=stopped",
        "Time-Service 35 time.windows.com,0x9 \"(ntp.m|0x9|0.0.0.0:123->192.0.2.1:123)\"",
        "Service 7036 name=BITS",
        "DCOM 10016 application-specific Local Activation {D63B10C5-BB46-4990-A94F-E40B9D520160}",
        "Kernel-Power 507",
        "Service 7036 name=AppXSvc state=stopped",
    ];
    for number in 0..percent {
        // Mostly services that start and stop, as in the nights of real hosts.
        let line = match number % 10 {
            0 => "volsnap 27 volume=\\\\?\\Volume{5b6c1b2e-4170-11e1-9d2a-{n}} status=C000000E",
            1..=3 => "Service 7036 name=VSS",
            4 | 5 => "Service 7036 name=swprv state=stopped",
            6 | 7 => "disk 51 disk=3",
            8 => "VDS 3",
            _ => "volsnap 33 volume=E:",
        };
        writeln!(text, "{at} {line}").unwrap();
    }
    let others = 100 - percent;
    for (position, line) in noise.iter().enumerate() {
        let share = others * (position + 1) / noise.len() - others * position / noise.len();
        writeln!(text, "{at} {line} repeat={share} step=100ms").unwrap();
    }
}

fn system(megabytes: u64, percent: usize, is_nightly: bool, path: &Path) {
    let mut log = Growing::new(path, "System");
    let mut time = date(2012, 1, 1).at(0, 0, 0, 0);
    // In these hours most records matter, but not all.
    let hours = if is_nightly { (percent * 24).div_ceil(60) } else { 24 };
    while log.size() < megabytes << 20 {
        let mut text = format!("day {}\n", time.date());
        let is_night = time.hour() >= 2 && time.hour() < 2 + hours as i8;
        let share = if is_night || !is_nightly { percent * 24 / hours } else { 0 };
        for _ in 0..60 {
            minute(&mut text, time, share);
            time = time.checked_add(SignedDuration::from_mins(1)).unwrap();
        }
        log.add(&text);
    }
    log.finish();
}

fn small(count: usize, folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    for number in 0..count {
        let channel = format!("Microsoft-Windows-Part{number}/Operational");
        let text =
            format!("day 2012-01-18\n08:00:00 Part{number} 100 channel={channel} repeat=40 one two three");
        for (name, bytes) in scenario::build(&text) {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }
}

fn nights(count: u32, folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let mut system = Growing::new(&folder.join("System.evtx"), "System");
    let mut backup = Growing::new(&folder.join("Microsoft-Windows-Backup.evtx"), "Microsoft-Windows-Backup");
    let mut vhdmp = Growing::new(&folder.join("VHDMP.evtx"), "Microsoft-Windows-VHDMP/Operational");
    // Sixteen runs a day, ninety minutes each.
    let mut time = date(2000, 1, 1).at(0, 0, 0, 0);
    for first in (0..count).step_by(160) {
        let mut text = String::new();
        for night in first..(first + 160).min(count) {
            let at = |minutes: i64| {
                time.checked_add(SignedDuration::from_mins(minutes)).unwrap().strftime("%H:%M:%S").to_string()
            };
            writeln!(text, "day {}", time.date()).unwrap();
            writeln!(text, "{} Service 7036 name=wbengine", at(0)).unwrap();
            writeln!(text, "{} Backup 1 run={night}", at(1)).unwrap();
            writeln!(text, "{} VHDMP 1 disk=3 repeat=5", at(5)).unwrap();
            writeln!(text, "{} VHDMP 2 disk=3 repeat=5", at(10)).unwrap();
            writeln!(text, "{} volsnap 27 volume=\\\\?\\Volume{{5b6c1b2e-4170-11e1-9d2a-{{n}}}} status=C000000E repeat=10", at(10)).unwrap();
            writeln!(text, "{} Service 7036 name=VSS repeat=38 step=10s", at(12)).unwrap();
            writeln!(text, "{} Service 7036 name=swprv repeat=37 step=10s", at(19)).unwrap();
            writeln!(text, "{} Backup 4 run={night}", at(30)).unwrap();
            writeln!(text, "{} Backup 14 run={night}", at(30)).unwrap();
            time = time.checked_add(SignedDuration::from_mins(90)).unwrap();
        }
        system.add(&text);
        backup.add(&text);
        vhdmp.add(&text);
    }
    system.finish();
    backup.finish();
    vhdmp.finish();
}

fn packed(path: &Path, archive: &str) {
    let bytes = std::fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let bytes = if archive.ends_with(".zst") {
        zstd::encode_all(&*bytes, 1).unwrap()
    } else if archive.ends_with(".7z") {
        // In a hurry: as the fixtures are packed, half a gigabyte takes minutes.
        let mut writer = sevenz_rust2::ArchiveWriter::new(std::io::Cursor::new(Vec::new())).unwrap();
        writer.set_content_methods(vec![sevenz_rust2::encoder_options::Lzma2Options::from_level(1).into()]);
        let entry = sevenz_rust2::ArchiveEntry::new_file(&name);
        writer.push_archive_entry(entry, Some(bytes.as_slice())).unwrap();
        writer.finish().unwrap().into_inner()
    } else {
        pack::pack(archive, &Files::from([(name, bytes)]), Zip::default())
    };
    std::fs::write(archive, bytes).unwrap();
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        [kind @ ("nightly" | "even"), megabytes, percent, path] => {
            let (megabytes, percent) = (megabytes.parse().unwrap(), percent.parse().unwrap());
            system(megabytes, percent, kind == "nightly", Path::new(path));
        }
        ["small", count, folder] => small(count.parse().unwrap(), Path::new(folder)),
        ["nights", count, folder] => nights(count.parse().unwrap(), Path::new(folder)),
        ["pack", path, archive] => packed(Path::new(path), archive),
        // Run with all benches, it makes nothing.
        _ => println!(
            "make: nightly|even MEGABYTES PERCENT FILE | small COUNT FOLDER | nights COUNT FOLDER | pack FILE ARCHIVE"
        ),
    }
}
