//! What lists of disks say of their health: `wmic diskdrive`, `wmic MSStorageDriver_FailurePredictStatus` and
//! `Get-PhysicalDisk`, each as a list of fields. Windows writes no event when a disk begins to predict its failure but where a
//! driver asks it to (disk 52), so such a list may be all that tells.

use std::collections::BTreeMap;

use crate::event::pattern::{Pattern, pattern};
use crate::timeline::IllDisk;

/// A field on a line of its own: `PredictFailure=TRUE`, or `HealthStatus      : Unhealthy`.
static FIELD: Pattern = Pattern::new(|| pattern(r"^([A-Za-z]+)\s*[=:]\s*(.*)$"));

/// Fields that tell how a disk is, in the order in which they are told, with what they say of one that is not well: the values of
/// `MSStorageDriver_FailurePredictStatus`, of `MSFT_PhysicalDisk` and of `Win32_DiskDrive`, as Microsoft documents these classes.
const SAYS_ILL: &[(&str, &[&str])] = &[
    ("PredictFailure", &["TRUE"]),
    ("HealthStatus", &["Unhealthy", "Warning"]),
    ("OperationalStatus", &["Predictive Failure", "Lost Communication", "IO Error", "Transient Error"]),
    ("Status", &["Pred Fail", "Error", "NonRecover", "Degraded", "Lost Comm"]),
];

/// Fields by which a disk is called, the most telling first.
const NAMES: &[&str] = &["FriendlyName", "Model", "InstanceName"];
/// Fields with its number.
const NUMBERS: &[&str] = &["DeviceId", "Index"];

/// Fields that only a list of disks has: one of these stands in it.
const MARKS: &[&str] = &["PredictFailure", "HealthStatus", "InterfaceType"];

/// Whether a text lists disks with what tells of their health.
pub(super) fn is_list(text: &str) -> bool {
    let disks = disks(text);
    let tells = |disk: &Disk<'_>| SAYS_ILL.iter().any(|(field, _)| disk.contains_key(*field));
    disks.iter().any(|disk| tells(disk) && MARKS.iter().any(|mark| disk.contains_key(*mark)))
}

/// The disks that a list says to be failing, or not to be well, in its order.
pub(super) fn ill(text: &str) -> Vec<IllDisk> {
    let of_disk = |disk: &Disk<'_>| {
        let (field, value) = SAYS_ILL.iter().find_map(|(field, ill)| {
            let value = *disk.get(*field)?;
            let is_ill = ill.iter().any(|ill| says(value, ill));
            is_ill.then_some((*field, value))
        })?;
        let number = NUMBERS.iter().find_map(|field| disk.get(*field)).map(|number| format!("disk {number}"));
        let name = NAMES.iter().find_map(|field| disk.get(*field)).map(|name| (*name).to_owned());
        let name = number.into_iter().chain(name).collect::<Vec<_>>().join(", ");
        Some(IllDisk { name, said: format!("{field}: {value}") })
    };
    disks(text).iter().filter_map(of_disk).collect()
}

/// Whether a value is a word, or a list in braces that holds it.
fn says(value: &str, word: &str) -> bool {
    let inner = value.trim_start_matches('{').trim_end_matches('}');
    inner.split(',').any(|part| part.trim().eq_ignore_ascii_case(word))
}

/// The fields of a disk, without those that are empty.
type Disk<'t> = BTreeMap<&'t str, &'t str>;

/// A field that stands there already begins the next disk.
fn disks(text: &str) -> Vec<Disk<'_>> {
    let mut disks: Vec<Disk<'_>> = Vec::new();
    for line in text.lines().map(str::trim) {
        let Some(found) = FIELD.captures(line) else { continue };
        let (Some(field), Some(value)) = (found.get(1), found.get(2)) else { continue };
        let (field, value) = (field.as_str(), value.as_str().trim());
        match disks.last_mut().filter(|disk| !disk.contains_key(field)) {
            Some(disk) => {
                disk.insert(field, value);
            }
            None => disks.push(Disk::from([(field, value)])),
        }
    }
    disks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ill_in(text: &str) -> Vec<String> {
        assert!(is_list(text), "{text}");
        ill(text).iter().map(|disk| format!("{}: {}", disk.name, disk.said)).collect()
    }

    #[test]
    fn each_tool_tells_of_disks_that_are_not_well() {
        let smart = "\r\r\n\r\r\nInstanceName=SCSI\\Disk_A\r\r\nPredictFailure=FALSE\r\r\nReason=0\r\r\n\r\r\n\
                     InstanceName=SCSI\\Disk_B\r\r\nPredictFailure=TRUE\r\r\nReason=5\r\r\n";
        assert_eq!(ill_in(smart), ["SCSI\\Disk_B: PredictFailure: TRUE"]);
        let wmic = "Index=0\r\nInterfaceType=SCSI\r\nModel=A\r\nSize=1\r\nStatus=OK\r\n\r\n\
                    Index=1\r\nInterfaceType=USB\r\nModel=B: 2\r\nSize=\r\nStatus=Pred Fail\r\n";
        assert_eq!(ill_in(wmic), ["disk 1, B: 2: Status: Pred Fail"]);
        let powershell = "\n\nDeviceId          : 0\nFriendlyName      : A\nHealthStatus      : Healthy\n\
                          OperationalStatus : OK\n\nDeviceId          : 3\nFriendlyName      : B\n\
                          HealthStatus      : Unhealthy\nOperationalStatus : {Lost Communication, Predictive Failure}\n\n\
                          DeviceId          : 4\nFriendlyName      : C\nHealthStatus      : Healthy\n\
                          OperationalStatus : {OK, IO Error}\n";
        assert_eq!(
            ill_in(powershell),
            ["disk 3, B: HealthStatus: Unhealthy", "disk 4, C: OperationalStatus: {OK, IO Error}"]
        );
    }

    #[test]
    fn other_texts_list_no_disks() {
        for text in
            ["", "Status=Error\r\n", "Model=A\r\nStatus=Pred Fail\r\n", "HealthStatus: unknown words", "x: y"]
        {
            let is_known = text.starts_with("HealthStatus");
            assert_eq!(is_list(text), is_known, "{text}");
            assert!(!is_known || ill(text).is_empty(), "{text}");
        }
    }
}
