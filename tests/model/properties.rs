//! What is promised of every host.

use std::collections::BTreeSet;

use volsift::correlation::Basis;
use volsift::verdict::Verdict;

use super::evtx_builder::damage::Damage;
use super::host::{DAY, Host, Log, MINUTE};
use super::logs::{self, File, Form};
use super::run::{Dice, Tally};
use super::seen::{Judged, Seen, look, look_as};
use super::truth::{Cause, Expected};
use super::world::{Record, World};

/// A host, its records and what the program says of them.
struct Looked {
    records: Vec<Record>,
    files: Vec<File>,
    seen: Seen,
}

fn looked(host: &Host, tally: &mut Tally) -> Looked {
    let (records, _) = World::of(host).records();
    let records = logs::given(host, &records);
    let files = logs::all(host, &records);
    let seen = look(&files);
    tally.hosts += 1;
    tally.records += records.len();
    for judged in seen.judged.values() {
        note(judged, tally);
    }
    Looked { records, files, seen }
}

fn note(judged: &Judged, tally: &mut Tally) {
    tally.count(match (judged.verdict, judged.basis) {
        (Verdict::Benign, Some(Basis::Proven)) => "proven",
        (Verdict::Benign, Some(Basis::Supported)) => "supported",
        (Verdict::Benign, _) => "presumed",
        (Verdict::SideEffect, _) => "side-effect",
        (Verdict::Undetermined, _) => "undetermined",
        (Verdict::Actionable, _) => "actionable",
    });
    for rule in &judged.rules {
        *tally.rules.entry(rule).or_default() += 1;
    }
}

/// Never benign where the truth is trouble that the given records show, or a run that was not good; never *proven* where
/// the truth is trouble at all; benign where nothing happened but a good run, and proven where a partition table shows it.
pub fn true_to_the_world(host: &Host, _dice: u64, tally: &mut Tally) -> Result<(), String> {
    let looked = looked(host, tally);
    let (_, errors) = World::of(host).records();
    if errors.len() != looked.seen.judged.len() {
        return Err(format!("{} 27s of {} were judged", looked.seen.judged.len(), errors.len()));
    }
    for error in errors {
        let judged = &looked.seen.judged[&error.record];
        let is_benign = judged.verdict == Verdict::Benign;
        let expected = error.expected(host);
        let is_right = match expected {
            Expected::NeverBenign => !is_benign,
            Expected::NotProven => judged.basis != Some(Basis::Proven),
            Expected::Anything | Expected::Hidden => true,
            Expected::Benign => is_benign,
            Expected::Supported => judged.basis >= Some(Basis::Supported),
            Expected::Proven => judged.basis == Some(Basis::Proven),
        };
        if matches!(expected, Expected::NotProven | Expected::Hidden) {
            tally.count("trouble that nothing shows");
            if is_benign {
                tally.count("trouble that nothing shows, called benign");
            }
            if judged.basis == Some(Basis::Proven) {
                tally.count("trouble that nothing shows, proven");
            }
        }
        if matches!(&error.cause, Cause::Trouble { .. }) {
            tally.count("trouble");
        }
        if !is_right {
            return Err(format!("{error:?}: expected {expected:?}, but {judged:?}"));
        }
    }
    Ok(())
}

/// The order in which files are given, and the number of threads, change no byte of the report.
pub fn order_and_threads(host: &Host, dice: u64, tally: &mut Tally) -> Result<(), String> {
    let looked = looked(host, tally);
    let mut dice = Dice::new(dice);
    let mut files = looked.files.clone();
    dice.shuffle(&mut files);
    let threads = 1 + dice.below(8);
    let other = volsift::cores::Team::of(Some(threads)).run(|| look(&files).json());
    same(&looked.seen.json(), &other, &format!("{threads} threads, files in another order"))
}

