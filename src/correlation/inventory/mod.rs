//! Lists of volumes that people send beside their logs: which volumes a host really has.
//!
//! Every tool prints other words, and those are localised; only GUIDs and drive letters are relied
//! on. Read: `mountvol`, `vssadmin list volumes|shadowstorage|shadows`, `fsutil volume list`,
//! `Get-Volume | fl`, and volumes with letters in what some other tools print; with GUIDs wrapped at the console's edge, with yen
//! signs for backslashes.

mod likeness;
mod other_tools;
mod recognise;

pub use likeness::{Likeness, digits_left};
pub use recognise::is_list;

use jiff::Timestamp;

use crate::event::guid::Guid;
use crate::event::pattern::{Pattern, pattern};
use crate::event::volume::VolumeName;
use crate::issue::{Issue, IssueKind};
use crate::say::{Log, Number, Path, Sentence, sentences};
use crate::timeline::Computer;

sentences! {
    a_volume_in(list: Path) = "list.in": "{ $list }";
    named_in(name: Log, list: Path) = "list.named-in": "{ $name } in { $list }";
    list_unreadable(error: Log) = "list.unreadable": "the volume list can't be read: { $error }";
    of_shadow_copies() = "list.of-shadow-copies":
        "names volumes without a letter as sources of shadow copies; they may be those of a backup that ran, so they do not \
         count as the host's own. mountvol, outside a backup, tells";
    malformed_guid(text: Log) = "list.malformed-guid":
        "\"{ $text }\" is no complete volume GUID (32 digits); the line is left aside";
    no_volume() = "list.no-volume":
        "names no volume, so it counts as not given; run \"mountvol > mountvol.txt\" on the host, outside a backup";
    made_in_run(run: Number, computer: Log) = "list.made-in-run":
        "looks as if it was made while run S{ $run } of { $computer } went on, or right behind it, by the time of its file: \
         volumes without a letter in it may be the backup's own, so they prove nothing. Make it again outside a backup";
    unknown_host(host: Log) = "list.unknown-host":
        "no log is of a computer named { $host }, so this volume list is taken as one of an unknown host: what it holds is \
         permanent on every computer, and what it does not hold proves nothing";
    several_hosts(host: Log, computers: Vec<Log>) = "list.several-hosts":
        "{ $host } may be any of { $computers }, so this volume list is used for all of them, and what it does not hold \
         proves nothing";
}

/// The sentences of lists.
pub(crate) const ROOM: &[&[crate::say::Pattern]] = &[SENTENCES, likeness::SENTENCES];

/// One volume of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// Its GUID; none for a letter that stands alone.
    pub guid: Option<Guid>,
    /// Its drive letters.
    pub letters: Vec<char>,
    /// Its first mount point as written.
    pub mount: Option<String>,
    /// Whether it stands in the list as the source of a shadow copy only, as the volumes of a running
    /// backup do too.
    pub is_shadowed_only: bool,
    /// Whether it stands in the list by itself too, not with its shadow copies or their storage.
    pub stands_alone: bool,
}

/// One list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inventory {
    /// The computer it is of, by whatever name it was given.
    pub host: Option<String>,
    /// Whether it was found beside the logs, so that nobody vouches for it.
    pub is_found: bool,
    /// The file it was read from.
    pub path: String,
    /// Its volumes.
    pub volumes: Vec<Listed>,
    /// Whether it names every volume, so that one that is not in it is none of the host's. What vssadmin says of
    /// shadow copies and their storage does not.
    pub is_complete: bool,
    /// Whether it is of a tool of which only volumes with letters count as the host's own, where nobody vouches for it.
    pub is_of_other_tool: bool,
    /// What may be a volume of it that is not in it for certain.
    pub likeness: Likeness,
    /// When it was written, as far as its file tells.
    pub written: Option<Timestamp>,
}

/// A volume that was looked for in a list and is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The volume as people know it: `E: in mountvol.txt`.
    pub text: Sentence,
    /// Whether it must be one of the host's own. One without a letter may be a backup's, in a list that was
    /// made while the backup ran, or that tells of shadow copies.
    pub is_permanent: bool,
}

/// All lists that were given or found, and whose they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventories {
    lists: Vec<(Inventory, Owner)>,
    /// Whether the logs are of just one computer, so that a list without a host must be its.
    single_computer: bool,
}

/// Whose a list is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Owner {
    /// Of the computers of these names, which its own name fits.
    Named(Vec<String>),
    /// Its name fits no computer of the logs: it may be any, or none.
    Unknown,
    /// It names no host.
    Unnamed,
}

