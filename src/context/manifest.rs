//! `manifest.txt`, which the scripts of `volsift collect-script` put beside what they gather: what was asked for on which
//! host, what there was, and what could not be read.
//!
//! Anybody can write such a text. So it is believed only where it is whole, names one computer of the logs, and fits the
//! files beside it byte for byte in size and record for record in number; and what it tells only ever counts against a
//! benign verdict.

use std::collections::{BTreeMap, BTreeSet};

use super::folders::{Folders, with_slashes};
use crate::event::SourceId;
use crate::event::sequence::Sequence;
use crate::issue::{Issue, IssueKind};
use crate::say::{Log, Sentence, sentences};
use crate::source::{Source, Text};
use crate::timeline::{Collected, Computer, Told};

sentences! {
    cut() = "manifest.cut": "a manifest of a collection that is cut off, or of a newer script, so nothing in it is used";
    foreign(host: Log) = "manifest.foreign":
        "a manifest of a collection on { $host }, and no log beside it is of that computer, so nothing in it is used";
    does_not_fit(file: Log) = "manifest.does-not-fit":
        "a manifest that does not fit { $file } beside it, so it was changed or is of another collection, and nothing in it is \
         used";
    lacks_file(file: Log) = "manifest.lacks-file":
        "a manifest that names { $file }, which is not beside it; ask for the whole file that the script made";
    archive_failed(channel: Log) = "manifest.archive-failed":
        "an archived log of { $channel } was there and could not be taken, as the manifest says";
    list_differs(size: u64) = "manifest.list-differs":
        "its manifest says that this text has { $size ->
            [one] { $size } byte
           *[other] { $size } bytes
        }, so it was cut off or changed: a volume that is not in it may be the host's all the same";
    holds_it(channel: Log) = "manifest.holds-it":
        "its manifest says that { $channel } does not exist there, and these logs hold it, so that is not believed";
    differ(channels: Vec<Log>) = "manifest.differ":
        "two manifests differ on { $channels }, so neither is believed there";
    engine_ran() = "manifest.engine-ran":
        "the engine of Windows Server Backup ran while this was collected: volumes without a letter in the lists beside it \
         may be a backup's own. Collect again when no backup runs";
}

/// How a manifest begins.
const HEAD: &str = "volsift collection manifest ";
/// The version that is read.
const VERSION: &str = "1";
/// How it ends: one that was cut off tells of too little.
const END: &str = "end of manifest";

/// Whether a text is a manifest, of any version.
pub(crate) fn is_manifest(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').starts_with(HEAD)
}

/// A log as a manifest tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Listed<'a> {
    channel: &'a str,
    state: State<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State<'a> {
    Absent,
    Failed(i64),
    Exported { file: &'a str, size: u64, records: Option<u64>, is_enabled: bool },
}

/// What a manifest tells.
#[derive(Debug, Default)]
struct Manifest<'a> {
    names: Vec<&'a str>,
    logs: Vec<Listed<'a>>,
    /// Archived logs and texts that were taken, with their sizes.
    archived: Vec<(&'a str, u64)>,
    texts: Vec<(&'a str, u64)>,
    /// Logs of which an archived part could not be taken.
    archives_lost: Vec<&'a str>,
    engine_ran: bool,
}

/// Reads one; `None` where it is not whole, or holds a line that this version does not write.
fn parse(text: &str) -> Option<Manifest<'_>> {
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim_end);
    if lines.next()?.strip_prefix(HEAD)? != VERSION {
        return None;
    }
    let mut manifest = Manifest::default();
    let mut ended = false;
    for line in lines.filter(|line| !line.is_empty()) {
        // Nothing stands behind the end: what does was added, or is a second manifest.
        if ended {
            return None;
        }
        if line == END {
            ended = true;
            continue;
        }
        let (key, value) = line.split_once(": ")?;
        match key {
            "computer" | "host" => manifest.names.push(value),
            "log" => manifest.logs.push(log(value)?),
            "archived" => match archived(value)? {
                Ok(file) => manifest.archived.push(file),
                Err(channel) => manifest.archives_lost.push(channel),
            },
            "text" => manifest.texts.extend(taken_text(value)),
            "wbengine" | "wbengine-after" => manifest.engine_ran |= value == "running",
            _ => {}
        }
    }
    let mut channels: Vec<String> = manifest.logs.iter().map(|log| log.channel.to_lowercase()).collect();
    channels.sort_unstable();
    let is_twice = channels.windows(2).any(|pair| matches!(pair, [one, next] if one == next));
    (ended && !is_twice && !manifest.names.is_empty()).then_some(manifest)
}

