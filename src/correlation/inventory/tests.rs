use super::*;

fn list(text: &str) -> Vec<(String, String)> {
    let (inventory, _) = parse(None, "list.txt", text);
    inventory
        .map(|inventory| inventory.volumes)
        .unwrap_or_default()
        .iter()
        .map(|listed| {
            let guid = listed.guid.map(|guid| guid.to_string()).unwrap_or_default();
            (guid.chars().take(8).collect(), listed.letters.iter().collect())
        })
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(guid, letters)| ((*guid).into(), (*letters).into())).collect()
}

#[test]
fn mountvol_is_read_whatever_its_words() {
    let text = "Possible values for VolumeName along with current mount points are:\n\n\
        \x20   \\\\?\\Volume{3f322a36-9af4-45f8-b388-2fa39ba8b4d3}\\\n\tD:\\\n\n\
        \x20   \\\\?\\Volume{fcce2cc5-e585-41a5-938a-bd44acda3011}\\\n\t*** NO MOUNT POINTS ***\n\n\
        \x20   \\\\?\\Volume{a8b62a0e-4f46-44ed-a4ae-16368e84c5ae}\\\n        C:\\data\\x\\\n";
    assert_eq!(list(text), pairs(&[("3f322a36", "D"), ("fcce2cc5", ""), ("a8b62a0e", "")]));
}

#[test]
fn a_japanese_console_shows_yen_signs() {
    let text = "    ¥¥?¥Volume{3f322a36-9af4-45f8-b388-2fa39ba8b4d3}¥\n        E:¥\n";
    assert_eq!(list(text), pairs(&[("3f322a36", "E")]));
}

#[test]
fn a_guid_wrapped_at_the_edge_is_joined() {
    let text = "   For volume: (C:)\\\\?\\Volume{986da89b-2336-4410-9417-d5dbf1f5f3e5}\\\n\
        \x20  Shadow Copy Storage volume: (D:)\\\\?\\Volume{116da89b-2336-4410-9417-d5dbf1f5f3\ne5}\\\n";
    assert_eq!(list(text), pairs(&[("986da89b", "C"), ("116da89b", "D")]));
}

#[test]
fn vssadmin_names_the_letter_before_the_guid() {
    let text = "Volume path: C:\\\n    Volume name: \\\\?\\Volume{986da89b-2336-4410-9417-d5dbf1f5f3e5}\\\n\
        Volume path: D:\\\n    Volume name: \\\\?\\Volume{116da89b-2336-4410-9417-d5dbf1f5f3e5}\\\n";
    assert_eq!(list(text), pairs(&[("986da89b", "C"), ("116da89b", "D")]));
}

#[test]
fn get_volume_names_the_letter_in_a_property() {
    let text = "ObjectId    : {1}\\\\HV01\\root:VO:\\\\?\\Volume{986da89b-2336-4410-9417-d5dbf1f5f3e5}\\\n\
        DriveLetter : F\nUniqueId    : \\\\?\\Volume{986da89b-2336-4410-9417-d5dbf1f5f3e5}\\\n";
    assert_eq!(list(text), pairs(&[("986da89b", "F")]));
}

#[test]
fn eleven_digits_are_told_and_never_matched() {
    let (inventory, issues) =
        parse(None, "x.txt", "\\\\?\\Volume{a12b3456-0000-0000-0000-10000000000}\\\n  C:\\\n");
    assert_eq!(issues.len(), 1);
    assert!(inventory.unwrap().volumes.iter().all(|listed| listed.guid.is_none()));
}

#[test]
fn a_text_without_volumes_counts_as_not_given() {
    let (inventory, issues) = parse(None, "x.txt", "Access is denied.\n");
    assert_eq!(inventory, None);
    assert_eq!(issues[0].kind, IssueKind::InventoryEmpty);
}

#[test]
fn the_last_block_is_a_hint_and_no_identity() {
    let (inventory, _) =
        parse(None, "m.txt", "\\\\?\\Volume{fd37600c-4440-11ea-bf0e-000c29e184e6}\\\n  E:\\\n");
    let inventory = inventory.unwrap();
    let other = VolumeName::parse(r"\\?\Volume{11111111-4440-11ea-bf0e-000c29e184e6}");
    assert_eq!(inventory.find(&other), None);
    assert_eq!(inventory.resembling(&other).as_deref(), Some("same last block as E:"));
    let boot = VolumeName::parse(r"\\?\Volume{11111111-4440-11ea-bf0e-806e6f6e6963}");
    assert_eq!(inventory.resembling(&boot), None);
}
