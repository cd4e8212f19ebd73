//! Verdicts: what the facts about one volsnap 27 mean.
//!
//! Each rule looks at the facts alone and says its opinion or nothing; rules do not see each other.
//! The worst opinion wins, so "benign" needs the one rule that proves it *and* the silence of every
//! other. Where no rule speaks, the 27 is undetermined.

pub mod rules;

pub use crate::correlation::Basis;
use crate::correlation::{Facts, Subject};
use crate::event::Trust;
use crate::say::{Sentence, words};
use crate::timeline::{EventIndex, Lack};

pub use rules::{Manual, RULES, Rule};

/// What a volsnap 27 is, from harmless to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Noise of a temporary volume that was detached.
    Benign,
    /// The same noise, beside a run that did not succeed: mend the run.
    SideEffect,
    /// The evidence does not decide.
    Undetermined,
    /// Real trouble; a person must look.
    Actionable,
}

impl Verdict {
    /// All of them, the worst first.
    pub const ALL: [Self; 4] = [Self::Actionable, Self::Undetermined, Self::SideEffect, Self::Benign];

    /// The name in the JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Benign => "benign",
            Self::SideEffect => "side-effect",
            Self::Undetermined => "undetermined",
            Self::Actionable => "actionable",
        }
    }

    /// Whether a person must act: on the 27, or on its run.
    pub fn needs_a_person(self) -> bool {
        matches!(self, Self::Actionable | Self::SideEffect)
    }

    /// What it says, and what to do.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Benign => "noise of a temporary volume that was detached; nothing to do about this record",
            Self::SideEffect => {
                "the same noise, but the run it belongs to did not succeed; leave the 27 and mend the run"
            }
            Self::Undetermined => "the evidence does not decide; what is missing is named, and how to get it",
            Self::Actionable => "real trouble; a person must look",
        }
    }
}

/// How sure a verdict is. It never changes the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// The record itself may be damaged.
    Low,
    /// Circumstances.
    Medium,
    /// A record of the same volume or disk, or an inventory, proves it.
    High,
}

words! {
    pub Confidence {
        Low = "low",
        Medium = "medium",
        High = "high",
    }
}

/// One or more records that bear out an opinion. It can't be made without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    first: EventIndex,
    rest: Vec<EventIndex>,
}

impl Evidence {
    /// The evidence of one record.
    pub fn of(record: EventIndex) -> Self {
        Self { first: record, rest: Vec::new() }
    }

    /// More records.
    #[must_use]
    pub fn and(mut self, records: impl IntoIterator<Item = EventIndex>) -> Self {
        for record in records {
            if record != self.first && !self.rest.contains(&record) {
                self.rest.push(record);
            }
        }
        self
    }

    /// The records.
    pub fn records(&self) -> impl Iterator<Item = EventIndex> {
        std::iter::once(self.first).chain(self.rest.iter().copied())
    }
}

/// Something that would decide a case, to be asked of the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    /// The log of Windows Server Backup, reaching back far enough.
    BackupLog,
    /// What backs the host up, and its log: nothing shows Windows Server Backup there, nor anything else.
    WhatBacksUp,
    /// The System log, with what is wanting of it.
    SystemLog(Lack),
    /// A log of the drivers that was given, whole.
    DriverLog,
    /// A list of the host's volumes.
    Mountvol,
    /// The log of the product that detached the volume.
    OtherProduct,
    /// A check of the virtual disk that lost data.
    CheckImage,
}

/// What one rule says of one volsnap 27.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// The rule.
    pub rule: &'static str,
    /// Its verdict.
    pub verdict: Verdict,
    /// What it says; a sentence without a final stop.
    pub text: Sentence,
    /// The records that prove it.
    pub evidence: Evidence,
    /// Whether a record of the same volume or disk proves it.
    pub is_of_same_volume: bool,
    /// What would decide the case.
    pub ask: Option<Ask>,
}

impl Opinion {
    /// An opinion that circumstances suggest.
    pub fn new(rule: &Rule, verdict: Verdict, text: Sentence, evidence: Evidence) -> Self {
        Self { rule: rule.id, verdict, text, evidence, is_of_same_volume: false, ask: None }
    }

    /// The same opinion, proven by a record of the same volume or disk.
    #[must_use]
    pub fn of_same_volume(mut self, is_it: bool) -> Self {
        self.is_of_same_volume = is_it;
        self
    }

    /// The same opinion, with what would decide the case.
    #[must_use]
    pub fn asking(mut self, ask: Ask) -> Self {
        self.ask = Some(ask);
        self
    }
}

/// One volsnap 27, judged.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The record and the facts about it.
    pub subject: Subject,
    /// The verdict.
    pub verdict: Verdict,
    /// How sure it is.
    pub confidence: Confidence,
    /// What it rests on, where it is benign.
    pub basis: Option<Basis>,
    /// Every opinion, the worst first.
    pub opinions: Vec<Opinion>,
    /// What to do next; none where nothing is to be done, or where it is to be done about the run.
    pub next_step: Option<Sentence>,
}

impl Judged {
    /// The opinions that decide: those of its verdict.
    pub fn deciding(&self) -> impl Iterator<Item = &Opinion> {
        self.opinions.iter().filter(|opinion| opinion.verdict == self.verdict)
    }
}

/// Judges one volsnap 27.
pub fn judge(facts: &Facts<'_>, subject: Subject) -> Judged {
    let mut opinions: Vec<Opinion> = RULES.iter().filter_map(|rule| (rule.judge)(facts, &subject)).collect();
    // A stable sort: rules of one verdict stay in their order.
    opinions.sort_by_key(|opinion| std::cmp::Reverse(opinion.verdict));
    let verdict = opinions.first().map_or(Verdict::Undetermined, |opinion| opinion.verdict);
    let basis = (verdict == Verdict::Benign).then(|| facts.basis(&subject).0);
    let confidence = confidence(&subject, verdict, basis, &opinions);
    let next_step = next_step(&subject, verdict, &opinions);
    Judged { subject, verdict, confidence, basis, opinions, next_step }
}

/// What to do next, by the most telling of the opinions that decide: hardware first, then what else was damaged or
/// lost, then the others in their order.
fn next_step(subject: &Subject, verdict: Verdict, opinions: &[Opinion]) -> Option<Sentence> {
    let rank = |opinion: &&Opinion| match opinion.rule {
        id if id == rules::HARDWARE => 0,
        id if id.starts_with("V2") => 1,
        _ => 2,
    };
    let mut deciding: Vec<&Opinion> = opinions.iter().filter(|opinion| opinion.verdict == verdict).collect();
    deciding.sort_by_key(rank);
    deciding.into_iter().find_map(|opinion| {
        let rule = RULES.iter().find(|rule| rule.id == opinion.rule)?;
        (rule.next_step)(subject, opinion)
    })
}

fn confidence(subject: &Subject, verdict: Verdict, basis: Option<Basis>, opinions: &[Opinion]) -> Confidence {
    if subject.trust != Trust::Intact {
        return Confidence::Low;
    }
    let is_proven = match basis {
        Some(basis) => basis > Basis::Presumed,
        None => opinions.iter().any(|opinion| opinion.verdict == verdict && opinion.is_of_same_volume),
    };
    if is_proven { Confidence::High } else { Confidence::Medium }
}