/// `System; exported; file=System.evtx; size=69632; records=18; enabled=true`
fn log(value: &str) -> Option<Listed<'_>> {
    let mut parts = value.split("; ");
    let (channel, state) = (parts.next()?, parts.next()?);
    let fields = fields(parts)?;
    let field = |name: &str| fields.get(name).copied();
    let state = match state {
        "absent" => State::Absent,
        "failed" => State::Failed(field("code")?.parse().ok()?),
        "exported" => State::Exported {
            file: field("file")?,
            size: field("size")?.parse().ok()?,
            records: field("records")?.parse().ok(),
            is_enabled: field("enabled")? == "true",
        },
        _ => return None,
    };
    Some(Listed { channel, state })
}

/// The fields behind the first two parts of a line.
fn fields<'a>(parts: impl Iterator<Item = &'a str>) -> Option<BTreeMap<&'a str, &'a str>> {
    parts.map(|part| part.split_once('=')).collect()
}

/// `System; taken; file=System_archived-1.evtx; size=69632`: the file and its size; or the log whose archived part could not
/// be taken.
fn archived(value: &str) -> Option<Result<(&str, u64), &str>> {
    let mut parts = value.split("; ");
    let (channel, state) = (parts.next()?, parts.next()?);
    let fields = fields(parts)?;
    match state {
        "taken" => Some(Ok((fields.get("file")?, fields.get("size")?.parse().ok()?))),
        "failed" => Some(Err(channel)),
        _ => None,
    }
}

/// `mountvol.txt; taken; size=812; command=mountvol`: the file and its size, where it was taken.
fn taken_text(value: &str) -> Option<(&str, u64)> {
    let mut parts = value.split("; ");
    let (file, state) = (parts.next()?, parts.next()?);
    let size = parts.find_map(|part| part.strip_prefix("size="))?;
    (state == "taken").then_some((file, size.parse().ok()?))
}

/// What manifests tell, by the name of the computer, and what is to be said of them.
#[derive(Debug, Default)]
pub struct Collections {
    /// Of each computer.
    pub of: BTreeMap<String, Collected>,
    /// The manifests that were believed: the file, the computer, and how many logs it says are not there.
    pub believed: Vec<Believed>,
    /// Lists that are not as large as they were when they were made, by their paths.
    pub cut_lists: BTreeSet<String>,
    /// What is to be said.
    pub issues: Vec<Issue>,
}

/// A manifest that is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Believed {
    /// The file.
    pub path: String,
    /// The computer.
    pub computer: String,
    /// What it counts.
    pub counts: Counts,
}

/// How many logs a manifest tells of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// That were exported.
    pub exported: usize,
    /// That the host does not have.
    pub absent: usize,
    /// That could not be exported.
    pub failed: usize,
}

/// Reads all manifests among texts.
pub fn collections(
    texts: &[Text],
    sources: &[Source],
    runs: &[Sequence],
    computers: &[Computer],
) -> Collections {
    let mut found = Collections::default();
    let mut manifests: Vec<&Text> = texts.iter().filter(|text| is_manifest(&text.content)).collect();
    if manifests.is_empty() {
        return found;
    }
    manifests.sort_by(|a, b| a.path.cmp(&b.path));
    let folders = Folders::of(sources, runs, computers);
    let beside = Beside::of(sources, runs, texts);
    for text in manifests {
        let note = |said: Sentence| Issue::note(IssueKind::ContextConflict, said).at_path(&text.path);
        let Some(manifest) = parse(&text.content) else {
            found.issues.push(note(cut()));
            continue;
        };
        let mut named = folders.near(&text.path, computers).filter(|known| is_named(&manifest.names, known));
        let (Some(owner), None) = (named.next(), named.next()) else {
            let name = manifest.names.first().copied().unwrap_or_default();
            found.issues.push(note(foreign(Log::of(name))));
            continue;
        };
        // Evidence that is known to be missing is lost, whoever took it away.
        let loss = |said: Sentence| Issue::loss(IssueKind::ContextConflict, said).at_path(&text.path);
        let lacking = beside.lacking(&text.path, &manifest);
        found.issues.extend(lacking.map(|file| loss(lacks_file(Log::of(file)))));
        found.issues.extend(manifest.archives_lost.iter().map(|log| loss(archive_failed(Log::of(*log)))));
        for (path, size) in beside.other_texts(&text.path, &manifest) {
            let said = list_differs(size);
            found.issues.push(Issue::note(IssueKind::InventoryDoubtful, said).at_path(path));
            found.cut_lists.insert(path.to_owned());
        }
        match beside.told(&text.path, &manifest, owner) {
            Ok(collected) => {
                found.take(text, owner, collected);
                if manifest.engine_ran {
                    let said = engine_ran();
                    found.issues.push(Issue::note(IssueKind::InventoryDoubtful, said).at_path(&text.path));
                }
            }
            Err((file, is_less)) => {
                let said = does_not_fit(Log::of(file));
                found.issues.push(if is_less { loss(said) } else { note(said) });
            }
        }
    }
    found
}

