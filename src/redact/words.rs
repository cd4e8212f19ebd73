//! Which words are harmless: what Windows, tools and this program call things, and numbers.

use crate::event::pattern::{Pattern, pattern};

/// Words of devices, files, logs, products and systems, in lower case and in order. What is no word of this list, and no
/// number, may be a name.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "acpi", "actionable", "admin", "agent", "all", "altaro", "analyze", "and", "annex", "any", "application",
    "archive", "ascii", "auto", "avhd", "avhdx", "azure", "backup", "backups", "bak", "benign", "bin", "bom",
    "bundle", "bus", "business", "bytes", "cab", "cdrom", "child", "cloudbackup", "clusterstorage", "cmd", "code",
    "color", "component", "components", "config", "controlset", "core", "coverage", "csv", "ctl", "currentcontrolset",
    "data", "datacenter", "datakeeper", "daylight", "dd", "de", "default", "desktop", "dev", "device", "diagnostic", "disk",
    "diskshadow", "dll", "documents", "download", "downloads", "dr", "dword", "edition", "education", "en",
    "enterprise", "essentials", "etl", "evaluation", "event", "events", "evt", "evtx", "exe", "export", "exports",
    "failed", "false", "files", "floppy", "for", "forwardedevents", "foundation", "from", "full", "fvevol",
    "globalroot", "group", "gz", "harddisk", "harddiskvolume", "harddiskvolumeshadowcopy", "hardwareevents", "hci", "home",
    "hour", "html", "hyper", "iastor", "ide", "ideport", "in", "incomplete", "initializing", "inspect", "iot", "iscsi", "iso", "ja",
    "json", "kb", "list", "local", "log", "logs", "ltsc", "manager", "manifest", "mb", "md", "microsoft", "min", "mountvol",
    "mpio", "mpiodisk", "msft", "msiscsi", "msvhdhba", "multipoint", "mup", "nano", "ndjson", "never", "no", "not",
    "null", "nvme", "of", "offline", "online", "operational", "partition", "pci", "pdo", "physical", "physicaldrive",
    "pool", "port", "powershell", "premium", "presumed", "preview", "pro", "prod", "professional", "program",
    "programdata", "proven", "r2", "raid", "raidport", "recovery", "recycle", "reg", "repair", "report", "reports",
    "rev", "root", "running", "runs", "sas", "sata", "saved", "scheduled", "scsi", "scsiport", "security", "server",
    "service", "setup", "shadow", "shared", "snapshot", "snapshots", "spaceport", "spaces", "spp", "stack", "standard",
    "starter", "state", "status", "stopped", "storage", "storahci", "stornvme", "storport", "storvsp", "subsys",
    "summary", "supported", "svchost", "sys", "system", "table", "tar", "taskhost", "taskhostw", "technical", "temp",
    "temporary", "tgz", "the", "ticks", "time", "timeline", "tiworker", "tmp", "true", "trustedinstaller", "txt",
    "ultimate", "unc", "undetermined", "unknown", "update", "usb", "usbstor", "user", "users", "using", "utc",
    "veeam", "ven", "version", "vg", "vhd", "vhdmp", "vhds", "vhdx", "virtual", "volmgr", "volsift", "volsnap",
    "volume", "volumes", "volumeshadowcopy", "volumesnapshot", "vss", "vssadmin", "vssvc", "wbadmin", "wbengine",
    "windows", "windowsimagebackup", "winevt", "with", "workgroup", "xml", "yes", "zip",
];

/// Of these, the ones that Windows numbers.
const NUMBERED: &[&str] = &[
    "bus",
    "cdrom",
    "disk",
    "dr",
    "harddisk",
    "harddiskvolume",
    "harddiskvolumeshadowcopy",
    "iastor",
    "ideport",
    "mpiodisk",
    "partition",
    "physicaldrive",
    "port",
    "raidport",
    "scsiport",
    "volume",
];