impl Inventories {
    /// The lists for logs of these computers.
    pub fn new(lists: Vec<Inventory>, computers: &[Computer]) -> Self {
        let owned = lists.into_iter().map(|list| {
            let owner = match &list.host {
                None => Owner::Unnamed,
                Some(host) => {
                    let fitting = computers.iter().filter(|computer| computer.is_called(host));
                    let names: Vec<String> = fitting.map(|computer| computer.name.clone()).collect();
                    if names.is_empty() { Owner::Unknown } else { Owner::Named(names) }
                }
            };
            (list, owner)
        });
        Self { lists: owned.collect(), single_computer: computers.len() <= 1 }
    }

    /// The lists whose host is no computer of the logs.
    pub fn of_unknown_hosts(&self) -> impl Iterator<Item = &Inventory> {
        self.lists.iter().filter(|(_, owner)| *owner == Owner::Unknown).map(|(list, _)| list)
    }

    /// The lists whose host may be several computers of the logs, and their names.
    pub fn of_several(&self) -> impl Iterator<Item = (&Inventory, &[String])> {
        self.lists.iter().filter_map(|(list, owner)| match owner {
            Owner::Named(names) if names.len() > 1 => Some((list, names.as_slice())),
            _ => None,
        })
    }

    /// The lists that can speak of a computer, and whether each is certainly its own. A list can make a volume
    /// permanent on every computer that its name fits, and on all where it fits none or is not given; it proves
    /// absence only where it can be of no other computer.
    pub fn for_computer<'a>(&'a self, computer: &'a Computer) -> impl Iterator<Item = (&'a Inventory, bool)> {
        self.lists.iter().filter_map(move |(list, owner)| match owner {
            Owner::Named(names) => names.contains(&computer.name).then_some((list, names.len() == 1)),
            Owner::Unknown => Some((list, false)),
            Owner::Unnamed => Some((list, self.single_computer)),
        })
    }
}

impl Inventory {
    /// Whether a volume that is not in it is none of the host's at a time. Of a list that was only found, it has
    /// to be sure that it was not written before.
    pub fn proves_absence(&self, time: Timestamp) -> bool {
        let is_old = self.written.is_some_and(|written| written < time);
        self.is_complete && !(self.is_found && is_old)
    }

    /// Whether it names any drive letter.
    pub fn knows_letters(&self) -> bool {
        self.volumes.iter().any(|listed| !listed.letters.is_empty())
    }

    /// The volume in this list. `in_run` tells whether the list was made while a backup ran.
    pub fn find(&self, volume: &VolumeName, in_run: bool) -> Option<Mention> {
        let listed = self.volumes.iter().find(|listed| match volume {
            VolumeName::Guid(guid) => listed.guid == Some(*guid),
            VolumeName::Letter(letter) => listed.letters.contains(letter),
            VolumeName::Other(_) => false,
        })?;
        let text = match listed.name() {
            Some(name) => named_in(Log(name), Path(self.path.clone())),
            None => a_volume_in(Path(self.path.clone())),
        };
        let has_place = !listed.letters.is_empty() || listed.mount.is_some();
        let is_vague = self.is_found && self.is_of_other_tool;
        let may_be_temporary = !has_place && (in_run || listed.is_shadowed_only || is_vague);
        Some(Mention { text, is_permanent: !may_be_temporary })
    }
}

impl Listed {
    fn name(&self) -> Option<String> {
        match self.letters.first() {
            Some(letter) => Some(format!("{letter}:")),
            None => self.mount.clone(),
        }
    }
}

/// `Volume{` and its closing brace, right or not.
static VOLUME: Pattern = Pattern::new(|| pattern(r"(?i)volume\{([^{}]*)\}"));
/// `Volume{`, however it goes on.
static OPENED: Pattern = Pattern::new(|| pattern(r"(?i)volume\{[^\s{}]*"));
/// A name of a volume whose line ends before its closing brace.
static CUT: Pattern = Pattern::new(|| {
    pattern(r"(?i)(?:volume\{[0-9a-f-]*|[\\¥￥]{2}(?:[?.](?:[\\¥￥](?:v(?:o(?:l(?:u(?:me?)?)?)?)?)?)?)?)$")
});
/// `(C:)` beside a GUID, as vssadmin prints it.
static IN_PARENTHESES: Pattern = Pattern::new(|| pattern(r"\(([A-Za-z]):\)"));
/// `(C:)\\?\Volume{`, or another name in parentheses, as vssadmin prints it for shadow copies and storage.
static BESIDE_NAME: Pattern = Pattern::new(|| pattern(r"(?i)\([^()]*\)[\\¥￥]{2}\?[\\¥￥]volume\{"));
/// The device of a shadow copy, which vssadmin prints below the volume that it is of.
static SHADOW_COPY: Pattern = Pattern::new(|| pattern(r"(?i)HarddiskVolumeShadowCopy[0-9]"));
/// A mount point alone on its line.
static MOUNT: Pattern = Pattern::new(|| pattern(r"^([A-Za-z]):[\\¥￥](?:$|[^>]*$)"));
/// `DriveLetter : C`, as Get-Volume prints it.
static DRIVE_LETTER: Pattern = Pattern::new(|| pattern(r"(?i)^DriveLetter\s*:\s*([A-Za-z])\s*$"));
/// A labelled mount point, before the GUID it belongs to: `Volume path: C:\`.
static LABELLED: Pattern = Pattern::new(|| pattern(r"[:：]\s*([A-Za-z]):[\\¥￥]\s*$"));

