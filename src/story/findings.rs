//! What was found and what is to be done about it: 27s, trouble, runs that did not succeed, advice.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::records;
use super::runs::{number, which};
use super::{Block, CITED, Detail, Extent, Finding, Line, Mood};
use crate::advice::Advice;
use crate::event::EventKind;
use crate::event::codes::Hresult;
use crate::event::volume::VolumeName;
use crate::report::ComputerReport;
use crate::say::{Arg, Clauses, Day, Log, Number, Path, Sentence, Word, code_meaning, sentences};
use crate::session::{Cause, CauseKind, Certainty, Coded, Outcome, Session};
use crate::timeline::EventIndex;
use crate::trouble::{Trouble, TroubleKind, Weight};
use crate::verdict::Verdict;

sentences! {
    past(phrase: Sentence, last: Day) = "finding.past": "{ $phrase } (last on { $last }, nothing since)";
    past_disk(disk: Number, last: Day) = "finding.past-disk":
        "disk { $disk } gave errors until { $last }, none since";
    and_more(phrase: Sentence, more: usize) = "finding.and-more": "{ $phrase }, and { $more } more";
    told_at(text: Sentence, time: Timestamp) = "finding.told-at": "{ $text }, { $time }";
    told_between(text: Sentence, first: Timestamp, last: Timestamp) = "finding.told-between":
        "{ $text }, { $first } to { $last }";
    run(number: Number, outcome: Word, time: Timestamp) = "finding.run":
        "backup run S{ $number } { $outcome ->
            [succeeded] succeeded
            [succeeded-with-skipped-files] succeeded, but files were skipped
            [partial] succeeded in part only
            [cancelled] was cancelled
            [failed] failed
            [not-started] did not start
            [interrupted] was interrupted
           *[end-not-seen] has no end in these logs
        }, { $time }";
    runs(count: usize, runs: Vec<Sentence>, outcome: Word, from: Timestamp, to: Timestamp) = "finding.runs":
        "{ $count } backup runs ({ $runs }) { $outcome ->
            [partial] succeeded in part only
            [cancelled] were cancelled
            [failed] failed
            [not-started] did not start
            [interrupted] were interrupted
           *[end-not-seen] have no end in these logs
        }: { $from } to { $to }";
    trouble(phrase: Sentence, text: Sentence) = "finding.trouble": "{ $phrase }: { $text }";
    facts(facts: Clauses) = "finding.facts": "{ $facts }";
    cause_by_code(certainty: Word, code: Hresult, decimal: Number, meaning: Sentence) = "finding.cause-by-code":
        "cause ({ $certainty }): { $code } = { $decimal }: { $meaning }";
    cause_is(certainty: Word, phrase: Sentence) = "finding.cause": "cause ({ $certainty }): { $phrase }";
    cause_or(certainty: Word, phrase: Sentence, other: Sentence, because: Sentence) = "finding.cause-or":
        "cause ({ $certainty }): { $phrase }; other reading: { $other }, because { $because }";
    also(certainty: Word, phrase: Sentence) = "finding.also": "also ({ $certainty }): { $phrase }";
    code_is(which: Word, code: Hresult, decimal: Number, meaning: Sentence) = "finding.code":
        "{ $which ->
            [detail] detail
           *[code] code
        } { $code } = { $decimal }: { $meaning }";
    pub(super) waited(wait: SignedDuration) = "finding.waited": "waited { $wait } for the snapshot";
    waited_between(least: SignedDuration, most: SignedDuration) = "finding.waited-between":
        "waited { $least } to { $most } for the snapshot";
    member(name: Log) = "finding.member": "{ $name }";
    member_of_some(name: Log, runs: Vec<Sentence>) = "finding.member-of-some": "{ $name } (in { $runs })";
    more_members(count: usize) = "finding.more-members": "{ $count } more";
    members(names: Vec<Sentence>, code: Hresult, meaning: Sentence) = "finding.members":
        "{ $names } failed with { $code }: { $meaning }";
    not_begun(names: Vec<Sentence>, code: Hresult) = "finding.not-begun": "{ $names } not begun ({ $code })";
    guest_io(count: usize, longest: SignedDuration, device: Path) = "finding.guest-io":
        "while the snapshot was waited for, { $count ->
            [one] an I/O of a guest took { $longest }
           *[other] { $count } I/Os of guests took long, the longest { $longest }
        } ({ $device }): the storage below was slow";
    machinery() = "finding.machinery": "VSS and SPP errors meanwhile";
    pub(super) next(step: Sentence) = "finding.next": "next: { $step }";
    single_commands() = "finding.single-commands": "single commands instead: --all";
    surer(evidence: Vec<Sentence>) = "finding.surer": "To make sure: collect.cmd ({ $evidence }; commands: --all)";
    evidence(advice: Word) = "finding.evidence":
        "{ $advice ->
            [ask-mountvol] mountvol.txt
            [ask-driver-logs] the drivers' logs
            [ask-backup-log] the Backup log
            [ask-system-log] the System log
           *[other] what it names
        }";
    period(from: Timestamp, to: Timestamp) = "finding.period": "period: { $from } to { $to }";
}

