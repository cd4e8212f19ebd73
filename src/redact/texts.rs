//! Texts beside the logs: lists of volumes, exports of the registry, manifests. What the analysis reads of them is renamed;
//! of the rest nothing is ever told.

use super::names::Names;
use super::words;
use crate::context;
use crate::correlation::inventory;
use crate::event::guid::Guid;
use crate::event::pattern::{Captures, Pattern, pattern};

/// A volume whose GUID is not whole: a message would tell of it.
static CUT: Pattern = Pattern::new(|| pattern(r"(?i)(volume\{)[^{}]*"));
/// A folder at which a volume is mounted.
static MOUNTED: Pattern = Pattern::new(|| pattern(r"^[A-Za-z]:[\\¥￥].*[^>\s]$"));
/// A file that a manifest names, and where.
static FILE: Pattern = Pattern::new(|| pattern(r"^(.*?\bfile=|text: )([^;]+)"));

/// How long a name of NetBIOS is at most.
const NETBIOS: usize = 15;

/// Renames what a text tells of its host.
pub(super) fn text(text: &str, names: &mut Names) -> String {
    if context::is_manifest(text) {
        return text.lines().map(|line| told(line.trim_end(), names) + "\n").collect();
    }
    // The console may have cut a GUID in two.
    let lines = if inventory::is_list(text) {
        inventory::joined(text)
    } else {
        text.lines().map(str::to_owned).collect()
    };
    lines.into_iter().map(|line| listed(&line, names) + "\n").collect()
}

/// A line of a manifest.
fn told(line: &str, names: &mut Names) -> String {
    match line.split_once(": ") {
        Some((key @ ("computer" | "host"), name)) => {
            // Windows cuts a name for NetBIOS; it stays the beginning of the same ones.
            let cut = if name.len() == NETBIOS { names.computers_from(name) } else { Vec::new() };
            let lines = std::iter::once(name).chain(cut.iter().map(String::as_str));
            let lines: Vec<String> = lines.map(|name| format!("{key}: {}", names.computer(name))).collect();
            lines.join("\n")
        }
        Some((key @ ("log" | "archived"), value)) => {
            let line = value.split_once(';').map_or_else(
                || line.to_owned(),
                |(channel, behind)| format!("{key}: {};{behind}", names.channel(channel)),
            );
            file_of(&line, names)
        }
        Some(_) => file_of(line, names),
        None => line.to_owned(),
    }
}

/// A line of a manifest that may name a file.
fn file_of(line: &str, names: &mut Names) -> String {
    let named = FILE.captures(line).and_then(|found| Some((found.get(1)?.end(), found.get(2)?)));
    let Some((start, file)) = named else { return line.to_owned() };
    let (before, behind) =
        (line.get(..start).unwrap_or_default(), line.get(file.end()..).unwrap_or_default());
    format!("{before}{}{behind}", names.given(file.as_str()))
}

/// A line of a list.
fn listed(line: &str, names: &mut Names) -> String {
    let guid = |found: &Captures<'_>| {
        let guid = found.get(0).and_then(|found| Guid::parse(found.as_str()));
        guid.map_or_else(String::new, |guid| names.guid(guid).to_string())
    };
    let renamed = words::guids().replace_all(line, guid);
    let is_whole =
        |found: &Captures<'_>| words::guids().is_match(found.get(0).map_or("", |found| found.as_str()));
    let renamed = CUT.replace_all(&renamed, |found: &Captures<'_>| {
        match (is_whole(found), found.get(0), found.get(1)) {
            (false, _, Some(start)) => format!("{}cut", start.as_str()),
            (_, whole, _) => whole.map_or_else(String::new, |whole| whole.as_str().to_owned()),
        }
    });
    if MOUNTED.is_match(&renamed) { names.path(&renamed) } else { renamed.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_guid_that_is_cut_is_told_of_without_its_digits() {
        let renamed = listed(r"\\?\Volume{5b6c1b2e-4170}\", &mut Names::default());
        assert_eq!(renamed, r"\\?\Volume{cut}\");
    }
}
