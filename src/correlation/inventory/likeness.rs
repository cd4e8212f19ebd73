//! What a list does not hold for certain, but something like it.

use std::collections::BTreeMap;

use super::{Inventory, Listed};
use crate::event::guid::Guid;
use crate::event::volume::VolumeName;
use crate::say::{Log, Path, Sentence, sentences};

sentences! {
    pub(super) same_last_block(name: Log) = "list.same-last-block": "same last block as { $name }";
    cut_name_in(name: Log, list: Path) = "list.cut-name-in": "{ $name }, which is cut, in { $list }";
    same_disk_as(name: Log, list: Path) = "list.same-disk-as": "on the disk of { $name } in { $list }, by its signature";
}

/// As many digits as the first group of a GUID has.
const ENOUGH: usize = 8;

/// The digits of a GUID that are left of a name that is cut, in lower case; none where they are fewer than those of its first group.
pub fn digits_left(name: &str) -> Option<String> {
    let behind = name.split_once('{').map_or(name, |(_, behind)| behind);
    let digits = behind.chars().filter(|c| *c != '-').take_while(char::is_ascii_hexdigit);
    let digits = digits.collect::<String>().to_ascii_lowercase();
    (ENOUGH..=32).contains(&digits.len()).then_some(digits)
}

/// By what a volume is known to be like one of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Likeness {
    /// What is left of names that are cut, by their digits, and how they were written.
    cut: BTreeMap<String, String>,
    /// The first two volumes of each disk whose signature is in their GUIDs.
    disks: BTreeMap<u32, Vec<usize>>,
}

impl Likeness {
    pub(super) fn of(malformed: &[String], volumes: &[Listed]) -> Self {
        let mut likeness = Self::default();
        for name in malformed {
            if let Some(digits) = digits_left(name) {
                likeness.cut.entry(digits).or_insert_with(|| name.clone());
            }
        }
        for (position, listed) in volumes.iter().enumerate() {
            if let Some(signature) = listed.guid.and_then(Guid::disk_signature) {
                let of_disk = likeness.disks.entry(signature).or_default();
                if of_disk.len() < 2 {
                    of_disk.push(position);
                }
            }
        }
        likeness
    }

    /// How a name that is cut was written that begins as a GUID does.
    fn cut(&self, guid: Guid) -> Option<&str> {
        let digits = format!("{:032x}", guid.bits());
        (ENOUGH..=digits.len()).find_map(|length| self.cut.get(digits.get(..length)?)).map(String::as_str)
    }
}

impl Inventory {
    /// What makes it likely that it holds a volume: a name that is cut and begins as that of the volume, or another volume that lies on
    /// the same disk by its signature.
    pub fn may_hold(&self, volume: &VolumeName) -> Option<Sentence> {
        let guid = volume.guid()?;
        if let Some(text) = self.likeness.cut(guid) {
            return Some(cut_name_in(Log::of(text), Path(self.path.clone())));
        }
        let of_disk = self.likeness.disks.get(&guid.disk_signature()?)?;
        let mut on_disk = of_disk.iter().filter_map(|position| self.volumes.get(*position));
        let listed = on_disk.find(|listed| listed.guid != Some(guid))?;
        let name = listed.name().or_else(|| Some(VolumeName::Guid(listed.guid?).to_string()))?;
        Some(same_disk_as(Log(name), Path(self.path.clone())))
    }

    /// A volume whose last twelve digits are the same, which proves nothing either way.
    pub fn resembling(&self, volume: &VolumeName) -> Option<Sentence> {
        let guid = volume.guid().filter(|guid| !guid.is_of_boot())?;
        let listed = self.volumes.iter().find(|listed| {
            listed.guid.is_some_and(|other| other != guid && other.last_block() == guid.last_block())
        })?;
        let name = listed.name().or_else(|| Some(VolumeName::Guid(listed.guid?).to_string()))?;
        Some(same_last_block(Log(name)))
    }
}