/// 27s that are actionable or undetermined, trouble, and runs that did not succeed.
pub(super) fn needs_a_person(report: &ComputerReport, extent: Extent) -> Vec<Block> {
    let mut blocks = records::urgent(report, extent);
    let trouble = report.trouble.iter().filter(|trouble| trouble.weight == Weight::NeedsPerson);
    // What to do about it is said once, among what to do next.
    let is_advised = |trouble: &Trouble| {
        extent != Extent::All
            && report
                .advice
                .iter()
                .any(|advice| trouble.events.iter().all(|event| advice.because.contains(event)))
    };
    let trouble: Vec<&Trouble> = trouble.collect();
    for (place, one) in trouble.iter().enumerate() {
        // Of several of a kind, the last says what to do about all of them.
        let is_last = trouble.get(place.saturating_add(1)).is_none_or(|next| next.kind != one.kind);
        let is_said = is_advised(one) || (extent != Extent::All && !is_last);
        blocks.push(Block::Finding(of_trouble(one, is_said)));
    }
    blocks.extend(failed(report, extent).iter().map(|runs| Block::Finding(of_runs(report, runs))));
    blocks
}

/// Trouble that changes nothing: what is told, and what is past.
pub(super) fn worth_knowing(report: &ComputerReport) -> Vec<Block> {
    let told = report.trouble.iter().filter(|trouble| trouble.weight != Weight::NeedsPerson);
    told.map(|trouble| Block::Finding(of_trouble(trouble, false))).collect()
}

/// Advice that is wanted here.
pub(super) fn advice(report: &ComputerReport, extent: Extent, is_wanted: fn(&Advice) -> bool) -> Vec<Block> {
    let wanted = || report.advice.iter().filter(|advice| is_wanted(advice));
    // What would only make a benign 27 surer is one line, and what a run's own next step says is said there.
    let is_folded = |advice: &&Advice| {
        extent != Extent::All && (makes_surer(report, advice) || is_said_of_a_run(report, advice))
    };
    let surer = wanted().filter(|advice| extent != Extent::All && makes_surer(report, advice));
    let told = wanted().filter(|advice| !is_folded(advice)).map(|advice| told_advice(advice, extent));
    told.chain(to_make_sure(surer).map(|text| Finding {
        head: Line::plain(text),
        cites: Vec::new(),
        details: Vec::new(),
    }))
    .map(Block::Finding)
    .collect()
}

/// Whether advice asks for evidence for the sake of benign 27s only.
pub fn makes_surer(report: &ComputerReport, advice: &Advice) -> bool {
    if advice.is_collection() {
        let mut asked = report.advice.iter().filter(|advice| advice.is_collected());
        return asked.all(|advice| makes_surer(report, advice));
    }
    let is_benign = |index: &EventIndex| {
        let mut judged = report.volsnap27.iter().filter(|judged| judged.subject.index == *index);
        judged.next().is_some_and(|judged| judged.verdict == Verdict::Benign)
    };
    advice.is_request()
        && !advice.commands.is_empty()
        && !advice.because.is_empty()
        && advice.because.iter().all(is_benign)
}

/// Whether advice only says that a time-out is past, which the next step of that run says too.
fn is_said_of_a_run(report: &ComputerReport, advice: &Advice) -> bool {
    advice.text.id == "advice.past"
        && report
            .shown()
            .any(|(number, _)| report.next_step(number).is_some_and(|step| step.id == "next.overcome"))
}

/// What would make sure, in one line.
pub(super) fn to_make_sure<'a>(asked: impl Iterator<Item = &'a Advice>) -> Option<Sentence> {
    let asked: Vec<Sentence> =
        asked.filter(|advice| !advice.is_collection()).map(|advice| evidence(Word(advice.id))).collect();
    (!asked.is_empty()).then(|| surer(asked))
}

