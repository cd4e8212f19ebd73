//! What the tables say of a record, and what their readers make of it.

use super::*;
use crate::event::bytes::hex;
use crate::event::codes::{Hresult, NtStatus};
use crate::event::providers::driver::StatusReading;
use crate::event::volume::VolumeName;
use crate::event::{MachineState, NtfsEvent, SnapshotDriverEvent, VirtualMachineEvent};

fn system(provider: &str, id: u16, channel: &str) -> System {
    System { provider: provider.into(), event_id: id, channel: channel.into(), ..System::default() }
}

fn strings(values: &[&str]) -> Payload {
    let data =
        values.iter().map(|value| crate::event::Datum { name: None, value: (*value).into() }).collect();
    Payload { data, binary: None }
}

#[test]
fn tables_are_sorted_and_no_name_is_used_twice() {
    let mut names: Vec<String> = Vec::new();
    for provider in PROVIDERS {
        assert!(provider.events.windows(2).all(|pair| pair[0].id < pair[1].id), "{}", provider.names_first());
        names.extend(provider.names.iter().map(|name| name.to_ascii_lowercase()));
    }
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn names_compare_without_case_and_by_event_source_name() {
    assert!(is_wanted(&system("VOLSNAP", 27, "System")));
    let mut manifest = system("Renamed", 27, "System");
    assert!(!is_wanted(&manifest));
    manifest.event_source_name = Some("volsnap".into());
    assert!(is_wanted(&manifest));
    assert_eq!(**name_of(&manifest), *"volsnap");
}

#[test]
fn what_a_system_section_tells_is_told_before_the_payload_is_read() {
    let wanted = |name: &str, id: u16| Interest::of(name, None, "System").in_event(id);
    assert!(matches!(wanted("volsnap", 27), Wanted::Yes));
    // Any volsnap record can name a volume.
    assert!(matches!(wanted("volsnap", 9999), Wanted::Yes));
    assert!(matches!(wanted("disk", 9999), Wanted::No));
    assert!(
        matches!(wanted("Microsoft-Windows-Defrag", 258), Wanted::IfNaming(naming) if naming.parts == ["Volume{"])
    );
    assert!(
        matches!(wanted("anything", port::RESET), Wanted::IfNaming(naming) if naming.parts.contains(&r"\Device\RaidPort"))
    );
    assert!(
        matches!(wanted("LSI_SAS", 11), Wanted::IfNaming(_)) && matches!(wanted("LSI_SAS", 12), Wanted::No)
    );
    assert!(matches!(wanted("mpio", 11), Wanted::No), "what is known has its own table");
    assert!(
        matches!(wanted("Service Control Manager", 7036), Wanted::IfNaming(naming) if naming.parts.contains(&"VSS"))
    );
    assert!(matches!(wanted("Service Control Manager", 7035), Wanted::No));
}

#[test]
fn an_id_alone_is_nothing() {
    assert!(!is_wanted(&system("e1iexpress", 27, "System")));
}

#[test]
fn a_port_reset_is_told_by_its_device() {
    let reset = system("storahci", 129, "System");
    assert!(is_wanted(&reset));
    assert!(read(&reset, &strings(&[r"\Device\RaidPort0"])).is_some());
    assert_eq!(read(&reset, &strings(&["anything"])), None);
    assert_eq!(read(&reset, &strings(&[])), None);
    assert!(!is_wanted(&system("storahci", 129, "Application")));
}

#[test]
fn an_error_of_a_port_is_told_by_its_id_and_its_device() {
    let told =
        |name: &str, id, device: &str| read(&system(name, id, "System"), &strings(&[device])).is_some();
    for (id, _) in port::ERRORS {
        assert!(
            told("LSI_SAS", *id, r"\Device\RaidPort1") && !told("LSI_SAS", *id, r"\Device\CdRom0"),
            "{id}"
        );
        assert!(told("Microsoft-Windows-StorPort", *id, r"\Device\RaidPort1"), "{id}");
    }
    assert!(told("atapi", 11, r"\Device\Ide\IdePort0") && told("aic78xx", 9, r"\device\scsiport2"));
    assert!(!told("LSI_SAS", 4, r"\Device\RaidPort1"));
    // The initiator names ports too, and means something else.
    let is_port = |name, id| {
        matches!(
            read(&system(name, id, "System"), &strings(&[r"\Device\RaidPort1"])),
            Some(EventKind::PortError { .. })
        )
    };
    assert!(!is_port("iScsiPrt", 11) && !is_port("iScsiPrt", 15) && is_port("iScsiPrt", 129));
}

#[test]
fn a_record_that_is_in_no_table_matters_where_it_names_a_volume() {
    let named = |name: &str, value: &str| {
        let datum = crate::event::Datum { name: Some(name.into()), value: value.into() };
        Payload { data: vec![datum], binary: None }
    };
    let volume = r"\\?\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}";
    for provider in PROVIDERS.iter().filter(|provider| provider.names_volumes) {
        let record = system(provider.names_first(), 9999, provider.channel);
        for field in ["VolumeGuid", "TargetVolumeGuid"] {
            assert!(read(&record, &named(field, volume)).is_some(), "{}", provider.names_first());
            assert_eq!(
                read(&record, &named(field, "nothing")).is_some(),
                read(&record, &named(field, "")).is_some()
            );
        }
        assert_eq!(read(&record, &named("Anything", "else")), None, "{}", provider.names_first());
    }
}

#[test]
fn all_that_is_kept_is_listed() {
    let listed = interests();
    for line in ["volsnap 27", "volsnap *", "disk 157", "* 129", r"* 11 \Device\RaidPort"] {
        assert!(listed.contains(line), "{line}");
    }
    assert!(!listed.contains("disk *"));
    assert!(listed.iter().any(|line| line.starts_with("requester ")));
    assert!(listed.iter().any(|line| line.starts_with("Service Control Manager 7036 ")));
}

/// What is made of a record with named fields.
fn made(provider: &str, id: u16, fields: &[(&str, &str)]) -> EventKind {
    let datum = |(name, value): &(&str, &str)| crate::event::Datum {
        name: Some((*name).into()),
        value: (*value).into(),
    };
    let payload = Payload { data: fields.iter().map(datum).collect(), binary: None };
    read(&system(provider, id, "System"), &payload).unwrap()
}

const GUID: &str = "{4152f97e-b029-41c9-96ce-efa1b6232e54}";

#[test]
fn the_record_of_the_audit_log_names_no_log_and_is_of_security() {
    let cleared = |id, fields: &[(&str, &str)]| match made("Microsoft-Windows-Eventlog", id, fields) {
        EventKind::LogCleared { channel } => channel,
        other => panic!("{other:?}"),
    };
    assert_eq!(cleared(1102, &[]).as_deref(), Some("Security"));
    assert_eq!(cleared(104, &[]), None);
    assert_eq!(cleared(104, &[("Channel", "System")]).as_deref(), Some("System"));
}

#[test]
fn starts_stops_and_crashes_are_told_apart() {
    let state = |provider, id| match made(provider, id, &[]) {
        EventKind::Machine(state) => state,
        other => panic!("{other:?}"),
    };
    assert_eq!(["EventLog"].map(|name| state(name, 6005)), [MachineState::Boot]);
    assert_eq!(
        (state("EventLog", 6006), state("EventLog", 6008)),
        (MachineState::Shutdown, MachineState::Crash { alive: None })
    );
    let general = "Microsoft-Windows-Kernel-General";
    assert_eq!((state(general, 12), state(general, 13)), (MachineState::Boot, MachineState::Shutdown));
}

#[test]
fn a_crash_tells_until_when_the_machine_was_up() {
    let crash = |stamps: &str| {
        let payload = Payload { data: Vec::new(), binary: Some(hex(stamps)) };
        match read(&system("EventLog", 6008, "System"), &payload) {
            Some(EventKind::Machine(MachineState::Crash { alive })) => alive.map(|time| time.to_string()),
            other => panic!("{other:?}"),
        }
    };
    // 2015-08-25, a Tuesday, 13:34:44.284: as in a public log of Server 2012 R2, whose zone is UTC.
    let [stamp, tokyo, new_york] =
        [13, 22, 9].map(|hour| format!("DF07080002001900{hour:02X}0022002C001C01"));
    let told = Some("2015-08-25T13:34:44.284Z");
    assert_eq!(crash(&format!("{stamp}{stamp}3C0000003C000000")).as_deref(), told);
    assert_eq!(crash(&format!("{tokyo}{stamp}")).as_deref(), told);
    assert_eq!(crash(&format!("{stamp}{tokyo}")).as_deref(), told);
    // Too early by the offset, and so never too late.
    assert_eq!(crash(&format!("{new_york}{stamp}")).as_deref(), Some("2015-08-25T09:34:44.284Z"));
    // A month of 13, one stamp alone, and half of the other.
    let half = stamp.get(..28).unwrap_or_default();
    for stamps in [stamp.replacen("08", "0D", 1).repeat(2), stamp.clone(), format!("{stamp}{half}")] {
        assert_eq!(crash(&stamps), None, "{stamps}");
    }
}

#[test]
fn bytes_that_are_none_are_no_packet() {
    let payload = Payload { data: Vec::new(), binary: Some(Ok(Vec::new())) };
    assert_eq!(driver::read(&payload, Some(1)).status, StatusReading::Missing);
    let payload = Payload { data: Vec::new(), binary: Some(Ok(vec![1])) };
    assert_ne!(driver::read(&payload, Some(1)).status, StatusReading::Missing);
}

fn machine(fields: &[(&str, &str)]) -> VirtualMachineEvent {
    match made("Microsoft-Windows-Hyper-V-VMMS", 18012, fields) {
        EventKind::VirtualMachine(vm) => *vm,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_code_of_hyper_v_is_found_in_whatever_field_it_stands() {
    let code = Some(Hresult(0x8007_0020));
    assert_eq!(machine(&[("ErrorCode", "0x80070020")]).code, code);
    assert_eq!(machine(&[("Parameter0", "SQL01"), ("Parameter3", "0x80070020")]).code, code);
    assert_eq!(machine(&[("Parameter3", "%%2147942432")]).code, code);
    assert_eq!(machine(&[("Parameter3", "0x800700200")]).code, None);
}

fn ntfs(id: u16, fields: &[(&str, &str)]) -> NtfsEvent {
    match made("Microsoft-Windows-Ntfs", id, fields) {
        EventKind::Ntfs(ntfs) => *ntfs,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_shadow_copy_that_is_mounted_is_no_volume() {
    let volumes = |name: &str, bus: Option<&str>| {
        let mut fields = vec![("VolumeCorrelationId", GUID), ("VolumeName", name)];
        fields.extend(bus.map(|bus| ("BusType", bus)));
        ntfs(145, &fields).volumes.len()
    };
    assert_eq!((volumes("", None), volumes(" ", Some("0"))), (0, 0));
    assert_eq!((volumes("", Some("11")), volumes("D:", None)), (1, 2), "of a GUID and a letter");
}

#[test]
fn mounts_tie_a_letter_to_a_volume() {
    let tied = |id, fields: &[(&str, &str)]| ntfs(id, fields).names_one.map(|(_, letter)| letter);
    assert_eq!(tied(4, &[("VolumeCorrelationId", GUID), ("VolumeId", "D:")]), Some('D'));
    assert_eq!(tied(142, &[("VolumeGuid", GUID), ("VolumeName", "D:")]), Some('D'));
    for id in [142, 145, 146, 158, 170] {
        assert_eq!(tied(id, &[("VolumeCorrelationId", GUID), ("VolumeName", "D:")]), Some('D'), "{id}");
    }
    assert_eq!(tied(55, &[("VolumeGuid", GUID), ("VolumeName", "D:"), ("VolumeCorrelationId", GUID)]), None);
}

fn snapshot(id: u16, fields: &[(&str, &str)]) -> SnapshotDriverEvent {
    match made("Microsoft-Windows-VolumeSnapshot-Driver", id, fields) {
        EventKind::SnapshotDriver(driver) => *driver,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_record_that_was_not_written_may_be_a_27_where_its_code_is_lost() {
    let gone = StatusReading::Known(NtStatus(0xc000_000e));
    let status = |code: Option<&str>| {
        let mut fields = vec![("VolumeName", "D:"), ("OriginalErrorStatus", "0xc000000e")];
        fields.extend(code.map(|code| ("OriginalErrorLogCode", code)));
        snapshot(121, &fields).unlogged.map(|unlogged| unlogged.status)
    };
    assert_eq!(status(Some("0xc006001b")), Some(gone.clone()));
    assert_eq!(status(Some("0xc006001c")), None);
    for lost in [None, Some("lost")] {
        assert!(status(lost).is_some_and(|status| status != gone), "nothing tells of what the status was");
    }
}

#[test]
fn only_a_record_that_was_not_written_has_the_id_of_another_one() {
    let id = |id, code| snapshot(id, &[("OriginalErrorLogCode", code)]).unlogged_id;
    assert_eq!(id(121, "0xc006001c"), Some(28));
    assert_eq!((id(121, "0xc006001b"), id(121, "0xc004001c"), id(105, "0xc006001c")), (None, None, None));
}

#[test]
fn a_27_that_was_not_written_is_of_the_volume_that_it_names() {
    let subject = |name: &str| {
        let fields = [("VolumeName", name), ("DiffVolumeName", "E:"), ("OriginalErrorLogCode", "0xc006001b")];
        snapshot(121, &fields).unlogged.unwrap().subject
    };
    assert_eq!(subject("D:"), Some(VolumeName::Letter('D')));
    assert_eq!(subject(""), Some(VolumeName::Letter('E')), "the only one that is named");
}

#[test]
fn a_drive_is_called_by_what_can_be_looked_for() {
    let drive = |fields: &[(&str, &str)]| match made("Microsoft-Windows-StorageSpaces-Driver", 203, fields) {
        EventKind::StoragePath(path) => path.subject.clone(),
        other => panic!("{other:?}"),
    };
    let named = [("DriveManufacturer", "NULL"), ("DriveModel", "Disk 3000"), ("DriveSerial", " ")];
    assert_eq!(drive(&named).as_deref(), Some("Disk 3000"));
    assert_eq!(drive(&[("DriveModel", "NULL"), ("Id", GUID)]).as_deref(), Some(GUID));
}

#[test]
fn the_diagnosis_calls_a_disk_by_its_model() {
    let device = |name: &str| match made("Microsoft-Windows-DiskDiagnostic", 1, &[("DiskFriendlyName", name)])
    {
        EventKind::Driver(error) => error.device,
        other => panic!("{other:?}"),
    };
    assert_eq!((device("Disk 3000 "), device(" ")), (Some("Disk 3000".to_owned()), None));
}

#[test]
fn what_names_a_volume_beside_its_other_fields_names_it() {
    let path = r"\\?\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}\";
    let named = |name: &str, id, texts: &[&str]| {
        let kind = read(&system(name, id, "Application"), &strings(texts)).unwrap();
        let volumes = match kind {
            EventKind::Machinery(machinery) => machinery.volumes,
            EventKind::Product(record) => record.volumes,
            EventKind::VolumeUsed { volumes } => volumes.into_vec(),
            other => panic!("{other:?}"),
        };
        volumes.len()
    };
    let dump = format!("Context:\r\n   Volume Name: {path}");
    assert_eq!(named("VSS", 12293, &["routine", "0x80070001", "", "", &dump]), 0, "an error shows no volume");
    assert_eq!(named("VSSAudit", 8222, &["", "", "", "a.exe", "", "", "", "", path, "copy"]), 1);
    assert_eq!(named("System Restore", 8196, &["a.exe", path]), 1);
    assert_eq!(named("Microsoft-Windows-Defrag", 258, &["retrim", path]), 1);
    assert_eq!(named("VSS", 12293, &["routine", "C:"]), 0);
}
