//! `VSS`: the Volume Shadow Copy Service.
//!
//! Ids and texts: message resources of vssvc.exe, as collected by libyal/winevt-kb. The service
//! stops itself after three minutes without work (KB 972623), which event 8224 tells.

use super::volume_users::volumes;
use super::{EventRow, Provider};
use crate::event::class::Class::{Activity, Requester, SnapshotTrouble};
use crate::event::{EventKind, MachineryEvent, Payload, System};

/// The id with which the idle service stops.
pub const IDLE_STOP: u16 = 8224;

/// The service's records in Application.
pub const PROVIDER: Provider = Provider {
    names: &["VSS"],
    channel: "Application",
    events: EVENTS,
    names_volumes: false,
    read: |system, payload| read_machinery(payload, requester(system, payload)),
};

/// The service's audit records in Security: who asked for a shadow copy (8222 created, 8223 imported; the fourth
/// string is the program, the ninth the volume of which the copy is: message resources of vssvc.exe).
pub const AUDIT: Provider = Provider {
    names: &["VSSAudit"],
    channel: "Security",
    events: &[
        EventRow::new(8222, &[Requester], "a shadow copy was made; its fields say who asked for it"),
        EventRow::new(
            8223,
            &[Requester],
            "a hardware shadow copy was imported; its fields say who asked for it",
        ),
    ],
    names_volumes: false,
    // Whose account it was plays no part.
    read: |_, payload| {
        let requester = payload.string(3).and_then(foreign_program);
        let volumes = volumes(payload);
        EventKind::Machinery(Box::new(MachineryEvent { strings: Vec::new(), requester, volumes }))
    },
};

const fn row(id: u16, meaning: &'static str) -> EventRow {
    EventRow::new(id, &[SnapshotTrouble, Requester], meaning)
}

#[rustfmt::skip]
const EVENTS: &[EventRow] = &[
    row(8193, "unexpected error in a routine of VSS"),
    row(8219, "time ran out while file names were expanded for auto-recovery"),
    row(8220, "time ran out while files were deleted for auto-recovery"),
    EventRow::new(IDLE_STOP, &[Activity], "the service stops after three minutes without work"),
    row(8229, "a writer rejected an event"),
    EventRow::new(REQUEST, &[Requester], "a snapshot was asked for; its fields say by which program"),
    row(12289, "unexpected error in an operation of VSS"),
    row(12292, "a provider could not be started"),
    row(12293, "a routine of a provider failed"),
    row(12297, "writes to a volume could not be flushed"),
    row(12298, "writes to a volume could not be held"),
    row(12301, "a writer did not answer when asked for its status"),
    row(12305, "a volume or disk is not connected or was not found"),
    row(12310, "the shadow copy was not committed in time"),
    row(12338, "opening and flushing the volumes took too long"),
    row(12339, "opening and flushing the volumes took long"),
    row(12340, "waiting for all flushes took too long"),
    row(12341, "waiting for all flushes took long"),
    row(12349, "a writer took too long to freeze"),
];

/// The id that names the program which asked for a snapshot (builds of 2026).
const REQUEST: u16 = 8231;

/// Whether an event of VSS or of its audit says of the program that it names that it asked for a snapshot.
pub fn asks_for_snapshot(provider: &str, event_id: u16) -> bool {
    let is_audit = AUDIT.is_called(provider);
    is_audit || event_id == REQUEST
}

/// Keeps the strings of a record, shortened: the last one is often a long operation dump.
pub fn read_strings(_system: &System, payload: &Payload) -> EventKind {
    read_machinery(payload, None)
}

fn read_machinery(payload: &Payload, requester: Option<String>) -> EventKind {
    /// Enough for a routine's name and a code.
    const MAX_CHARS: usize = 200;
    const MAX_STRINGS: usize = 3;
    let strings = payload
        .data
        .iter()
        .take(MAX_STRINGS)
        .map(|datum| datum.value.chars().take(MAX_CHARS).collect())
        .collect();
    // What an error names may just be gone, so it shows no volume.
    EventKind::Machinery(Box::new(MachineryEvent { strings, requester, volumes: Vec::new() }))
}

/// The program that a record of VSS names: 8231 among its strings, the others in their binary data, as ASCII whatever
/// the language (122 of 122 public records): `- Code: … PID: … CMD:  C:\\…\\x.exe … - User: …`.
fn requester(system: &System, payload: &Payload) -> Option<String> {
    if system.event_id == REQUEST {
        return payload.data.iter().map(|datum| datum.value.as_str()).find_map(foreign_program);
    }
    let Some(Ok(bytes)) = &payload.binary else { return None };
    program_behind(&String::from_utf8_lossy(bytes))
}

/// The program that wrote a record of VSS, from its binary data. What the writer library logs (`Code: WRTWRTIC…`, real
/// records of CryptSvc) comes from a service that was asked to hold still, not from who asked.
fn program_behind(text: &str) -> Option<String> {
    const WRITERS: &str = "WRT";
    let (code, _) = text.split_once("Code:")?.1.split_once("- Call:")?;
    if code.trim_start().starts_with(WRITERS) {
        return None;
    }
    let (_, command) = text.split_once("CMD:")?;
    foreign_program(command.split("- User:").next().unwrap_or(command))
}

/// The file name of the program in a command line, unless it is one of Windows' own that take part in every snapshot.
pub(super) fn foreign_program(command: &str) -> Option<String> {
    const OWN: &[&str] = &["vssvc.exe", "svchost.exe", "wbengine.exe", "services.exe", "lsass.exe", "system"];
    let lower = command.to_ascii_lowercase();
    let end = lower.find(".exe")?.checked_add(".exe".len())?;
    let program = command.get(..end)?;
    let name = program.rsplit(['\\', '/', '"']).next().unwrap_or(program).trim();
    let is_own = OWN.iter().any(|own| own.eq_ignore_ascii_case(name));
    (!is_own && !name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_behind_a_record_is_named_unless_it_is_windows_own() {
        let program = |text: &str| foreign_program(text);
        assert_eq!(program(r"  C:\Windows\system32\vssvc.exe   "), None);
        assert_eq!(program(r"C:\Windows\system32\svchost.exe -k NetworkService"), None);
        assert_eq!(
            program(r#""d:\Program Files\Duplicati 2\Duplicati.Server.exe" --log"#).as_deref(),
            Some("Duplicati.Server.exe")
        );
        assert_eq!(program("no program"), None);
    }

    #[test]
    fn a_writer_is_not_who_asked() {
        let text = |code: &str, command: &str| {
            format!(
                "- Code: {code}C00004930- Call: {code}C00004916- PID:  00002804- TID:  00001984- CMD:  {command}   \
                 - User: Name: NT AUTHORITY\\SYSTEM, SID:S-1-5-18"
            )
        };
        let agent = r"C:\Program Files\Example\agent.exe -run";
        assert_eq!(program_behind(&text(" CORSVC", agent)).as_deref(), Some("agent.exe"));
        assert_eq!(program_behind(&text("WRTWRTI", r"C:\Program Files\SQL\sqlwriter.exe")), None);
        assert_eq!(program_behind(&text(" CORSVC", r"C:\WINDOWS\system32\vssvc.exe")), None);
    }
}
