//! What a verdict of "benign" would rest on: identity, a close circumstance, or the silence of everything else.

use jiff::{SignedDuration, Timestamp};

use super::storage::{MOUNTED_WITHIN, is_intact, may_be_same_file};
use super::{Facts, LiesOn, Placement, STRONG_BEFORE, STRONG_WITHIN, Strength, Subject};
use crate::event::class::Class;
use crate::event::guid::Guid;
use crate::event::providers::ntfs;
use crate::event::volume::VolumeName;
use crate::event::{DiskNature, Event, EventKind, Trust};
use crate::session::{ProductOutcome, ProductRun};
use crate::timeline::{EventIndex, SYSTEM, Span, earlier, shifted};

/// A record of a departure is written when it is done, which may be behind the 27.
const SETTLED_WITHIN: SignedDuration = SignedDuration::from_secs(10);
/// That a device is gone may be told so long behind the first request that failed: delayed writes, and the removal itself, come
/// when requests have timed out (a disk's `TimeoutValue`, 60 seconds unless it is set).
pub const TOLD_WITHIN: SignedDuration = SignedDuration::from_secs(60);
/// Sums of a volume's use may be written so long behind its end.
pub(super) const USE_TOLD_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// What a "benign" rests on, from weak to strong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Inside or behind a good run, nothing against it, nothing for it.
    Presumed,
    /// A virtual disk left right before it, or a full list of the host's volumes does not hold the volume.
    Supported,
    /// The volume is shown to have been on a virtual disk that the run attached and that left right before.
    Proven,
}

impl Basis {
    /// All of them, the strongest first.
    pub const ALL: [Self; 3] = [Self::Proven, Self::Supported, Self::Presumed];

    /// The name in the JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Presumed => "presumed",
            Self::Supported => "supported",
            Self::Proven => "proven",
        }
    }
}

/// What shows that a volume was in an image of the run that a 27 is linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The disk number of the image.
    pub disk_number: Option<u32>,
    /// Which partition the volume was, where a table tells.
    pub partition: Option<u32>,
    /// The file of the image, where a record names it.
    pub file: Option<String>,
    /// When it was attached.
    pub came: Timestamp,
    /// When it left, where a record tells.
    pub left: Option<Timestamp>,
    /// The records that show it.
    pub records: Vec<EventIndex>,
}

impl<'a> Facts<'a> {
    /// What a "benign" of a subject would rest on, and the records that show it.
    pub fn basis(&self, subject: &Subject) -> (Basis, Vec<EventIndex>) {
        if let Some(identity) = self.identity(subject) {
            return (Basis::Proven, identity.records);
        }
        let link = subject.link;
        if link.strength == Strength::Strong && link.detach_is_intact {
            return (Basis::Supported, link.detach.into_iter().collect());
        }
        let guid = subject.volume.as_ref().and_then(VolumeName::guid);
        // A list of later does not hold what was lost either.
        let may_be_lost = guid.is_none_or(Guid::is_of_boot)
            || self.disks.before(subject.time).iter().any(|departure| !departure.is_virtual())
            || self.lasting_loss(subject.time, STRONG_WITHIN).is_some();
        let basis =
            if subject.facts.is_absent() && !may_be_lost { Basis::Supported } else { Basis::Presumed };
        (basis, Vec::new())
    }

    /// The last record from so long before a time, or soon behind it, that writes to a volume were lost that has a letter or is known to
    /// be the host's own, and the volume: its device may be gone. The volumes that a run attaches get no letter.
    pub fn lasting_loss(
        &self,
        time: Timestamp,
        within: SignedDuration,
    ) -> Option<(EventIndex, &Event, &VolumeName)> {
        let near = Span { from: earlier(time, within), to: shifted(time, TOLD_WITHIN) };
        let stays = |volume: &&VolumeName| {
            volume.letter().is_some()
                || (volume.guid().is_some() && (self.is_of_host(volume) || self.is_listed_for_good(volume)))
        };
        self.computer.between(Class::DetachNoise, near.from, near.to).rev().find_map(|(index, event)| {
            let is_loss =
                matches!(event.kind, EventKind::Ntfs(_)) && ntfs::LOST_WRITES.contains(&event.at.event_id);
            let lasting = event.volumes().iter().find(stays).filter(|_| is_loss)?;
            Some((index, event, lasting))
        })
    }

    /// An image in which the volume lay, as the same file, while no run went on that could have attached it, and that somebody
    /// else attaches, then. When it was met is enough: that it came then need not be proven. Before the Backup log begins, runs are not
    /// known.
    pub fn image_of_somebody(&self, subject: &Subject) -> Option<&Placement> {
        let placements = self.placements(subject.volume.as_ref()?);
        let window = self.window(subject)?;
        let now = shifted(subject.time, STRONG_BEFORE);
        let of_run = placements.iter().filter(|image| window.may_bring(image.from) && image.from <= now);
        let files: Vec<&String> = of_run.filter_map(|image| image.file.as_ref()).collect();
        placements.iter().filter(|image| image.nature == DiskNature::Virtual).find(|image| {
            let is_same = |file: &String| files.iter().any(|of_run| may_be_same_file(of_run, file));
            let is_outside =
                || self.is_outside_runs(image.from) && !self.backup_log_begins_behind(image.from);
            image.file.as_ref().is_some_and(is_same) && is_outside()
        })
    }

