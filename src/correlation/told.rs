//! What is told of each volume and of each image: so that a 27 does not look at all records of its run.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::storage::{file_name, may_be_same_file};
use super::{Facts, Placement, Subject};
use crate::event::class::Class;
use crate::event::volume::VolumeName;
use crate::event::{Event, EventKind};
use crate::timeline::{Computer, EventIndex, Span};

/// What is asked of a volume.
const OF_VOLUMES: [Class; 6] = [
    Class::FileSystemDamage,
    Class::DriverLoss,
    Class::CopiesAtRisk,
    Class::CopyFailed,
    Class::CopiesUnclear,
    Class::CopyRemoved,
];
/// What is asked of an image.
const OF_IMAGES: [Class; 2] = [Class::ImageFailed, Class::ImageAtRisk];

/// Records in the order of time.
type Records = Vec<(Timestamp, EventIndex)>;

/// Records by what they are about, and what they tell.
#[derive(Debug, Default)]
pub(super) struct Told {
    of_volumes: BTreeMap<(VolumeName, Class), Records>,
    /// By the name of the image's file, in lower case.
    of_images: BTreeMap<(String, Class), Records>,
}

impl Told {
    pub(super) fn of(computer: &Computer) -> Self {
        let mut told = Self::default();
        for class in OF_VOLUMES {
            for (index, event) in computer.all(class) {
                for volume in event.volumes() {
                    told.of_volumes.entry((volume.clone(), class)).or_default().push((event.time(), index));
                }
            }
        }
        for class in OF_IMAGES {
            for (index, event) in computer.all(class) {
                if let Some(file) = file(event) {
                    let key = (file_name(file).to_lowercase(), class);
                    told.of_images.entry(key).or_default().push((event.time(), index));
                }
            }
        }
        told
    }
}

/// The file of the image that a record is about.
fn file(event: &Event) -> Option<&str> {
    match &event.kind {
        EventKind::Vhdmp(vhdmp) => vhdmp.file.as_deref(),
        _ => None,
    }
}

/// Those of some records that lie in a span of time.
fn within(records: &Records, span: Span) -> impl Iterator<Item = EventIndex> {
    let from = records.partition_point(|(time, _)| *time < span.from);
    let to = records.partition_point(|(time, _)| *time <= span.to);
    records.get(from..to).unwrap_or_default().iter().map(|(_, index)| *index)
}

impl<'a> Facts<'a> {
    /// The first record of a class in a span of time that names the very volume of a subject, or a letter that it had then.
    pub fn told_of_volume(
        &self,
        subject: &Subject,
        class: Class,
        span: Span,
    ) -> Option<(EventIndex, &'a Event)> {
        let volume = subject.volume.as_ref()?;
        let letter = self.letter_of(volume).map(|(letter, _)| VolumeName::Letter(letter));
        let named = |name: &VolumeName| {
            let records = self.told.of_volumes.get(&(name.clone(), class))?;
            let mut told =
                within(records, span).filter_map(|index| Some((index, self.computer.event(index)?)));
            told.find(|(_, event)| self.is_same_volume(name, volume, event.time()) == Some(true))
        };
        named(volume).or_else(|| named(&letter?))
    }

    /// The first record of a class, by the log of virtual disks, of the very image that a subject's volume was in, since it came.
    /// That it was the run's, and is gone, need not be proven.
    pub fn told_of_image(&self, subject: &Subject, class: Class) -> Option<(EventIndex, &'a Event)> {
        let by_table = || {
            let has_come =
                |placement: &&Placement| placement.from <= subject.time && placement.file.is_some();
            let image = self.placements(subject.volume.as_ref()?).iter().rfind(has_come)?;
            Some((image.from, image.file.clone()?))
        };
        let by_proof = || self.identity(subject).and_then(|image| Some((image.came, image.file?)));
        // Of several that left, the last is what a verdict would rest on.
        let by_departure = || {
            let left = subject.link.detach?;
            let left = self.departures(subject.time).iter().find(|departure| departure.index == left)?;
            Some((left.came?.0, self.disks.file_of(left.number?, left.time)?))
        };
        let (from, of_image) = by_table().or_else(by_proof).or_else(by_departure)?;
        let records = self.told.of_images.get(&(file_name(&of_image).to_lowercase(), class))?;
        let mut found = within(records, Span { from, to: subject.time })
            .filter_map(|index| Some((index, self.computer.event(index)?)));
        found.find(|(_, event)| file(event).is_some_and(|file| may_be_same_file(file, &of_image)))
    }
}
