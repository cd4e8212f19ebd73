//! Which pseudonym a name has.

mod class;

use std::collections::{BTreeMap, BTreeSet};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

pub(super) use class::Class;

use super::path::SEPARATORS;
use super::{products, words};
use crate::event::guid::Guid;
use crate::event::volume::VolumeName;

/// How names of targets begin (RFC 3721).
const TARGETS: [&str; 3] = ["iqn", "eui", "naa"];

/// What is asked of names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Asked {
    /// A pseudonym of each.
    #[default]
    Each,
    /// One for all names.
    OneOfAll,
    /// Those that were met before; whether another one was asked for.
    Known(bool),
}

/// The pseudonyms of a report: numbers in the order in which names are met, or, with a key, what only that key makes of a
/// name, the same in every report.
#[derive(Default)]
pub struct Names {
    key: Option<[u8; 32]>,
    numbers: BTreeMap<(Class, String), u64>,
    counts: BTreeMap<Class, u64>,
    /// Computers of the logs, without their domains, in lower case.
    computers: BTreeSet<String>,
    /// The same with their domains.
    with_domains: BTreeSet<String>,
    /// How many digits their numbers have, so that they stand in the same order.
    width: usize,
    /// Pseudonyms of paths of files, with those paths: several where only the case of a computer tells them apart.
    files: BTreeMap<String, BTreeSet<String>>,
    /// GUIDs that were met.
    guids: BTreeSet<Guid>,
    /// Whether names are those of files that were given: where these lie, two may differ in case alone.
    are_given: bool,
    asked: Asked,
}

// Neither the key nor a name may stand in a message of a fault.
impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Names").field("is_keyed", &self.key.is_some()).finish_non_exhaustive()
    }
}

impl Names {
    /// Pseudonyms that a key makes of names.
    pub fn keyed(key: [u8; 32]) -> Self {
        Self { key: Some(key), ..Self::default() }
    }

    /// Pseudonyms that tell nothing apart.
    pub(super) fn without_names() -> Self {
        Self { asked: Asked::OneOfAll, ..Self::default() }
    }

    /// What a job makes of names that were met before; `None` where it meets another one.
    pub(super) fn known<T>(&mut self, job: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.asked = Asked::Known(false);
        let done = job(self);
        let asked = std::mem::take(&mut self.asked);
        (asked == Asked::Known(false)).then_some(done)
    }

