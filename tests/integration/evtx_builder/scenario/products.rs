//! Other backup products' records: classic ones, with the levels that their ids have.
//!
//! `CloudBackup 3`, `"Veeam Agent" 190 level=2`, `"Altaro VM Backup" 5000 vm=SQL01`, `"Windows Backup" 4097 E:`,
//! `ShadowProtectSvc 1120 "text"`, `"System Restore" 8194 COMMAND DESCRIPTION`.

use super::super::record::Record;
use super::events::classic;
use super::{Context, Words};

/// The record of a product; `None` where the name is of none.
pub(super) fn record(
    context: &Context,
    provider: &str,
    id: u16,
    strings: Vec<String>,
    words: &Words,
) -> Option<Record> {
    let (channel, level) = match (provider, id) {
        ("CloudBackup", 11 | 18) => ("CloudBackup", 2),
        ("CloudBackup", 10 | 14 | 16) => ("CloudBackup", 3),
        ("CloudBackup", _) => ("CloudBackup", 4),
        ("Veeam Agent", 191) => ("Veeam Agent", 2),
        ("Veeam Agent", _) => ("Veeam Agent", 4),
        ("Altaro VM Backup", 5002 | 5007) => ("Application", 2),
        ("Altaro VM Backup", 5001) => ("Application", 3),
        ("Altaro VM Backup", _) => ("Application", 4),
        ("Windows Backup", 4100..=4104) => ("Application", 2),
        ("Windows Backup", 4106) => ("Application", 3),
        ("Windows Backup", _) => ("Application", 4),
        ("ShadowProtectSvc", _) => ("Application", 4),
        ("System Restore", 8193 | 8211) => ("Application", 2),
        ("System Restore", _) => ("Application", 4),
        _ => return None,
    };
    let strings = match words.get("vm") {
        Some(vm) => vec![format!("Backup Result\r\nGuest VM Name: {vm}\r\nHost: {}", context.computer)],
        None => strings,
    };
    let qualifiers = if (provider, id) == ("Windows Backup", 4106) { 0x8000 } else { 0 };
    let record = classic(context, provider, channel, id, qualifiers, strings, None);
    Some(Record { level: words.get("level").map_or(level, |level| level.parse().unwrap()), ..record })
}
