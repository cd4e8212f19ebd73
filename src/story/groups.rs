//! volsnap 27s in groups: those that agree in everything a person would act on are told once.

use std::collections::BTreeMap;

use super::{Extent, records};
use crate::event::volume::VolumeName;
use crate::report::ComputerReport;
use crate::say::{Arg, Sentence};
use crate::timeline::EventIndex;
use crate::verdict::{Judged, Opinion, Verdict};

/// 27s that agree in everything a person would act on, in the order of time; never empty.
pub(super) struct Group<'a> {
    /// The first of them.
    pub(super) first: &'a Judged,
    /// All of them.
    pub(super) all: Vec<&'a Judged>,
}

/// One kind of reason, and how many members of a group have it.
pub(super) struct Reason<'a> {
    /// The first opinion of this kind.
    pub(super) opinion: &'a Opinion,
    /// The 27 that it is of.
    pub(super) subject: EventIndex,
    /// How many members have one of this kind.
    pub(super) count: usize,
}

/// The groups of the 27s with a verdict, by their first record. With everything told, each run has its own.
pub(super) fn groups(report: &ComputerReport, verdict: Verdict, extent: Extent) -> Vec<Group<'_>> {
    let wanted = report.volsnap27.iter().filter(|judged| judged.verdict == verdict);
    grouped(report, wanted, extent)
}

/// The groups of some 27s.
pub(super) fn grouped<'a>(
    report: &'a ComputerReport,
    wanted: impl Iterator<Item = &'a Judged>,
    extent: Extent,
) -> Vec<Group<'a>> {
    let mut places: BTreeMap<_, usize> = BTreeMap::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for judged in wanted {
        let rules: Vec<&str> = judged.opinions.iter().map(|opinion| opinion.rule).collect();
        let link = judged.subject.link;
        let is_apart = extent == Extent::All;
        let key = (
            judged.verdict,
            link.session.filter(|_| is_apart),
            is_apart.then_some(link.strength),
            rules,
            judged.confidence,
            judged.basis,
            // What is said of the first is true of all.
            (format!("{:?}", records::status(&judged.subject.status)), records::is_logged(report, judged)),
        );
        let place = *places.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.all.push(judged),
            None => groups.push(Group { first: judged, all: vec![judged] }),
        }
    }
    groups
}

impl<'a> Group<'a> {
    /// The last of them.
    pub(super) fn last(&self) -> &'a Judged {
        self.all.last().unwrap_or(&self.first)
    }

    /// Their runs, as numbers from 1 and in order; none where one of them belongs to no run.
    pub(super) fn runs(&self) -> Vec<usize> {
        let mut runs: Vec<usize> = self
            .all
            .iter()
            .filter_map(|judged| judged.subject.link.session)
            .map(|run| run.saturating_add(1))
            .collect();
        runs.sort_unstable();
        runs.dedup();
        runs
    }

    /// Their volumes, each once.
    pub(super) fn volumes(&self) -> Vec<VolumeName> {
        let mut volumes: Vec<VolumeName> =
            self.all.iter().filter_map(|judged| judged.subject.volume.clone()).collect();
        volumes.sort();
        volumes.dedup();
        volumes
    }

    /// What to do next about its members, each once.
    pub(super) fn next_steps(&self) -> Vec<&'a Sentence> {
        let mut steps: Vec<&Sentence> = Vec::new();
        for step in self.all.iter().filter_map(|judged| judged.next_step.as_ref()) {
            if !steps.contains(&step) {
                steps.push(step);
            }
        }
        steps
    }

    /// The kinds of reasons that its members have: what a rule says, apart from times, and from volumes, which are listed
    /// with the group. Where somebody has to act, disks, letters and names are part of the kind: each is another thing to
    /// look at.
    pub(super) fn reasons(&self) -> Vec<Reason<'a>> {
        let is_urgent = matches!(self.first.verdict, Verdict::Actionable | Verdict::Undetermined);
        let mut places: BTreeMap<(&str, Vec<String>), usize> = BTreeMap::new();
        let mut reasons: Vec<Reason<'a>> = Vec::new();
        for judged in &self.all {
            for opinion in &judged.opinions {
                let mut kind = Vec::new();
                shape(&opinion.text, is_urgent, &mut kind);
                let place = *places.entry((opinion.rule, kind)).or_insert(reasons.len());
                match reasons.get_mut(place) {
                    Some(reason) => reason.count = reason.count.saturating_add(1),
                    None => reasons.push(Reason { opinion, subject: judged.subject.index, count: 1 }),
                }
            }
        }
        reasons
    }
}

/// What a sentence says apart from times, and from names where they do not matter: its id, those of the sentences in it,
/// and which events it cites.
fn shape(sentence: &Sentence, has_names: bool, into: &mut Vec<String>) {
    into.push(sentence.id.to_string());
    for (name, arg) in &sentence.args {
        match arg {
            Arg::Sentence(inner) => shape(inner, has_names, into),
            Arg::Clauses(inner) => inner.iter().for_each(|inner| shape(inner, has_names, into)),
            Arg::Number(disk) if has_names && *name == "disk" => into.push(disk.to_string()),
            Arg::Log(text) | Arg::Path(text) if has_names => into.push(text.clone()),
            Arg::Cited(at) => into.push(format!("{} {}", at.provider.to_lowercase(), at.event_id)),
            Arg::Status(status) => into.push(status.to_string()),
            Arg::Word(word) => into.push(word.clone().into_owned()),
            _ => {}
        }
    }
}