/// The sentence of a log that a manifest names and that does not lie beside it.
pub(super) const LACKS_FILE: &str = "manifest.lacks-file";

/// Whether a computer has one of the names; the first is that of NetBIOS, which may be cut.
fn is_named(names: &[&str], computer: &Computer) -> bool {
    const NETBIOS: usize = 15;
    let short = computer.name.split('.').next().unwrap_or(&computer.name);
    let cut = short.get(..NETBIOS);
    let is_cut = |name: &str| cut.is_some_and(|cut| cut.eq_ignore_ascii_case(name));
    names.iter().any(|name| computer.is_called(name) || is_cut(name))
}

impl Collections {
    fn take(&mut self, text: &Text, owner: &Computer, mut collected: Collected) {
        let absent: Vec<String> = collected
            .each()
            .filter(|(_, told)| matches!(told, Told::Absent { .. }))
            .map(|(channel, _)| channel.to_owned())
            .collect();
        for channel in absent.into_iter().filter(|channel| owner.coverage_of(channel).is_some()) {
            collected.forget(&channel);
            let said = holds_it(Log::of(&channel));
            self.issues.push(Issue::note(IssueKind::ContextConflict, said).at_path(&text.path));
        }
        let count = |is: fn(Told) -> bool| collected.each().filter(|(_, told)| is(*told)).count();
        self.believed.push(Believed {
            path: text.path.clone(),
            computer: owner.name.clone(),
            counts: Counts {
                exported: count(|told| matches!(told, Told::Exported { .. })),
                absent: count(|told| matches!(told, Told::Absent { .. })),
                failed: count(|told| matches!(told, Told::Failed(_))),
            },
        });
        let differing = self.of.entry(owner.name.clone()).or_default().join(collected);
        if !differing.is_empty() {
            let said = differ(differing.iter().map(Log::of).collect());
            let issue = Issue::note(IssueKind::ContextConflict, said);
            self.issues.push(issue.on_computer(&owner.name));
        }
    }
}

/// What was read.
struct Beside<'a> {
    /// The logs, by path, each with its records.
    logs: BTreeMap<String, (SourceId, &'a Source)>,
    texts: BTreeMap<String, &'a Text>,
    runs: &'a [Sequence],
}

/// The file that a manifest does not fit, and whether there is less of it than the manifest tells.
type Misfit<'a> = (&'a str, bool);

impl<'a> Beside<'a> {
    fn of(sources: &'a [Source], runs: &'a [Sequence], texts: &'a [Text]) -> Self {
        let logs = (0..).map(SourceId).zip(sources).map(|(id, source)| (plain(&source.path), (id, source)));
        Self {
            logs: logs.collect(),
            texts: texts.iter().map(|text| (plain(&text.path), text)).collect(),
            runs,
        }
    }

