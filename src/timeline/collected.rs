//! What a collection on the host tells of its logs: which there are, which could not be exported, and which were exported
//! beside System.
//!
//! Records tell what was logged; a collection tells that nothing more was. What rests on it may only count against a
//! benign verdict: see `correlation::sparse`.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Computer;

/// What is told of one log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The host had no such log.
    Absent {
        /// Up to when the System log reaches that was exported with it; none where there is none.
        beside_system: Option<Timestamp>,
    },
    /// It is there, and could not be exported: the status of the program that should have.
    Failed(i64),
    /// It was exported, and its file is the one that was given.
    Exported {
        /// Whether it is known to be switched on, so that it holds all that was to be logged.
        is_enabled: bool,
        /// Whether it holds no record.
        is_empty: bool,
        /// Up to when the System log reaches that was exported with it; none where there is none.
        beside_system: Option<Timestamp>,
    },
}

/// A disk of which a list that was made on the host says that it is not well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IllDisk {
    /// What it is called. From a text of the host.
    pub name: String,
    /// What the list says of it: `HealthStatus: Unhealthy`. From a text of the host.
    pub said: String,
}

/// What is told of the logs of one computer, by channel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collected(BTreeMap<String, (String, Option<Told>)>);

impl Collected {
    /// Of channels as they are written, each once.
    pub fn of(told: impl IntoIterator<Item = (String, Told)>) -> Self {
        Self(
            told.into_iter().map(|(channel, told)| (channel.to_lowercase(), (channel, Some(told)))).collect(),
        )
    }

    /// Takes in what another collection of the same computer tells. Where two differ nothing is told, whatever a third
    /// tells; the channels are returned of which they do.
    pub fn join(&mut self, other: Self) -> Vec<String> {
        let mut contradicted = Vec::new();
        for (channel, (written, told)) in other.0 {
            let Some((_, known)) = self.0.get_mut(&channel) else {
                self.0.insert(channel, (written, told));
                continue;
            };
            let Some((one, other)) = (*known).zip(told) else {
                *known = None;
                continue;
            };
            *known = one.and(other);
            if known.is_none() {
                contradicted.push(written);
            }
        }
        contradicted
    }

    /// Forgets what is told of a channel.
    pub fn forget(&mut self, channel: &str) {
        self.0.remove(&channel.to_lowercase());
    }

    /// Every log that something is told of, as it is written.
    pub fn each(&self) -> impl Iterator<Item = (&str, Told)> {
        self.0.values().filter_map(|(channel, told)| Some((channel.as_str(), (*told)?)))
    }

    /// What is told of the logs of a channel's provider, which Windows spells with a slash or a hyphen.
    fn like(&self, channel: &str) -> impl Iterator<Item = Told> {
        let (provider, _) = channel.split_once('/').unwrap_or((channel, ""));
        let provider = provider.to_lowercase();
        self.0
            .iter()
            .filter(move |(known, _)| known.starts_with(&provider))
            .filter_map(|(_, (_, told))| *told)
    }
}

impl Told {
    /// What both tell of one log, an older collection and a newer one: up to the later of them.
    fn and(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Absent { beside_system: one }, Self::Absent { beside_system: other }) => {
                Some(Self::Absent { beside_system: one.max(other) })
            }
            (
                Self::Exported { is_enabled, is_empty, beside_system },
                Self::Exported {
                    is_enabled: also_enabled,
                    is_empty: also_empty,
                    beside_system: other_system,
                },
            ) => Some(Self::Exported {
                is_enabled: is_enabled && also_enabled,
                is_empty: is_empty && also_empty,
                beside_system: beside_system.max(other_system),
            }),
            (one, other) => (one == other).then_some(one),
        }
    }
}

impl Computer {
    fn told(&self, channel: &str) -> impl Iterator<Item = Told> {
        self.collected.iter().flat_map(move |collected| collected.like(channel))
    }

