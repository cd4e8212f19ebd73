//! What lists of disks say of their health: `wmic diskdrive`, `wmic MSStorageDriver_FailurePredictStatus` and
//! `Get-PhysicalDisk`, each as a list of fields. Windows writes no event when a disk begins to predict its failure but where a
//! driver asks it to (disk 52), so such a list may be all that tells.

use std::collections::BTreeMap;

use crate::event::pattern::{Pattern, pattern};
use crate::timeline::IllDisk;

/// A field on a line of its own: `PredictFailure=TRUE`, or `HealthStatus      : Unhealthy`.
static FIELD: Pattern = Pattern::new(|| pattern(r"^([A-Za-z]+)\s*[=:]\s*(.*)$"));

/// A field that tells how a disk is.
struct Health {
    name: &'static str,
    /// What it says of a disk that is not well.
    ill: &'static [&'static str],
    /// One of these stands beside it where it is of a disk: of volumes and devices other tools tell in the same form.
    beside: &'static [&'static str],
}

/// In the order in which they are told: fields and values of `MSStorageDriver_FailurePredictStatus`, of `MSFT_PhysicalDisk` and of
/// `Win32_DiskDrive`, as Microsoft documents these classes.
const HEALTH: &[Health] = &[
    Health { name: "PredictFailure", ill: &["TRUE"], beside: &["InstanceName"] },
    Health {
        name: "HealthStatus",
        ill: &["Unhealthy", "Warning"],
        beside: &["DeviceId", "Number", "FriendlyName"],
    },
    Health {
        name: "OperationalStatus",
        ill: &["Predictive Failure", "Lost Communication", "IO Error", "Transient Error"],
        beside: &["DeviceId", "Number", "FriendlyName"],
    },
    Health {
        name: "Status",
        ill: &["Pred Fail", "Error", "NonRecover", "Degraded", "Lost Comm"],
        beside: &["InterfaceType"],
    },
];

/// What a volume or another device has, and a disk has not.
const OF_OTHERS: &[&str] = &["DriveLetter", "FileSystem", "FileSystemType", "Class"];

/// Fields by which a disk is called, the most telling first.
const NAMES: &[&str] = &["FriendlyName", "Model", "InstanceName"];
/// Fields with its number.
const NUMBERS: &[&str] = &["DeviceId", "Index", "Number"];
/// Names are cut at so many characters.
const LONGEST_NAME: usize = 64;

/// Whether a text lists disks with what tells of their health.
pub(super) fn is_list(text: &str) -> bool {
    disks(text).iter().any(|disk| health(disk).next().is_some())
}

/// The first disk that a list says to be failing, or not to be well, and how many there are.
pub(super) fn ill(text: &str) -> Option<(IllDisk, usize)> {
    let disks = disks(text);
    let mut ill = disks.iter().filter_map(|disk| Some((disk, said_ill(disk)?)));
    let (disk, (field, word)) = ill.next()?;
    let number = number(disk).map(|number| format!("disk {number}"));
    let name = NAMES.iter().find_map(|field| disk.get(*field));
    let name = name.map(|name| name.chars().take(LONGEST_NAME).collect());
    let name = number.into_iter().chain(name).collect::<Vec<String>>().join(", ");
    Some((IllDisk { name, said: format!("{field}: {word}") }, ill.count().saturating_add(1)))
}

/// What is read of a list of disks, without any name.
pub fn without_names(text: &str) -> String {
    let mut out = String::new();
    for disk in disks(text) {
        let ill = said_ill(&disk);
        let number = number(&disk).map(|number| format!("DeviceId={number}\n"));
        let named = NAMES.iter().chain(&["InterfaceType"]).filter(|field| disk.contains_key(**field));
        let told = health(&disk).map(|field| {
            let word = ill.filter(|(name, _)| *name == field.name).map_or("OK", |(_, word)| word);
            format!("{}={word}\n", field.name)
        });
        out.extend(number.into_iter().chain(named.map(|field| format!("{field}=xx\n"))).chain(told));
        out.push('\n');
    }
    out
}

/// The fields that tell how a disk is, where it is one.
fn health<'d>(disk: &'d Disk<'_>) -> impl Iterator<Item = &'static Health> + 'd {
    let has = |field: &&str| disk.contains_key(*field);
    let is_other = OF_OTHERS.iter().any(has);
    HEALTH.iter().filter(move |field| !is_other && has(&field.name) && field.beside.iter().any(has))
}

/// Which field says that a disk is not well, and by which word.
fn said_ill(disk: &Disk<'_>) -> Option<(&'static str, &'static str)> {
    health(disk).find_map(|field| {
        let value = *disk.get(field.name)?;
        field.ill.iter().find(|word| says(value, word)).map(|word| (field.name, *word))
    })
}

fn number<'t>(disk: &Disk<'t>) -> Option<&'t str> {
    let number = NUMBERS.iter().find_map(|field| disk.get(*field))?;
    (number.len() < 6 && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(*number)
}

/// Whether a value is a word, or a list in braces that holds it.
fn says(value: &str, word: &str) -> bool {
    let inner = value.trim_start_matches('{').trim_end_matches('}');
    inner.split(',').any(|part| part.trim().eq_ignore_ascii_case(word))
}

