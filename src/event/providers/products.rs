//! Other backup products, and Windows' own besides Windows Server Backup: what they write of their runs.
//!
//! Keyed on provider and id alone; texts are localised or free and name things at most. What an id says of a run stands
//! in the session room, one file a product. Sources: message resources of sdengin2.dll and srcore.dll (libyal/winevt-kb)
//! for Windows Backup and System Restore; for the others, which publish no tables, scripts of people who watch these
//! events, as each table says.

use super::volume_users::volumes;
use super::vss::foreign_program;
use super::{EventRow, Provider};
use crate::event::class::Class::{ProductRun, Requester};
use crate::event::{EventKind, Payload, ProductRecord, System};

const fn run(id: u16, meaning: &'static str) -> EventRow {
    EventRow::new(id, &[ProductRun], meaning)
}

/// Azure Backup's agent, which people call MARS. Symbols and texts as public scripts quote them; not seen in a log.
pub const AZURE_BACKUP: Provider = Provider {
    names: &["CloudBackup"],
    channel: "CloudBackup",
    events: &[
        run(1, "a job of Azure Backup started"),
        run(3, "a job of Azure Backup succeeded"),
        run(10, "a job of Azure Backup ended with warnings"),
        run(11, "a job of Azure Backup ended with errors"),
        run(14, "the agent of Azure Backup has to be updated; it tells no success"),
        run(16, "the quota of Azure Backup is near its end; it tells no success"),
        run(18, "a scheduled job of Azure Backup failed to start"),
    ],
    names_volumes: false,
    read: |system, _| told(system, None, None),
};

/// Veeam Agent for Windows on the machine itself; the level of 190 is the result, as public scripts read it (one of
/// them checked on a build of 2026).
pub const VEEAM_AGENT: Provider = Provider {
    names: &["Veeam Agent", "Veeam Endpoint Backup"],
    channel: "Veeam Agent",
    events: &[
        run(110, "a job of Veeam Agent started"),
        run(190, "a job of Veeam Agent ended; its level is the result: 4 good, 3 with warnings, 2 failed"),
        run(191, "a job of Veeam Agent failed and will be tried again"),
        run(490, "a job that copies restore points of Veeam Agent ended; its level is the result"),
        run(10010, "Veeam Agent made a restore point"),
    ],
    names_volumes: false,
    read: |system, _| told(system, None, None),
};

/// Altaro, now Hornetsecurity VM Backup: one record for each virtual machine and run. Ids as public scripts read them.
pub const ALTARO: Provider = Provider {
    names: &["Altaro VM Backup"],
    channel: "Application",
    events: &[
        run(5000, "the backup of a virtual machine by Altaro succeeded"),
        run(5001, "the backup of a virtual machine by Altaro ended with warnings"),
        run(5002, "the backup of a virtual machine by Altaro failed"),
        run(5003, "Altaro verified a backup"),
        run(5007, "an offsite copy by Altaro failed"),
    ],
    names_volumes: false,
    read: |system, payload| told(system, guest(payload), None),
};

/// Windows Backup of clients (Backup and Restore of Windows 7 and later).
pub const WINDOWS_BACKUP: Provider = Provider {
    names: &["Windows Backup"],
    channel: "Application",
    events: &[
        run(4097, "a run of Windows Backup started"),
        run(4098, "a run of Windows Backup succeeded"),
        run(4099, "a run of Windows Backup was cancelled"),
        run(4100, "a run of Windows Backup failed: no shadow copy could be made"),
        run(4101, "a run of Windows Backup failed: the target is full"),
        run(4102, "a run of Windows Backup failed: no medium for the target"),
        run(4103, "a run of Windows Backup failed: an error while writing to the target"),
        run(4104, "a run of Windows Backup failed; its string is the code"),
        run(4105, "Windows Backup fell back to an older catalog"),
        run(4106, "Windows Backup skipped files"),
    ],
    names_volumes: false,
    read: |system, payload| {
        // Only these name the target: 4104 holds a code, 4106 a file.
        let names_target = matches!(system.event_id, 4097 | 4101 | 4102 | 4103);
        told(system, payload.string(0).filter(|_| names_target).map(str::to_owned), None)
    },
};

