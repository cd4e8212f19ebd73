//! Which texts are lists of events, and what they hold.

use super::*;

/// The form of a text, and what it holds.
fn look(text: &str) -> Option<(Form, u64, Option<String>)> {
    let form = form_of(text)?;
    let held = count(form, &mut text.as_bytes()).unwrap();
    Some((form, held.errors, held.last))
}

#[test]
fn event_viewers_rows_are_known_in_any_language() {
    let english = "Level,Date and Time,Source,Event ID,Task Category\r\nError,1/18/2012 4:33:02 PM,volsnap,27,None,\"The shadow copies, of\r\nvolume X: were aborted.\"\r\n";
    assert_eq!(look(english), Some((Form::Viewer(b','), 1, Some("1/18/2012 4:33:02 PM".into()))));
    let japanese = "レベル\t日付と時刻\tソース\tイベント ID\tタスクのカテゴリ\r\nエラー\t2012/01/18 16:33:02\tvolsnap\t27\tなし\t中止しました\r\n情報\t2012/01/18 16:40:02\tService Control Manager\t7036\tなし\t開始\r\n";
    assert_eq!(look(japanese), Some((Form::Viewer(b'\t'), 1, Some("2012/01/18 16:33:02".into()))));
    let finnish = "Taso,Päivämäärä ja aika,Lähde,Tapahtumatunnus,Tehtäväluokka\nVirhe,18.1.2012 16.33.02,volsnap,27,Ei mitään,x\n";
    assert_eq!(look(finnish).map(|(_, errors, _)| errors), Some(1));
    let german = "Ebene;Datum und Uhrzeit;Quelle;Ereignis-ID;Aufgabenkategorie\nFehler;18.01.2012 16:33:02;disk;7;Keine;\"x\"\n";
    assert_eq!(look(german), Some((Form::Viewer(b';'), 0, None)));
}

#[test]
fn what_powershell_writes_is_known() {
    let csv = "#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\n\"Message\",\"Id\",\"Version\",\"ProviderName\",\"TimeCreated\"\n\"a\nb\",\"27\",\"0\",\"volsnap\",\"1/18/2012 4:33:02 PM\"\n";
    assert_eq!(look(csv).map(|(form, errors, _)| (form, errors)), Some((Form::PowerShellCsv(b','), 1)));
    let list = "TimeCreated  : 1/18/2012 4:33:02 PM\nProviderName : volsnap\nId           : 27\nMessage      : x\n\nTimeCreated  : 1/18/2012 5:00:00 PM\nProviderName : disk\nId           : 27\n";
    assert_eq!(look(list), Some((Form::List, 1, Some("1/18/2012 4:33:02 PM".into()))));
    let json = r#"[ {"Message": "x", "Id": 27, "ProviderName": "volsnap", "TimeCreated": "\/Date(1)\/"}, {"Id": 27, "ProviderName": "e1iexpress", "TimeCreated": "2"} ]"#;
    assert_eq!(look(json).map(|(form, errors, _)| (form, errors)), Some((Form::Json, 1)));
    let clixml = "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><Obj><Props><I32 N=\"Id\">27</I32><S N=\"ProviderName\">volsnap</S><DT N=\"TimeCreated\">2012-01-18T16:33:02</DT></Props></Obj></Objs>";
    assert_eq!(look(clixml), Some((Form::Clixml, 1, Some("2012-01-18T16:33:02".into()))));
}

#[test]
fn wevtutils_text_is_known() {
    let text = "Event[0]:\n  Log Name: System\n  Source: volsnap\n  Date: 2012-01-18T16:33:02.000\n  Event ID: 27\n  Description: \nx\n\nEvent[1]:\n  Source: disk\n  Date: 2012-01-18T16:34:02.000\n  Event ID: 7\n";
    assert_eq!(look(text), Some((Form::Wevtutil, 1, Some("2012-01-18T16:33:02.000".into()))));
}

#[test]
fn wevtutils_text_is_known_in_any_language() {
    let german = "Ereignis[0]:\n  Protokollname: System\n  Quelle: volsnap\n  Datum: 2012-01-18T16:33:02.000\n  Ereignis-ID: 27\n  Aufgabe: Nicht zutreffend\n\nEreignis[1]:\n  Protokollname: System\n  Quelle: disk\n  Datum: 2012-01-18T16:34:02.000\n  Ereignis-ID: 7\n";
    assert_eq!(look(german), Some((Form::Wevtutil, 1, Some("2012-01-18T16:33:02.000".into()))));
    // A list of anything else that is numbered.
    assert_eq!(form_of("item[0]:\nsome words\nmore words\n"), None);
}

