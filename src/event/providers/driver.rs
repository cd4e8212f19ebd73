//! Error records of drivers, in both shapes that Windows has written.
//!
//! Up to 8.1 and Server 2012 R2 a driver's record is *classic*: positional strings, the status
//! only inside `<Binary>`. From Windows 10 build 10586 on volsnap writes *manifest* records:
//! named fields, `NTSTATUS` as eight hex digits, and the same `<Binary>`.

use crate::event::codes::NtStatus;
use crate::event::error_log_packet::IoErrorLogPacket;
use crate::event::volume::VolumeName;
use crate::event::{EventKind, Payload, System};

/// One error record of a driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriverError {
    /// The device object: the first string, or `DeviceName`.
    pub device: Option<String>,
    /// The volume the record is about: `VolumeName`, or the second string.
    pub subject: Option<VolumeName>,
    /// Every volume it names, the subject first.
    pub volumes: Vec<VolumeName>,
    /// What it says of the status.
    pub status: StatusReading,
    /// The N of `\Device\HarddiskN`, or the number given as a string of its own.
    pub disk_number: Option<u32>,
}

/// What a record says of the status with which the operation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusReading {
    /// One status; 0 means that the driver gave none.
    Known(NtStatus),
    /// Neither a field nor a packet.
    Missing,
    /// Something stands there that is no status.
    Unreadable {
        /// What is wrong with it.
        fault: StatusFault,
        /// What the other of the two places says, where that can be read.
        other: Option<NtStatus>,
    },
    /// Field and packet contradict each other.
    Differ {
        /// The value of the field `NTSTATUS`.
        field: NtStatus,
        /// `FinalStatus` of the packet.
        packet: NtStatus,
    },
}

/// Why something that stands where a status should is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusFault {
    /// A field holds something else.
    Field {
        /// Its name.
        name: &'static str,
        /// What it holds, or nothing where the field is missing.
        value: Option<String>,
    },
    /// `<Binary>` is no hex.
    NoHex(String),
    /// The packet has so few bytes.
    ShortPacket(usize),
    /// The packet is another event's.
    OtherPacket {
        /// Its `ErrorCode`.
        code: u32,
        /// The code that the event's packet has.
        expected: u32,
    },
}

impl StatusReading {
    /// Something that is no status, and nothing beside it.
    pub fn unreadable(fault: StatusFault) -> Self {
        Self::Unreadable { fault, other: None }
    }

    /// Every status that is said, also where another place contradicts it or can't be read.
    pub fn said(&self) -> impl Iterator<Item = NtStatus> {
        let said = match self {
            Self::Known(status) => [Some(*status), None],
            Self::Missing => [None, None],
            Self::Unreadable { other, .. } => [*other, None],
            Self::Differ { field, packet } => [Some(*field), Some(*packet)],
        };
        said.into_iter().flatten()
    }

    /// The status, when there is exactly one and it is not 0.
    pub fn status(&self) -> Option<NtStatus> {
        match self {
            Self::Known(status) if status.0 != 0 => Some(*status),
            _ => None,
        }
    }
}

/// Reads a driver's record; `full_id` is the error code that its packet must carry, if known.
pub fn read(payload: &Payload, full_id: Option<u32>) -> DriverError {
    let named = payload.data.iter().any(|datum| datum.name.is_some());
    let (device, subject) = if named {
        (payload.field("DeviceName"), payload.field("VolumeName"))
    } else {
        (payload.string(0), payload.string(1))
    };
    let subject = subject.map(VolumeName::parse).filter(|name| !name.is_empty());
    let mut volumes: Vec<VolumeName> = subject.iter().cloned().collect();
    for name in volumes_in(payload) {
        if !volumes.contains(&name) {
            volumes.push(name);
        }
    }
    DriverError {
        device: device.map(str::to_owned),
        subject,
        volumes,
        status: status(payload, full_id),
        disk_number: disk_number(payload),
    }
}

/// The reader for providers whose records are all driver errors without a known packet code.
pub fn read_any(_system: &System, payload: &Payload) -> EventKind {
    EventKind::Driver(Box::new(read(payload, None)))
}

