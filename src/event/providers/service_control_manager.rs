//! `Service Control Manager`: which services ran.
//!
//! 7036's binary is UTF-16, the service's short name and `/4` (running) or `/1` (stopped), whatever
//! the language of the texts: measured on public logs.

use super::{EventRow, Naming, Provider};
use crate::event::class::Class::{Activity, Requester};
use crate::event::{EventKind, Payload, System};

/// The service control manager's records in System.
pub const PROVIDER: Provider = Provider {
    names: &["Service Control Manager"],
    channel: "System",
    events: &[
        EventRow::new(7036, &[Activity, Requester], "a service started or stopped").only_naming(&OF_SERVICES)
    ],
    names_volumes: false,
    read,
};

/// Services that run for a backup: its engine, VSS, VSS' system provider.
const OF_BACKUPS: &[&str] = &["wbengine", "VSS", "swprv"];

/// The engine of Windows Server Backup: the feature is installed where it runs.
pub const BACKUP_ENGINE: &str = "wbengine";

/// How the names of all services of Hornetsecurity begin.
const ALTARO: &str = "Altaro";

/// Short names of products' services, as public lists of services hold them, and whose they are.
#[rustfmt::skip]
const OF_PRODUCTS: &[(&str, &str)] = &[
    ("OBEngine", "Azure Backup (MARS)"),
    ("DPMRA", "Data Protection Manager"),
    ("VeeamEndpointBackupSvc", "Veeam Agent"),
    ("VeeamAgentSvc", "Veeam Agent"),
    ("VeeamTransportSvc", "Veeam Backup & Replication"),
    ("VeeamDeploymentService", "Veeam Backup & Replication"),
    ("VeeamBackupSvc", "Veeam Backup & Replication"),
    ("VeeamHvIntegrationSvc", "Veeam Backup & Replication"),
    ("AcronisAgent", "Acronis"),
    ("AcronisCyberProtectService", "Acronis"),
    ("GxCVD", "Commvault"),
    ("GxVssProv", "Commvault"),
    ("GxVssHWProv", "Commvault"),
    ("BackupExecAgentAccelerator", "Backup Exec"),
    ("BackupExecJobEngine", "Backup Exec"),
    ("stc_raw_agent", "ShadowProtect"),
    ("vsnapvss", "ShadowProtect"),
    ("ShadowProtectSvc", "ShadowProtect"),
    ("CASAD2DWebSvc", "Arcserve"),
    (ALTARO, "Hornetsecurity VM Backup (Altaro)"),
];

/// Parts of which every name in both tables holds one: a record with none of them is not decoded. Few, with rare letters,
/// because they are looked for in every 7036 whose binary does not tell.
const WITH_NAMES: &[&str] = &[
    "wbengine",
    "VSS",
    "swprv",
    "OBEngine",
    "DPMRA",
    "Veeam",
    "AcronisAgent",
    "AcronisCyber",
    "GxCVD",
    "BackupExec",
    "stc_raw",
    "ShadowProtect",
    "CASAD2DWeb",
    ALTARO,
];

/// The services of both tables, as a record names them.
const OF_SERVICES: Naming = Naming { parts: WITH_NAMES, in_binary };

/// Whether a service is in one of the tables.
pub fn matters(name: &str) -> bool {
    is_of_backups(name) || product_of(name).is_some()
}

/// The same of the name in a binary, which is compared where it lies; `None` where no name and state stand there.
fn in_binary(bytes: &[u8]) -> Option<bool> {
    let (units, _) = bytes.as_chunks::<2>();
    let end = units.iter().rposition(|unit| *unit != [0, 0])?;
    let slash = units.get(..=end)?.iter().rposition(|unit| *unit == [b'/', 0])?;
    let name = units.get(..slash)?;
    let is = |known: &str| known.len() == name.len() && begins_with(name, known);
    let is_known = OF_BACKUPS.iter().any(|known| is(known))
        || OF_PRODUCTS.iter().any(|(known, _)| is(known))
        || begins_with(name, ALTARO);
    Some(is_known)
}

fn begins_with(units: &[[u8; 2]], name: &str) -> bool {
    units.len() >= name.len()
        && name.bytes().zip(units).all(|(byte, [low, high])| *high == 0 && low.eq_ignore_ascii_case(&byte))
}

/// Whether a service runs for a backup, whosever it is.
pub fn is_of_backups(name: &str) -> bool {
    OF_BACKUPS.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The backup product that a service belongs to.
pub fn product_of(name: &str) -> Option<&'static str> {
    let begins = |with: &str| name.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let known = OF_PRODUCTS
        .iter()
        .find(|(known, _)| name.eq_ignore_ascii_case(known) || (*known == ALTARO && begins(ALTARO)));
    known.map(|(_, product)| *product)
}

fn read(_system: &System, payload: &Payload) -> EventKind {
    let text = match &payload.binary {
        Some(Ok(bytes)) => {
            let (units, _) = bytes.as_chunks::<2>();
            let units: Vec<u16> = units.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
            String::from_utf16_lossy(&units)
        }
        _ => String::new(),
    };
    match text.trim_end_matches('\0').rsplit_once('/') {
        Some((name, state)) => EventKind::Service {
            name: name.into(),
            running: match state {
                "4" => Some(true),
                "1" => Some(false),
                _ => None,
            },
        },
        None => EventKind::Service {
            name: payload.field("param1").or_else(|| payload.string(0)).unwrap_or_default().into(),
            running: None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_binary_tells_or_leaves_it_open() {
        let of = |text: &str| in_binary(&text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
        assert_eq!(of("vss/4\0"), Some(true));
        assert_eq!(of("VSS/1"), Some(true));
        assert_eq!(of("Altaro.Agent/4\0\0"), Some(true));
        // Its display name is "SQL Server VSS Writer".
        assert_eq!(of("SQLWriter/4\0"), Some(false));
        assert_eq!(of("VSS"), None);
        assert_eq!(of("ＶＳＳ/4"), Some(false));
        assert_eq!(of("VSS\0/4\0"), Some(false));
        assert_eq!(of(""), None);
        assert_eq!(of("\0"), None);
        let names = OF_PRODUCTS.iter().map(|(name, _)| name).chain(OF_BACKUPS);
        assert!(names.into_iter().all(|name| of(&format!("{name}/4\0")) == Some(matters(name))));
    }

    #[test]
    fn every_name_is_looked_for_and_a_prefix_is_one_of_altaro_only() {
        let of_products = OF_PRODUCTS.iter().map(|(name, _)| *name);
        let all: Vec<&str> = OF_BACKUPS.iter().copied().chain(of_products).collect();
        let is_found =
            |name: &str| WITH_NAMES.iter().any(|part| name.to_lowercase().contains(&part.to_lowercase()));
        assert!(all.iter().all(|name| is_found(name)));
        assert!(is_of_backups(BACKUP_ENGINE));
        assert_eq!(product_of("obengine"), Some("Azure Backup (MARS)"));
        assert_eq!(product_of("Altaro.Agent"), Some("Hornetsecurity VM Backup (Altaro)"));
        assert_eq!(product_of("VeeamAgentSvcX"), None);
        assert_eq!(product_of("wuauserv"), None);
    }
}
