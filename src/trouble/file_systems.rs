//! `file-system-damage`: of volumes of the host. Damage inside an image is told beside the run.

use super::{About, Search, Trouble, TroubleKind, Weight};
use crate::event::EventKind;
use crate::event::class::Class;

pub(super) fn damaged(search: &Search<'_>) -> Vec<Trouble> {
    let facts = search.facts;
    let damage =
        facts.computer.all(Class::FileSystemDamage).filter(|(_, event)| !facts.is_inside_image(event));
    let groups = search.group(damage, |event| {
        let device = match &event.kind {
            EventKind::Ntfs(ntfs) => ntfs.device.clone(),
            _ => None,
        };
        let volume = event.volumes().first().map(ToString::to_string);
        About { subject: device.filter(|_| volume.is_none()), volume, disk: None }
    });
    groups
        .into_iter()
        .filter_map(|(about, group)| {
            let name = about.volume.as_ref().or(about.subject.as_ref());
            let phrase = match name {
                Some(name) => format!("the file system of {name} is damaged"),
                None => "a file system is damaged".to_owned(),
            };
            search.trouble(TroubleKind::FileSystemDamage, Weight::NeedsPerson, about, phrase, &group)
        })
        .collect()
}