/// One piece of advice.
pub(super) fn told_advice(advice: &Advice, extent: Extent) -> Finding {
    let mut details: Vec<Detail> =
        advice.period.iter().map(|span| Detail::Fact(period(span.from, span.to))).collect();
    // One file holds what single commands would give.
    let commands = advice.commands.iter().filter(|_| extent == Extent::All || !advice.is_collected());
    details.extend(commands.map(|command| Detail::Command(command.clone())));
    let is_short = advice.is_collection() && extent != Extent::All;
    details.extend(is_short.then(|| Detail::Fact(single_commands())));
    Finding {
        head: Line::plain(advice.text.clone()),
        // What is asked for is asked for the sake of many; the records stand above.
        cites: if advice.is_request() && extent != Extent::All { Vec::new() } else { advice.because.clone() },
        details,
    }
}

/// Trouble in one sentence: what it is, and what the records say.
pub fn whole_trouble(found: &Trouble) -> Sentence {
    trouble(found.phrase.clone(), found.text.clone())
}

/// What trouble is, in a few words; past trouble is told as past. `is_short` where a name is enough to know it again.
pub(super) fn phrase(trouble: &Trouble, is_short: bool) -> Sentence {
    let phrase = if is_short { shortened(&trouble.phrase) } else { trouble.phrase.clone() };
    match (trouble.weight, trouble.kind, trouble.disk) {
        (Weight::NeedsPerson | Weight::Told, ..) => phrase,
        (Weight::Past, TroubleKind::FailingDisk, Some(disk)) => {
            past_disk(Number(u64::from(disk)), Day(trouble.last))
        }
        (Weight::Past, ..) => past(phrase, Day(trouble.last)),
    }
}

/// A sentence in which the GUIDs of volumes are short: nobody can read them out.
fn shortened(sentence: &Sentence) -> Sentence {
    let mut sentence = sentence.clone();
    for (_, arg) in &mut sentence.args {
        if let Arg::Log(name) = arg
            && let VolumeName::Guid(guid) = VolumeName::parse(name)
        {
            let guid = guid.to_string();
            let start = guid.split('-').next().unwrap_or_default();
            *name = format!("Volume{{{start}-...}}");
        }
    }
    sentence
}

/// Trouble by its kind, as it is said.
pub(super) fn kinds<'a>(troubles: impl Iterator<Item = &'a Trouble>) -> Vec<Vec<&'a Trouble>> {
    let mut kinds: Vec<Vec<&Trouble>> = Vec::new();
    for trouble in troubles {
        let is_like = |known: &&Trouble| {
            (known.kind, known.weight, &known.phrase.id) == (trouble.kind, trouble.weight, &trouble.phrase.id)
        };
        match kinds.iter_mut().find(|kind| kind.first().is_some_and(is_like)) {
            Some(kind) => kind.push(trouble),
            None => kinds.push(vec![trouble]),
        }
    }
    kinds
}

/// The first of a kind, and how many more there are of it.
pub(super) fn of_kind(kind: &[&Trouble]) -> Option<Sentence> {
    let phrase = phrase(kind.first()?, true);
    let more = kind.len().saturating_sub(1);
    Some(if more == 0 { phrase } else { and_more(phrase, more) })
}

/// Trouble of one kind, of a computer that is quiet, in a few lines: what, which records, what to do where it is not over.
pub(super) fn brief_trouble(kind: &[&Trouble]) -> Option<Finding> {
    let first = kind.first()?;
    let is_settled = matches!(first.kind, TroubleKind::StoragePathLost | TroubleKind::ShadowCopiesLost)
        && first.weight == Weight::Told;
    let is_over = is_settled || first.weight == Weight::Past;
    let next = (!is_over).then(|| Detail::Next(next(first.kind.next_step())));
    Some(Finding {
        head: Line::plain(of_kind(kind)?),
        cites: kind.iter().flat_map(|trouble| trouble.events.iter().copied()).collect(),
        details: next.into_iter().collect(),
    })
}

pub(super) fn of_trouble(trouble: &Trouble, is_advised: bool) -> Finding {
    let phrase = phrase(trouble, false);
    let mood = if trouble.weight == Weight::NeedsPerson { Mood::Bad } else { Mood::Plain };
    let text = trouble.text.clone();
    let text = if trouble.last > trouble.first {
        told_between(text, trouble.first, trouble.last)
    } else {
        told_at(text, trouble.first)
    };
    let cites = trouble.events.iter().chain(&trouble.beside).copied().collect();
    let mut details = vec![Detail::Reason(text, cites)];
    if !is_advised {
        details.push(Detail::Next(next(trouble.kind.next_step())));
    }
    Finding { head: Line { text: phrase, mood }, cites: Vec::new(), details }
}