static ADDRESS: Pattern = Pattern::new(|| {
    pattern(
        r"(?i)^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]+)?|(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?:%.*)?|(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2})$",
    )
});
/// An address within a text.
static ADDRESS_INSIDE: Pattern = Pattern::new(|| {
    pattern(
        r"(?i)(?:[0-9]{1,3}\.){3}[0-9]{1,3}|(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}",
    )
});
static ACCOUNT: Pattern = Pattern::new(|| pattern(r"(?i)\bS-1-[0-9]+(?:-[0-9]+)*\b"));
static GUID: Pattern = Pattern::new(|| pattern(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
/// A code, as NTSTATUS and HRESULT are written, or an address of the kernel's. Other hex digits may be a name, or the serial
/// number of a disk.
static CODE: Pattern = Pattern::new(|| {
    pattern(
        r"(?i)^(?:0x(?:0{0,8}[0-9a-f]{1,8}|ffff[0-9a-f]{12})|(?:000[0-9a-f]|[48][0-9]{3}|c0[0-9]{2})[0-9a-f]{4})$",
    )
});
/// A day without anything between its parts.
static DAY: Pattern =
    Pattern::new(|| pattern(r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$"));
/// `1h30m`, as the command line takes it, and the offset of a zone.
static DURATION: Pattern = Pattern::new(|| pattern(r"^[+-]?(?:[0-9]{1,4}(?:ms|[smhd]))+$"));
/// A version of Windows.
static VERSION: Pattern = Pattern::new(|| pattern(r"^[0-9]{1,6}(?:\.[0-9]{1,6}){0,3}$"));
/// An instant or a day, as XML and file names write them.
static TIME: Pattern = Pattern::new(|| pattern(r"(?i)^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T _][0-9:.]+Z?)?$"));

/// Whether a text is an address of a network, or of a network card.
pub(super) fn is_address(text: &str) -> bool {
    ADDRESS.is_match(text) && !text.contains("::/")
}

/// Whether an address stands in a text.
pub(super) fn has_address(text: &str) -> bool {
    ADDRESS_INSIDE.is_match(text)
}

/// Whether a text is the SID of an account.
pub(super) fn is_account(text: &str) -> bool {
    ACCOUNT.find(text).is_some_and(|found| found.as_str().len() == text.len())
}

/// Whether a text says nothing of whose it is: every word is one of Windows' and of tools', a number or a letter.
pub(super) fn is_plain(text: &str) -> bool {
    if TIME.is_match(text) {
        return true;
    }
    if !text.is_ascii() || ADDRESS_INSIDE.is_match(text) || ACCOUNT.is_match(text) || GUID.is_match(text) {
        return false;
    }
    text.split(|c: char| !c.is_ascii_alphanumeric()).all(is_word)
}

/// The same of what may be a name as a whole: words without numbers, but for those that Windows numbers.
pub(super) fn is_plain_name(text: &str) -> bool {
    let is_named = |word: &str| {
        let stem = word.trim_end_matches(|c: char| c.is_ascii_digit());
        stem.len() == word.len() || is_numbered(stem)
    };
    is_plain(text) && text.split(|c: char| !c.is_ascii_alphanumeric()).all(is_named)
}

/// Whether a text is a duration with its units, as the command line takes it.
pub(super) fn is_duration(text: &str) -> bool {
    DURATION.is_match(text)
}

/// Whether a text is a version of Windows. The third number of one is its build, which is greater than what an address holds.
pub(super) fn is_version(text: &str) -> bool {
    VERSION.is_match(text) && !is_address(text)
}

fn is_word(word: &str) -> bool {
    let stem = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = word.len().saturating_sub(stem.len());
    word.len() <= 1
        || WORDS.binary_search(&word.to_ascii_lowercase().as_str()).is_ok()
        || (1..=6).contains(&digits) && is_numbered(stem)
        || is_number(word)
}

fn is_numbered(stem: &str) -> bool {
    NUMBERED.binary_search(&stem.to_ascii_lowercase().as_str()).is_ok()
}

/// Numbers of four digits at most, days, and codes; longer ones may name a customer.
fn is_number(word: &str) -> bool {
    let is_decimal = word.bytes().all(|byte| byte.is_ascii_digit());
    if is_decimal { word.len() <= 4 || DAY.is_match(word) } else { CODE.is_match(word) }
}

/// A GUID inside a text.
pub(super) fn guids() -> &'static Pattern {
    &GUID
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order() {
        assert!(
            WORDS.windows(2).all(|pair| pair[0] < pair[1]),
            "{:?}",
            WORDS.windows(2).find(|pair| pair[0] >= pair[1])
        );
    }

    #[test]
    fn what_windows_calls_things_is_harmless_and_names_are_not() {
        for text in [
            "System.evtx",
            "Microsoft-Windows-Backup.evtx",
            r"\Device\HarddiskVolumeShadowCopy12",
            "E:",
            "C000000E",
            "2024-03-01",
            "2024-03-01T13:00:00.123Z",
            "20240301",
            "0xC0000185",
            "Windows Server 2008 R2 Standard 6.1.7601",
            "12",
        ] {
            assert!(is_plain(text), "{text}");
        }
        for text in [
            "HV01",
            "hv01.corp.example",
            "10.1.2.3",
            "fe80::1:2:3",
            "00-15-5d-0a-1e-01",
            "S-1-5-21-1-2-3-500",
            "Müller",
            "5b6c1b2e-4170-11e1-9d2a-00155d0a1e01",
            "SQL",
            "4711123",
            "471112",
            "K10234",
            "A1",
            "DEADBEE1",
            "5b6c1b2e",
            "0xACME",
            "0x600A0B8000112233",
            "Acme Standard Time",
            r"\\server7\geheim",
        ] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
