//! V404: another product worked with snapshots then.

use super::{Manual, NEAR, Rule};
use crate::correlation::{Facts, Subject};
use crate::say::{Cited, Lag, Log, sentences};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "V404",
    name: "other-product",
    manual: Manual {
        fires_when: "the 27 lies in no run's window, and within 10 minutes a record names another program than Windows' own that asked for a snapshot (VSS 8231, VSSAudit 8222 8223, or the binary data of any VSS record)",
        says: "undetermined: probably noise",
        because: "the program explains why an image or a shadow copy came and went, but who asked for a snapshot does not say whether the backup behind it succeeded",
        what_to_do: "look into that product's own log for the run at that time",
        source: "binary data of VSS records: 122 of 122 public records name the process; VSSAudit: message resources of vssvc.exe (libyal/winevt-kb)",
    },
    judge,
    next_step: |_, _| Some(next()),
};

sentences! {
    worked(program: Log, when: Lag, event: Cited) = "V404.worked-with-snapshots":
        "no run of Windows Server Backup covers this time, but { $program } worked with snapshots { $when } ({ $event }); \
         probably noise of it: check that product's log";
    next() = "V404.next": "look into the log of that product for its run at that time (see below)";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    if subject.link.session.is_some() {
        return None;
    }
    let (program, index) = facts.requester(subject.time, NEAR)?;
    let event = facts.computer.event(index)?;
    let text = worked(Log::of(program), Lag::between(event.time(), subject.time), Cited::from(event));
    let evidence = Evidence::of(index).and([subject.index]);
    Some(Opinion::new(&RULE, Verdict::Undetermined, text, evidence).asking(Ask::OtherProduct))
}