#[test]
fn the_instance_of_get_event_log_stands_for_the_id() {
    let list = "Index : 4711\nEntryType : Error\nInstanceId : 3221618715\nMessage : x\nSource : volsnap\nTimeGenerated : 1/18/2012 4:33:02 PM\n";
    assert_eq!(look(list).map(|(form, errors, _)| (form, errors)), Some((Form::List, 1)));
    let both =
        "EventID : 27\nSource : volsnap\nInstanceId : 3221618715\nTimeGenerated : 1/18/2012 4:33:02 PM\n";
    assert_eq!(look(both).map(|(_, errors, _)| errors), Some(1));
}

#[test]
fn what_powershell_shows_by_itself_is_known() {
    let events = "   ProviderName: volsnap\n\nTimeCreated            Id LevelDisplayName Message\n-----------            -- ---------------- -------\n1/18/2012 4:33:02 PM   27 Error            The shadow copies...\n";
    assert_eq!(look(events), Some((Form::Table, 1, None)));
    let log = "Index Time          EntryType   Source     InstanceID Message\n----- ----          ---------   ------     ---------- -------\n 4711 Jan 18 16:33  Error       volsnap    3221618715 The shadow...\n";
    assert_eq!(look(log), Some((Form::Table, 1, None)));
    let chosen = "\"TimeCreated\",\"Id\",\"LevelDisplayName\",\"Message\"\n\"1/18/2012 4:33:02 PM\",\"27\",\"Error\",\"x\"\n";
    assert_eq!(look(chosen).map(|(form, errors, _)| (form, errors)), Some((Form::PowerShellCsv(b','), 1)));
}

#[test]
fn lines_of_collectors_are_known() {
    let beat = r#"{"@timestamp": "2022-05-13T16:09:59Z", "winlog": {"channel": "System", "provider_name": "volsnap", "event_id": 27}}"#;
    let nxlog = r#"{"EventTime": "2022-05-13 16:10:01", "SourceName": "volsnap", "EventID": 27, "Channel": "System"}"#;
    let flat = r#"{"PayloadData1": "x", "EventId": 27, "Provider": "volsnap", "TimeCreated": "2022-05-13T16:10:02"}"#;
    let nested = r#"{"EventID": 27, "Provider": {"Name": "volsnap"}, "TimeCreated": "2022-05-13T16:10:03"}"#;
    for (line, time) in [
        (beat, "2022-05-13T16:09:59Z"),
        (nxlog, "2022-05-13 16:10:01"),
        (flat, "2022-05-13T16:10:02"),
        (nested, "2022-05-13T16:10:03"),
    ] {
        let lines = format!("{line}\n{line}\n");
        assert_eq!(look(&lines), Some((Form::Json, 2, Some(time.into()))), "{line}");
    }
    // A report of this program.
    assert_eq!(form_of(r#"{"event_id": 27, "provider": "volsnap", "time": "2022-05-13T16:09:59Z"}"#), None);
}

#[test]
fn other_texts_are_no_lists_of_events() {
    for text in [
        "Possible values for VolumeName:\n\n    \\\\?\\Volume{3f322a36-9af4-45f8-b388-2fa39ba8b4d3}\\\n        C:\\\n",
        "name,size\nSystem.evtx,69632\n",
        "\"(PDH-CSV 4.0)\",\"\\\\HV01\\Processor(_Total)\\% Processor Time\"\n\"01/18/2012 16:33:02.123\",\"12.5\"\n",
        "{\"schema_version\": 1, \"computers\": [{\"event_id\": 27, \"provider\": \"volsnap\"}]}",
        "Host Name: HV01\nOS Name: Windows\nSystem Boot Time: 1/18/2012, 4:33:02 PM\n",
        "",
    ] {
        assert_eq!(form_of(text), None, "{text}");
    }
}

#[test]
fn a_long_list_is_counted_across_its_pieces() {
    let event =
        "{\"Id\":27,\"ProviderName\":\"volsnap\",\"TimeCreated\":\"t\",\"Message\":\"重要な制御ファイル\"},";
    let text = format!("[{}]", event.repeat(3000));
    assert_eq!(count(Form::Json, &mut text.as_bytes()).unwrap().errors, 3000);
}
