//! What was sent, as it is told: the computers and what is missing of them, then every file.

use super::{Block, Detail, Finding, Line, Mood, Section};
use crate::inspect::{Count, File, Inspection, Log, Machine, Part};
use crate::issue::{Issue, IssueKind};
use crate::say::{Day, Log as Text, Number, Path, Sentence, Word, Zone, sentences};
use crate::source::{LogHeader, contents};
use crate::timeline::{Coverage, Told};

sentences! {
    no_computer() = "inspect.no-computer": "No log of any computer is in what was given.";
    computer(name: Text, errors: usize) = "inspect.computer":
        "{ $name }: { $errors ->
            [0] no volsnap 27
           *[other] { $errors } volsnap 27
        }";
    also_called(names: Vec<Text>) = "inspect.also-called": "also called { $names }";
    windows(windows: Text) = "inspect.windows": "{ $windows }";
    zone(zone: Text) = "inspect.zone": "times in { $zone }";
    covers(channel: Text, first: Day, last: Day, records: u64, gaps: usize) = "inspect.covers":
        "{ $channel }, { $first } to { $last }, { $records ->
            [one] { $records } record
           *[other] { $records } records
        }{ $gaps ->
            [0] {\"\"}
            [one] , { $gaps } gap
           *[other] , { $gaps } gaps
        }";
    missing(channel: Word) = "inspect.missing":
        "{ $channel } is missing: { $channel ->
            [System] without it no volsnap 27 is seen
           *[other] without it no volsnap 27 is shown to be benign
        }";
    not_there(channels: Vec<Text>) = "inspect.not-there":
        "the host has no such log, its manifest says: { $channels }";
    not_exported(channel: Text, code: Text) = "inspect.not-exported":
        "{ $channel } exists there and was not collected: it could not be exported (error { $code })";
    is_empty(channels: Vec<Text>) = "inspect.exported-empty": "exported, and without a record: { $channels }";
    files_title() = "inspect.files": "Files";
    also_title() = "inspect.also": "Also";
    file(path: Path, what: Sentence) = "inspect.file": "{ $path }: { $what }";
    sized(what: Sentence, bytes: u64) = "inspect.sized":
        "{ $what }, { $bytes ->
            [one] { $bytes } byte
           *[other] { $bytes } bytes
        }";
    holding(what: Sentence, members: u64) = "inspect.holding":
        "{ $what }, { $members ->
            [one] { $members } file in it
           *[other] { $members } files in it
        }";
    header(major: Number, minor: Number, found: u64, declared: Number, next: Number) = "inspect.header":
        "version { $major }.{ $minor }, { $found ->
            [one] { $found } chunk
           *[other] { $found } chunks
        } of { $declared } declared, next record { $next }";
    header_with(header: Sentence, flags: Vec<Sentence>) = "inspect.header-with": "{ $header }; { $flags }";
    dirty() = "inspect.dirty": "dirty (copied while in use)";
    full() = "inspect.full": "full (its largest size was reached)";
    wrong_checksum() = "inspect.header-checksum": "the header's checksum is wrong";
    tally(declared: u64, read: u64, skipped: u64, failed: u64) = "inspect.tally":
        "{ $declared ->
            [one] { $declared } record declared
           *[other] { $declared } records declared
        }: { $read } can matter, { $skipped } can't, { $failed ->
            [0] none is lost
           *[other] { $failed } could not be read
        }";
    recovered(count: u64) = "inspect.recovered": "{ $count } stale ones recovered";
    part(channel: Text, computer: Text, first: Number, last: Number, records: u64) = "inspect.part":
        "{ $channel } of { $computer }: { $records ->
            [one] { $records } record
           *[other] { $records } records
        }, ids { $first } to { $last }";
    times(first: jiff::Timestamp, last: jiff::Timestamp) = "inspect.times": "{ $first } to { $last }";
    events(provider: Text, ids: Vec<Sentence>) = "inspect.events": "{ $provider } { $ids }";
    id_once(id: Number) = "inspect.event": "{ $id }";
    id_often(id: Number, count: u64) = "inspect.event-often": "{ $id } ({ $count }x)";
    said(text: Sentence) = "inspect.issue": "{ $text }";
    said_at(chunk: Number, text: Sentence) = "inspect.issue-at-chunk": "chunk { $chunk }: { $text }";
    said_of(path: Path, text: Sentence) = "inspect.issue-of": "{ $path }: { $text }";
    hint(text: Sentence) = "inspect.hint": "{ $text }";
}

/// A section, and the zone of its times.
pub type Zoned<'a> = (Option<&'a Zone>, Section);

/// Tells it.
pub fn tell(inspection: &Inspection) -> Vec<Zoned<'_>> {
    let mut sections: Vec<Zoned<'_>> = Vec::new();
    if inspection.computers.is_empty() {
        let line = Line { text: no_computer(), mood: Mood::Open };
        sections.push((None, untitled(Block::Line(line))));
    }
    for machine in &inspection.computers {
        sections.push((Some(&machine.zone), untitled(Block::Finding(of_machine(machine)))));
    }
    for (place, file) in inspection.files.iter().enumerate() {
        let zone = file.log.as_ref().and_then(|log| log.zone.as_ref());
        let title = (place == 0).then(files_title);
        let blocks = vec![Block::Finding(of_file(file))];
        sections.push((zone, Section { title, blocks, is_brief: true }));
    }
    let rest: Vec<Block> = inspection.issues.iter().map(|issue| Block::Line(of_issue(issue))).collect();
    sections.extend(Section::titled(also_title(), rest).map(|section| (None, section)));
    sections
}

fn untitled(block: Block) -> Section {
    Section { title: None, blocks: vec![block], is_brief: true }
}

