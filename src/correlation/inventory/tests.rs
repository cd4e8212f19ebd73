use super::likeness::same_last_block;
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
    assert_eq!(inventory.find(&other, false), None);
    let hint = inventory.resembling(&other).unwrap();
    assert_eq!(hint, same_last_block(Log::of("E:")));
    let boot = VolumeName::parse(r"\\?\Volume{11111111-4440-11ea-bf0e-806e6f6e6963}");
    assert_eq!(inventory.resembling(&boot), None);
}

const MOUNTVOL: &str = "Possible values for VolumeName along with current mount points are:\n\n\
    \\\\?\\Volume{3f322a36-9af4-45f8-b388-2fa39ba8b4d3}\\\n  C:\\\n\n\
    \\\\?\\Volume{fcce2cc5-e585-41a5-938a-bd44acda3011}\\\n  *** NO MOUNT POINTS ***\n";

const SHADOWS: &str = "Contents of shadow copy set ID: {5b1bd9ca-9c8f-4b8e-b1a1-6a2f2f4bd001}\n\
    \x20  Contained 2 shadow copies at creation time: 1/18/2012 4:26:31 PM\n\
    \x20     Shadow Copy ID: {c0a8e3a1-1111-4222-8333-444455556666}\n\
    \x20        Original Volume: (C:)\\\\?\\Volume{3f322a36-9af4-45f8-b388-2fa39ba8b4d3}\\\n\
    \x20        Shadow Copy Volume: \\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy1\n\
    \x20        Original Volume: (\\\\?\\Volume{fcce2cc5-e585-41a5-938a-bd44acda3011}\\)\\\\?\\Volume{fcce2cc5-e585-41a5-938a-bd44acda3011}\\\n\
    \x20        Shadow Copy Volume: \\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy2\n";

fn letterless() -> VolumeName {
    VolumeName::parse(r"\\?\Volume{fcce2cc5-e585-41a5-938a-bd44acda3011}")
}

#[test]
fn a_list_names_every_volume_unless_it_is_of_shadow_copies() {
    let storage = "Shadow Copy Storage association\n   For volume: (C:)\\\\?\\Volume{3f322a36-9af4-45f8-b388-2fa39ba8b4d3}\\\n";
    for (text, is_complete) in [(MOUNTVOL, true), (SHADOWS, false), (storage, false)] {
        assert_eq!(parse(None, "x", text).0.unwrap().is_complete, is_complete, "{text}");
    }
}

#[test]
fn a_volume_without_a_letter_is_permanent_only_where_no_backup_could_have_made_it() {
    let permanent = |text: &str, in_run| {
        parse(None, "x", text).0.unwrap().find(&letterless(), in_run).unwrap().is_permanent
    };
    assert!(permanent(MOUNTVOL, false));
    assert!(!permanent(MOUNTVOL, true));
    assert!(!permanent(SHADOWS, false));
    let (shadows, issues) = parse(None, "x", SHADOWS);
    assert!(shadows.unwrap().find(&VolumeName::Letter('C'), true).unwrap().is_permanent);
    assert_eq!(issues.iter().map(|issue| issue.kind).collect::<Vec<_>>(), [IssueKind::InventoryDoubtful]);
}

#[test]
fn lists_are_told_from_other_texts_that_name_volumes() {
    let volumes =
        "Volume path: C:\\\n    Volume name: \\\\?\\Volume{986da89b-2336-4410-9417-d5dbf1f5f3e5}\\\n";
    let get_volume = "ObjectId    : {1}\\\\HV01\\root:VO:\\\\?\\Volume{986da89b-2336-4410-9417-d5dbf1f5f3e5}\\\n\
        DriveLetter : F\nUniqueId    : \\\\?\\Volume{986da89b-2336-4410-9417-d5dbf1f5f3e5}\\\n";
    for text in [MOUNTVOL, SHADOWS, volumes, get_volume] {
        assert!(is_list(text), "{text}");
    }
    for text in [
        "The shadow copies of volume \\\\?\\Volume{986da89b-2336-4410-9417-d5dbf1f5f3e5} were aborted.\n  C:\\\n",
        "Operation:\n   Check\nContext:\n   Volume Name: \\\\?\\Volume{986da89b-2336-4410-9417-d5dbf1f5f3e5}\\\n   Execution Context: Writer\n",
        "\\\\?\\Volume{986da89b-2336-4410-9417-d5dbf1f5f3e5}\\\n",
        "Access is denied.\n",
    ] {
        assert!(!is_list(text), "{text}");
    }
}

