//! Errors of storage ports, which a miniport writes under its own name: storahci, stornvme, LSI_SAS, megasas2, atapi …
//!
//! Whoever writes them, the ids are those of iologmsg.dll (texts: libyal/winevt-kb) and the first string is the port. Under
//! "the source can be any controller name" KB 154690 has 9 and 11 of `\Device\ScsiPortN`, nearly always of hardware:
//! the controller, what hangs on it, or the cable. `\Device\Ide\IdePortN` is that of atapi, `\Device\Ide\iaStorN` that of
//! Intel's drivers before they were storport miniports, `\Device\Scsi\NAMEN` that of miniports of scsiport.

use super::{Naming, Provider, storport};
use crate::event::{EventKind, Payload, System};

/// The port driver's "reset to device".
pub const RESET: u16 = 129;

/// What ports tell, each with the word that the sentence on it selects by.
pub const ERRORS: &[(u16, &str)] = &[
    (5, "parity"),
    (9, "timeout"),
    (11, "controller"),
    (117, "port-timeout"),
    (118, "bus-reset"),
    (RESET, "reset"),
];

/// How the names of ports begin.
pub const DEVICES: Naming = Naming {
    parts: &[
        r"\Device\RaidPort",
        r"\Device\ScsiPort",
        r"\Device\Scsi\",
        r"\Device\Ide\IdePort",
        r"\Device\Ide\iaStor",
    ],
    in_binary: |_| None,
};

/// The word of an id.
pub fn word(event_id: u16) -> Option<&'static str> {
    ERRORS.iter().find(|(id, _)| *id == event_id).map(|(_, word)| *word)
}

/// Whether an id in System may be of a port, given the provider where it is one that is known. Of those the port driver writes
/// them too; iScsiPrt, for one, names ports as well, but has other meanings for the small ids.
pub(super) fn tells(provider: Option<&'static Provider>, event_id: u16) -> bool {
    let is_free = || provider.is_none_or(|known| known.names_first() == storport::PROVIDER.names_first());
    word(event_id).is_some() && (event_id == RESET || is_free())
}

/// An error is told by its device, whoever writes it: the miniport or the port driver itself.
pub(super) fn read(system: &System, payload: &Payload) -> Option<EventKind> {
    if !system.channel.eq_ignore_ascii_case("System") || !tells(super::of(system), system.event_id) {
        return None;
    }
    let device = payload.string(0)?;
    let is_port = DEVICES
        .parts
        .iter()
        .filter_map(|prefix| device.get(..prefix.len()).zip(Some(prefix)))
        .any(|(start, prefix)| start.eq_ignore_ascii_case(prefix));
    is_port.then(|| EventKind::PortError { device: device.into() })
}
