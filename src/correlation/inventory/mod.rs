//! Lists of volumes that people send beside their logs: which volumes a host really has.
//!
//! Every tool prints other words, and those are localised; only GUIDs and drive letters are relied
//! on. Read: `mountvol`, `vssadmin list volumes|shadowstorage|shadows`, `fsutil volume list`,
//! `Get-Volume | fl`; with GUIDs wrapped at the console's edge, with yen signs for backslashes.

use crate::event::guid::Guid;
use crate::event::pattern::{Pattern, pattern};
use crate::event::volume::VolumeName;
use crate::issue::{Issue, IssueKind};
use crate::timeline::Computer;

/// The node of every volume GUID made at boot, on every machine: shared, so no hint at all.
const BOOT_TIME_NODE: u64 = 0x806e_6f6e_6963;

/// One volume of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// Its GUID; none for a letter that stands alone.
    pub guid: Option<Guid>,
    /// Its drive letters.
    pub letters: Vec<char>,
    /// Its first mount point as written.
    pub mount: Option<String>,
}

/// One list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inventory {
    /// The computer it was said to be of.
    pub host: Option<String>,
    /// The file it was read from.
    pub path: String,
    /// Its volumes.
    pub volumes: Vec<Listed>,
}

/// All lists that were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventories {
    lists: Vec<Inventory>,
    /// Whether the logs are of just one computer, so that a list without a host must be its.
    single_computer: bool,
}

impl Inventories {
    /// The lists for logs of so many computers.
    pub fn new(lists: Vec<Inventory>, computers: usize) -> Self {
        Self { lists, single_computer: computers <= 1 }
    }

    /// The lists themselves.
    pub fn lists(&self) -> &[Inventory] {
        &self.lists
    }

    /// The lists that can speak of a computer, and whether each is certainly its own. A list without
    /// a host can make a volume permanent on any computer, but proves absence only for its own.
    pub fn for_computer<'a>(&'a self, computer: &'a Computer) -> impl Iterator<Item = (&'a Inventory, bool)> {
        self.lists.iter().filter_map(move |list| match &list.host {
            Some(host) => is_host(computer, host).then_some((list, true)),
            None => Some((list, self.single_computer)),
        })
    }
}

/// A short name stands for the full one as well.
fn is_host(computer: &Computer, host: &str) -> bool {
    std::iter::once(&computer.name).chain(&computer.aliases).any(|name| {
        let short = name.split('.').next().unwrap_or(name);
        name.eq_ignore_ascii_case(host) || short.eq_ignore_ascii_case(host)
    })
}

impl Inventory {
    /// Whether it names any drive letter.
    pub fn knows_letters(&self) -> bool {
        self.volumes.iter().any(|listed| !listed.letters.is_empty())
    }

    /// The volume in this list, as people know it: `E: in mountvol.txt`.
    pub fn find(&self, volume: &VolumeName) -> Option<String> {
        let listed = self.volumes.iter().find(|listed| match volume {
            VolumeName::Guid(guid) => listed.guid == Some(*guid),
            VolumeName::Letter(letter) => listed.letters.contains(letter),
            VolumeName::Other(_) => false,
        })?;
        Some(match listed.name() {
            Some(name) => format!("{name} in {}", self.path),
            None => self.path.clone(),
        })
    }

    /// A volume whose last twelve digits are the same, which proves nothing either way.
    pub fn resembling(&self, volume: &VolumeName) -> Option<String> {
        let guid = volume.guid().filter(|guid| guid.last_block() != BOOT_TIME_NODE)?;
        let listed = self.volumes.iter().find(|listed| {
            listed.guid.is_some_and(|other| other != guid && other.last_block() == guid.last_block())
        })?;
        let name = listed.name().or_else(|| Some(VolumeName::Guid(listed.guid?).to_string()))?;
        Some(format!("same last block as {name}"))
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
/// A GUID whose line ends before its closing brace.
static CUT: Pattern = Pattern::new(|| pattern(r"(?i)volume\{[0-9a-f-]*$"));
/// `(C:)` beside a GUID, as vssadmin prints it.
static IN_PARENTHESES: Pattern = Pattern::new(|| pattern(r"\(([A-Za-z]):\)"));
/// A mount point alone on its line.
static MOUNT: Pattern = Pattern::new(|| pattern(r"^([A-Za-z]):[\\¥￥]"));
/// `DriveLetter : C`, as Get-Volume prints it.
static DRIVE_LETTER: Pattern = Pattern::new(|| pattern(r"(?i)^DriveLetter\s*:\s*([A-Za-z])\s*$"));
/// A labelled mount point, before the GUID it belongs to: `Volume path: C:\`.
static LABELLED: Pattern = Pattern::new(|| pattern(r":\s+([A-Za-z]):[\\¥￥]\s*$"));

/// Reads a list; an empty one is an issue and counts as not given.
pub fn parse(host: Option<String>, path: &str, text: &str) -> (Option<Inventory>, Vec<Issue>) {
    let mut reader = ListReader::default();
    let mut lines = text.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        let mut line = line.to_owned();
        // The console broke the line inside a GUID; what follows is its rest.
        if CUT.is_match(&line)
            && let Some(rest) = lines.next()
        {
            line.push_str(rest);
        }
        reader.line(&line);
    }
    reader.line("");
    let mut issues: Vec<Issue> = reader
        .malformed
        .iter()
        .map(|text| {
            let text = format!("\"{text}\" is no complete volume GUID (32 digits); the line is left aside");
            Issue::note(IssueKind::InventoryLine, text).at_path(path)
        })
        .collect();
    if reader.volumes.is_empty() {
        let text = "names no volume, so it counts as not given; run \"mountvol > mountvol.txt\" on the host, outside a backup";
        issues.push(Issue::note(IssueKind::InventoryEmpty, text).at_path(path));
        return (None, issues);
    }
    (Some(Inventory { host, path: path.to_owned(), volumes: reader.volumes }), issues)
}

#[derive(Default)]
struct ListReader {
    volumes: Vec<Listed>,
    /// The volume that mount points on lines of their own belong to.
    current: Option<usize>,
    /// Letters that were named before their GUID.
    pending: Vec<char>,
    malformed: Vec<String>,
}

impl ListReader {
    fn line(&mut self, line: &str) {
        let letter = |pattern: &Pattern| -> Option<char> {
            let found = pattern.captures(line)?;
            found.get(1)?.as_str().chars().next().map(|letter| letter.to_ascii_uppercase())
        };
        if line.is_empty() {
            self.flush_pending();
            self.current = None;
        } else if self.guids(line) {
            if let Some(letter) = letter(&IN_PARENTHESES) {
                self.pending.push(letter);
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
        let mut found = false;
        for text in VOLUME.captures_iter(line).filter_map(|found| Some(found.get(1)?.as_str())) {
            match Guid::parse(text) {
                Some(guid) => {
                    found = true;
                    self.current = Some(self.add(guid));
                }
                None => self.malformed.push(format!("Volume{{{text}}}")),
            }
        }
        found
    }

    fn add(&mut self, guid: Guid) -> usize {
        if let Some(position) = self.volumes.iter().position(|listed| listed.guid == Some(guid)) {
            position
        } else {
            self.volumes.push(Listed { guid: Some(guid), ..Listed::default() });
            self.volumes.len().saturating_sub(1)
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