/// ShadowProtect: which of its ids tells what stands in their texts only, which are not read.
pub const SHADOW_PROTECT: Provider = Provider {
    names: &["ShadowProtectSvc"],
    channel: "Application",
    events: &[
        run(1120, "ShadowProtect tells of a job; how it ended stands in the text only"),
        run(1121, "ShadowProtect tells of a job; how it ended stands in the text only"),
        run(1122, "ShadowProtect tells of a job; how it ended stands in the text only"),
    ],
    names_volumes: false,
    read: |system, _| told(system, None, None),
};

/// System Restore was switched off for a volume.
pub const SYSTEM_RESTORE_OFF: u16 = 8195;

/// System Restore of clients. The numbers are those of Windows 7 and later; the first string is the command line of the
/// process that asked, the second one describes the restore point; of 8195 and 8196, which switch it off and on, it is the volume.
pub const SYSTEM_RESTORE: Provider = Provider {
    names: &["System Restore"],
    channel: "Application",
    events: &[
        EventRow::new(8193, &[ProductRun, Requester], "a restore point could not be made"),
        EventRow::new(8194, &[ProductRun, Requester], "a restore point was made"),
        run(8211, "the scheduled restore point could not be made"),
        run(8212, "the scheduled restore point was made"),
    ],
    names_volumes: true,
    read: |system, payload| {
        let names_process = matches!(system.event_id, 8193 | 8194);
        let of_point = |index| payload.string(index).filter(|_| names_process);
        match told(system, of_point(1).map(str::to_owned), of_point(0).and_then(foreign_program)) {
            EventKind::Product(record) => {
                EventKind::Product(Box::new(ProductRecord { volumes: volumes(payload), ..*record }))
            }
            other => other,
        }
    },
};

fn told(system: &System, subject: Option<String>, requester: Option<String>) -> EventKind {
    /// Enough for a name or a path; texts are free.
    const MAX_CHARS: usize = 200;
    let subject = subject.map(|text| text.trim().chars().take(MAX_CHARS).collect::<String>());
    EventKind::Product(Box::new(ProductRecord {
        level: system.level,
        subject: subject.filter(|text| !text.is_empty()),
        requester,
        volumes: Vec::new(),
    }))
}

/// What stands before the name of a virtual machine in the texts of Altaro.
pub(crate) const GUEST: &str = "Guest VM Name:";

/// The virtual machine that a record of Altaro is about. Its texts are English; where they are not, it stays unnamed.
fn guest(payload: &Payload) -> Option<String> {
    let texts = payload.data.iter().map(|datum| datum.value.as_str());
    let named = texts.flat_map(str::lines).find_map(|line| line.trim_start().strip_prefix(GUEST));
    named.map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Datum;

    fn read(provider: &Provider, event_id: u16, strings: &[&str]) -> ProductRecord {
        let data = strings.iter().map(|text| Datum { name: None, value: (*text).into() }).collect();
        let system = System { event_id, level: Some(4), ..System::default() };
        match (provider.read)(&system, &Payload { data, binary: None }) {
            EventKind::Product(record) => *record,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_a_record_is_about_is_named_where_its_place_is_known() {
        let text = "Backup Result\r\nGuest VM Name: SQL 01\r\nHost: HV01";
        assert_eq!(read(&ALTARO, 5000, &[text]).subject.as_deref(), Some("SQL 01"));
        assert_eq!(read(&ALTARO, 5000, &["Sicherung"]).subject, None);
        assert_eq!(read(&WINDOWS_BACKUP, 4097, &["E:"]).subject.as_deref(), Some("E:"));
        assert_eq!(read(&WINDOWS_BACKUP, 4104, &["0x81000005"]).subject, None);
        let point = read(&SYSTEM_RESTORE, 8194, &[r"C:\Windows\WinSxS\TiWorker.exe -Embedding", "Update"]);
        assert_eq!(point.requester.as_deref(), Some("TiWorker.exe"));
        assert_eq!(point.subject.as_deref(), Some("Update"));
    }
}