#[test]
fn a_name_is_joined_over_as_many_lines_as_the_narrowest_console_takes() {
    let broken = |pieces: usize| {
        let name: Vec<char> = r"\\?\Volume{986da89b-2336-4410-9417-d5dbf1f5f3e5}\".chars().collect();
        let lines = name.chunks(name.len().div_ceil(pieces)).map(String::from_iter);
        let lines: Vec<String> = lines.collect();
        assert_eq!(lines.len(), pieces);
        lines.join("\n")
    };
    assert_eq!(joined(&broken(7)).len(), 1);
    assert_eq!(joined(&broken(10)).len(), 3, "what follows the eighth line is another thing");
}

#[test]
fn what_stands_by_itself_is_no_copy_of_a_backup_although_its_shadow_copies_are_listed_too() {
    let permanent =
        |text: &str| parse(None, "x", text).0.unwrap().find(&letterless(), false).unwrap().is_permanent;
    assert!(permanent(&format!("{SHADOWS}\n{MOUNTVOL}")));
    assert!(permanent(&format!("{MOUNTVOL}\n{SHADOWS}")));
    // Storage is told of volumes of the host.
    let storage = "Shadow Copy Storage association\n   For volume: \
        (\\\\?\\Volume{fcce2cc5-e585-41a5-938a-bd44acda3011}\\)\\\\?\\Volume{fcce2cc5-e585-41a5-938a-bd44acda3011}\\\n";
    assert!(permanent(storage));
}

#[test]
fn a_volume_without_a_letter_has_its_name_for_a_path() {
    let letterless = "Volume path: \\\\?\\Volume{fcce2cc5-e585-41a5-938a-bd44acda3011}\\\n    \
        Volume name: \\\\?\\Volume{fcce2cc5-e585-41a5-938a-bd44acda3011}\\\n";
    let c = "Volume path: C:\\\n    Volume name: \\\\?\\Volume{986da89b-2336-4410-9417-d5dbf1f5f3e5}\\\n";
    assert!(is_list(&format!("{letterless}{c}")));
}

#[test]
fn a_mount_point_below_a_name_that_breaks_off_is_not_of_the_volume_above() {
    let text = "\\\\?\\Volume{3f322a36-9af4-45f8-b388-2fa39ba8b4d3}\\\n\\\\?\\Volume{fcce2cc5-e585 and so on\n  D:\\\n";
    assert_eq!(list(text), pairs(&[("3f322a36", ""), ("", "D")]));
}

#[test]
fn a_letter_in_a_text_makes_no_list_of_it() {
    let text = "DriveLetter : F\nThe shadow copies of \\\\?\\Volume{986da89b-2336-4410-9417-d5dbf1f5f3e5} were aborted.\n";
    assert!(!is_list(text));
    assert!(!has_form(text));
    let without = "UniqueId    : \\\\?\\Volume{986da89b-2336-4410-9417-d5dbf1f5f3e5}\\\n";
    assert!(!has_form(without), "a property of what may be another command's");
}

fn has_form(text: &str) -> bool {
    recognise::has_form_of_list(text)
}

/// Get-Partition lists partitions, and the registry what was there once: a letter says that a volume is the host's own, and
/// nothing else says anything.
#[test]
fn what_other_tools_print_counts_only_where_it_names_a_letter() {
    const OWN: &str = "5b6c1b2e-4170-11e1-9d2a-00155d0a1e01";
    const OTHER: &str = "a0b1c2d3-4170-11e1-9d2a-00155d0a1e09";
    let text = format!(
        "AccessPaths : {{E:\\, \\\\?\\Volume{{{OWN}}}\\}}\n\nAccessPaths : {{\\\\?\\Volume{{{OTHER}}}\\}}\n"
    );
    assert!(is_list(&text));
    let list = parse(None, "partitions.txt", &text).0.unwrap();
    let find = |list: &Inventory, guid: &str| {
        list.find(&VolumeName::Guid(Guid::parse(guid).unwrap()), false).map(|mention| mention.is_permanent)
    };
    let found = Inventory { is_found: true, ..list.clone() };
    assert_eq!((find(&found, OWN), find(&found, OTHER)), (Some(true), Some(false)));
    assert!(!found.proves_absence(Timestamp::MIN) && !list.proves_absence(Timestamp::MIN));
    // Somebody vouches for it.
    assert_eq!((find(&list, OWN), find(&list, OTHER)), (Some(true), Some(true)));
    // Without any letter it is a text like any other.
    assert!(!is_list(&format!("AccessPaths : {{\\\\?\\Volume{{{OTHER}}}\\}}\n")));
}