/// Other names of files, a log cut in two files, or files given twice: the same is told.
pub fn ways_to_give(host: &Host, dice: u64, tally: &mut Tally) -> Result<(), String> {
    let looked = looked(host, tally);
    let told = looked.seen.told();
    let mut dice = Dice::new(dice);
    let mut renamed = looked.files.clone();
    dice.shuffle(&mut renamed);
    for (number, (name, _)) in renamed.iter_mut().enumerate() {
        let ending = name.rsplit('.').next().unwrap().to_owned();
        *name = format!("{number:02}-{:x}.{ending}", dice.below(1 << 20));
    }
    same(&told, &look(&renamed).told(), "other names")?;
    let twice: Vec<File> = looked.files.iter().chain(&renamed).cloned().collect();
    same(&told, &look(&twice).told(), "given twice")?;
    // Both halves of every log, or overlapping ones.
    let overlap = dice.below(3) as u64;
    let form = |prefix: &str| Form { prefix: prefix.into(), ..Form::of(&host.given) };
    let middle = |log: Log| {
        let of_log = || looked.records.iter().filter(move |record| record.log == log);
        of_log().nth(of_log().count() / 2).map_or(0, |record| record.number)
    };
    let middles: Vec<(Log, u64)> = Log::ALL.map(|log| (log, middle(log))).to_vec();
    let middle = |record: &&Record| middles.iter().find(|(log, _)| *log == record.log).unwrap().1;
    let one: Vec<Record> = { looked.records.iter() }
        .filter(|record| record.number < middle(record) + overlap)
        .cloned()
        .collect();
    let two: Vec<Record> =
        { looked.records.iter() }.filter(|record| record.number >= middle(record)).cloned().collect();
    let mut halves = logs::files(host.era, "HV01", &one, &form("Archive-"));
    halves.extend(logs::files(host.era, "HV01", &two, &form("")));
    halves.extend(logs::list(host));
    let halves = look(&halves);
    if host.renamed.is_some() {
        // Where the halves meet at the change of name, nothing tells that they are of one machine. What the other name's logs
        // show is a doubt then, and no proof.
        let was = |number| looked.seen.judged.get(number).map_or(Verdict::Benign, |was| was.verdict);
        let mut benign = halves.judged.iter().filter(|(_, now)| now.verdict == Verdict::Benign);
        return match benign.find(|(number, _)| was(number) != Verdict::Benign) {
            Some((number, now)) => Err(format!("every log cut in two files: System#{number} is {now:?}")),
            None => Ok(()),
        };
    }
    same(&told, &halves.told(), "every log cut in two files")
}

/// When everything happens by whole minutes earlier or later, the same is told.
pub fn shifted_clock(host: &Host, dice: u64, tally: &mut Tally) -> Result<(), String> {
    let looked = looked(host, tally);
    let mut dice = Dice::new(dice);
    let minutes = dice.below(3 * 365 * 24 * 60) as i64 - 365 * 24 * 60;
    let later = Host { shift: minutes * MINUTE, ..host.clone() };
    let (records, _) = World::of(&later).records();
    let seen = look(&logs::all(&later, &logs::given(&later, &records)));
    same(&looked.seen.told(), &seen.told(), &format!("{minutes} minutes later"))
}

fn same(one: &str, other: &str, what: &str) -> Result<(), String> {
    if one == other {
        return Ok(());
    }
    let differing = one.lines().zip(other.lines()).find(|(one, other)| one != other);
    let (before, behind) = differing.unwrap_or(("", "more or fewer lines"));
    Err(format!("{what}:\n  {before}\n  {behind}\n--- before\n{one}\n--- behind\n{other}"))
}

/// What of a verdict is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// The verdict alone: what speaks against proof, a benign verdict does not cite.
    Verdict,
    /// The basis too.
    Basis,
}

/// No verdict of `after` is nearer to benign than that of `before`, and no basis stronger, where nothing of what the 27
/// rested on is among `gone`.
fn no_nearer(
    before: &Seen,
    after: &Seen,
    gone: &BTreeSet<(String, u64)>,
    of: Of,
    what: &str,
) -> Result<(), String> {
    for (number, now) in &after.judged {
        let Some(was) = before.judged.get(number) else {
            return Err(format!("{what}: System#{number} was not there before"));
        };
        if was.cited.iter().any(|cited| gone.contains(cited)) {
            continue;
        }
        let is_stronger =
            of == Of::Basis && now.basis == Some(Basis::Proven) && was.basis != Some(Basis::Proven);
        // A rule that knows less may speak more softly, but it speaks.
        let speaks_softly = now.height() >= 2 && was.rules.iter().all(|rule| now.rules.contains(rule));
        if now.height() < was.height() && !speaks_softly || is_stronger {
            return Err(format!("{what}: System#{number} was {was:?}, is {now:?}"));
        }
    }
    Ok(())
}