fn of_machine(machine: &Machine) -> Finding {
    let mood = if machine.missing.is_empty() { Mood::Good } else { Mood::Open };
    let names = machine.aliases.iter().map(Text::of).collect::<Vec<_>>();
    let mut details: Vec<Detail> = Vec::new();
    details.extend((!names.is_empty()).then(|| Detail::Fact(also_called(names))));
    details.extend(machine.windows.as_ref().map(|name| Detail::Fact(windows(Text::of(name)))));
    if !machine.zone.is_utc() {
        details.push(Detail::Fact(zone(Text::of(&machine.zone.name))));
    }
    details.extend(machine.logs.iter().map(|log| Detail::Reason(covered(log), Vec::new())));
    details.extend(machine.missing.iter().map(|channel| Detail::Next(missing(Word(channel)))));
    details.extend(collected(&machine.collected).map(|text| Detail::Reason(text, Vec::new())));
    let text = computer(Text::of(&machine.name), machine.volsnap27);
    Finding { head: Line { text, mood }, cites: Vec::new(), details }
}

/// What its manifest says of logs that are not among the files, or hold nothing.
fn collected(told: &[(String, Told)]) -> impl Iterator<Item = Sentence> {
    let those = |is: fn(Told) -> bool| -> Vec<Text> {
        told.iter().filter(|(_, told)| is(*told)).map(|(channel, _)| Text::of(channel)).collect()
    };
    let absent = those(|told| matches!(told, Told::Absent { .. }));
    let empty = those(|told| matches!(told, Told::Exported { is_empty: true, .. }));
    let failed = told.iter().filter_map(|(channel, told)| match told {
        Told::Failed(code) => Some(not_exported(Text::of(channel), Text::of(code.to_string()))),
        Told::Absent { .. } | Told::Exported { .. } => None,
    });
    let lists = [(absent, not_there as fn(Vec<Text>) -> Sentence), (empty, is_empty)];
    let lists = lists.into_iter().filter(|(channels, _)| !channels.is_empty());
    failed.chain(lists.map(|(channels, say)| say(channels)))
}

fn covered(log: &Coverage) -> Sentence {
    covers(Text::of(&log.channel), Day(log.first), Day(log.last), log.records, log.gaps.len())
}

fn of_file(file: &File) -> Finding {
    let is_lost = file.issues.iter().any(|issue| issue.is_loss);
    let is_no_evidence = file.issues.iter().any(|issue| issue.kind == IssueKind::EventListText);
    let mood = if is_lost || is_no_evidence { Mood::Open } else { Mood::Plain };
    let mut what = contents::words(file.what);
    if let Some(bytes) = file.size {
        what = sized(what, bytes);
    }
    if let Some(members) = file.members {
        what = holding(what, members);
    }
    let mut details = Vec::new();
    if let Some(log) = &file.log {
        of_log(log, &mut details);
    }
    details.extend(file.issues.iter().map(|issue| Detail::Next(issue_text(issue))));
    // An issue says what to do by itself.
    let has_said = !file.issues.is_empty();
    details.extend(contents::hint(file.what).filter(|_| !has_said).map(|text| Detail::Next(hint(text))));
    let text = self::file(Path(file.path.clone()), what);
    Finding { head: Line { text, mood }, cites: Vec::new(), details }
}

fn of_log(log: &Log, details: &mut Vec<Detail>) {
    details.extend(log.header.map(|header| Detail::Fact(of_header(header))));
    let sums = log.tally;
    details.push(Detail::Fact(tally(sums.declared(), sums.read, sums.skipped, sums.failed)));
    details.extend((sums.recovered > 0).then(|| Detail::Fact(recovered(sums.recovered))));
    for part in &log.parts {
        details.push(Detail::Fact(of_part(part)));
        details.push(Detail::Fact(times(part.times.0, part.times.1)));
    }
    for counts in log.events.chunk_by(|one, next| one.provider == next.provider) {
        details.extend(of_events(counts).map(|text| Detail::Reason(text, Vec::new())));
    }
}

fn of_header(found: LogHeader) -> Sentence {
    let (major, minor) = (Number(u64::from(found.version.0)), Number(u64::from(found.version.1)));
    let text =
        header(major, minor, found.chunks_found, Number(found.chunks_declared), Number(found.next_record_id));
    let flags = [
        (found.is_dirty, dirty as fn() -> Sentence),
        (found.is_full, full),
        (!found.is_intact, wrong_checksum),
    ];
    let flags: Vec<Sentence> =
        flags.into_iter().filter(|(is_so, _)| *is_so).map(|(_, said)| said()).collect();
    if flags.is_empty() { text } else { header_with(text, flags) }
}

fn of_part(found: &Part) -> Sentence {
    let (first, last) = found.ids;
    part(Text::of(&*found.channel), Text::of(&*found.computer), Number(first), Number(last), found.records)
}

fn of_events(counts: &[Count]) -> Option<Sentence> {
    let provider = Text::of(&*counts.first()?.provider);
    let ids = counts.iter().map(|found| {
        let id = Number(u64::from(found.event_id));
        if found.count == 1 { id_once(id) } else { id_often(id, found.count) }
    });
    Some(events(provider, ids.collect()))
}

fn issue_text(issue: &Issue) -> Sentence {
    match issue.place.chunk {
        Some(chunk) => said_at(Number(chunk), issue.text.clone()),
        None => said(issue.text.clone()),
    }
}

fn of_issue(issue: &Issue) -> Line {
    let mood = if issue.is_loss { Mood::Open } else { Mood::Plain };
    let text = match &issue.place.path {
        Some(path) => said_of(Path(path.clone()), issue.text.clone()),
        None => issue_text(issue),
    };
    Line { text, mood }
}
