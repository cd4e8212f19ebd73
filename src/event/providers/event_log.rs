//! `EventLog` and `Microsoft-Windows-Eventlog`: the event log service about itself and the host.
//!
//! The strings and binary of 6013 and the binary of 6008: measured on public logs of Windows 7 to Windows 10. 6011 is "The NetBIOS name and DNS host name of
//! this machine have been changed from %1 to %2" (netevent.dll).

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{EventRow, Provider};
use crate::event::class::Class::{Boot, Cleared, Host, Stop};
use crate::event::{EventKind, HostFacts, MachineState, Payload, System};

/// The service's classic records in System.
pub const PROVIDER: Provider = Provider {
    names: &["EventLog"],
    channel: "System",
    events: &[
        EventRow::new(6005, &[Boot], "the event log service started"),
        EventRow::new(6006, &[Stop], "the event log service stopped"),
        EventRow::new(6008, &[Stop], "the last shutdown was unexpected"),
        EventRow::new(6009, &[Boot], "the Windows version at start"),
        EventRow::new(6011, &[], "the machine was renamed"),
        EventRow::new(6013, &[Host], "uptime, time zone and Windows version"),
    ],
    names_volumes: false,
    read,
};

/// The service's records of cleared logs.
pub const CLEARED: Provider = Provider {
    names: &["Microsoft-Windows-Eventlog"],
    channel: "System",
    events: &[
        EventRow::new(104, &[Cleared], "a log was cleared"),
        EventRow::new(1102, &[Cleared], "the audit log was cleared"),
    ],
    names_volumes: false,
    read: |system, payload| EventKind::LogCleared {
        // The Security log's own record does not name its channel.
        channel: payload
            .field("Channel")
            .map(str::to_owned)
            .or_else(|| (system.event_id == 1102).then(|| "Security".to_owned())),
    },
};

fn read(system: &System, payload: &Payload) -> EventKind {
    let name = |position| payload.string(position).unwrap_or_default().trim().into();
    match system.event_id {
        6011 => EventKind::Renamed { old: name(0), new: name(1) },
        6013 => EventKind::HostFacts(Box::new(host_facts(payload))),
        6006 => EventKind::Machine(MachineState::Shutdown),
        6008 => EventKind::Machine(MachineState::Crash { alive: last_stamp(payload) }),
        _ => EventKind::Machine(MachineState::Boot),
    }
}

/// The seventh string is `-540 Tokyo Standard Time`; the binary holds NUL-separated UTF-16 with
/// the product's name third and its version fourth.
fn host_facts(payload: &Payload) -> HostFacts {
    let zone = payload.string(6).unwrap_or_default().trim();
    let (bias, name) = zone.split_once(' ').unwrap_or((zone, ""));
    let texts: Vec<String> = match &payload.binary {
        Some(Ok(bytes)) => utf16_texts(bytes),
        _ => Vec::new(),
    };
    let windows = match (texts.get(2), texts.get(3)) {
        (Some(product), Some(version)) => {
            let version = version.split(" Build ").next().unwrap_or(version);
            Some(format!("{} {}", product.trim(), version.trim()))
        }
        _ => None,
    };
    HostFacts {
        bias_minutes: bias.parse().ok(),
        zone: Some(name.trim().to_owned()).filter(|name| !name.is_empty()),
        windows: windows.filter(|text| !text.trim().is_empty()),
    }
}

/// A time up to which the machine was up at least. The binary of 6008 begins with its last stamp twice, as SYSTEMTIME
/// (minwinbase.h), in local time and in UTC. Which comes first no public record shows: those that are known are of places
/// where both are the same. Read as UTC, the earlier one is in either case no later than the truth.
fn last_stamp(payload: &Payload) -> Option<Timestamp> {
    let Some(Ok(bytes)) = &payload.binary else { return None };
    let (stamps, _) = bytes.as_chunks::<SYSTEM_TIME>();
    stamps.first().and_then(system_time).min(stamps.get(1).and_then(system_time))
}

/// Bytes of a SYSTEMTIME: eight numbers of 16 bits.
const SYSTEM_TIME: usize = 16;

fn system_time(bytes: &[u8; SYSTEM_TIME]) -> Option<Timestamp> {
    let (numbers, _) = bytes.as_chunks::<2>();
    let numbers: Vec<i16> = numbers.iter().map(|number| i16::from_le_bytes(*number)).collect();
    let &[year, month, _day_of_week, day, hour, minute, second, millisecond] = &*numbers else { return None };
    let small = |number| i8::try_from(number).ok();
    let nanosecond = i32::from(millisecond).checked_mul(1_000_000)?;
    let date = DateTime::new(
        year,
        small(month)?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second)?,
        nanosecond,
    );
    date.ok()?.to_zoned(TimeZone::UTC).ok().map(|time| time.timestamp())
}

/// Splits little-endian UTF-16 at NULs.
fn utf16_texts(bytes: &[u8]) -> Vec<String> {
    let (units, _) = bytes.as_chunks::<2>();
    let units: Vec<u16> = units.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
    units.split(|unit| *unit == 0).map(String::from_utf16_lossy).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Datum;

    fn facts(zone: &str, binary: &str) -> HostFacts {
        let mut data: Vec<Datum> = (0..6).map(|_| Datum { name: None, value: String::new() }).collect();
        data.push(Datum { name: None, value: zone.into() });
        let bytes = binary.encode_utf16().flat_map(u16::to_le_bytes).collect();
        host_facts(&Payload { data, binary: Some(Ok(bytes)) })
    }

    #[test]
    fn zone_and_version_are_read() {
        let facts = facts(
            "-540 Tokyo Standard Time",
            "1.1\u{0}0\u{0}Windows Server 2008 R2 Standard\u{0}6.1.7601 Build 7601 Service Pack 1\u{0}",
        );
        assert_eq!(facts.bias_minutes, Some(-540));
        assert_eq!(facts.zone.as_deref(), Some("Tokyo Standard Time"));
        assert_eq!(facts.windows.as_deref(), Some("Windows Server 2008 R2 Standard 6.1.7601"));
    }

    #[test]
    fn a_localised_or_missing_zone_is_kept_as_it_is() {
        assert_eq!(facts("-60 Mitteleuropäische Zeit", "").zone.as_deref(), Some("Mitteleuropäische Zeit"));
        let none = facts("", "");
        assert_eq!((none.bias_minutes, none.zone, none.windows), (None, None, None));
    }
}
