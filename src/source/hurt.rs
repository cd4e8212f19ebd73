//! Sources that could not be read whole or not be relied on, by the computers in them.

use std::collections::BTreeMap;

use super::Source;

/// For each name of a computer, as records have it but in small letters, the sources of its records that something is said
/// of. Looked up where each of many computers asks what is wrong with its own logs.
#[derive(Debug, Clone, Default)]
pub struct Hurt(BTreeMap<String, BTreeMap<usize, Vec<String>>>);

impl Hurt {
    /// Of all sources.
    pub fn of(sources: &[Source]) -> Self {
        let mut by_name: BTreeMap<String, BTreeMap<usize, Vec<String>>> = BTreeMap::new();
        let is_hurt = |source: &Source| source.tally.failed > 0 || !source.issues.is_empty();
        for (place, source) in sources.iter().enumerate().filter(|(_, source)| is_hurt(source)) {
            for (computer, channel) in &source.holds {
                let of_name = by_name.entry(computer.to_ascii_lowercase()).or_default();
                of_name.entry(place).or_default().push(channel.to_ascii_lowercase());
            }
        }
        Self(by_name)
    }

    /// The sources of a computer, by their places, and its channels in them, in small letters. A short name may stand in
    /// its records for the full one.
    pub fn with<'n>(&self, names: impl Iterator<Item = &'n str>) -> BTreeMap<usize, Vec<&str>> {
        let mut found: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        let mut asked: Vec<String> = names
            .flat_map(|name| [name, name.split('.').next().unwrap_or(name)])
            .map(str::to_ascii_lowercase)
            .collect();
        asked.sort_unstable();
        asked.dedup();
        for (place, channels) in asked.iter().filter_map(|name| self.0.get(name)).flatten() {
            found.entry(*place).or_default().extend(channels.iter().map(String::as_str));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Tally;

    fn source(holds: &[(&str, &str)], failed: u64) -> Source {
        Source {
            path: String::new(),
            format: super::super::Format::Evtx,
            size: 0,
            tally: Tally { failed, ..Tally::default() },
            issues: Vec::new(),
            holds: holds.iter().map(|(computer, channel)| ((*computer).into(), (*channel).into())).collect(),
            header: None,
            fingerprint: 0,
            is_extracted: false,
        }
    }

    #[test]
    fn a_computer_is_found_by_each_of_its_names_and_by_its_short_one() {
        let hurt = Hurt::of(&[
            source(&[("HV01", "System")], 0),
            source(&[("hv01", "System"), ("HV02.example.com", "Application")], 1),
            source(&[("HV01.Example.com", "Backup")], 1),
        ]);
        let found = |names: &[&str]| -> Vec<(usize, Vec<String>)> {
            let found = hurt.with(names.iter().copied());
            found
                .into_iter()
                .map(|(place, channels)| (place, channels.into_iter().map(str::to_owned).collect()))
                .collect()
        };
        let system = (1, vec!["system".to_owned()]);
        assert_eq!(found(&["HV01"]), std::slice::from_ref(&system));
        assert_eq!(found(&["hv01.example.com"]), [system, (2, vec!["backup".to_owned()])]);
        assert_eq!(found(&["HV02", "HV03"]), []);
    }
}
