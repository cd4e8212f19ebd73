//! Paths: their separators, extensions and harmless words stay, so that what lies together still does.

use std::ops::Range;

use super::names::{Class, Names};
use super::words;

pub(super) const SEPARATORS: [char; 4] = ['\\', '/', '¥', '￥'];

impl Names {
    /// The pseudonym of a path, part by part. The first part of a path of the network is a computer, the second one a share.
    pub(super) fn path(&mut self, path: &str) -> String {
        let mut renamed = String::with_capacity(path.len());
        let mut of_network = Network::of(path);
        let mut rest = path;
        while !rest.is_empty() {
            let end = rest.find(SEPARATORS).unwrap_or(rest.len());
            let (part, behind) = rest.split_at(end);
            match of_network.class(part) {
                Some(Class::Computer) => renamed.push_str(&self.computer(part)),
                Some(class) => renamed.push_str(&self.of(class, part)),
                None => renamed.push_str(&self.part(part)),
            }
            let separator = behind.chars().next().map_or(0, char::len_utf8);
            renamed.push_str(behind.get(..separator).unwrap_or_default());
            rest = behind.get(separator..).unwrap_or_default();
        }
        renamed
    }

    /// One name of a path. What has no extension counts as a folder, so that a folder is called the same wherever it stands.
    pub(super) fn part(&mut self, part: &str) -> String {
        if let Some(renamed) = self.with_computers(part) {
            return renamed;
        }
        if words::is_plain(part) {
            return part.to_owned();
        }
        // An archive around what follows: `bundle.zip!`
        let archive = part.trim_end_matches('!');
        if archive.len() < part.len() {
            return format!("{}{}", self.part(archive), part.get(archive.len()..).unwrap_or_default());
        }
        if words::is_address(part) {
            return self.of(Class::Address, part);
        }
        if words::guids().is_match(part) {
            return self.around_guids(part, Self::beside);
        }
        self.file_or_folder(part)
    }

    /// A name that is no other's.
    fn file_or_folder(&mut self, part: &str) -> String {
        let (stem, extension) = match part.rsplit_once('.') {
            Some((stem, extension))
                if !stem.is_empty() && extension.len() <= 5 && words::is_plain(extension) =>
            {
                (stem, Some(extension))
            }
            _ => (part, None),
        };
        // What is harmless in two pieces alone may be an address.
        let (stem, extension) = if words::is_plain(stem) { (part, None) } else { (stem, extension) };
        let class = match extension {
            Some(extension) if extension.eq_ignore_ascii_case("exe") => Class::Program,
            Some(_) => Class::File,
            None => Class::Folder,
        };
        let stem = self.of(class, stem);
        match extension {
            Some(extension) => format!("{stem}.{extension}"),
            None => stem,
        }
    }

    /// What stands beside a GUID.
    fn beside(&mut self, text: &str) -> String {
        if text.is_empty() || words::is_plain(text) { text.to_owned() } else { self.part(text) }
    }

    /// A name in which that of a computer stands, with its domain or without: each with its own pseudonym, and any other word with
    /// one. `None` where no computer does.
    fn with_computers(&mut self, part: &str) -> Option<String> {
        // A computer may be called `C`.
        if matches!(part.as_bytes(), [letter, b':'] if letter.is_ascii_alphabetic()) {
            return None;
        }
        let words = words_of(part);
        let named = |from: usize| {
            let start = words.get(from)?.start;
            let longest = words.len().min(from.saturating_add(MOST_WORDS));
            (from..longest).rev().find_map(|to| {
                let end = words.get(to)?.end;
                let name = part.get(start..end)?;
                (self.is_computer(name) || self.is_full_name(name)).then_some((to, start..end))
            })
        };
        let found: Vec<Option<(usize, Range<usize>)>> = (0..words.len()).map(named).collect();
        if found.iter().all(Option::is_none) {
            return None;
        }
        let (mut renamed, mut done, mut next) = (String::with_capacity(part.len()), 0, 0);
        let has_address = words::has_address(part);
        while let Some(word) = words.get(next) {
            let (last, place) = found.get(next).cloned().flatten().unwrap_or((next, word.clone()));
            let is_computer = found.get(next).is_some_and(Option::is_some);
            renamed.push_str(part.get(done..place.start).unwrap_or_default());
            let name = part.get(place.clone()).unwrap_or_default();
            renamed.push_str(&if is_computer { self.computer(name) } else { self.word(name, has_address) });
            (done, next) = (place.end, last.saturating_add(1));
        }
        renamed.push_str(part.get(done..).unwrap_or_default());
        Some(renamed)
    }

    fn word(&mut self, word: &str, is_of_address: bool) -> String {
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        if self.is_computer(word) {
            self.of(Class::Computer, word)
        } else if word.is_empty() || words::is_plain(word) && !(is_of_address && is_number) {
            word.to_owned()
        } else {
            self.of(Class::Text, word)
        }
    }
}

/// Of how many words the name of a computer is looked for: letters and digits, with anything between.
const MOST_WORDS: usize = 12;

/// Where the words of a text stand, of letters and digits.
fn words_of(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, character) in text.char_indices().filter(|(_, character)| character.is_alphanumeric()) {
        let end = at.saturating_add(character.len_utf8());
        match words.last_mut() {
            Some(word) if word.end == at => word.end = end,
            _ => words.push(at..end),
        }
    }
    words
}

