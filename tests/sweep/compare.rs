//! What a damaged log gave, against what it gave whole.

use std::collections::{BTreeMap, BTreeSet};

use volsift::event::SourceId;
use volsift::issue::{Issue, IssueKind};
use volsift::report::Report;
use volsift::source::Tally;
use volsift::timeline::EventIndex;
use volsift::verdict::{Opinion, Verdict};

use super::layout::Log;

/// Rules of trouble that need a whole log beside their records: copies that are in no later list, a volume that is named
/// outside of every run.
pub const RESTS_ON_ABSENCE: [&str; 2] = ["V201", "V301"];

/// What is wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    Panic,
    Hang,
    /// A tally that does not add up.
    Tally,
    /// A record that the damage did not touch was not read.
    Lost,
    /// A 27 is judged more harmless than before, or is gone without a word.
    Benign,
}

impl Wrong {
    pub const ALL: [Self; 5] = [Self::Panic, Self::Hang, Self::Tally, Self::Lost, Self::Benign];

    pub fn words(self) -> &'static str {
        match self {
            Self::Panic => "panics",
            Self::Hang => "hangs",
            Self::Tally => "tallies that don't add up",
            Self::Lost => "records lost beyond the damage",
            Self::Benign => "verdicts towards benign",
        }
    }
}

/// An event: its computer, channel, id of the record, provider and id of the event, and time.
type Key = (String, String, u64, String, u16, String);

/// What a report says of one log and of all 27s.
pub struct Told {
    tally: Option<Tally>,
    is_loss_told: bool,
    /// Whether a loss or a wrong checksum of the log is told.
    is_doubt_told: bool,
    /// Events of the log, or of a copy of it.
    events: BTreeSet<Key>,
    /// How many events have this log as their place.
    own: u64,
    subjects: BTreeMap<Key, Subject>,
    computers: BTreeSet<String>,
}

struct Subject {
    verdict: Verdict,
    /// For each opinion that real trouble is behind it: the records that bear it out, where they are of this log.
    trouble: Vec<BTreeSet<u64>>,
    /// The records of this log that tell of runs: that one was going on, or none.
    runs: BTreeSet<u64>,
}

impl Told {
    pub fn of(report: &Report, name: &str) -> Self {
        let place = report.sources.iter().position(|source| source.path == name);
        let source = place.map(|place| &report.sources[place]);
        let issues = || source.into_iter().flat_map(|source| &source.issues).chain(&report.issues);
        let mut told = Self {
            tally: source.map(|source| source.tally),
            is_loss_told: issues().any(|issue: &Issue| issue.is_loss),
            is_doubt_told: issues().any(|issue| {
                issue.is_loss || matches!(issue.kind, IssueKind::Checksum | IssueKind::ChunkHeader)
            }),
            events: BTreeSet::new(),
            own: 0,
            subjects: BTreeMap::new(),
            computers: report
                .computers
                .iter()
                .map(|computer| computer.computer.name.to_lowercase())
                .collect(),
        };
        let id = place.map(|place| SourceId(u32::try_from(place).unwrap()));
        for computer in &report.computers {
            for (_, event) in computer.computer.events() {
                let is_own = Some(event.at.source) == id;
                if is_own || event.copies.iter().any(|copy| Some(*copy) == id) {
                    told.own += 1;
                }
                told.events.insert(key(event));
            }
            for judged in &computer.volsnap27 {
                let event = computer.event(judged.subject.index).unwrap();
                let trouble = judged.opinions.iter().filter(|opinion| {
                    opinion.verdict == Verdict::Actionable && !RESTS_ON_ABSENCE.contains(&opinion.rule)
                });
                let here = |indices: &mut dyn Iterator<Item = EventIndex>| -> BTreeSet<u64> {
                    let events = indices.filter_map(|index| computer.event(index));
                    let here = events.filter(|event| Some(event.at.source) == id || !event.copies.is_empty());
                    here.map(|event| event.at.event_record_id).collect()
                };
                let records = |opinion: &Opinion| here(&mut opinion.evidence.records());
                let runs = computer.sessions.iter();
                let mut of_runs =
                    runs.flat_map(|run| run.events.iter().chain(&run.outcome_evidence)).copied();
                let subject = Subject {
                    verdict: judged.verdict,
                    trouble: trouble.map(records).collect(),
                    runs: here(&mut of_runs),
                };
                told.subjects.insert(key(event), subject);
            }
        }
        told
    }
}

fn key(event: &volsift::event::Event) -> Key {
    (
        event.computer.to_lowercase(),
        event.at.channel.to_string(),
        event.at.event_record_id,
        event.at.provider.to_string(),
        event.at.event_id,
        event.time().to_string(),
    )
}

/// What one run showed.
#[derive(Default)]
pub struct Shown {
    pub wrong: Vec<(Wrong, String)>,
    /// Verdicts of real trouble that became "undetermined", with the records that proved it.
    pub undetermined: u64,
    /// Verdicts towards benign where the damage changed the very name of the computer that spoke against it.
    pub renamed: u64,
    /// Those of them that are benign now.
    pub renamed_benign: u64,
    /// Runs in which the end of a log in use was lost without a word.
    pub ends_lost: u64,
}

