//! What must hold of every report, whatever was given.

use volsift::catalogue::Tongue;
use volsift::cores::Team;
use volsift::input::{Decoding, Limits};
use volsift::issue::IssueKind;
use volsift::render::text::is_dangerous;
use volsift::render::{FORMATS, Style};
use volsift::report::Report;
use volsift::source::Source;
use volsift::story::Extent;
use volsift::{Input, Options, analyze};

/// What a report says.
pub struct Told {
    /// As JSON.
    pub json: String,
    /// Whether everything was read.
    pub is_complete: bool,
}

/// Options that reach far: stale records are carved too; and bounds that keep a single input fast.
fn options(decoding: Decoding) -> Options {
    let mut options = Options::default();
    options.how.decoding = decoding;
    options.how.recovers = true;
    options.how.limits = Limits { total: 8 << 20, entry: 4 << 20, held: 8 << 20, ..Limits::default() };
    options
}

/// Analyses a file, alone; what comes out adds up, is the same again on two cores, and is harmless to look at.
pub fn examine(name: &str, bytes: Vec<u8>, decoding: Decoding) -> Told {
    let turn = turn_of(&bytes);
    check(&|| vec![Input::Bytes { name: name.to_owned(), bytes: bytes.clone() }], decoding, turn)
}

/// Analyses a text beside a log of a run and its 27s.
pub fn examine_text(name: &str, bytes: &[u8]) -> Told {
    let inputs = || {
        vec![
            Input::Bytes { name: "HV01/System.xml".to_owned(), bytes: host().into_bytes() },
            Input::Bytes { name: format!("HV01/{name}"), bytes: bytes.to_vec() },
        ]
    };
    check(&inputs, Decoding::Needed, turn_of(bytes))
}

fn check(inputs: &(dyn Fn() -> Vec<Input> + Sync), decoding: Decoding, turn: u32) -> Told {
    let options = options(decoding);
    let report = analyze(inputs(), &options);
    // What a damaged extract says of its sources may be anything; that it is damaged is said of itself.
    let is_damaged = report.issues.iter().any(|issue| issue.kind == IssueKind::ExtractDamaged);
    for source in &report.sources {
        let tally = source.tally;
        let is_told = is_damaged || source.issues.iter().any(|issue| issue.is_loss);
        assert!(tally.failed == 0 || is_told, "{} lost {} in silence", source.path, tally.failed);
    }
    // The numbers of a damaged extract may be any.
    let of_source = |source: &Source| u128::from(source.tally.read) + u128::from(source.tally.recovered);
    let read: u128 = report.sources.iter().map(of_source).sum();
    let events = report.computers.iter().flat_map(|computer| computer.computer.events()).count();
    // A row of an extract that is lost may have told of more.
    assert!(events as u128 <= read || is_damaged, "{events} events of {read} records");
    let json = drawn(&report, "json");
    assert!(json.lines().all(|line| !line.chars().any(char::is_control)), "a control character in the JSON");
    let table = drawn(&report, "table");
    let danger = table.chars().find(|c| *c != '\n' && is_dangerous(*c));
    assert!(danger.is_none(), "{danger:?} in the table");
    let other = FORMATS[turn as usize % FORMATS.len()].name;
    let drawn_now = drawn(&report, other);
    // One in four runs is made again on two cores: that costs as much as the run itself.
    if turn.is_multiple_of(4) {
        let again = Team::of(Some(2)).run(|| analyze(inputs(), &options));
        assert_eq!(json, drawn(&again, "json"), "on two cores");
        assert_eq!(drawn_now, drawn(&again, other), "on two cores, as {other}");
    }
    let is_loss = report
        .sources
        .iter()
        .flat_map(|source| &source.issues)
        .chain(&report.issues)
        .any(|issue| issue.is_loss);
    Told { json, is_complete: !is_loss }
}

fn drawn(report: &Report, format: &str) -> String {
    let format = FORMATS.iter().find(|known| known.name == format).expect("a format of that name");
    let style = Style {
        width: 100,
        color: false,
        ascii: false,
        extent: Extent::All,
        sheet: volsift::render::sheets::Sheet::default(),
        tongue: Tongue::English,
    };
    let mut out = Vec::new();
    (format.render)(report, style, &mut out).expect("memory can be written to");
    String::from_utf8(out).expect("reports are UTF-8")
}

/// A number that hangs on the input alone.
fn turn_of(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

const NAMESPACE: &str = "http://schemas.microsoft.com/win/2004/08/events/event";

fn event(provider: &str, id: u32, record: u32, time: &str, channel: &str, data: &str) -> String {
    format!(
        "<Event xmlns='{NAMESPACE}'><System><Provider Name='{provider}'/><EventID>{id}</EventID><Level>4</Level>\
         <TimeCreated SystemTime='2012-01-18T{time}Z'/><EventRecordID>{record}</EventRecordID><Channel>{channel}</Channel>\
         <Computer>HV01</Computer></System><EventData>{data}</EventData></Event>"
    )
}

/// A backup that ended, with fields of its own.
pub fn backup_14(fields: &str) -> String {
    event("Microsoft-Windows-Backup", 14, 9, "08:10:00.1", "Microsoft-Windows-Backup", fields)
}

/// A record that tells of the host's zone.
pub fn event_6013(zone: &str) -> String {
    let data =
        format!("<Data></Data><Data></Data><Data></Data><Data></Data><Data>60</Data><Data>{zone}</Data>");
    event("EventLog", 6013, 7, "08:00:00.1", "System", &data)
}

/// A run that ended well and a volsnap 27 in it, which is benign by presumption: what a text beside it tells can change that.
fn host() -> String {
    let of_run = |id, record, time, more: &str| {
        let fields = format!(
            "<Data Name='BackupTemplateID'>{{c2831599-1831-4b63-9892-000000000001}}</Data><Data Name='HRESULT'>0</Data>{more}"
        );
        event("Microsoft-Windows-Backup", id, record, time, "Microsoft-Windows-Backup", &fields)
    };
    let volumes = "<Data Name='BackupState'>14</Data><Data Name='NumOfVolumes'>1</Data><Data Name='VolumesInfo'>&lt;VolumeInfo&gt;\
                   &lt;VolumeInfoItem Name=&quot;C:&quot; OriginalAccessPath=&quot;C:&quot; State=&quot;14&quot; \
                   HResult=&quot;0&quot; DetailedHResult=&quot;0&quot;/&gt;&lt;/VolumeInfo&gt;</Data>";
    let error = "<Data>\\Device\\HarddiskVolumeShadowCopy4</Data><Data>\\\\?\\Volume{5b6c1b2e-4170-11e1-9d2a-00155d0a1e01}</Data>\
                 <Binary>0000000002003000000000001B0006C0030000000E0000C000000000000000000000000000000000</Binary>";
    let events = [
        event("Service Control Manager", 7036, 11, "06:00:00", "System", ""),
        of_run(1, 1, "08:00:00", ""),
        event("volsnap", 27, 12, "08:05:00.1", "System", error),
        of_run(4, 2, "08:10:00", volumes),
        of_run(14, 3, "08:10:00.1", volumes),
        event("Service Control Manager", 7036, 13, "12:00:00", "System", ""),
    ];
    format!("<Events>{}</Events>", events.concat())
}
