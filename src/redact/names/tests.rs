use super::*;

fn guid(text: &str) -> Guid {
    Guid::parse(text).unwrap()
}

#[test]
fn a_name_has_one_pseudonym_in_any_case_and_domains_have_their_own() {
    let mut names = Names::default();
    assert_eq!(names.computer("HV01"), "computer1");
    assert_eq!(names.computer("hv01.corp.example"), "computer1.domain1");
    assert_eq!(names.computer("HV02.CORP.example"), "computer2.domain1");
    assert_eq!(names.computer("10.1.2.3"), "address1");
    assert_eq!(names.computer(""), "");
    // A host may be called by its address, and a list of its volumes after it.
    names.know(["10.71.72.73"].into_iter());
    assert_eq!(names.computer("10.71.72.73"), "computer3.domain2");
}

#[test]
fn a_key_makes_the_same_of_a_name_everywhere_and_another_key_does_not() {
    let of = |key: u8, name: &str| Names::keyed([key; 32]).computer(name);
    assert_eq!(of(1, "HV01"), of(1, "hv01"));
    assert_ne!(of(1, "HV01"), of(1, "HV02"));
    assert_ne!(of(1, "HV01"), of(2, "HV01"));
    assert_eq!(of(1, "HV01").len(), "computer".len() + 10);
    let of = |key: u8, text: &str| Names::keyed([key; 32]).guid(guid(text));
    let boot = "5b6c1b2e-4170-11e1-9d2a-806e6f6e6963";
    assert_eq!(of(1, boot), of(1, boot));
    assert_ne!(of(1, boot), of(2, boot));
}

#[test]
fn what_rules_ask_of_a_guid_stays_true() {
    for mut names in [Names::default(), Names::keyed([7; 32])] {
        let (one, two) =
            (guid("5b6c1b2e-4170-11e1-9d2a-00155d0a1e01"), guid("5b6c1b2f-4170-11e1-9d2a-00155d0a1e01"));
        let other = guid("5b6c1b2f-4170-11e1-9d2a-00155d0a1e02");
        let (one, two, other) = (names.guid(one), names.guid(two), names.guid(other));
        assert!(one != two && two != other);
        assert_eq!(one.last_block(), two.last_block());
        assert_ne!(two.last_block(), other.last_block());
        assert!(names.guid(guid("5b6c1b2e-4170-11e1-9d2a-806e6f6e6963")).is_of_boot());
        assert!(!names.guid(guid("5b6c1b2e-4170-41e1-9d2a-806e6f6e6963")).is_of_boot());
        let [one, same, other] = [
            "df4546ae-0000-0000-0000-100000000000",
            "df4546ae-0000-0000-0000-602200000000",
            "df4546af-0000-0000-0000-100000000000",
        ]
        .map(|text| names.guid(guid(text)));
        assert!(one != same && one.disk_signature().is_some());
        assert_eq!(one.disk_signature(), same.disk_signature());
        assert_ne!(one.disk_signature(), other.disk_signature());
        assert!(!one.to_string().starts_with("df4546a") && same != other);
        assert!(names.guid(Guid::of_bits(0)).is_nil());
    }
}

#[test]
fn files_that_were_given_differ_in_case_alone_and_those_in_records_do_not() {
    let mut names = Names::default();
    assert_ne!(names.file("a/Payroll.zip"), names.file("a/payroll.zip"));
    let one = names.value(Class::Text, r"\\?\D:\VMs\Payroll.vhdx");
    let two = names.value(Class::File, r"d:\vms\PAYROLL.vhdx");
    assert_eq!(one.rsplit('\\').next(), two.rsplit('\\').next());
    assert_eq!(Some(names.value(Class::File, "payroll.vhdx").as_str()), two.rsplit('\\').next());
    names.know(["HV01"].into_iter());
    assert_eq!(names.value(Class::File, "HV01.vhdx"), "computer1.vhdx");
}

#[test]
fn logs_of_windows_and_of_products_keep_their_names() {
    let mut names = Names::default();
    for log in ["System", "Microsoft-Windows-Backup", "Veeam Agent", "CloudBackup", "Setup", "DNS Server"] {
        assert_eq!(names.channel(log), log);
    }
    assert_eq!(names.channel("Acme ERP/Operational"), "channel1");
    assert_eq!(names.channel("Acme Veeam"), "channel2");
}

#[test]
fn a_command_line_tells_no_name() {
    let mut names = Names::default();
    names.know(["HV01.corp.example"].into_iter());
    let words = [
        "analyze",
        "--grace",
        "10m",
        "--computer",
        "A1",
        "--computer=hv01",
        "--mountvol",
        "HV01=acme.txt",
        "--mountvol=A2=acme.txt",
        "acme=logs",
        "--",
        "--acme",
    ];
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    assert_eq!(
        names.command(&words).join(" "),
        "analyze --grace 10m --computer computer2 --computer=computer1 --mountvol computer1=file1.txt \
         --mountvol=computer3=file1.txt folder1 -- folder2"
    );
}

#[test]
fn a_machine_is_known_with_and_without_the_mode_of_its_backup() {
    let mut names = Names::default();
    assert_eq!(names.vm("SQL01"), "vm1");
    assert_eq!(names.vm("SQL01 (Online)"), "vm1 (Online)");
    assert_eq!(
        names.vm(r"Backup Using Child Partition Snapshot\SQL01"),
        r"Backup Using Child Partition Snapshot\vm1"
    );
    assert_eq!(names.vm("SQL01 (old)"), "vm1 (label1)");
    assert_eq!(names.vm("SQL01 (old) (Online)"), "vm1 (label1) (Online)");
    assert_eq!(names.vm("sql01 (OLD)"), "vm1 (label1)");
}

#[test]
fn a_text_keeps_what_is_harmless() {
    let mut names = Names::default();
    names.know(["HV01.corp.example"].into_iter());
    for text in
        ["E:", "0x80780021", "-540", "2024-03-01T13:00:00Z", r"\Device\Harddisk3\DR5", "Physical Disk", ""]
    {
        assert_eq!(names.value(Class::Text, text), text);
    }
    assert_eq!(names.value(Class::Text, "hv01"), "computer1");
    assert_eq!(names.value(Class::Label, "Payroll (E:)"), "label1 (E:)");
    assert_eq!(names.value(Class::Label, "Backup-73"), "label2");
    assert_eq!(names.value(Class::Label, "Backup"), "Backup");
    assert_eq!(names.value(Class::Text, "S-1-5-21-1004336348-1177238915-682003330-512"), "account1");
    assert_eq!(names.value(Class::Text, "someone said so"), "text1");
}

#[test]
fn a_machine_of_many_brackets_is_renamed_without_a_step_for_each() {
    let mut names = Names::default();
    assert_eq!(names.vm("Payroll"), "vm1");
    assert_eq!(names.vm("Payroll(Online)"), "vm1 (Online)");
    assert_eq!(names.vm("Payroll (Kyoto) (Online)"), "vm1 (label1) (Online)");
    assert_eq!(names.vm(r"Online\Payroll"), r"Online\vm1");
    let many = format!("Acme{}", " (q)".repeat(100_000));
    assert_eq!(names.vm(&many), "vm2 (q) (q)");
}