/// What no record of a log that begins later or ends earlier could tell.
fn is_left_open(log: Log, kept: &[Record], gone: &[Record], was: &Judged, now: &Judged) -> bool {
    let has = |rules: &[&str], rule| rules.contains(&rule);
    // By its silence the log of virtual disks shows that a disk was none.
    let was_silence = log == Log::Vhdmp && has(&was.rules, "V208") && now.basis != Some(Basis::Proven);
    // Which names one computer had.
    let was_renaming =
        gone.iter().any(|record| record.text.starts_with("EventLog 6011")) && now.height() >= 2;
    // A run of which only the start is left, and a restart behind it: it was that which ended the run, for all that is given.
    let last = kept.iter().rfind(|record| record.log == Log::Backup);
    let is_start = last.is_some_and(|last| last.text.starts_with("Backup 1 "));
    let is_interrupted = log == Log::Backup && is_start && has(&now.rules, "V501");
    was_silence || was_renaming || is_interrupted
}

/// A mount may show that a volume was alive somewhere else; a disk that left, that more than the image was there.
fn of_verdict_or_basis(gone: &Record) -> Of {
    if ["Ntfs 98", "disk 157"].iter().any(|text| gone.text.starts_with(text)) {
        Of::Verdict
    } else {
        Of::Basis
    }
}

fn key(record: &Record) -> (String, u64) {
    (record.log.channel().to_owned(), record.number)
}

/// Whether a log tells of disks: which came when, and what each was. What one of its records shows of a disk may be what
/// speaks against an identity, or makes an image an older one, and no opinion cites it for that.
fn tells_of_disks(log: Log) -> bool {
    matches!(log, Log::Vhdmp | Log::Partition | Log::Ntfs | Log::Port)
}

/// A record that is missing, its number with it, moves no verdict towards benign, unless an opinion or the run cites it, or
/// it tells what a disk was.
pub fn a_lost_record(host: &Host, dice: u64, tally: &mut Tally) -> Result<(), String> {
    let looked = looked(host, tally);
    let mut dice = Dice::new(dice);
    for _ in 0..4 {
        let position = dice.below(looked.records.len());
        let lost = &looked.records[position];
        let mut records = looked.records.clone();
        records.remove(position);
        let after = look(&logs::all(host, &records));
        no_nearer(
            &looked.seen,
            &after,
            &BTreeSet::from([key(lost)]),
            of_verdict_or_basis(lost),
            &format!("without {lost:?}"),
        )?;
    }
    Ok(())
}

/// A record that was never written, so that no number is missing, moves no verdict towards benign, unless an opinion or
/// a run cites it, or it tells of the machine or its clock.
pub fn a_record_that_never_was(host: &Host, dice: u64, tally: &mut Tally) -> Result<(), String> {
    let looked = looked(host, tally);
    let mut dice = Dice::new(dice);
    for _ in 0..4 {
        let position = dice.below(looked.records.len());
        let gone = &looked.records[position];
        let of_machine =
            ["Kernel-General", "EventLog", "Kernel-Power"].iter().any(|name| gone.text.starts_with(name));
        if gone.log == Log::Backup
            || tells_of_disks(gone.log)
            || of_machine
            || gone.text.starts_with("volsnap 27")
        {
            continue;
        }
        let mut records = looked.records.clone();
        records.remove(position);
        let behind = records[position..].iter_mut().filter(|record| record.log == gone.log);
        behind.for_each(|record| record.number -= 1);
        let after = look(&logs::all(host, &records));
        let later =
            |number: u64| if gone.log == Log::System && number >= gone.number { number + 1 } else { number };
        let judged = after.judged.into_iter().map(|(number, judged)| (later(number), judged)).collect();
        let after = Seen { judged, ..after };
        no_nearer(
            &looked.seen,
            &after,
            &BTreeSet::from([key(gone)]),
            of_verdict_or_basis(gone),
            &format!("{gone:?} never was"),
        )?;
    }
    Ok(())
}

