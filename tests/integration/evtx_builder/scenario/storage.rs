//! Events of disks, images and file systems, in the order of their manifests' fields.

use super::super::record::Record;
use super::super::value::{Value, guid};
use super::events::{classic, etw, hex32};
use super::{Context, Words};

fn text(name: &str, value: &str) -> (String, Value) {
    (name.to_owned(), Value::Text(value.to_owned()))
}

fn number(name: &str, value: &str) -> (String, Value) {
    (name.to_owned(), Value::U32(value.parse().unwrap()))
}

fn guid_of(volume: &str) -> Value {
    let braces = volume.find('{').map_or("{00000000-0000-0000-0000-000000000000}", |at| &volume[at..]);
    Value::Guid(guid(braces))
}

/// `disk=none` leaves the number out; `virtual-disk=`, `status=` and `io=` add fields.
pub(super) fn vhdmp(context: &Context, id: u16, words: &Words) -> Record {
    let mut fields = vec![("VhdFileName".into(), Value::Text(words.text("vhd", r"C:\vm\disk.vhd")))];
    if words.get("disk") != Some("none") {
        fields.push(("VhdDiskNumber".into(), Value::U32(words.text("disk", "3").parse().unwrap())));
    }
    for (key, name) in [("virtual-disk", "VirtualDisk"), ("io", "VhdIoType")] {
        fields.extend(words.get(key).map(|value| (name.to_owned(), Value::Text(value.into()))));
    }
    fields.extend(words.get("status").map(|status| ("Status".to_owned(), Value::Hex32(hex32(status)))));
    etw(
        context,
        "Microsoft-Windows-VHDMP",
        "e2816346-87f4-4f85-95c3-0c79409aa89d",
        &words.text("channel", "Microsoft-Windows-VHDMP/Operational"),
        id,
        fields,
    )
}

/// The bus that images are attached to.
const IMAGE_BUS: &str = r"{8e7bd593-6e6c-4c52-86a6-77175494dd8e}\MsVhdHba\1&3030e83&0&01";

/// `disk=`, `bus=`, `capacity=`, `parent=`, `file=` (the `Location`), `id=` (the `DiskId`); `volumes=` the volumes on it,
/// with commas between; `style=mbr` for a table by signature and offset; `table=cut` for one that ends too early;
/// `version=0` for the shape of 1703 to 1909, which begins with a field of its own and has no places of ports.
pub(super) fn partition(context: &Context, id: u16, words: &Words) -> Record {
    let volumes = words.text("volumes", "");
    let volumes: Vec<&str> = volumes.split(',').filter(|volume| !volume.is_empty()).collect();
    let is_mbr = words.get("style") == Some("mbr");
    let mut table = table(&volumes, is_mbr);
    if words.get("table") == Some("cut") {
        table.truncate(100);
    }
    let is_first_shape = words.get("version") == Some("0");
    let is_image = words.text("bus", "11") == "15";
    let mut fields = Vec::new();
    if is_first_shape {
        fields.push(number("Version", "3"));
    }
    fields.extend([
        number("DiskNumber", &words.text("disk", "0")),
        number("Flags", "0"),
        number("Characteristics", "256"),
        number("BytesPerSector", "512"),
        ("Capacity".into(), Value::U64(words.text("capacity", "1024209543168").parse().unwrap())),
        number("BusType", &words.text("bus", "11")),
        text("Manufacturer", if is_image { "Msft    " } else { "NULL" }),
        text("Model", &words.text("model", if is_image { "Virtual Disk    " } else { "NULL" })),
        text("Revision", "1.0 "),
        text("SerialNumber", "NULL"),
        text("Location", &words.text("file", "NULL")),
        text("ParentId", &words.text("parent", if is_image { IMAGE_BUS } else { "NULL" })),
    ]);
    if !is_first_shape {
        fields.extend(["Socket", "Slot", "Bus", "Device", "Function"].map(|name| number(name, "0")));
    }
    if let Some(disk_id) = words.get("id") {
        fields.push(("DiskId".into(), Value::Guid(guid(disk_id))));
    }
    fields.extend([
        number("PartitionStyle", if is_mbr { "0" } else { "1" }),
        number("PartitionCount", &volumes.len().to_string()),
        number("PartitionTableBytes", &table.len().to_string()),
        ("PartitionTable".into(), Value::Binary(table)),
    ]);
    let record = etw(
        context,
        "Microsoft-Windows-Partition",
        "412bdff2-a8c4-470d-8f33-63fe0d8c20e2",
        "Microsoft-Windows-Partition/Diagnostic",
        id,
        fields,
    );
    Record { version: if is_first_shape { 0 } else { 4 }, ..record }
}

/// DRIVE_LAYOUT_INFORMATION_EX with one partition for each volume. Of MBR, the GUIDs are those of a signature and an
/// offset: `ssssssss-0000-0000-oooo-oooooooooooo`.
fn table(volumes: &[&str], is_mbr: bool) -> Vec<u8> {
    const HEAD: usize = 48;
    const ENTRY: usize = 144;
    let mut bytes = vec![0; HEAD + ENTRY * volumes.len()];
    bytes[..4].copy_from_slice(&u32::from(!is_mbr).to_le_bytes());
    bytes[4..8].copy_from_slice(&u32::try_from(volumes.len()).unwrap().to_le_bytes());
    for (position, volume) in volumes.iter().enumerate() {
        let Value::Guid(volume) = guid_of(volume) else { unreachable!() };
        let entry = HEAD + ENTRY * position;
        bytes[entry + 16..entry + 24].copy_from_slice(&(1_u64 << 30).to_le_bytes());
        bytes[entry + 24..entry + 28].copy_from_slice(&u32::try_from(position + 1).unwrap().to_le_bytes());
        if is_mbr {
            bytes[8..12].copy_from_slice(&volume[..4]);
            bytes[entry + 8..entry + 16].copy_from_slice(&volume[8..]);
        } else {
            bytes[entry + 8..entry + 16].copy_from_slice(&(1_u64 << 20).to_le_bytes());
            bytes[entry + 48..entry + 64].copy_from_slice(&volume);
        }
    }
    bytes
}