/// Compares; `touched` are the records of the log that the damage may cost, `doubted` those on which no proof can rest any
/// more, since a checksum over them fails.
pub fn compare(
    log: &Log,
    (touched, doubted): (&BTreeSet<usize>, &BTreeSet<usize>),
    before: &Told,
    after: &Told,
) -> Shown {
    let mut shown = Shown::default();
    let of = |numbers: &BTreeSet<usize>| numbers.iter().map(|number| log.records[*number].id).collect();
    let (ids, doubted): (BTreeSet<u64>, BTreeSet<u64>) = (of(touched), of(doubted));
    tallies(log, touched, before, after, &mut shown);
    lost(log, touched, &ids, before, after, &mut shown.wrong);
    verdicts(&ids, &doubted, before, after, &mut shown);
    shown
}

fn tallies(log: &Log, touched: &BTreeSet<usize>, before: &Told, after: &Told, shown: &mut Shown) {
    let Shown { wrong, ends_lost, .. } = shown;
    let mut say = |text: String| wrong.push((Wrong::Tally, text));
    let Some(was) = before.tally else { return };
    let Some(tally) = after.tally else {
        if !after.is_loss_told {
            say("the log is gone without a word".to_owned());
        }
        return;
    };
    if tally.failed > 0 && !after.is_loss_told {
        say(format!("{} records failed and nothing tells of a loss", tally.failed));
    }
    let last = log.records.last().map(|record| record.slot);
    let is_end = |number: &usize| Some(log.records[*number].slot) == last;
    if tally.seen() < was.seen() && !after.is_loss_told && log.is_dirty && touched.iter().all(is_end) {
        *ends_lost += 1;
    } else if tally.seen() < was.seen() && !after.is_loss_told {
        say(format!("{} of {} records are left and nothing tells of a loss", tally.seen(), was.seen()));
    }
    let most = was.declared().max(log.records.len() as u64);
    if tally.seen() > most {
        say(format!("{} records were read of a log of {most}", tally.seen()));
    }
    if after.own > tally.read + tally.recovered {
        say(format!("{} events came of {} records", after.own, tally.read));
    }
}

fn lost(
    log: &Log,
    touched: &BTreeSet<usize>,
    ids: &BTreeSet<u64>,
    before: &Told,
    after: &Told,
    wrong: &mut Vec<(Wrong, String)>,
) {
    let seen = |told: &Told| told.tally.map_or(0, |tally| tally.seen());
    // Records that lie where nothing leads to them are found by their looks; they may be missed.
    let least = seen(before).min(log.records.len() as u64).saturating_sub(touched.len() as u64);
    if seen(after) < least {
        wrong.push((Wrong::Lost, format!("{} records were read, not {least}", seen(after))));
        return;
    }
    let known: BTreeSet<u64> = log.records.iter().map(|record| record.id).collect();
    let is_safe = |key: &&Key| known.contains(&key.2) && !ids.contains(&key.2);
    let gone: Vec<u64> = before.events.difference(&after.events).filter(is_safe).map(|key| key.2).collect();
    if !gone.is_empty() {
        wrong.push((
            Wrong::Lost,
            format!("events of the records {gone:?} are not there, which were not touched"),
        ));
    }
}

fn verdicts(ids: &BTreeSet<u64>, doubted: &BTreeSet<u64>, before: &Told, after: &Told, shown: &mut Shown) {
    for (key, was) in &before.subjects {
        let Some(is) = after.subjects.get(key) else {
            if !after.is_doubt_told {
                shown
                    .wrong
                    .push((Wrong::Benign, format!("the 27 of record {} is gone without a word", key.2)));
            }
            continue;
        };
        match (was.verdict, is.verdict) {
            (Verdict::Actionable, Verdict::Undetermined) => {
                // Where neither the proof was touched nor what tells of runs is in doubt, it still proves.
                let is_whole = |records: &BTreeSet<u64>| records.is_disjoint(ids);
                if was.runs.is_disjoint(doubted) && was.trouble.iter().any(is_whole) {
                    let text =
                        format!("record {} is undetermined, though what showed trouble is whole", key.2);
                    shown.wrong.push((Wrong::Benign, text));
                } else {
                    shown.undetermined += 1;
                }
            }
            (was, is) if is < was && !after.computers.is_subset(&before.computers) => {
                shown.renamed += 1;
                shown.renamed_benign += u64::from(is == Verdict::Benign);
            }
            (was, is) if is < was => {
                let text = format!("record {} was {} and is {}", key.2, was.id(), is.id());
                shown.wrong.push((Wrong::Benign, text));
            }
            _ => {}
        }
    }
    // A 27 that the damage changed into another one.
    for (key, is) in after.subjects.iter().filter(|(key, _)| !before.subjects.contains_key(*key)) {
        if is.verdict == Verdict::Benign {
            shown.wrong.push((Wrong::Benign, format!("record {} was no such 27 and is benign", key.2)));
        }
    }
}