    /// What shows that the volume was in an image that the run attached, and that is not shown still there.
    pub fn identity(&self, subject: &Subject) -> Option<Identity> {
        let by_table = || self.gone(subject, self.image_of_run(subject)?);
        by_table()
            .or_else(|| self.by_name(subject))
            .or_else(|| self.image_of_product(subject).map(|(_, identity)| identity))
    }

    /// The image that a record shows a subject's volume in, where the linked run attached it, and where nothing shows
    /// the volume anywhere else at that time.
    pub fn image_of_run(&self, subject: &Subject) -> Option<&Placement> {
        let window = self.session(subject)?.window?;
        let image = self.image_attached(subject, |came| window.may_bring(came))?;
        image.left.is_none_or(|(left, _)| window.may_take(left)).then_some(image)
    }

    /// The run of another product around a subject, and the image that came and went inside it with the subject's volume.
    /// Every run of another product around that time succeeded, as whole records tell.
    pub fn image_of_product(&self, subject: &Subject) -> Option<(&'a ProductRun, Identity)> {
        if subject.link.session.is_some() {
            return None;
        }
        let run =
            self.product_run_around(subject.time).filter(|run| run.outcome == ProductOutcome::Succeeded)?;
        let ended = run.ended?;
        let is_told =
            self.product_runs_around(subject.time).all(|run| run.is_whole() && run.outcome.is_success());
        let image = self.image_attached(subject, |came| run.started <= came && came <= ended)?;
        let identity = self.gone(subject, image).filter(|_| is_told)?;
        // That it went is part of the proof, so the record that tells it must be whole.
        let (left, _) =
            image.left.filter(|(left, record)| *left <= ended && is_intact(self.computer, *record))?;
        // A departure of long before is not what the 27 is about.
        (subject.time.duration_since(left) <= STRONG_WITHIN).then_some((run, identity))
    }

    /// The image that holds a subject's volume, by the last record before it, if it came at a time that is wanted, and
    /// nothing shows the volume anywhere else.
    fn image_attached(&self, subject: &Subject, is_wanted: impl Fn(Timestamp) -> bool) -> Option<&Placement> {
        let volume = subject.volume.as_ref()?;
        let now = shifted(subject.time, STRONG_BEFORE);
        let placements = self.placements(volume);
        let numbered = || placements.iter().filter(|placement| placement.number.is_some());
        let image = numbered()
            .rfind(|placement| placement.nature == DiskNature::Virtual && placement.from <= now)
            .filter(|image| image.is_intact && !image.is_of_earlier_boot(subject.time))?;
        image.came.filter(|(came, _)| is_wanted(*came))?;
        let is_elsewhere = placements.iter().any(|other| {
            let is_same = other.number == image.number && other.from == image.from;
            let may_be_there =
                other.from <= now && other.is_there(self.computer, subject.time) != Some(false);
            !is_same && may_be_there && !numbered().any(|disk| disk.explains(other))
        });
        let is_on_unknown = self.on_unknown_disk(volume, subject.time).is_some();
        (!is_elsewhere && !is_on_unknown && !self.was_mounted_before(volume, image)).then_some(image)
    }

    /// Whether the volume was mounted and well outside every run before its image came, in the same boot, and no image that
    /// is known held it then: what it was on at that time nobody knows, and it may be there still.
    fn was_mounted_before(&self, volume: &VolumeName, image: &Placement) -> bool {
        let booted = self.computer.begin_of_boot(image.from);
        let before = earlier(image.from, STRONG_BEFORE);
        let mounts = self.sightings(volume).map_or(&[][..], |seen| seen.well_outside_within(booted, before));
        mounts.iter().any(|(mounted, _)| {
            let mut others = self.placements(volume).iter().filter(|other| other.number.is_some());
            *mounted < before && !others.any(|other| other.held(*mounted))
        })
    }

    /// What shows that an image came and is gone, if nothing shows it or the volume still there.
    fn gone(&self, subject: &Subject, image: &Placement) -> Option<Identity> {
        let (came, arrival) = image.came?;
        let later = shifted(subject.time, SETTLED_WITHIN);
        let left = image.left.map(|(left, _)| left);
        // What left right before knows better than an image of long before.
        let is_of_before = left.is_some_and(|left| STRONG_WITHIN < subject.time.duration_since(left));
        let another_left = || self.departures(subject.time).iter().any(|left| !left.is_virtual());
        if image.is_there_behind(later)
            || self.lives_behind(subject, image.from, left)
            || (is_of_before && another_left())
        {
            return None;
        }
        let left = image.left.map(|(_, index)| index);
        Some(Identity {
            disk_number: image.number,
            partition: image.partition,
            file: image.file.clone(),
            came,
            left: image.left.map(|(time, _)| time),
            records: [arrival, image.index].into_iter().chain(left).collect(),
        })
    }