/// Runs that did not succeed, those together that failed alike.
fn failed(report: &ComputerReport, extent: Extent) -> Vec<Vec<(usize, &Session)>> {
    let mut places = BTreeMap::new();
    let mut groups: Vec<Vec<(usize, &Session)>> = Vec::new();
    for (number, session) in report.shown().filter(|(number, _)| report.next_step(*number).is_some()) {
        let code = |coded: Option<Coded>| coded.map(|coded| coded.code);
        let other = |cause: &Cause| {
            cause.other_reading.as_ref().map(|other| (other.kind, format!("{:?}", other.because)))
        };
        let key = (
            (extent == Extent::All).then_some(number),
            (session.outcome, failed_wait(session).is_some()),
            session.cause.as_ref().map(|cause| (cause.kind, cause.certainty, other(cause))),
            session.other_causes.iter().map(|cause| (cause.kind, cause.certainty)).collect::<Vec<_>>(),
            session.failed_vms.iter().map(|vm| (vm.name.as_str(), vm.code, vm.is_merged)).collect::<Vec<_>>(),
            code(session.hresult),
            code(session.detail),
            report.next_step(number).map(|step| step.id.clone()),
        );
        let place = *places.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push((number, session)),
            None => groups.push(vec![(number, session)]),
        }
    }
    groups
}

/// How long the snapshot was waited for that was not made.
fn failed_wait(session: &Session) -> Option<SignedDuration> {
    session.snapshot.filter(|wait| !wait.succeeded).map(|wait| wait.duration)
}

/// The shortest and the longest wait.
fn waits(runs: &[(usize, &Session)]) -> Option<Sentence> {
    let all = || runs.iter().filter_map(|(_, session)| failed_wait(session));
    let (least, most) = (all().min()?, all().max()?);
    // As they are printed: 10 min 0.3 s and 10 min 0.8 s are no range.
    Some(if least.as_secs() == most.as_secs() { waited(least) } else { waited_between(least, most) })
}

/// What a group of runs tells is true of each of them: records of all, members with the runs they are of, a range of waits.
pub(super) fn of_runs(report: &ComputerReport, runs_alike: &[(usize, &Session)]) -> Finding {
    let empty = || Finding { head: Line::plain(machinery()), cites: Vec::new(), details: Vec::new() };
    let (Some((first, session)), Some((latest, last))) = (runs_alike.first(), runs_alike.last()) else {
        return empty();
    };
    let outcome = Word(session.outcome.id());
    let is_one = runs_alike.len() == 1;
    let text = if is_one {
        run(number(*first), outcome, session.started)
    } else {
        let numbers: Vec<usize> = runs_alike.iter().map(|(number, _)| *number).collect();
        runs(runs_alike.len(), which(&numbers), outcome, session.started, last.started)
    };
    let mut details: Vec<Detail> = of_causes(session, runs_alike);
    let mut facts: Vec<Sentence> = waits(runs_alike).into_iter().collect();
    facts.extend(of_members(session, runs_alike));
    if !facts.is_empty() {
        details.push(Detail::Reason(self::facts(Clauses(facts)), Vec::new()));
    }
    details.extend(slow_io(report, runs_alike));
    let noise = of_all(runs_alike, |session| session.machinery.clone());
    if !noise.is_empty() {
        details.push(Detail::Reason(machinery(), noise));
    }
    details.extend(report.next_step(*latest).map(|step| Detail::Next(next(step.clone()))));
    let mood = match session.outcome {
        Outcome::Succeeded | Outcome::SucceededWithSkippedFiles => Mood::Good,
        Outcome::Failed | Outcome::NotStarted | Outcome::Interrupted => Mood::Bad,
        Outcome::Partial | Outcome::Cancelled | Outcome::EndNotSeen => Mood::Open,
    };
    Finding { head: Line { text, mood }, cites: Vec::new(), details }
}

/// What guests met on their disks while the snapshot was waited for.
fn slow_io(report: &ComputerReport, runs: &[(usize, &Session)]) -> Option<Detail> {
    let took = |index: &EventIndex| match &report.event(*index)?.kind {
        EventKind::GuestIo(io) => Some((io.took?, io.device.clone().unwrap_or_default())),
        _ => None,
    };
    let slow = of_all(runs, |session| session.slow_guest_io.clone());
    let (longest, device) = slow.iter().filter_map(took).max()?;
    Some(Detail::Reason(guest_io(slow.len(), longest, Path(device)), slow))
}

