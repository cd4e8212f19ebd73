//! The lists that Windows Server Backup nests as XML inside its fields.
//!
//! The engine pastes names of volumes and components in unescaped, so the inner XML can be broken,
//! or even forged by a volume label. It is therefore read twice: strictly for what proves success,
//! and by searching for failing codes for what disproves it. A name can hide neither.

use std::collections::BTreeMap;

use crate::event::codes::Hresult;
use crate::event::guid::Guid;
use crate::event::pattern::{Pattern, pattern};
use crate::event::xml::inner_items;

/// `State` of an item that is done. Observed: 14 in a real event 4 of Server 2012 R2.
const STATE_DONE: &str = "14";

/// Bit of `Flags` that says that files of the volume were skipped (observed on current builds).
const FLAG_FILES_SKIPPED: u32 = 0x80;

/// One volume or component of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// `Name` or `Caption`, as written.
    pub name: String,
    /// `Name`, where it is a GUID: of a virtual machine, its id.
    pub id: Option<Guid>,
    /// `OriginalAccessPath` of a volume.
    pub access_path: Option<String>,
    /// `HResult`.
    pub hresult: Option<Hresult>,
    /// `DetailedHResult` or `hDetailedResult`, when not 0.
    pub detail: Option<Hresult>,
    /// Whether `State`, where there is one, says done.
    pub is_done: bool,
    /// Whether `State` is given at all.
    pub has_state: bool,
    /// Whether files were skipped.
    pub skipped_files: bool,
    /// `AppName`, of a component.
    pub application: Option<String>,
}

/// A nested list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Items {
    /// Whether the field was there.
    pub is_present: bool,
    /// What could be read of it.
    pub items: Vec<Item>,
    /// Why it can't be trusted as a whole, when it can't.
    pub broken: Option<String>,
    /// GUIDs of volumes found anywhere in the text, also in parts that are broken.
    pub guids: Vec<String>,
    /// Failing codes found anywhere in the text, also in parts that are broken.
    pub failing: Vec<Hresult>,
}

/// `ComponentInfoSummary`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComponentSummary {
    /// `TotalComponents`.
    pub total: u32,
    /// `SucceededComponents`.
    pub succeeded: u32,
}

impl Items {
    /// The first item that did not succeed.
    pub fn failed(&self) -> Option<&Item> {
        self.items
            .iter()
            .find(|item| item.hresult.is_some_and(|code| code.0 != 0) || (item.has_state && !item.is_done))
    }

    /// Whether anything in the list speaks of failure.
    pub fn has_failure(&self) -> bool {
        self.failed().is_some() || !self.failing.is_empty()
    }
}