/// Where in a path of the network one is: `\\server\share\…`, `\\?\UNC\server\share\…`, `\Device\Mup\server\share\…`.
enum Network {
    No,
    /// So many separators are still to come before the server.
    Before(u8),
    /// Behind `\\?\`, where `UNC` may stand.
    Device(u8),
    Server,
    Share,
}

impl Network {
    fn of(path: &str) -> Self {
        let mut chars = path.chars();
        let starts = [chars.next(), chars.next()];
        let is_start =
            starts.iter().all(|start| start.is_some_and(|start| start != '/' && SEPARATORS.contains(&start)));
        match (is_start, chars.next()) {
            (true, Some('?' | '.')) => Self::Device(3),
            (true, _) => Self::Before(2),
            (false, _) => Self::No,
        }
    }

    /// What the next part is of; steps on.
    fn class(&mut self, part: &str) -> Option<Class> {
        let (next, class) = match self {
            Self::Before(1) => (Self::Server, None),
            Self::Before(left) => (Self::Before(left.saturating_sub(1)), None),
            Self::Device(0) if part.eq_ignore_ascii_case("UNC") => (Self::Server, None),
            Self::No if part.eq_ignore_ascii_case("Mup") => (Self::Server, None),
            Self::No | Self::Device(0) => (Self::No, None),
            Self::Device(left) => (Self::Device(left.saturating_sub(1)), None),
            Self::Server => (Self::Share, Some(Class::Computer)),
            Self::Share => (Self::No, Some(Class::Share)),
        };
        *self = next;
        class
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::guid::Guid;

    #[test]
    fn paths_keep_their_form() {
        let mut names = Names::default();
        names.know(["HV01.corp.example"].into_iter());
        let mut path = |text: &str| names.path(text);
        assert_eq!(path("logs/HV01/System.evtx"), "logs/computer1/System.evtx");
        assert_eq!(
            path("/home/somebody/acme.zip!/HV01_System.evtx"),
            "/home/folder1/file1.zip!/computer1_System.evtx"
        );
        assert_eq!(path("mountvol-hv01.txt"), "mountvol-computer1.txt");
        assert_eq!(path(r"\\filer2\geheim\x\y.vhdx"), r"\\computer2\share1\x\y.vhdx");
        assert_eq!(path(r"\\?\UNC\filer2\geheim\Payroll"), r"\\?\UNC\computer2\share1\folder2");
        assert_eq!(path(r"\\?\D:\VMs\SQL 01.vhdx"), r"\\?\D:\folder3\file2.vhdx");
        assert_eq!(path(r"\Device\HarddiskVolume7"), r"\Device\HarddiskVolume7");
        assert_eq!(path("-"), "-");
        assert_eq!(path("10.1.2.3_1"), "folder4");
        names.know(["10.71.72.73"].into_iter());
        let mut path = |text: &str| names.path(text);
        assert_eq!(path("mountvol-10.71.72.73.txt"), "mountvol-computer3.domain2.txt");
        assert_eq!(path(r"\\A1\B2\disk1.vhdx"), r"\\computer4\share2\disk1.vhdx");
        assert_eq!(path(r"\Device\Mup\A1\B2\disk1.vhdx"), r"\Device\Mup\computer4\share2\disk1.vhdx");
    }

    #[test]
    fn computers_of_harmless_words_are_found_in_paths() {
        let mut names = Names::default();
        names.know(["SERVER-01", "BACKUP_01", "HV01.data.local"].into_iter());
        names.know_too(["VOLUME-HCI"].into_iter());
        let mut path = |text: &str| names.path(text);
        assert_eq!(path("SERVER-01-mountvol.txt"), "computer1-mountvol.txt");
        assert_eq!(path("mountvol-server-01.txt"), "mountvol-computer1.txt");
        assert_eq!(path("BACKUP_01/BACKUP_01-System.xml"), "computer2/computer2-System.xml");
        assert_eq!(path("HV01.data.local_System.xml"), "computer3.domain1_System.xml");
        assert_eq!(path("VOLUME-HCI_System.xml"), "computer4_System.xml");
        assert_eq!(path("SERVER-02-System.xml"), "SERVER-02-System.xml");
    }

    #[test]
    fn long_names_are_renamed_in_one_go() {
        let mut names = Names::default();
        let guid = "5b6c1b2e-4170-11e1-9d2a-00155d0a1e01";
        let marks = "!".repeat(100_000);
        assert_eq!(names.path(&format!("Acme{marks}")), format!("folder1{marks}"));
        let renamed = names.path(&guid.repeat(20_000));
        assert!(!renamed.contains("5b6c1b2e") && renamed.len() == 36 * 20_000);
        assert_eq!(names.path(&format!("{guid} {guid}")).split(' ').count(), 2);
    }

    #[test]
    fn guids_in_paths_are_those_of_volumes() {
        let mut names = Names::default();
        let guid = Guid::parse("5b6c1b2e-4170-11e1-9d2a-00155d0a1e01").unwrap();
        let renamed = names.guid(guid);
        assert_eq!(
            names.path(r"\\?\Volume{5B6C1B2E-4170-11e1-9d2a-00155d0a1e01}\Payroll"),
            format!(r"\\?\Volume{{{renamed}}}\folder1")
        );
    }
}