/// Every volume named in a payload, as GUID or letter.
pub fn volumes_in(payload: &Payload) -> Vec<VolumeName> {
    const FIELDS: &[&str] = &[
        "VolumeName",
        "DiffVolumeName",
        "DriveName",
        "VolumeGuid",
        "TargetVolumeGuid",
        "VolumeCorrelationId",
        "VolumeId",
        "OriginalVolumeName",
    ];
    let mut found: Vec<VolumeName> = Vec::new();
    for datum in &payload.data {
        let candidate = match &datum.name {
            Some(name) => FIELDS.contains(&&**name) || name.contains("Volume"),
            None => true,
        };
        if !candidate {
            continue;
        }
        let name = VolumeName::parse(&datum.value);
        let named = name.letter().is_some() || name.guid().is_some_and(|guid| !guid.is_nil());
        if named && !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

fn status(payload: &Payload, full_id: Option<u32>) -> StatusReading {
    let field = payload.field("NTSTATUS");
    let packet = match &payload.binary {
        None => None,
        Some(Err(text)) => Some(Err(StatusFault::NoHex(text.clone()))),
        Some(Ok(bytes)) if bytes.is_empty() => None,
        Some(Ok(bytes)) => Some(packet_status(bytes, full_id)),
    };
    match (field.map(|text| (text, NtStatus::parse(text))), packet) {
        (None, None) => StatusReading::Missing,
        (Some((text, None)), packet) => StatusReading::Unreadable {
            fault: StatusFault::Field { name: "NTSTATUS", value: Some(text.to_owned()) },
            other: packet.and_then(Result::ok),
        },
        (Some((_, Some(status))), None) | (None, Some(Ok(status))) => StatusReading::Known(status),
        (field, Some(Err(fault))) => {
            StatusReading::Unreadable { fault, other: field.and_then(|(_, status)| status) }
        }
        (Some((_, Some(field))), Some(Ok(packet))) if field == packet => StatusReading::Known(field),
        (Some((_, Some(field))), Some(Ok(packet))) => StatusReading::Differ { field, packet },
    }
}

fn packet_status(bytes: &[u8], full_id: Option<u32>) -> Result<NtStatus, StatusFault> {
    let packet = IoErrorLogPacket::read(bytes).ok_or(StatusFault::ShortPacket(bytes.len()))?;
    match full_id {
        Some(expected) if packet.error_code != expected => {
            Err(StatusFault::OtherPacket { code: packet.error_code, expected })
        }
        _ => Ok(NtStatus(packet.final_status)),
    }
}

/// `\Device\Harddisk3\DR3` gives 3; disk 153 and 157 also name the number as a string.
fn disk_number(payload: &Payload) -> Option<u32> {
    let device = payload.field("DeviceName").or_else(|| payload.string(0))?;
    let start = device.get(..16)?;
    if !start.eq_ignore_ascii_case(r"\Device\Harddisk") {
        return None;
    }
    let digits: String = device.chars().skip(16).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Datum;

    const FULL: Option<u32> = Some(0xC006_001B);

    fn packet(code: u32, status: u32, size: usize) -> Vec<u8> {
        let mut bytes = vec![0; 40];
        bytes[0x0c..0x10].copy_from_slice(&code.to_le_bytes());
        bytes[0x14..0x18].copy_from_slice(&status.to_le_bytes());
        bytes.truncate(size);
        bytes
    }

    fn payload(status: Option<&str>, binary: Option<Vec<u8>>) -> Payload {
        let mut data = vec![
            Datum { name: Some("DeviceName".into()), value: String::new() },
            Datum { name: Some("VolumeName".into()), value: "E:".into() },
        ];
        if let Some(status) = status {
            data.push(Datum { name: Some("NTSTATUS".into()), value: status.into() });
        }
        Payload { data, binary: binary.map(Ok) }
    }

    #[test]
    fn field_and_packet_must_agree() {
        let good = packet(0xC006_001B, 0xC000_000E, 40);
        let read = |status, binary| read(&payload(status, binary), FULL).status;
        let gone = StatusReading::Known(NtStatus(0xC000_000E));
        assert_eq!(read(Some("c000000e"), Some(good.clone())), gone);
        assert_eq!(read(None, Some(good.clone())), gone);
        assert_eq!(read(Some("c000000e"), None), gone);
        assert!(matches!(read(Some("c0000034"), Some(good)), StatusReading::Differ { .. }));
        assert_eq!(read(None, None), StatusReading::Missing);
    }

    #[test]
    fn a_packet_of_another_event_proves_nothing() {
        let other = packet(0xC006_0019, 0xC000_000E, 40);
        let short = packet(0xC006_001B, 0xC000_000E, 23);
        for binary in [other, short] {
            let status = read(&payload(None, Some(binary)), FULL).status;
            assert!(matches!(status, StatusReading::Unreadable { .. }), "{status:?}");
        }
        let garbage = read(&payload(Some("gone"), None), FULL).status;
        assert!(matches!(garbage, StatusReading::Unreadable { .. }));
    }

    #[test]
    fn classic_strings_are_read_by_position() {
        let strings = [
            r"\Device\HarddiskVolumeShadowCopy52",
            r"\\?\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}",
            "D:",
        ];
        let data = strings.iter().map(|value| Datum { name: None, value: (*value).into() }).collect();
        let error = read(&Payload { data, binary: None }, None);
        assert!(error.subject.as_ref().unwrap().guid().is_some());
        assert_eq!(error.volumes.len(), 2);
        assert_eq!(error.disk_number, None);
    }

    #[test]
    fn the_disk_number_comes_from_the_device() {
        let data = vec![Datum { name: None, value: r"\Device\Harddisk12\DR40".into() }];
        assert_eq!(read(&Payload { data, binary: None }, None).disk_number, Some(12));
    }
}