/// Records of all runs, each once.
fn of_all(runs: &[(usize, &Session)], of: impl Fn(&Session) -> Vec<EventIndex>) -> Vec<EventIndex> {
    // There may be as many as records: each is looked up, not looked for.
    let mut met: BTreeSet<EventIndex> = BTreeSet::new();
    runs.iter().flat_map(|(_, session)| of(session)).filter(|index| met.insert(*index)).collect()
}

/// The cause, other causes, and the codes, with the records of all runs. A code that is the cause is told with it.
fn of_causes(session: &Session, runs: &[(usize, &Session)]) -> Vec<Detail> {
    let mut details = Vec::new();
    let codes: Vec<(&'static str, Coded)> = [("code", session.hresult), ("detail", session.detail)]
        .into_iter()
        .filter_map(|(which, coded)| Some((which, coded.filter(|coded| coded.code.0 != 0)?)))
        .collect();
    let decimal = |coded: &Coded| Number(u64::from(coded.code.0));
    let mut told = None;
    if let Some(cause) = &session.cause {
        let certainty = Word(cause.certainty.id());
        let by_code = codes.iter().find(|(_, coded)| {
            cause.certainty == Certainty::Certain
                && cause.other_reading.is_none()
                && cause.evidence == [coded.at]
        });
        let text = match (by_code, &cause.other_reading) {
            (Some((_, coded)), _) => {
                told = Some(coded.code);
                cause_by_code(certainty, coded.code, decimal(coded), code_meaning(coded.code))
            }
            (None, Some(other)) => {
                cause_or(certainty, cause.phrase(), other.kind.phrase(), other.because.clone())
            }
            (None, None) => cause_is(certainty, cause.phrase()),
        };
        let evidence =
            |session: &Session| session.cause.iter().flat_map(|cause| cause.evidence.clone()).collect();
        details.push(Detail::Reason(text, of_all(runs, evidence)));
    }
    details.extend(session.other_causes.iter().enumerate().map(|(place, cause)| {
        let text = also(Word(cause.certainty.id()), cause.phrase());
        let evidence = |session: &Session| {
            let same = session.other_causes.get(place);
            same.map(|cause| cause.evidence.clone()).unwrap_or_default()
        };
        Detail::Reason(text, of_all(runs, evidence))
    }));
    details.extend(codes.iter().filter(|(_, coded)| Some(coded.code) != told).map(|(which, coded)| {
        let text = code_is(Word(which), coded.code, decimal(coded), code_meaning(coded.code));
        let at = |session: &Session| {
            let same = if *which == "code" { session.hresult } else { session.detail };
            same.iter().map(|coded| coded.at).collect()
        };
        Detail::Reason(text, of_all(runs, at))
    }));
    details
}

/// The engine's code for "cancelled", which volumes carry whose snapshot was not made in time.
const CANCELLED: Hresult = Hresult(0x8078_001D);

/// Volumes and components that failed, those together that carry one code. One that failed in some of the runs says in
/// which.
fn of_members(first: &Session, runs: &[(usize, &Session)]) -> Vec<Sentence> {
    let mut by_code: BTreeMap<Hresult, Vec<(&str, Vec<usize>)>> = BTreeMap::new();
    for (number, session) in runs {
        for member in session.volumes.iter().chain(&session.components) {
            let Some(code) = member.failed_with else { continue };
            let names = by_code.entry(code).or_default();
            match names.iter_mut().find(|(name, _)| *name == member.name) {
                Some((_, of)) if of.last() == Some(number) => {}
                Some((_, of)) => of.push(*number),
                None => names.push((&member.name, vec![*number])),
            }
        }
    }
    let is_not_begun = |code: Hresult| {
        code == CANCELLED
            && first.cause.as_ref().is_some_and(|cause| cause.kind == CauseKind::SnapshotTimeout)
    };
    let said = |(name, of): &(&str, Vec<usize>)| {
        let name = Log::of(*name);
        if of.len() == runs.len() { member(name) } else { member_of_some(name, which(of)) }
    };
    let told = by_code.into_iter().map(|(code, names)| {
        let left = names.len().saturating_sub(CITED);
        let shown = names.iter().take(CITED).map(said);
        let names = shown.chain((left > 0).then(|| more_members(left))).collect();
        if is_not_begun(code) { not_begun(names, code) } else { members(names, code, code_meaning(code)) }
    });
    told.collect()
}