    /// Whether a collection tells that the host has no such log, under no spelling of its name. An older collection than
    /// the logs tells nothing: what logs there is installed, and begins with its first use.
    pub fn has_no_log_of(&self, channel: &str) -> bool {
        let mut told = self.told(channel).peekable();
        let is_absent =
            |told| matches!(told, Told::Absent { beside_system } if self.is_latest(beside_system));
        told.peek().is_some() && told.all(is_absent) && self.coverage_like(channel).next().is_none()
    }

    /// Whether no System log reaches behind the one that was exported with a collection.
    fn is_latest(&self, beside_system: Option<Timestamp>) -> bool {
        self.coverage_of("System")
            .is_none_or(|system| beside_system.is_some_and(|until| system.last <= until))
    }

    /// Why a log that the host has could not be exported. Archived parts of it may be there all the same.
    pub fn failed_to_export(&self, channel: &str) -> Option<i64> {
        self.told(channel).find_map(|told| match told {
            Told::Failed(code) => Some(code),
            Told::Absent { .. } | Told::Exported { .. } => None,
        })
    }

    /// Whether a log was exported, empty or not, with the latest System log.
    pub fn is_exported(&self, channel: &str) -> bool {
        self.told(channel)
            .any(|told| matches!(told, Told::Exported { beside_system, .. } if self.is_latest(beside_system)))
    }

    /// Whether a log was switched off when it was exported, so that what it lacks was not logged.
    pub fn is_switched_off(&self, channel: &str) -> bool {
        self.told(channel).any(|told| matches!(told, Told::Exported { is_enabled: false, .. }))
    }

    /// Up to when a log that was exported whole tells of everything: as far as the System log beside it reaches.
    pub fn exported_until(&self, channel: &str) -> Option<Timestamp> {
        let until = self.told(channel).filter_map(|told| match told {
            Told::Exported { is_enabled: true, beside_system, .. } => beside_system,
            _ => None,
        });
        until.max()
    }

    /// Whether a log that is switched on was exported and holds no record.
    pub fn is_exported_empty(&self, channel: &str) -> bool {
        let is_empty = |told| matches!(told, Told::Exported { is_enabled: true, is_empty: true, .. });
        self.told(channel).any(is_empty) && self.coverage_like(channel).next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABSENT: Told = Told::Absent { beside_system: None };

    fn exported(until: i64) -> Told {
        let beside_system = Some(Timestamp::from_second(until).unwrap());
        Told::Exported { is_enabled: true, is_empty: false, beside_system }
    }

    fn of(told: &[(&str, Told)]) -> Collected {
        Collected::of(told.iter().map(|(channel, told)| ((*channel).to_owned(), *told)))
    }

    #[test]
    fn what_two_collections_tell_alike_is_told() {
        let mut one = of(&[("System", exported(1)), ("Backup", ABSENT)]);
        assert_eq!(one.join(of(&[("system", exported(2)), ("BACKUP", ABSENT)])), [""; 0]);
        assert_eq!(one, of(&[("System", exported(2)), ("Backup", ABSENT)]));
    }

    #[test]
    fn what_they_tell_differently_is_not() {
        for (told, other) in [
            (ABSENT, exported(1)),
            (exported(1), ABSENT),
            (ABSENT, Told::Failed(5)),
            (Told::Failed(5), exported(1)),
        ] {
            let mut one = of(&[("Backup", told)]);
            assert_eq!(one.join(of(&[("Backup", other)])), ["Backup"]);
            assert_eq!(one.each().count(), 0);
            // A third does not decide it.
            assert_eq!(one.join(of(&[("Backup", told)])), [""; 0]);
            assert_eq!(one.each().count(), 0);
        }
    }

    #[test]
    fn a_log_that_one_of_them_found_switched_off_does_not_tell_of_everything() {
        let off = Told::Exported { is_enabled: false, is_empty: true, beside_system: None };
        let mut one = of(&[("X", exported(1))]);
        one.join(of(&[("X", off)]));
        let (_, told) = one.each().next().unwrap();
        assert!(matches!(told, Told::Exported { is_enabled: false, is_empty: false, .. }));
    }
}