/// An image as a device.
const IMAGE: &str = r"SCSI\Disk&Ven_Msft&Prod_Virtual_Disk\2&1f4adffe&0&000001";

/// `process=` that kept a device, `device=`, from being removed: an image, where it is not told.
pub(super) fn removal_blocked(context: &Context, id: u16, words: &Words) -> Record {
    etw(
        context,
        "Microsoft-Windows-Kernel-PnP",
        "9c205a39-1250-487d-abd7-e831c6290539",
        "System",
        id,
        vec![
            number("ProcessId", "4120"),
            text("ProcessName", &words.text("process", r"\Device\HarddiskVolume4\Windows\explorer.exe")),
            text("DeviceInstance", &words.text("device", IMAGE)),
        ],
    )
}

/// `disk=` and `model=` of 207.
pub(super) fn spaces(context: &Context, id: u16, words: &Words) -> Record {
    etw(
        context,
        "Microsoft-Windows-StorageSpaces-Driver",
        "595f7f52-c90a-4026-a125-8eb5e083f15e",
        "Microsoft-Windows-StorageSpaces-Driver/Operational",
        id,
        vec![
            number("DeviceNumber", &words.text("disk", "0")),
            text("DriveModel", &words.text("model", "Model of a disk")),
        ],
    )
}

/// `miniport=`, `product=`, and `id=` the `ClassDeviceGuid`.
pub(super) fn port(context: &Context, id: u16, words: &Words) -> Record {
    let mut fields = vec![text("MiniportName", &words.text("miniport", "vhdmp"))];
    fields.extend(words.get("id").map(|id| ("ClassDeviceGuid".to_owned(), Value::Guid(guid(id)))));
    fields.extend(words.get("product").map(|product| text("ProductId", product)));
    etw(
        context,
        "Microsoft-Windows-StorPort",
        "c4636a1e-7986-4646-bf10-7bc3b4a76e8e",
        "Microsoft-Windows-Storage-Storport/Operational",
        id,
        fields,
    )
}

/// `volume=`, and its `name=`; `bus=` and `disk=` of 4, `bus=` of the records of use and of dismounts; `shape=new` for 142 of today.
pub(super) fn ntfs(context: &Context, id: u16, words: &Words) -> Record {
    let volume = words.text("volume", "C:");
    let device = words.text("device", r"\Device\HarddiskVolume2");
    let text = |name: &str, value: &str| (name.to_owned(), Value::Text(value.to_owned()));
    let own_log = |fields| {
        etw(
            context,
            "Microsoft-Windows-Ntfs",
            "3ff37a1c-a68d-4d6e-8c9b-f79e8b16c482",
            "Microsoft-Windows-Ntfs/Operational",
            id,
            fields,
        )
    };
    let guid_of = |volume: &str| {
        let braces = volume.find('{').map_or("{00000000-0000-0000-0000-000000000000}", |at| &volume[at..]);
        Value::Guid(guid(braces))
    };
    match id {
        4 => {
            let mut fields = vec![
                ("VolumeCorrelationId".into(), guid_of(&volume)),
                text("VolumeId", &words.text("name", &volume)),
                number("BusType", &words.text("bus", "11")),
            ];
            // Only its latest version names the disk.
            let disk = words.text("disk", "0");
            fields.extend((disk != "none").then(|| number("DeviceNumber", &disk)));
            own_log(fields)
        }
        142 if words.get("shape") != Some("new") => own_log(vec![
            ("VolumeGuid".into(), guid_of(&volume)),
            text("VolumeName", &words.text("name", &volume)),
        ]),
        142 | 145 | 146 | 158 | 170 | 300 | 303 | 304 => {
            let mut fields = vec![
                ("VolumeCorrelationId".into(), guid_of(&volume)),
                text("VolumeName", &words.text("name", &volume)),
            ];
            fields.extend(words.get("bus").map(|bus| number("BusType", bus)));
            own_log(fields)
        }
        98 => etw(
            context,
            "Microsoft-Windows-Ntfs",
            "3ff37a1c-a68d-4d6e-8c9b-f79e8b16c482",
            "System",
            id,
            vec![
                text("DriveName", &volume),
                text("DeviceName", &device),
                ("CorruptionActionState".into(), Value::U32(words.text("state", "0").parse().unwrap())),
            ],
        ),
        55 if context.windows != "6.1" => etw(
            context,
            "Ntfs",
            "dd70bc80-ef44-421b-8ac3-cd31da613a4e",
            "System",
            id,
            vec![
                text("DriveName", &volume),
                text("DeviceName", &device),
                text("Outcome", &words.text("outcome", "Pseudo Verb")),
            ],
        ),
        _ => classic(context, "Ntfs", "System", id, 0x8004, vec![String::new(), volume], None),
    }
}
