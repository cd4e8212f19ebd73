//! Hyper-V's host side, as the facts page describes it: fields of VMMS in `UserData/VmlEventLog`.

use super::super::record::{Payload, Record, Shape};
use super::super::value::Value;
use super::events::{base, etw};
use super::{Context, Words};

/// VMMS: `vm=`, `id=`, `code=` (hex); `shape=parameters` for `Parameter0` and on. StorageVSP: `file=`, `ms=`.
pub(super) fn record(context: &Context, provider: &str, id: u16, words: &Words) -> Record {
    let text = |name: &str, value: String| (name.to_owned(), Value::Text(value));
    if provider == "StorageVSP" {
        let fields = vec![
            text("DeviceName", words.text("file", r"D:\VMs\SQL01.vhdx")),
            ("Duration".to_owned(), Value::U32(words.text("ms", "12000").parse().unwrap())),
        ];
        return etw(
            context,
            "Microsoft-Windows-Hyper-V-StorageVSP",
            "10b3d268-9782-49a4-aacc-a93c5482cb6f",
            "Microsoft-Windows-Hyper-V-StorageVSP-Admin",
            id,
            fields,
        );
    }
    let vm = words.text("vm", "SQL01");
    let machine = words.text("id", "0A1B2C3D-1111-4222-8333-444455556666");
    let code = words.get("code").map(|code| u32::from_str_radix(code, 16).unwrap());
    let mut fields = Vec::new();
    if words.get("shape") == Some("parameters") {
        fields.extend([text("Parameter0", vm), text("Parameter1", machine)]);
        fields.extend(words.get("file").map(|file| text("Parameter2", file.into())));
        fields.extend(code.map(|code| text("Parameter3", format!("%%{code}"))));
    } else {
        fields.extend([text("VmName", vm), text("VmId", machine)]);
        if let Some(code) = code {
            fields.extend([
                text("ErrorMessage", format!("%%{code}")),
                text("ErrorCode", format!("0x{code:08x}")),
            ]);
        }
    }
    let payload = Payload::UserData {
        element: "VmlEventLog".into(),
        namespace: "http://www.microsoft.com/Windows/Virtualization/Events".into(),
        fields,
    };
    let channel = words.text("channel", "Microsoft-Windows-Hyper-V-VMMS-Admin");
    let shape = Shape::Etw { guid: "6066f867-7ca1-4418-85fd-36e3f9c0600c".into() };
    let record = base(context, "Microsoft-Windows-Hyper-V-VMMS", &channel, id, shape, payload);
    Record { level: 2, ..record }
}