/// A result code of any item, wherever it stands. Signed decimal, as the engine prints it.
static RESULT: Pattern =
    Pattern::new(|| pattern(r#"(?i)\bh?(?:Detailed)?H?Result\s*=\s*["']\s*(-?[0-9a-fx]+)"#));

/// A volume by its GUID.
static VOLUME: Pattern = Pattern::new(|| pattern(r"(?i)volume\{[0-9a-f-]{36}\}"));

/// Reads a nested list; an absent field is an empty list that is not present.
pub(super) fn items(text: Option<&str>, root: &str, element: &str) -> Items {
    let Some(text) = text else { return Items::default() };
    let text = text.trim();
    if text.is_empty() {
        return Items { is_present: true, ..Items::default() };
    }
    let (found, broken) = inner_items(text, root, element);
    let failing = RESULT
        .captures_iter(text)
        .filter_map(|found| Hresult::parse(found.get(1)?.as_str()))
        .filter(|code| code.is_failure())
        .collect();
    let guids = VOLUME.find_iter(text).map(|found| found.as_str().to_owned()).collect();
    Items { is_present: true, items: found.iter().map(item).collect(), broken, guids, failing }
}

fn item(attributes: &BTreeMap<String, String>) -> Item {
    let get = |name: &str| {
        attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    };
    let code = |names: [&str; 2]| names.iter().find_map(|name| get(name)).and_then(Hresult::parse);
    let flags = get("Flags").and_then(Hresult::parse).map_or(0, |flags| flags.0);
    Item {
        name: get("Caption")
            .filter(|name| !name.is_empty())
            .or_else(|| get("Name"))
            .unwrap_or_default()
            .to_owned(),
        id: get("Name").and_then(Guid::parse).filter(|guid| !guid.is_nil()),
        access_path: get("OriginalAccessPath").filter(|path| !path.is_empty()).map(str::to_owned),
        hresult: code(["HResult", "hResult"]),
        detail: code(["DetailedHResult", "hDetailedResult"]).filter(|code| code.0 != 0),
        is_done: get("State").is_some_and(|state| state.trim() == STATE_DONE),
        has_state: get("State").is_some(),
        skipped_files: flags & FLAG_FILES_SKIPPED != 0,
        application: get("AppName").map(str::to_owned),
    }
}

/// Reads `<ComponentInfoSummary … TotalComponents="n" SucceededComponents="m" />`.
pub(super) fn component_summary(text: &str) -> Option<ComponentSummary> {
    let (found, broken) = inner_items(text.trim(), "", "ComponentInfoSummary");
    let attributes = found.first().filter(|_| broken.is_none())?;
    let number = |name: &str| attributes.get(name)?.trim().parse().ok();
    Some(ComponentSummary { total: number("TotalComponents")?, succeeded: number("SucceededComponents")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn volumes(text: &str) -> Items {
        items(Some(text), "VolumeInfo", "VolumeInfoItem")
    }

    #[test]
    fn a_sound_list_is_read() {
        let list = volumes(
            r#"<VolumeInfo><VolumeInfoItem Name="C:" State="14" HResult="0" DetailedHResult="0" Flags="128" /></VolumeInfo>"#,
        );
        assert_eq!(list.broken, None);
        assert!(!list.has_failure());
        assert!(list.items[0].is_done && list.items[0].skipped_files);
    }

    #[test]
    fn an_ampersand_in_a_label_breaks_nothing() {
        let list =
            volumes(r#"<VolumeInfo><VolumeInfoItem Name="R&D" State="14" HResult="0" /></VolumeInfo>"#);
        assert_eq!(list.broken, None);
        assert_eq!(list.items[0].name, "R&D");
    }

    #[test]
    fn a_forged_label_never_improves_a_result() {
        for text in [
            r#"<VolumeInfo><VolumeInfoItem Name="x" State="14" HResult="0" y="" State="15" HResult="-2139619295" /></VolumeInfo>"#,
            r#"<VolumeInfo><VolumeInfoItem Name="x" State="14" HResult="0" /></VolumeInfo><!--" State="15" HResult="-2139619295" /></VolumeInfo>"#,
            r#"<VolumeInfo><VolumeInfoItem Name="x"y" State="15" HResult="-2139619295" /></VolumeInfo>"#,
            r#"<VolumeInfo><VolumeInfoItem Name="x<y" State="15" HResult="-2139619295""#,
        ] {
            let list = volumes(text);
            assert!(list.broken.is_some(), "{text}");
            assert!(list.has_failure(), "{text}");
        }
    }

    #[test]
    fn codes_are_signed_decimals() {
        let list = volumes(
            r#"<VolumeInfo><VolumeInfoItem Name="E:" State="15" HResult="-2139619167" DetailedHResult="-2147212301"/></VolumeInfo>"#,
        );
        let failed = list.failed().unwrap();
        assert_eq!(failed.hresult, Some(Hresult(0x8078_00A1)));
        assert_eq!(failed.detail, Some(Hresult(0x8004_23F3)));
    }

    #[test]
    fn the_summary_counts() {
        let text = r#"<ComponentInfoSummary ComponentInfoArrayPresent="1" TotalComponents="12" SucceededComponents="11" />"#;
        assert_eq!(component_summary(text), Some(ComponentSummary { total: 12, succeeded: 11 }));
        assert_eq!(component_summary("<ComponentInfoSummary"), None);
    }

    #[test]
    fn a_field_that_holds_nothing_is_there() {
        assert!(items(Some(" "), "A", "B").is_present);
        assert!(!items(None, "A", "B").is_present);
    }

    #[test]
    fn an_item_has_the_id_and_the_path_that_it_names() {
        let of = |name: &str, path: &str| {
            item(&BTreeMap::from([
                ("Name".to_owned(), name.to_owned()),
                ("OriginalAccessPath".to_owned(), path.to_owned()),
            ]))
        };
        let whole = of("4152f97e-b029-41c9-96ce-efa1b6232e54", "D:");
        assert!(whole.id.is_some());
        assert_eq!(whole.access_path.as_deref(), Some("D:"));
        let nothing = of("00000000-0000-0000-0000-000000000000", "");
        assert_eq!((nothing.id, nothing.access_path), (None, None));
    }
}