    /// Makes the names of computers known, so that they are found in paths and texts too.
    pub(super) fn know<'a>(&mut self, computers: impl Iterator<Item = &'a str>) {
        let computers: Vec<&str> = computers.collect();
        self.width = computers.len().to_string().len();
        self.know_too(computers.iter().copied());
        for name in computers {
            self.computer(name);
        }
    }

    /// Makes names known that computers had, or have in texts: they are found, and get a pseudonym when they are met.
    pub(super) fn know_too<'a>(&mut self, computers: impl Iterator<Item = &'a str>) {
        for name in computers.map(str::trim) {
            let short = name.split('.').next().unwrap_or(name);
            if !short.is_empty() {
                self.computers.insert(short.to_lowercase());
            }
            self.with_domains.insert(name.to_lowercase());
        }
    }

    /// The computers of the logs of whose short names a name is the beginning.
    pub(super) fn computers_from(&self, start: &str) -> Vec<String> {
        let start = start.to_lowercase();
        self.computers.iter().filter(|name| name.starts_with(&start)).cloned().collect()
    }

    /// Whether a computer of the logs is called so.
    pub(super) fn is_computer(&self, word: &str) -> bool {
        self.computers.contains(&word.to_lowercase())
    }

    /// Whether a computer of the logs is called so, its domain included.
    pub(super) fn is_full_name(&self, name: &str) -> bool {
        self.with_domains.contains(&name.to_lowercase())
    }

    /// The pseudonym of a computer, with that of its domain where one is named.
    pub fn computer(&mut self, name: &str) -> String {
        match name.split_once('.') {
            _ if name.trim().is_empty() => name.to_owned(),
            // One of the logs may be called by its address; then its parts are names like any other's.
            Some((short, _)) if !self.is_computer(short) && words::is_address(name) => {
                self.of(Class::Address, name)
            }
            Some((short, domain)) => {
                format!("{}.{}", self.of(Class::Computer, short), self.of(Class::Domain, domain))
            }
            None if !self.is_computer(name) && words::is_address(name) => self.of(Class::Address, name),
            None => self.of(Class::Computer, name),
        }
    }

    /// The pseudonym of the path of a file that was given or found.
    pub fn file(&mut self, path: &str) -> String {
        let renamed = self.given(path);
        self.files.entry(renamed.clone()).or_default().insert(path.to_owned());
        renamed
    }

    /// The paths that have this pseudonym.
    pub fn originals(&self, file: &str) -> impl Iterator<Item = &str> {
        self.files.get(file).into_iter().flatten().map(String::as_str)
    }

    /// The pseudonym of a path of files that were given, where two names may differ in case alone.
    pub(super) fn given(&mut self, path: &str) -> String {
        self.are_given = true;
        let renamed = self.path(path);
        self.are_given = false;
        renamed
    }

    /// A command line in which what is no option and no harmless word has its pseudonym.
    pub fn command(&mut self, words: &[String]) -> Vec<String> {
        let mut renamed = Vec::with_capacity(words.len());
        let (mut are_options_over, mut before) = (false, "");
        for word in words {
            let option = if are_options_over { None } else { word.strip_prefix("--") };
            renamed.push(match (option, word.split_once('=')) {
                (Some(_), Some((option, value))) => format!("{option}={}", self.value_of(option, value)),
                (Some(_), None) => word.clone(),
                (None, _) => self.value_of(before, word),
            });
            are_options_over |= word == "--";
            before = word;
        }
        renamed
    }

    /// What stands behind an option.
    fn value_of(&mut self, option: &str, value: &str) -> String {
        let short = value.split('.').next().unwrap_or(value);
        match value.split_once('=').filter(|_| option == "--mountvol") {
            Some((host, file)) => format!("{}={}", self.computer(host), self.given(file)),
            None if option == "--computer" || self.is_computer(short) => self.computer(value),
            None if words::is_duration(value) => value.to_owned(),
            None => self.given(value),
        }
    }

    /// The pseudonym of a name.
    pub(super) fn of(&mut self, class: Class, name: &str) -> String {
        if name.trim().is_empty() {
            return name.to_owned();
        }
        // An address that became `address1` is one of the same names as before.
        if self.asked == Asked::OneOfAll {
            return "name".to_owned();
        }
        if self.key.is_some() {
            return format!("{}{}", class.word(), letters(&self.digest(class, name)));
        }
        let width = if class == Class::Computer { self.width } else { 0 };
        format!("{}{:0width$}", class.word(), self.number(class, name))
    }

    fn number(&mut self, class: Class, name: &str) -> u64 {
        let name = self.spelled(class, name);
        match self.asked {
            Asked::Each => {}
            Asked::OneOfAll => return 0,
            Asked::Known(_) => {
                let known = self.numbers.get(&(class, name)).copied();
                if known.is_none() {
                    self.asked = Asked::Known(true);
                }
                return known.unwrap_or_default();
            }
        }
        let count = self.counts.entry(class).or_default();
        *self.numbers.entry((class, name)).or_insert_with(|| {
            *count = count.saturating_add(1);
            *count
        })
    }

    fn spelled(&self, class: Class, name: &str) -> String {
        if class.ignores_case(self.are_given) { name.to_lowercase() } else { name.to_owned() }
    }

    /// What the key makes of a name; zeros where there is no key.
    fn digest(&self, class: Class, name: &str) -> [u8; 32] {
        let Some(Ok(mut mac)) = self.key.map(|key| Hmac::<Sha256>::new_from_slice(&key)) else {
            return [0; 32];
        };
        mac.update(class.word().as_bytes());
        mac.update(&[0]);
        let name = self.spelled(class, name);
        mac.update(name.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// The pseudonym of a GUID: one of the same version, with the same last block where that tells that there was no network
    /// card, and one pseudonym for each other last block; where it tells the signature of a disk, with one pseudonym for each of these.
    /// The nil GUID is no name.
    pub(super) fn guid(&mut self, guid: Guid) -> Guid {
        /// The digit that tells the version of a GUID (RFC 9562, 4.2).
        const VERSION: u128 = 0xf << 76;
        const NODE: u128 = 0xffff_ffff_ffff;
        if guid.is_nil() {
            return guid;
        }
        let node = if guid.is_of_boot() || guid.last_block() == 0 {
            u128::from(guid.last_block())
        } else {
            let block = format!("{:012x}", guid.last_block());
            match self.key {
                Some(_) => number(&self.digest(Class::Node, &block)) & NODE,
                None => u128::from(self.number(Class::Node, &block)),
            }
        };
        self.guids.insert(guid);
        let front = self.front(&guid.to_string());
        if let Some(signature) = guid.disk_signature() {
            let disk = self.front(&format!("{signature:08x}"));
            return Guid::of_bits(disk >> 96 << 96 | front >> 96 << 48 & !NODE & u128::from(u64::MAX) | node);
        }
        Guid::of_bits(front & !VERSION & !NODE | guid.bits() & VERSION | node)
    }

    /// The digits of a pseudonym but for those that tell something.
    fn front(&mut self, name: &str) -> u128 {
        match self.key {
            Some(_) => number(&self.digest(Class::Guid, name)),
            None => u128::from(self.number(Class::Guid, name)) << 96,
        }
    }

    /// The pseudonyms of the GUIDs that were met and begin with these digits, as many digits of each, in its groups.
    pub(super) fn guids_from(&mut self, digits: &str) -> Vec<String> {
        const ALL: u32 = 32;
        let length = u32::try_from(digits.len()).unwrap_or(ALL).min(ALL);
        let Ok(start) = u128::from_str_radix(digits, 16) else { return Vec::new() };
        let behind = ALL.saturating_sub(length).saturating_mul(4);
        let Some(from) = start.checked_shl(behind) else { return Vec::new() };
        let rest = 1_u128.checked_shl(behind).map_or(u128::MAX, |end| end.saturating_sub(1));
        let met: Vec<Guid> =
            self.guids.range(Guid::of_bits(from)..=Guid::of_bits(from | rest)).copied().collect();
        let begin = |guid: Guid| {
            let mut left = length;
            let is_kept = |c: &char| {
                let is_here = left > 0;
                left = left.saturating_sub(u32::from(*c != '-'));
                is_here
            };
            guid.to_string().chars().take_while(is_kept).collect()
        };
        met.into_iter().map(|guid| begin(self.guid(guid))).collect()
    }

    /// The pseudonym of a volume.
    pub(super) fn volume(&mut self, volume: &VolumeName) -> VolumeName {
        match volume {
            VolumeName::Guid(guid) => VolumeName::Guid(self.guid(*guid)),
            VolumeName::Letter(letter) => VolumeName::Letter(*letter),
            VolumeName::Other(text) => VolumeName::Other(self.value(Class::Label, text)),
        }
    }

    /// A virtual machine, as Hyper-V names it or as a backup does: with the mode of its backup behind it in brackets, or
    /// before it with a backslash.
    pub(super) fn vm(&mut self, name: &str) -> String {
        let trimmed = name.trim();
        if let Some((mode, name)) = trimmed.rsplit_once('\\') {
            return format!("{}\\{}", self.mode(mode), self.vm(name));
        }
        // A mode, and a word of the name's own before it; more brackets are of the name.
        let (mut name, mut behind) = (trimmed, Vec::new());
        while behind.len() < 2
            && let Some((before, mode)) = name.strip_suffix(')').and_then(|text| text.rsplit_once('('))
            && !before.trim().is_empty()
        {
            behind.push(mode);
            name = before.trim();
        }
        let mut renamed = match Guid::parse(name) {
            Some(guid) => self.guid(guid).to_string(),
            None => self.of(Class::Vm, name),
        };
        for mode in behind.into_iter().rev() {
            renamed = format!("{renamed} ({})", self.mode(mode));
        }
        renamed
    }

    /// A text in which each GUID has its pseudonym, and what stands beside them is renamed by `other`.
    pub(super) fn around_guids(
        &mut self,
        text: &str,
        mut other: impl FnMut(&mut Self, &str) -> String,
    ) -> String {
        let (mut renamed, mut done) = (String::with_capacity(text.len()), 0);
        for found in words::guids().find_iter(text) {
            renamed.push_str(&other(self, text.get(done..found.start()).unwrap_or_default()));
            if let Some(guid) = Guid::parse(found.as_str()) {
                renamed.push_str(&self.guid(guid).to_string());
            }
            done = found.end();
        }
        renamed.push_str(&other(self, text.get(done..).unwrap_or_default()));
        renamed
    }

    /// What stands beside the name of a machine: that of a backup, or more of its name, which is compared without case.
    fn mode(&mut self, mode: &str) -> String {
        if words::is_plain_name(mode) { mode.to_owned() } else { self.of(Class::Label, mode) }
    }

    /// A log. Those of Windows and of known products are called the same everywhere.
    pub(super) fn channel(&mut self, name: &str) -> String {
        if products::is_known_log(name) { name.to_owned() } else { self.of(Class::Channel, name) }
    }

    /// Any text: as it is where it is harmless, else with pseudonyms for what is known in it, else one for all of it.
    pub(super) fn value(&mut self, class: Class, text: &str) -> String {
        let trimmed = text.trim();
        // Parts of a path are harmless or not by where they stand.
        if trimmed.contains(SEPARATORS) || class == Class::File {
            return self.path(trimmed);
        }
        if self.is_computer(trimmed.split('.').next().unwrap_or(trimmed)) {
            return self.computer(trimmed);
        }
        let is_name = matches!(class, Class::Label | Class::Model | Class::Device | Class::Target);
        let is_harmless = if is_name { words::is_plain_name } else { words::is_plain };
        if trimmed.is_empty() || is_harmless(trimmed) {
            return text.to_owned();
        }
        if let Some(guid) = Guid::parse(trimmed) {
            let renamed = self.guid(guid);
            return if trimmed.starts_with('{') { format!("{{{renamed}}}") } else { renamed.to_string() };
        }
        if words::is_account(trimmed) {
            return self.of(Class::Account, trimmed);
        }
        if words::is_address(trimmed) {
            return self.of(Class::Address, trimmed);
        }
        // The form of its name tells what it is.
        if let (Class::Target, Some((form, name))) = (class, trimmed.split_once('.'))
            && TARGETS.iter().any(|known| form.eq_ignore_ascii_case(known))
        {
            return format!("{form}.{}", self.of(class, name));
        }
        // `Data (E:)`
        match trimmed.strip_suffix(":)").and_then(|text| text.rsplit_once(" (")) {
            Some((label, letter)) if letter.len() == 1 => {
                format!("{} ({letter}:)", self.of(class, label))
            }
            _ => self.of(class, trimmed),
        }
    }

    /// The same, where there is a text.
    pub(super) fn maybe(&mut self, class: Class, text: &mut Option<String>) {
        if let Some(text) = text {
            *text = self.value(class, text);
        }
    }
}

/// The first sixteen bytes as a number.
fn number(digest: &[u8; 32]) -> u128 {
    digest.first_chunk().map_or(0, |bytes| u128::from_be_bytes(*bytes))
}

/// Ten letters and digits, fifty bits: among a million names two alike are one in two thousand.
fn letters(digest: &[u8; 32]) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    const LENGTH: usize = 10;
    let bits = number(digest);
    let places = (0..LENGTH).map(|place| (bits >> place.saturating_mul(5)) & 31);
    let letter = |bits: u128| usize::try_from(bits).ok().and_then(|place| ALPHABET.get(place).copied());
    places.filter_map(letter).map(char::from).collect()
}

#[cfg(test)]
mod tests;