/// Who demands more of a benign 27 gets the same verdicts but for those that rest on less, and these are undetermined.
pub fn a_stronger_demand(host: &Host, dice: u64, tally: &mut Tally) -> Result<(), String> {
    let looked = looked(host, tally);
    let require = [Basis::Supported, Basis::Proven][Dice::new(dice).below(2)];
    let options = volsift::Options { require, ..volsift::Options::default() };
    for (number, now) in look_as(&looked.files, &options).judged {
        let was = &looked.seen.judged[&number];
        let is_weaker = was.basis.is_some_and(|basis| basis < require);
        let expected = if is_weaker { Verdict::Undetermined } else { was.verdict };
        now.rules
            .iter()
            .filter(|rule| **rule == "V406")
            .for_each(|rule| *tally.rules.entry(rule).or_default() += 1);
        if now.verdict != expected {
            return Err(format!("{require:?}: System#{number} was {was:?}, is {now:?}"));
        }
    }
    Ok(())
}

/// Records of something else, in the same logs, in others, and on another machine, change nothing.
pub fn unrelated_records(host: &Host, dice: u64, tally: &mut Tally) -> Result<(), String> {
    let looked = looked(host, tally);
    let mut dice = Dice::new(dice);
    let mut records = Vec::new();
    let mut next = std::collections::BTreeMap::new();
    for record in &looked.records {
        let numbered = |record: Record, next: &mut std::collections::BTreeMap<Log, u64>| {
            let number = next.entry(record.log).or_insert(record.number - 1);
            *number += 1;
            Record { number: *number, ..record }
        };
        // Where records are missing, they stay so.
        let of_log = records.iter().rev().find(|other: &&Record| other.log == record.log);
        let before =
            looked.records.iter().rfind(|other| other.log == record.log && other.number < record.number);
        if let (Some(_), Some(before)) = (of_log, before) {
            *next.get_mut(&record.log).unwrap() += record.number - before.number - 1;
            let text = match record.log {
                Log::System => {
                    ["Service 7036 name=Spooler", "FooDriver 27 one", "e1iexpress 27", "Tcpip 4201 x"]
                        [dice.below(4)]
                }
                Log::Application => {
                    ["FooSvc 10 channel=Application", "FooSvc 521 channel=Application"][dice.below(2)]
                }
                _ => "",
            };
            if !text.is_empty() && dice.below(3) == 0 {
                records.push(numbered(Record { text: text.into(), ..record.clone() }, &mut next));
            }
        }
        records.push(numbered(record.clone(), &mut next));
    }
    let mut files = logs::all(host, &records);
    let audit = (1..9).map(|number| {
        let clock = looked.records[0].clock + number * 60 * MINUTE;
        // Under the name that the host has then.
        let name = looked.records.iter().rfind(|record| record.clock <= clock).and_then(|record| record.name);
        let text = "FooAudit 4624 channel=Security into=Security".into();
        Record { clock, log: Log::System, number: number as u64, text, name }
    });
    files.extend(logs::files(host.era, "HV01", &audit.collect::<Vec<_>>(), &Form::default()));
    if !host.given.has_list {
        let other = Host { shift: host.shift + dice.below(2) as i64 * DAY, ..host.clone() };
        let (records, _) = World::of(&other).records();
        let records: Vec<Record> =
            records.into_iter().map(|record| Record { name: None, ..record }).collect();
        files.extend(logs::files(
            host.era,
            "WEB77",
            &logs::given(&other, &records),
            &Form { prefix: "web/".into(), ..Form::of(&host.given) },
        ));
    }
    let verdicts = |seen: &Seen| {
        let judged = seen
            .judged
            .values()
            .map(|judged| format!("{:?} {:?} {:?}\n", judged.verdict, judged.basis, judged.rules));
        judged.collect::<String>()
    };
    same(&verdicts(&looked.seen), &verdicts(&look(&files)), "with records of something else")
}