/// The lines of a list, trimmed. Where the console broke a line inside a volume's name, what follows is its rest.
pub(crate) fn joined(text: &str) -> Vec<String> {
    /// No console is so narrow that a name of 49 characters takes more lines.
    const MOST: usize = 8;
    let mut lines: Vec<String> = Vec::new();
    let mut pieces = 0_usize;
    for line in text.lines().map(str::trim) {
        match lines.last_mut() {
            Some(last) if CUT.is_match(last) && !line.is_empty() && pieces < MOST => {
                last.push_str(line);
                pieces = pieces.saturating_add(1);
            }
            _ => {
                lines.push(line.to_owned());
                pieces = 1;
            }
        }
    }
    lines
}

impl Inventories {
    /// Tells of lists whose host is no computer of the logs, or may be several.
    pub fn note_hosts(&self, issues: &mut Vec<Issue>) {
        for list in self.of_unknown_hosts() {
            let text = unknown_host(Log::of(list.host.as_deref().unwrap_or_default()));
            issues.push(Issue::note(IssueKind::UnknownHost, text).at_path(&list.path));
        }
        for (list, names) in self.of_several() {
            let host = Log::of(list.host.as_deref().unwrap_or_default());
            let text = several_hosts(host, names.iter().map(Log::of).collect());
            issues.push(Issue::note(IssueKind::ComputerName, text).at_path(&list.path));
        }
    }
}

/// What to say of a list that was named and can't be read.
pub fn unreadable(error: &std::io::Error, path: &str) -> Issue {
    Issue::loss(IssueKind::NotFound, list_unreadable(Log::of(error.to_string()))).at_path(path)
}

/// Tells of lists that were made while a backup ran: they name the backup's own volumes too.
pub fn note_lists_of_runs(facts: &super::Facts<'_>, issues: &mut Vec<Issue>) {
    for (list, _) in facts.inventories.for_computer(facts.computer) {
        let run = list.written.and_then(|written| facts.windows.near(written));
        if let Some(run) = run {
            let number = u64::try_from(run.saturating_add(1)).unwrap_or(u64::MAX);
            let text = made_in_run(Number(number), Log::of(&facts.computer.name));
            issues.push(Issue::note(IssueKind::InventoryDoubtful, text).at_path(&list.path));
        }
    }
}

/// Reads a list; an empty one is an issue and counts as not given.
pub fn parse(host: Option<String>, path: &str, text: &str) -> (Option<Inventory>, Vec<Issue>) {
    let mut reader = ListReader::default();
    for line in joined(text) {
        reader.line(&line);
    }
    reader.line("");
    for (guid, letter) in other_tools::lettered(text) {
        reader.add_letter(guid, letter);
    }
    let mut issues: Vec<Issue> = Vec::new();
    if reader.volumes.iter().any(|listed| listed.is_shadowed_only && listed.letters.is_empty()) {
        let text = of_shadow_copies();
        issues.push(Issue::note(IssueKind::InventoryDoubtful, text).at_path(path));
    }
    let malformed = reader.malformed.iter().map(|text| {
        let text = malformed_guid(Log::of(text));
        Issue::note(IssueKind::InventoryLine, text).at_path(path)
    });
    issues.extend(malformed);
    if reader.volumes.is_empty() {
        let text = no_volume();
        issues.push(Issue::note(IssueKind::InventoryEmpty, text).at_path(path));
        return (None, issues);
    }
    let likeness = Likeness::of(&reader.malformed, &reader.volumes);
    let reader_holds_several = reader.volumes.iter().filter(|listed| listed.stands_alone).nth(1).is_some();
    let has_form = recognise::has_form_of_list(text);
    let list = Inventory {
        host,
        path: path.to_owned(),
        volumes: reader.volumes,
        is_found: false,
        // A line that can't be read may be of the very volume that is looked for; and what no tool printed, or one
        // volume alone, is no list of all.
        is_complete: reader.is_complete && reader.malformed.is_empty() && has_form && reader_holds_several,
        is_of_other_tool: !has_form,
        likeness,
        written: None,
    };
    (Some(list), issues)
}

