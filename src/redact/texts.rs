//! Texts beside the logs: lists of volumes, exports of the registry, manifests. What the analysis reads of them is renamed, and of
//! the rest only the form is left: what no harmless word is becomes `xx`.

use std::collections::BTreeMap;

use super::names::Names;
use super::pieces::masked;
use super::words;
use crate::context;
use crate::correlation::inventory;
use crate::event::pattern::{Captures, Pattern, pattern};

/// A volume whose GUID is not whole: a message would tell of it.
static CUT: Pattern = Pattern::new(|| pattern(r"(?i)(volume\{)[^{}]*"));
/// A folder at which a volume is mounted.
static MOUNTED: Pattern = Pattern::new(|| pattern(r"^[A-Za-z]:[\\¥￥].*[^>\s]$"));

/// How long a name of NetBIOS is at most.
const NETBIOS: usize = 15;

/// The bytes of a value in an export of the registry: hexadecimal digits, over one line or more.
static DATA: Pattern = Pattern::new(|| pattern(r"(?i)=hex(?:\([0-9a-f]\))?:((?:[0-9a-f]{2},?|\\\r?\n\s*)+)"));

/// What is read of texts beside what is harmless anyway (`words`), in lower case and in order.
#[rustfmt::skip]
const READ: &[&str] = &[
    "absent", "accesspaths", "collection", "currentversion", "cut", "deviceid", "dosdevices", "driveletter", "editor",
    "end", "exported", "hex", "hkey", "hklm", "machine", "microsoft", "mounteddevices", "nt", "objectid", "path",
    "regedit4", "registry", "software", "taken", "uniqueid", "vo",
];

/// The number that `CreateTimeout` is set to, as .reg files and `reg query` write it.
static CREATE_TIMEOUT: Pattern = Pattern::new(|| {
    pattern(r#"(?i)^\s*(?:"CreateTimeout"\s*=\s*dword:|CreateTimeout\s+REG_DWORD\s+0x)[0-9a-f]{1,8}\s*$"#)
});

/// Keys of a manifest that name its computer.
const COMPUTERS: [&str; 2] = ["computer", "host"];

/// Keys of a manifest that tell how things stood.
const STATES: [&str; 2] = ["wbengine", "wbengine-after"];

/// Fields of a manifest that are numbers or words of its own.
const FIELDS: [&str; 4] = ["size", "records", "enabled", "code"];

/// Renames what a text tells of its host.
pub(super) fn text(text: &str, names: &mut Names) -> String {
    if context::is_manifest(text) {
        return text.lines().map(|line| told(line.trim_end(), names) + "\n").collect();
    }
    if context::what(text) == Some(context::Kind::Disks) {
        return context::disks_without_names(text);
    }
    let numbered = without_data(text);
    // The console may have cut a GUID in two.
    let lines = if inventory::is_list(text) {
        inventory::joined(&numbered)
    } else {
        numbered.lines().map(str::to_owned).collect()
    };
    lines.into_iter().map(|line| listed(&line, names) + "\n").collect()
}

/// The names of computers that a manifest tells.
pub(super) fn computers(text: &str) -> impl Iterator<Item = &str> {
    let lines = context::is_manifest(text).then(|| text.lines()).into_iter().flatten();
    let named = lines.filter_map(|line| line.split_once(": "));
    named.filter(|(key, _)| COMPUTERS.contains(key)).map(|(_, name)| name.trim())
}

/// An export of the registry in which a number stands for the bytes of a value: which of them are alike is all that is read.
fn without_data(text: &str) -> String {
    let mut known: BTreeMap<String, u64> = BTreeMap::new();
    let numbered = |found: &Captures<'_>| {
        let data: String = found.get(1).map_or("", |data| data.as_str()).to_lowercase();
        let data: String = data.chars().filter(char::is_ascii_hexdigit).collect();
        let next = u64::try_from(known.len()).unwrap_or(u64::MAX);
        let bytes = known.entry(data).or_insert(next).to_be_bytes();
        let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("=hex:{}", bytes.join(","))
    };
    DATA.replace_all(text, numbered).into_owned()
}

