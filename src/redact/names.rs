//! Which pseudonym a name has.

use std::collections::{BTreeMap, BTreeSet};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::words;
use crate::event::guid::Guid;
use crate::event::volume::VolumeName;

/// What a name is of. Two things of one class with one name have one pseudonym.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// A computer, without its domain.
    Computer,
    /// What stands behind the name of a computer.
    Domain,
    /// A virtual machine.
    Vm,
    /// A volume, by its label, and what else a backup names.
    Label,
    /// A shared folder.
    Share,
    /// A folder.
    Folder,
    /// A file, without its extension.
    File,
    /// A program.
    Program,
    /// A model of a disk.
    Model,
    /// A target of iSCSI.
    Target,
    /// An address of the network.
    Address,
    /// An account, by its SID.
    Account,
    /// A GUID; its pseudonym is one.
    Guid,
    /// The last block of a GUID, which may be the address of a network card.
    Node,
    /// Any other text.
    Text,
}

impl Class {
    fn word(self) -> &'static str {
        match self {
            Self::Computer => "computer",
            Self::Domain => "domain",
            Self::Vm => "vm",
            Self::Label => "label",
            Self::Share => "share",
            Self::Folder => "folder",
            Self::File => "file",
            Self::Program => "program",
            Self::Model => "model",
            Self::Target => "target",
            Self::Address => "address",
            Self::Account => "account",
            Self::Guid => "guid",
            Self::Node => "node",
            Self::Text => "text",
        }
    }

    /// Whether Windows compares such names without case. Those of files may come from elsewhere.
    fn ignores_case(self) -> bool {
        !matches!(self, Self::Folder | Self::File | Self::Text)
    }
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
    /// How many digits their numbers have, so that they stand in the same order.
    width: usize,
    /// Pseudonyms of paths of files, with those paths.
    files: BTreeMap<String, String>,
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

    /// Makes the names of computers known, so that they are found in paths and texts too.
    pub(super) fn know<'a>(&mut self, computers: impl Iterator<Item = &'a str>) {
        let computers: Vec<&str> = computers.collect();
        self.width = computers.len().to_string().len();
        for name in computers {
            let short = name.split('.').next().unwrap_or(name);
            if !short.is_empty() {
                self.computers.insert(short.to_lowercase());
            }
            self.computer(name);
        }
    }

    /// Whether a computer of the logs is called so.
    pub(super) fn is_computer(&self, word: &str) -> bool {
        self.computers.contains(&word.to_lowercase())
    }

    /// The pseudonym of a computer, with that of its domain where one is named.
    pub fn computer(&mut self, name: &str) -> String {
        match name.split_once('.') {
            _ if name.trim().is_empty() => name.to_owned(),
            _ if words::is_address(name) => self.of(Class::Address, name),
            Some((short, domain)) => {
                format!("{}.{}", self.of(Class::Computer, short), self.of(Class::Domain, domain))
            }
            None => self.of(Class::Computer, name),
        }
    }

    /// The pseudonym of the path of a file that was given or found.
    pub fn file(&mut self, path: &str) -> String {
        let renamed = self.path(path);
        self.files.insert(renamed.clone(), path.to_owned());
        renamed
    }

    /// The path that has this pseudonym.
    pub fn original(&self, file: &str) -> Option<&str> {
        self.files.get(file).map(String::as_str)
    }

    /// A command line in which what is no option and no harmless word has its pseudonym.
    pub fn command(&mut self, words: &[String]) -> Vec<String> {
        let mut renamed = Vec::with_capacity(words.len());
        for word in words {
            renamed.push(match (word.strip_prefix("--"), word.split_once('=')) {
                (Some(_), Some((option, value))) => format!("{option}={}", self.words_of_command(value)),
                (Some(_), None) => word.clone(),
                (None, Some((host, file))) => format!("{}={}", self.computer(host), self.path(file)),
                (None, None) => self.words_of_command(word),
            });
        }
        renamed
    }

    fn words_of_command(&mut self, word: &str) -> String {
        let short = word.split('.').next().unwrap_or(word);
        if self.is_computer(short) { self.computer(word) } else { self.path(word) }
    }

    /// The pseudonym of a name.
    pub(super) fn of(&mut self, class: Class, name: &str) -> String {
        if name.trim().is_empty() {
            return name.to_owned();
        }
        if self.key.is_some() {
            return format!("{}{}", class.word(), letters(&self.digest(class, name)));
        }
        let width = if class == Class::Computer { self.width } else { 0 };
        format!("{}{:0width$}", class.word(), self.number(class, name))
    }

    fn number(&mut self, class: Class, name: &str) -> u64 {
        let name = if class.ignores_case() { name.to_lowercase() } else { name.to_owned() };
        let count = self.counts.entry(class).or_default();
        *self.numbers.entry((class, name)).or_insert_with(|| {
            *count = count.saturating_add(1);
            *count
        })
    }

    /// What the key makes of a name; zeros where there is no key.
    fn digest(&self, class: Class, name: &str) -> [u8; 32] {
        let Some(Ok(mut mac)) = self.key.map(|key| Hmac::<Sha256>::new_from_slice(&key)) else {
            return [0; 32];
        };
        mac.update(class.word().as_bytes());
        mac.update(&[0]);
        let name = if class.ignores_case() { name.to_lowercase() } else { name.to_owned() };
        mac.update(name.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// The pseudonym of a GUID: one of the same version, with the same last block where that tells that there was no network
    /// card, and one pseudonym for each other last block. The nil GUID is no name.
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
        let name = guid.to_string();
        let front = match self.key {
            Some(_) => number(&self.digest(Class::Guid, &name)),
            None => u128::from(self.number(Class::Guid, &name)) << 96,
        };
        Guid::of_bits(front & !VERSION & !NODE | guid.bits() & VERSION | node)
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
            let mode = if words::is_plain(mode) { mode.to_owned() } else { self.of(Class::Text, mode) };
            return format!("{mode}\\{}", self.vm(name));
        }
        if let Some((name, mode)) = trimmed.strip_suffix(')').and_then(|text| text.rsplit_once('('))
            && !name.trim().is_empty()
        {
            let mode = if words::is_plain(mode) { mode.to_owned() } else { self.of(Class::Text, mode) };
            return format!("{} ({mode})", self.vm(name));
        }
        match Guid::parse(trimmed) {
            Some(guid) => self.guid(guid).to_string(),
            None => self.of(Class::Vm, trimmed),
        }
    }

    /// Any text: as it is where it is harmless, else with pseudonyms for what is known in it, else one for all of it.
    pub(super) fn value(&mut self, class: Class, text: &str) -> String {
        let trimmed = text.trim();
        if self.is_computer(trimmed.split('.').next().unwrap_or(trimmed)) {
            return self.computer(trimmed);
        }
        if trimmed.is_empty() || words::is_plain(trimmed) {
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
        if trimmed.contains(['\\', '/', '¥', '￥']) {
            return self.path(trimmed);
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
mod tests {
    use super::*;

    fn guid(text: &str) -> Guid {
        Guid::parse(text).unwrap()
    }

    #[test]
    fn a_name_has_one_pseudonym_in_any_case_and_domains_have_their_own() {
        let mut names = Names::default();
        assert_eq!(names.computer("HV01"), "computer1");
        assert_eq!(names.computer("hv01.corp.example"), "computer1.domain1");
        assert_eq!(names.computer("HV02.CORP.example"), "computer2.domain1");
        assert_eq!(names.computer("10.1.2.3"), "address1");
        assert_eq!(names.computer(""), "");
    }

    #[test]
    fn a_key_makes_the_same_of_a_name_everywhere_and_another_key_does_not() {
        let of = |key: u8, name: &str| Names::keyed([key; 32]).computer(name);
        assert_eq!(of(1, "HV01"), of(1, "hv01"));
        assert_ne!(of(1, "HV01"), of(1, "HV02"));
        assert_ne!(of(1, "HV01"), of(2, "HV01"));
        assert_eq!(of(1, "HV01").len(), "computer".len() + 10);
        let of = |key: u8, text: &str| Names::keyed([key; 32]).guid(guid(text));
        let boot = "5b6c1b2e-4170-11e1-9d2a-806e6f6e6963";
        assert_eq!(of(1, boot), of(1, boot));
        assert_ne!(of(1, boot), of(2, boot));
    }

    #[test]
    fn what_rules_ask_of_a_guid_stays_true() {
        for mut names in [Names::default(), Names::keyed([7; 32])] {
            let (one, two) =
                (guid("5b6c1b2e-4170-11e1-9d2a-00155d0a1e01"), guid("5b6c1b2f-4170-11e1-9d2a-00155d0a1e01"));
            let other = guid("5b6c1b2f-4170-11e1-9d2a-00155d0a1e02");
            let (one, two, other) = (names.guid(one), names.guid(two), names.guid(other));
            assert!(one != two && two != other);
            assert_eq!(one.last_block(), two.last_block());
            assert_ne!(two.last_block(), other.last_block());
            assert!(names.guid(guid("5b6c1b2e-4170-11e1-9d2a-806e6f6e6963")).is_of_boot());
            assert!(!names.guid(guid("5b6c1b2e-4170-41e1-9d2a-806e6f6e6963")).is_of_boot());
            assert!(names.guid(Guid::of_bits(0)).is_nil());
        }
    }

    #[test]
    fn a_machine_is_known_with_and_without_the_mode_of_its_backup() {
        let mut names = Names::default();
        assert_eq!(names.vm("SQL01"), "vm1");
        assert_eq!(names.vm("SQL01 (Online)"), "vm1 (Online)");
        assert_eq!(
            names.vm(r"Backup Using Child Partition Snapshot\SQL01"),
            r"Backup Using Child Partition Snapshot\vm1"
        );
        assert_eq!(names.vm("SQL01 (old)"), "vm1 (text1)");
        assert_eq!(names.vm("SQL01 (old) (Online)"), "vm1 (text1) (Online)");
    }

    #[test]
    fn a_text_keeps_what_is_harmless() {
        let mut names = Names::default();
        names.know(["HV01.corp.example"].into_iter());
        for text in [
            "E:",
            "0x80780021",
            "-540",
            "2024-03-01T13:00:00Z",
            r"\Device\Harddisk3\DR5",
            "Physical Disk",
            "",
        ] {
            assert_eq!(names.value(Class::Text, text), text);
        }
        assert_eq!(names.value(Class::Text, "hv01"), "computer1");
        assert_eq!(names.value(Class::Label, "Payroll (E:)"), "label1 (E:)");
        assert_eq!(names.value(Class::Text, "S-1-5-21-1004336348-1177238915-682003330-512"), "account1");
        assert_eq!(names.value(Class::Text, "someone said so"), "text1");
    }
}
