//! What a list does not hold for certain, but something like it.

use super::{Inventory, Listed};
use crate::event::volume::VolumeName;
use crate::say::{Log, Path, Sentence, sentences};

sentences! {
    pub(super) same_last_block(name: Log) = "list.same-last-block": "same last block as { $name }";
    cut_name_in(name: Log, list: Path) = "list.cut-name-in": "{ $name }, which is cut, in { $list }";
    same_disk_as(name: Log, list: Path) = "list.same-disk-as": "on the disk of { $name } in { $list }, by its signature";
}

impl Inventory {
    /// What makes it likely that it holds a volume: a name that is cut and begins as that of the volume, or another volume that lies on
    /// the same disk by its signature.
    pub fn may_hold(&self, volume: &VolumeName) -> Option<Sentence> {
        /// The first group of a GUID.
        const ENOUGH: usize = 8;
        let guid = volume.guid()?;
        let digits = format!("{:032x}", guid.bits());
        let begins_so = |text: &str| {
            let behind = text.split_once('{').map_or(text, |(_, behind)| behind);
            let known: String = behind
                .chars()
                .filter(|c| *c != '-')
                .take_while(char::is_ascii_hexdigit)
                .collect::<String>()
                .to_ascii_lowercase();
            known.len() >= ENOUGH && digits.starts_with(&known)
        };
        let cut = self.malformed.iter().find(|text| begins_so(text));
        if let Some(text) = cut {
            return Some(cut_name_in(Log::of(text), Path(self.path.clone())));
        }
        let signature = guid.disk_signature()?;
        let on_disk = |listed: &&Listed| {
            listed.guid.is_some_and(|other| other != guid && other.disk_signature() == Some(signature))
        };
        let listed = self.volumes.iter().find(on_disk)?;
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
