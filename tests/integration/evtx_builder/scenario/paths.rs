//! Paths to storage, as the facts page describes them: a cluster's named fields, the initiator's dump data, ReFS, Spaces.

use super::super::record::Record;
use super::super::value::{Value, guid, utf16};
use super::events::{classic, etw, packet};
use super::{Context, Words};

/// `Cluster ID volume= resource= type= node= reason=`, `ReFS ID volume=` (`name=`, `bus=`, `disk=`, or `object=`),
/// `iSCSI ID \\Device\\RaidPortN target=`,
/// `Spaces ID model= serial=` or `space=`.
pub(super) fn record(context: &Context, what: &str, id: u16, plain: &[String], words: &Words) -> Record {
    let text = |name: &str, value: &str| (name.to_owned(), Value::Text(value.to_owned()));
    let given = |pairs: &[(&str, &str)]| -> Vec<(String, Value)> {
        pairs.iter().filter_map(|(key, name)| Some(text(name, words.get(key)?))).collect()
    };
    match what {
        "Cluster" => etw(
            context,
            "Microsoft-Windows-FailoverClustering",
            "baf908ea-3421-4ca9-9b84-6689b8c6f85f",
            "System",
            id,
            given(&[
                ("volume", "VolumeName"),
                ("resource", "ResourceName"),
                ("role", "ResourceGroup"),
                ("type", "ResTypeDll"),
                ("node", "NodeName"),
                ("reason", "DiskDeadReason"),
            ]),
        ),
        "ReFS" => {
            let volume = words.text("volume", "");
            let id_of = volume.find('{').map_or("{00000000-0000-0000-0000-000000000000}", |at| &volume[at..]);
            let number =
                |key: &str, name: &str| Some((name.to_owned(), Value::U32(words.get(key)?.parse().unwrap())));
            // Damage is of a file, or of a volume by its id; mounts and use name the GUID, newer versions the disk too.
            let fields = match words.get("object").map(|object| text("ObjectName", object)) {
                Some(object) => vec![object],
                None if (131..=140).contains(&id) && !volume.contains('{') => {
                    vec![text("VolumeId", &volume)]
                }
                None => [("VolumeGuid".to_owned(), Value::Guid(guid(id_of)))]
                    .into_iter()
                    .chain(given(&[("name", "VolumeName")]))
                    .chain(number("bus", "BusType"))
                    .chain(number("disk", "DeviceNumber"))
                    .collect(),
            };
            etw(
                context,
                "Microsoft-Windows-ReFS",
                "cd9c6198-bf73-4106-803b-c17d26559018",
                if matches!(id, 4 | 142 | 145 | 146) {
                    "Microsoft-Windows-ReFS/Operational"
                } else {
                    "System"
                },
                id,
                fields,
            )
        }
        "Spaces" => etw(
            context,
            "Microsoft-Windows-StorageSpaces-Driver",
            "595f7f52-c90a-4026-a125-8eb5e083f15e",
            "Microsoft-Windows-StorageSpaces-Driver/Operational",
            id,
            given(&[
                ("space", "Id"),
                ("maker", "DriveManufacturer"),
                ("model", "DriveModel"),
                ("serial", "DriveSerial"),
            ]),
        ),
        _ => {
            let code = 0xc000_0000 | u32::from(id);
            let dump = words.get("target").map(|target| utf16(&format!("{target}\0"))).unwrap_or_default();
            let binary = [packet(code, 0, 0, 1), dump].concat();
            let qualifiers = if id == 34 { 0x4000 } else { 0xc000 };
            classic(context, "iScsiPrt", "System", id, qualifiers, plain[2..].to_vec(), Some(binary))
        }
    }
}