    /// Whether the volume is mounted and well when its image has left, or behind the 27, and no other disk has brought
    /// it back; or may be, since what would tell of a mount can't be read. What is said of its use may be said a while behind its end.
    fn lives_behind(&self, subject: &Subject, came: Timestamp, left: Option<Timestamp>) -> bool {
        let Some(volume) = &subject.volume else { return true };
        let gone = left.map_or(shifted(subject.time, SETTLED_WITHIN), |left| shifted(left, STRONG_BEFORE));
        let until = self.comes_back(volume, came, subject.time);
        let behind = self.sightings(volume).map_or(&[][..], |seen| seen.alive_within(gone, until));
        let used_until = shifted(gone, USE_TOLD_WITHIN);
        let unread = Span { from: gone, to: until };
        let is_lost = self.computer.coverage_of(SYSTEM).is_some_and(|log| {
            log.is_unreadable_within(unread) || (log.ends_in_damage && log.last < unread.to)
        });
        is_lost || behind.iter().any(|alive| gone < alive.time && (alive.is_well || used_until < alive.time))
    }

    /// Until when nothing may have brought a volume back behind an arrival: the next disk that it is shown on, or the next
    /// start of the machine.
    pub fn comes_back(&self, volume: &VolumeName, came: Timestamp, time: Timestamp) -> Timestamp {
        let placements = self.placements(volume);
        let later = placements.partition_point(|placement| placement.from <= came);
        let mut later = placements.get(later..).unwrap_or_default().iter();
        let next = later.find(|placement| placement.number.is_some());
        let next = next.map(|placement| earlier(placement.from, STRONG_BEFORE));
        let boot = self.computer.boots.get(self.computer.boot_of(time)).map(|boot| boot.from);
        next.into_iter().chain(boot).min().unwrap_or(Timestamp::MAX)
    }

    /// Whether the log of a record tells all of a span of time: nothing is known to be missing from it, and it begins before,
    /// or with the first record that it ever held. Of what came then, nothing else tells.
    fn tells_whole(&self, record: EventIndex, span: Span) -> bool {
        let Some(event) = self.computer.event(record) else { return false };
        self.computer
            .coverage_like(&event.at.channel)
            .all(|log| log.flaw_within(span).is_none() && (log.first <= span.from || log.begins_with_first))
    }

    /// A virtual disk that came in the run and left right before, and a record between that names the volume.
    fn by_name(&self, subject: &Subject) -> Option<Identity> {
        let window = self.session(subject)?.window?;
        let volume = subject.volume.as_ref().filter(|volume| volume.guid().is_some())?;
        // What shows it on a disk that is there knows better than a name.
        let mut placements = self.placements(volume).iter();
        let is_shown = placements.any(|disk| disk.is_there(self.computer, subject.time) == Some(true));
        if is_shown
            || self.on_unknown_disk(volume, subject.time).is_some()
            || !matches!(self.lies_on(volume, subject.time), LiesOn::Unknown | LiesOn::Image(_))
        {
            return None;
        }
        self.disks.before(subject.time).iter().rev().find_map(|departure| {
            let (came, arrival) = departure.came.filter(|(came, _)| window.may_bring(*came))?;
            if !departure.is_virtual() || !departure.is_intact {
                return None;
            }
            // A mount, or its use; what tells of shadow copies tells of a volume that had some before.
            let names =
                |event: &Event| event.trust == Trust::Intact && matches!(event.kind, EventKind::Ntfs(_));
            let between = |from, to| self.computer.naming_between(volume, from, to);
            // What is met later may have come by itself while the image was there.
            let until = departure.time.min(shifted(came, MOUNTED_WITHIN));
            let (naming, _) = between(came, until).find(|(_, event)| names(event))?;
            // It can't have been on a disk that had not come yet, nor live on when the disk had left.
            let is_before = between(window.from, came).any(|(_, event)| event.time() < came);
            // A name tells of one of the images that are there, or of a disk that came just then; of several, nobody knows of which.
            let is_alone = self.disks.is_of_one_image(self.computer.event(naming)?.time())
                && self.tells_whole(arrival, Span { from: window.from, to: departure.time });
            let lives = self.lives_behind(subject, came, Some(departure.time));
            if is_before || lives || !is_alone {
                return None;
            }
            Some(Identity {
                disk_number: departure.number,
                partition: None,
                file: departure.number.and_then(|number| self.disks.file_of(number, departure.time)),
                came,
                left: Some(departure.time),
                records: vec![arrival, naming, departure.index],
            })
        })
    }
}
