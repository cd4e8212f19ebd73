use super::*;

fn titles(question: &str) -> Vec<String> {
    explain(question).into_iter().map(|page| page.title).collect()
}

#[test]
fn every_kind_of_question_has_an_answer() {
    for (question, title) in [
        ("V301", "V301 permanent-volume"),
        ("permanent-volume", "V301 permanent-volume"),
        ("benign", "verdict benign"),
        ("end-not-seen", "outcome end-not-seen"),
        ("snapshot-timeout", "cause snapshot-timeout"),
        ("volsnap 27", "volsnap 27"),
        ("27", "volsnap 27"),
        ("Backup 521", "Microsoft-Windows-Backup 521"),
        ("backup 512", "Microsoft-Windows-Backup 521"),
        ("VHDMP 2", "Microsoft-Windows-VHDMP 2"),
        ("2155348129", "HRESULT 0x807800A1 = 2155348129 = -2139619167"),
        ("0x807800A1", "HRESULT 0x807800A1 = 2155348129 = -2139619167"),
        ("-2139619167", "HRESULT 0x807800A1 = 2155348129 = -2139619167"),
        ("C000000E", "NTSTATUS 0xC000000E STATUS_NO_SUCH_DEVICE"),
        ("status_no_such_device", "NTSTATUS 0xC000000E STATUS_NO_SUCH_DEVICE"),
        ("VSS_E_PROVIDER_VETO", "HRESULT 0x80042306 = 2147754758 = -2147212538 VSS_E_PROVIDER_VETO"),
        ("E_FAIL", "HRESULT 0x80004005 = 2147500037 = -2147467259"),
        ("side effect", "verdict side-effect"),
        ("end not seen", "outcome end-not-seen"),
        ("source missing", "trouble source-missing"),
        ("Create Timeout", "createtimeout"),
        ("SPP", "spp"),
        ("in run", "in-run"),
        ("strong", "strong"),
        ("confidence", "confidence"),
        ("System#4714", "citation System#4714"),
        ("Microsoft-Windows-VHDMP/Operational#7", "citation Microsoft-Windows-VHDMP/Operational#7"),
    ] {
        assert_eq!(titles(question), [title], "{question}");
    }
}

#[test]
fn a_verdict_tells_whether_anybody_must_act() {
    for (verdict, told) in [
        ("benign", "nothing to do"),
        ("side-effect", "mend the run"),
        ("undetermined", "does not decide"),
        ("actionable", "a person must look"),
    ] {
        let parts = format!("{:?}", explain(verdict).remove(0).parts);
        assert!(parts.contains(told), "{verdict}: {parts}");
    }
}

#[test]
fn a_word_may_have_several_pages() {
    assert_eq!(titles("vss"), ["cause vss", "vss"]);
    assert_eq!(titles("shadow copies lost"), ["V201 shadow-copies-lost", "trouble shadow-copies-lost"]);
    let seven = titles("7");
    for title in ["disk 7", "Microsoft-Windows-Backup 7", "Microsoft-Windows-VHDMP 7"] {
        assert!(seven.iter().any(|known| known == title), "{title}: {seven:?}");
    }
}

#[test]
fn a_record_id_is_not_taken_for_an_event() {
    let page = |question: &str| explain(question).remove(0).parts;
    let text = |question: &str| format!("{:?}", page(question));
    assert!(text("Backup#122").contains("--around Backup#122"));
    assert!(text("Backup#521").contains("volsift explain Backup 521"));
    assert!(!text("Backup#122").contains("explain Backup 122"));
}

#[test]
fn several_questions_are_answered_at_once() {
    let ask = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let (pages, unknown) = explain_all(&words);
        (pages.into_iter().map(|page| page.title).collect::<Vec<_>>(), unknown)
    };
    let (pages, unknown) = ask(&["volsnap", "27", "V301", "side", "effect,", "benign"]);
    assert_eq!(pages, ["volsnap 27", "V301 permanent-volume", "verdict side-effect", "verdict benign"]);
    assert_eq!(unknown, Vec::<String>::new());
    // A word before is no part of a channel or of a driver's name.
    let (pages, _) = ask(&["V301", "System#7", "benign", "storahci", "129"]);
    assert_eq!(pages[..3], ["V301 permanent-volume", "citation System#7", "verdict benign"]);
    assert!(pages[3].contains("129"), "{pages:?}");
    assert_eq!(ask(&["Veeam", "Agent#5"]).0, ["citation Veeam Agent#5"]);
    // An id that a provider does not have is none of another.
    for (words, event) in [(["volsnap", "122"], "volsnap 122"), (["Backup", "122"], "Backup 122")] {
        assert_eq!(ask(&words), (Vec::new(), vec![event.to_owned()]));
    }
    let (pages, unknown) = ask(&["V301", "nonsense", "V301"]);
    assert_eq!((pages.len(), unknown), (1, vec!["nonsense".to_owned()]));
    assert_eq!(ask(&["no", "such", "thing"]).1, ["no such thing"]);
    assert_eq!(ask(&[""]).1, [""]);
}

#[test]
fn nonsense_has_none() {
    for question in
        ["", "volsnap 27000", "#", "#7", "System#", "System#x", "nonsense 27", "0xZZ", "e1iexpress 27"]
    {
        assert!(explain(question).is_empty(), "{question}");
    }
}

#[test]
fn every_known_event_and_code_has_a_full_page() {
    for provider in PROVIDERS {
        for row in provider.events {
            let question = format!("{} {}", provider.names_first(), row.id);
            let pages = explain(&question);
            assert!(!pages.is_empty(), "{question}");
            assert!(
                pages.iter().flat_map(|page| &page.parts).all(|(_, text)| !text.is_empty()),
                "{question}"
            );
        }
    }
    for known in crate::event::codes::hresult::HRESULTS {
        assert!(!explain(&format!("0x{:08X}", known.code)).is_empty());
    }
}