    /// Logs that a manifest names and that do not lie beside it.
    fn lacking<'m>(&self, path: &str, manifest: &Manifest<'m>) -> impl Iterator<Item = &'m str> {
        let logs = manifest.logs.iter().filter_map(|listed| match listed.state {
            State::Exported { file, .. } => Some(file),
            State::Absent | State::Failed(_) => None,
        });
        let named = logs.chain(manifest.archived.iter().map(|(file, _)| *file));
        named.filter(move |file| !self.logs.contains_key(&beside(path, file)))
    }

    /// Texts beside a manifest that are not as large as it tells, and how large they were.
    fn other_texts(&self, path: &str, manifest: &Manifest<'_>) -> impl Iterator<Item = (&'a str, u64)> {
        manifest.texts.iter().filter_map(move |(file, size)| {
            let text = self.texts.get(&beside(path, file))?;
            (text.size != *size).then_some((text.path.as_str(), *size))
        })
    }

    /// What a manifest tells of its computer's logs; else the file that it does not fit.
    fn told<'m>(
        &self,
        path: &str,
        manifest: &Manifest<'m>,
        owner: &Computer,
    ) -> Result<Collected, Misfit<'m>> {
        let mut told: Vec<(String, Told)> = Vec::new();
        let mut until = None;
        for listed in &manifest.logs {
            let said = match listed.state {
                State::Absent => Told::Absent { beside_system: None },
                State::Failed(code) => Told::Failed(code),
                State::Exported { file, size, records, is_enabled } => {
                    let Some((id, source)) = self.logs.get(&beside(path, file)) else { continue };
                    let held = || self.runs.iter().filter(|run| run.source == *id);
                    let is_empty = held().next().is_none();
                    let latest = held().max_by_key(|run| run.last_id);
                    let last = latest.map(|run| run.last_time);
                    let count = held().map(Sequence::records).fold(0, u64::saturating_add);
                    // Before it was set up, a machine had another name.
                    let is_its = latest.is_none_or(|run| owner.is_called(&run.computer))
                        && held().all(|run| run.channel.eq_ignore_ascii_case(listed.channel));
                    // Damage is told of its file, and is no sign of another collection: a log that was cut on its way must not
                    // take along what the manifest tells.
                    let is_damaged = !source.issues.is_empty();
                    let fits = (if is_damaged { source.size <= size } else { source.size == size })
                        && is_its
                        && (records.is_none_or(|records| records == count) || is_damaged);
                    if !fits {
                        return Err((
                            file,
                            source.size < size || records.is_some_and(|records| count < records),
                        ));
                    }
                    if listed.channel.eq_ignore_ascii_case("System") {
                        until = last;
                    }
                    let is_empty = is_empty && records == Some(0);
                    Told::Exported { is_enabled, is_empty, beside_system: None }
                }
            };
            told.push((listed.channel.to_owned(), said));
        }
        for (_, told) in &mut told {
            if let Told::Exported { beside_system, .. } | Told::Absent { beside_system } = told {
                *beside_system = until;
            }
        }
        Ok(Collected::of(told))
    }
}

/// A path that can be compared. tar writes `./System.evtx`.
fn plain(path: &str) -> String {
    with_slashes(path).replace("/./", "/")
}

/// The path of a file that lies beside a manifest.
fn beside(manifest: &str, name: &str) -> String {
    let manifest = plain(manifest);
    match manifest.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{name}"),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "volsift collection manifest 1\r\nscript: collect.cmd 1\r\ncomputer: HV01\r\nhost: hv01\r\n\
        wbengine: not-running\r\nlog: System; exported; file=System.evtx; size=7; records=17; enabled=true\r\n\
        log: CloudBackup; absent\r\nlog: Veeam Agent; failed; code=-5\r\ntext: mountvol.txt; taken; size=6; command=mountvol\r\n\
        something-new: 1\r\nend of manifest\r\n";

    #[test]
    fn every_line_of_a_manifest_is_read() {
        let manifest = parse(TEXT).unwrap();
        assert_eq!(manifest.names, ["HV01", "hv01"]);
        let states: Vec<State<'_>> = manifest.logs.iter().map(|log| log.state).collect();
        let exported = State::Exported { file: "System.evtx", size: 7, records: Some(17), is_enabled: true };
        assert_eq!(states, [exported, State::Absent, State::Failed(-5)]);
        assert!(!manifest.engine_ran);
        assert!(parse(&TEXT.replace("not-running", "running")).unwrap().engine_ran);
    }

    #[test]
    fn one_that_is_not_whole_is_not_read() {
        assert!(is_manifest(TEXT) && is_manifest(&format!("\u{feff}{TEXT}")));
        for changed in [
            TEXT.replace("manifest 1", "manifest 2"),
            TEXT.replace("end of manifest\r\n", ""),
            format!("{TEXT}log: System; absent\r\n"),
            TEXT.replace("CloudBackup", "SYSTEM"),
            TEXT.replace("; absent", "; perhaps"),
            TEXT.replace("size=7", "size=many"),
            TEXT.replace("computer: HV01\r\nhost: hv01\r\n", ""),
            TEXT.replace("script: ", "script "),
        ] {
            assert!(is_manifest(&changed));
            assert!(parse(&changed).is_none(), "{changed}");
        }
    }
}