/// The fields of a disk, without those that are empty.
type Disk<'t> = BTreeMap<&'t str, &'t str>;

/// An empty line ends a disk, and a field that stands there already begins the next one.
fn disks(text: &str) -> Vec<Disk<'_>> {
    let mut disks: Vec<Disk<'_>> = Vec::new();
    let mut is_open = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            is_open = false;
        }
        let Some(found) = FIELD.captures(line) else { continue };
        let (Some(field), Some(value)) = (found.get(1), found.get(2)) else { continue };
        let (field, value) = (field.as_str(), value.as_str().trim());
        if !is_open || disks.last().is_some_and(|disk| disk.contains_key(field)) {
            disks.push(Disk::new());
            is_open = true;
        }
        if let Some(disk) = disks.last_mut()
            && !value.is_empty()
        {
            disk.insert(field, value);
        }
    }
    disks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ill_in(text: &str) -> Option<(String, usize)> {
        assert!(is_list(text), "{text}");
        let plain = without_names(text);
        assert!(is_list(&plain), "{plain}");
        let of = |text| ill(text).map(|(disk, count)| (disk.said, count));
        assert_eq!(of(&plain), of(text), "{plain}");
        ill(text).map(|(disk, count)| (format!("{}: {}", disk.name, disk.said), count))
    }

    #[test]
    fn each_tool_tells_of_disks_that_are_not_well() {
        let smart = "\r\r\n\r\r\nInstanceName=SCSI\\Disk_A\r\r\nPredictFailure=FALSE\r\r\nReason=0\r\r\n\r\r\n\
                     InstanceName=SCSI\\Disk_B\r\r\nPredictFailure=TRUE\r\r\nReason=5\r\r\n";
        assert_eq!(ill_in(smart), Some(("SCSI\\Disk_B: PredictFailure: TRUE".into(), 1)));
        let wmic = "Index=0\r\nInterfaceType=SCSI\r\nModel=A\r\nSize=1\r\nStatus=OK\r\n\r\n\
                    Index=1\r\nInterfaceType=USB\r\nModel=B: 2\r\nSize=\r\nStatus=Pred Fail\r\n";
        assert_eq!(ill_in(wmic), Some(("disk 1, B: 2: Status: Pred Fail".into(), 1)));
        // The two of them in one file.
        assert_eq!(ill_in(&format!("{wmic}\r\n{smart}")).map(|(_, count)| count), Some(2));
        let powershell = "\n\nDeviceId          : 0\nFriendlyName      : A\nHealthStatus      : Healthy\n\
                          OperationalStatus : OK\n\nDeviceId          : 3\nFriendlyName      : B\n\
                          HealthStatus      : Unhealthy\nOperationalStatus : {Lost Communication, Predictive Failure}\n\n\
                          DeviceId          : 4\nFriendlyName      : C\nHealthStatus      : Healthy\n\
                          OperationalStatus : {OK, IO Error}\n";
        assert_eq!(ill_in(powershell), Some(("disk 3, B: HealthStatus: Unhealthy".into(), 2)));
        let long = format!("FriendlyName : {}\nHealthStatus : Warning", "x".repeat(100_000));
        assert_eq!(ill_in(&long).map(|(text, _)| text.len()), Some(64 + ": HealthStatus: Warning".len()));
        for (number, name) in [("12345", "disk 12345, A"), ("123456", "A"), ("1x", "A"), ("", "A")] {
            let told = ill_in(&format!("DeviceId : {number}\nFriendlyName : A\nHealthStatus : Warning"));
            assert_eq!(told, Some((format!("{name}: HealthStatus: Warning"), 1)));
        }
        // A reader of cards without a card, and a disk that is well.
        let well = "Index=1\r\nInterfaceType=USB\r\nModel=Reader\r\nSize=\r\nStatus=\r\n\r\n\
                    Index=0\r\nInterfaceType=SCSI\r\nModel=A\r\nSize=1\r\nStatus=OK\r\n";
        assert_eq!(ill_in(well), None);
        // What follows an empty line is of another disk, also where its first field is empty.
        let two = "InstanceName=A\r\nPredictFailure=FALSE\r\n\r\nReason=\r\nHealthStatus=Warning\r\nFriendlyName=B\r\n";
        assert_eq!(ill_in(two), Some(("B: HealthStatus: Warning".into(), 1)));
    }

    #[test]
    fn other_texts_list_no_disks() {
        for text in [
            "",
            "Status=Error\r\n",
            "Model=A\r\nStatus=Pred Fail\r\n",
            "InterfaceType: web\n\nStatus: Error",
            "HealthStatus: Warning",
            "DriveLetter : D\nFriendlyName : x\nHealthStatus : Warning",
            "Status : Error\nClass : Printer\nFriendlyName : Printer\nInterfaceType : x",
            "PredictFailure=TRUE",
            "PredictFailure=\r\nInstanceName=A",
            "InstanceName=A\r\nPredictFailure=",
            "x: y",
        ] {
            assert!(!is_list(text), "{text}");
            assert_eq!(ill(text), None, "{text}");
        }
    }
}