/// A line of a manifest.
fn told(line: &str, names: &mut Names) -> String {
    match line.split_once(": ") {
        Some((key, name)) if COMPUTERS.contains(&key) => {
            // Windows cuts a name for NetBIOS; it stays the beginning of the same ones.
            let cut = if name.len() == NETBIOS { names.computers_from(name) } else { Vec::new() };
            let lines = std::iter::once(name).chain(cut.iter().map(String::as_str));
            let lines: Vec<String> = lines.map(|name| format!("{key}: {}", names.computer(name))).collect();
            lines.join("\n")
        }
        Some((key @ ("log" | "archived" | "text"), value)) => {
            let mut parts = value.split("; ");
            let first = parts.next().unwrap_or_default();
            let first = if key == "text" { names.given(first) } else { names.channel(first) };
            let fields = parts.filter_map(|part| field(part, names));
            let parts: Vec<String> = std::iter::once(first).chain(fields).collect();
            format!("{key}: {}", parts.join("; "))
        }
        Some((key, value)) if STATES.contains(&key) => format!("{key}: {}", formed(value)),
        _ => formed(line),
    }
}

/// What stands behind the first part of a manifest's line: a state, or a field that is read.
fn field(part: &str, names: &mut Names) -> Option<String> {
    match part.split_once('=') {
        None => Some(formed(part)),
        Some(("file", file)) => Some(format!("file={}", names.given(file))),
        Some((name, value)) => {
            let is_said = is_number(value) || words::is_plain(value);
            (FIELDS.contains(&name) && is_said).then(|| part.to_owned())
        }
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A line of a list, or of an export of the registry.
fn listed(line: &str, names: &mut Names) -> String {
    if line.trim() == context::PROPOSAL || CREATE_TIMEOUT.is_match(line) {
        return line.to_owned();
    }
    // Of volumes that a log names, what is left of their names is as much of their pseudonyms.
    let mut begins: Vec<Vec<String>> = Vec::new();
    let cut = CUT.replace_all(line, |found: &Captures<'_>| {
        let whole = found.get(0).map_or("", |found| found.as_str());
        match found.get(1) {
            Some(start) if !words::guids().is_match(whole) => {
                let digits = inventory::digits_left(whole);
                begins.push(digits.map_or_else(Vec::new, |digits| names.guids_from(&digits)));
                format!("{}cut", start.as_str())
            }
            _ => whole.to_owned(),
        }
    });
    if MOUNTED.is_match(&cut) && !words::guids().is_match(&cut) {
        return names.path(&cut);
    }
    let formed = names.around_guids(&cut, |_, beside| formed(beside));
    let mut parts = formed.split("{cut");
    let mut renamed = parts.next().unwrap_or_default().to_owned();
    let mut others = String::new();
    for (part, begins) in parts.zip(begins.into_iter().chain(std::iter::repeat(Vec::new()))) {
        let mut begins = begins.into_iter();
        let first = begins.next().map_or_else(|| "cut".to_owned(), |begin| format!("{begin}..."));
        renamed.push_str(&format!("{{{first}{part}"));
        others.extend(begins.map(|begin| format!("\nVolume{{{begin}...")));
    }
    renamed + &others
}

/// A text of which only the form is left: its signs, harmless words, and those that are read.
fn formed(text: &str) -> String {
    let has_address = words::has_address(text);
    let is_said = |word: &str| {
        let is_number = || word.bytes().all(|byte| byte.is_ascii_digit());
        READ.binary_search(&word.to_lowercase().as_str()).is_ok()
            || words::is_plain(word) && !(has_address && is_number())
    };
    masked(text, "xx", |_, word, _| is_said(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::guid::Guid;

    #[test]
    fn a_list_tells_the_same_of_other_volumes() {
        let list = "    \\\\?\\Volume{5b6c1b2e-4170-11e1-9d2a-00155d0a1e01}\\\n        C:\\\n        D:\\Payroll\\\n\n    \
            \\\\?\\Volume{5b6c1b2f-4170-11e1-9d2a-00155d0a1e01}\\\n        *** NO MOUNT POINTS ***\n";
        let renamed = text(list, &mut Names::default());
        let (before, after) =
            (inventory::parse(None, "", list).0.unwrap(), inventory::parse(None, "", &renamed).0.unwrap());
        assert_eq!((before.volumes.len(), before.is_complete), (after.volumes.len(), after.is_complete));
        assert!(!renamed.contains("Payroll") && !renamed.contains("5b6c1b2e"), "{renamed}");
        assert!(inventory::is_list(&renamed));
    }

    #[test]
    fn a_manifest_is_still_of_the_computers_whose_names_it_cuts() {
        let mut names = Names::default();
        names.know(["acme-hv-rack2-01.corp.example", "acme-hv-rack2-02"].into_iter());
        assert_eq!(
            told("computer: ACME-HV-RACK2-0", &mut names),
            "computer: computer3\ncomputer: computer1\ncomputer: computer2"
        );
        let line = "log: Acme ERP; exported; file=Acme.evtx; size=7; records=17";
        let renamed = "log: channel1; exported; file=file1.evtx; size=7; records=17";
        assert_eq!(told(line, &mut names), renamed);
    }

    #[test]
    fn of_what_is_not_read_only_the_form_is_left() {
        assert!(READ.is_sorted());
        let said = |line: &str| listed(line, &mut Names::default());
        assert_eq!(said("      Originating Machine: srv7.acme.example"), "      xx Machine: xx.xx.xx");
        assert_eq!(said("FileSystemLabel : 経理"), "xx : xx");
        assert_eq!(said("      発信元コンピューター: srv7"), "      xx: xx");
        assert_eq!(said("PSComputerName  : 10.1.2.3"), "xx  : xx.xx.xx.xx");
        assert_eq!(said(r#""Owner"="somebody""#), r#""xx"="xx""#);
        assert_eq!(said("Site: deadbeef"), "xx: xx");
        assert_eq!(told("contact: somebody; note=acme", &mut Names::default()), "xx: xx; xx=xx");
        assert_eq!(
            told("text: a.txt; taken; size=123456; command=dir acme; note=acme", &mut Names::default()),
            "text: a.txt; taken; size=123456"
        );
        assert_eq!(
            told("log: System; failed; code=-1073741510", &mut Names::default()),
            "log: System; failed; code=-1073741510"
        );
        let kept = [
            "Windows Registry Editor Version 5.00",
            r"[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SPP]",
            "\"CreateTimeout\"=dword:001b7740",
            "    CreateTimeout    REG_DWORD    0x1b7740",
            context::PROPOSAL,
        ];
        for line in kept {
            assert_eq!(said(line), line);
        }
    }

    #[test]
    fn what_volumes_are_made_of_is_only_alike_or_not() {
        let export = "Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\SYSTEM\\MountedDevices]\n\
            \"\\\\??\\\\Volume{5b6c1b2e-4170-11e1-9d2a-00155d0a1e01}\"=hex:41,00,\\\n  63,00\n\
            \"\\\\DosDevices\\\\E:\"=hex:41,00,63,00\n\"acme\"=hex(1):61,00,63,00,6d\n";
        let renamed = text(export, &mut Names::default());
        let (before, after) =
            (inventory::parse(None, "", export).0.unwrap(), inventory::parse(None, "", &renamed).0.unwrap());
        assert_eq!(before.volumes.len(), after.volumes.len());
        assert_eq!(after.volumes.first().map(|volume| volume.letters.clone()), Some(vec!['E']));
        assert!(!renamed.contains("63") && !renamed.contains("acme"), "{renamed}");
    }

    #[test]
    fn a_guid_that_is_cut_is_told_of_without_its_digits() {
        let renamed = listed(r"\\?\Volume{5b6c1b2e-4170}\", &mut Names::default());
        assert_eq!(renamed, r"\\?\Volume{cut}\");
        let mut names = Names::default();
        let guid = |text: &str| Guid::parse(text).unwrap();
        names.guid(guid("77a90c02-41a8-11e1-b1f0-00155d0a1e09"));
        let own = names.guid(guid("5b6c1b2e-4170-11e1-9d2a-00155d0a1e01")).to_string();
        for left in ["5b6c1b2e", "5B6C1B2E-4170-11", "5b6c1b2e-4170-11e1-9d2a-00155d0a1e0"] {
            let renamed = listed(&format!(r"\\?\Volume{{{left}..."), &mut names);
            assert_eq!(renamed, format!(r"\\?\Volume{{{}...", own.get(..left.len()).unwrap()));
        }
        assert_eq!(listed(r"\\?\Volume{5b6c1b2", &mut names), r"\\?\Volume{cut");
    }
}