#[derive(Default)]
struct ListReader {
    volumes: Vec<Listed>,
    /// The volume that mount points on lines of their own belong to.
    current: Option<usize>,
    /// Letters that were named before their GUID.
    pending: Vec<char>,
    malformed: Vec<String>,
    /// Whether a volume stands by itself, not with its shadow copies or their storage.
    is_complete: bool,
    /// The volume that the last line added.
    just_added: Option<usize>,
}

impl ListReader {
    fn line(&mut self, line: &str) {
        let letter = |pattern: &Pattern| -> Option<char> {
            let found = pattern.captures(line)?;
            found.get(1)?.as_str().chars().next().map(|letter| letter.to_ascii_uppercase())
        };
        let added = self.just_added.take();
        if line.is_empty() {
            self.flush_pending();
            self.current = None;
        } else if SHADOW_COPY.is_match(line) {
            if let Some(listed) = added.and_then(|position| self.volumes.get_mut(position)) {
                listed.is_shadowed_only = !listed.stands_alone;
            }
        } else if self.guids(line) {
            if let Some(letter) = letter(&IN_PARENTHESES) {
                self.pending.push(letter);
            }
            let stands_alone = !BESIDE_NAME.is_match(line);
            self.is_complete |= stands_alone;
            if let Some(listed) = self.current.and_then(|position| self.volumes.get_mut(position)) {
                listed.is_shadowed_only &= !stands_alone;
                listed.stands_alone |= stands_alone;
            }
            self.flush_pending();
        } else if let Some(letter) = letter(&MOUNT) {
            self.mount(letter, line);
        } else if let Some(letter) = letter(&DRIVE_LETTER) {
            self.mount(letter, line);
        } else if let Some(letter) = letter(&LABELLED) {
            self.pending.push(letter);
            self.current = None;
        }
    }

    /// Takes the GUIDs of a line; whether there was a valid one.
    fn guids(&mut self, line: &str) -> bool {
        let (mut found, malformed) = (false, self.malformed.len());
        let closed = VOLUME.captures_iter(line).count();
        if let Some(open) = OPENED.captures_iter(line).nth(closed).and_then(|open| open.get(0)) {
            self.malformed.push(open.as_str().to_owned());
        }
        for text in VOLUME.captures_iter(line).filter_map(|found| Some(found.get(1)?.as_str())) {
            match Guid::parse(text) {
                Some(guid) => {
                    found = true;
                    self.current = Some(self.add(guid));
                }
                None => self.malformed.push(format!("Volume{{{text}}}")),
            }
        }
        if closed > 0 && !found || self.malformed.len() > malformed {
            // What follows is of a volume that can't be read, not of the one before.
            self.current = None;
        }
        found
    }

    fn add(&mut self, guid: Guid) -> usize {
        if let Some(position) = self.volumes.iter().position(|listed| listed.guid == Some(guid)) {
            position
        } else {
            self.just_added = Some(self.volumes.len());
            self.volumes.push(Listed { guid: Some(guid), ..Listed::default() });
            self.volumes.len().saturating_sub(1)
        }
    }

    fn add_letter(&mut self, guid: Guid, letter: char) {
        let position = self.add(guid);
        if let Some(listed) = self.volumes.get_mut(position)
            && !listed.letters.contains(&letter)
        {
            listed.letters.push(letter);
        }
    }

    /// `C:\` is a letter; `C:\mount\x\` a folder, in which a volume has no letter of its own.
    fn mount(&mut self, letter: char, line: &str) {
        let is_folder = line.chars().skip(3).any(|c| !c.is_whitespace()) && !line.starts_with("Drive");
        let Some(listed) = self.current.and_then(|position| self.volumes.get_mut(position)) else {
            if !is_folder {
                self.pending.push(letter);
            }
            return;
        };
        if is_folder {
            listed.mount.get_or_insert_with(|| line.to_owned());
        } else if !listed.letters.contains(&letter) {
            listed.letters.push(letter);
        }
    }

    /// Letters wait for a GUID; without one they still count.
    fn flush_pending(&mut self) {
        let letters = std::mem::take(&mut self.pending);
        match self.current.and_then(|position| self.volumes.get_mut(position)) {
            Some(listed) => {
                for letter in letters {
                    if !listed.letters.contains(&letter) {
                        listed.letters.push(letter);
                    }
                }
            }
            None if letters.is_empty() => {}
            None => self.volumes.push(Listed { letters, ..Listed::default() }),
        }
    }
}

#[cfg(test)]
mod tests;
