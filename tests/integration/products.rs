//! Other products' runs: what they explain, and what they say of the report.

use serde_json::Value;

use super::evtx_builder::scenario;
use super::harness::{json, volsift};

fn analyze(text: &str) -> (Value, u8) {
    let folder = tempfile::tempdir().unwrap();
    for (file, bytes) in scenario::build(text) {
        std::fs::write(folder.path().join(file), bytes).unwrap();
    }
    json(&[folder.path().to_str().unwrap()])
}

fn runs(text: &str) -> Vec<String> {
    let (report, _) = analyze(text);
    let sessions = report["computers"][0]["sessions"].as_array().unwrap().clone();
    let ended = |run: &Value| if run["ended"].is_null() { " open" } else { "" };
    let seen = |run: &Value| if run["start_seen"].as_bool().unwrap() { "" } else { " no start" };
    sessions
        .iter()
        .map(|run| format!("{} {}{}{}", run["id"], run["outcome"], seen(run), ended(run)).replace('"', ""))
        .collect()
}

/// A volume that is seen on two days stays mounted, unless whole runs explain each time: those of Windows Server Backup or
/// of another product.
#[test]
fn only_whole_jobs_explain_why_a_volume_is_seen() {
    let verdict = |before: &str, behind: &str| {
        let day = |day: u8| {
            format!(
                "day 2018-01-{day}\n{before}12:00:00 Ntfs 98 \
                 volume=\\\\?\\Volume{{5b6c1b2e-4170-11e1-9d2a-00155d0a1e01}}\n{behind}"
            )
        };
        let text = format!(
            "windows 10.0\nday 2018-01-14\n08:00:00 EventLog 6013\n10:00:00 Backup 1 run=2\n10:30:00 Backup 4 run=2\n\
             {}{}day 2018-01-18\n13:00:00 Service 7036\n16:00:00 Backup 1 run=1\n16:05:00 volsnap 27 \
             volume=\\\\?\\Volume{{5b6c1b2e-4170-11e1-9d2a-00155d0a1e01}} status=C000000E\n\
             16:30:00 Backup 4 run=1\n16:30:01 Backup 14 run=1\n17:30:00 Service 7036\n",
            day(15),
            day(17)
        );
        let (report, _) = analyze(&text);
        report["computers"][0]["volsnap27"][0]["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!(verdict("", ""), "actionable");
    assert_eq!(verdict("11:55:00 CloudBackup 1\n", "12:05:00 CloudBackup 3\n"), "benign");
    let clock_set = "12:05:00 Kernel-General 1 by=1m\n12:06:00 CloudBackup 3\n";
    assert_eq!(verdict("11:55:00 CloudBackup 1\n", clock_set), "actionable");
    // How it ended does not matter: it shows that the product was at work.
    assert_eq!(verdict("11:55:00 CloudBackup 1\n", "12:05:00 CloudBackup 11\n"), "benign");
    assert_eq!(verdict("11:55:00 CloudBackup 1\n", ""), "actionable");
    assert_eq!(verdict("", "12:05:00 CloudBackup 3\n"), "actionable");
    assert_eq!(verdict("11:55:00 CloudBackup 1\n", "12:05:00 CloudBackup 14\n"), "actionable");
    assert_eq!(verdict("11:50:00 CloudBackup 1\n11:54:00 CloudBackup 3\n", ""), "benign", "in its grace");
    assert_eq!(verdict("11:30:00 CloudBackup 1\n11:45:00 CloudBackup 3\n", ""), "actionable");
    assert_eq!(verdict("", "12:05:00 \"Altaro VM Backup\" 5000\n"), "actionable");
    assert_eq!(verdict("11:59:00 \"System Restore\" 8194 x.exe y\n", ""), "actionable");
}

/// Work on what was backed up before is no run, but where it fails nobody else tells it.
#[test]
fn a_copy_or_verification_that_failed_last_is_told() {
    let told = |records: &str| {
        let text = format!("windows 10.0\nday 2018-01-14\n08:00:00 EventLog 6013\n{records}");
        let (report, code) = analyze(&text);
        assert_eq!(report["computers"][0]["sessions"].as_array().unwrap().len(), 0, "{records}");
        let trouble = report["computers"][0]["trouble"].as_array().unwrap();
        (trouble.iter().map(|of| of["subject"].as_str().unwrap().to_owned()).collect::<Vec<_>>(), code)
    };
    let altaro =
        |id: u16, vm: &str, level: u8| format!("12:00:00 \"Altaro VM Backup\" {id} vm={vm} level={level}\n");
    let veeam = |level: u8| format!("12:00:00 \"Veeam Agent\" 490 level={level}\n");
    assert_eq!(told(&altaro(5007, "DC01", 2)), (vec!["DC01".to_owned()], 1));
    assert_eq!(told(&altaro(5003, "DC01", 2)).0, ["DC01"]);
    assert_eq!(told(&veeam(2)).0, ["Veeam Agent"]);
    assert_eq!(told(&veeam(3)).0.len(), 0);
    assert_eq!(told(&[altaro(5007, "DC01", 2), altaro(5007, "DC01", 4)].concat()).0.len(), 0, "mended since");
    assert_eq!(told(&[altaro(5007, "DC01", 2), altaro(5007, "DC02", 4)].concat()).0, ["DC01"]);
    assert_eq!(told(&[altaro(5007, "DC01", 2), altaro(5003, "DC01", 4)].concat()).0, ["DC01"]);
    // Machines are not named in every language: what went well in the same night is another one's.
    let unnamed =
        |time: &str, level: u8| format!("{time} \"Altaro VM Backup\" 5007 Auslagerung level={level}\n");
    let night = [unnamed("12:00:00", 2), unnamed("12:05:00", 4)].concat();
    assert_eq!(told(&night).0, ["Altaro VM Backup"]);
    assert_eq!(told(&format!("{night}day +1\n{}", unnamed("12:05:00", 4))).0.len(), 0);
}

#[test]
fn a_result_is_joined_to_a_start_only_where_it_can_be_of_no_other() {
    let night = "day 2018-01-15\n08:00:00 EventLog 6013\n";
    let of = |text: &str| runs(&format!("{night}{text}"));
    assert_eq!(of("12:00:00 CloudBackup 1\n12:30:00 CloudBackup 3\n"), ["P1 succeeded"]);
    // A day later, the lost end of the night before is no second job.
    assert_eq!(
        of("12:00:00 CloudBackup 1\nday +1\n11:59:59 CloudBackup 1\n12:30:00 CloudBackup 3\n"),
        ["P1 end-not-seen open", "P2 succeeded"]
    );
    assert_eq!(
        of("12:00:00 CloudBackup 1\n12:10:00 CloudBackup 1\n12:30:00 CloudBackup 3\n"),
        ["P1 end-not-seen open", "P2 end-not-seen open", "P3 succeeded no start"]
    );
    // Both are told: the next job stands for itself.
    assert_eq!(
        of(
            "12:00:00 CloudBackup 1\n12:10:00 CloudBackup 1\n12:30:00 CloudBackup 3\n12:40:00 CloudBackup 11\n\
            14:00:00 CloudBackup 1\n14:30:00 CloudBackup 3\n"
        ),
        [
            "P1 end-not-seen open",
            "P2 end-not-seen open",
            "P3 succeeded no start",
            "P4 failed no start",
            "P5 succeeded"
        ]
    );
    assert_eq!(
        of("12:00:00 CloudBackup 1\nday +1\n09:00:00 CloudBackup 3\n"),
        ["P1 end-not-seen open", "P2 succeeded no start"]
    );
    // What is missing may be the result of the one and the start of another.
    assert_eq!(
        of("12:00:00 CloudBackup 1\ngap CloudBackup 2\n20:00:00 CloudBackup 3\n"),
        ["P1 end-not-seen open", "P2 succeeded no start"]
    );
    // A warning may come before or behind the result.
    let files_skipped = "12:30:00 \"Windows Backup\" 4098\n12:30:01 \"Windows Backup\" 4106 x\n";
    assert_eq!(
        of(&format!("12:00:00 \"Windows Backup\" 4097 E:\n{files_skipped}")),
        ["P1 succeeded-with-warnings"]
    );
    assert_eq!(of(files_skipped), ["P1 succeeded-with-warnings no start"]);
    assert_eq!(
        of("12:30:00 \"Windows Backup\" 4106 x\n12:30:01 \"Windows Backup\" 4098\n"),
        ["P1 succeeded-with-warnings no start"]
    );
    assert_eq!(of("12:30:00 \"Windows Backup\" 4106 x\n"), ["P1 end-not-seen no start open"]);
    // Another product's records are none of this one.
    assert_eq!(
        of("12:00:00 CloudBackup 1\n12:10:00 \"Veeam Agent\" 190\n12:30:00 CloudBackup 3\n"),
        ["P1 succeeded", "P2 succeeded no start"]
    );
}

/// Products try again by themselves: only a latest job that did not succeed needs a person.
#[test]
fn a_failed_job_that_a_later_one_made_good_is_quiet() {
    let start = "day 2018-01-15\n08:00:00 EventLog 6013\n12:00:00 \"Veeam Agent\" 110\n12:30:00 \"Veeam Agent\" 191\n";
    let again = "13:00:00 \"Veeam Agent\" 110\n13:30:00 \"Veeam Agent\" 190 level=4\n";
    let end = "17:30:00 Service 7036\n";
    assert_eq!(analyze(&format!("{start}{end}")).1, 1);
    let (report, code) = analyze(&format!("{start}{again}{end}"));
    assert_eq!(code, 0, "{}", report["summary"]["headline"]);
    assert_eq!(report["summary"]["sessions"]["total"], 0);
    assert_eq!(report["summary"]["other_runs"]["failed"], 1);
    // Half a year ago, and nobody uses it any more.
    let (report, code) = analyze(&format!("{start}day 2018-07-15\n{end}"));
    assert_eq!((code, report["computers"][0]["trouble"][0]["weight"].as_str()), (0, Some("past")));
}

/// The level is read on every road: looked at, decoded, exported.
#[test]
fn the_level_of_a_result_is_the_same_on_every_road() {
    let text = "day 2018-01-15\n08:00:00 EventLog 6013\n12:00:00 \"Veeam Agent\" 110\n12:30:00 \"Veeam Agent\" 190 level=3\n\
                17:30:00 Service 7036\n";
    let folder = tempfile::tempdir().unwrap();
    for (file, bytes) in scenario::build(text) {
        std::fs::write(folder.path().join(file), bytes).unwrap();
    }
    let path = folder.path().to_str().unwrap();
    let outcome = |arguments: &[&str]| {
        let (report, _) = json(arguments);
        assert_eq!(report["issues"].as_array().unwrap().len(), 0);
        report["computers"][0]["sessions"][0]["outcome"].as_str().unwrap().to_owned()
    };
    assert_eq!(outcome(&[path]), "succeeded-with-warnings");
    assert_eq!(outcome(&["--decode-everything", path]), "succeeded-with-warnings");
    assert_eq!(runs(&format!("{text}export all.xml form=wevtutil\n")), ["P1 succeeded-with-warnings"]);
    assert_eq!(runs(&format!("{text}export all.xml form=viewer\n")), ["P1 succeeded-with-warnings"]);
    assert_eq!(runs(&format!("{text}export all.xml form=get-winevent\n")), ["P1 succeeded-with-warnings"]);
}

/// Who is named near a 27 that lies in no run, and by which record.
#[test]
fn who_asked_for_a_snapshot_is_named_with_the_record() {
    let told = |record: &str| {
        let text = format!(
            "day 2018-01-15\n08:00:00 EventLog 6013\n09:00:00 Backup 1\n09:30:00 Backup 4\n{record}\n16:05:00 volsnap 27 \
             volume=\\\\?\\Volume{{5b6c1b2e-4170-11e1-9d2a-00155d0a1e01}} status=C000000E\n17:30:00 Service 7036\n"
        );
        let (report, _) = analyze(&text);
        let opinion = &report["computers"][0]["volsnap27"][0]["opinions"][0];
        assert_eq!((&opinion["rule"], &opinion["verdict"]), (&"V401".into(), &"undetermined".into()));
        let text = opinion["text"].as_str().unwrap().split_once("; ").map_or("", |(_, who)| who).to_owned();
        let records: Vec<&str> =
            opinion["evidence"].as_array().unwrap().iter().map(|record| record.as_str().unwrap()).collect();
        (text, records.join(" "))
    };
    let named = |record: &str| told(record).0;
    let (text, records) =
        told("16:04:58 VSSAudit 8222 S-1-5-18 SYSTEM 4711 \"C:\\Program Files\\Other\\snap.exe\"");
    assert_eq!(text, "snap.exe asked for a snapshot 2 s before (VSSAudit 8222)");
    assert_eq!(records, "System#2 Security#1");
    assert_eq!(
        named("16:00:00 VSS 8231 {x} \"C:\\Program Files\\Duplicati 2\\Duplicati.Server.exe --x\""),
        "Duplicati.Server.exe asked for a snapshot 5 min before (VSS 8231)"
    );
    assert_eq!(
        named("16:00:00 VSS 12289 x cmd=\"C:\\Example\\agent.exe\""),
        "agent.exe worked with snapshots 5 min before (VSS 12289)"
    );
    assert_eq!(named("16:00:00 VSS 12289 x code=WRTWRTI cmd=\"C:\\SQL\\sqlwriter.exe\""), "");
    assert_eq!(named("16:00:00 VSS 12289 x cmd=\"C:\\Windows\\system32\\vssvc.exe\""), "");
    assert_eq!(
        named("16:06:00 Service 7036 name=GxVssProv"),
        "GxVssProv, a service of Commvault, started or stopped 1 min after (Service Control Manager 7036)"
    );
    assert_eq!(named("16:06:00 Service 7036 name=wuauserv"), "");
    assert_eq!(named("15:50:00 Service 7036 name=GxVssProv"), "", "too long before");
    // A program says more than a service, even where that is nearer.
    assert_eq!(
        named("16:00:00 VSS 12289 x cmd=\"C:\\Example\\agent.exe\"\n16:04:59 Service 7036 name=GxVssProv"),
        "agent.exe worked with snapshots 5 min before (VSS 12289)"
    );
}

/// A product's service that runs is no trace of snapshot work: it only says who worked.
#[test]
fn a_service_of_a_product_is_no_tie() {
    let link = |service: &str| {
        let (report, _) = analyze(&format!(
            "day 2018-01-15\n08:00:00 EventLog 6013\n16:00:00 Service 7036 name={service}\n16:05:00 volsnap 27 \
             volume=\\\\?\\Volume{{5b6c1b2e-4170-11e1-9d2a-00155d0a1e01}} status=C000000E\n17:30:00 Service 7036\n"
        ));
        report["computers"][0]["volsnap27"][0]["link"].as_str().unwrap().to_owned()
    };
    assert_eq!(link("VSS"), "weak");
    assert_eq!(link("VeeamTransportSvc"), "none");
}

/// The log of Windows Server Backup is asked for where that feature shows, and nothing where another product is known.
#[test]
fn what_backs_a_host_up_is_asked_where_nothing_shows_it() {
    let advice = |more: &str| {
        let (report, _) = analyze(&format!(
            "day 2018-01-15\n08:00:00 EventLog 6013\n{more}\n16:05:00 volsnap 27 \
             volume=\\\\?\\Volume{{5b6c1b2e-4170-11e1-9d2a-00155d0a1e01}} status=C000000E\n17:30:00 Service 7036\n"
        ));
        let all = report["computers"][0]["advice"].as_array().unwrap().clone();
        let ids = all.iter().map(|advice| advice["id"].as_str().unwrap().to_owned());
        ids.filter(|id| id.starts_with("ask-backup")).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(advice(""), "ask-backup-product");
    assert_eq!(advice("09:00:00 Service 7036 name=VSS"), "ask-backup-product");
    assert_eq!(advice("09:00:00 Service 7036 name=wbengine"), "ask-backup-log");
    assert_eq!(advice("09:00:00 Backup 521 into=Application"), "ask-backup-log");
    assert_eq!(advice("09:00:00 CloudBackup 1\n09:30:00 CloudBackup 3"), "");
}

#[test]
fn products_records_and_outcomes_are_explained() {
    let explain = |question: &str| {
        let told = volsift(&["explain", question]);
        assert_eq!(told.code, 0, "{question}");
        told.out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(explain("CloudBackup 14").contains("tells no success"));
    assert!(explain("Veeam Agent 190").contains("its level is the result"));
    assert!(explain("succeeded-with-warnings").contains("Altaro VM Backup 5001"));
    assert!(explain("unknown").contains("ShadowProtectSvc 1120"));
    assert!(explain("other-product-failed").contains("mend the job"));
}

/// A quiet computer that another product backs up is none without backups.
#[test]
fn runs_of_other_products_are_counted_where_hosts_are_quiet() {
    let folder = tempfile::tempdir().unwrap();
    for (computer, job) in [("HV01", "12:00:00 CloudBackup 1\n12:30:00 CloudBackup 3\n"), ("HV02", "")] {
        let text = format!(
            "computer {computer}\nday 2018-01-18\n08:00:00 EventLog 6013\n{job}13:00:00 Service 7036\n17:30:00 Service 7036\n"
        );
        let machine = folder.path().join(computer);
        std::fs::create_dir(&machine).unwrap();
        for (file, bytes) in scenario::build(&text) {
            std::fs::write(machine.join(file), bytes).unwrap();
        }
    }
    let told = |path: &std::path::Path| {
        let told = volsift(&["analyze", path.to_str().unwrap()]);
        assert_eq!(told.code, 0, "{}", told.out);
        told.out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let both = told(folder.path());
    assert!(both.contains("2 hosts are quiet: no backup run, 1 of another product, no volsnap 27"), "{both}");
    let one = told(&folder.path().join("HV01"));
    assert!(
        one.contains("no run of Windows Server Backup; 1 run of another product, not known to have failed"),
        "{one}"
    );
    assert!(one.contains("Runs of other products: 1 of Azure Backup"), "{one}");
}