/// A log that is cut, has a byte flipped or a stretch of zeros makes no 27 benign that was not.
pub fn damaged_logs(host: &Host, dice: u64, tally: &mut Tally) -> Result<(), String> {
    let looked = looked(host, tally);
    let mut dice = Dice::new(dice);
    for _ in 0..4 {
        let mut files = looked.files.clone();
        let position = dice.below(files.len());
        let (name, bytes) = &mut files[position];
        // Most of a chunk is empty, so damage goes where records are.
        let is_xml = name.ends_with(".xml");
        let chunk = 4096 + dice.below(bytes.len().saturating_sub(4096) / 65_536 + 1) * 65_536;
        let at =
            if is_xml { dice.below(bytes.len()) } else { (chunk + dice.below(12_000)).min(bytes.len() - 1) };
        let damage = match dice.below(3) {
            // A text has no checksum: what was changed in it can't be known.
            _ if is_xml => Damage::Cut(at),
            0 => Damage::Cut(at),
            1 => Damage::Flip(at),
            _ => Damage::Zero { from: at, length: (1 + dice.below(3000)).min(bytes.len() - at) },
        };
        if name.ends_with(".txt") {
            continue;
        }
        damage.apply(bytes);
        let what = format!("{damage:?} of {name}");
        let after = look(&files);
        for (number, now) in &after.judged {
            let was = looked.seen.judged.get(number);
            let was_benign = was.is_some_and(|was| was.verdict == Verdict::Benign);
            let was_proven = was.is_some_and(|was| was.basis == Some(Basis::Proven));
            // That the clock was set back behind a 27, to before it, only what stood behind it tells, which may be what is gone.
            let is_later_clock = |record: &Record| {
                record.log == Log::System
                    && record.number > *number
                    && record.text.starts_with("Kernel-General 1 ")
            };
            let cites = |record: &Record| {
                let cited = |was: &Judged| was.cited.contains(&("System".to_owned(), record.number));
                was.is_some_and(cited)
            };
            if looked.records.iter().any(|record| is_later_clock(record) && cites(record)) {
                continue;
            }
            if now.verdict == Verdict::Benign && !was_benign
                || now.basis == Some(Basis::Proven) && !was_proven
            {
                return Err(format!("{what}: System#{number} was {was:?}, is {now:?}"));
            }
        }
    }
    Ok(())
}

/// Without one of the logs System, Backup and Application, or with System or Backup beginning later or ending earlier, no
/// verdict is nearer to benign, unless what is not given is cited.
pub fn a_part_of_the_logs(host: &Host, dice: u64, tally: &mut Tally) -> Result<(), String> {
    let looked = looked(host, tally);
    let mut dice = Dice::new(dice);
    for _ in 0..3 {
        let log = Log::ALL[dice.below(Log::ALL.len())];
        let numbers: Vec<u64> = { looked.records.iter() }
            .filter(|record| record.log == log)
            .map(|record| record.number)
            .collect();
        if numbers.is_empty() {
            continue;
        }
        let at = numbers[dice.below(numbers.len())];
        // What tells nothing of runs or of the machine holds against a verdict only what it tells.
        let is_of_drivers = !matches!(log, Log::System | Log::Backup | Log::Application);
        let how = if is_of_drivers { 1 + dice.below(2) } else { dice.below(3) };
        let is_given = |record: &Record| {
            record.log != log
                || match how {
                    0 => false,
                    1 => record.number >= at,
                    _ => record.number <= at,
                }
        };
        let (kept, gone): (Vec<Record>, Vec<Record>) = looked.records.iter().cloned().partition(is_given);
        let mut after = look(&logs::all(host, &kept));
        after.judged.retain(|number, now| {
            !looked.seen.judged.get(number).is_some_and(|was| is_left_open(log, &kept, &gone, was, now))
        });
        let gone = gone.iter().map(key).collect();
        let of = if log == Log::System { Of::Verdict } else { Of::Basis };
        let how = ["without", "beginning later", "ending earlier"][how];
        no_nearer(&looked.seen, &after, &gone, of, &format!("{log:?} {how} at {at}"))?;
    }
    Ok(())
}
